//! Keywords with a meaning of their own, as IANA registers them.
//! [IMAP and JMAP Keywords](https://www.iana.org/assignments/imap-jmap-keywords)

use alloc::borrow::Cow;

use crate::atom::Atom;
use crate::flag::Flag;
use crate::names::wire_names;
use crate::trusted::FromWire;

wire_names! {
    /// A registered keyword.
    ///
    /// ```
    /// use imap_types::flag::{Flag, RegisteredKeyword};
    ///
    /// let flag = Flag::from(RegisteredKeyword::Forwarded);
    /// assert_eq!(flag.to_string(), "$Forwarded");
    /// assert_eq!(RegisteredKeyword::of(&Flag::try_from("$forwarded")?), Some(RegisteredKeyword::Forwarded));
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    pub enum RegisteredKeyword {
        /// A disposition notification was sent. [RFC 3503](https://www.rfc-editor.org/rfc/rfc3503)
        MdnSent = "$MDNSent",
        /// It was forwarded. [RFC 5550 §5.9](https://www.rfc-editor.org/rfc/rfc5550#section-5.9)
        Forwarded = "$Forwarded",
        /// It is being submitted. [RFC 5550 §5.10](https://www.rfc-editor.org/rfc/rfc5550#section-5.10)
        SubmitPending = "$SubmitPending",
        /// It was submitted. [RFC 5550 §5.10](https://www.rfc-editor.org/rfc/rfc5550#section-5.10)
        Submitted = "$Submitted",
        /// It is spam. [RFC 9051 §2.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-2.3.2)
        Junk = "$Junk",
        /// It is not spam. [RFC 9051 §2.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-2.3.2)
        NotJunk = "$NotJunk",
        /// It tries to defraud its reader. [RFC 9051 §2.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-2.3.2)
        Phishing = "$Phishing",
        /// It is important to the user. [RFC 8457 §2](https://www.rfc-editor.org/rfc/rfc8457#section-2)
        Important = "$Important",
        /// `$autosent`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        AutoSent = "$autosent",
        /// `$canunsubscribe`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        CanUnsubscribe = "$canunsubscribe",
        /// `$followed`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        Followed = "$followed",
        /// `$hasattachment`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        HasAttachment = "$hasattachment",
        /// `$hasmemo`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        HasMemo = "$hasmemo",
        /// `$hasnoattachment`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        HasNoAttachment = "$hasnoattachment",
        /// `$imported`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        Imported = "$imported",
        /// `$istrusted`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        IsTrusted = "$istrusted",
        /// `$MailFlagBit0`: one of three bits that are a colour. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        MailFlagBit0 = "$MailFlagBit0",
        /// `$MailFlagBit1`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        MailFlagBit1 = "$MailFlagBit1",
        /// `$MailFlagBit2`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        MailFlagBit2 = "$MailFlagBit2",
        /// `$maskedemail`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        MaskedEmail = "$maskedemail",
        /// `$memo`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        Memo = "$memo",
        /// `$muted`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        Muted = "$muted",
        /// `$new`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        New = "$new",
        /// `$notify`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        Notify = "$notify",
        /// `$unsubscribed`. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        Unsubscribed = "$unsubscribed",
    }
}

impl RegisteredKeyword {
    /// The registered keyword that a flag is, in any case; `None` for any other flag.
    pub fn of(flag: &Flag<'_>) -> Option<Self> {
        match flag {
            Flag::Keyword(keyword) => Self::from_bytes(keyword.as_bytes()),
            Flag::Answered
            | Flag::Flagged
            | Flag::Deleted
            | Flag::Seen
            | Flag::Draft
            | Flag::Extension(_)
            | Flag::Other(_) => None,
        }
    }
}

impl From<RegisteredKeyword> for Flag<'static> {
    fn from(keyword: RegisteredKeyword) -> Self {
        Self::Keyword(Atom::from_wire(Cow::Borrowed(keyword.as_str().as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_registered_keyword_is_a_flag_that_can_be_sent() {
        assert_eq!(RegisteredKeyword::ALL.len(), 25);
        for &keyword in RegisteredKeyword::ALL {
            let flag = Flag::from(keyword);
            assert_eq!(Flag::try_from(keyword.as_str()).as_ref(), Ok(&flag));
            assert_eq!(RegisteredKeyword::of(&flag), Some(keyword));
        }
        assert_eq!(RegisteredKeyword::of(&Flag::Seen), None);
    }
}
