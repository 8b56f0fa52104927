//! A login by SCRAM-SHA-256 with both sides in one process: neither sends the password, and each proves to the other
//! that it knows it.
//!
//! ```text
//! cargo run --package scram
//! ```
//!
//! The machines carry SASL messages and know nothing of what is in them; the crate rsasl computes them. Two files are
//! the glue: `client.rs`, which `std_client` uses, too, and `server.rs`. Here is what is between them: `log_in` sends the command, `Wire::run` is the loop of the example `quickstart`, and `hear_client` and
//! `hear_server` are all that a program adds for AUTHENTICATE.
//!
//! `C:` and `S:` lines are what goes over the wire, with the messages out of base64. The proofs are hidden: who has them
//! can try passwords.

use std::error::Error;
use std::process::ExitCode;

use imap_fsm::client::{self, Client};
use imap_fsm::server::{self, Server};
use imap_fsm::types::auth::{AuthMechanism, AuthenticateData};
use imap_fsm::types::capability::Capability;
use imap_fsm::types::code::Code;
use imap_fsm::types::command::{Command, CommandBody};
use imap_fsm::types::response::{Condition, RespText, Status, StatusKind};
use imap_fsm::types::text::Text;

use scram::{Keys, Scram, Verifier};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const HELP: &str = "\
Logs in by SCRAM-SHA-256 with both sides in this process, and prints what goes over the wire (C: and S: lines, out of
base64, the proofs hidden) and what comes of it (-> lines).

usage: scram
";

fn main() -> ExitCode {
    if std::env::args().len() > 1 {
        print!("{HELP}");
        return ExitCode::from(if std::env::args().any(|word| word == "--help") { 0 } else { 2 });
    }
    match log_in("secret", Keys::new("alice", "secret")) {
        Ok(transcript) => {
            println!("{transcript}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("scram: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Logs alice in, at a server that knows her by these keys. The transcript ends with the verdict.
fn log_in(password: &str, keys: Keys) -> Result<String> {
    let mut wire = Wire {
        client: Client::new(client::Options::default()),
        server: Server::new(server::Options::default()),
        scram: Scram::new("alice", password)?,
        verifier: Verifier::new(keys)?,
        proven: false,
        outcome: None,
        transcript: String::new(),
    };
    // With SASL-IR the first message goes in the command. Without it the machine would send it one challenge later.
    let mechanism = Capability::Auth(AuthMechanism::ScramSha256);
    let capabilities = vec![Capability::Imap4Rev1, Capability::SaslIr, mechanism];
    let text = RespText::new(Some(Code::Capability(capabilities)), Text::try_from("Hello")?)?;
    wire.server.greet(&Status { kind: StatusKind::Ok, text })?;
    wire.run()?;

    let command = wire.scram.command()?;
    wire.client.send(&command)?;
    wire.run()?;

    // OK alone is worth nothing: anybody can say that.
    let verdict = match (wire.outcome, wire.scram.verdict()) {
        (Some(Condition::Ok), Ok(())) => "logged in, and the server is the right one".into(),
        (Some(Condition::Ok), Err(why)) => format!("not trusted: {why}"),
        (_, Err(why)) => format!("refused: {why}"),
        (_, Ok(())) => "refused".into(),
    };
    Ok(wire.transcript + &verdict)
}

/// Both machines, what they need to log in, and what was said. In a program there is one side of it, and a socket.
struct Wire {
    client: Client,
    server: Server,
    scram: Scram,
    verifier: Verifier,
    /// Whether the client has proved who it is.
    proven: bool,
    outcome: Option<Condition>,
    transcript: String,
}

impl Wire {
    /// Moves bytes until both sides wait.
    fn run(&mut self) -> Result<()> {
        let (mut to_server, mut to_client) = (Vec::new(), Vec::new());
        loop {
            to_server.extend_from_slice(self.client.transmit());
            let written = self.client.transmit().len();
            self.client.transmitted(written)?;
            let mut input = &to_server[..];
            while let Some(event) = self.server.receive(&mut input)? {
                self.hear_client(event)?;
            }
            to_server = input.to_vec();

            to_client.extend_from_slice(self.server.transmit());
            let read = self.server.transmit().len();
            self.server.transmitted(read)?;
            let mut input = &to_client[..];
            while let Some(event) = self.client.receive(&mut input)? {
                self.hear_server(event)?;
            }
            to_client = input.to_vec();

            if written == 0 && read == 0 {
                return Ok(());
            }
        }
    }

    /// What a server does with what the client says.
    fn hear_client(&mut self, event: server::Event<'_>) -> Result<()> {
        match event {
            server::Event::Command { id, command: Command { tag, body } } => {
                let CommandBody::Authenticate { mechanism, initial_response } = body else {
                    return Err("only AUTHENTICATE is expected".into());
                };
                let message = initial_response.ok_or("SASL-IR was offered")?;
                self.show("C", &format!("{tag} AUTHENTICATE {mechanism}"), message.declassify().as_bytes());
                self.answer_client(id, message.declassify().as_bytes())
            }
            // The answer to the server's proof, which comes as a challenge: empty.
            server::Event::Response { id, .. } if self.proven => {
                self.show("C", "", b"");
                let text = RespText::try_from("welcome")?;
                Ok(self.server.complete(id, Condition::Ok, text)?)
            }
            server::Event::Response { id, data } => {
                self.show("C", "", data.declassify().as_bytes());
                self.answer_client(id, data.declassify().as_bytes())
            }
            server::Event::Cancelled { .. } => {
                self.show("C", "*", b"");
                Ok(())
            }
            event => Err(format!("{event:?}").into()),
        }
    }

    fn answer_client(&mut self, id: server::CommandId, message: &[u8]) -> Result<()> {
        let last = message.starts_with(b"c=");
        let (challenge, user) = self.verifier.answer(message)?;
        self.proven = user.is_some();
        if last && !self.proven {
            let text = RespText::new(Some(Code::AuthenticationFailed), Text::try_from("wrong password")?)?;
            return Ok(self.server.complete(id, Condition::No, text)?);
        }
        Ok(self.server.challenge(id, &challenge)?)
    }

    /// What a client does with what the server says.
    fn hear_server(&mut self, event: client::Event<'_>) -> Result<()> {
        match event {
            client::Event::Greeting(status) => {
                self.show("S", &format!("* OK [CAPABILITY ...] {}", status.text.text()), b"");
            }
            client::Event::Challenge { challenge, .. } => {
                self.show("S", "+", &challenge);
                let answer = self.scram.answer(&challenge);
                if let AuthenticateData::Cancel = answer {
                    self.transcript.push_str("   -> that is not who it claims to be\n");
                }
                self.client.authenticate(&answer)?;
            }
            client::Event::Completed { id, tagged } => {
                let word = format!("{:?}", tagged.condition).to_uppercase();
                self.show("S", &format!("{} {word} {}", id.tag(), tagged.text.text()), b"");
                self.outcome = Some(tagged.condition);
            }
            event => return Err(format!("{event:?}").into()),
        }
        Ok(())
    }

    /// A line of the transcript, and below it the fields of the message.
    fn show(&mut self, side: &str, line: &str, message: &[u8]) {
        let message = String::from_utf8_lossy(message);
        let more = if message.is_empty() { "" } else { "(base64 of)" };
        let words: Vec<_> = [line, more].into_iter().filter(|word| !word.is_empty()).collect();
        self.transcript.push_str(format!("{side}: {}", words.join(" ")).trim_end());
        self.transcript.push('\n');
        for field in message.split(',').filter(|field| !field.is_empty()) {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            // Nonces and salts tell nothing, but are long.
            let (value, meaning) = match name {
                "n" if value.is_empty() => ("", "no channel binding, and nobody else to act as"),
                "n" => (value, "the user"),
                "r" => ("...", "nonces: the client's, and behind it the server's"),
                "s" => ("...", "salt"),
                "i" => (value, "rounds of hashing"),
                "c" => ("...", "the header of the first message"),
                "p" => ("(hidden)", "the client's proof"),
                "v" => ("(hidden)", "the server's proof"),
                _ => (value, "something else"),
            };
            let shown = if value.is_empty() { name.into() } else { format!("{name}={value}") };
            self.transcript.push_str(&format!("     {shown:<12} {meaning}\n"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_prove_that_they_know_the_password_and_hide_the_proof() {
        let transcript = log_in("secret", Keys::new("alice", "secret")).unwrap();
        let expected = "\
S: * OK [CAPABILITY ...] Hello
C: a1 AUTHENTICATE SCRAM-SHA-256 (base64 of)
     n            no channel binding, and nobody else to act as
     n=alice      the user
     r=...        nonces: the client's, and behind it the server's
S: + (base64 of)
     r=...        nonces: the client's, and behind it the server's
     s=...        salt
     i=4096       rounds of hashing
C: (base64 of)
     c=...        the header of the first message
     r=...        nonces: the client's, and behind it the server's
     p=(hidden)   the client's proof
S: + (base64 of)
     v=(hidden)   the server's proof
C:
S: a1 OK welcome
logged in, and the server is the right one";
        assert_eq!(transcript, expected);
    }

    #[test]
    fn a_wrong_password_is_refused() {
        let transcript = log_in("guess", Keys::new("alice", "secret")).unwrap();
        assert!(transcript.contains("S: a1 NO wrong password\nrefused: "), "{transcript}");
    }

    #[test]
    fn a_server_that_cannot_prove_itself_is_left() {
        let mut keys = Keys::new("alice", "secret");
        keys.server = Keys::new("alice", "guess").server;
        let transcript = log_in("secret", keys).unwrap();
        assert!(transcript.contains("-> that is not who it claims to be\nC: *\nS: a1 BAD"), "{transcript}");
        assert!(transcript.contains("\nrefused: "), "{transcript}");
    }

    /// What happens if a server says OK at this point of the dialogue.
    fn verdict_on_ok_after(challenge: Option<&[u8]>) -> String {
        let mut scram = Scram::new("alice", "secret").unwrap();
        let _ = scram.command().unwrap();
        if let Some(challenge) = challenge {
            let _ = scram.answer(challenge);
        }
        scram.verdict().unwrap_err().into()
    }

    #[test]
    fn ok_without_proof_is_worth_nothing() {
        let missing = "the server has not proved that it knows the password";
        assert_eq!(verdict_on_ok_after(None), missing);
        assert!(verdict_on_ok_after(Some(b"v=AAAA")).contains("parse"));
        assert!(verdict_on_ok_after(Some(b"r=x,s=AA==,i=4294967295")).contains("iterations"));
    }

    #[test]
    fn a_challenge_behind_the_last_one_is_refused() {
        let mut scram = Scram::new("alice", "secret").unwrap();
        let _ = scram.command().unwrap();
        for _ in 0..3 {
            assert_eq!(scram.answer(b"e=other-error"), AuthenticateData::Cancel);
        }
        assert!(scram.verdict().is_err());
    }
}
