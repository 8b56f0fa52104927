//! The client against a server in a thread.

use std::collections::{BTreeMap, VecDeque};
use std::future::ready;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

use imap_fsm::types::capability::Capability;
use imap_fsm::types::list::MailboxAttribute;

use super::*;
use test_server::{Message, News, Script};

/// What was written, by UID.
type Files = Arc<Mutex<BTreeMap<u32, Vec<u8>>>>;

/// A sink that takes few octets at once and is often not ready.
struct Sink {
    uid: u32,
    files: Files,
    ready: bool,
}

impl AsyncWrite for Sink {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        self.ready = !self.ready;
        if !self.ready {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let n = octets.len().min(1000);
        self.files.lock().unwrap().entry(self.uid).or_default().extend_from_slice(&octets[..n]);
        Poll::Ready(Ok(n))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

fn message(uid: u32, len: usize) -> Message {
    let text = b"a3 OK {5}\r\n)\r\n".iter().copied().cycle().take(len).collect();
    Message { uid, from: ("", "alice"), subject: "", flags: vec![], text }
}

fn script() -> Script {
    let mut script = Script::new(&[Capability::Idle]);
    script.mailboxes = vec![("INBOX", MailboxAttribute::HasNoChildren)];
    script.messages = (1..=20).map(|uid| message(uid * 3, uid as usize * 10_000)).collect();
    script
}

async fn open(script: Script) -> Connection<TcpStream> {
    let stream = TcpStream::connect(script.start()).await.unwrap();
    let options = Options { limits: LIMITS, ..Options::default() };
    let mut connection = Connection::open(stream, options).await.unwrap();
    connection.command(&CommandBody::login("alice", "secret").unwrap(), |_| ()).await.unwrap();
    connection.command(&CommandBody::examine("INBOX").unwrap(), |_| ()).await.unwrap();
    connection
}

async fn download(connection: &mut Connection<TcpStream>, uids: &[Uid], files: &Files) -> Result<()> {
    let create = |uid: Uid| ready(Ok(Sink { uid: uid.get(), files: Arc::clone(files), ready: false }));
    connection.download(uids, create).await
}

fn block_on(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
}

fn uid(number: u32) -> Uid {
    Uid::try_from(number).unwrap()
}

#[test]
fn messages_long_and_short_are_downloaded_several_at_once() {
    block_on(async {
        let (script, files) = (script(), Files::default());
        let expected = script.messages.iter().map(|message| (message.uid, message.text.clone())).collect();
        let mut connection = open(script).await;
        let found = connection.search(Uid::MIN).await.unwrap();
        assert_eq!(found.len(), 20);
        download(&mut connection, &found, &files).await.unwrap();
        assert!(*files.lock().unwrap() == expected);

        let error = download(&mut connection, &[uid(3), uid(4)], &files).await.unwrap_err();
        assert_eq!(error.to_string(), "message 4 is gone");
    });
}

#[test]
fn idle_ends_when_messages_come_and_when_its_time_is_over() {
    block_on(async {
        let mut script = script();
        script.news = VecDeque::from([News::Pause, News::Comes(message(70, 100_000)), News::Bye("enough")]);
        let (mut connection, files) = (open(script).await, Files::default());
        assert!(!connection.idle(Duration::from_millis(50)).await.unwrap());
        assert!(connection.idle(IDLE).await.unwrap());
        let found = connection.search(uid(61)).await.unwrap();
        assert_eq!(found, [uid(70)]);
        download(&mut connection, &found, &files).await.unwrap();
        assert_eq!(files.lock().unwrap()[&70].len(), 100_000);
        assert_eq!(connection.search(uid(71)).await.unwrap(), []);
        let error = connection.idle(IDLE).await.unwrap_err();
        assert_eq!(error.to_string(), "the server has closed the connection");
    });
}

#[test]
fn what_is_refused_is_an_error_and_the_connection_goes_on() {
    block_on(async {
        let mut connection = open(script()).await;
        let error = connection.command(&CommandBody::examine("nope").unwrap(), |_| ()).await.unwrap_err();
        assert_eq!(error.to_string(), "not here");
        connection.command(&CommandBody::Noop, |_| ()).await.unwrap();
    });
}

#[test]
fn a_connection_can_be_a_task_of_its_own() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let task = runtime.spawn(async {
        let (mut connection, files) = (open(script()).await, Files::default());
        let found = connection.search(Uid::MIN).await.unwrap();
        download(&mut connection, &found, &files).await.unwrap();
        connection.idle(Duration::from_millis(50)).await.unwrap()
    });
    assert!(!runtime.block_on(task).unwrap());
}
