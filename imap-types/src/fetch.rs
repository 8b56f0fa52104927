//! What FETCH asks for and what it gives. [RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.5)

mod head;
mod request;
mod response;
mod text;

pub use self::head::{FetchHead, FetchNumber, MsgAttHead};
pub use self::request::{
    Fetch, FetchAtt, FetchBinary, FetchItems, FetchModifier, FetchModifierName, FetchSection, Macro, Peek,
    PreviewMod, PreviewModName,
};
pub use self::response::{FetchedBinary, FetchedSection, MsgAtt};
use crate::names::wire_names;
pub use crate::raw::Malformed;

wire_names! {
    /// The names of [`FetchAtt`], [`MsgAtt`] and [`Macro`].
    pub enum FetchAttName {
        /// `ALL`
        All = "ALL",
        /// `FAST`
        Fast = "FAST",
        /// `FULL`
        Full = "FULL",
        /// `BODY`
        Body = "BODY",
        /// `BODY.PEEK`
        BodyPeek = "BODY.PEEK",
        /// `BODYSTRUCTURE`
        BodyStructure = "BODYSTRUCTURE",
        /// `BINARY`
        Binary = "BINARY",
        /// `BINARY.PEEK`
        BinaryPeek = "BINARY.PEEK",
        /// `BINARY.SIZE`
        BinarySize = "BINARY.SIZE",
        /// `ENVELOPE`
        Envelope = "ENVELOPE",
        /// `FLAGS`
        Flags = "FLAGS",
        /// `INTERNALDATE`
        InternalDate = "INTERNALDATE",
        /// `MODSEQ`
        ModSeq = "MODSEQ",
        /// `RFC822`
        Rfc822 = "RFC822",
        /// `RFC822.HEADER`
        Rfc822Header = "RFC822.HEADER",
        /// `RFC822.SIZE`
        Rfc822Size = "RFC822.SIZE",
        /// `RFC822.TEXT`
        Rfc822Text = "RFC822.TEXT",
        /// `UID`
        Uid = "UID",
        /// `ANNOTATION`
        Annotation = "ANNOTATION",
        /// `PREVIEW`
        Preview = "PREVIEW",
        /// `SAVEDATE`
        SaveDate = "SAVEDATE",
        /// `EMAILID`
        EmailId = "EMAILID",
        /// `THREADID`
        ThreadId = "THREADID",
        /// `OBJECTID`
        ObjectId = "OBJECTID",
        /// `X-GM-MSGID`
        GmMsgId = "X-GM-MSGID",
        /// `X-GM-THRID`
        GmThrId = "X-GM-THRID",
        /// `X-GM-LABELS`
        GmLabels = "X-GM-LABELS",
        /// `X-GUID`
        XGuid = "X-GUID",
        /// `X-MAILBOX`
        XMailbox = "X-MAILBOX",
        /// `X-REAL-UID`
        XRealUid = "X-REAL-UID",
        /// `X-SAVEDATE`
        XSaveDate = "X-SAVEDATE",
        /// `SNIPPET`
        Snippet = "SNIPPET",
    }
}
