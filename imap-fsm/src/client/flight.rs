//! A command from `send` to its end.

use imap_types::atom::Tag;
use imap_types::command::CommandBody;
use imap_types::trusted::FromWire;

use crate::exchange::Exchange;
use crate::exchange::append::Append;
use crate::exchange::authenticate::Authenticate;
use crate::exchange::idle::Idle;
use crate::exchange::literal::Unsent;
use crate::exchange::upgrade::Upgrade;
use crate::pipeline::{Answers, Overlap};
use crate::session::{Effect, Places, Refusal, Row, State};
use crate::transmit::Transmit;

/// A command that a client has sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub(crate) u32);

impl CommandId {
    /// The tag under which it goes over the wire.
    pub fn tag(self) -> Tag<'static> {
        Tag::from_wire(alloc::format!("a{}", self.0).into_bytes().into())
    }

    pub(super) fn of_tag(tag: &str) -> Option<Self> {
        let digits = tag.strip_prefix('a')?;
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
    /// The states in which it may go out.
    pub(super) places: Places,
    pub(super) turn: Turn,
    /// Up to where of the output the server must have read to say OK.
    pub(super) end: u64,
    /// Whether the server has said something illegible with its tag.
    pub(super) doubtful: bool,
    /// Whether somebody waits to be told that it has gone out.
    pub(super) awaited: bool,
}

/// Whether a command has gone out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is held back.
    Held,
    /// It is out of place by now, so that it never goes out.
    Withheld(Refusal),
    /// It has.
    Out {
        /// Where in the output.
        begin: u64,
    },
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
    fn of(exchange: Exchange) -> Self {
        match exchange {
            Exchange::Line | Exchange::Message => Self::None,
            Exchange::Authenticate => Self::Authenticate(Authenticate::Server),
            Exchange::Idle => Self::Idle(Idle::default()),
            Exchange::Upgrade(upgrade) => Self::Upgrade(upgrade),
        }
    }

    /// Whether this `+` is an IDLE's that was not waited for, and nobody else's.
    pub(super) fn begin_late(&mut self) -> bool {
        match self {
            Self::Idle(idle) => idle.begin_late(),
            Self::None | Self::Append(_) | Self::Authenticate(_) | Self::Upgrade(_) => false,
        }
    }
}

impl Flight {
    /// A command that has not gone out.
    pub(super) fn new(id: CommandId, row: &Row<'_>, answers: Answers, unsent: Unsent) -> Self {
        Self {
            id,
            overlap: Overlap::of(row),
            answers,
            effect: row.effect(),
            dialogue: Dialogue::of(row.exchange),
            unsent,
            places: row.places,
            turn: Turn::Held,
            end: 0,
            doubtful: false,
            awaited: false,
        }
    }

    /// Whether something is to be told of it that no bytes of the server bring: that it has gone out (what was lent of the
    /// output), or that it never will.
    #[inline]
    pub(super) const fn has_turned(&self, state: State, lent: u64) -> bool {
        match self.turn {
            Turn::Withheld(_) => true,
            Turn::Held => matches!(state, State::Logout),
            Turn::Out { begin } => self.awaited && begin < lent,
        }
    }

    /// A STARTTLS that went out, and whose answer does not count.
    pub(super) fn unanswered(id: CommandId) -> Self {
        let row = Row::of(&CommandBody::StartTls);
        Self { turn: Turn::Out { begin: 0 }, ..Self::new(id, &row, Answers::NONE, Unsent::default()) }
    }

    /// An APPEND or REPLACE that is streamed.
    pub(super) fn streamed(id: CommandId, row: &Row<'_>, append: Append, unsent: Unsent) -> Self {
        Self { dialogue: Dialogue::Append(append), ..Self::new(id, row, Answers::NONE, unsent) }
    }

    /// Whether it has not gone out.
    pub(super) const fn is_held(&self) -> bool {
        !matches!(self.turn, Turn::Out { .. })
    }

    /// Whether the server may know of it, having seen this much of the output.
    pub(super) const fn is_out(&self, position: u64) -> bool {
        matches!(self.turn, Turn::Out { begin } if begin < position)
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
        self.unsent.release(transmit.writer());
        self.end = transmit.end();
    }

    /// Whether nothing more of it will go out, so that the next command may.
    pub(super) fn is_gone(&self) -> bool {
        let over = match self.dialogue {
            Dialogue::None => true,
            Dialogue::Append(append) => append.is_finished(),
            Dialogue::Idle(idle) => idle.done().is_some(),
            Dialogue::Authenticate(_) | Dialogue::Upgrade(_) => false,
        };
        !self.is_held() && self.unsent.is_done() && over
    }

    /// Whether the server may say OK to it, having seen this much of the output.
    pub(super) fn may_succeed(&self, position: u64) -> bool {
        let whole = match self.dialogue {
            Dialogue::Append(append) => append.is_finished(),
            _ => true,
        };
        self.unsent.is_done() && whole && position >= self.end
    }

    /// Puts out DONE if it is time.
    pub(super) fn end_idle(&mut self, transmit: &mut Transmit) {
        if let Dialogue::Idle(idle) = &mut self.dialogue {
            idle.release(transmit);
        }
    }
}
