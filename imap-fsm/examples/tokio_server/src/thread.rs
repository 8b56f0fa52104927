//! THREAD: what is found, in threads ([RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)).

use std::num::NonZeroU32;

use imap_fsm::types::atom::Tag;
use imap_fsm::types::number::Numbering;
use imap_fsm::types::response::Data;
use imap_fsm::types::thread::{Thread, ThreadAlgorithm, ThreadMember, Threads};

use crate::answer::Outcome;
use crate::collation::Collation;
use crate::found::Hit;
use crate::header;
use crate::lines::bad;
use crate::mailbox::Message;
use crate::search_work::Kind;
use crate::sent_date::sent_at;
use crate::service::Service;
use crate::sort::subject;
use crate::threading::{Line, Member, ordered_subject, references};
use crate::view::seq_num;

impl Service {
    pub(crate) fn thread(&mut self, tag: &Tag<'_>, thread: &Thread<'_>) -> Outcome {
        let algorithm: fn(&[Member]) -> Vec<Line> = match thread.algorithm {
            ThreadAlgorithm::OrderedSubject => ordered_subject,
            ThreadAlgorithm::References => references,
            ThreadAlgorithm::Refs | ThreadAlgorithm::Other(_) => return Err(bad("unknown algorithm")),
        };
        let kind = Kind::Thread { algorithm, members: Vec::new() };
        self.begin_search(tag, thread.numbering, None, Some(&thread.charset), &thread.keys, kind)
    }
}

/// What threading needs of a message.
pub(crate) fn member(message: &Message, collation: Collation) -> Member {
    let mail = &message.mail;
    let header = &mail.octets[mail.root().header.clone()];
    let subject = subject(header);
    let mut member = Member {
        subject: collation.key(&subject.text).into_owned().into_bytes(),
        is_reply: subject.is_reply,
        sent: sent_at(mail),
        ..Member::default()
    };
    let value = |name| header::value(header, name);
    member.refers(
        value("message-id").as_deref(),
        value("references").as_deref(),
        value("in-reply-to").as_deref(),
    );
    member
}

/// The answer about these messages, of which the lines are.
pub(crate) fn threads(lines: Vec<Line>, hits: &[Hit], numbering: Numbering) -> Data<'static> {
    let number = |hit: &Hit| -> NonZeroU32 {
        match numbering {
            Numbering::SeqNum => seq_num(hit.index).into(),
            Numbering::Uid => hit.message.uid.into(),
        }
    };
    let member =
        |(at, depth): Line| ThreadMember { number: at.and_then(|at| hits.get(at)).map(number), depth };
    Data::Thread(Threads::new(lines.into_iter().map(member).collect()).unwrap_or_default())
}
