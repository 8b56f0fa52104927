//! APPEND and REPLACE: messages that come whole, long ones that come in pieces, and those put together by CATENATE.
//!
//! A message is refused before it is sent where the client waits for leave, and while it comes where it does not.

use std::sync::{Arc, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use imap_fsm::Limits;
use imap_fsm::types::append::{
    AppendData, AppendDataTail, AppendHead, AppendMessageTail, AppendPlace, AppendUid, CatPart, CatPartTail,
};
use imap_fsm::types::code::Code;
use imap_fsm::types::datetime::{Date, DateTime};
use imap_fsm::types::flag::{Flag, Flags};
use imap_fsm::types::literal::{LiteralHead, LiteralMode};
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::number::Uid;
use imap_fsm::types::replace::OldMessage;
use imap_fsm::types::rights::Rights;
use imap_fsm::types::sequence::NumberSet;

use crate::acl::right_of;
use crate::answer::{Outcome, ok};
use crate::appending::Appending;
use crate::lines::{Refusal, bad, no};
use crate::mailbox::{Mail, Mailbox as Messages};
use crate::mime::TooMuch;
use crate::quota::{Freed, Usage};
use crate::reach::Reached;
use crate::service::Service;
use crate::store::Tree;

/// The longest message, and the most that CATENATE may take from other messages in one command.
pub(crate) const LONGEST: u64 = Limits::server().stream;

/// How many URLs a message is put together of at most.
const URLS: usize = 256;

impl Service {
    /// Whether a literal may come, which is announced or comes now.
    pub(crate) fn may_append(
        &mut self,
        head: &AppendHead<'_>,
        literal: LiteralHead,
        comes: bool,
    ) -> Result<(), Refusal> {
        // One that waits for leave was counted when it was announced.
        if !comes || literal.mode != LiteralMode::Synchronizing {
            self.appending.advance(head, literal.len);
        }
        self.target(&head.mailbox, head.replaces, self.appending.octets(), 1)?.make_room().map(drop)?;
        if comes {
            self.appending.begin(head.place);
        }
        Ok(())
    }

    /// Where so many octets are to go. What REPLACE removes makes room (RFC 8508 §3.4).
    fn target(
        &mut self,
        mailbox: &Mailbox<'_>,
        old: Option<OldMessage>,
        octets: u64,
        messages: usize,
    ) -> Result<Target, Refusal> {
        let freed = match old {
            Some(old) => Some(Freed {
                usage: Usage::of(self.replaced(old)?.mail.len(), 1),
                from: self.view()?.mailbox.clone(),
            }),
            None => None,
        };
        Ok(Target { reached: self.reach_target(mailbox)?, more: Usage::of(octets, messages), freed })
    }

    /// All of it, or nothing (RFC 3502 §6.3.11).
    pub(crate) fn append(&mut self, mailbox: &Mailbox<'_>, messages: Vec<AppendMessageTail<'_>>) -> Outcome {
        let (target, mails) = self.appended(mailbox, messages, None)?;
        let tree = target.make_room()?;
        let uids = target.reached.mailbox.change(|contents| {
            contents.admit_messages(mails.len())?;
            contents.admit(mails.iter().map(|(flags, _)| flags))?;
            Ok(mails.into_iter().map(|(flags, mail)| contents.append(flags, mail)).collect::<Vec<Uid>>())
        })?;
        drop(tree);
        let target = target.reached.mailbox;
        self.brought(&target, &uids);
        Ok(ok("appended").code(append_uid(&target, &uids)))
    }

    /// These messages are no news to the client (RFC 5465 §5, §5.2).
    pub(crate) fn brought(&mut self, target: &Messages, uids: &[Uid]) {
        if let Some(notified) = &mut self.notified {
            notified.brought(target, uids.len());
        }
        if let Some(view) = self.view.as_mut().filter(|view| view.mailbox.id() == target.id()) {
            view.mine.extend(uids);
        }
    }

    /// The messages of a command that is whole, and where they go.
    pub(crate) fn appended(
        &mut self,
        mailbox: &Mailbox<'_>,
        messages: Vec<AppendMessageTail<'_>>,
        old: Option<OldMessage>,
    ) -> Result<(Target, Vec<New>), Refusal> {
        let mut streamed = std::mem::take(&mut self.appending);
        let rights = self.reach_target(mailbox)?.rights;
        let (mut mails, mut copied) = (Vec::new(), 0);
        for (index, message) in messages.into_iter().enumerate() {
            if !message.extensions.is_empty() {
                return Err(bad("unknown extension"));
            }
            let text = self.text(&mut streamed, index, message.data, &mut copied)?;
            check_message(&text)?;
            let date = message.date.unwrap_or_else(now);
            let mail = Mail::new(text, date)
                .map_err(|TooMuch| no(Code::Limit, "the message has too many parts, or too long headers"))?;
            mails.push((permitted(&kept(&message.flags), rights), Arc::new(mail)));
        }
        let octets = mails.iter().map(|(_, mail)| mail.len()).sum();
        Ok((self.target(mailbox, old, octets, mails.len())?, mails))
    }

    /// The octets of a message. `copied`: how many of them came from URLs so far.
    fn text(
        &self,
        streamed: &mut Appending,
        message: usize,
        data: AppendDataTail<'_>,
        copied: &mut u64,
    ) -> Result<Vec<u8>, Refusal> {
        use AppendDataTail as Tail;
        let mut literal = |part| streamed.remove(AppendPlace { message, part }).unwrap_or_default();
        let parts = match data {
            Tail::Literal | Tail::Literal8 | Tail::Utf8 => return Ok(literal(0)),
            Tail::Whole(AppendData::Literal(text)) => return Ok(text.as_bytes().to_vec()),
            Tail::Whole(AppendData::Literal8(text) | AppendData::Utf8(text)) => {
                return Ok(text.as_bytes().to_vec());
            }
            Tail::Catenate(parts) => parts,
            Tail::Whole(AppendData::Catenate(parts)) => parts.into_iter().map(CatPartTail::Whole).collect(),
            Tail::Whole(AppendData::Other(_)) => return Err(bad("a message is text")),
        };
        let is_url = |part: &&CatPartTail<'_>| matches!(part, CatPartTail::Whole(CatPart::Url(_)));
        if parts.iter().filter(is_url).count() > URLS {
            return Err(no(Code::Limit, "that is too much for one command"));
        }
        let mut text = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            match part {
                CatPartTail::Streamed(_) => text.extend(literal(place)),
                CatPartTail::Whole(CatPart::Text(octets)) => text.extend_from_slice(octets.as_bytes()),
                CatPartTail::Whole(CatPart::Utf8(octets)) => text.extend_from_slice(octets.as_bytes()),
                CatPartTail::Whole(CatPart::Url(url)) => {
                    let octets = self.catenated(url)?;
                    *copied += octets.len() as u64;
                    if *copied > LONGEST {
                        return Err(no(Code::TooBig, "that is too much"));
                    }
                    text.extend_from_slice(octets.as_slice());
                }
            }
        }
        match text.len() as u64 > LONGEST {
            true => Err(no(Code::TooBig, "the message is too long")),
            false => Ok(text),
        }
    }
}

/// Where messages are to go, and how much more there is then.
pub(crate) struct Target {
    pub(crate) reached: Reached,
    more: Usage,
    freed: Option<Freed>,
}

impl Target {
    /// Holds the tree so that there is room until they have come.
    pub(crate) fn make_room(&self) -> Result<MutexGuard<'_, Tree>, Refusal> {
        self.reached.make_room(self.more, self.freed.as_ref())
    }
}

/// A message that is to be kept, with its flags.
pub(crate) type New = (Flags<'static>, Arc<Mail>);

/// APPENDUID
pub(crate) fn append_uid(target: &Messages, uids: &[Uid]) -> Option<Code<'static>> {
    let uids = NumberSet::try_from(uids).ok()?;
    Some(Code::AppendUid(AppendUid { uid_validity: target.uid_validity().into(), uids }))
}

/// RFC 9755 §4 wants a header that is not ASCII refused until UTF8=ACCEPT is enabled. We take it from everybody, as Dovecot
/// and Cyrus do: such mail exists, and a client that copies a folder would stop in the middle. It goes out as it came.
fn check_message(text: &[u8]) -> Result<(), Refusal> {
    if text.is_empty() {
        return Err(no(None, "an empty message cancels"));
    }
    // It could not be sent as a literal: those have no NUL in them.
    if text.contains(&0) {
        return Err(no(Code::UnknownCte, "messages have no NUL in them here"));
    }
    Ok(())
}

/// The flags that a message can have here: no unknown ones with a backslash.
pub(crate) fn kept(flags: &Flags<'_>) -> Flags<'static> {
    use imap_fsm::types::IntoBoundedStatic;
    flags
        .iter()
        .filter(|flag| !matches!(flag, Flag::Extension(_) | Flag::Other(_)))
        .map(Flag::into_static)
        .collect()
}

/// The flags that a user with these rights can give to a message; the others are lost without a word (RFC 4314 §4).
pub(crate) fn permitted(flags: &Flags<'static>, rights: Rights) -> Flags<'static> {
    use imap_fsm::types::IntoBoundedStatic;
    flags.iter().filter(|flag| rights.contains(right_of(flag))).map(|flag| flag.into_static()).collect()
}

/// The time by the clock.
pub(crate) fn now() -> DateTime {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let at = mail_parser::DateTime::from_timestamp(seconds.try_into().unwrap_or(i64::MAX));
    let date = Date::new(at.year, at.month, at.day).expect("a day in this millennium");
    DateTime::new(date, at.hour, at.minute, at.second, 0).expect("a time of day")
}
