//! What the server answers.

use std::vec::IntoIter;

use imap_fsm::Server;
use imap_fsm::client::call::Selected;
use imap_fsm::server::{CommandId, Event};
use imap_fsm::session::Access;
use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::capability::Capability;
use imap_fsm::types::command::CommandBody as C;
use imap_fsm::types::fetch::{FetchAtt, FetchSection, MsgAtt, MsgAttHead};
use imap_fsm::types::flag::{FetchFlags, Flags};
use imap_fsm::types::list::{Delimiter, List, ListPatterns, MailboxList};
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::number::{ModSeq, Number64, SeqNum, Uid, UidValidity};
use imap_fsm::types::response::{Condition, Data, RespText};
use imap_fsm::types::section::Section;
use imap_fsm::types::status::{MailboxStatus, StatusAtt, StatusAttVal};
use imap_fsm::view::{Stored, View};

use crate::Result;

type Done = Option<(Condition, &'static str)>;

/// One client's.
pub(crate) struct Desk<'f> {
    /// The messages of INBOX, whose UIDs are their places.
    pub(crate) mails: &'f [Vec<u8>],
    pub(crate) epoch: UidValidity,
    pub(crate) view: View,
    pub(crate) fetching: Option<Fetching<'f>>,
}

/// A FETCH that is being answered: the messages that are left, and the texts of one of them, the first in part.
pub(crate) struct Fetching<'f> {
    id: CommandId,
    left: IntoIter<(SeqNum, Uid)>,
    atts: Vec<FetchAtt<'static>>,
    texts: Vec<(MsgAttHead<'static>, &'f [u8])>,
}

impl<'f> Desk<'f> {
    pub(crate) fn hear(&mut self, server: &mut Server, event: Event<'_>) -> Result<()> {
        let (id, done) = match event {
            Event::Command { id, command } => (id, self.command(server, id, command.body)?),
            Event::LiteralAnnounced(literal) | Event::LiteralHead(literal) => {
                return Ok(server.refuse_literal(
                    literal.id,
                    Condition::No,
                    RespText::try_from("nothing comes in")?,
                )?);
            }
            _ => return Ok(()),
        };
        let Some((condition, said)) = done else { return Ok(()) };
        Ok(server.complete(id, condition, RespText::try_from(said)?)?)
    }

    /// How to complete the command; `None`: that is done elsewhere.
    fn command(&mut self, server: &mut Server, id: CommandId, body: C<'_>) -> Result<Done> {
        let (exists, epoch) = (u32::try_from(self.mails.len())?, self.epoch);
        let (next, slash) = (Uid::try_from(exists + 1)?, Some(Delimiter::try_from(b'/')?));
        let done = match body {
            C::Capability => server.respond(&Data::Capability(vec![Capability::Imap4Rev1])).is_ok(),
            C::Login { user, password } => user == "alice" && *password.declassify() == "pass",
            C::Select { mailbox, .. } | C::Examine { mailbox, .. } if mailbox.is_inbox() => {
                let (mod_seq, flags) = (ModSeq::new(1).ok_or("zero")?, Flags::new());
                let uids = (1..next.get()).filter_map(|uid| Uid::try_from(uid).ok());
                self.view.open(
                    uids.map(|uid| Stored { uid, mod_seq, flags: flags.clone(), recent: false }),
                    mod_seq,
                );
                let (uid_next, uid_validity) = (Some(next), Some(epoch));
                server.select(
                    id,
                    &Selected { exists, uid_next, uid_validity, ..Selected::new(Access::ReadOnly) },
                )?;
                return Ok(None);
            }
            C::List(List { patterns: ListPatterns::One(pattern), .. }) => {
                !pattern.matches(&Mailbox::INBOX, slash)
                    || server.respond(&Data::List(MailboxList::new(Mailbox::INBOX, slash))).is_ok()
            }
            C::Status { mailbox, items } if mailbox.is_inbox() => {
                let value = |item: &StatusAtt<'_>| match item {
                    StatusAtt::Messages => Some(StatusAttVal::Messages(exists)),
                    StatusAtt::Unseen => Some(StatusAttVal::Unseen(exists)),
                    StatusAtt::UidNext => Some(StatusAttVal::UidNext(next.into())),
                    StatusAtt::UidValidity => Some(StatusAttVal::UidValidity(epoch)),
                    _ => None,
                };
                let items = items.iter().filter_map(value).collect();
                server.respond(&Data::MailboxStatus(MailboxStatus { mailbox, items })).is_ok()
            }
            C::Fetch(fetch) => {
                let Ok(left) = self.view.select(fetch.messages()) else {
                    return Ok(Some((Condition::No, "no such message")));
                };
                let (left, atts) = (Vec::from_iter(left).into_iter(), fetch.items.into_static().into_atts());
                self.fetching = Some(Fetching { id, left, atts, texts: Vec::new() });
                return Ok(None);
            }
            body => matches!(body, C::Noop | C::Check | C::Close | C::Logout),
        };
        Ok(Some(if done { (Condition::Ok, "done") } else { (Condition::No, "not here") }))
    }

    /// Says as much of a FETCH as there is room for.
    pub(crate) fn go_on(&mut self, server: &mut Server) -> Result<()> {
        while server.room() > 0 {
            let Some(fetching) = &mut self.fetching else { return Ok(()) };
            if let Some((_, text)) = fetching.texts.first_mut() {
                *text = &text[server.fetch_data(text)?..];
                if text.is_empty() {
                    fetching.texts.remove(0);
                    match fetching.texts.first() {
                        Some((att, text)) => server.fetch_next(&[], att, text.len() as u64)?,
                        None => server.fetch_finish()?,
                    }
                }
            } else if let Some((seq, uid)) = fetching.left.next() {
                let mail = &self.mails[uid.get() as usize - 1];
                // A server may tell more than it was asked.
                let mut items = NonEmpty::one(MsgAtt::Uid(uid));
                items.extend(fetching.atts.iter().filter_map(|att| item(att, mail)));
                fetching.texts = fetching.atts.iter().filter_map(|att| text(att, mail)).collect();
                match fetching.texts.first() {
                    Some((att, text)) => server.fetch(seq, &items, att, text.len() as u64)?,
                    None => drop(server.respond(&Data::Fetch { seq, items })?),
                }
            } else {
                server.complete(fetching.id, Condition::Ok, RespText::try_from("done")?)?;
                self.fetching = None;
            }
        }
        Ok(())
    }
}

/// What is told at once. What needs a parser of messages is left out.
fn item(att: &FetchAtt<'_>, mail: &[u8]) -> Option<MsgAtt<'static>> {
    match att {
        FetchAtt::Flags => Some(MsgAtt::Flags(FetchFlags::default())),
        FetchAtt::Rfc822Size => Some(MsgAtt::Rfc822Size(Number64::try_from(mail.len() as u64).ok()?)),
        _ => None,
    }
}

fn text<'f>(att: &FetchAtt<'static>, mail: &'f [u8]) -> Option<(MsgAttHead<'static>, &'f [u8])> {
    let FetchAtt::BodySection(FetchSection { section, partial: None, .. }) = att else { return None };
    let end = mail.windows(4).position(|end| end == b"\r\n\r\n").map_or(mail.len(), |at| at + 4);
    let wanted =
        [(Section::default(), mail), (Section::header(), &mail[..end]), (Section::text(), &mail[end..])];
    let (section, text) = wanted.into_iter().find(|(known, _)| known == section)?;
    Some((MsgAttHead::body(section), text))
}
