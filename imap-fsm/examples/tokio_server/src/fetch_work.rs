//! What FETCH gives, message by message, as fast as the client reads; a long text goes out in pieces.

use std::collections::HashSet;

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
use crate::section::{Octets, UnknownEncoding, binary, section};
use crate::view::{Seen, View, seq_num};

/// A longer text is streamed.
const INLINE: usize = 8 << 10;
/// How many octets of texts one response holds besides. The rest is streamed, or goes into another response.
const HELD: usize = 32 << 10;
/// How many octets are read for one response, or one piece of it.
const READ: usize = 64 << 20;
/// A message that is not longer is read at once.
const SHORT: u64 = 64 << 10;

/// The messages that are still to be given.
pub(crate) struct FetchWork {
    /// What is said before.
    vanished: Option<Data<'static>>,
    indexes: std::vec::IntoIter<usize>,
    /// What is asked for, each once, as the client has it, and with the texts behind all else.
    atts: Vec<FetchAtt<'static>>,
    texts_last: Vec<FetchAtt<'static>>,
    /// The message of which some was given.
    now: Option<Now>,
    failed: Option<Refusal>,
}

/// A message that is given in pieces.
struct Now {
    index: usize,
    message: Message,
    /// Of what is asked for, what comes next.
    next: usize,
    /// Whether reading it has set `\Seen`.
    was_seen: bool,
    /// Whether a response has begun that a text may end.
    is_begun: bool,
}

/// What has become of the next message.
pub(crate) enum Next {
    Said,
    /// A text follows.
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
        Ok(self.sent == self.octets.len())
    }
}

impl FetchWork {
    pub(crate) fn new(
        vanished: Option<Data<'static>>,
        indexes: Vec<usize>,
        mut atts: Vec<FetchAtt<'static>>,
    ) -> Self {
        let mut known = HashSet::new();
        atts.retain(|att| known.insert(att.clone()));
        let (mut texts_last, texts): (Vec<_>, Vec<_>) =
            atts.iter().cloned().partition(|att| head(att).is_none());
        texts_last.extend(texts);
        Self { vanished, indexes: indexes.into_iter(), atts, texts_last, now: None, failed: None }
    }

    /// Whether what comes next may take long.
    pub(crate) fn is_long(&self, view: &View) -> bool {
        let next = self.now.as_ref().map(|now| now.index).or(self.indexes.as_slice().first().copied());
        next.and_then(|index| view.get(index)).is_some_and(|seen| seen.message.mail.len() > SHORT)
    }

    /// Says what is asked of the next message, or the next piece of it.
    pub(crate) fn say_next(
        &mut self,
        view: &mut View,
        mode: Mode,
        server: &mut Server,
    ) -> Result<Next, Misuse> {
        if let Some(data) = self.vanished.take() {
            return server.respond(&data).map(|_delivery| Next::Said);
        }
        let mut now = match self.now.take() {
            Some(now) => now,
            None => {
                let Some(index) = self.indexes.next() else { return Ok(Next::Done(self.failed.take())) };
                let was_seen =
                    self.atts.iter().any(sets_seen) && view.may(Right::SEEN) && set_seen(view, index);
                let Some(message) = view.now(index) else { return Ok(Next::Said) };
                Now { index, message, next: 0, was_seen, is_begun: false }
            }
        };
        // Short ones are given in one piece, in the order of the client.
        let atts = match now.message.mail.len() > INLINE as u64 {
            true => &self.texts_last[..],
            false => &self.atts[..],
        };
        let mut piece = Piece::default();
        while let Some(att) = atts.get(now.next).filter(|_| !piece.is_full()) {
            piece.add(&now.message, att, &mut self.failed);
            now.next += 1;
        }
        let Piece { texts, streamed, .. } = piece;
        let start = now.next - texts.len() - usize::from(streamed.is_some());
        let is_first = start == 0;

        let tells_flags = self.atts.contains(&FetchAtt::Flags) || now.was_seen;
        let is_news = view.get(now.index).is_some_and(|seen| seen.message.mod_seq != now.message.mod_seq);
        if tells_flags && is_first {
            view.told(&now.message);
            let mailbox = view.mailbox.clone();
            let keywords = view.tell_keywords(&mailbox.contents());
            keywords.iter().try_for_each(|data| server.respond(data).map(drop))?;
        }
        let Some(seen) = view.get(now.index) else { return Ok(Next::Said) };
        let mut items: Vec<MsgAtt<'_>> = Vec::new();
        for (att, text) in atts[start..].iter().zip(&texts) {
            items.extend(item(att, text.as_ref(), &now.message, &seen, mode));
        }
        let asks = |att: &FetchAtt<'_>| self.atts.contains(att);
        if is_first {
            let tells_uid = asks(&FetchAtt::Uid);
            if now.was_seen && !asks(&FetchAtt::Flags) {
                items.push(MsgAtt::Flags(seen.flags(mode)));
                if mode.cond_store && !mode.uid_only && !tells_uid {
                    items.push(MsgAtt::Uid(now.message.uid));
                }
            }
            // Who hears of new flags hears of their mod-sequence, and would not hear of it again (RFC 7162 §3.2.4).
            if tells_flags && is_news && mode.cond_store && !asks(&FetchAtt::ModSeq) {
                items.push(MsgAtt::ModSeq(now.message.mod_seq));
            }
        }
        if let Some((head, octets)) = streamed {
            let len = octets.len() as u64;
            match (now.is_begun, mode.uid_only) {
                (true, _) => server.fetch_next(&items, &head, len)?,
                (false, true) => server.uid_fetch(now.message.uid, &items, &head, len)?,
                (false, false) => server.fetch(seq_num(now.index), &items, &head, len)?,
            }
            drop(items);
            now.is_begun = true;
            self.now = Some(now);
            return Ok(Next::Begun(Sending { octets, sent: 0 }));
        }
        if std::mem::take(&mut now.is_begun) {
            server.fetch_finish()?;
        }
        // What goes into another response says whose it is again.
        if !is_first && !items.is_empty() && asks(&FetchAtt::Uid) && !mode.uid_only {
            items.insert(0, MsgAtt::Uid(now.message.uid));
        }
        if let Ok(items) = NonEmpty::try_from(items) {
            let _ = server.respond(&mode.fetched(now.index, now.message.uid, items))?;
        }
        self.now = Some(now).filter(|now| now.next < atts.len());
        Ok(Next::Said)
    }
}

/// As much of a message as is said at once.
#[derive(Default)]
struct Piece {
    /// For each item the text that goes with it.
    texts: Vec<Option<Octets>>,
    /// What comes behind them.
    streamed: Option<(MsgAttHead<'static>, Octets)>,
    held: usize,
    read: usize,
}

impl Piece {
    fn is_full(&self) -> bool {
        self.streamed.is_some() || self.held > HELD || self.read > READ
    }

    fn add(&mut self, message: &Message, att: &FetchAtt<'static>, failed: &mut Option<Refusal>) {
        let text = text(message, att).unwrap_or_else(|UnknownEncoding| {
            failed.get_or_insert_with(|| {
                no(Code::UnknownCte, "some part has an encoding that is not known here")
            });
            None
        });
        self.read += read_for(message, att);
        match (head(att), text) {
            (Some(head), Some(text)) if text.len() > INLINE => self.streamed = Some((head, text)),
            (_, text) => {
                self.held += text.as_ref().map_or(0, Octets::len);
                self.texts.push(text);
            }
        }
    }
}

/// The text that is asked for; `None` where the message does not have it, or the item is none with text.
fn text(message: &Message, att: &FetchAtt<'_>) -> Result<Option<Octets>, UnknownEncoding> {
    let mail = &message.mail;
    let range = |range: std::ops::Range<usize>| Some(Octets::Of(mail.clone(), range));
    Ok(match att {
        FetchAtt::BodySection(FetchSection { section: wanted, partial, .. }) => {
            section(mail, wanted).map(|octets| octets.cut(*partial))
        }
        FetchAtt::Binary(FetchBinary { part, partial, .. }) => {
            binary(mail, part.as_slice())?.map(|octets| octets.cut(*partial))
        }
        FetchAtt::BinarySize { part } => binary(mail, part.as_slice())?,
        FetchAtt::Rfc822 => range(0..mail.octets.len()),
        FetchAtt::Rfc822Header => range(mail.root().header.clone()),
        FetchAtt::Rfc822Text => range(mail.root().body.clone()),
        _ => None,
    })
}

/// How many octets are read to make the text.
fn read_for(message: &Message, att: &FetchAtt<'_>) -> usize {
    let part = match att {
        FetchAtt::Binary(FetchBinary { part, .. }) | FetchAtt::BinarySize { part } => part.as_slice(),
        FetchAtt::BodySection(FetchSection { section, .. }) => section.part(),
        _ => return 0,
    };
    message.mail.root().find(part).map_or(0, |part| part.header.len() + part.body.len())
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
