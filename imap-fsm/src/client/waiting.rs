//! What a client waits for.

use core::time::Duration;

use super::flight::{Dialogue, Flight};
use super::{Client, CommandId, Upgrade};
use crate::error::PeerError;
use crate::exchange::authenticate::Authenticate;
use crate::session::State;

/// One minute below the half hour after which a server may take the client for gone.
const RENEW: Duration = Duration::from_secs(29 * 60);

/// What a client waits for, so that a program with a clock can set its timers: [`Client::waiting_for`].
///
/// | it waits for | who acts next | what if nothing happens |
/// |---|---|---|
/// | [`Write`](Self::Write), [`Receive`](Self::Receive), [`Upgrade`](Self::Upgrade), [`Response`](Self::Response), [`Octets`](Self::Octets) | the program | the server may time out |
/// | [`Greeting`](Self::Greeting), [`Continue`](Self::Continue), [`Challenge`](Self::Challenge), [`Completion`](Self::Completion), [`Close`](Self::Close) | the server | give up after some minutes |
/// | [`Nothing`](Self::Nothing), [`News`](Self::News) | nobody | say something within [29 minutes](Self::renew_within) |
/// | [`Failed`](Self::Failed) | the program | close the connection |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitingFor {
    /// That [`Client::transmit`] is written.
    Write,
    /// That [`Client::receive`] is called, with or without new bytes: it returns
    /// [`Event::Withheld`](super::Event::Withheld) or [`Event::Released`](super::Event::Released).
    Receive,
    /// The server's greeting.
    Greeting,
    /// Nothing: no command is in flight.
    Nothing,
    /// The end of a command, the oldest one.
    Completion(CommandId),
    /// `+`, behind which the rest of a command goes out: a literal, or IDLE that has not begun.
    Continue(CommandId),
    /// The server's challenge in AUTHENTICATE, or the end of it.
    Challenge(CommandId),
    /// The program's answer to a challenge: [`Client::authenticate`].
    Response(CommandId),
    /// Octets of a message: [`Client::append_data`]; where all have come, [`Client::append_finish`].
    Octets(CommandId),
    /// Whatever happens in the mailbox, in IDLE, until [`Client::idle_done`].
    News(CommandId),
    /// A layer below the connection, and then [`Client::upgraded`].
    Upgrade(Upgrade),
    /// That the server closes the connection, after BYE.
    Close,
    /// Nothing any more: the server has failed.
    Failed(PeerError),
}

impl WaitingFor {
    /// How long a wait may last before the client has to say something, lest the server log it out: 29 minutes without
    /// a command, after which NOOP is sent, and 29 in IDLE, after which it is ended and begun again.
    /// [RFC 9051 §5.4](https://www.rfc-editor.org/rfc/rfc9051#section-5.4),
    /// [§6.3.13](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.13)
    ///
    /// `None` where the wait is for somebody to act. Before login servers may be less patient.
    pub const fn renew_within(self) -> Option<Duration> {
        match self {
            Self::Nothing | Self::News(_) => Some(RENEW),
            Self::Write
            | Self::Receive
            | Self::Greeting
            | Self::Completion(_)
            | Self::Continue(_)
            | Self::Challenge(_)
            | Self::Response(_)
            | Self::Octets(_)
            | Self::Upgrade(_)
            | Self::Close
            | Self::Failed(_) => None,
        }
    }
}

impl Client {
    /// What has to happen next before anything goes on. Changes with every call that changes the client; costs a look
    /// at the commands in flight.
    ///
    /// ```
    /// use imap_fsm::client::{Client, WaitingFor};
    /// use imap_fsm::types::command::CommandBody;
    ///
    /// let mut client = Client::new(Default::default());
    /// assert_eq!(client.waiting_for(), WaitingFor::Greeting);
    /// client.receive(&mut &b"* PREAUTH hi\r\n"[..])?;
    /// assert_eq!(client.waiting_for(), WaitingFor::Nothing);
    /// let idle = client.send(&CommandBody::Idle)?;
    /// assert_eq!(client.waiting_for(), WaitingFor::Write);
    /// client.transmitted(client.transmit().len())?;
    /// assert_eq!(client.waiting_for(), WaitingFor::Continue(idle));
    /// client.receive(&mut &b"+ idling\r\n"[..])?;
    /// assert_eq!(client.waiting_for(), WaitingFor::News(idle));
    /// assert_eq!(client.waiting_for().renew_within().map(|time| time.as_secs()), Some(29 * 60));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn waiting_for(&self) -> WaitingFor {
        if let Some(error) = self.failed {
            return WaitingFor::Failed(error);
        }
        if !self.transmit().is_empty() {
            return WaitingFor::Write;
        }
        if let Some(upgrade) = self.upgrade {
            return WaitingFor::Upgrade(upgrade);
        }
        let state = self.session.state();
        let lent = self.transmit.lent();
        if self.flights.iter().any(|flight| flight.has_turned(state, lent)) {
            return WaitingFor::Receive;
        }
        match (state, self.owed.as_deref()) {
            (State::Greeting, _) => return WaitingFor::Greeting,
            (State::Logout, _) => return WaitingFor::Close,
            (_, Some((id, _))) => return WaitingFor::Octets(*id),
            (State::NotAuthenticated | State::Authenticated | State::Selected, None) => {}
        }
        let Some(first) = self.flights.front() else { return WaitingFor::Nothing };
        // Those before it have gone out whole, those behind it wait.
        let Some(flight) = self.flights.iter().rfind(|flight| !flight.is_held()) else {
            return WaitingFor::Completion(first.id);
        };
        // Its `+` may still come, and no other before it.
        let late = |flight: &Flight| matches!(flight.dialogue, Dialogue::Idle(idle) if idle.is_late());
        match flight.dialogue {
            Dialogue::Append(append) if flight.unsent.is_done() && !append.is_finished() => {
                WaitingFor::Octets(flight.id)
            }
            _ if self.flights.iter().any(late) => WaitingFor::Completion(first.id),
            _ if !flight.unsent.is_done() => WaitingFor::Continue(flight.id),
            Dialogue::Authenticate(Authenticate::Client) => WaitingFor::Response(flight.id),
            Dialogue::Authenticate(Authenticate::Server) => WaitingFor::Challenge(flight.id),
            Dialogue::Idle(idle) if idle.done().is_some() => WaitingFor::Completion(first.id),
            Dialogue::Idle(idle) if !idle.may_end() => WaitingFor::Continue(flight.id),
            Dialogue::Idle(_) => WaitingFor::News(flight.id),
            Dialogue::None | Dialogue::Append(_) | Dialogue::Authenticate(_) | Dialogue::Upgrade(_) => {
                WaitingFor::Completion(first.id)
            }
        }
    }
}
