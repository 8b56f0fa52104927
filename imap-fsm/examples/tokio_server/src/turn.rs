//! How long a connection works before others have their turn.

use std::time::{Duration, Instant};

/// How long a connection holds its thread.
const SLICE: Duration = Duration::from_millis(20);

/// What is left of a turn. One step, such as one message that is searched or given, is always done.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Turn {
    Until(Instant),
    /// So many steps, to be counted in tests.
    #[cfg(test)]
    Steps(u32),
}

impl Turn {
    /// Begins now.
    pub(crate) fn new() -> Self {
        Self::Until(Instant::now() + SLICE)
    }

    /// Takes note of a step. `true`: that was the last one.
    pub(crate) fn is_over(&mut self) -> bool {
        match self {
            Self::Until(until) => Instant::now() >= *until,
            #[cfg(test)]
            Self::Steps(left) => {
                *left = left.saturating_sub(1);
                *left == 0
            }
        }
    }
}
