//! EXPUNGE. [RFC 9051 §6.4.3](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.3)

use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::command::CommandBody;
use imap_types::number::SeqNum;
use imap_types::response::Data;
use imap_types::sequence::{UidSequenceSet, UidSet};

use super::{Answer, Request, Room};

/// EXPUNGE: removes messages that have `\Deleted`.
///
/// ```text
/// C: a2 EXPUNGE
/// S: * 3 EXPUNGE
/// S: * 3 EXPUNGE
/// S: * VANISHED 7:9          from servers where QRESYNC is enabled
/// S: a2 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// let call = client.call(Expunge::all())?;
/// let expunged = finish(&mut client, call, b"* 3 EXPUNGE\r\n* 3 EXPUNGE\r\na2 OK done\r\n")?;
/// assert_eq!(expunged.seq_nums.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// The call takes every EXPUNGE and VANISHED that comes meanwhile: look at the data before it, if you count messages.
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Expunge(Option<UidSequenceSet>);

impl Expunge {
    /// All that have `\Deleted`.
    pub const fn all() -> Self {
        Self(None)
    }

    /// Those of these that have `\Deleted`: `UID EXPUNGE`. Requires
    /// [`Capability::UidPlus`](imap_types::capability::Capability::UidPlus) or IMAP4rev2.
    pub fn uids(uids: impl Into<UidSequenceSet>) -> Self {
        Self(Some(uids.into()))
    }
}

impl Request<'static> for Expunge {
    type Answer = ExpungeAnswer;

    fn into_parts(self) -> (CommandBody<'static>, ExpungeAnswer) {
        let command = self.0.map_or(CommandBody::Expunge, |uids| CommandBody::UidExpunge { uids });
        (command, ExpungeAnswer::default())
    }
}

/// Messages that have gone while EXPUNGE ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expunged {
    /// Their sequence numbers, each as it was when those before it had gone.
    pub seq_nums: Vec<SeqNum>,
    /// Their UIDs, from servers that tell VANISHED instead, one set for each response.
    pub uids: Vec<UidSet>,
}

/// Collects what has gone.
#[derive(Clone, Debug, Default)]
pub struct ExpungeAnswer(Expunged);

impl Answer for ExpungeAnswer {
    type Output = Expunged;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::Expunge(seq) => {
                if room.take(size_of::<SeqNum>()) {
                    self.0.seq_nums.push(seq);
                }
            }
            Data::Vanished { earlier: false, uids } => {
                if room.take(size_of::<UidSet>().saturating_add(size_of_val(uids.as_spans()))) {
                    self.0.uids.push(uids);
                }
            }
            data => return Some(data),
        }
        None
    }

    fn output(self) -> Expunged {
        self.0
    }
}
