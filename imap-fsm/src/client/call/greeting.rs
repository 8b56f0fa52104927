//! The greeting. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1)

use imap_types::IntoBoundedStatic;
use imap_types::response::{RespText, StatusKind};

use super::Taken;
use crate::client::Event;

/// The server's greeting, as a call that nobody sends.
///
/// ```text
/// S: * OK [CAPABILITY IMAP4rev2] hi        log in
/// S: * PREAUTH hi                          no need to
/// S: * BYE overloaded                      not welcome: no greeting follows, and the call does not end
/// ```
/// ```
/// use imap_fsm::client::{Client, call::{Greeting, Taken}};
///
/// let (mut client, mut greeting) = (Client::new(Default::default()), Greeting::default());
/// let Some(event) = client.receive(&mut &b"* PREAUTH hi\r\n"[..])? else { panic!() };
/// let Taken::Done(Ok(greeted)) = greeting.take(event) else { panic!() };
/// assert!(greeted.is_pre_authenticated);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// [`Opening`](super::Opening) begins with it, and goes on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Greeting {
    done: bool,
}

/// Greeting of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeted {
    /// Whether no login is needed: PREAUTH. It may be a trap where the connection is in the clear.
    pub is_pre_authenticated: bool,
    /// The code, for programs, and the text, for people.
    pub text: RespText<'static>,
}

impl Greeting {
    /// Takes the greeting, and gives back any other event.
    ///
    /// ```text
    /// S: * OK [CAPABILITY IMAP4rev1 IDLE] hello      Taken::Done
    /// ```
    pub fn take<'i>(&mut self, event: Event<'i>) -> Taken<'i, Greeted> {
        match event {
            Event::Greeting(status) if !self.done => {
                self.done = true;
                let is_pre_authenticated = status.kind == StatusKind::PreAuth;
                Taken::Done(Ok(Greeted { is_pre_authenticated, text: status.text.into_static() }))
            }
            event => Taken::Other(event),
        }
    }
}
