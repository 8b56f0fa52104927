//! What one connection's side of the server knows, and what of a command is under way.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use imap_fsm::server::CommandId;
use imap_fsm::types::code::Code;
use imap_fsm::types::response::Condition;

use crate::answer::{Answer, End, Work};
use crate::appending::Appending;
use crate::comparator::Comparator;
use crate::config::Config;
use crate::fetch_work::{FetchWork, Sending};
use crate::language::Language;
use crate::lines::{Refusal, bad, resp_text};
use crate::metadata_news::Heard;
use crate::mode::Mode;
use crate::notify::Notified;
use crate::scram::Begun;
use crate::store::{Store, User};
use crate::turn::Turn;
use crate::view::View;

/// One connection's side of the server.
pub(crate) struct Service {
    pub(crate) config: Arc<Config>,
    pub(crate) store: Arc<Store>,
    pub(crate) user: Option<Arc<User>>,
    pub(crate) view: Option<View>,
    pub(crate) mode: Mode,
    pub(crate) login: Option<Login>,
    pub(crate) appending: Appending,
    /// What is left to say: first the octets of a message, then data, then the end.
    pub(crate) sending: Option<Sending>,
    pub(crate) work: Work,
    pub(crate) end: Option<End>,
    pub(crate) turn: Turn,
    /// Whether work goes on as soon as others had their turn.
    pub(crate) paused: bool,
    pub(crate) language: Language,
    pub(crate) comparator: Comparator,
    /// What is to be said of new messages after that.
    pub(crate) new: VecDeque<FetchWork>,
    pub(crate) notified: Option<Notified>,
    pub(crate) idling: bool,
    /// What it has heard of annotations, if it has enabled METADATA.
    pub(crate) heard: Option<Heard>,
    pub(crate) compressed: bool,
}

impl Service {
    pub(crate) fn new(config: Arc<Config>, store: Arc<Store>) -> Self {
        Self {
            config,
            store,
            user: None,
            view: None,
            mode: Mode::default(),
            login: None,
            appending: Appending::default(),
            sending: None,
            work: Work::default(),
            end: None,
            turn: Turn::new(),
            paused: false,
            language: Language::default(),
            comparator: Comparator::default(),
            new: VecDeque::new(),
            notified: None,
            idling: false,
            heard: None,
            compressed: false,
        }
    }

    pub(crate) fn user(&self) -> Result<&Arc<User>, Refusal> {
        self.user.as_ref().ok_or(bad("log in first"))
    }

    pub(crate) fn view(&mut self) -> Result<&mut View, Refusal> {
        self.view.as_mut().ok_or(bad("select a mailbox first"))
    }

    /// The command ends so, when its data was said and not before `at`.
    pub(crate) fn end_with(&mut self, id: CommandId, answer: Answer, at: Option<Instant>) {
        let Answer { data, condition, code, text } = answer;
        // In IDLE something may still be left to say.
        if !matches!(&data, Work::Data(data) if data.as_slice().is_empty()) {
            self.work = data;
        }
        // The mailbox that SELECT opens is as SELECT has told, until the next command: what came before its OK could be taken
        // for news of the mailbox before.
        let told_news = condition == Condition::Ok && matches!(code, Some(Code::ReadWrite | Code::ReadOnly));
        self.end = Some(End { id, condition, text: resp_text(code, text), told_news, at });
    }
}

/// An AUTHENTICATE that goes on.
pub(crate) enum Login {
    /// All comes in one message.
    Plain,
    /// The name comes first.
    Name,
    /// Then the password.
    Password { user: String },
    /// SCRAM-SHA-256 begins.
    Scram,
    /// The client has to prove that it knows the password.
    ScramProof(Box<Begun>),
    /// It has, and has to hear that the server does.
    ScramProven { user: String },
}
