//! What is in INBOX, on tokio, in one page: a driver that runs calls, and a program over it.
//!
//! ```text
//! IMAP_PASSWORD=... cargo run --package tokio_client --bin inbox -- imap.example.org alice
//! ```

use std::convert::Infallible;
use std::env;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use imap_fsm::client::call::{Answer, Fetch, Opened, Opening, Policy, Progress, Request, Select, Taken};
use imap_fsm::client::{Client, Event, Options};
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::sequence::UidSequenceSet;
use imap_fsm::{Buffer, Limits};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

struct Driver<S> {
    client: Client,
    buffer: Buffer,
    stream: S,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Driver<S> {
    /// Over a stream that has TLS from its first byte, if it has any.
    async fn open(stream: S, options: Options, policy: Policy) -> Result<(Self, Opened)> {
        let (client, buffer) = (Client::new(options), Buffer::new(Limits::client().message + 1));
        let mut driver = Self { client, buffer, stream };
        let mut opening = Opening::new(policy);
        let progress = |client: &mut Client, event: Event<'_>| match opening.take(client, event)? {
            Progress::Done(opened) => Ok(Some(opened)),
            Progress::Begin(layer) => Err(format!("{layer:?} is for another stream").into()),
            Progress::More | Progress::Other(_) => Ok(None),
        };
        let opened = driver.run(progress).await?;
        Ok((driver, opened))
    }

    /// Sends a command, and waits for what becomes of it.
    async fn call<'a, R, T>(&mut self, request: R) -> Result<T>
    where
        R: Request<'a, Answer: for<'i> Answer<Output = T, Step<'i> = Infallible>>,
    {
        let mut call = self.client.call(request)?;
        self.run(|_, event| if let Taken::Done(done) = call.take(event) { Ok(Some(done?)) } else { Ok(None) })
            .await
    }

    /// Runs until an event is answered.
    async fn run<T>(&mut self, mut on: impl FnMut(&mut Client, Event<'_>) -> Result<Option<T>>) -> Result<T> {
        loop {
            while let Some(event) = self.client.receive(&mut self.buffer.input())? {
                if let Some(answer) = on(&mut self.client, event)? {
                    return Ok(answer);
                }
            }
            self.stream.write_all(self.client.transmit()).await?;
            self.client.transmitted(self.client.transmit().len())?;
            self.stream.flush().await?;
            match self.stream.read(self.buffer.space()?).await? {
                0 => self.client.receive_eof().map(|_| Err("the connection has ended"))??,
                n => self.buffer.fill(n)?,
            }
        }
    }
}

/// Logs in, and prints what is in INBOX.
async fn inbox<S>(stream: S, options: Options, policy: Policy, out: &mut impl Write) -> Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut imap, _) = Driver::open(stream, options, policy).await?;
    imap.call(Select::new("INBOX")?.read_only()).await?;
    for mail in imap.call(Fetch::uids(UidSequenceSet::all()).flags().envelope()).await? {
        let (Some(uid), Some(flags), Some(envelope)) = (mail.uid(), mail.flags(), mail.envelope()) else {
            continue;
        };
        let from = envelope.from().first().map(ToString::to_string).unwrap_or_default();
        let subject = envelope.subject.as_ref().map(ToString::to_string).unwrap_or_default();
        writeln!(out, "{uid} {} {from}: {subject}", flags.flags)?;
    }
    imap.call(CommandBody::Logout).await?;
    Ok(())
}

const HELP: &str = "\
Prints what is in INBOX: UID, flags, sender and subject of each message. The connection is TLS, port 993.

  IMAP_PASSWORD=... inbox imap.example.org alice

usage: inbox HOST USER
";

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let result = match &arguments[..] {
        [help] if help == "--help" => io::stdout().write_all(HELP.as_bytes()).map_err(Into::into),
        [host, user] => log_in(host, user),
        _ => Err("two arguments are needed\nusage: inbox HOST USER, or inbox --help".into()),
    };
    let Err(error) = result else { return ExitCode::SUCCESS };
    let _ = writeln!(io::stderr(), "inbox: {error}");
    ExitCode::FAILURE
}

fn log_in(host: &str, user: &str) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let password = env::var("IMAP_PASSWORD").map_err(|_| "no password: set IMAP_PASSWORD")?;
        let policy = Policy::new().login(user, &password)?;
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let tcp = TcpStream::connect((host, 993)).await;
        let tcp = tcp.map_err(|error| format!("cannot connect to {host} port 993: {error}"))?;
        let stream = TlsConnector::from(Arc::new(config)).connect(host.to_owned().try_into()?, tcp).await?;
        inbox(stream, Options { tls: true, ..Options::default() }, policy, &mut io::stdout()).await
    })
}

#[cfg(test)]
mod tests {
    use imap_fsm::client::call::Tls;
    use imap_fsm::types::flag::Flag;
    use imap_fsm::types::list::MailboxAttribute;
    use test_server::{Message, Script};

    use super::*;

    #[test]
    fn what_is_in_the_inbox_is_printed() {
        let mut script = Script::new(&[]);
        script.mailboxes = vec![("INBOX", MailboxAttribute::HasNoChildren)];
        let message =
            |uid, subject, flags| Message { uid, from: ("Bob", "bob"), subject, flags, text: vec![] };
        script.messages = vec![message(7, "hi", vec![Flag::Seen]), message(9, "you", vec![])];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut out = Vec::new();
        runtime.block_on(async {
            let stream = TcpStream::connect(script.start()).await.unwrap();
            let policy = Policy::new().tls(Tls::NotNeeded).login("alice", "secret").unwrap();
            inbox(stream, Options::default(), policy, &mut out).await.unwrap();
        });
        let out = String::from_utf8(out).unwrap();
        assert!(out.starts_with("7 (\\Seen) Bob <bob@") && out.contains(">: hi\n9 () Bob"), "{out}");
    }
}
