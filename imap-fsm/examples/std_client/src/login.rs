//! From the greeting to being logged in: TLS, capabilities, the password, and what is switched on then.

use std::time::Instant;

use imap_fsm::client::{Client, Event};
use imap_fsm::sasl;
use imap_fsm::session::State;
use imap_fsm::types::auth::{AuthMechanism, AuthenticateData};
use imap_fsm::types::capability::Capability;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::compress::CompressionAlgorithm;
use imap_fsm::types::response::Condition;
use imap_fsm::types::secret::Secret;
use scram::Scram;

use crate::arguments::{Arguments, Encryption, Mechanism};
use crate::connection::Connection;
use crate::failure::{Failure, printable};
use crate::notes::Notes;
use crate::tls;

/// A connection that is logged in.
pub(crate) fn log_in(
    arguments: &Arguments,
    password: &Secret<String>,
    notes: Notes,
) -> Result<Connection, Failure> {
    let tls = match arguments.tls {
        Encryption::Never => None,
        Encryption::StartTls | Encryption::Implicit => Some(tls::Config::new(arguments.ca.as_deref())?),
    };
    let implicit = tls.as_ref().filter(|_| arguments.tls == Encryption::Implicit);
    let address = (&*arguments.host, arguments.port);
    let mut connection = Connection::open(address, arguments.patience, implicit, notes)?;
    greeting(&mut connection, arguments.tls)?;
    if let (Some(tls), Encryption::StartTls) = (&tls, arguments.tls) {
        start_tls(&mut connection, tls, &arguments.host)?;
    }
    // A server can know the client already, by its certificate or its address: PREAUTH.
    if connection.session().state() == State::NotAuthenticated {
        capabilities(&mut connection)?;
        let mechanism = choose(&connection, arguments)?;
        authenticate(&mut connection, mechanism, &arguments.user, password)?;
    }
    // There may be others now.
    capabilities(&mut connection)?;
    if arguments.compress {
        compress(&mut connection)?;
    }
    enable(&mut connection)?;
    Ok(connection)
}

fn greeting(connection: &mut Connection, tls: Encryption) -> Result<(), Failure> {
    let hear = |_: &mut Client, event: Event<'_>| match event {
        Event::Greeting(_) => Ok(Some(())),
        Event::Bye(text) => Err(Failure::refused("the connection", &text)),
        _ => Ok(None),
    };
    // Most greet at once; who waits for TLS says nothing, and for long.
    let soon = Instant::now() + connection.patience() / 24;
    if connection.run_until(Some(soon), hear)?.is_some() {
        return Ok(());
    }
    if tls != Encryption::Implicit {
        connection.notes.say("the server says nothing yet: if it waits for TLS, use imaps://");
    }
    connection.run(hear)
}

fn start_tls(connection: &mut Connection, tls: &tls::Config, host: &str) -> Result<(), Failure> {
    // Whoever is between could say so to keep TLS from beginning.
    if connection.session().state() != State::NotAuthenticated {
        return Err(Failure::connection("the server knows who you are before TLS has begun: not trusted"));
    }
    capabilities(connection)?;
    if !connection.session().has(&Capability::StartTls) {
        return Err(Failure::connection("the server does not offer STARTTLS"));
    }
    upgrade(connection, &CommandBody::StartTls)?;
    connection.start_tls(tls, host)
}

fn compress(connection: &mut Connection) -> Result<(), Failure> {
    if !connection.session().has(&Capability::CompressDeflate) {
        connection.notes.say("the server does not compress");
        return Ok(());
    }
    upgrade(connection, &CommandBody::Compress(CompressionAlgorithm::Deflate))?;
    connection.compress()
}

/// Sends a command behind whose OK another layer begins.
fn upgrade(connection: &mut Connection, command: &CommandBody<'_>) -> Result<(), Failure> {
    connection.client().send(command)?;
    connection.run(|_, event| match event {
        Event::UpgradeReady(_) => Ok(Some(())),
        Event::Completed { tagged, .. } => Err(Failure::refused(&command.name(), &tagged.text)),
        _ => Ok(None),
    })
}

/// Asks what the server can do, if it has not said by itself.
fn capabilities(connection: &mut Connection) -> Result<(), Failure> {
    match connection.session().capabilities() {
        Some(_) => Ok(()),
        None => connection.command(&CommandBody::Capability, |_| Ok(())).map(drop),
    }
}

/// The best mechanism that is offered, or the one that is asked for; none that shows the password to strangers.
fn choose(connection: &Connection, arguments: &Arguments) -> Result<Mechanism, Failure> {
    let session = connection.session();
    let offers = |mechanism| session.has(&Capability::Auth(mechanism));
    let best = || {
        if offers(AuthMechanism::ScramSha256) {
            Some(Mechanism::ScramSha256)
        } else if offers(AuthMechanism::Plain) {
            Some(Mechanism::Plain)
        } else {
            Some(Mechanism::Login).filter(|_| !session.has(&Capability::LoginDisabled))
        }
    };
    let none = || Failure::Login("the server offers no way to log in: try --starttls or imaps://".into());
    let mechanism = arguments.auth.or_else(best).ok_or_else(none)?;
    let hidden = session.is_tls() || connection.peer().ip().is_loopback();
    may_send(mechanism, hidden || arguments.plain).map(|()| mechanism)
}

/// Whether the mechanism is fit for this connection. SCRAM never shows the password.
fn may_send(mechanism: Mechanism, hidden: bool) -> Result<(), Failure> {
    match hidden || mechanism == Mechanism::ScramSha256 {
        true => Ok(()),
        false => Err(Failure::Login(
            "the password would be sent in the clear: use imaps://, or --starttls, or --plain if you must"
                .into(),
        )),
    }
}

fn authenticate(
    connection: &mut Connection,
    mechanism: Mechanism,
    user: &str,
    password: &Secret<String>,
) -> Result<(), Failure> {
    let wrong = |error: &dyn std::fmt::Display| Failure::Login(format!("this cannot be sent: {error}"));
    let password = password.declassify().as_str();
    let mut scram = None;
    let command = match mechanism {
        Mechanism::Login => CommandBody::login(user, password).map_err(|error| wrong(&error))?,
        Mechanism::Plain => {
            let message = sasl::plain(None, user, password).map_err(|error| wrong(&error))?;
            CommandBody::authenticate(AuthMechanism::Plain, Some(message))
        }
        Mechanism::ScramSha256 => {
            let new = scram.insert(Scram::new(user, password).map_err(|error| wrong(&error))?);
            new.command().map_err(|error| wrong(&error))?
        }
    };
    connection.notes.hide(true);
    let outcome = dialogue(connection, &command, scram.as_mut());
    connection.notes.hide(false);
    // OK alone is worth nothing: anybody can say that.
    match (outcome?, scram.as_ref().map(Scram::verdict)) {
        (None, None | Some(Ok(()))) => Ok(()),
        (None, Some(Err(why))) => Err(Failure::Login(format!("do not trust this server: {why}"))),
        (Some(text), _) => Err(Failure::Login(format!("the login was refused: {text}"))),
    }
}

/// Sends the command and answers its challenges. `None`: logged in; else what the server says.
fn dialogue(
    connection: &mut Connection,
    command: &CommandBody<'_>,
    mut scram: Option<&mut Scram>,
) -> Result<Option<String>, Failure> {
    connection.client().send(command)?;
    connection.run(|client, event| match event {
        Event::Challenge { challenge, .. } => {
            // PLAIN has no more to say than what the command said.
            let answer = scram.as_mut().map(|scram| scram.answer(&challenge));
            client.authenticate(&answer.unwrap_or(AuthenticateData::Cancel))?;
            Ok(None)
        }
        Event::Completed { tagged, .. } => Ok(Some(match tagged.condition {
            Condition::Ok => None,
            _ => Some(printable(&tagged.text.text().to_str_lossy())),
        })),
        _ => Ok(None),
    })
}

/// Switches on what makes names and headers readable: UTF-8 instead of its disguises.
fn enable(connection: &mut Connection) -> Result<(), Failure> {
    let wanted = [Capability::Imap4Rev2, Capability::Utf8Accept];
    let offered: Vec<_> = wanted.into_iter().filter(|one| connection.session().has(one)).collect();
    if offered.is_empty() || !connection.session().has(&Capability::Enable) {
        return Ok(());
    }
    connection.command(&CommandBody::enable(offered)?, |_| Ok(())).map(drop)
}

#[test]
fn a_password_is_not_sent_in_the_clear() {
    for mechanism in [Mechanism::Login, Mechanism::Plain] {
        assert!(may_send(mechanism, false).is_err_and(|failure| failure.code() == 4));
        assert!(may_send(mechanism, true).is_ok());
    }
    assert!(may_send(Mechanism::ScramSha256, false).is_ok());
}
