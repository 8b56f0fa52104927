//! Tells what is in a captured IMAP session, one line a message.
//!
//! ```text
//! inspect --from server|client [--strict] [--debug] [--roundtrip] [--bare-cr] [FILE]
//! ```
//!
//! Reads FILE, or standard input, as the bytes of one direction and writes to standard output:
//!
//! ```text
//! OFFSET LENGTH ok KIND [quirk:NAME …]      the message was understood
//! OFFSET LENGTH malformed AT expected RULE  the grammar was left AT octets into the message
//! OFFSET LENGTH roundtrip-failed KIND …     with --roundtrip: encoding and decoding it gives another value
//! OFFSET LENGTH incomplete                  the input ends, or cannot be followed, inside a message
//! ```
//!
//! OFFSET and LENGTH count octets of the input, line ends and literals included. `--strict` refuses every quirk,
//! `--debug` adds a TAB and the value, `--bare-cr` takes a CR alone as a line end. A greeting is a response here, and
//! a client's synchronizing literals are taken as accepted.
//!
//! Exit status: 0 all understood, 1 something malformed, 2 incomplete or framing lost, 3 bad usage or no such file.

use std::fmt::Debug;
use std::io::{IsTerminal as _, Read, Write};
use std::process::ExitCode;

use imap_codec::{BareCr, Decoder, Encoder, Frame, Framer, Limits, Quirk, is_blank_line};
use imap_types::auth::AuthenticateData;
use imap_types::command::{Command, CommandBody};
use imap_types::response::{Condition, Data, Response, StatusKind};

const USAGE: &str = "usage: inspect --from server|client [OPTION]... [FILE], or inspect --help";

const HELP: &str = "\
Tells what is in a captured IMAP session, one line a message: where it is, what it is, and what was tolerated in it.

  inspect --from server capture          what a server sent, in a file
  inspect --from client --strict <bytes  what a client sent, with each deviation from the grammar an error

usage: inspect --from server|client [OPTION]... [FILE]

  --from SIDE   whose bytes these are: FILE has those of one direction; without FILE standard input has
  --strict      refuse every deviation from the grammar, and name the rule
  --debug       add the value of each message
  --roundtrip   check that nothing is lost when it is encoded again
  --bare-cr     take a CR alone as a line end

A line is OFFSET LENGTH, and: ok KIND [quirk:NAME ...], or malformed AT expected RULE, or roundtrip-failed KIND, or
incomplete. What is not understood is red on a terminal, unless NO_COLOR is set.

exit codes: 0 all understood, 1 something malformed, 2 incomplete or framing lost, 3 wrong arguments or no such file
";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Server,
    Client,
}

struct Options {
    from: Side,
    strict: bool,
    debug: bool,
    roundtrip: bool,
    bare_cr: BareCr,
    file: Option<String>,
}

fn options(args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut from = None;
    let mut options = Options {
        from: Side::Server,
        strict: false,
        debug: false,
        roundtrip: false,
        bare_cr: BareCr::Text,
        file: None,
    };
    let mut args = args;
    while let Some(arg) = args.next() {
        match &*arg {
            "--from" => {
                from = match args.next().as_deref() {
                    Some("server") => Some(Side::Server),
                    Some("client") => Some(Side::Client),
                    _ => return Err("--from wants server or client".into()),
                };
            }
            "--strict" => options.strict = true,
            "--debug" => options.debug = true,
            "--roundtrip" => options.roundtrip = true,
            "--bare-cr" => options.bare_cr = BareCr::LineEnd,
            "-" => {}
            option if option.starts_with('-') => return Err(format!("no such option: {option}")),
            _ if options.file.is_some() => return Err("more than one FILE".into()),
            _ => options.file = Some(arg),
        }
    }
    options.from = from.ok_or("--from server or --from client is needed")?;
    Ok(options)
}

/// What a message turned out to be.
struct Finding {
    kind: String,
    /// `None` where the value was not the same after encoding and decoding it.
    survived: bool,
    debug: String,
}

/// What the line after this one may be, which a client's bytes alone do not tell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expecting {
    Command,
    /// The client is in the course of AUTHENTICATE.
    AuthenticateData,
    /// The client is in IDLE.
    Done,
}

struct Inspector {
    options: Options,
    decoder: Decoder,
    expecting: Expecting,
}

impl Inspector {
    fn finding<T: Debug + PartialEq>(
        &self,
        kind: impl Into<String>,
        value: &T,
        encode: impl Fn(&mut Encoder<'_>, &T),
        decode: impl Fn(&mut Decoder, &[u8], &T) -> bool,
    ) -> Finding {
        let survived = !self.options.roundtrip || {
            let mut bytes = Vec::new();
            encode(&mut Encoder::new(&mut bytes), value);
            decode(&mut Decoder::new(), &bytes, value)
        };
        let debug = if self.options.debug { format!("{value:?}") } else { String::new() };
        Finding { kind: kind.into(), survived, debug }
    }

    fn response(&mut self, message: &[u8]) -> Result<Finding, imap_codec::DecodeError> {
        let response = self.decoder.response(message)?;
        let same = |decoder: &mut Decoder, bytes: &[u8], value: &Response<'_>| {
            decoder.response(bytes).as_ref() == Ok(value)
        };
        Ok(self.finding(response_kind(&response), &response, |out, value| out.response(value), same))
    }

    fn command(&mut self, message: &[u8]) -> Result<Finding, imap_codec::DecodeError> {
        match self.expecting {
            Expecting::Done if self.decoder.idle_done(message).is_ok() => {
                self.expecting = Expecting::Command;
                let same = |decoder: &mut Decoder, bytes: &[u8], (): &()| decoder.idle_done(bytes).is_ok();
                return Ok(self.finding("done", &(), |out, ()| out.idle_done(), same));
            }
            // A command has a space in it, and what AUTHENTICATE exchanges has none.
            Expecting::AuthenticateData if !message.contains(&b' ') => {
                let data = self.decoder.authenticate_data(message)?;
                if data == AuthenticateData::Cancel {
                    self.expecting = Expecting::Command;
                }
                let same = |decoder: &mut Decoder, bytes: &[u8], value: &AuthenticateData<'static>| {
                    decoder.authenticate_data(bytes).as_ref() == Ok(value)
                };
                return Ok(self.finding(
                    "authenticate-data",
                    &data,
                    |out, data| out.authenticate_data(data),
                    same,
                ));
            }
            _ => {}
        }
        let command = self.decoder.command(message)?;
        self.expecting = match command.body {
            CommandBody::Authenticate { .. } => Expecting::AuthenticateData,
            CommandBody::Idle => Expecting::Done,
            _ => Expecting::Command,
        };
        let kind = match &command.body {
            CommandBody::Other(_) => "other".into(),
            body => body.name().to_ascii_lowercase().replace(' ', "-"),
        };
        let same = |decoder: &mut Decoder, bytes: &[u8], value: &Command<'_>| {
            decoder.command(bytes).as_ref() == Ok(value)
        };
        Ok(self.finding(kind, &command, |out, value| out.command(value), same))
    }

    /// The line to print for a message, and whether it was understood.
    fn inspect(&mut self, message: &[u8]) -> (String, bool) {
        // In the course of AUTHENTICATE it is an empty response.
        if is_blank_line(message) && self.expecting != Expecting::AuthenticateData {
            return match self.options.strict {
                true if self.options.from == Side::Server => ("malformed 0 expected response".into(), false),
                true => ("malformed 0 expected command".into(), false),
                false => (format!("ok blank quirk:{}", Quirk::BlankLine.name()), true),
            };
        }
        let finding = match self.options.from {
            Side::Server => self.response(message),
            Side::Client => self.command(message),
        };
        let finding = match finding {
            Ok(finding) => finding,
            Err(error) => return (format!("malformed {} expected {}", error.offset, error.expected), false),
        };
        let mut line =
            format!("{} {}", if finding.survived { "ok" } else { "roundtrip-failed" }, finding.kind);
        for sighting in self.decoder.quirks() {
            line += &format!(" quirk:{}", sighting.quirk.name());
        }
        if self.options.debug {
            line += &format!("\t{}", finding.debug);
        }
        (line, finding.survived)
    }
}

/// A response's kind, by the word that it has on the wire.
fn response_kind(response: &Response<'_>) -> &'static str {
    match response {
        Response::Tagged(tagged) => match tagged.condition {
            Condition::Ok => "tagged-ok",
            Condition::No => "tagged-no",
            Condition::Bad => "tagged-bad",
        },
        Response::Continue(_) => "continue",
        Response::Data(data) => match data {
            Data::Status(status) => match status.kind {
                StatusKind::Ok => "ok",
                StatusKind::No => "no",
                StatusKind::Bad => "bad",
                StatusKind::PreAuth => "preauth",
                StatusKind::Bye => "bye",
            },
            Data::Capability(_) => "capability",
            Data::Enabled(_) => "enabled",
            Data::Id(_) => "id",
            Data::List(_) => "list",
            Data::Lsub(_) => "lsub",
            Data::Namespace(_) => "namespace",
            Data::MailboxStatus(_) => "status",
            Data::Flags(_) => "flags",
            Data::Search(_) => "search",
            Data::ESearch(_) => "esearch",
            Data::Sort(_) => "sort",
            Data::Thread(_) => "thread",
            Data::UidBatches(_) => "uidbatches",
            Data::UidFetch { .. } => "uidfetch",
            Data::Exists(_) => "exists",
            Data::Recent(_) => "recent",
            Data::Expunge(_) => "expunge",
            Data::Vanished { .. } => "vanished",
            Data::Fetch { .. } => "fetch",
            Data::XList(_) => "xlist",
            Data::Quota(_) => "quota",
            Data::QuotaRoot(_) => "quotaroot",
            Data::Acl(_) => "acl",
            Data::ListRights(_) => "listrights",
            Data::MyRights(_) => "myrights",
            Data::Metadata(_) => "metadata",
            Data::Annotation(_) => "annotation",
            Data::Language(_) => "language",
            Data::Comparator(_) => "comparator",
            Data::JmapAccess(_) => "jmapaccess",
            Data::GenUrlAuth(_) => "genurlauth",
            Data::UrlFetch(_) => "urlfetch",
            Data::Converted(_) => "converted",
            Data::Conversion(_) => "conversion",
            Data::XApplePushService(_) => "xapplepushservice",
            Data::Other(_) => "other",
        },
    }
}

fn main() -> ExitCode {
    let stdout = std::io::stdout();
    // https://no-color.org
    let pretty = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let mut out = std::io::BufWriter::new(stdout.lock());
    let code = run(std::env::args().skip(1), &mut std::io::stdin(), &mut out, &mut std::io::stderr(), pretty);
    ExitCode::from(code)
}

/// Everything but the process: gives the exit status. What is not about a message goes to `notes`.
pub(crate) fn run(
    args: impl Iterator<Item = String>,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    notes: &mut dyn Write,
    pretty: bool,
) -> u8 {
    let args: Vec<_> = args.collect();
    let result = match args.iter().any(|arg| arg == "--help") {
        true => out.write_all(HELP.as_bytes()).map(|()| 0).map_err(Into::into),
        false => match options(args.into_iter()) {
            Ok(options) => inspect(options, stdin, out, notes, pretty),
            Err(why) => Err(format!("{why}\n{USAGE}").into()),
        },
    };
    result.unwrap_or_else(|error| {
        let _ = writeln!(notes, "inspect: {error}");
        3
    })
}

fn inspect(
    options: Options,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    notes: &mut dyn Write,
    pretty: bool,
) -> Result<u8, Box<dyn std::error::Error>> {
    let mut input = Vec::new();
    match &options.file {
        Some(file) => {
            input = std::fs::read(file).map_err(|error| {
                let text = error.to_string();
                format!("{file}: {}", text.split(" (os error").next().unwrap_or_default())
            })?
        }
        None => {
            stdin.read_to_end(&mut input)?;
        }
    }
    let framer = match options.from {
        Side::Server => Framer::for_responses(Limits::UNLIMITED),
        Side::Client => Framer::for_commands(Limits::UNLIMITED),
    };
    let mut framer = framer.bare_cr(options.bare_cr);
    let decoder = Decoder::new().strict(options.strict);
    let mut inspector = Inspector { options, decoder, expecting: Expecting::Command };
    let mut exit = 0;
    let mut rest = &*input;
    loop {
        let offset = input.len() - rest.len();
        match framer.next(&mut rest) {
            Ok(Some(Frame::Message(message))) => {
                let (line, understood) = inspector.inspect(message);
                let (start, end) = if pretty && !understood { ("\x1b[31m", "\x1b[0m") } else { ("", "") };
                writeln!(out, "{start}{offset} {} {line}{end}", message.len())?;
                if !understood {
                    exit = 1;
                }
            }
            // Taken as accepted: asking again is accepting it.
            Ok(Some(Frame::Announced { .. })) => {}
            // Without limits nothing is too big to hold.
            Ok(Some(_)) => {}
            Ok(None) if rest.is_empty() => break,
            Ok(None) => {
                writeln!(out, "{offset} {} incomplete", rest.len())?;
                exit = 2;
                break;
            }
            Err(error) => {
                writeln!(out, "{offset} {} incomplete", rest.len())?;
                out.flush()?;
                writeln!(notes, "inspect: framing lost at byte {offset}: {error}")?;
                exit = 2;
                break;
            }
        }
    }
    out.flush()?;
    Ok(exit)
}
