//! Any bytes of a server, and any calls among them: a client answers with events or typed errors, in bounded memory.
#![no_main]

use imap_codec::{Encoder, decode_command};
use imap_fsm::client::{Client, CommandId, Event, Options, Upgrade};
use imap_fsm::{Limits, Misuse, PeerError};
use imap_fuzz::calls::{Call, Step, steps};
use imap_fuzz::in_bounded_memory;
use imap_types::append::AppendMessage;
use imap_types::auth::AuthenticateData;
use imap_types::command::CommandBody;
use imap_types::mailbox::Mailbox;
use libfuzzer_sys::fuzz_target;

/// Small enough that a fuzzer's input meets every one of them.
const LIMITS: Limits = Limits {
    line: 512,
    message: 1024,
    literal: 16,
    stream: 200,
    literals: 8,
    depth: 8,
    in_flight: 5,
    output: 200,
    errors: 3,
};

/// Commands that an arbitrary value rarely is.
const COMMANDS: &[&str] = &[
    "a LOGIN a {2}\r\n\u{e9}\r\n",
    "a SELECT a\r\n",
    "a EXAMINE {2}\r\n\u{e9}\r\n",
    "a AUTHENTICATE PLAIN AGEAYg==\r\n",
    "a AUTHENTICATE X\r\n",
    "a IDLE\r\n",
    "a STARTTLS\r\n",
    "a COMPRESS DEFLATE\r\n",
    "a UNAUTHENTICATE\r\n",
    "a FETCH 1 FLAGS\r\n",
    "a EXPUNGE\r\n",
    "a APPEND x {3}\r\nabc {3}\r\ndef\r\n",
    "a ENABLE IMAP4rev2\r\n",
    "a LOGOUT\r\n",
];

fuzz_target!(|input: &[u8]| in_bounded_memory(input, || {
    let strict = input.len() % 2 == 1;
    let mut run = Run {
        client: Client::new(Options { limits: LIMITS, strict, tls: false }),
        alive: Vec::new(),
        upgrade: None,
        failed: None,
        longest: 0,
    };
    let mut unread = Vec::new();
    for step in steps(input) {
        match step {
            Step::Bytes(bytes) => unread.extend_from_slice(bytes),
            Step::Call(call) => run.call(call),
        }
        run.receive(&mut unread);
        run.check();
    }
    run.end();
}));

struct Run {
    client: Client,
    /// Commands that were sent and have not ended.
    alive: Vec<CommandId>,
    upgrade: Option<Upgrade>,
    failed: Option<PeerError>,
    /// Of all that one call has said.
    longest: usize,
}

impl Run {
    fn call(&mut self, call: Call<'_>) {
        let before = self.client.transmit().to_vec();
        let id = call.pick(&self.alive);
        let result = match call.which % 12 {
            3 | 5 if id.is_none() => return,
            0 => {
                let line = call.pick(COMMANDS).unwrap_or_default();
                let command = decode_command(line.as_bytes()).expect("it is well-formed");
                self.send(&command.body)
            }
            1 => {
                let Some(command) = call.value() else { return };
                self.send(&command)
            }
            2 => {
                let Some(message) = call.value().and_then(AppendMessage::into_head) else { return };
                let len = u64::from(call.number % 16);
                self.saying(|out| {
                    Encoder::new(out).append_message(&message, len);
                });
                let inbox = Mailbox::try_from("INBOX").expect("it is one");
                self.client.append(&inbox, &message, len).map(|id| self.alive.push(id))
            }
            3 => id.map_or(Ok(()), |id| {
                self.client.append_data(id, call.data).map(|taken| assert!(taken <= call.data.len()))
            }),
            4 => {
                let message = call.value().and_then(AppendMessage::into_head);
                let (Some(id), Some(message)) = (id, message) else { return };
                self.saying(|out| {
                    Encoder::new(out).append_message(&message, 200);
                });
                self.client.append_next(id, &message, u64::from(call.number % 3))
            }
            5 => id.map_or(Ok(()), |id| self.client.append_finish(id)),
            6 => self.client.idle_done(),
            7 => {
                let Some(response) = call.value() else { return };
                let data = if call.data.is_empty() {
                    AuthenticateData::Cancel
                } else {
                    AuthenticateData::Response(response)
                };
                self.saying(|out| Encoder::new(out).authenticate_data(&data));
                self.client.authenticate(&data)
            }
            8 => self.client.upgraded().map(|()| self.upgrade = None),
            // What was not written before the server failed can be written after.
            9 | 10 if self.failed.is_some() => {
                let result = self.client.transmitted(before.len() + usize::from(call.number % 2));
                assert_eq!(result.is_ok(), call.number % 2 == 0);
                return;
            }
            9 => self.client.transmitted(before.len() + usize::from(call.number % 2)),
            10 => self.client.transmitted(before.len().min(call.number.into())),
            _ if call.number == 0 => {
                self.end();
                return;
            }
            _ => {
                let Some(id) = id else { return };
                self.client.give_up(id).map(|()| self.ended(id))
            }
        };
        match (result, self.failed) {
            (Err(misuse), None) => {
                assert!(!matches!(misuse, Misuse::PeerFailed(_)));
                assert_eq!(self.client.transmit(), before, "{misuse}: nothing has happened");
            }
            (Err(misuse), Some(error)) => assert_eq!(misuse, Misuse::PeerFailed(error)),
            (Ok(()), failed) => assert_eq!(failed, None),
        }
    }

    fn send(&mut self, command: &CommandBody<'_>) -> Result<(), Misuse> {
        self.saying(|out| {
            Encoder::new(out).tagged_command(&"a4294967295".try_into().expect("a tag"), command)
        });
        let id = self.client.send(command)?;
        assert!(!self.alive.contains(&id), "{id:?} is in use");
        self.alive.push(id);
        Ok(())
    }

    /// Counts what goes out at once.
    fn saying(&mut self, say: impl FnOnce(&mut Vec<u8>)) {
        let mut out = Vec::new();
        say(&mut out);
        self.longest = self.longest.max(out.len());
    }

    fn receive(&mut self, unread: &mut Vec<u8>) {
        let mut input = &unread[..];
        loop {
            let (left, upgrade) = (input.len(), self.upgrade);
            match self.client.receive(&mut input) {
                Ok(Some(event)) => {
                    assert_eq!((self.failed, upgrade), (None, None), "{event:?}");
                    match event {
                        Event::Completed { id, .. } | Event::Withheld { id, .. } => self.ended(id),
                        Event::UpgradeReady(ready) => {
                            self.ended(ready.id);
                            self.upgrade = Some(ready.upgrade);
                        }
                        _ => {}
                    }
                }
                Ok(None) => {
                    assert_eq!(self.failed, None);
                    assert!(
                        upgrade.is_none() || input.len() == left,
                        "nothing is taken while an upgrade is ready"
                    );
                    break;
                }
                Err(error) => {
                    assert_eq!(*self.failed.get_or_insert(error), error, "an error is final");
                    break;
                }
            }
        }
        *unread = input.to_vec();
    }

    /// A command ends once.
    fn ended(&mut self, id: CommandId) {
        let index = self.alive.iter().position(|&alive| alive == id).expect("it is in flight");
        self.alive.remove(index);
    }

    fn check(&mut self) {
        assert_eq!(self.client.in_flight(), self.alive.len());
        assert!(self.alive.len() <= LIMITS.in_flight);
        // Each IDLE says DONE at the end, and each APPEND the end of its line.
        let most = LIMITS.output + self.longest + LIMITS.in_flight * b"DONE\r\n".len() + 32;
        assert!(self.client.transmit().len() <= most);
    }

    fn end(&mut self) {
        let mut told = 0;
        let error = loop {
            match self.client.receive_eof() {
                Ok(Some(_)) => told += 1,
                end => break end.err(),
            }
        };
        assert_eq!(told, self.alive.len(), "a word about every command");
        self.alive.clear();
        assert_eq!(self.failed.or(error), error);
        self.failed = error;
        let Some(error) = error else { return };
        assert_eq!(self.client.receive(&mut &b"* OK x\r\n"[..]), Err(error));
        assert_eq!(self.client.send(&CommandBody::Noop), Err(Misuse::PeerFailed(error)));
        assert_eq!(self.client.in_flight(), 0);
    }
}
