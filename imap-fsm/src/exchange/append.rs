//! Messages that come in pieces: APPEND, also of several messages, its CATENATE, and REPLACE.
//! [RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.12),
//! [RFC 3502](https://www.rfc-editor.org/rfc/rfc3502), [RFC 4469](https://www.rfc-editor.org/rfc/rfc4469),
//! [RFC 8508](https://www.rfc-editor.org/rfc/rfc8508)
//!
//! ```text
//! C: a APPEND Sent {310}      the server can refuse the message before it is sent
//! S: + go ahead
//! C: a APPEND Sent {310+}     with LITERAL+ it follows at once, and all of it even if the server refuses
//!
//! C: a APPEND Drafts CATENATE (URL "/Sent;UID=4/;SECTION=1" TEXT {42}
//! S: + go ahead
//! C: ...................... TEXT {7}         the same message goes on
//! S: + go ahead
//! C: .......) (\Seen) {310}                  another one
//! ```

use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_types::append::{
    AppendData, AppendDataHead, AppendDataTail, AppendHead, AppendMessage, AppendMessageHead,
    AppendMessageTail, AppendPlace, AppendTail, AppendText, CatPart, CatPartHead, CatPartTail,
};
use imap_types::command::CommandBody;
use imap_types::mailbox::Mailbox;
use imap_types::nonempty::NonEmpty;
use imap_types::replace::{OldMessage, Replace};

use super::literal::Unsent;
use crate::error::Misuse;

/// Where an APPEND or a REPLACE stands that a client streams.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Append {
    /// What the octets are that come or have come last.
    place: Place,
    /// Whether another message may follow.
    several: bool,
    /// How many messages there are.
    messages: u32,
    /// Octets of the current message that have not come from the caller.
    left: u64,
    /// Whether the last message is whole and the command has ended.
    finished: bool,
}

impl Append {
    pub(crate) const fn several(place: Place, len: u64) -> Self {
        Self { place, several: true, messages: 1, left: len, finished: false }
    }

    pub(crate) const fn one(place: Place, len: u64) -> Self {
        Self { several: false, ..Self::several(place, len) }
    }

    /// Counts octets, as many as there is room for.
    pub(crate) fn take(&mut self, octets: usize, room: usize) -> Result<usize, Misuse> {
        if octets as u64 > self.left {
            return Err(Misuse::Octets { asked: octets as u64, available: self.left });
        }
        let taken = octets.min(room);
        self.left = self.left.saturating_sub(taken as u64);
        Ok(taken)
    }

    /// Another message begins; returns what ends the one before it.
    pub(crate) fn next(&mut self, unsent: &Unsent, place: Place, len: u64) -> Result<&'static [u8], Misuse> {
        self.check_end(unsent)?;
        if !self.several {
            return Err(Misuse::Unfit);
        }
        let close = self.place.close();
        (self.place, self.left) = (place, len);
        self.messages = self.messages.saturating_add(1);
        Ok(close)
    }

    /// How many messages there are, with the one that comes.
    pub(crate) fn messages(&self) -> usize {
        usize::try_from(self.messages).unwrap_or(usize::MAX)
    }

    /// CATENATE goes on, with a TEXT of so many octets at the end; returns what ends the part before it.
    pub(crate) fn go_on(&mut self, unsent: &Unsent, len: u64) -> Result<&'static [u8], Misuse> {
        self.check_end(unsent)?;
        if !self.place.is_part() {
            return Err(Misuse::Unfit);
        }
        let close = self.place.close_part();
        (self.place, self.left) = (Place::Text, len);
        Ok(close)
    }

    /// The command ends behind the message; returns what ends both.
    pub(crate) fn finish(&mut self, unsent: &Unsent) -> Result<&'static [u8], Misuse> {
        self.check_end(unsent)?;
        self.finished = true;
        Ok(self.place.end())
    }

    /// Whether the current message is whole and nothing of it waits.
    fn check_end(&self, unsent: &Unsent) -> Result<(), Misuse> {
        match self.left {
            0 if unsent.is_done() => Ok(()),
            0 => Err(Misuse::NotWaiting),
            left => Err(Misuse::Octets { asked: 0, available: left }),
        }
    }

    /// Whether the command is whole.
    pub(crate) const fn is_finished(&self) -> bool {
        self.finished
    }

    /// What ends the command behind the octets.
    pub(crate) const fn end(&self) -> &'static [u8] {
        self.place.end()
    }

    /// Whether all octets of the message have come.
    pub(crate) const fn is_whole(&self) -> bool {
        self.left == 0
    }
}

/// Where the messages go.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    mailbox: Mailbox<'static>,
    replaces: Option<OldMessage>,
}

/// Where in a message a literal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is the message.
    Whole,
    /// It is the message, within UTF8.
    Utf8,
    /// It is a TEXT of CATENATE.
    Text,
    /// It is a UTF8 of CATENATE.
    Utf8Part,
}

impl Place {
    /// Of a message whose octets come later.
    pub(crate) const fn of(head: &AppendMessageHead<'_>) -> Self {
        match &head.data {
            AppendDataHead::Literal | AppendDataHead::Literal8 => Self::Whole,
            AppendDataHead::Utf8 => Self::Utf8,
            AppendDataHead::Catenate { part, .. } => Self::of_part(*part),
        }
    }

    const fn of_part(part: CatPartHead) -> Self {
        match part {
            CatPartHead::Text => Self::Text,
            CatPartHead::Utf8 => Self::Utf8Part,
        }
    }

    /// Of the last message of a command that was read with an empty literal at its end.
    pub(crate) fn at_end(body: &CommandBody<'_>) -> Option<Self> {
        let last = if let CommandBody::Replace(replace) = body {
            Some(&replace.message)
        } else if let CommandBody::Append { messages, .. } = body {
            messages.last()
        } else {
            None
        };
        match &last?.data {
            AppendData::Literal(_) | AppendData::Literal8(_) => Some(Self::Whole),
            AppendData::Utf8(_) => Some(Self::Utf8),
            AppendData::Catenate(parts) => parts.last()?.head().map(Self::of_part),
            // Whether the literal is data or the value of an extension is only known from what follows.
            AppendData::Other(_) => None,
        }
    }

    pub(crate) const fn is_part(self) -> bool {
        matches!(self, Self::Text | Self::Utf8Part)
    }

    /// What ends a part of CATENATE with such a literal.
    const fn close_part(self) -> &'static [u8] {
        match self {
            Self::Whole | Self::Utf8 | Self::Text => b"",
            Self::Utf8Part => b")",
        }
    }

    /// What ends a message with such a literal.
    const fn close(self) -> &'static [u8] {
        match self {
            Self::Whole => b"",
            Self::Utf8 | Self::Text => b")",
            Self::Utf8Part => b"))",
        }
    }

    /// What ends a command with such a literal.
    pub(crate) const fn end(self) -> &'static [u8] {
        match self {
            Self::Whole => b"\r\n",
            Self::Utf8 | Self::Text => b")\r\n",
            Self::Utf8Part => b"))\r\n",
        }
    }

    /// What makes a command of what follows such a literal.
    pub(crate) const fn beginning(self) -> &'static [u8] {
        match self {
            Self::Whole => b"a APPEND x",
            Self::Utf8 => b"a APPEND x UTF8 (~{0}\r\n",
            Self::Text => b"a APPEND x CATENATE (TEXT {0}\r\n",
            Self::Utf8Part => b"a APPEND x CATENATE (UTF8 (~{0}\r\n",
        }
    }
}

impl Target {
    /// Where the messages of this command go.
    pub(crate) fn of(head: &AppendHead<'static>) -> Self {
        Self { mailbox: head.mailbox.clone(), replaces: head.replaces }
    }

    /// The command with what has come of it since a literal in `before`: `messages`, which begin with the rest of that
    /// one's, and whether there is any of that. `None`: they are no part of this command.
    pub(crate) fn goes_on(
        &self,
        before: Place,
        messages: NonEmpty<AppendMessage<'static>>,
    ) -> Option<(CommandBody<'static>, bool)> {
        let mut messages = messages.into_vec();
        let continues = match before {
            Place::Whole => false,
            Place::Utf8 => {
                messages.remove(0);
                false
            }
            Place::Text | Place::Utf8Part => !take_first_part(&mut messages),
        };
        let messages = NonEmpty::try_from(messages).ok()?;
        let mailbox = self.mailbox.clone();
        let body = match self.replaces {
            None => CommandBody::Append { mailbox, messages },
            Some(old) => {
                let (1, true) = (messages.len(), continues) else { return None };
                let message = messages.into_iter().next()?;
                CommandBody::Replace(Box::new(Replace { old, mailbox, message }))
            }
        };
        Some((body, continues))
    }
}

/// Takes out the part that stands for what was there before. Whether there was no more of that message.
fn take_first_part(messages: &mut Vec<AppendMessage<'static>>) -> bool {
    let Some(AppendMessage { data: AppendData::Catenate(parts), .. }) = messages.first_mut() else {
        return true;
    };
    let rest: Vec<_> = parts.iter().skip(1).cloned().collect();
    match NonEmpty::try_from(rest) {
        Ok(rest) => {
            *parts = rest;
            false
        }
        Err(_) => {
            messages.remove(0);
            true
        }
    }
}

/// What is known of a command before the octets of the literal at its end, which was read as an empty one. `continues`:
/// its first message goes on behind the literal `before`. `None`: there is no place for octets at its end.
pub(crate) fn head(
    body: CommandBody<'static>,
    continues: bool,
    before: Option<AppendPlace>,
) -> Option<AppendHead<'static>> {
    let (mailbox, replaces, mut messages, last) = if let CommandBody::Replace(replace) = body {
        let Replace { old, mailbox, message } = *replace;
        (mailbox, Some(old), Vec::new(), message)
    } else if let CommandBody::Append { mailbox, messages } = body {
        let mut messages = messages.into_vec();
        let last = messages.pop()?;
        (mailbox, None, messages, last)
    } else {
        return None;
    };
    let (rest, text) = match (continues, messages.is_empty()) {
        (false, _) => (Vec::new(), AppendText::Message(last.into_head()?)),
        (true, true) => {
            let (rest, part) = catenate_head(parts(last)?)?;
            (rest, AppendText::Part(part))
        }
        (true, false) => (parts(messages.remove(0))?, AppendText::Message(last.into_head()?)),
    };
    let place = match (&text, before) {
        (AppendText::Part(_), Some(AppendPlace { message, part })) => {
            AppendPlace { message, part: part.saturating_add(rest.len()).saturating_add(1) }
        }
        (AppendText::Part(_), None) => return None,
        (AppendText::Message(head), before) => AppendPlace {
            message: before
                .map_or(0, |before| before.message.saturating_add(1))
                .saturating_add(messages.len()),
            part: match &head.data {
                AppendDataHead::Catenate { before, .. } => before.len(),
                AppendDataHead::Literal | AppendDataHead::Literal8 | AppendDataHead::Utf8 => 0,
            },
        },
    };
    Some(AppendHead { mailbox, replaces, rest, messages, text, place })
}

fn catenate_head(mut parts: Vec<CatPart<'static>>) -> Option<(Vec<CatPart<'static>>, CatPartHead)> {
    let part = parts.pop()?.head()?;
    Some((parts, part))
}

fn parts(message: AppendMessage<'static>) -> Option<Vec<CatPart<'static>>> {
    if let AppendData::Catenate(parts) = message.data { Some(parts.into_vec()) } else { None }
}

/// The end of a command without the octets in these places, which are in ascending order. The command comes back where it
/// has no messages.
pub(crate) fn tail<'a>(
    body: CommandBody<'a>,
    streamed: &[AppendPlace],
) -> Result<AppendTail<'a>, CommandBody<'a>> {
    let (mailbox, replaces, messages) = if let CommandBody::Replace(replace) = body {
        let Replace { old, mailbox, message } = *replace;
        (mailbox, Some(old), NonEmpty::one(message))
    } else if let CommandBody::Append { mailbox, messages } = body {
        (mailbox, None, messages)
    } else {
        return Err(body);
    };
    let messages = messages.into_iter().enumerate();
    let messages = messages.map(|(index, message)| message_tail(message, index, streamed)).collect();
    Ok(AppendTail { mailbox, replaces, messages })
}

fn message_tail<'a>(
    message: AppendMessage<'a>,
    index: usize,
    streamed: &[AppendPlace],
) -> AppendMessageTail<'a> {
    let is_streamed = |part| streamed.binary_search(&AppendPlace { message: index, part }).is_ok();
    let AppendMessage { flags, date, extensions, data } = message;
    let data = match data {
        AppendData::Catenate(parts) if (0..parts.len()).any(is_streamed) => {
            let parts = parts.into_iter().enumerate().map(|(index, part)| match part.head() {
                Some(head) if is_streamed(index) => CatPartTail::Streamed(head),
                Some(_) | None => CatPartTail::Whole(part),
            });
            AppendDataTail::Catenate(parts.collect())
        }
        AppendData::Literal(_) if is_streamed(0) => AppendDataTail::Literal,
        AppendData::Literal8(_) if is_streamed(0) => AppendDataTail::Literal8,
        AppendData::Utf8(_) if is_streamed(0) => AppendDataTail::Utf8,
        whole @ (AppendData::Literal(_)
        | AppendData::Literal8(_)
        | AppendData::Utf8(_)
        | AppendData::Catenate(_)
        | AppendData::Other(_)) => AppendDataTail::Whole(whole),
    };
    AppendMessageTail { flags, date, extensions, data }
}
