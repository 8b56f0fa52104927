//! What programs read in a status response. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1)

use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::atom::Atom;
use crate::bounded::bounded_static;
use crate::capability::Capability;
use crate::charset::Charset;
use crate::error::ValueError;
use crate::flag::PermanentFlags;
use crate::names::named;
use crate::number::ModSeq;
use crate::raw::{Raw, Unknown};
use crate::sequence::{NumberSet, UidSet};

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// A response code: `resp-text-code`.
        ///
        /// ```text
        /// S: a NO [TRYCREATE] No such mailbox
        ///          ^^^^^^^^^
        /// ```
        /// Codes without a link stand in [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1), which took in those of
        /// [RFC 5530](https://www.rfc-editor.org/rfc/rfc5530).
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Code<'a> {
            $($(#[$meta])* $variant,)+
            /// The appended messages have these UIDs now. [RFC 4315 §3](https://www.rfc-editor.org/rfc/rfc4315#section-3)
            AppendUid {
                /// The epoch of the UIDs.
                uid_validity: NonZeroU32,
                /// One UID for each message appended.
                uids: UidSet,
            },
            /// The charset of a SEARCH is not known; these are, where any are told.
            BadCharset(Vec<Charset<'a>>),
            /// What the server can do.
            Capability(Vec<Capability<'a>>),
            /// The copies have these UIDs now. [RFC 4315 §3](https://www.rfc-editor.org/rfc/rfc4315#section-3)
            CopyUid {
                /// The epoch of the UIDs of the target.
                uid_validity: NonZeroU32,
                /// The messages copied.
                source: UidSet,
                /// Their copies, in the same order.
                destination: UidSet,
            },
            /// The mailbox's highest mod-sequence; never zero. [RFC 7162 §3.1.2.1](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.2.1)
            HighestModSeq(ModSeq),
            /// STORE left these alone, as they had changed meanwhile; sequence numbers or UIDs as in the command. [RFC 7162 §3.1.3](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.3)
            Modified(NumberSet<NonZeroU32>),
            /// The flags that can be changed for good.
            PermanentFlags(PermanentFlags<'a>),
            /// The next message will have this UID or a higher one.
            UidNext(NonZeroU32),
            /// The epoch of the UIDs: under another one, they name other messages.
            UidValidity(NonZeroU32),
            /// The sequence number of the first message without `\Seen`; rev1. [RFC 3501 §7.1](https://www.rfc-editor.org/rfc/rfc3501#section-7.1)
            Unseen(NonZeroU32),
            /// A code that this library does not know, or whose arguments break the grammar.
            Other(Unknown<'a, Code<'static>>),
        }

        bounded_static!(enum Code {
            AppendUid { uid_validity, uids }, BadCharset(a), Capability(a), CopyUid { uid_validity, source, destination },
            HighestModSeq(a), Modified(a), PermanentFlags(a), UidNext(a), UidValidity(a), Unseen(a), Other(a);
            $($variant),+
        });

        impl Code<'_> {
            const KNOWN: &'static [&'static str] = &[
                $($name,)+ "APPENDUID", "BADCHARSET", "CAPABILITY", "COPYUID", "HIGHESTMODSEQ", "MODIFIED",
                "PERMANENTFLAGS", "UIDNEXT", "UIDVALIDITY", "UNSEEN",
            ];

            /// The codes without arguments.
            pub const PLAIN: &'static [Code<'static>] = &[$(Code::$variant),+];

            /// The name of a code without arguments, or of one that this library does not know.
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::AppendUid { .. } => "APPENDUID",
                    Self::BadCharset(_) => "BADCHARSET",
                    Self::Capability(_) => "CAPABILITY",
                    Self::CopyUid { .. } => "COPYUID",
                    Self::HighestModSeq(_) => "HIGHESTMODSEQ",
                    Self::Modified(_) => "MODIFIED",
                    Self::PermanentFlags(_) => "PERMANENTFLAGS",
                    Self::UidNext(_) => "UIDNEXT",
                    Self::UidValidity(_) => "UIDVALIDITY",
                    Self::Unseen(_) => "UNSEEN",
                    Self::Other(other) => other.name().as_str(),
                }
            }

            /// For `imap-codec`: the code without arguments of this name, in any case.
            #[doc(hidden)]
            pub fn plain(name: &[u8]) -> Option<Self> {
                named!(name; $($variant = $name),+)
            }
        }
    };
}

codes! {
    /// The text must be shown to the user.
    Alert = "ALERT",
    /// What shall be created exists already.
    AlreadyExists = "ALREADYEXISTS",
    /// The credentials were wrong, or the server does not say what was.
    AuthenticationFailed = "AUTHENTICATIONFAILED",
    /// The credentials were right, but do not entitle to act as the identity asked for.
    AuthorizationFailed = "AUTHORIZATIONFAILED",
    /// What was asked for can never work.
    Cannot = "CANNOT",
    /// The client did something wrong.
    ClientBug = "CLIENTBUG",
    /// The mailbox that was selected is closed; what follows is about the next one. [RFC 7162 §3.2.11](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.11)
    Closed = "CLOSED",
    /// The connection is compressed already. [RFC 4978 §3](https://www.rfc-editor.org/rfc/rfc4978#section-3)
    CompressionActive = "COMPRESSIONACTIVE",
    /// The user should call the administrator.
    ContactAdmin = "CONTACTADMIN",
    /// Something in the store is broken.
    Corruption = "CORRUPTION",
    /// The password or the account has expired.
    Expired = "EXPIRED",
    /// Someone else removed messages; NOOP will tell which.
    ExpungeIssued = "EXPUNGEISSUED",
    /// The mailbox cannot be deleted, as there are others below it.
    HasChildren = "HASCHILDREN",
    /// Someone else is using it; later it may work.
    InUse = "INUSE",
    /// A limit of the server was reached.
    Limit = "LIMIT",
    /// What shall be deleted does not exist.
    NonExistent = "NONEXISTENT",
    /// The mailbox keeps no mod-sequences. [RFC 7162 §3.1.2.2](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.2.2)
    NoModSeq = "NOMODSEQ",
    /// The user has no permission.
    NoPerm = "NOPERM",
    /// The result of a SEARCH was not kept: `$` is empty. [RFC 5182 §2.1](https://www.rfc-editor.org/rfc/rfc5182#section-2.1)
    NotSaved = "NOTSAVED",
    /// The user would be over quota.
    OverQuota = "OVERQUOTA",
    /// The server could not parse a message.
    Parse = "PARSE",
    /// It needs an encrypted connection.
    PrivacyRequired = "PRIVACYREQUIRED",
    /// The mailbox is selected read-only.
    ReadOnly = "READ-ONLY",
    /// The mailbox is selected read-write.
    ReadWrite = "READ-WRITE",
    /// The server did something wrong.
    ServerBug = "SERVERBUG",
    /// The message is larger than the server takes. [RFC 7889](https://www.rfc-editor.org/rfc/rfc7889)
    TooBig = "TOOBIG",
    /// The mailbox does not exist; it may work once it was created.
    TryCreate = "TRYCREATE",
    /// The mailbox's UIDs do not outlast the session. [RFC 4315 §3](https://www.rfc-editor.org/rfc/rfc4315#section-3)
    UidNotSticky = "UIDNOTSTICKY",
    /// Something that the server needs is down for now.
    Unavailable = "UNAVAILABLE",
    /// The server cannot decode the part's transfer encoding. [RFC 3516 §4.3](https://www.rfc-editor.org/rfc/rfc3516#section-4.3)
    UnknownCte = "UNKNOWN-CTE",
    /// The mailbox cannot be created with this special use. [RFC 6154 §3](https://www.rfc-editor.org/rfc/rfc6154#section-3)
    UseAttr = "USEATTR",
}

impl<'a> Code<'a> {
    /// A code that this library does not know. What follows its name is one space and any text without `]`, CR,
    /// LF and NUL; or nothing.
    pub fn other(name: Atom<'a>, rest: Option<&'a str>) -> Result<Self, ValueError> {
        let rest = rest.unwrap_or_default();
        let bad = crate::octets::first_not(rest.as_bytes(), |byte| {
            crate::chars::is_text_char(byte) && byte != b']'
        });
        match (bad, rest.as_bytes()) {
            (Some(offset), _) => Err(ValueError::new("TEXT-CHAR", offset)),
            (None, [] | [b' ', _, ..]) => {
                Unknown::<Self>::new(name, Raw::EMPTY, Self::KNOWN, ..).map(|unknown| {
                    let rest = Raw::from_wire(alloc::borrow::Cow::Borrowed(rest.as_bytes()));
                    Self::Other(Unknown::from_wire(unknown.name().clone(), rest))
                })
            }
            _ => Err(ValueError::new("SP", 0)),
        }
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Code<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(match u.int_in_range(0..=16)? {
            0 => Self::AppendUid { uid_validity: u.arbitrary()?, uids: u.arbitrary()? },
            1 => Self::BadCharset(u.arbitrary()?),
            2 => Self::Capability(u.arbitrary()?),
            3 => Self::CopyUid {
                uid_validity: u.arbitrary()?,
                source: u.arbitrary()?,
                destination: u.arbitrary()?,
            },
            4 => Self::HighestModSeq(u.arbitrary()?),
            5 => Self::Modified(u.arbitrary()?),
            6 => Self::PermanentFlags(u.arbitrary()?),
            7 => Self::UidNext(u.arbitrary()?),
            8 => Self::UidValidity(u.arbitrary()?),
            9 => Self::Unseen(u.arbitrary()?),
            10 => {
                let rest = *u.choose(&[None, Some(" x"), Some(" (a \"b\" {3}"), Some("  ")])?;
                crate::arbitrary_parts::unknown(u, 0, |name, _| Self::other(name, rest))?
            }
            _ => u.choose(Self::PLAIN)?.clone(),
        })
    }
}
