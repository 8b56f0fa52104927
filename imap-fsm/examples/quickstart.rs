//! A whole IMAP session in one process: both machines, nothing but bytes between them, no network and no set-up.
//!
//! ```text
//! cargo run --package imap-fsm --example quickstart
//! ```
//!
//! Read it from `session`: what a client says. Then `Wire::run`: the one loop that moves bytes, where your sockets would be.
//! Then `Store::serve`: what a server answers. `C:` and `S:` lines are what goes over the wire, `->` what a machine makes
//! of it.

use std::error::Error;
use std::num::NonZeroU32;
use std::process::ExitCode;

use imap_fsm::client::{self, Client};
use imap_fsm::server::{self, Server};
use imap_fsm::types::append::{AppendData, AppendMessage};
use imap_fsm::types::capability::Capability;
use imap_fsm::types::code::Code;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::envelope::{Address, AddressField, Envelope};
use imap_fsm::types::fetch::{FetchAtt, FetchItems, FetchedSection, MsgAtt};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::number::{Numbering, SeqNum, Uid};
use imap_fsm::types::response::{Condition, Data, RespText, Status, StatusKind};
use imap_fsm::types::search::{SearchKey, SearchNumbers};
use imap_fsm::types::section::Section;
use imap_fsm::types::sequence::UidSequenceSet;
use imap_fsm::types::string::AString;
use imap_fsm::types::text::Text;

const MESSAGE: &str = "Date: Wed, 25 Nov 2026 09:30:00 +0000\r\n\
    From: Bob <bob@example.net>\r\n\
    To: Alice <alice@example.org>\r\n\
    Message-ID: <1@example.net>\r\n\
    Subject: Hello\r\n\
    \r\n\
    How are you?\r\n";

const HELP: &str = "\
Runs a whole IMAP session in this process, without a network, and prints what goes over the wire (C: and S: lines) and
what the machines make of it (-> lines): greeting, login, SELECT, APPEND, FETCH, SEARCH, IDLE, LOGOUT.

usage: quickstart
";

fn main() -> ExitCode {
    if std::env::args().len() > 1 {
        print!("{HELP}");
        return ExitCode::from(if std::env::args().any(|word| word == "--help") { 0 } else { 2 });
    }
    match session() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quickstart: {error}");
            ExitCode::FAILURE
        }
    }
}

fn session() -> Result<(), Box<dyn Error>> {
    let mut wire = Wire {
        client: Client::new(client::Options::default()),
        server: Server::new(server::Options::default()),
        store: Store::default(),
    };

    // The server speaks first.
    let capabilities = vec![Capability::Imap4Rev1, Capability::Idle];
    let text = RespText::new(Some(Code::Capability(capabilities)), Text::try_from("Hello")?)?;
    wire.server.greet(&Status { kind: StatusKind::Ok, text })?;
    wire.run()?;

    // Commands are values, encoded as this server needs them. The transcript does not show the password.
    wire.client.send(&CommandBody::login("alice", "secret")?)?;
    wire.run()?;
    wire.client.send(&CommandBody::select("INBOX")?)?;
    wire.run()?;

    // A literal waits until the server asks for it.
    let message = AppendMessage::new(AString::try_from(MESSAGE)?);
    wire.client.send(&CommandBody::append("INBOX", message)?)?;
    wire.run()?;

    // Two commands at once.
    let items = FetchItems::try_from(vec![FetchAtt::Envelope, FetchAtt::body_peek(Section::text())])?;
    wire.client.send(&CommandBody::fetch(UidSequenceSet::try_from("1:*")?, items))?;
    wire.client.send(&CommandBody::search(Numbering::Uid, vec![SearchKey::Subject("Hello".try_into()?)])?)?;
    wire.run()?;

    // News come as they happen, until the client has heard enough.
    wire.client.send(&CommandBody::Idle)?;
    wire.run()?;
    wire.store.messages.push(MESSAGE.into());
    let _ = wire.server.respond(&Data::Exists(2))?;
    wire.run()?;
    wire.client.idle_done()?;
    wire.client.send(&CommandBody::Logout)?;
    wire.run()?;

    assert_eq!(wire.client.receive_eof()?, None, "every command has its answer");
    Ok(wire.server.receive_eof()?)
}

/// Both machines. In a program there is one, and a socket.
struct Wire {
    client: Client,
    server: Server,
    store: Store,
}

impl Wire {
    /// Moves bytes until both sides wait.
    fn run(&mut self) -> Result<(), Box<dyn Error>> {
        // What a machine has not used stays in front of what is read next: see `Buffer` for that.
        let (mut to_server, mut to_client) = (Vec::new(), Vec::new());
        loop {
            let out = self.client.transmit();
            show("C", out);
            to_server.extend_from_slice(out);
            let written = out.len();
            self.client.transmitted(written)?;

            let mut input = &to_server[..];
            while let Some(event) = self.server.receive(&mut input)? {
                println!("   -> server: {}", what_server(&event));
                self.store.serve(&mut self.server, event)?;
            }
            to_server = input.to_vec();

            let out = self.server.transmit();
            show("S", out);
            to_client.extend_from_slice(out);
            let read = out.len();
            self.server.transmitted(read)?;

            let mut input = &to_client[..];
            while let Some(event) = self.client.receive(&mut input)? {
                // The session has taken note of the event already.
                println!("   -> client: {}; {}", what_client(&event), self.client.session().state());
            }
            to_client = input.to_vec();

            if written == 0 && read == 0 {
                return Ok(());
            }
        }
    }
}

/// Prints what goes over the wire, but no password.
fn show(side: &str, bytes: &[u8]) {
    for line in String::from_utf8_lossy(bytes).lines() {
        match line.split_once(" LOGIN ") {
            Some((tag, _)) => println!("{side}: {tag} LOGIN (name and password)"),
            None => println!("{side}: {line}"),
        }
    }
}

/// One mailbox in memory.
#[derive(Default)]
struct Store {
    messages: Vec<String>,
}

impl Store {
    fn serve(&mut self, server: &mut Server, event: server::Event<'_>) -> Result<(), Box<dyn Error>> {
        match event {
            server::Event::Command { id, command } => {
                if let CommandBody::Idle = command.body {
                    return Ok(server.idle(id, Text::try_from("idling")?)?);
                }
                let (condition, text) = self.answer(server, &command.body)?;
                server.complete(id, condition, RespText::try_from(text)?)?;
            }
            // Here a server looks at the mailbox and the quota; a refused message is never sent.
            server::Event::LiteralAnnounced(asked) => server.accept_literal(asked.id)?,
            // The end of a message so long that it came in pieces, which is not kept here.
            server::Event::LiteralTail(end) => {
                server.complete(end.id, Condition::No, RespText::try_from("too long")?)?;
            }
            server::Event::IdleDone { id } => {
                server.complete(id, Condition::Ok, RespText::try_from("no longer idle")?)?;
            }
            // Wrong commands were answered already.
            _ => {}
        }
        Ok(())
    }

    fn answer(
        &mut self,
        server: &mut Server,
        command: &CommandBody<'_>,
    ) -> Result<(Condition, &'static str), Box<dyn Error>> {
        let mut answers = Vec::new();
        match command {
            CommandBody::Login { user, password } => {
                // `declassify` is the one way to a secret: `Debug` does not show it.
                if *user != "alice" || *password.declassify() != "secret" {
                    return Ok((Condition::No, "wrong name or password"));
                }
            }
            CommandBody::Select { .. } => answers.push(Data::Exists(u32::try_from(self.messages.len())?)),
            CommandBody::Append { messages, .. } => {
                for message in messages {
                    let AppendData::Literal(text) = &message.data else {
                        return Ok((Condition::No, "only text"));
                    };
                    self.messages.push(text.to_str_lossy().into_owned());
                }
                answers.push(Data::Exists(u32::try_from(self.messages.len())?));
            }
            CommandBody::Fetch(_) => {
                for (seq, message) in (1..).zip(&self.messages) {
                    let (_, body) = message.split_once("\r\n\r\n").unwrap_or_default();
                    let items = NonEmpty::try_from([
                        MsgAtt::Uid(Uid::try_from(seq)?),
                        MsgAtt::Envelope(Box::new(envelope(message)?)),
                        MsgAtt::BodySection(FetchedSection::new(Section::text(), Some(body.try_into()?))),
                    ])?;
                    answers.push(Data::Fetch { seq: SeqNum::try_from(seq)?, items });
                }
            }
            CommandBody::Search(_) => {
                let all = (1..).map_while(NonZeroU32::new).take(self.messages.len()).collect();
                answers.push(Data::Search(SearchNumbers::new(all, None)?));
            }
            // The machine says BYE.
            CommandBody::Logout => {}
            _ => return Ok((Condition::No, "not here")),
        }
        for answer in &answers {
            // EXPUNGE would be held back where it may not be said now.
            server.respond(answer)?;
        }
        Ok((Condition::Ok, "done"))
    }
}

/// What clients show of a message in a list. Real mail needs a parser for headers: see `tokio_server`.
fn envelope(message: &str) -> Result<Envelope<'_>, Box<dyn Error>> {
    let field = |name: &str| {
        message.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(AString::try_from)
    };
    let mut envelope = Envelope::default();
    envelope.date = field("Date").transpose()?;
    envelope.subject = field("Subject").transpose()?;
    envelope.message_id = field("Message-ID").transpose()?;
    // Without the fields Sender and Reply-To they are who wrote it.
    for (list, name) in [
        (AddressField::From, "From: "),
        (AddressField::Sender, "From: "),
        (AddressField::ReplyTo, "From: "),
        (AddressField::To, "To: "),
    ] {
        let value = message.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        let (person, address) = value.trim_end_matches('>').split_once(" <").ok_or("no address")?;
        let (mailbox, host) = address.split_once('@').ok_or("no host")?;
        let (name, adl) = (Some(person.try_into()?), None);
        envelope.push(
            list,
            Address { name, adl, mailbox: Some(mailbox.try_into()?), host: Some(host.try_into()?) },
        );
    }
    Ok(envelope)
}

fn what_server(event: &server::Event<'_>) -> String {
    match event {
        server::Event::Command { command, .. } => format!("command {}, {}", command.tag, command.body.name()),
        server::Event::LiteralAnnounced(asked) => format!("may {} octets be appended?", asked.literal.len),
        server::Event::IdleDone { .. } => "the client has heard enough".into(),
        event => format!("{event:?}"),
    }
}

fn what_client(event: &client::Event<'_>) -> String {
    match event {
        client::Event::Greeting(status) => format!("greeting {:?}", status.text.text()),
        client::Event::Data(Data::Exists(1)) => "the mailbox has 1 message".into(),
        client::Event::Data(Data::Exists(count)) => format!("the mailbox has {count} messages"),
        client::Event::Data(Data::Fetch { seq, items }) => {
            format!("message {seq}{}", items.iter().map(what_item).collect::<String>())
        }
        client::Event::Data(Data::Search(search)) => format!("found {:?}", search.numbers()),
        client::Event::Data(data) => format!("{data:?}"),
        client::Event::Completed { id, tagged } => format!("{} has ended: {:?}", id.tag(), tagged.condition),
        client::Event::Continue { id, .. } => format!("{} goes on", id.tag()),
        client::Event::Idling { .. } => "idling".into(),
        client::Event::Bye(text) => format!("bye {:?}", text.text()),
        event => format!("{event:?}"),
    }
}

fn what_item(item: &MsgAtt<'_>) -> String {
    match item {
        MsgAtt::Uid(uid) => format!(", UID {uid}"),
        MsgAtt::Envelope(envelope) => {
            let from: Vec<_> = envelope.from().iter().map(|address| address.addr_spec()).collect();
            let subject = envelope.subject.as_ref().map_or_else(Default::default, AString::to_str_lossy);
            format!(", {subject:?} from {}", from.join(", "))
        }
        MsgAtt::BodySection(FetchedSection { data: Some(text), .. }) => {
            format!(", {} octets of text", text.as_bytes().len())
        }
        item => format!(", {item:?}"),
    }
}

#[test]
fn it_runs() {
    session().unwrap();
}
