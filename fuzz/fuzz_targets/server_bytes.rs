//! Any bytes of a client, and any calls among them: a server answers with events or typed errors, in bounded memory.
#![no_main]

use imap_codec::Encoder;
use imap_fsm::server::{CommandId, Delivery, Event, Options, Server, UnknownCommands, Upgrade};
use imap_fsm::session::State;
use imap_fsm::{Limits, Misuse, PeerError};
use imap_fuzz::calls::{Call, Step, steps};
use imap_fuzz::{in_bounded_memory, sasl};
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::{MsgAtt, MsgAttHead};
use imap_types::number::SeqNum;
use imap_types::response::{Condition, Data, RespText, Response, Status};
use libfuzzer_sys::fuzz_target;

/// Small enough that a fuzzer's input meets every one of them.
const LIMITS: Limits = Limits {
    line: 512,
    message: 1024,
    literal: 16,
    stream: 200,
    literals: 8,
    depth: 8,
    in_flight: 1,
    output: 400,
    errors: 3,
};

fuzz_target!(|input: &[u8]| in_bounded_memory(input, || {
    let odd = input.len() % 2 == 1;
    let unknown = if odd { UnknownCommands::HandOver } else { UnknownCommands::Refuse };
    let limits = Limits { errors: 20, ..LIMITS };
    let options = Options { limits, before_login: LIMITS, strict: odd, tls: false, unknown };
    let mut run =
        Run { server: Server::new(options), id: None, upgrade: None, failed: None, longest: 0, held: 0 };
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
    server: Server,
    /// The command that was told of last.
    id: Option<CommandId>,
    /// What begins when the command has ended well.
    upgrade: Option<Upgrade>,
    failed: Option<PeerError>,
    /// Of all that one call has said.
    longest: usize,
    /// All that ever waited, which may go out at once.
    held: usize,
}

impl Run {
    fn call(&mut self, call: Call<'_>) {
        let before = self.server.transmit().to_vec();
        let id = self.id;
        let condition = call
            .pick(&[Condition::Ok, Condition::Ok, Condition::No, Condition::Bad])
            .expect("there are four");
        let text = || call.value::<RespText<'_>>().unwrap_or_else(|| "x".try_into().expect("it is text"));
        let seq = SeqNum::try_from(u32::from(call.number) + 1).expect("it is not zero");
        let result = match call.which % 15 {
            4..=8 if id.is_none() => return,
            0 => {
                let Some(greeting) = call.value::<Status<'_>>() else { return };
                self.say(&Data::Status(greeting.clone()));
                self.server.greet(&greeting)
            }
            1 => {
                let Some(data) = call.value() else { return };
                self.respond(&data)
            }
            2 => self.respond(&Data::Expunge(seq)),
            3 => self.respond(&Data::Exists(call.number.into())),
            4 => id.map_or(Ok(()), |id| {
                self.longest = self.longest.max(call.data.len() * 8 + 300);
                self.server.complete(id, condition, text())
            }),
            5 => id.map_or(Ok(()), |id| {
                self.longest = self.longest.max(call.data.len() * 2 + 20);
                self.server.challenge(id, call.data)
            }),
            6 => id.map_or(Ok(()), |id| self.server.idle(id, "x".try_into().expect("it is text"))),
            7 => id.map_or(Ok(()), |id| self.server.accept_literal(id)),
            8 => id.map_or(Ok(()), |id| {
                self.longest = self.longest.max(call.data.len() * 8 + 300);
                self.server.refuse_literal(id, condition, text())
            }),
            9 => self.server.upgraded().map(|()| self.upgrade = None),
            10 => {
                let items: Vec<_> = call.value::<MsgAtt<'_>>().into_iter().collect();
                let given = items.first().filter(|_| call.number % 2 == 1).cloned();
                let text = given.and_then(MsgAtt::into_head).unwrap_or(MsgAttHead::Rfc822);
                self.longest = self.longest.max(call.data.len() * 16 + 300);
                self.server.fetch(seq, &items, &text, u64::from(call.number % 16))
            }
            11 => self.server.fetch_data(call.data).map(|taken| assert!(taken <= call.data.len())),
            12 => self.server.fetch_finish(),
            13 => self.server.transmitted(before.len() + usize::from(call.number % 2)),
            _ if call.number == 0 => {
                let ended = self.server.receive_eof();
                self.failed = self.failed.or(ended.err());
                return;
            }
            _ => self.server.transmitted(before.len().min(call.number.into())),
        };
        // BYE has to be written before the error is told.
        let ends = self.server.session().state() == State::Logout;
        match (result, self.failed) {
            (Err(Misuse::PeerFailed(_)), None) if ends => assert_eq!(self.server.transmit(), before),
            (_, Some(_)) if call.which % 15 > 12 => {}
            (Err(misuse), None) => {
                assert!(!matches!(misuse, Misuse::PeerFailed(_)));
                assert_eq!(self.server.transmit(), before, "{misuse}: nothing has happened");
            }
            (Err(misuse), Some(error)) => assert_eq!(misuse, Misuse::PeerFailed(error)),
            (Ok(()), failed) => assert_eq!(failed, None),
        }
    }

    fn respond(&mut self, data: &Data<'_>) -> Result<(), Misuse> {
        let len = self.say(data);
        if self.server.respond(data)? == Delivery::Held {
            self.held += len;
        }
        Ok(())
    }

    /// Counts what goes out at once.
    fn say(&mut self, data: &Data<'_>) -> usize {
        let mut out = Vec::new();
        Encoder::new(&mut out).response(&Response::Data(data.clone()));
        self.longest = self.longest.max(out.len());
        out.len()
    }

    fn receive(&mut self, unread: &mut Vec<u8>) {
        let mut input = &unread[..];
        loop {
            let (left, reads) = (input.len(), self.server.reads());
            match self.server.receive(&mut input) {
                Ok(Some(event)) => {
                    assert_eq!((self.failed, reads), (None, true), "{event:?}");
                    match event {
                        Event::Command { id, command: Command { body, .. } } => {
                            if let CommandBody::Authenticate { initial_response: Some(data), .. } = &body {
                                sasl::read(data.declassify().as_bytes());
                            }
                            self.upgrade = match body {
                                CommandBody::StartTls => Some(Upgrade::Tls),
                                CommandBody::Compress(_) => Some(Upgrade::Compression),
                                _ => None,
                            };
                            self.id = Some(id);
                        }
                        Event::LiteralTail(end) => self.id = Some(end.id),
                        Event::LiteralAnnounced(literal) | Event::LiteralHead(literal) => {
                            self.id = Some(literal.id)
                        }
                        Event::Response { id, data } => {
                            assert_eq!(self.id, Some(id), "it is about the command that is worked on");
                            sasl::read(data.declassify().as_bytes());
                        }
                        Event::IdleDone { id } | Event::Cancelled { id, .. } => {
                            assert_eq!(self.id, Some(id), "it is about the command that is worked on");
                        }
                        _ => {}
                    }
                }
                Ok(None) => {
                    assert!(
                        self.failed.is_none() || !self.server.transmit().is_empty(),
                        "BYE waits to be written"
                    );
                    assert!(reads || input.len() == left, "nothing is taken");
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

    fn check(&self) {
        if self.failed.is_some() {
            assert!(!self.server.reads());
        }
        // Of its own it says `+`, BAD and BYE.
        let most = LIMITS.output + self.longest + self.held + 300;
        assert!(self.server.transmit().len() <= most);
    }

    fn end(&mut self) {
        let error = self.server.receive_eof().err();
        assert_eq!(self.failed.or(error), error);
        let Some(error) = error else { return };
        let left = self.server.transmit().len();
        assert_eq!(self.server.transmitted(left), Ok(()), "what was answered can be written");
        assert_eq!(self.server.receive(&mut &b"a NOOP\r\n"[..]), Err(error));
        assert_eq!(self.server.respond(&Data::Exists(1)), Err(Misuse::PeerFailed(error)));
        assert_eq!((self.server.transmit(), self.server.reads()), (&b""[..], false));
    }
}
