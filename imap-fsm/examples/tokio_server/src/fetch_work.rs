//! What FETCH gives, message by message, as fast as the client reads; a long text goes out in pieces.

use imap_fsm::types::body::Body;
use imap_fsm::types::code::Code;
use imap_fsm::types::fetch::{
    FetchAtt, FetchBinary, FetchSection, FetchedBinary, FetchedSection, MsgAtt, MsgAttHead, Peek,
};
use imap_fsm::types::flag::Flag;
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::number::Number64;
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::Right;
use imap_fsm::types::section::Partial;
use imap_fsm::types::string::{AString, Binary};
use imap_fsm::{Misuse, Server};

use crate::bodystructure::body_structure;
use crate::envelope::envelope;
use crate::lines::{Refusal, no};
use crate::mailbox::Message;
use crate::mode::Mode;
use crate::section::{Octets, binary, section};
use crate::view::{Seen, View, seq_num};

/// A longer text is streamed, if it is the last of its response.
const INLINE: usize = 8 << 10;

/// The messages that are still to be given.
pub(crate) struct FetchWork {
    /// What is said before.
    pub(crate) vanished: Option<Data<'static>>,
    pub(crate) indexes: std::vec::IntoIter<usize>,
    pub(crate) atts: Vec<FetchAtt<'static>>,
    pub(crate) failed: Option<Refusal>,
}

/// What has become of the next message.
pub(crate) enum Next {
    Said,
    /// Its text follows.
    Begun(Sending),
    /// There was none.
    Done(Option<Refusal>),
}

/// A text that goes out.
pub(crate) struct Sending {
    octets: Octets,
    sent: usize,
}

impl Sending {
    /// Brings what there is room for. `true`: that was the last of it.
    pub(crate) fn go_on(&mut self, server: &mut Server) -> Result<bool, Misuse> {
        let rest = &self.octets.as_slice()[self.sent..];
        self.sent += server.fetch_data(rest)?;
        if self.sent < self.octets.len() {
            return Ok(false);
        }
        server.fetch_finish()?;
        Ok(true)
    }
}

impl FetchWork {
    /// Says what is asked of the next message.
    pub(crate) fn say_next(
        &mut self,
        view: &mut View,
        mode: Mode,
        server: &mut Server,
    ) -> Result<Next, Misuse> {
        if let Some(data) = self.vanished.take() {
            return server.respond(&data).map(|_delivery| Next::Said);
        }
        let Some(index) = self.indexes.next() else { return Ok(Next::Done(self.failed.take())) };
        let was_seen = self.atts.iter().any(sets_seen) && view.may(Right::SEEN) && set_seen(view, index);
        let Some(message) = view.now(index) else { return Ok(Next::Said) };
        let texts: Vec<Option<Octets>> = self.atts.iter().map(|att| self.text(&message, att)).collect();
        let tells_flags = self.atts.contains(&FetchAtt::Flags) || was_seen;
        let is_news = view.get(index).is_some_and(|seen| seen.message.mod_seq != message.mod_seq);
        if tells_flags {
            view.told(&message);
            let mailbox = view.mailbox.clone();
            let keywords = view.tell_keywords(&mailbox.contents());
            keywords.iter().try_for_each(|data| server.respond(data).map(drop))?;
        }
        let Some(seen) = view.get(index) else { return Ok(Next::Said) };
        if self.atts.iter().any(|att| matches!(att, FetchAtt::Binary(_) | FetchAtt::BinarySize { .. }))
            && self.failed.is_none()
        {
            self.failed = unknown_encoding(&message, &self.atts);
        }

        let mut items: Vec<MsgAtt<'_>> = Vec::new();
        // The last long text is streamed.
        let long = |text: &Option<Octets>| text.as_ref().is_some_and(|text| text.len() > INLINE);
        let streamed = self.atts.iter().zip(&texts).enumerate().rev().find_map(|(place, (att, text))| {
            let head = if long(text) { head(att) } else { None };
            head.map(|head| (place, head))
        });
        for (place, (att, text)) in self.atts.iter().zip(&texts).enumerate() {
            if streamed.as_ref().is_none_or(|(streamed, _)| *streamed != place) {
                items.extend(item(att, text.as_ref(), &message, &seen, mode));
            }
        }
        if was_seen && !self.atts.contains(&FetchAtt::Flags) {
            items.push(MsgAtt::Flags(seen.flags(mode)));
            if mode.cond_store && !mode.uid_only && !self.atts.contains(&FetchAtt::Uid) {
                items.push(MsgAtt::Uid(message.uid));
            }
        }
        // Who hears of new flags hears of their mod-sequence, and would not hear of it again (RFC 7162 §3.2.4).
        if tells_flags && is_news && mode.cond_store && !self.atts.contains(&FetchAtt::ModSeq) {
            items.push(MsgAtt::ModSeq(message.mod_seq));
        }
        let Some((place, text)) = streamed else {
            let Ok(items) = NonEmpty::try_from(items) else { return Ok(Next::Said) };
            return server.respond(&mode.fetched(index, message.uid, items)).map(|_delivery| Next::Said);
        };
        let len = texts[place].as_ref().map_or(0, |text| text.len() as u64);
        match mode.uid_only {
            true => server.uid_fetch(message.uid, &items, &text, len)?,
            false => server.fetch(seq_num(index), &items, &text, len)?,
        }
        drop(items);
        let octets = texts.into_iter().nth(place).flatten().unwrap_or(Octets::Made(Vec::new()));
        Ok(Next::Begun(Sending { octets, sent: 0 }))
    }

    /// The text that is asked for; `None` where the message does not have it, or the item is none with text.
    fn text(&self, message: &Message, att: &FetchAtt<'_>) -> Option<Octets> {
        let mail = &message.mail;
        let range = |range: std::ops::Range<usize>| Some(Octets::Of(mail.clone(), range));
        match att {
            FetchAtt::BodySection(FetchSection { section: wanted, partial, .. }) => {
                section(mail, wanted).map(|octets| octets.cut(*partial))
            }
            FetchAtt::Binary(FetchBinary { part, partial, .. }) => {
                binary(mail, part.as_slice()).ok().flatten().map(|octets| octets.cut(*partial))
            }
            FetchAtt::BinarySize { part } => binary(mail, part.as_slice()).ok().flatten(),
            FetchAtt::Rfc822 => range(0..mail.octets.len()),
            FetchAtt::Rfc822Header => range(mail.root().header.clone()),
            FetchAtt::Rfc822Text => range(mail.root().body.clone()),
            _ => None,
        }
    }
}

/// What is given for a text that was asked for, before its octets.
fn head(att: &FetchAtt<'static>) -> Option<MsgAttHead<'static>> {
    Some(match att {
        FetchAtt::BodySection(FetchSection { section, partial, .. }) => {
            MsgAttHead::BodySection { section: section.clone(), origin: origin(*partial) }
        }
        FetchAtt::Binary(FetchBinary { part, partial, .. }) => {
            MsgAttHead::Binary { part: part.clone(), origin: origin(*partial) }
        }
        FetchAtt::Rfc822 => MsgAttHead::Rfc822,
        FetchAtt::Rfc822Header => MsgAttHead::Rfc822Header,
        FetchAtt::Rfc822Text => MsgAttHead::Rfc822Text,
        _ => return None,
    })
}

/// What is given for what was asked.
fn item<'m>(
    att: &FetchAtt<'static>,
    text: Option<&'m Octets>,
    message: &'m Message,
    seen: &Seen<'_>,
    mode: Mode,
) -> Option<MsgAtt<'m>> {
    let mail = &message.mail;
    // No message of ours has NUL in it.
    let string = |text: Option<&'m Octets>| text.and_then(|text| AString::try_from(text.as_slice()).ok());
    let structure = || body_structure(&mail.octets, mail.root());
    Some(match att {
        FetchAtt::Body => MsgAtt::Body(Body::from(structure())),
        FetchAtt::BodyStructure => MsgAtt::BodyStructure(Box::new(structure())),
        FetchAtt::BodySection(FetchSection { section, partial, .. }) => MsgAtt::BodySection(FetchedSection {
            section: section.clone(),
            origin: origin(*partial),
            data: string(text),
        }),
        FetchAtt::Binary(FetchBinary { part, partial, .. }) => {
            let data = text.and_then(|text| Binary::try_from(text.as_slice()).ok());
            MsgAtt::Binary(FetchedBinary { part: part.clone(), origin: origin(*partial), data })
        }
        FetchAtt::BinarySize { part } => {
            let size = text.map_or(0, |text| u32::try_from(text.len()).unwrap_or(u32::MAX));
            MsgAtt::BinarySize { part: part.clone(), size }
        }
        FetchAtt::Envelope => MsgAtt::Envelope(Box::new(envelope(&mail.octets[mail.root().header.clone()]))),
        FetchAtt::Flags => MsgAtt::Flags(seen.flags(mode)),
        FetchAtt::InternalDate => MsgAtt::InternalDate(mail.date),
        FetchAtt::ModSeq => MsgAtt::ModSeq(message.mod_seq),
        FetchAtt::Rfc822 => MsgAtt::Rfc822(string(text)),
        FetchAtt::Rfc822Header => MsgAtt::Rfc822Header(string(text)),
        FetchAtt::Rfc822Size => MsgAtt::Rfc822Size(Number64::try_from(mail.len()).unwrap_or(Number64::MAX)),
        FetchAtt::Rfc822Text => MsgAtt::Rfc822Text(string(text)),
        FetchAtt::Uid => MsgAtt::Uid(message.uid),
        // It never takes long enough for LAZY to leave it out.
        FetchAtt::Preview(_) => MsgAtt::Preview(AString::try_from(mail.preview()).ok()),
        FetchAtt::SaveDate => MsgAtt::SaveDate(Some(message.saved)),
        FetchAtt::EmailId => MsgAtt::EmailId(mail.id.clone()),
        // Threads are found on request, and not kept.
        FetchAtt::ThreadId => MsgAtt::ThreadId(None),
        FetchAtt::Other(_)
        | FetchAtt::Annotation(_)
        | FetchAtt::ObjectId
        | FetchAtt::GmMsgId
        | FetchAtt::GmThrId
        | FetchAtt::GmLabels
        | FetchAtt::XGuid
        | FetchAtt::XMailbox
        | FetchAtt::XRealUid
        | FetchAtt::XSaveDate
        | FetchAtt::Snippet(_) => return None,
    })
}

fn origin(partial: Option<Partial>) -> Option<Number64> {
    Number64::new(partial?.offset())
}

const fn sets_seen(att: &FetchAtt<'_>) -> bool {
    matches!(
        att,
        FetchAtt::BodySection(FetchSection { peek: Peek::SetSeen, .. })
            | FetchAtt::Binary(FetchBinary { peek: Peek::SetSeen, .. })
            | FetchAtt::Rfc822
            | FetchAtt::Rfc822Text
    )
}

/// Sets `\Seen`. `false`: it was set.
fn set_seen(view: &View, index: usize) -> bool {
    let Some(message) = view.now(index).filter(|message| !message.flags.contains(&Flag::Seen)) else {
        return false;
    };
    let mut flags = message.flags;
    flags.insert(Flag::Seen);
    view.mailbox.change(|contents| {
        contents.store(message.uid, flags);
        contents.get(message.uid).is_some()
    })
}

fn unknown_encoding(message: &Message, atts: &[FetchAtt<'_>]) -> Option<Refusal> {
    let unknown = atts.iter().any(|att| match att {
        FetchAtt::Binary(FetchBinary { part, .. }) | FetchAtt::BinarySize { part } => {
            binary(&message.mail, part.as_slice()).is_err()
        }
        _ => false,
    });
    unknown.then(|| no(Code::UnknownCte, "some part has an encoding that is not known here"))
}
