//! One message into a file, however long it is, in constant memory.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use imap_fsm::client::Event;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::fetch::{FetchAtt, FetchItems, FetchedSection, MsgAtt, MsgAttHead};
use imap_fsm::types::number::Uid;
use imap_fsm::types::response::{Condition, Data, DataHead};
use imap_fsm::types::section::Section;
use imap_fsm::types::sequence::UidSequenceSet;
use imap_fsm::types::string::AString;

use crate::arguments::Existing;
use crate::connection::Connection;
use crate::failure::{Failure, words};
use crate::messages::octets;

/// From here on a download says how far it has come, and how often.
const MUCH: u64 = 1_000_000;

/// Whether a file may have this name.
pub(crate) fn check(path: &Path, existing: Existing) -> Result<(), Failure> {
    match existing == Existing::Keep && path.exists() {
        true => Err(Failure::File(format!("{} is there already: --overwrite replaces it", path.display()))),
        false => Ok(()),
    }
}

/// Saves the message with this UID of the open mailbox. Tells how many octets it has.
pub(crate) fn save(
    connection: &mut Connection,
    uid: Uid,
    (path, existing): (&Path, Existing),
    progress: &mut dyn Write,
) -> Result<u64, Failure> {
    check(path, existing)?;
    let items = FetchItems::try_from(vec![FetchAtt::Uid, FetchAtt::body_peek(Section::default())])?;
    let command = CommandBody::fetch(UidSequenceSet::from(uid), items);
    let fetch = connection.client().send(&command)?;
    let mut target = Target::create(path, progress)?;
    let tagged = connection.run(|_, event| {
        match event {
            // A short message comes as one event.
            Event::Data(Data::Fetch { items, .. }) => {
                if let Some(text) = whole_text(&items) {
                    target.begin(text.as_bytes().len() as u64);
                    target.write(text.as_bytes())?;
                }
            }
            // A long one in pieces: where it begins is known what it is the text of.
            Event::LiteralHead { head: Some(DataHead::Fetch(head)), literal }
                if is_whole_text(&head.text) =>
            {
                target.begin(literal.len);
            }
            Event::LiteralData(piece) => target.write(piece)?,
            // It has no text if the server has no such message any more.
            Event::Completed { id, tagged } if id == fetch => {
                return match tagged.condition {
                    Condition::Ok => Ok(Some(())),
                    _ => Err(Failure::refused("FETCH", &tagged.text)),
                };
            }
            _ => {}
        }
        Ok(None)
    });
    match tagged {
        Ok(()) if target.len.is_none() => {
            Err(Failure::Refused(format!("there is no message with UID {uid}")))
        }
        outcome => outcome.and_then(|()| target.finish(existing)),
    }
}

/// The text of the whole message, if it is the last item.
fn whole_text<'i>(items: &'i [MsgAtt<'_>]) -> Option<&'i AString<'i>> {
    items.iter().rev().find_map(|item| match item {
        MsgAtt::BodySection(FetchedSection { section, origin: None, data })
            if *section == Section::default() =>
        {
            data.as_ref()
        }
        _ => None,
    })
}

fn is_whole_text(text: &MsgAttHead<'_>) -> bool {
    matches!(text, MsgAttHead::BodySection { section, origin: None } if *section == Section::default())
}

/// A file that has its name only when it is complete.
struct Target<'p> {
    path: &'p Path,
    part: PathBuf,
    file: File,
    progress: &'p mut dyn Write,
    /// How long the message is, once it comes.
    len: Option<u64>,
    written: u64,
}

impl<'p> Target<'p> {
    fn create(path: &'p Path, progress: &'p mut dyn Write) -> Result<Self, Failure> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = File::create_new(&part).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Failure::File(format!(
                "{} is there already: remove it if no other download writes it",
                part.display()
            )),
            _ => wrong(&part, &error),
        })?;
        Ok(Self { path, part, file, progress, len: None, written: 0 })
    }

    fn begin(&mut self, len: u64) {
        self.len = Some(len);
    }

    fn write(&mut self, piece: &[u8]) -> Result<(), Failure> {
        let Some(len) = self.len else { return Ok(()) };
        self.file.write_all(piece).map_err(|error| wrong(&self.part, &error))?;
        let before = self.written;
        self.written += piece.len() as u64;
        if len > MUCH && before / MUCH != self.written / MUCH {
            // Whoever does not want to see it does not keep the file from coming.
            let _ = write!(self.progress, "\r{} of {}", octets(self.written), octets(len));
        }
        Ok(())
    }

    fn finish(mut self, existing: Existing) -> Result<u64, Failure> {
        if self.len != Some(self.written) {
            return Err(Failure::Refused("the server has sent something else than one message".into()));
        }
        if self.written > MUCH {
            let _ = writeln!(self.progress);
        }
        self.file.sync_all().map_err(|error| wrong(&self.part, &error))?;
        // It may have come meanwhile.
        check(self.path, existing)?;
        fs::rename(&self.part, self.path).map_err(|error| wrong(self.path, &error))?;
        self.part = PathBuf::new();
        Ok(self.written)
    }
}

impl Drop for Target<'_> {
    /// What is not complete is of no use.
    fn drop(&mut self) {
        if !self.part.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.part);
        }
    }
}

fn wrong(path: &Path, error: &std::io::Error) -> Failure {
    Failure::File(format!("{}: {}", path.display(), words(error)))
}
