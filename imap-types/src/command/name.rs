//! The names of commands.

use alloc::borrow::Cow;

use super::{CommandBody, CommandName};
use crate::number::Numbering;

impl CommandName {
    /// Whether the command is about messages by their sequence numbers or, with `UID` before its name, by their UIDs.
    #[inline]
    pub const fn may_follow_uid(self) -> bool {
        self.is_numbered() || matches!(self, Self::Expunge)
    }
}

impl CommandBody<'_> {
    /// Whether the command's name begins with `UID`.
    #[inline]
    pub fn numbering(&self) -> Numbering {
        self.numbers()
    }

    /// The command's name without `UID`.
    #[inline]
    pub fn base_name(&self) -> &str {
        match self {
            Self::Other(other) => other.command.name().as_str(),
            known => known.kind().map_or("", CommandName::as_str),
        }
    }

    /// The command's name as it is written, with `UID` where that is part of it.
    #[inline]
    pub fn name(&self) -> Cow<'_, str> {
        let name = self.base_name();
        match self.numbering() {
            Numbering::SeqNum => Cow::Borrowed(name),
            Numbering::Uid => Cow::Owned(alloc::format!("UID {name}")),
        }
    }
}
