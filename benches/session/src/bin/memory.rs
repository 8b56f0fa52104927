//! What a connection of this project's machines has on the heap and in its own size, as the allocator counts: prints
//! `WHO,WHEN,MACHINE,BUFFER`, in bytes.

use allocation_counter::measure;
use imap_fsm::server::Event;
use imap_fsm::{Buffer, Client, Limits, Server, client, server};
use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::response::{Condition, Data, RespText, Response, Status};

const MIB: usize = 1 << 20;

const GREETING: &str = "* OK [CAPABILITY IMAP4rev2 IMAP4rev1 BINARY CHILDREN COMPRESS=DEFLATE CONDSTORE ENABLE ESEARCH \
    ID IDLE LIST-EXTENDED LIST-STATUS LITERAL+ MOVE MULTIAPPEND NAMESPACE QRESYNC SASL-IR SEARCHRES SPECIAL-USE \
    STATUS=SIZE UIDPLUS UNSELECT AUTH=PLAIN AUTH=LOGIN] hello\r\n";
const SELECTED: &str = "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded $Junk)\r\n\
    * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Junk \\*)] flags\r\n\
    * 172 EXISTS\r\n* OK [UIDVALIDITY 3857529045] valid\r\n* OK [UIDNEXT 4392] next\r\n\
    * OK [HIGHESTMODSEQ 715194045007] highest\r\n";
const LOGIN: &str = "LOGIN alice secret";
const SELECT: &str = "SELECT \"Lists/IMAP protocol\"";

fn main() {
    let literal = "x".repeat(MIB);
    let message = format!("* 1 FETCH (BODY[] {{{MIB}}}\r\n{literal})\r\n");
    let append = format!("APPEND Sent {{{MIB}+}}\r\n{literal}");
    for (when, fetched) in [("idle", None), ("after a literal of 1 MiB", Some(&*message))] {
        print("client", when, || client(fetched));
    }
    for (when, appended) in [("idle", None), ("after a literal of 1 MiB", Some(&*append))] {
        print("server", when, || server(appended));
    }
}

/// Counts what is left when a connection has come to rest.
fn print<M>(who: &str, when: &str, run: impl FnOnce() -> (M, Buffer)) {
    let mut side = None;
    let heap = measure(|| side = Some(run())).bytes_current;
    let (_machine, buffer) = side.expect("it was run");
    let heap = usize::try_from(heap).expect("more is allocated than freed");
    println!("{who},{when},{},{}", size_of::<M>() + heap - buffer.capacity(), buffer.capacity());
}

/// Logged in, a mailbox open.
fn client(fetched: Option<&str>) -> (Client, Buffer) {
    let mut client = Client::new(client::Options::default());
    let mut buffer = Buffer::new(Limits::client().message + 1);
    receive(&mut client, &mut buffer, GREETING);
    for (command, data) in [(LOGIN, ""), (SELECT, SELECTED)] {
        ask(&mut client, &mut buffer, command, data);
    }
    if let Some(data) = fetched {
        ask(&mut client, &mut buffer, "FETCH 1 BODY.PEEK[]", data);
    }
    (client, buffer)
}

/// Sends a command, and receives data and an OK to it.
fn ask(client: &mut Client, buffer: &mut Buffer, command: &str, data: &str) {
    let line = format!("a {command}\r\n");
    let command = imap_codec::decode_command(line.as_bytes()).expect("a command");
    let id = client.send(&command.body).expect("in its place");
    let written = client.transmit().len();
    client.transmitted(written).expect("so much is there");
    receive(client, buffer, data);
    receive(client, buffer, &format!("{} OK done\r\n", id.tag().as_str()));
    assert_eq!(client.in_flight(), 0);
}

fn receive(client: &mut Client, buffer: &mut Buffer, bytes: &str) {
    feed(buffer, bytes.as_bytes(), |input| {
        client.receive(input).expect("the server keeps to the protocol").is_some()
    });
}

/// Logged in, a mailbox open.
fn server(appended: Option<&str>) -> (Server, Buffer) {
    let limits = Limits { message: 2 * MIB, literal: MIB, ..Limits::server() };
    let mut server = Server::new(server::Options { limits, ..server::Options::default() });
    let mut buffer = Buffer::new(limits.message + 1);
    server.greet(&status(GREETING)).expect("first of all");
    for command in [LOGIN, SELECT].into_iter().chain(appended) {
        let line = format!("a {command}\r\n");
        feed(&mut buffer, line.as_bytes(), |input| serve(&mut server, input));
    }
    (server, buffer)
}

fn serve(server: &mut Server, input: &mut &[u8]) -> bool {
    let Some(event) = server.receive(input).expect("the client keeps to the protocol") else { return false };
    let Event::Command { id, command } = event else { panic!("{event:?}") };
    let mut text = RespText::try_from("done").expect("text");
    match command.body {
        CommandBody::Login { .. } => text = status(GREETING).text,
        CommandBody::Select { .. } => SELECTED.split_inclusive('\n').for_each(|line| {
            let _ = server.respond(&data(line)).expect("there is room");
        }),
        _ => {}
    }
    server.complete(id, Condition::Ok, text).expect("it is in progress");
    let written = server.transmit().len();
    server.transmitted(written).expect("so much is there");
    true
}

/// Reads `bytes` as they fit into the buffer, and takes what is whole out of it.
fn feed(buffer: &mut Buffer, mut bytes: &[u8], mut take: impl FnMut(&mut &[u8]) -> bool) {
    while !bytes.is_empty() {
        let room = buffer.space().expect("messages fit");
        let n = room.len().min(bytes.len());
        room[..n].copy_from_slice(&bytes[..n]);
        bytes = &bytes[n..];
        buffer.fill(n).expect("there is room");
        let mut input = buffer.bytes();
        while take(&mut input) {}
        let unread = input.len();
        buffer.keep(unread).expect("so much is there");
    }
}

fn data(line: &str) -> Data<'static> {
    match imap_codec::decode_response(line.as_bytes()).map(IntoBoundedStatic::into_static) {
        Ok(Response::Data(data)) => data,
        other => panic!("{other:?}"),
    }
}

fn status(line: &str) -> Status<'static> {
    match data(line) {
        Data::Status(status) => status,
        other => panic!("{other:?}"),
    }
}
