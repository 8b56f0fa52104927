//! What moves the bytes: the driver of the documentation of `imap_fsm::client::call`, with a time-out.

use std::convert::Infallible;
use std::error::Error;
use std::io::{ErrorKind, Read, Write};

use imap_fsm::client::call::{Answer, Opening, Policy, Progress, Request, Taken};
use imap_fsm::client::{Client, CommandId, Event, Options};
use imap_fsm::types::command::CommandBody;
use imap_fsm::{Buffer, Limits};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A client on a blocking stream.
pub(crate) struct Driver<S> {
    pub(crate) client: Client,
    pub(crate) buffer: Buffer,
    pub(crate) stream: S,
}

/// What there is to react to.
pub(crate) enum Heard<'i> {
    Event(Event<'i>),
    /// Nothing for as long as the stream waits.
    Silence,
}

impl<S: Read + Write> Driver<S> {
    pub(crate) fn open(stream: S, options: Options, policy: Policy) -> Result<Self> {
        let buffer = Buffer::new(Limits::client().message + 1);
        let mut driver = Self { client: Client::new(options), buffer, stream };
        let mut opening = Opening::new(policy);
        driver.run(|client, heard| {
            let Heard::Event(event) = heard else { return Err("the server is silent".into()) };
            match opening.take(client, event)? {
                Progress::Done(_) => Ok(Some(())),
                Progress::Begin(layer) => Err(format!("{layer:?} is for another stream").into()),
                Progress::More | Progress::Other(_) => Ok(None),
            }
        })?;
        Ok(driver)
    }

    /// Sends a command, and waits for what becomes of it; `others` hears what does not belong to it.
    pub(crate) fn call<'a, R, T>(&mut self, request: R, mut others: impl FnMut(&Event<'_>)) -> Result<T>
    where
        R: Request<'a, Answer: for<'i> Answer<Output = T, Step<'i> = Infallible>>,
    {
        let mut call = self.client.call(request)?;
        self.run(|_, heard| {
            let Heard::Event(event) = heard else { return Err("the server is silent".into()) };
            others(&event);
            if let Taken::Done(done) = call.take(event) { Ok(Some(done?)) } else { Ok(None) }
        })
    }

    /// Waits for the end of a command that was sent.
    pub(crate) fn finish(&mut self, command: CommandId, mut on: impl FnMut(&Event<'_>)) -> Result<()> {
        self.run(|_, heard| {
            let Heard::Event(event) = heard else { return Err("the server is silent".into()) };
            on(&event);
            Ok(matches!(event, Event::Completed { id, .. } if id == command).then_some(()))
        })
    }

    /// Waits until the server has news, or for as long as the stream waits.
    pub(crate) fn idle(&mut self, mut on: impl FnMut(&Event<'_>)) -> Result<()> {
        let idle = self.client.send(&CommandBody::Idle)?;
        let (mut enough, mut done) = (false, false);
        self.run(|client, heard| {
            enough |= matches!(heard, Heard::Silence | Heard::Event(Event::Data(_)));
            // News may come before the server has said `+`.
            done |= enough && !done && client.idle_done().is_ok();
            let Heard::Event(event) = heard else { return Ok(None) };
            on(&event);
            Ok(matches!(event, Event::Completed { id, .. } if id == idle).then_some(()))
        })
    }

    /// Runs until what is heard is answered.
    pub(crate) fn run<T>(
        &mut self,
        mut on: impl FnMut(&mut Client, Heard<'_>) -> Result<Option<T>>,
    ) -> Result<T> {
        loop {
            while let Some(event) = self.client.receive(&mut self.buffer.input())? {
                if let Some(answer) = on(&mut self.client, Heard::Event(event))? {
                    return Ok(answer);
                }
            }
            while !self.client.transmit().is_empty() {
                let n = self.stream.write(self.client.transmit())?;
                self.client.transmitted(n)?;
            }
            match self.stream.read(self.buffer.space()?) {
                Ok(0) => return Err("the connection has ended".into()),
                Ok(n) => self.buffer.fill(n)?,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    if let Some(answer) = on(&mut self.client, Heard::Silence)? {
                        return Ok(answer);
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}
