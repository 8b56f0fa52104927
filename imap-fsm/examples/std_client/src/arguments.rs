//! What the user wants: the command line.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use imap_fsm::types::number::Uid;

use crate::failure::Failure;

pub(crate) const USAGE: &str = "\
Reads mail over IMAP: lists mailboxes and messages, saves a message, watches a mailbox. It changes nothing there.

  std_client imaps://alice@example.org                        the mailboxes, with how much is in them
  std_client --last 20 imaps://alice@example.org/INBOX        the last 20 messages of one
  std_client --save 4392 mail.eml imaps://alice@example.org/INBOX

usage: std_client [OPTIONS] imap[s]://user@host[:port][/mailbox]

imaps:// is TLS from the beginning, port 993; imap:// is port 143, with --starttls to switch to TLS there.
In user and mailbox %xx stands for an octet: alice%40example.org.
The password is taken from IMAP_PASSWORD, or from --password-file, or asked for. It does not show.

  --last N            only the last N messages
  --search TEXT       only messages that contain TEXT
  --save UID FILE     write the message with this UID to FILE, which must not be there
  --overwrite         replace FILE if it is there
  --watch             tell what happens in the mailbox until interrupted
  --poll SECONDS      how often --watch asks a server that has no IDLE (60)

  --starttls          begin in the clear and switch to TLS before logging in
  --ca FILE           trust the certificates in this PEM file, and no others: those of authorities, or the
                      server's own
  --plain             send the password even if the connection is not encrypted
  --auth MECHANISM    login, plain or scram-sha-256 (the best that is offered)
  --password-file FILE
  --compress          compress the connection if the server can
  --trace             show what goes over the wire, but no secrets

exit codes: 1 refused or not there, 2 wrong arguments, 3 no connection, 4 no login, 5 the server is broken, 6 files
";

/// How to call it, in one line.
pub(crate) const USAGE_LINE: &str =
    "usage: std_client [OPTIONS] imap[s]://user@host[:port][/mailbox], or std_client --help";

#[derive(Debug, PartialEq)]
pub(crate) struct Arguments {
    pub(crate) user: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) mailbox: Option<String>,
    pub(crate) tls: Encryption,
    pub(crate) ca: Option<PathBuf>,
    pub(crate) plain: bool,
    pub(crate) auth: Option<Mechanism>,
    pub(crate) password_file: Option<PathBuf>,
    pub(crate) compress: bool,
    pub(crate) trace: bool,
    pub(crate) task: Task,
    /// How long one IDLE may last: less than the 29 minutes of RFC 2177.
    pub(crate) idle: Duration,
    pub(crate) poll: Duration,
    /// How long the server may bring nothing that is worth waiting for.
    pub(crate) patience: Duration,
    /// Whether to show how far a download has come.
    pub(crate) progress: bool,
}

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Encryption {
    Never,
    StartTls,
    Implicit,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Mechanism {
    Login,
    Plain,
    ScramSha256,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    Mailboxes,
    Messages { last: Option<u32>, search: Option<String> },
    Save { uid: Uid, file: PathBuf, existing: Existing },
    Watch,
}

/// What to do with a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Existing {
    Keep,
    Overwrite,
}

impl Arguments {
    pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Result<Self, Failure> {
        let mut words = words.into_iter();
        let (mut url, mut last, mut search, mut save, mut watch) = (None, None, None, None, false);
        let (mut arguments, mut existing) = (Self::default(), Existing::Keep);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| usage(format!("{word} needs a value")));
            match word.as_str() {
                "--last" => last = Some(number(&value()?)?),
                "--search" => search = Some(value()?),
                "--save" => save = Some((value()?, value()?)),
                "--overwrite" => existing = Existing::Overwrite,
                "--watch" => watch = true,
                "--poll" => arguments.poll = Duration::from_secs(number(&value()?)?),
                "--starttls" => arguments.tls = Encryption::StartTls,
                "--ca" => arguments.ca = Some(value()?.into()),
                "--plain" => arguments.plain = true,
                "--auth" => arguments.auth = Some(Mechanism::named(&value()?)?),
                "--password-file" => arguments.password_file = Some(value()?.into()),
                "--compress" => arguments.compress = true,
                "--trace" => arguments.trace = true,
                option if option.starts_with('-') => return Err(usage(format!("unknown option {option}"))),
                _ if url.is_some() => return Err(usage(format!("{word}: one server is enough"))),
                _ => url = Some(word),
            }
        }
        arguments.set_url(&url.ok_or_else(|| usage("where is the server? imap[s]://user@host"))?)?;
        let task = match (save, watch, last.is_some() || search.is_some()) {
            (None, false, false) => None,
            (Some((uid, file)), false, false) => {
                Some(Task::Save { uid: number(&uid)?, file: file.into(), existing })
            }
            (None, true, false) => Some(Task::Watch),
            (None, false, true) => Some(Task::Messages { last, search }),
            _ => return Err(usage("--save, --watch and --last or --search are different things")),
        };
        arguments.task = match (task, arguments.mailbox.is_some()) {
            (None, false) => Task::Mailboxes,
            (None, true) => Task::Messages { last: None, search: None },
            (Some(task), true) => task,
            (Some(_), false) => return Err(usage("which mailbox? imap[s]://user@host/mailbox")),
        };
        Ok(arguments)
    }

    /// `imap[s]://user@host[:port][/mailbox]`, where `%xx` is an octet.
    fn set_url(&mut self, url: &str) -> Result<(), Failure> {
        let rest = if let Some(rest) = url.strip_prefix("imaps://") {
            if self.tls == Encryption::StartTls {
                return Err(usage("imaps:// is TLS from the beginning: --starttls goes with imap://"));
            }
            (self.tls, self.port) = (Encryption::Implicit, 993);
            rest
        } else {
            url.strip_prefix("imap://")
                .ok_or_else(|| usage(format!("{url} is no imap:// and no imaps://")))?
        };
        let (server, mailbox) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, host) =
            server.rsplit_once('@').ok_or_else(|| usage("who are you? imap[s]://user@host"))?;
        if user.contains(':') {
            return Err(usage("everybody can read arguments: use IMAP_PASSWORD or --password-file"));
        }
        // A colon within brackets is one of an IPv6 address.
        let (host, port) = match host.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (host, None),
        };
        self.host = host.trim_start_matches('[').trim_end_matches(']').into();
        self.user = percent_decoded(user)?;
        self.mailbox = Some(percent_decoded(mailbox)?).filter(|mailbox| !mailbox.is_empty());
        if let Some(port) = port {
            self.port = number(port)?;
        }
        match self.user.is_empty() || self.host.is_empty() {
            true => Err(usage(format!("{url}: user and host are needed"))),
            false => Ok(()),
        }
    }
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            user: String::new(),
            host: String::new(),
            port: 143,
            mailbox: None,
            tls: Encryption::Never,
            ca: None,
            plain: false,
            auth: None,
            password_file: None,
            compress: false,
            trace: false,
            task: Task::Mailboxes,
            idle: Duration::from_secs(28 * 60),
            poll: Duration::from_secs(60),
            patience: Duration::from_secs(120),
            progress: true,
        }
    }
}

impl Mechanism {
    fn named(name: &str) -> Result<Self, Failure> {
        match name.to_ascii_lowercase().as_str() {
            "login" => Ok(Self::Login),
            "plain" => Ok(Self::Plain),
            "scram-sha-256" => Ok(Self::ScramSha256),
            _ => Err(usage(format!("{name} is none of login, plain, scram-sha-256"))),
        }
    }
}

fn usage(what: impl Into<String>) -> Failure {
    Failure::Usage(what.into())
}

fn number<N: FromStr>(text: &str) -> Result<N, Failure> {
    text.parse().map_err(|_| usage(format!("{text} is no number that fits here")))
}

fn percent_decoded(text: &str) -> Result<String, Failure> {
    let wrong = || usage(format!("{text}: % is followed by two hexadecimal digits, and the whole is UTF-8"));
    let mut octets = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&octet, behind)) = rest.split_first() {
        let escaped = octet == b'%';
        octets.push(if escaped { behind.get(..2).and_then(hexadecimal).ok_or_else(wrong)? } else { octet });
        rest = if escaped { &behind[2..] } else { behind };
    }
    String::from_utf8(octets).map_err(|_| wrong())
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split(' ').map(String::from)).map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_url_says_where_and_what() {
        let arguments = parse("imap://alice@example.org").unwrap();
        assert_eq!((&*arguments.user, &*arguments.host, arguments.port), ("alice", "example.org", 143));
        assert_eq!((arguments.mailbox, arguments.task), (None, Task::Mailboxes));

        let arguments = parse("imaps://a%40b.org@[::1]:1993/Entw%C3%BCrfe/2026 --last 5").unwrap();
        assert_eq!((&*arguments.user, &*arguments.host, arguments.port), ("a@b.org", "::1", 1993));
        assert_eq!(arguments.mailbox.as_deref(), Some("Entw\u{fc}rfe/2026"));
        assert_eq!(arguments.task, Task::Messages { last: Some(5), search: None });
        assert_eq!(arguments.tls, Encryption::Implicit);
        assert_eq!(parse("imaps://a@[::1]").unwrap().port, 993);
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        for (line, told) in [
            ("--watch", "where is the server?"),
            ("http://a@b", "no imap://"),
            ("imap://b", "who are you?"),
            ("imap://@b", "user and host are needed"),
            ("imap://a:secret@b", "everybody can read arguments"),
            ("imap://a@b:x", "x is no number"),
            ("imap://a%4@b", "two hexadecimal digits"),
            ("imap://a%ff@b", "UTF-8"),
            ("imap://a@b --watch", "which mailbox?"),
            ("imap://a@b/c --watch --last 3", "different things"),
            ("imap://a@b/c --save 0 f", "0 is no number that fits here"),
            ("imap://a@b/c --save 1", "--save needs a value"),
            ("imap://a@b imap://a@b", "one server is enough"),
            ("imaps://a@b --starttls", "TLS from the beginning"),
            ("imap://a@b --auth md5", "md5 is none of"),
            ("imap://a@b --frob", "unknown option --frob"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.contains(told), "{line}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
