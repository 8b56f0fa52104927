//! What a command is answered with.

use std::time::Instant;

use imap_fsm::server::CommandId;
use imap_fsm::types::code::Code;
use imap_fsm::types::response::{Condition, Data, RespText};
use imap_fsm::types::url::FullUrl;

use crate::fetch_work::FetchWork;
use crate::lines::Refusal;
use crate::list_work::{ListWork, LsubWork};
use crate::search_work::SearchWork;

/// The end of a command, and the data before it.
pub(crate) struct Answer {
    pub(crate) data: Work,
    pub(crate) condition: Condition,
    pub(crate) code: Option<Code<'static>>,
    pub(crate) text: &'static str,
}

/// Data that is made as fast as the client reads it.
pub(crate) enum Work {
    Data(std::vec::IntoIter<Data<'static>>),
    Fetch(Box<FetchWork>),
    Search(Box<SearchWork>),
    List(Box<ListWork>),
    Lsub(Box<LsubWork>),
    /// What URLs stand for.
    Urls(std::vec::IntoIter<FullUrl<'static>>),
}

impl Default for Work {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl From<Vec<Data<'static>>> for Work {
    fn from(data: Vec<Data<'static>>) -> Self {
        Self::Data(data.into_iter())
    }
}

pub(crate) type Outcome = Result<Answer, Refusal>;

/// It is done.
pub(crate) fn ok(text: &'static str) -> Answer {
    Answer { data: Work::default(), condition: Condition::Ok, code: None, text }
}

impl Answer {
    pub(crate) fn with(self, data: impl Into<Work>) -> Self {
        Self { data: data.into(), ..self }
    }

    pub(crate) fn code(self, code: impl Into<Option<Code<'static>>>) -> Self {
        Self { code: code.into(), ..self }
    }
}

impl From<Refusal> for Answer {
    fn from(Refusal { condition, code, text }: Refusal) -> Self {
        Self { condition, code, ..ok(text) }
    }
}

/// How the command in progress will end, once all of its data is said.
pub(crate) struct End {
    pub(crate) id: CommandId,
    pub(crate) condition: Condition,
    pub(crate) text: RespText<'static>,
    /// Whether the client was told the news.
    pub(crate) told_news: bool,
    /// Not before then.
    pub(crate) at: Option<Instant>,
}
