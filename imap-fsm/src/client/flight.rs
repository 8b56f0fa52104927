//! A command from `send` to its end.

use imap_types::atom::Tag;
use imap_types::command::CommandBody;

use crate::exchange::append::Append;
use crate::exchange::authenticate::Authenticate;
use crate::exchange::idle::{DONE, Idle};
use crate::exchange::literal::Unsent;
use crate::exchange::upgrade::Upgrade;
use crate::pipeline::{Answers, Overlap};
use crate::session::Effect;
use crate::transmit::Transmit;

/// A command that a client has sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub(crate) u32);

impl CommandId {
    /// The tag under which it goes over the wire.
    pub fn tag(self) -> Tag<'static> {
        Tag::from_wire(alloc::format!("a{}", self.0).into_bytes().into())
    }

    pub(super) fn of_tag(tag: &Tag<'_>) -> Option<Self> {
        let digits = tag.as_str().strip_prefix('a')?;
        let plain =
            digits == "0" || !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| plain).map(Self)
    }
}

#[derive(Debug)]
pub(super) struct Flight {
    pub(super) id: CommandId,
    pub(super) overlap: Overlap,
    pub(super) answers: Answers,
    pub(super) effect: Effect,
    pub(super) dialogue: Dialogue,
    pub(super) unsent: Unsent,
    /// Where it begins in the output; `None` while it is held back.
    pub(super) begin: Option<u64>,
    /// Up to where of the output the server must have read to say OK.
    pub(super) end: u64,
    /// Whether the session knows that it has begun.
    pub(super) started: bool,
    /// Whether it is out of place by now, so that it never goes out.
    pub(super) withheld: bool,
}

/// What there is to a command besides sending it.
#[derive(Debug)]
pub(super) enum Dialogue {
    None,
    Append(Append),
    Authenticate(Authenticate),
    Idle(Idle),
    Upgrade(Upgrade),
}

impl Dialogue {
    pub(super) fn of(command: &CommandBody<'_>) -> Self {
        match (command, Upgrade::of(command)) {
            (_, Some(upgrade)) => Self::Upgrade(upgrade),
            (CommandBody::Authenticate { .. }, _) => Self::Authenticate(Authenticate::Server),
            (CommandBody::Idle, _) => Self::Idle(Idle::default()),
            _ => Self::None,
        }
    }
}

impl Flight {
    /// A command that has not gone out.
    pub(super) const fn new(
        id: CommandId,
        overlap: Overlap,
        effect: Effect,
        dialogue: Dialogue,
        unsent: Unsent,
    ) -> Self {
        let (begin, end, started, withheld) = (None, 0, false, false);
        Self { id, overlap, answers: Answers::NONE, effect, dialogue, unsent, begin, end, started, withheld }
    }

    /// Whether it has to wait for the end of one before it.
    pub(super) fn waits_for(&self, before: &Self) -> bool {
        self.overlap.waits_for(before.overlap) || self.answers.alike(before.answers)
    }

    /// Whether it is LOGIN.
    pub(super) const fn is_login(&self) -> bool {
        matches!((&self.effect, &self.dialogue), (Effect::LogIn, Dialogue::None))
    }

    /// Puts out what may go before the next gate.
    pub(super) fn release(&mut self, transmit: &mut Transmit) {
        self.begin.get_or_insert(transmit.end());
        self.unsent.release(transmit.writer());
        self.end = transmit.end();
    }

    /// Whether nothing more of it will go out, so that the next command may.
    pub(super) fn is_gone(&self) -> bool {
        let over = match self.dialogue {
            Dialogue::None => true,
            Dialogue::Append(append) => append.finished,
            Dialogue::Idle(idle) => idle.done.is_some(),
            Dialogue::Authenticate(_) | Dialogue::Upgrade(_) => false,
        };
        self.begin.is_some() && self.unsent.is_done() && over
    }

    /// Whether the server may say OK to it, having seen this much of the output.
    pub(super) fn may_succeed(&self, position: u64) -> bool {
        let whole = match self.dialogue {
            Dialogue::Append(append) => append.finished,
            _ => true,
        };
        self.unsent.is_done() && whole && position >= self.end
    }

    /// Puts out DONE if it is time.
    pub(super) fn end_idle(&mut self, transmit: &mut Transmit) {
        match &mut self.dialogue {
            Dialogue::Idle(idle) if idle.may_end() => {
                idle.done = Some(transmit.end());
                transmit.writer().extend_from_slice(DONE);
            }
            _ => {}
        }
    }
}
