//! Whose answers look the same. Only commands that are [called](crate::client::Client::call) wait for that: who sends
//! commands himself may know how to tell the data apart, or not care.

use core::ops::BitOr;

use imap_types::capability::Capability;
use imap_types::response::DataName;

use crate::session::Session;

/// The untagged data that answers a command, as far as it does not bear the command's tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answered<'c> {
    /// None that could be taken for another's.
    Apart,
    /// SEARCH, or ESEARCH with the tag where IMAP4rev2 is enabled.
    Search,
    /// LIST of the mailbox that is opened, from servers with IMAP4rev2.
    Open,
    /// Data of these kinds, whatever it is about.
    By(Kinds),
    /// Data of these kinds that names what it is about, a mailbox or a quota root; and `others`, whatever it is about.
    About { kinds: Kinds, name: &'c [u8], others: Kinds },
}

/// Kinds of untagged data, by the name of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds(u64);

const _: () = assert!(DataName::ALL.len() <= 64, "more responses than `Kinds` has bits");

impl Kinds {
    pub(crate) const NONE: Self = Self(0);
}

impl From<DataName> for Kinds {
    fn from(name: DataName) -> Self {
        Self(1 << name as u32)
    }
}

impl BitOr<DataName> for Kinds {
    type Output = Self;

    fn bitor(self, name: DataName) -> Self {
        Self(self.0 | Self::from(name).0)
    }
}

/// Untagged data that a command asks for and that does not say for which command it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answers {
    /// Kinds of data, whatever they are about.
    any: u64,
    /// Kinds of data that name what they are about, here always the same.
    named: u64,
    /// That name, as a hash: where two are the same by chance, commands wait for each other that need not.
    name: u32,
    /// Whether somebody has to tell these answers from others'.
    called: bool,
}

impl Answers {
    /// None that could be taken for another's.
    pub(crate) const NONE: Self = Self { any: 0, named: 0, name: 0, called: false };

    pub(crate) fn of(answered: Answered<'_>, session: &Session) -> Self {
        let rev2 = || session.enabled(&Capability::Imap4Rev2);
        let any = match answered {
            Answered::Apart => Kinds::NONE,
            // RFC 9051 §6.4.4: once rev2 is enabled, every answer bears the tag.
            Answered::Search if rev2() => Kinds::NONE,
            Answered::Search => DataName::Search.into(),
            // RFC 9051 §6.3.2
            Answered::Open if session.has(&Capability::Imap4Rev2) || rev2() => DataName::List.into(),
            Answered::Open => Kinds::NONE,
            Answered::By(kinds) => kinds,
            Answered::About { kinds, name, others } => {
                return Self { any: others.0, named: kinds.0, name: hash(name), called: false };
            }
        };
        Self { any: any.0, ..Self::NONE }
    }

    /// The same, of a command that is called.
    pub(crate) const fn called(self) -> Self {
        Self { called: true, ..self }
    }

    /// Whether one of the two is called and may take what the other is answered.
    pub(crate) const fn alike(self, other: Self) -> bool {
        let unnamed = self.any & (other.any | other.named) | self.named & other.any;
        let same = self.name == other.name && self.named & other.named != 0;
        (self.called || other.called) && (same || unnamed != 0)
    }
}

/// FNV-1a
fn hash(name: &[u8]) -> u32 {
    name.iter().fold(0x811c_9dc5, |hash, &octet| (hash ^ u32::from(octet)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use imap_codec::decode_command;

    use super::*;
    use crate::session::Row;

    fn answers(command: &str) -> Answers {
        let line = alloc::format!("a {command}\r\n");
        let command = decode_command(line.as_bytes()).unwrap().body;
        Answers::of(Row::of(&command).answered, &Session::new())
    }

    #[test]
    fn commands_whose_answers_look_the_same_are_alike() {
        for (one, other, alike) in [
            ("SEARCH ALL", "UID SEARCH SEEN", true),
            ("SEARCH ALL", "SEARCH RETURN () ALL", false),
            ("SORT (DATE) UTF-8 ALL", "UID SORT (DATE) UTF-8 SEEN", true),
            ("SORT (DATE) UTF-8 ALL", "SORT RETURN () (DATE) UTF-8 ALL", false),
            ("SORT (DATE) UTF-8 ALL", "SEARCH ALL", false),
            ("THREAD REFS UTF-8 ALL", "UID THREAD REFS UTF-8 SEEN", true),
            ("ESEARCH ALL", "ESEARCH SEEN", false),
            ("LIST \"\" *", "RLIST \"\" *", true),
            ("LIST \"\" *", "LSUB \"\" *", false),
            ("STATUS a (UNSEEN)", "STATUS a (MESSAGES)", true),
            ("STATUS inbox (UNSEEN)", "STATUS INBOX (UNSEEN)", true),
            ("STATUS a (UNSEEN)", "STATUS b (UNSEEN)", false),
            ("STATUS a (UNSEEN)", "LIST \"\" * RETURN (STATUS (UNSEEN))", true),
            ("STATUS a (UNSEEN)", "NOTIFY SET STATUS (personal (MessageNew MessageExpunge))", true),
            ("STATUS a (UNSEEN)", "NOTIFY SET (personal (MessageNew MessageExpunge))", false),
            ("STATUS a (UNSEEN)", "MYRIGHTS a", false),
            ("GETQUOTA a", "SETQUOTA a (STORAGE 1)", true),
            ("GETQUOTA a", "GETQUOTA b", false),
            ("GETQUOTA a", "GETQUOTAROOT b", true),
            ("GETQUOTAROOT a", "GETQUOTAROOT b", true),
            ("GETACL a", "GETACL a", true),
            ("GETACL a", "GETACL b", false),
            ("GETACL a", "SETACL a b lr", false),
            ("MYRIGHTS a", "LIST \"\" * RETURN (MYRIGHTS)", true),
            ("LISTRIGHTS a b", "LISTRIGHTS a c", true),
            ("GETMETADATA a /shared/x", "GETMETADATA a /shared/y", true),
            ("GETMETADATA a /shared/x", "GETMETADATA \"\" /shared/x", false),
            ("GETMETADATA a /shared/x", "LIST \"\" * RETURN (METADATA (/shared/x))", true),
            ("LANGUAGE", "LANGUAGE de", true),
            ("LANGUAGE", "NAMESPACE", false),
            ("LANGUAGE de", "NAMESPACE", true),
            ("COMPARATOR", "COMPARATOR i;basic", true),
            ("ENABLE CONDSTORE", "ENABLE QRESYNC", true),
            ("ID NIL", "ID NIL", true),
            ("NAMESPACE", "NAMESPACE", true),
            ("CONVERSIONS a/b \"*\"", "CONVERSIONS \"c/*\" \"*\"", true),
            ("CONVERT 1 (NIL) UID", "UID CONVERT 1 (NIL) UID", false),
            ("CAPABILITY", "NOOP", false),
        ] {
            let (one_is, other_is) = (answers(one), answers(other));
            assert_eq!(one_is.called().alike(other_is), alike, "{one} + {other}");
            assert_eq!(other_is.alike(one_is.called()), alike, "{other} + {one}");
            assert!(!one_is.alike(other_is), "who sends them himself");
        }
    }
}
