//! Both machines in one image for a Cortex-M4 with 64 KiB of RAM, over a heap of fixed size: login, and a message of
//! 1 MiB. The program is `bare_metal.rs`, as it is; here is what a board has to bring.
//!
//! ```text
//! rustup target add thumbv7em-none-eabi
//! cargo run --release
//! ```
//!
//! It ends with a line of figures and exit status 0, or with what went wrong and exit status 1.

#![no_std]
#![no_main]

extern crate alloc;

mod memory;

use cortex_m_rt::entry;
use cortex_m_semihosting::debug::{EXIT_FAILURE, EXIT_SUCCESS, exit};

/// What the example prints goes to the debugger, here to QEMU.
macro_rules! println {
    ($($arguments:tt)*) => { cortex_m_semihosting::hprintln!("{}", format_args!($($arguments)*)) };
}

#[path = "../../bare_metal.rs"]
mod bare_metal;

#[entry]
fn start() -> ! {
    // SAFETY: nothing has been allocated yet.
    unsafe { memory::begin() };
    let outcome = bare_metal::run();
    match &outcome {
        Ok(()) => println!("heap {} stack {}", memory::heap_peak(), memory::stack_peak()),
        Err(error) => println!("failed: {error}"),
    }
    exit(if outcome.is_ok() { EXIT_SUCCESS } else { EXIT_FAILURE });
    loop {}
}

#[panic_handler]
fn panicked(info: &core::panic::PanicInfo<'_>) -> ! {
    println!("{info}");
    exit(EXIT_FAILURE);
    loop {}
}
