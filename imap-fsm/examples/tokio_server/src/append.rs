//! APPEND: messages that come whole, and long ones that come in pieces.
//!
//! A message is refused before it is sent where the client waits for leave, and while it comes where it does not.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use imap_fsm::types::append::{AppendData, AppendMessage};
use imap_fsm::types::code::{AppendUid, Code};
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::datetime::{Date, DateTime};
use imap_fsm::types::flag::{Flag, Flags};
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::number::Uid;
use imap_fsm::types::sequence::NumberSet;

use crate::answer::{Outcome, ok};
use crate::lines::{Refusal, bad, no};
use crate::mailbox::{Mail, Mailbox as Messages};
use crate::service::Service;

impl Service {
    /// Whether so many octets more may come.
    pub(crate) fn may_append(&self, body: &CommandBody<'_>, len: u64) -> Result<(), Refusal> {
        let CommandBody::Append { mailbox, messages } = body else { return Err(bad("only to APPEND")) };
        self.append_to(mailbox)?;
        let held: u64 =
            messages.iter().map(|message| octets(message).map_or(0, |text| text.len() as u64)).sum();
        match self.user()?.has_room(len.saturating_add(held).saturating_add(self.appending.octets())) {
            true => Ok(()),
            false => Err(no(Code::OverQuota, "there is no room for that")),
        }
    }

    /// A message begins to come.
    pub(crate) fn begin_append(&mut self, body: &CommandBody<'_>, len: u64) -> Result<(), Refusal> {
        self.may_append(body, len)?;
        let CommandBody::Append { messages, .. } = body else { return Ok(()) };
        self.appending.messages.push((messages.len() - 1, Vec::new()));
        Ok(())
    }

    fn append_to(&self, mailbox: &Mailbox<'_>) -> Result<Arc<Messages>, Refusal> {
        let name = self.mode.name(mailbox)?;
        self.user()?.mailbox(&name).ok_or(no(Code::TryCreate, "no such mailbox"))
    }

    /// All of it, or nothing (RFC 3502 §6.3.11).
    pub(crate) fn append(&mut self, mailbox: &Mailbox<'_>, messages: &[AppendMessage<'_>]) -> Outcome {
        let mut streamed = std::mem::take(&mut self.appending);
        let target = self.append_to(mailbox)?;
        let mut mails = Vec::new();
        for (place, message) in messages.iter().enumerate() {
            let text = match streamed.remove(place) {
                Some(text) => text,
                None => octets(message).ok_or(bad("a message is text"))?.to_vec(),
            };
            check_message(&text)?;
            let date = message.date.unwrap_or_else(now);
            mails.push((kept(&message.flags), Arc::new(Mail::new(text, date))));
        }
        if !self.user()?.has_room(mails.iter().map(|(_, mail)| mail.len()).sum()) {
            return Err(no(Code::OverQuota, "there is no room for that"));
        }
        let uids: Vec<Uid> = target
            .change(|contents| mails.into_iter().map(|(flags, mail)| contents.append(flags, mail)).collect());
        let uids = NumberSet::try_from(&uids[..]).ok();
        let code =
            uids.map(|uids| Code::AppendUid(AppendUid { uid_validity: target.uid_validity().into(), uids }));
        Ok(ok("appended").code(code))
    }
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

/// The octets of a message that came whole.
fn octets<'m>(message: &'m AppendMessage<'_>) -> Option<&'m [u8]> {
    match &message.data {
        AppendData::Literal(text) => Some(text.as_bytes()),
        AppendData::Literal8(octets) | AppendData::Utf8(octets) => Some(octets.as_bytes()),
        AppendData::Catenate(_) | AppendData::Other(_) => None,
    }
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

/// The time by the clock.
fn now() -> DateTime {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let at = mail_parser::DateTime::from_timestamp(seconds.try_into().unwrap_or(i64::MAX));
    let date = Date::new(at.year, at.month, at.day).expect("a day in this millennium");
    DateTime::new(date, at.hour, at.minute, at.second, 0).expect("a time of day")
}
