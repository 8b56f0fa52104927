//! What the command line says.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

/// How to call it, in one line.
pub(crate) const USAGE: &str = "usage: tokio_server [OPTION]..., or tokio_server --help";

pub(crate) const HELP: &str = "\
An IMAP server whose mail is in memory and gone when it ends: to try clients with. Passwords wait for TLS by default.

  tokio_server --plain                            and then: curl --user alice:pass imap://127.0.0.1:1143/
  tokio_server --tls-listen 127.0.0.1:1993 --write-cert cert.pem

usage: tokio_server [OPTION]...
  --listen ADDR          where clients connect in the clear, and may go on by STARTTLS [127.0.0.1:1143]
  --tls-listen ADDR      where clients connect over TLS
  --cert FILE            the certificate chain, PEM; without it one is made and signed by itself
  --key FILE             its key, PEM
  --write-cert FILE      where to write the certificate that is used, for clients that shall trust it
  --submitter USER       who sends mail on behalf of others, by URLs that they have authorized
  --admin USER           who may set quotas, and what all see of the server; may be given more than once
  --host NAME            what this server is called in URLs, any if not said; may be given more than once
  --user NAME:PASSWORD   one more user, besides alice, bob, carol and user1 to user40, whose password is `pass`
  --plain                passwords may come in the clear
  --preauth USER         whoever connects is this user
  --quota [USER:]OCTETS  how much a user may keep, or this one; may be given more than once
  --message-limit N      how many messages one command can be about, 1000 at least for clients that are not tried out
  --save-limit N         how many messages one COPY or APPEND can store
  --timeout SECONDS      how long a client may say nothing [1800]
  --progress SECONDS     how often a client hears how far its search is [10]

exit codes: 1 it cannot listen, or a file cannot be read; 2 wrong arguments
";

/// What the command line says.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) listen: Vec<SocketAddr>,
    pub(crate) tls_listen: Vec<SocketAddr>,
    pub(crate) cert: Option<(PathBuf, PathBuf)>,
    pub(crate) write_cert: Option<PathBuf>,
    pub(crate) users: Vec<(String, String)>,
    pub(crate) hosts: Vec<String>,
    pub(crate) admins: Vec<String>,
    pub(crate) submitters: Vec<String>,
    pub(crate) plain: bool,
    pub(crate) preauth: Option<String>,
    pub(crate) quota: Option<u64>,
    pub(crate) quotas: Vec<(String, u64)>,
    pub(crate) message_limit: Option<NonZeroU32>,
    pub(crate) save_limit: Option<NonZeroU32>,
    pub(crate) timeout: Duration,
    pub(crate) progress: Duration,
}

impl Default for Config {
    fn default() -> Self {
        let named = ["alice", "bob", "carol"].map(String::from);
        let numbered = (1..=40).map(|number| format!("user{number}"));
        Self {
            listen: Vec::new(),
            tls_listen: Vec::new(),
            cert: None,
            write_cert: None,
            users: named.into_iter().chain(numbered).map(|user| (user, "pass".into())).collect(),
            hosts: Vec::new(),
            admins: Vec::new(),
            submitters: Vec::new(),
            plain: false,
            preauth: None,
            quota: None,
            quotas: Vec::new(),
            message_limit: None,
            save_limit: None,
            timeout: Duration::from_secs(30 * 60),
            progress: Duration::from_secs(10),
        }
    }
}

impl Config {
    /// Reads the arguments that follow the program's name. The error is for the person who typed them.
    pub(crate) fn from_args(args: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut config = Self::default();
        let (mut cert, mut key) = (None, None);
        let mut args = args.into_iter();
        while let Some(option) = args.next() {
            let option = option.into_string().map_err(|option| format!("unknown option {option:?}"))?;
            if option == "--plain" {
                config.plain = true;
                continue;
            }
            let mut value = || args.next().ok_or(format!("{option} needs a value"));
            match option.as_str() {
                "--listen" => config.listen.push(parse(&option, value()?)?),
                "--tls-listen" => config.tls_listen.push(parse(&option, value()?)?),
                "--cert" => cert = Some(value()?.into()),
                "--key" => key = Some(value()?.into()),
                "--write-cert" => config.write_cert = Some(value()?.into()),
                "--user" => {
                    let user: String = parse(&option, value()?)?;
                    let (name, password) = user.split_once(':').ok_or("--user needs NAME:PASSWORD")?;
                    config.users.push((name.into(), password.into()));
                }
                "--host" => config.hosts.push(parse(&option, value()?)?),
                "--admin" => config.admins.push(parse(&option, value()?)?),
                "--submitter" => config.submitters.push(parse(&option, value()?)?),
                "--preauth" => config.preauth = Some(parse(&option, value()?)?),
                "--quota" => {
                    let quota: String = parse(&option, value()?)?;
                    match quota.rsplit_once(':') {
                        Some((user, octets)) => {
                            config.quotas.push((user.into(), parse(&option, octets.into())?))
                        }
                        None => config.quota = Some(parse(&option, quota.into())?),
                    }
                }
                "--message-limit" => config.message_limit = Some(parse(&option, value()?)?),
                "--save-limit" => config.save_limit = Some(parse(&option, value()?)?),
                "--timeout" => config.timeout = Duration::from_secs(parse(&option, value()?)?),
                "--progress" => config.progress = Duration::from_secs(parse(&option, value()?)?),
                _ => return Err(format!("unknown option {option}")),
            }
        }
        config.cert = match (cert, key) {
            (Some(cert), Some(key)) => Some((cert, key)),
            (None, None) => None,
            _ => return Err("--cert and --key go together".into()),
        };
        if config.listen.is_empty() && config.tls_listen.is_empty() {
            config.listen.push(SocketAddr::from(([127, 0, 0, 1], 1143)));
        }
        Ok(config)
    }

    pub(crate) fn quota_of(&self, user: &str) -> Option<u64> {
        let own = self.quotas.iter().rfind(|(name, _)| name == user);
        own.map(|&(_, octets)| octets).or(self.quota)
    }

    pub(crate) fn is_submitter(&self, user: &str) -> bool {
        self.submitters.iter().any(|submitter| submitter == user)
    }

    pub(crate) fn is_admin(&self, user: &str) -> bool {
        self.admins.iter().any(|admin| admin == user)
    }
}

fn parse<T: std::str::FromStr>(option: &str, value: OsString) -> Result<T, String> {
    let text = value.to_str().and_then(|text| text.parse().ok());
    text.ok_or_else(|| format!("{option} cannot be {value:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &str) -> Result<Config, String> {
        Config::from_args(args.split_whitespace().map(OsString::from))
    }

    #[test]
    fn options_are_read_and_wrong_ones_named() {
        let config = read("--listen 127.0.0.1:0 --user dave:a:b --quota 1000 --plain").unwrap();
        assert_eq!(config.users.last(), Some(&("dave".into(), "a:b".into())));
        assert_eq!((config.quota, config.plain, config.listen.len()), (Some(1000), true, 1));
        let config = read("--quota dave:7 --quota 1000").unwrap();
        assert_eq!((config.quota_of("dave"), config.quota_of("erin")), (Some(7), Some(1000)));
        assert_eq!(read("--quota lots").unwrap_err(), "--quota cannot be \"lots\"");
        assert_eq!(read("--quota").unwrap_err(), "--quota needs a value");
        assert_eq!(read("--cert a").unwrap_err(), "--cert and --key go together");
        assert_eq!(read("-x").unwrap_err(), "unknown option -x");
    }
}
