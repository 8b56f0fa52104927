//! What is told, and in which order. [RFC 9051 §7.5](https://www.rfc-editor.org/rfc/rfc9051#section-7.5)

use alloc::vec::Vec;

use imap_types::IntoBoundedStatic;
use imap_types::code::Code;
use imap_types::fetch::MsgAtt;
use imap_types::flag::FetchFlags;
use imap_types::nonempty::NonEmpty;
use imap_types::number::{ModSeq, SeqNum, Uid};
use imap_types::response::{Data, RespText, Status, StatusKind};
use imap_types::sequence::UidSet;
use imap_types::text::Text;

use super::{Dialect, Stored, View, seq_num};

impl View {
    /// What has happened that the client does not know of, in the order in which it is to be sent, after which the client
    /// knows it. FLAGS with a new keyword goes before.
    ///
    /// First EXPUNGE or VANISHED, if they may be said now: see [`Server::may_expunge`](crate::Server::may_expunge).
    /// Until then the messages count, and give what is asked of them as far as the store still can
    /// ([RFC 2180 §4.1](https://www.rfc-editor.org/rfc/rfc2180#section-4.1)). Then FETCH with flags; HIGHESTMODSEQ, where
    /// it has to be lower than what these or the answers of a command may have told; EXISTS, and RECENT except in rev2.
    ///
    /// REMOVEFROM of searches ([`View::watch`]) stands before EXPUNGE for what goes, and behind FETCH for what matches no
    /// longer; ADDTO comes last. After NOTIFY only what it asks for ([`View::notify`]).
    ///
    /// ```text
    /// C: a1 NOOP
    /// S: * 7 EXPUNGE
    /// S: * 3 FETCH (FLAGS (\Seen))
    /// S: * 173 EXISTS
    /// S: * 1 RECENT
    /// S: a1 OK done
    /// ```
    #[must_use = "the view takes it as sent"]
    pub fn news(&mut self, dialect: Dialect, may_expunge: bool) -> Vec<Data<'static>> {
        let mut news = Vec::new();
        if !self.interest.flags && !self.changed.is_empty() {
            self.changed.clear();
            self.forgets = true;
        }
        if !self.interest.messages {
            return news;
        }
        if may_expunge && !self.gone.is_empty() {
            // RFC 5267 §4.3.4: while their numbers still count.
            self.tell_expunged(&mut news);
            self.tell_gone(dialect, &mut news);
        }
        for (uid, (flags, mod_seq)) in core::mem::take(&mut self.changed) {
            let Some(seq) = self.numbering.index(uid).and_then(seq_num) else { continue };
            let recent = !dialect.rev2 && self.recent.index(uid).is_some();
            let Some(uid) = self.uid(seq) else { continue };
            let tells_uids = dialect.tells_uids() || self.interest.uids;
            news.push(fetch(seq, uid, FetchFlags { flags, recent }, mod_seq, dialect, tells_uids));
        }
        // RFC 5465 §5.1: behind the flags that it is for.
        self.tell_left(&mut news);
        // Also where there are no flags: the answers of the command may have had mod-sequences.
        if (dialect.cond_store || dialect.q_resync) && !self.gone.is_empty() {
            if let Some(held) = self.held {
                let code = Some(Code::HighestModSeq(held));
                if let Ok(text) =
                    RespText::new(code, Text::try_from("more is to be told").unwrap_or(Text::EMPTY))
                {
                    news.push(Data::Status(Status { kind: StatusKind::Ok, text }));
                }
            }
        }
        if !self.new.is_empty() {
            for (uid, recent) in core::mem::take(&mut self.new) {
                self.add(uid, recent);
            }
            news.push(Data::Exists(self.exists()));
            if !dialect.rev2 {
                news.push(Data::Recent(self.recent()));
            }
        }
        self.tell_joined(&mut news);
        news
    }

    fn tell_gone(&mut self, dialect: Dialect, news: &mut Vec<Data<'static>>) {
        self.held = None;
        let gone = core::mem::take(&mut self.gone);
        let mut vanished: Vec<Uid> = Vec::new();
        for uid in gone {
            let Some(index) = self.numbering.index(uid) else { continue };
            let Some(seq) = seq_num(index) else { continue };
            match dialect.q_resync || dialect.uid_only {
                true => vanished.extend(self.uid(seq)),
                // Each EXPUNGE lowers the numbers of those behind it.
                false => news.push(Data::Expunge(seq)),
            }
            self.numbering.remove(index, 1);
            for set in [&mut self.recent, &mut self.saved] {
                if let Some(index) = set.index(uid) {
                    set.remove(index, 1);
                }
            }
            self.changed.remove(&uid);
            self.told.remove(&uid);
        }
        news.extend(UidSet::try_from(&vanished[..]).map(|uids| Data::Vanished { earlier: false, uids }));
    }

    /// FETCH, or UIDFETCH, with what a client that was not silent is told of a message after STORE, and takes note that it knows.
    /// `None` if the client does not know of the message.
    ///
    /// ```text
    /// C: a1 STORE 3 +FLAGS (\Seen)
    /// S: * 3 FETCH (FLAGS (\Seen \Flagged))
    ///    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `flags`
    /// S: a1 OK done
    /// ```
    #[must_use = "the view takes it as sent"]
    pub fn flags(&mut self, message: Stored<'_>, dialect: Dialect) -> Option<Data<'static>> {
        let seq: SeqNum = self.seq(message.uid)?;
        self.told(message.uid, message.mod_seq);
        let recent = !dialect.rev2 && self.is_recent(message.uid);
        let flags = FetchFlags { flags: message.flags.into_static(), recent };
        Some(fetch(seq, message.uid, flags, message.mod_seq, dialect, dialect.tells_uids()))
    }
}

fn fetch(
    seq: SeqNum,
    uid: Uid,
    flags: FetchFlags<'static>,
    mod_seq: ModSeq,
    dialect: Dialect,
    tells_uids: bool,
) -> Data<'static> {
    let mut items = NonEmpty::one(MsgAtt::Flags(flags));
    if tells_uids && !dialect.uid_only {
        items.push(MsgAtt::Uid(uid));
    }
    if dialect.cond_store || dialect.q_resync {
        items.push(MsgAtt::ModSeq(mod_seq));
    }
    if dialect.uid_only { Data::UidFetch { uid, items } } else { Data::Fetch { seq, items } }
}
