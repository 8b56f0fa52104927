//! What may pass, and what becomes of the rest.

use imap_fsm::codec::{DecodeError, Encoder};
use imap_fsm::observer::{CommandEnd, CommandLiteral, FromClient, FromServer, Observer, Options};
use imap_fsm::types::append::{AppendData, AppendDataTail, AppendMessage};
use imap_fsm::types::atom::Tag;
use imap_fsm::types::capability::Capability::{
    self, Catenate, CompressDeflate, MultiSearch, Replace, StartTls, UrlAuth,
};
use imap_fsm::types::command::{CommandBody, CommandHead, CommandName, CommandTail};
use imap_fsm::types::mailbox::{Mailbox, MailboxEncoding};
use imap_fsm::types::response::{Condition, Data, DataHead, RespText, Response, Status, StatusKind, Tagged};
use imap_fsm::{Buffer, Limits};

use crate::log::Log;

/// Longer literals pass in pieces.
const LITERAL: usize = 64 << 10;

/// What clients do not hear that the server can do.
const NOT_OFFERED: [Capability<'_>; 6] = [StartTls, CompressDeflate, Catenate, UrlAuth, MultiSearch, Replace];

/// Passes on what may pass, and answers what may not.
pub struct Filter {
    observer: Observer,
    /// Clients do not see this mailbox and what is below it, in whatever case they write it.
    hidden: String,
    log: Log,
    pub to_client: Vec<u8>,
    pub to_server: Vec<u8>,
    streams: Streams,
    /// Whether the literal that the server sends is about the hidden mailbox.
    hides: bool,
}

/// Whether a command comes in pieces, and what becomes of the next.
#[derive(Clone, Copy, PartialEq)]
enum Streams {
    No,
    Passes,
    Skipped,
}

impl Filter {
    pub fn new(hidden: &str, log: Log) -> Self {
        let client = Limits { literal: LITERAL, ..Limits::server() };
        let server = Limits { literal: LITERAL, line: 1 << 20, message: 2 << 20, ..Limits::client() };
        let observer = Observer::new(Options { client, server, ..Options::default() });
        let (hidden, to_client, to_server) = (hidden.to_lowercase(), Vec::new(), Vec::new());
        Self { observer, hidden, log, to_client, to_server, streams: Streams::No, hides: false }
    }

    /// Takes the client's next message. `false`: there is none, or the server has to answer first.
    pub fn client(&mut self, unread: &mut Buffer) -> crate::Result<bool> {
        use FromClient as C;
        let Some(seen) = self.observer.client(&mut unread.input())? else { return Ok(false) };
        self.log.tell("C", &seen.message);
        let (tag, why) = match &seen.message {
            C::Command(command) => (Some(&command.tag), self.refuses(&command.body)),
            C::LiteralAnnounced(part) | C::LiteralHead(part) => (part.tag.as_ref(), self.refuses_part(part)),
            C::LiteralTail(CommandEnd { tag, tail }) => (tag.as_ref(), refuses_tail(tail)),
            C::Malformed { tag, .. } => (tag.as_ref(), Some("this cannot be read")),
            _ => (None, None),
        };
        let before = self.streams;
        self.streams = match seen.message {
            C::LiteralHead(_) if before == Streams::Skipped || why.is_some() => Streams::Skipped,
            C::LiteralHead(_) => Streams::Passes,
            C::Command(_) | C::LiteralTail(_) | C::Malformed { .. } => Streams::No,
            _ => before,
        };
        match why {
            _ if before == Streams::Skipped && self.observer.waiting_literal().is_none() => {}
            _ if matches!(seen.message, C::Discarded) => {}
            // The server has not all of it, and gets no more.
            Some(why) if seen.given > 0 || before != Streams::No => return Err(why.into()),
            Some(why) => self.refuse(tag, why)?,
            None => self.to_server.extend_from_slice(seen.fresh()),
        }
        Ok(true)
    }

    /// Takes the server's next message. `false`: there is none.
    pub fn server(&mut self, unread: &mut Buffer) -> crate::Result<bool> {
        use FromServer as S;
        let Some(seen) = self.observer.server(&mut unread.input())? else { return Ok(false) };
        self.log.tell("S", &seen.message);
        let raw = || String::from_utf8_lossy(seen.raw).to_lowercase();
        let hid = |mailbox: &Mailbox<'_>| covers(&self.hidden, &name(mailbox));
        let hidden = match &seen.message {
            S::Data(data) => data.mailbox().is_some_and(hid),
            S::LiteralHead { head: Some(DataHead::Fetch(_) | DataHead::UrlFetch(_)), .. } => false,
            S::LiteralHead { head: Some(of), .. } if of.mailbox().is_some() => of.mailbox().is_some_and(hid),
            // What nobody can read may have the name in it.
            S::LiteralHead { .. } | S::Malformed { completed: None, .. } => raw().contains(&self.hidden),
            S::LiteralData(_) | S::LiteralTail(_) => self.hides,
            _ => false,
        };
        self.hides = hidden && !matches!(seen.message, S::LiteralTail(_));
        match seen.message.with_capabilities(|capability| !NOT_OFFERED.contains(capability)) {
            _ if hidden => {}
            Some(response) => Encoder::new(&mut self.to_client).response(&response),
            None => self.to_client.extend_from_slice(seen.raw),
        }
        Ok(true)
    }

    /// Answers in the server's place.
    fn refuse(&mut self, tag: Option<&Tag<'_>>, why: &'static str) -> crate::Result<()> {
        let text = RespText::try_from(why)?;
        let refusal = match tag.cloned() {
            Some(tag) => Response::Tagged(Tagged { tag, condition: Condition::No, text }),
            None => Response::Data(Data::Status(Status { kind: StatusKind::Bad, text })),
        };
        if let Response::Tagged(tagged) = &refusal {
            self.observer.answered(tagged)?;
        }
        self.log.tell("P", &refusal);
        Encoder::new(&mut self.to_client).response(&refusal);
        Ok(())
    }

    /// Why a command must not reach the server.
    fn refuses(&self, body: &CommandBody<'_>) -> Option<&'static str> {
        let urls = |message: &AppendMessage<'_>| matches!(message.data, AppendData::Catenate(_));
        let urls = matches!(body, CommandBody::Append { messages, .. } if messages.iter().any(urls));
        urls.then_some("no URLs here").or(self.judge(body.kind(), body.mailboxes().map(name)))
    }

    /// Why a literal must not. In one that is too long to hold, and no message, a name may stand.
    fn refuses_part(&self, part: &CommandLiteral<'_>) -> Option<&'static str> {
        match &part.head {
            Some(CommandHead::Other { .. }) | None if part.literal.len > LITERAL as u64 => Some("too long"),
            head => head.as_ref().and_then(|head| self.judge(head.kind(), head.mailboxes().map(name))),
        }
    }

    /// Why one of this name about these mailboxes must not. Some name them in other ways, too.
    fn judge(&self, kind: Option<CommandName>, names: impl Iterator<Item = String>) -> Option<&'static str> {
        use CommandName as C;
        let names: Vec<_> = names.collect();
        // What is below it would move with it.
        let above = names.first().is_some_and(|from| covers(from, &self.hidden));
        match kind {
            Some(C::StartTls | C::Compress) => Some("not through this proxy"),
            Some(C::Delete) => Some("mailboxes are not deleted here"),
            Some(C::GenUrlAuth | C::UrlFetch | C::ESearch | C::Replace) => Some("not known here"),
            Some(C::GetAnnotation | C::SetAnnotation) | None => Some("not known here"),
            Some(C::Rename) if above => Some("not this mailbox"),
            Some(_) => names.iter().any(|name| covers(&self.hidden, name)).then_some("no such mailbox"),
        }
    }
}

fn name(mailbox: &Mailbox<'_>) -> String {
    mailbox.to_unicode(MailboxEncoding::ModifiedUtf7).to_lowercase()
}

fn covers(name: &str, other: &str) -> bool {
    other.strip_prefix(name).is_some_and(|below| below.is_empty() || below.starts_with(['/', '.']))
}

/// Why the end of one that came in pieces must not. The rest of it was judged before.
fn refuses_tail(tail: &Result<CommandTail<'_>, DecodeError>) -> Option<&'static str> {
    use AppendDataTail as Data;
    let Ok(CommandTail::Append(tail)) = tail else { return Some("this cannot be read") };
    let urls = |data: &Data| matches!(data, Data::Catenate(_) | Data::Whole(AppendData::Catenate(_)));
    tail.messages.iter().any(|message| urls(&message.data)).then_some("no URLs here")
}
