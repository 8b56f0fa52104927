//! Both at once: a thousand of our clients at our server, connected all the time, each on a thread of its own.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Instant;

use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::response::{Condition, Data};

use crate::answer::Answer;
use crate::connection::{Connection, Heard};
use crate::server::{row, variable};

const CLIENTS: usize = 1000;
/// `user1` to `user40`: some clients share an inbox, and hear of what the others do to it.
const USERS: usize = 40;
/// How often each client does everything.
const ROUNDS: usize = 3;
/// So much of a thread's stack is never used here.
const STACK: usize = 512 << 10;

/// Runs all clients, and writes a row for everything that they do together.
pub(crate) fn load() {
    let load = Load {
        address: variable("TOKIO_SERVER").expect("its address, which `run` gives"),
        status: format!("/proc/{}/status", variable("TOKIO_SERVER_PID").expect("its process")),
        meeting: Barrier::new(CLIENTS + 1),
        answered: AtomicUsize::new(0),
        mail: AtomicUsize::new(0),
    };
    let load = Arc::new(load);
    let (before, mut begin, mut answered) = (load.memory("VmRSS:"), Instant::now(), 0);
    for number in 0..CLIENTS {
        let load = load.clone();
        let client = move || {
            // The others would wait for it without end.
            if catch_unwind(AssertUnwindSafe(|| Caller::new(load, number).run())).is_err() {
                eprintln!("-- that was client {number}");
                std::process::exit(1);
            }
        };
        thread::Builder::new().stack_size(STACK).spawn(client).unwrap();
    }
    for what in ["connected", "logged in", "at work", "in IDLE"] {
        load.meeting.wait();
        let answers = load.answered.load(Ordering::Relaxed) - answered;
        let memory =
            (load.memory("VmRSS:") - before).saturating_sub(load.mail.load(Ordering::Relaxed)) / CLIENTS;
        let what = format!("{CLIENTS} clients {what}: {answers} answers, {memory} octets each, besides mail");
        row("load", &what, "passed", begin);
        (begin, answered) = (Instant::now(), answered + answers);
        load.meeting.wait();
    }
    (0..USERS).for_each(|user| load.deliver(user));
    load.meeting.wait();
    let most = (load.memory("VmHWM:") - before) / CLIENTS;
    let what =
        format!("{CLIENTS} clients hear of new mail and log out; {most} octets each at most, mail included");
    row("load", &what, "passed", begin);
}

struct Load {
    address: String,
    /// Where the system tells of the server's process.
    status: String,
    meeting: Barrier,
    answered: AtomicUsize,
    /// The octets of all messages.
    mail: AtomicUsize,
}

impl Load {
    fn connect(&self, user: usize) -> Connection {
        let mut connection = Connection::open(&self.address, None, Rc::default());
        self.log_in(&mut connection, user);
        connection
    }

    fn log_in(&self, connection: &mut Connection, user: usize) {
        let user = format!("user{}", user + 1);
        let login = CommandBody::login(user.as_str(), "pass").unwrap();
        connection.secretly(&login).expect(Condition::Ok);
    }

    /// What the server has in memory, or had when that was most.
    fn memory(&self, which: &str) -> usize {
        let status = fs::read_to_string(&self.status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(which)).unwrap();
        line.trim_end_matches("kB").trim().parse::<usize>().unwrap() << 10
    }

    fn deliver(&self, user: usize) {
        self.connect(user).append("INBOX", "", b"Subject: news\r\n\r\n");
    }
}

/// One client, and what it knows that it must find.
struct Caller {
    load: Arc<Load>,
    number: usize,
    connection: Connection,
    /// The messages of a mailbox that nobody else uses, by their UIDs: the first has 1.
    messages: Vec<Vec<u8>>,
}

impl Caller {
    fn new(load: Arc<Load>, number: usize) -> Self {
        let connection = Connection::open(&load.address, None, Rc::default());
        Self { load, number, connection, messages: Vec::new() }
    }

    fn run(mut self) {
        self.meet();
        self.load.log_in(&mut self.connection, self.number % USERS);
        self.count(1);
        self.meet();
        self.work();
        self.meet();
        let before = self.open("INBOX");
        let idle = self.connection.send("IDLE");
        while !matches!(self.connection.hear(), Heard::Idling) {}
        self.meet();
        self.connection.until(|data| *data == Data::Exists(before + 1));
        self.connection.client.idle_done().unwrap();
        self.connection.finish(idle).expect(Condition::Ok);
        self.ok("LOGOUT");
        self.connection.closed();
        self.load.meeting.wait();
    }

    /// Waits until all clients are here, and memory was looked at.
    fn meet(&self) {
        self.load.meeting.wait();
        self.load.meeting.wait();
    }

    /// Does everything, each client beginning with something else.
    fn work(&mut self) {
        const WORK: [fn(&mut Caller); 9] = [
            Caller::append,
            Caller::fetch,
            Caller::search,
            Caller::store,
            Caller::status,
            Caller::select,
            Caller::copy,
            Caller::idle,
            Caller::pipeline,
        ];
        self.ok(format!("CREATE {}", self.mailbox()));
        self.select();
        self.append();
        for turn in 0..ROUNDS * WORK.len() {
            WORK[(self.number + turn) % WORK.len()](self);
        }
    }

    fn append(&mut self) {
        let len = if self.number % 10 == 0 { 100_000 } else { 300 };
        let subject = format!("Subject: {}\r\n\r\n", self.subject(self.messages.len() + 1));
        let message = [subject.as_bytes(), "x".repeat(len).as_bytes()].concat();
        let uid = self.connection.append(&self.mailbox(), "", &message);
        self.count(2);
        self.load.mail.fetch_add(message.len(), Ordering::Relaxed);
        self.messages.push(message);
        assert_eq!(uid as usize, self.messages.len());
    }

    fn fetch(&mut self) {
        let uid = self.some_uid();
        let answer = self.ok(format!("UID FETCH {uid} (FLAGS BODY.PEEK[])"));
        assert!(answer.message().text() == self.messages[uid - 1]);
    }

    fn search(&mut self) {
        let uid = self.some_uid();
        let answer = self.ok(format!("UID SEARCH SUBJECT {}", self.subject(uid)));
        assert_eq!(answer.found(), [uid as u32]);
    }

    fn store(&mut self) {
        let uid = self.some_uid();
        self.ok(format!("UID STORE {uid} +FLAGS.SILENT (\\Flagged)"));
        let answer = self.ok(format!("UID STORE {uid} -FLAGS (\\Answered)"));
        assert_eq!(answer.message().flags(), "(\\Flagged)");
    }

    fn status(&mut self) {
        let answer = self.ok(format!("STATUS {} (MESSAGES)", self.mailbox()));
        assert_eq!(answer.numbers()["MESSAGES"], self.messages.len() as u64);
    }

    fn select(&mut self) {
        let exists = self.open(&self.mailbox());
        assert_eq!(exists as usize, self.messages.len());
    }

    fn copy(&mut self) {
        let answer = self.ok(format!("UID COPY {} INBOX", self.some_uid()));
        assert!(matches!(answer.code(), Some(Code::CopyUid(_))), "{answer:?}");
    }

    fn idle(&mut self) {
        let idle = self.connection.send("IDLE");
        while !matches!(self.connection.hear(), Heard::Idling) {}
        self.connection.client.idle_done().unwrap();
        self.connection.finish(idle).expect(Condition::Ok);
        self.count(1);
    }

    fn pipeline(&mut self) {
        let commands = ["NOOP", "CAPABILITY", "UID FETCH 1:* (FLAGS)", "CHECK"];
        let ids = commands.map(|command| self.connection.send(command));
        self.connection.finish_all(ids.to_vec());
        self.count(ids.len());
    }

    // What the latter are made of.

    fn ok(&mut self, command: impl AsRef<[u8]>) -> Answer {
        self.count(1);
        self.connection.ok(command)
    }

    /// Selects a mailbox, and tells how much is in it.
    fn open(&mut self, mailbox: &str) -> u32 {
        self.ok(format!("SELECT {mailbox}"));
        self.connection.session().mailbox().unwrap().exists()
    }

    fn count(&self, answered: usize) {
        self.load.answered.fetch_add(answered, Ordering::Relaxed);
    }

    fn mailbox(&self) -> String {
        format!("load-{}", self.number)
    }

    fn subject(&self, uid: usize) -> String {
        format!("n{}-{uid}-", self.number)
    }

    fn some_uid(&self) -> usize {
        1 + self.number % self.messages.len()
    }
}
