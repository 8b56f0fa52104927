//! Reads, and counts lines. What the programs beside it add to this is what a library costs.

use std::io::Read;

fn main() {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).expect("stdin can be read");
    println!("{}", bytes.split_inclusive(|&byte| byte == b'\n').count());
}
