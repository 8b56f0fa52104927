//! What next? The dialogues that a command can be, one file each.

pub(crate) mod append;
pub(crate) mod authenticate;
pub(crate) mod idle;
pub(crate) mod literal;
pub(crate) mod upgrade;
