//! What SELECT and EXAMINE tell, at once.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use imap_types::code::Code;
use imap_types::response::{Condition, Data, Status, StatusKind};

use super::{CommandId, Server, resp_text};
use crate::client::call::Selected;
use crate::error::Misuse;
use crate::session::{Access, Effect, ModSeqs};

impl Server {
    /// Sends all the data that SELECT or EXAMINE asks for, and completes the command with OK.
    ///
    /// ```text
    /// S: * FLAGS (\Seen)
    /// S: * 2 EXISTS
    /// S: * OK [UIDVALIDITY 7] UIDs are valid
    /// S: * OK [UIDNEXT 44] the next UID
    /// S: a1 OK [READ-ONLY] opened
    /// ```
    /// ```
    /// use imap_fsm::client::call::Selected;
    /// use imap_fsm::server::{Event, Options, Server};
    /// use imap_fsm::session::Access;
    /// # use imap_fsm::types::response::{RespText, Status, StatusKind};
    /// # let mut server = Server::new(Options::default());
    /// # server.greet(&Status { kind: StatusKind::PreAuth, text: RespText::try_from("hello")? })?;
    /// # server.transmitted(server.transmit().len())?;
    ///
    /// let mut input: &[u8] = b"a1 EXAMINE INBOX\r\n";
    /// let Some(Event::Command { id, .. }) = server.receive(&mut input)? else { panic!() };
    /// let uid_validity = Some("7".parse()?);
    /// server.select(id, &Selected { exists: 2, uid_validity, ..Selected::new(Access::ReadOnly) })?;
    /// let expected = "* FLAGS ()\r\n* 2 EXISTS\r\n* OK [UIDVALIDITY 7] UIDs are valid\r\na1 OK [READ-ONLY] opened\r\n";
    /// assert_eq!(server.transmit(), expected.as_bytes());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RECENT and UNSEEN, which IMAP4rev2 does not have, are left out where it is in force. `vanished` is sent,
    /// `changed` is not: if the client asked for changes by QRESYNC, send them by [`Server::respond`] before.
    ///
    /// # Errors
    /// The output is full; this is not the command in progress, or it is not SELECT or EXAMINE; or EXAMINE would be
    /// answered with READ-WRITE. Nothing is sent then.
    pub fn select(&mut self, id: CommandId, selected: &Selected) -> Result<(), Misuse> {
        self.check_open()?;
        let Effect::Open(open) = &self.check_current(id)?.effect else { return Err(Misuse::Unfit) };
        if open.access != selected.access && selected.access != Access::ReadOnly {
            return Err(Misuse::Unfit);
        }
        let limit = self.limits().output;
        if self.room() == 0 {
            return Err(Misuse::OutputFull { limit });
        }
        let rev1 = !self.session.is_rev2();
        for data in answers(selected, rev1) {
            self.check_rules(&data)?;
        }
        for data in answers(selected, rev1) {
            self.say(&data);
        }
        let code = match selected.access {
            Access::ReadWrite => Code::ReadWrite,
            Access::ReadOnly => Code::ReadOnly,
        };
        self.complete(id, Condition::Ok, resp_text(Some(code), "opened".to_string()))
    }
}

fn answers(selected: &Selected, rev1: bool) -> Vec<Data<'static>> {
    let told = |code, text: &str| {
        Data::Status(Status { kind: StatusKind::Ok, text: resp_text(Some(code), text.to_string()) })
    };
    let mut data = vec![Data::Flags(selected.flags.clone()), Data::Exists(selected.exists)];
    data.extend(selected.recent.filter(|_| rev1).map(Data::Recent));
    let unseen = selected.unseen.filter(|_| rev1);
    data.extend(unseen.map(|seq| told(Code::Unseen(seq.into()), "the first unseen")));
    let permanent = selected.permanent_flags.clone();
    data.extend(permanent.map(|flags| told(Code::PermanentFlags(flags), "flags that stay")));
    data.extend(selected.uid_validity.map(|value| told(Code::UidValidity(value), "UIDs are valid")));
    data.extend(selected.uid_next.map(|uid| told(Code::UidNext(uid.into()), "the next UID")));
    if !selected.uids_stick {
        data.push(told(Code::UidNotSticky, "UIDs do not last"));
    }
    match selected.mod_seqs {
        ModSeqs::Highest(highest) => {
            data.push(told(Code::HighestModSeq(highest), "the highest mod-sequence"))
        }
        ModSeqs::NotKept => data.push(told(Code::NoModSeq, "no mod-sequences")),
        ModSeqs::Unknown => {}
    }
    data.extend(selected.list.clone().map(Data::List));
    data.extend(selected.vanished.iter().map(|uids| Data::Vanished { earlier: true, uids: uids.clone() }));
    data
}
