//! What a command brought.

use std::collections::BTreeMap;

use imap_types::append::AppendUid;
use imap_types::code::Code;
use imap_types::envelope::Envelope;
use imap_types::fetch::{FetchedBinary, FetchedSection, MsgAtt};
use imap_types::list::MailboxList;
use imap_types::number::Number64;
use imap_types::response::{Condition, Data, Tagged};
use imap_types::search::{ESearch, SearchNumbers};
use imap_types::status::StatusAttVal;

/// The data that came while a command ran, and its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) data: Vec<Data<'static>>,
    pub(crate) tagged: Tagged<'static>,
}

/// The numbers of a STATUS response, by their names.
pub(crate) type Numbers = BTreeMap<&'static str, u64>;

impl Answer {
    #[track_caller]
    pub(crate) fn expect(self, condition: Condition) -> Self {
        assert_eq!(self.tagged.condition, condition, "{:?}", self.tagged.text);
        self
    }

    /// The code of the tagged response.
    pub(crate) fn code(&self) -> Option<&Code<'static>> {
        self.tagged.text.code()
    }

    /// The codes of the untagged responses and of the tagged one.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &Code<'static>> {
        let untagged = self.data.iter().filter_map(|data| match data {
            Data::Status(status) => status.text.code(),
            _ => None,
        });
        untagged.chain(self.code())
    }

    /// The UIDs of what was appended.
    #[track_caller]
    pub(crate) fn appended(&self) -> Vec<u32> {
        match self.code() {
            Some(Code::AppendUid(AppendUid { uids, .. })) => uids.iter().map(|uid| uid.get()).collect(),
            other => panic!("{other:?} in place of APPENDUID"),
        }
    }

    /// What was told of messages, one after the other.
    pub(crate) fn messages(&self) -> Vec<Message> {
        let message = |data: &Data<'static>| match data {
            Data::Fetch { seq, items } => Some(Message { seq: seq.get(), items: items.to_vec() }),
            _ => None,
        };
        self.data.iter().filter_map(message).collect()
    }

    /// What was told of the only message, in one response or in several.
    #[track_caller]
    pub(crate) fn message(&self) -> Message {
        let told = self.messages();
        assert!(told.iter().all(|message| message.seq == told[0].seq), "{told:?} in place of one message");
        let seq = told.first().map(|message| message.seq).unwrap_or_else(|| panic!("no message in {self:?}"));
        Message { seq, items: told.into_iter().flat_map(|message| message.items).collect() }
    }

    /// The mailboxes of LIST responses, or of LSUB ones.
    pub(crate) fn mailboxes(&self) -> Vec<&MailboxList<'static>> {
        self.data
            .iter()
            .filter_map(|data| match data {
                Data::List(list) | Data::Lsub(list) => Some(list),
                _ => None,
            })
            .collect()
    }

    /// The numbers of the only STATUS response.
    #[track_caller]
    pub(crate) fn numbers(&self) -> Numbers {
        let mut all = self.data.iter().filter_map(|data| match data {
            Data::MailboxStatus(status) => Some(numbers(&status.items)),
            _ => None,
        });
        match (all.next(), all.next()) {
            (Some(numbers), None) => numbers,
            _ => panic!("not one STATUS in {:?}", self.data),
        }
    }

    /// What SEARCH found without RETURN.
    #[track_caller]
    pub(crate) fn found(&self) -> Vec<u32> {
        self.search().numbers().iter().map(|number| number.get()).collect()
    }

    /// The highest mod-sequence of what SEARCH found.
    #[track_caller]
    pub(crate) fn found_mod_seq(&self) -> Option<u64> {
        self.search().mod_seq().map(|mod_seq| mod_seq.get())
    }

    #[track_caller]
    fn search(&self) -> &SearchNumbers {
        let found = self.data.iter().find_map(|data| match data {
            Data::Search(search) => Some(search),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("no SEARCH in {:?}", self.data))
    }

    /// What SEARCH found with RETURN.
    #[track_caller]
    pub(crate) fn extended(&self) -> &ESearch<'static> {
        let found = self.data.iter().find_map(|data| match data {
            Data::ESearch(search) => Some(&**search),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("no ESEARCH in {:?}", self.data))
    }

    /// The numbers of the messages that are gone, as they were when each went.
    pub(crate) fn expunged(&self) -> Vec<u32> {
        let expunged = |data: &Data<'_>| match data {
            Data::Expunge(seq) => Some(seq.get()),
            _ => None,
        };
        self.data.iter().filter_map(expunged).collect()
    }

    /// The UIDs of the messages that are gone, and whether they had gone earlier.
    pub(crate) fn vanished(&self) -> Vec<(u32, bool)> {
        let vanished = |data: &Data<'_>| match data {
            Data::Vanished { earlier, uids } => {
                Some(uids.iter().map(|uid| (uid.get(), *earlier)).collect::<Vec<_>>())
            }
            _ => None,
        };
        self.data.iter().filter_map(vanished).flatten().collect()
    }
}

fn numbers(items: &[StatusAttVal<'_>]) -> Numbers {
    let pair = |item: &StatusAttVal<'_>| {
        Some(match item {
            StatusAttVal::Messages(n) => ("MESSAGES", u64::from(*n)),
            StatusAttVal::Recent(n) => ("RECENT", u64::from(*n)),
            StatusAttVal::UidNext(n) => ("UIDNEXT", u64::from(n.get())),
            StatusAttVal::UidValidity(n) => ("UIDVALIDITY", n.get()),
            StatusAttVal::Unseen(n) => ("UNSEEN", u64::from(*n)),
            StatusAttVal::Deleted(n) => ("DELETED", u64::from(*n)),
            StatusAttVal::Size(n) => ("SIZE", n.get()),
            StatusAttVal::HighestModSeq(n) => ("HIGHESTMODSEQ", n.map_or(0, |n| n.get())),
            StatusAttVal::AppendLimit(Some(n)) => ("APPENDLIMIT", u64::from(*n)),
            StatusAttVal::DeletedStorage(n) => ("DELETED-STORAGE", n.get()),
            StatusAttVal::XSize(n) => ("X-SIZE", n.get()),
            StatusAttVal::AppendLimit(None)
            | StatusAttVal::MailboxId(_)
            | StatusAttVal::ObjectId(_)
            | StatusAttVal::XGuid(_)
            | StatusAttVal::Other(_)
            | StatusAttVal::Malformed(_) => return None,
        })
    };
    items.iter().filter_map(pair).collect()
}

/// What was told of one message.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) seq: u32,
    pub(crate) items: Vec<MsgAtt<'static>>,
}

impl Message {
    #[track_caller]
    pub(crate) fn find<'m, T>(&'m self, pick: impl Fn(&'m MsgAtt<'static>) -> Option<T>) -> T {
        self.items.iter().find_map(pick).unwrap_or_else(|| panic!("no such item in {:?}", self.items))
    }

    #[track_caller]
    pub(crate) fn uid(&self) -> u32 {
        self.find(|item| if let MsgAtt::Uid(uid) = item { Some(uid.get()) } else { None })
    }

    /// Without `\Recent`, as they are written.
    #[track_caller]
    pub(crate) fn flags(&self) -> String {
        self.find(|item| if let MsgAtt::Flags(flags) = item { Some(flags.flags.to_string()) } else { None })
    }

    #[track_caller]
    pub(crate) fn mod_seq(&self) -> u64 {
        self.find(|item| if let MsgAtt::ModSeq(mod_seq) = item { Some(mod_seq.get()) } else { None })
    }

    /// Seconds since 1970.
    #[track_caller]
    pub(crate) fn timestamp(&self) -> i64 {
        self.find(|item| if let MsgAtt::InternalDate(date) = item { Some(date.timestamp()) } else { None })
    }

    #[track_caller]
    pub(crate) fn envelope(&self) -> &Envelope<'static> {
        self.find(|item| if let MsgAtt::Envelope(envelope) = item { Some(&**envelope) } else { None })
    }

    #[track_caller]
    pub(crate) fn size(&self) -> u64 {
        self.find(|item| if let MsgAtt::Rfc822Size(size) = item { Some(size.get()) } else { None })
    }

    /// The first piece of text, whatever it is called, with its origin; `None` for NIL.
    #[track_caller]
    pub(crate) fn piece(&self) -> (Option<u64>, Option<&[u8]>) {
        self.find(|item| match item {
            MsgAtt::BodySection(FetchedSection { origin, data, .. }) => {
                Some((origin.map(Number64::get), data.as_ref().map(|data| data.as_bytes())))
            }
            MsgAtt::Binary(FetchedBinary { origin, data, .. }) => {
                Some((origin.map(Number64::get), data.as_ref().map(|data| data.as_bytes())))
            }
            MsgAtt::Rfc822(data) | MsgAtt::Rfc822Header(data) | MsgAtt::Rfc822Text(data) => {
                Some((None, data.as_ref().map(|data| data.as_bytes())))
            }
            _ => None,
        })
    }

    /// The first piece of text, whole.
    #[track_caller]
    pub(crate) fn text(&self) -> &[u8] {
        match self.piece() {
            (None, Some(text)) => text,
            other => panic!("{other:?} in place of a whole piece"),
        }
    }
}
