//! What next? The dialogues that a command can be, one file each.

pub(crate) mod append;
pub(crate) mod appending;
pub(crate) mod authenticate;
pub(crate) mod idle;
pub(crate) mod literal;
pub(crate) mod upgrade;

use self::upgrade::Upgrade;

/// What follows a command's line before its tagged end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exchange {
    /// Nothing but literals of its arguments.
    Line,
    /// Messages, which the server may refuse one by one.
    Message,
    Authenticate,
    Idle,
    Upgrade(Upgrade),
}
