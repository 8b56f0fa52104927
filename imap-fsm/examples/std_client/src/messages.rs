//! The table of messages.

use std::io::Write;

use imap_fsm::types::capability::Capability;
use imap_fsm::types::charset::Charset;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::datetime::DateTime;
use imap_fsm::types::envelope::Envelope;
use imap_fsm::types::fetch::{FetchAtt, FetchItems, MsgAtt};
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::number::{Numbering, Uid};
use imap_fsm::types::response::Data;
use imap_fsm::types::search::{Search, SearchKey, SearchReturnData, SearchReturnOpt};
use imap_fsm::types::sequence::{MessageSet, SequenceSet, UidSequenceSet};
use imap_fsm::types::string::{AString, NString};
use mail_parser::parsers::MessageStream;
use unicode_width::UnicodeWidthChar as _;

use crate::connection::Connection;
use crate::failure::{Failure, printable};
use crate::mailboxes::encoding;

/// The longest set of messages in one command: servers limit lines to 8192 octets.
const SET_MAX: usize = 8000;

/// What a search may find, so that a range up to 2^32 costs nothing.
const FOUND_MAX: usize = 1 << 20;

/// Opens a mailbox, for reading only: nothing becomes `\Seen`. Tells how many messages it has.
pub(crate) fn open(connection: &mut Connection, name: &str) -> Result<u32, Failure> {
    let mailbox = Mailbox::from_unicode(name, encoding(connection.session()))?;
    connection.command(&CommandBody::examine(mailbox)?, |_| Ok(()))?;
    Ok(connection.session().mailbox().map_or(0, |mailbox| mailbox.exists()))
}

/// Lists messages: those that a search finds or all, and of these the last.
pub(crate) fn list(
    connection: &mut Connection,
    exists: u32,
    last: Option<u32>,
    search: Option<&str>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let last = last.unwrap_or(u32::MAX);
    let sets: Vec<MessageSet> = match search {
        Some(text) => {
            let mut found = find(connection, text)?;
            found.sort_unstable();
            let behind = found.len().saturating_sub(last as usize);
            let uids = UidSequenceSet::try_from(&found[behind..]).ok();
            uids.iter().flat_map(|uids| uids.split(SET_MAX)).map(MessageSet::from).collect()
        }
        None => {
            let first = exists.saturating_sub(last).saturating_add(1);
            let all = SequenceSet::try_from(first..=exists).ok().filter(|_| first <= exists);
            all.into_iter().map(MessageSet::from).collect()
        }
    };
    Row::head(out)?;
    sets.into_iter().try_for_each(|messages| {
        fetch(connection, messages, |data| Row::of(data).map_or(Ok(()), |row| row.print(out)))
    })
}

/// Fetches what rows of the table are made of, and hands it over as it comes, with whatever else the server tells.
pub(crate) fn fetch(
    connection: &mut Connection,
    messages: MessageSet,
    mut on: impl FnMut(&Data<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let items = vec![
        FetchAtt::Uid,
        FetchAtt::InternalDate,
        FetchAtt::Rfc822Size,
        FetchAtt::Flags,
        FetchAtt::Envelope,
    ];
    let command = CommandBody::fetch(messages, FetchItems::try_from(items)?);
    connection.command(&command, |data| on(&data)).map(drop)
}

/// Searches for text anywhere in a message.
fn find(connection: &mut Connection, text: &str) -> Result<Vec<Uid>, Failure> {
    let session = connection.session();
    // With UTF-8 switched on a charset is forbidden; without it, text outside ASCII needs one.
    let charset = match text.is_ascii() || session.is_utf8() {
        true => None,
        false => Some(Charset::try_from("UTF-8")?),
    };
    let command = CommandBody::Search(Search {
        numbering: Numbering::Uid,
        // Ranges instead of every single number.
        returns: session.has(&Capability::ESearch).then(|| SearchReturnOpt::All.into()),
        charset,
        keys: SearchKey::Text(AString::try_from(text)?).into(),
    });
    let mut found = Vec::new();
    connection.command(&command, |data| {
        match data {
            Data::Search(search) => found.extend(search.numbers().iter().copied().map(Uid::from)),
            Data::ESearch(search) => {
                for data in search.data {
                    if let SearchReturnData::All(numbers) = data {
                        found.extend(numbers.cast::<Uid>().iter().take(FOUND_MAX));
                    }
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(found)
}

/// One message.
pub(crate) struct Row {
    pub(crate) uid: Uid,
    date: String,
    size: u64,
    flags: String,
    from: String,
    subject: String,
}

impl Row {
    /// `None`: these are not all items that were asked for, but news of a message.
    pub(crate) fn of(data: &Data<'_>) -> Option<Self> {
        let Data::Fetch { items, .. } = data else { return None };
        let uid =
            items.iter().find_map(|item| if let MsgAtt::Uid(uid) = item { Some(*uid) } else { None })?;
        let [date, flags, from, subject] = Default::default();
        let (mut row, mut whole) = (Self { uid, date, size: 0, flags, from, subject }, false);
        for item in items {
            match item {
                MsgAtt::InternalDate(date) => row.date = day_and_time(date),
                MsgAtt::Rfc822Size(size) => row.size = size.get(),
                MsgAtt::Flags(flags) => row.flags = flags.flags.to_string(),
                MsgAtt::Envelope(envelope) => {
                    (row.from, row.subject, whole) = (author(envelope), header(&envelope.subject), true)
                }
                // The rest of the message is worth a row.
                MsgAtt::Malformed(_) => whole = true,
                _ => {}
            }
        }
        Some(row).filter(|_| whole)
    }

    pub(crate) fn head(out: &mut dyn Write) -> Result<(), Failure> {
        Ok(writeln!(
            out,
            "{:>7}  {:<16}  {:<24}  {:>6}  {:<40}  FLAGS",
            "UID", "DATE", "FROM", "SIZE", "SUBJECT"
        )?)
    }

    pub(crate) fn print(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let uid = self.uid.get();
        let (from, subject) = (column(&self.from, 24), column(&self.subject, 40));
        let (date, size, flags) = (&self.date, octets(self.size), printable(&self.flags));
        Ok(writeln!(out, "{uid:>7}  {date:<16}  {from}  {size:>6}  {subject}  {flags}")?)
    }
}

fn day_and_time(date: &DateTime) -> String {
    let day = date.date();
    let (year, month, day) = (day.year(), day.month(), day.day());
    format!("{year}-{month:02}-{day:02} {:02}:{:02}", date.hour(), date.minute())
}

/// Who wrote it: the first author's name, or else the address.
fn author(envelope: &Envelope<'_>) -> String {
    let Some(author) = envelope.from().first() else { return String::new() };
    match header(&author.name) {
        name if name.is_empty() => printable(&author.addr_spec()),
        name => name,
    }
}

/// The text of a header field, its encoded words (RFC 2047) decoded.
fn header(field: &NString<'_>) -> String {
    let Some(field) = field else { return String::new() };
    // The parser takes a field for ended at the line end.
    let line = [field.as_bytes(), b"\n"].concat();
    printable(MessageStream::new(&line).parse_unstructured().as_text().unwrap_or_default())
}

/// Text in a column so wide, cut off or filled up. Characters of Chinese, say, take two places, and some accents none.
fn column(text: &str, width: usize) -> String {
    let (mut shown, mut left) = (String::new(), width);
    for char in text.chars() {
        let Some(less) = left.checked_sub(char.width().unwrap_or(0)) else { break };
        left = less;
        shown.push(char);
    }
    shown + &" ".repeat(left)
}

/// A size in few characters.
pub(crate) fn octets(size: u64) -> String {
    match size {
        0..1_000 => size.to_string(),
        1_000..1_000_000 => format!("{:.1}k", size as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1}M", size as f64 / 1e6),
        _ => format!("{:.1}G", size as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_a_terminal_shows_them() {
        for (text, shown) in [
            ("ab", "ab   "),
            ("abcdefg", "abcde"),
            ("\u{4f60}\u{597d}", "\u{4f60}\u{597d} "),
            ("\u{4f60}\u{597d}\u{5417}", "\u{4f60}\u{597d} "),
            ("e\u{301}f", "e\u{301}f   "),
        ] {
            assert_eq!(column(text, 5), shown);
        }
    }

    #[test]
    fn headers_are_shown_as_people_write_them() {
        for (wire, shown) in [
            ("Hello", "Hello"),
            ("=?UTF-8?Q?Gr=C3=BC=C3=9Fe?= aus =?iso-8859-1?q?K=F6ln?=", "Gr\u{fc}\u{df}e aus K\u{f6}ln"),
            ("=?utf-8?b?8J+Yug==?=", "\u{1f63a}"),
            ("Gr\u{fc}\u{df}e", "Gr\u{fc}\u{df}e"),
            ("\x1b[2J", "\u{fffd}[2J"),
            ("=?utf-8?q?=1b[2J?=", "\u{fffd}[2J"),
            ("", ""),
        ] {
            assert_eq!(header(&Some(AString::try_from(wire).unwrap())), shown, "{wire}");
        }
    }
}
