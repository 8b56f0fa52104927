//! LIST with its extensions (RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154), and LSUB: what is asked for.
//! `list_work.rs` finds it.

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::code::Code;
use imap_fsm::types::list::{
    Delimiter, ListPatterns, ListSelectOpt, ListSelectOpts, MailboxAttribute, MailboxList, ReturnOption,
};
use imap_fsm::types::mailbox::{ListMailbox, Mailbox};
use imap_fsm::types::response::Data;
use imap_fsm::types::status::StatusAtt;

use crate::answer::{Outcome, Work, ok};
use crate::lines::{Refusal, bad, no};
use crate::list_work::{ListWork, LsubWork, Wanted};
use crate::metadata::{check_count, check_scope};
use crate::mode::Mode;
use crate::service::Service;
use crate::store::DELIMITER;

/// How many patterns a LIST has at most, and how many octets they have together: each name is compared with each.
const PATTERNS: usize = 100;
const OCTETS: usize = 8192;

impl Service {
    pub(crate) fn list(
        &mut self,
        selection: Option<&ListSelectOpts<'_>>,
        reference: &Mailbox<'_>,
        patterns: &ListPatterns<'_>,
        returns: Option<&[ReturnOption<'_>]>,
    ) -> Outcome {
        let selection = selection.map_or(&[][..], ListSelectOpts::as_slice);
        let returns = returns.unwrap_or_default();
        if selection.iter().any(|option| matches!(option, ListSelectOpt::Other(_)))
            || returns.iter().any(is_unknown)
        {
            return Err(bad("unknown option"));
        }
        check_count(selection.len() + returns.len())?;
        for option in returns {
            if let ReturnOption::Metadata(entries) = option {
                check_count(entries.len())?;
                entries.iter().try_for_each(check_scope)?;
            }
        }
        let patterns: &[ListMailbox<'_>] = match patterns {
            ListPatterns::One(pattern) if pattern.as_bytes().is_empty() => {
                // Just the delimiter is asked for.
                let mut root = listed(self.mode.wire_name(""));
                root.insert(MailboxAttribute::NoSelect);
                return Ok(ok("done").with(vec![Data::List(root)]));
            }
            ListPatterns::One(pattern) => std::slice::from_ref(pattern),
            ListPatterns::AnyOf(patterns) => patterns,
        };
        let patterns = self.patterns(reference, patterns)?;
        // What is asked for twice is told once.
        let (mut selected, mut wanted) = (Vec::new(), Vec::new());
        selection.iter().for_each(|option| add(&mut selected, option.clone().into_static()));
        returns.iter().for_each(|option| add(&mut wanted, option.clone().into_static()));
        let wanted = Wanted { selection: selected, returns: wanted };
        let work = ListWork::new(&self.store, self.user()?, patterns, wanted);
        Ok(ok("done").with(Work::List(Box::new(work))))
    }

    pub(crate) fn lsub(&mut self, reference: &Mailbox<'_>, pattern: &ListMailbox<'_>) -> Outcome {
        let subscribed = self.user()?.tree().subscribed.clone();
        let pattern = self.patterns(reference, std::slice::from_ref(pattern))?.pop();
        let work = pattern.map(|pattern| Work::Lsub(Box::new(LsubWork::new(pattern, subscribed))));
        Ok(ok("done").with(work.unwrap_or_default()))
    }

    /// The patterns as they are compared with names, if they are not too many.
    fn patterns(
        &self,
        reference: &Mailbox<'_>,
        patterns: &[ListMailbox<'_>],
    ) -> Result<Vec<ListMailbox<'static>>, Refusal> {
        let octets = |pattern: &ListMailbox<'_>| reference.as_bytes().len() + pattern.as_bytes().len();
        if patterns.len() > PATTERNS || patterns.iter().map(octets).sum::<usize>() > OCTETS {
            return Err(no(Code::Limit, "the patterns are too many, or too long"));
        }
        Ok(patterns.iter().filter_map(|pattern| self.mode.pattern(reference, pattern)).collect())
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

fn is_unknown(option: &ReturnOption<'_>) -> bool {
    match option {
        ReturnOption::Status(items) => items.iter().any(|item| matches!(item, StatusAtt::Other(_))),
        option => matches!(option, ReturnOption::Other(_)),
    }
}

/// A mailbox without attributes.
pub(crate) fn listed(mailbox: Mailbox<'static>) -> MailboxList<'static> {
    MailboxList::new(mailbox, Some(delimiter()))
}

pub(crate) fn delimiter() -> Delimiter {
    Delimiter::try_from(DELIMITER as u8).expect("a character")
}

impl Mode {
    /// Reference and pattern make one pattern, in Unicode as names are; `None`: no name is like it.
    fn pattern(self, reference: &Mailbox<'_>, pattern: &ListMailbox<'_>) -> Option<ListMailbox<'static>> {
        let wire = [reference.as_bytes(), pattern.as_bytes()].concat();
        let pattern = Mailbox::try_from(wire).unwrap_or(Mailbox::INBOX);
        let unicode = pattern.to_unicode(self.encoding()).into_owned();
        ListMailbox::try_from(unicode.into_bytes()).ok()
    }
}
