//! What APPEND adds. [RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.12)

use alloc::vec::Vec;

use crate::annotate::EntryAtt;
use crate::atom::Atom;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::datetime::DateTime;
use crate::error::ValueError;
use crate::flag::Flags;
use crate::mailbox::Mailbox;
use crate::names::wire_enum;
use crate::nonempty::NonEmpty;
use crate::number::UidValidity;
use crate::raw::{Raw, Unknown, place};
use crate::replace::OldMessage;
use crate::sequence::UidSet;
use crate::string::{AString, Binary};
use crate::url::ImapUrl;

/// One message of an APPEND: `append-message`.
///
/// ```text
/// C: a APPEND saved-messages (\Seen) "17-Jul-1996 02:44:25 -0700" {310}
///                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// Several in one command need MULTIAPPEND. [RFC 3502](https://www.rfc-editor.org/rfc/rfc3502)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AppendMessage<'a> {
    /// The flags it shall have.
    pub flags: Flags<'a>,
    /// Internal date of the message; `None` is the time of the APPEND.
    pub date: Option<DateTime>,
    /// Annotations and the like that it shall have: `append-ext`.
    pub extensions: Vec<AppendExt<'a>>,
    /// The octets of the message.
    pub data: AppendData<'a>,
}

bounded_static!(struct AppendMessage { flags, date, extensions, data });

/// Source of an appended message's octets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum AppendData<'a> {
    /// The octets of the message, without NUL.
    Literal(AString<'a>),
    /// The octets of the message, which may hold NUL. Requires `BINARY`. [RFC 3516 §4.4](https://www.rfc-editor.org/rfc/rfc3516#section-4.4)
    Literal8(Binary<'a>),
    /// Pieces that the server puts together, some of which it has already. Requires `CATENATE`.
    /// [RFC 4469 §3](https://www.rfc-editor.org/rfc/rfc4469#section-3)
    #[cfg_attr(feature = "serde", serde(rename = "CATENATE"))]
    Catenate(NonEmpty<CatPart<'a>>),
    /// They follow, may hold NUL, and their header is UTF-8: `utf8-literal`. RFC 9755, which took the place of RFC 6855,
    /// has it no more. [RFC 6855 §4](https://www.rfc-editor.org/rfc/rfc6855#section-4)
    #[cfg_attr(feature = "serde", serde(rename = "UTF8"))]
    Utf8(Binary<'a>),
    /// Data of a kind that this library does not know: `append-data-ext`.
    Other(Unknown<'a, AppendData<'static>>),
}

bounded_static!(
    enum AppendData {
        Literal(a),
        Literal8(a),
        Catenate(a),
        Utf8(a),
        Other(a),
    }
);

place!(AppendData: LabelledValue, AppendExtName; b"CATENATE"; b"UTF8");

wire_enum! {
    /// What an appended message shall have beside flags and a date: `append-ext`.
    ///
    /// ```text
    /// C: a APPEND drafts ANNOTATION (/comment (value.priv "Don't send")) {310}
    ///                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    /// [RFC 4466 §3](https://www.rfc-editor.org/rfc/rfc4466#section-3)
    pub enum AppendExt as AppendExtName {
        /// Annotations. Requires `ANNOTATE-EXPERIMENT-1`. [RFC 5257 §4.7](https://www.rfc-editor.org/rfc/rfc5257#section-4.7)
        Annotation(NonEmpty<EntryAtt<'a>>) = "ANNOTATION",
        ..
        /// A name with a value that this library does not know.
        Other(Unknown<'a, AppendData<'static>>),
    }
}

/// A piece of a message that APPEND puts together: `cat-part`.
///
/// ```text
/// C: a APPEND Drafts CATENATE (TEXT {42+}
/// C: … URL "/INBOX;UIDVALIDITY=785799047/;UID=113330/;SECTION=1.5.9")
/// ```
/// [RFC 4469 §3](https://www.rfc-editor.org/rfc/rfc4469#section-3)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum CatPart<'a> {
    /// Octets that follow: `text-literal`.
    Text(AString<'a>),
    /// Octets that follow, with a header in UTF-8: `utf8-literal`. [RFC 6855 §4](https://www.rfc-editor.org/rfc/rfc6855#section-4)
    Utf8(Binary<'a>),
    /// A message or part of one on the server. A URL that the server cannot use is told by BADURL.
    Url(ImapUrl<'a>),
}

bounded_static!(
    enum CatPart {
        Text(a),
        Utf8(a),
        Url(a),
    }
);

impl<'a> AppendMessage<'a> {
    /// A message without flags, dated now.
    pub fn new(text: AString<'a>) -> Self {
        Self { flags: Flags::new(), date: None, extensions: Vec::new(), data: AppendData::Literal(text) }
    }

    /// Adds something that this library does not know, with its one value: `append-ext`.
    #[inline]
    pub fn extend(&mut self, name: Atom<'a>, rest: Raw<'a>) -> Result<(), ValueError> {
        self.extensions.push(AppendExt::Other(Unknown::new(name, rest)?));
        Ok(())
    }

    /// The message without its octets, or without those of its last piece; `None` for a CATENATE that ends in a URL, and for
    /// data of an unknown kind.
    #[inline]
    pub fn into_head(self) -> Option<AppendMessageHead<'a>> {
        let Self { flags, date, extensions, data } = self;
        let data = match data {
            AppendData::Literal(_) => AppendDataHead::Literal,
            AppendData::Literal8(_) => AppendDataHead::Literal8,
            AppendData::Utf8(_) => AppendDataHead::Utf8,
            AppendData::Catenate(parts) => {
                let mut before = parts.into_vec();
                let part = before.pop()?.head()?;
                AppendDataHead::Catenate { before, part }
            }
            AppendData::Other(_) => return None,
        };
        Some(AppendMessageHead { flags, date, extensions, data })
    }
}

impl CatPart<'_> {
    /// The kind of the piece, if it has octets; `None` for a URL.
    pub const fn head(&self) -> Option<CatPartHead> {
        match self {
            Self::Text(_) => Some(CatPartHead::Text),
            Self::Utf8(_) => Some(CatPartHead::Utf8),
            Self::Url(_) => None,
        }
    }
}

/// What stands before the octets of an [`AppendMessage`], where those are not at hand: they come later, in pieces.
///
/// ```text
/// C: a APPEND saved-messages (\Seen) "17-Jul-1996 02:44:25 -0700" {310}
///                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// The default has no flags, no date and no extensions, and octets without NUL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AppendMessageHead<'a> {
    /// The flags it shall have.
    pub flags: Flags<'a>,
    /// Internal date of the message; `None` is the time of the APPEND.
    pub date: Option<DateTime>,
    /// Annotations and the like that it shall have: `append-ext`.
    pub extensions: Vec<AppendExt<'a>>,
    /// What the octets are to the message.
    pub data: AppendDataHead<'a>,
}

bounded_static!(struct AppendMessageHead { flags, date, extensions, data });

/// The kind of an appended message's data, as [`AppendData`], up to the octets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum AppendDataHead<'a> {
    /// The octets are the message, without NUL.
    #[default]
    Literal,
    /// The octets are the message, and may hold NUL. Requires `BINARY`. [RFC 3516 §4.4](https://www.rfc-editor.org/rfc/rfc3516#section-4.4)
    Literal8,
    /// The octets are a piece of the message. Requires `CATENATE`. [RFC 4469 §3](https://www.rfc-editor.org/rfc/rfc4469#section-3)
    Catenate {
        /// Pieces before that one.
        before: Vec<CatPart<'a>>,
        /// Kind of the piece that the octets are.
        part: CatPartHead,
    },
    /// The octets are the message, may hold NUL, and their header is UTF-8: `utf8-literal`. [RFC 6855 §4](https://www.rfc-editor.org/rfc/rfc6855#section-4)
    Utf8,
}

bounded_static!(enum AppendDataHead { Catenate { before, part }; Literal, Literal8, Utf8 });

/// The kind of a CATENATE piece with octets, as [`CatPart`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CatPartHead {
    /// `TEXT`
    Text,
    /// `UTF8`, with a header in UTF-8. [RFC 6855 §4](https://www.rfc-editor.org/rfc/rfc6855#section-4)
    Utf8,
}

bounded_static_owned!(CatPartHead, AppendPlace);

/// APPEND or REPLACE, as far as it has come when a client announces or sends the octets of a message.
///
/// ```text
/// C: a APPEND Sent (\Seen) {310}            the first
/// C: ........ (\Draft) {42}                 the second, of another message
///
/// C: a APPEND Drafts CATENATE (URL "/Sent;UID=4/;SECTION=1" TEXT {42}
/// C: ........ URL "/Sent;UID=5" TEXT {7}    the second, of the same message
/// ```
/// Nothing in it stands for the octets: every literal that it has is whole. It tells what has come since the literal
/// before; mailbox and place it always tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppendHead<'a> {
    /// Mailbox of the new message.
    pub mailbox: Mailbox<'a>,
    /// Message that REPLACE removes; `None` where the command is APPEND.
    pub replaces: Option<OldMessage>,
    /// Pieces that have come whole since the literal before, of the CATENATE that it is a piece of.
    pub rest: Vec<CatPart<'a>>,
    /// Messages that have come whole since the literal before.
    pub messages: Vec<AppendMessage<'a>>,
    /// What the octets are.
    pub text: AppendText<'a>,
    /// Where the octets belong in the command.
    pub place: AppendPlace,
}

bounded_static!(struct AppendHead { mailbox, replaces, rest, messages, text, place });

/// What the octets are that an [`AppendHead`] announces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AppendText<'a> {
    /// A message, or the first piece of one that has octets which are announced.
    Message(AppendMessageHead<'a>),
    /// Another piece of the CATENATE that the literal before is a piece of, behind [`AppendHead::rest`].
    Part(CatPartHead),
}

bounded_static!(
    enum AppendText {
        Message(a),
        Part(a),
    }
);

/// Where in APPEND or REPLACE octets belong. The whole command has as many messages and pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AppendPlace {
    /// Index of the message, from zero.
    pub message: usize,
    /// Index of the piece in its CATENATE, from zero; zero where the message is one literal.
    pub part: usize,
}

/// Argument of APPENDUID, the UIDs of appended messages: `resp-code-apnd`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AppendUid {
    /// The validity value of the target mailbox's UIDs.
    pub uid_validity: UidValidity,
    /// One UID for each message appended, in their order.
    pub uids: UidSet,
}

bounded_static_owned!(AppendUid);

/// APPEND or REPLACE once it is whole, octets of which came in pieces.
///
/// ```text
/// C: a APPEND Sent (\Seen) {300000}
/// C: From: alice@example.org… (\Draft) {5}
/// C: hello
/// ```
/// It has the flags of both messages, and the octets of the second. Nothing in it stands for octets that came in pieces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppendTail<'a> {
    /// Mailbox of the new messages.
    pub mailbox: Mailbox<'a>,
    /// Message that REPLACE removes; `None` where the command is APPEND.
    pub replaces: Option<OldMessage>,
    /// All messages of the command: [`AppendPlace::message`] is the index.
    pub messages: Vec<AppendMessageTail<'a>>,
}

bounded_static!(struct AppendTail { mailbox, replaces, messages });

/// A message of a command, octets of which may have come in pieces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppendMessageTail<'a> {
    /// The flags it shall have.
    pub flags: Flags<'a>,
    /// Internal date of the message; `None` is the time of the APPEND.
    pub date: Option<DateTime>,
    /// Annotations and the like that it shall have: `append-ext`.
    pub extensions: Vec<AppendExt<'a>>,
    /// Data of the message, as far as it came whole.
    pub data: AppendDataTail<'a>,
}

bounded_static!(struct AppendMessageTail { flags, date, extensions, data });

/// A message that came whole.
impl<'a> From<AppendMessage<'a>> for AppendMessageTail<'a> {
    fn from(message: AppendMessage<'a>) -> Self {
        let AppendMessage { flags, date, extensions, data } = message;
        Self { flags, date, extensions, data: AppendDataTail::Whole(data) }
    }
}

/// The data of an [`AppendMessageTail`]: as [`AppendData`], but for octets that came in pieces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AppendDataTail<'a> {
    /// All of it came whole.
    Whole(AppendData<'a>),
    /// The octets came in pieces, and have no NUL.
    Literal,
    /// The octets came in pieces, and may hold NUL.
    Literal8,
    /// CATENATE; the octets of some of its parts came in pieces: [`AppendPlace::part`] is the index.
    Catenate(Vec<CatPartTail<'a>>),
    /// The octets came in pieces, may hold NUL, and their header is UTF-8.
    Utf8,
}

bounded_static!(enum AppendDataTail { Whole(a), Catenate(a); Literal, Literal8, Utf8 });

/// A piece of CATENATE in an [`AppendMessageTail`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CatPartTail<'a> {
    /// It came whole.
    Whole(CatPart<'a>),
    /// Its octets came in pieces.
    Streamed(CatPartHead),
}

bounded_static!(
    enum CatPartTail {
        Whole(a),
        Streamed(a),
    }
);
