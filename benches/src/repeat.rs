//! Doing one thing again and again.

use std::time::{Duration, Instant};

/// How long to go on with `time`.
const LONG_ENOUGH: Duration = Duration::from_millis(300);

/// Runs it `how` many times, for callgrind and dhat to count; with `time` until the fastest run is likely to have been
/// among them, and prints the nanoseconds that it took.
pub fn repeat(how: &str, mut run: impl FnMut()) {
    if how != "time" {
        let times: usize = how.parse().expect("a number or `time`");
        return (0..times).for_each(|_| run());
    }
    let begin = Instant::now();
    let mut best = Duration::MAX;
    let mut runs = 0;
    while runs < 5 || begin.elapsed() < LONG_ENOUGH {
        let run_begin = Instant::now();
        run();
        best = best.min(run_begin.elapsed());
        runs += 1;
    }
    println!("{}", best.as_nanos());
}
