//! A server to walk through, and what it turns out to offer.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::env;
use std::fs::OpenOptions;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Instant;

use imap_codec::Sighting;
use imap_fsm::Session;
use imap_fsm::session::State;
use imap_types::auth::AuthMechanism;
use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::fetch::MsgAtt;
use imap_types::list::{ExtendedItem, MailboxAttribute};
use imap_types::response::Data;
use imap_types::search::SearchReturnData;
use imap_types::status::StatusAttVal;

use crate::answer::Answer;
use crate::connection::{Connection, Heard};

/// What a step does, by its row in the table.
pub(crate) type Step = (&'static str, fn(&Server) -> Outcome);

/// Passed, as it has not panicked; or not offered.
pub(crate) type Outcome = Result<(), NotOffered>;

/// What the server would need to offer for this step.
#[derive(Debug, PartialEq)]
pub(crate) struct NotOffered(pub(crate) &'static str);

/// Runs every step, and writes a row for each. Panics in the end if one has failed, or if what the server does not offer
/// is not what it is known not to offer.
pub(crate) fn walk(name: &'static str, steps: &[&[Step]], not_offered: &[&str], deviates: &'static [&str]) {
    let server = Server::new(name, deviates);
    let (mut failed, mut missing) = (Vec::new(), Vec::new());
    for (what, step) in steps.iter().copied().flatten() {
        let begin = Instant::now();
        let result = match catch_unwind(AssertUnwindSafe(|| step(&server))) {
            Ok(Ok(())) => "passed".into(),
            Ok(Err(NotOffered(need))) => {
                missing.push(*what);
                format!("not offered: {need}")
            }
            Err(_) => {
                eprintln!("-- that was {name}: {what}\n");
                failed.push(*what);
                "FAILED".into()
            }
        };
        row(name, what, &result, begin);
    }
    server.findings.print(name);
    assert!(failed.is_empty(), "{name}: {failed:?}");
    for deviation in deviates {
        assert!(server.findings.has(deviation), "{name} is known to deviate, and does not: {deviation}");
    }
    assert_eq!(missing, not_offered, "{name} is known not to offer the latter");
}

/// Compares what our server offers with the table of the README, whose last column says it.
pub(crate) fn check_register(name: &'static str) {
    const REGISTER: &str = include_str!("../../../imap-codec/tests/register/capabilities.txt");
    let server = Server::new(name, &[]);
    let known = server.sessions.iter().filter_map(|session| session.capabilities());
    let offered: BTreeSet<_> = known
        .flat_map(|known| known.iter())
        .map(|capability| capability.kind().unwrap_or_else(|| panic!("{capability} is not known")).as_str())
        .collect();
    let rows = REGISTER.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows = rows.map(|row| row.split(" | ").collect::<Vec<_>>());
    let told: BTreeSet<_> = rows.filter(|columns| columns[7] == "yes").map(|columns| columns[0]).collect();
    // Those that it offers when it is started so.
    let by_option: BTreeSet<_> = ["LOGINDISABLED", "MESSAGELIMIT=", "SAVELIMIT="].into();
    assert_eq!(told.difference(&by_option).copied().collect::<BTreeSet<_>>(), offered);
}

pub(crate) struct Server {
    name: &'static str,
    address: String,
    /// What was said before the login and after it.
    sessions: Vec<Session>,
    /// What the names of the user's mailboxes begin with.
    prefix: String,
    delimiter: char,
    /// Where it is known to break an RFC.
    deviates: &'static [&'static str],
    findings: Rc<Findings>,
}

impl Server {
    fn new(name: &'static str, deviates: &'static [&'static str]) -> Self {
        let address = variable(&name.to_uppercase()).expect("its address, which `run` gives");
        let findings = Rc::default();
        let mut server = Self {
            name,
            address,
            sessions: Vec::new(),
            prefix: String::new(),
            delimiter: '/',
            deviates,
            findings,
        };
        let mut connection = server.connect();
        let before = connection.session().clone();
        server.log_into(&mut connection, "alice");
        server.sessions = vec![before, connection.session().clone()];
        if server.offers(&[Capability::Namespace]).is_ok() {
            let namespaces = connection.ok("NAMESPACE");
            (server.prefix, server.delimiter) = namespaces.data.iter().find_map(personal).unwrap();
        }
        server
    }

    /// A connection that has been greeted and knows what the server can do.
    pub(crate) fn connect(&self) -> Connection {
        self.known(Connection::open(&self.address, None, self.findings.clone()))
    }

    /// The same over TLS from the first byte.
    pub(crate) fn connect_tls(&self) -> Result<Connection, NotOffered> {
        let address =
            variable(&format!("{}_TLS", self.name.to_uppercase())).ok_or(NotOffered("a port for TLS"))?;
        Ok(self.known(Connection::open(&address, Some(&self.certificate()), self.findings.clone())))
    }

    fn known(&self, mut connection: Connection) -> Connection {
        if connection.session().capabilities().is_none() {
            connection.ok("CAPABILITY");
        }
        connection
    }

    /// Whether it is the server of this name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The file with the certificate to trust.
    pub(crate) fn certificate(&self) -> String {
        variable("CERTIFICATE").unwrap()
    }

    /// A connection that is logged in.
    pub(crate) fn log_in(&self) -> Connection {
        self.log_in_as("alice")
    }

    /// The same as another user.
    pub(crate) fn log_in_as(&self, user: &str) -> Connection {
        let mut connection = self.connect();
        self.log_into(&mut connection, user);
        connection
    }

    pub(crate) fn log_into(&self, connection: &mut Connection, user: &str) {
        if connection.state() == State::NotAuthenticated {
            let login = CommandBody::login(user, "pass").unwrap();
            connection.secretly(&login).expect(imap_types::response::Condition::Ok);
        }
        if connection.session().capabilities().is_none() {
            connection.ok("CAPABILITY");
        }
        assert_eq!(connection.state(), State::Authenticated);
    }

    /// A connection of one who may do what users may not.
    pub(crate) fn administrator(&self) -> Result<Connection, NotOffered> {
        match self.name {
            "cyrus" | "tokio_server" => Ok(self.log_in_as("admin")),
            _ => Err(NotOffered("an administrator")),
        }
    }

    /// Looks for the code of RFC 5530, which Courier and Cyrus may leave out.
    #[track_caller]
    pub(crate) fn says_why(&self, answer: &Answer, code: &Code<'_>) {
        let is_silent = answer.code().is_none() && (self.is("courier") || self.is("cyrus"));
        assert!(is_silent || answer.code() == Some(code), "{answer:?}");
    }

    /// Whether the server asks for a login at all.
    pub(crate) fn asks_for_login(&self) -> Outcome {
        match self.sessions[0].state() {
            State::NotAuthenticated => Ok(()),
            _ => Err(NotOffered("a login (PREAUTH)")),
        }
    }

    /// Whether the server offers all of these, before the login or after it.
    pub(crate) fn offers(&self, capabilities: &[Capability<'_>]) -> Outcome {
        let is_known = |capability: &Capability<'_>| self.sessions.iter().any(|known| known.has(capability));
        match capabilities.iter().find(|capability| !is_known(capability)) {
            Some(missing) => Err(NotOffered(missing.to_string().leak())),
            None => Ok(()),
        }
    }

    /// Takes note of a deviation if there is one, which has to be a known one.
    #[track_caller]
    pub(crate) fn deviates(&self, how: &'static str, observed: bool) {
        if observed {
            assert!(self.deviates.contains(&how), "{how}");
            self.findings.add(format!("{DEVIATION}{how}"));
        }
    }

    /// The name of a mailbox of the user's own.
    pub(crate) fn mailbox(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// What separates the levels of such names.
    pub(crate) fn delimiter(&self) -> char {
        self.delimiter
    }

    /// A connection that has a new mailbox of this name open.
    pub(crate) fn open(&self, name: &str) -> (Connection, String) {
        let (mut connection, name) = (self.log_in(), self.mailbox(name));
        connection.ok(format!("CREATE {name}"));
        connection.ok(format!("SELECT {name}"));
        (connection, name)
    }
}

/// Writes a row of the table: who, what, how it went, and how long that took.
pub(crate) fn row(name: &str, what: &str, result: &str, begin: Instant) {
    let row = format!("{name}\t{what}\t{result}\t{:.2}\n", begin.elapsed().as_secs_f64());
    match variable("ROWS") {
        Some(path) => {
            let mut rows = OpenOptions::new().create(true).append(true).open(path).unwrap();
            rows.write_all(row.as_bytes()).unwrap();
        }
        None => print!("{row}"),
    }
}

/// What `run` says under this name.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(format!("INTEROP_{name}")).ok()
}

/// The prefix and the delimiter of the user's own mailboxes.
fn personal(data: &Data<'_>) -> Option<(String, char)> {
    let Data::Namespace(namespaces) = data else { return None };
    let personal = namespaces.personal.first()?;
    Some((personal.prefix.to_string(), personal.delimiter?.get().into()))
}

/// Stands before a deviation among the findings.
const DEVIATION: &str = "deviates: ";

/// What was seen that the library does not know, or tolerates; each once.
#[derive(Default)]
pub(crate) struct Findings(RefCell<BTreeSet<String>>);

impl Findings {
    /// Takes note of what there is to note, and does not take what is malformed.
    pub(crate) fn note(&self, heard: &Heard, quirks: &[Sighting]) {
        for sighting in quirks {
            self.add(format!("quirk {}: {}", sighting.quirk.name(), sighting.quirk));
        }
        match heard {
            Heard::Greeting(status) => self.code(status.text.code()),
            Heard::Completed(_, tagged) => self.code(tagged.text.code()),
            Heard::Bye(text) => self.code(text.code()),
            Heard::Data(data) | Heard::LiteralTail(Some(data)) => self.data(data),
            _ => {}
        }
    }

    fn data(&self, data: &Data<'_>) {
        match data {
            Data::Status(status) => self.code(status.text.code()),
            Data::Capability(list) | Data::Enabled(list) => self.capabilities(list),
            Data::Fetch { items, .. } => items.iter().for_each(|item| match item {
                MsgAtt::Malformed(malformed) => panic!("{malformed:?}"),
                MsgAtt::Other(other) => self.add(format!("item of FETCH {}", other.name())),
                _ => {}
            }),
            Data::MailboxStatus(status) => status.items.iter().for_each(|item| {
                if let StatusAttVal::Other(other) = item {
                    self.add(format!("item of STATUS {}", other.name()));
                }
            }),
            Data::List(list) | Data::Lsub(list) => {
                for attribute in list.attributes() {
                    if let MailboxAttribute::Other(_) = attribute {
                        self.add(format!("attribute of a mailbox {}", attribute.as_bytes().escape_ascii()));
                    }
                }
                for item in list.extended() {
                    if let ExtendedItem::Other(other) = item {
                        self.add(format!("item of LIST {}", other.name()));
                    }
                }
            }
            Data::ESearch(found) => found.data.iter().for_each(|data| {
                if let SearchReturnData::Other(other) = data {
                    self.add(format!("data of ESEARCH {}", other.name()));
                }
            }),
            Data::Other(other) => self.add(format!("data {}", other.data().name())),
            _ => {}
        }
    }

    fn code(&self, code: Option<&Code<'_>>) {
        match code {
            Some(Code::Capability(list)) => self.capabilities(list),
            Some(Code::Other(other)) => self.add(format!("code {}", other.name())),
            _ => {}
        }
    }

    fn capabilities(&self, list: &[Capability<'_>]) {
        for capability in list {
            if let Capability::Other(_) | Capability::Auth(AuthMechanism::Other(_)) = capability {
                self.add(format!("capability {capability}"));
            }
        }
    }

    fn has(&self, deviation: &str) -> bool {
        self.0.borrow().contains(&format!("{DEVIATION}{deviation}"))
    }

    fn add(&self, finding: String) {
        self.0.borrow_mut().insert(finding);
    }

    fn print(&self, name: &str) {
        println!("-- what {name} says that is not known, or only tolerated:");
        self.0.borrow().iter().for_each(|finding| println!("{finding}"));
    }
}
