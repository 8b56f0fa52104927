//! What APPEND adds. [RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.12)

use alloc::vec::Vec;

use crate::annotate::EntryAtt;
use crate::atom::Atom;
use crate::bounded::bounded_static;
use crate::datetime::DateTime;
use crate::error::ValueError;
use crate::flag::Flags;
use crate::names::wire_enum;
use crate::nonempty::NonEmpty;
use crate::raw::{Raw, Unknown, place};
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
    pub fn extend(&mut self, name: Atom<'a>, rest: Raw<'a>) -> Result<(), ValueError> {
        self.extensions.push(AppendExt::Other(Unknown::new(name, rest)?));
        Ok(())
    }
}
