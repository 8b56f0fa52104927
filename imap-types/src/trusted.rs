//! The one way past the checks of this crate's constructors: `imap-codec` and `imap-fsm` make values of octets that the
//! grammar has checked already, or that it keeps as a peer sent them.
//!
//! What is made here is written to the wire as it is. Hence nothing here is a method that a value has anyway: whoever
//! calls it has imported it by name, and answers for what it is given. Without the import there is no such function:
//!
//! ```compile_fail,E0599
//! use imap_types::atom::Tag;
//!
//! let three_commands = Tag::from_wire(b"a NOOP\r\nb LOGOUT\r\nc".as_slice().into());
//! ```
//!
//! And with it there is:
//!
//! ```
//! use imap_types::atom::Tag;
//! use imap_types::trusted::FromWire;
//!
//! let three_commands = Tag::from_wire(b"a NOOP\r\nb LOGOUT\r\nc".as_slice().into());
//! assert!(Tag::try_from(three_commands.as_bytes()).is_err());
//! ```

use crate::flag::{Flag, Flags};
use crate::list::{MailboxAttribute, MailboxList};

/// A value made of parts that are not checked.
pub trait FromWire: Sized {
    /// What it is made of.
    type Parts;

    /// The value, without a check.
    fn from_wire(parts: Self::Parts) -> Self;
}

/// Adds to a set the flag that ends a list. The list is what a peer sent, from the first flag on that is none of the
/// system's; where that is how the set keeps its flags, it is borrowed.
#[inline]
pub fn insert_listed<'a>(flags: &mut Flags<'a>, flag: Flag<'a>, list: &'a [u8]) {
    flags.insert_listed(flag, list);
}

/// Adds an attribute that a server sent, whatever it excludes.
#[inline]
pub fn insert_attribute<'a>(list: &mut MailboxList<'a>, attribute: MailboxAttribute<'a>) {
    list.insert_listed(attribute);
}
