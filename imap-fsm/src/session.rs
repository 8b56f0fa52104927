//! The state of a connection: what may be sent, what the server can do, what is selected.
//!
//! A [`Session`] knows no bytes and no role. Tell it what a server says ([`Session::apply`]), which commands begin
//! ([`Session::started`]) and how they end ([`Session::completed`]), be it as the one who sends or as the one who
//! receives; ask it whether a command is in place ([`Session::allows`]). Any call works at any time.
//!
//! # States
//!
//! [`State::after`] is the table of RFC 9051 §3; besides, a greeting, `* BYE` and `[CLOSED]` change the state.
//!
//! # Whose data is it?
//!
//! While SELECT or EXAMINE runs and a mailbox was open before, data may be about either. `[CLOSED]` is the boundary
//! ([RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1),
//! [RFC 7162 §3.2.11](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.11)), but servers with neither IMAP4rev2 nor
//! CONDSTORE have never heard of it, and some that say CONDSTORE are older than it. So nothing is guessed: from the
//! start the data is collected for the new mailbox, and when `[CLOSED]` comes, what was collected turns out to be the
//! old one's and is thrown away. The old mailbox gets the data as well if the server says that it can do
//! IMAP4rev2, CONDSTORE or QRESYNC; it is not heard of again after the command in any case. Counts and lists replace
//! each other, so that without `[CLOSED]` the last ones, which are the new mailbox's, win.
//!
//! # Memory
//!
//! Bounded by [`Capabilities`], by [`SelectedMailbox`] and by the length of a mailbox's name. With nothing selected a
//! session owns only the names of the capabilities that have no variant, an octet for each that is usual.

mod capabilities;
mod effect;
mod meaning;
mod names;
mod row;
mod selected;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use core::fmt;
use core::num::NonZeroU32;

use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::response::{Condition, Data, Status, StatusKind, Tagged};

pub use self::capabilities::Capabilities;
pub use self::effect::{Effect, Enable, Open, State};
pub(crate) use self::meaning::{CodeMeaning, Meaning};
pub(crate) use self::names::Names;
pub(crate) use self::row::{Needs, Places, Row, Touch};
pub use self::selected::{Access, ModSeqs, SelectedMailbox};

/// The state of a connection. See the [module](self).
#[derive(Clone, Debug, Default)]
pub struct Session {
    state: State,
    capabilities: Option<Capabilities>,
    enabled: Capabilities,
    mailbox: Option<Box<SelectedMailbox>>,
    /// What SELECT or EXAMINE is opening.
    opening: Option<Box<SelectedMailbox>>,
    /// Whether ENABLE is too late.
    has_selected: bool,
    tls: bool,
    /// Whether NOTIFY has lifted the rule that EXPUNGE comes only while a command runs.
    expunges: bool,
    /// Whether NOTIFY has asked for changes of annotations.
    metadata: bool,
    /// Whether the capabilities came since LOGIN or AUTHENTICATE began.
    fresh: bool,
}

impl Session {
    /// A connection in the clear, whose greeting has not come yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A connection that is over TLS from its first byte, so that STARTTLS is out of place.
    pub fn over_tls() -> Self {
        Self { tls: true, ..Self::default() }
    }

    /// The state. Changes after [`Session::apply`] and [`Session::completed`].
    pub const fn state(&self) -> State {
        self.state
    }

    /// Whether a TLS layer is there: from the first byte, or since STARTTLS.
    pub const fn is_tls(&self) -> bool {
        self.tls
    }

    /// What the server said it can do; `None` if it has not said since the start, since STARTTLS, since a login or
    /// since UNAUTHENTICATE: ask by CAPABILITY.
    pub const fn capabilities(&self) -> Option<&Capabilities> {
        self.capabilities.as_ref()
    }

    /// Whether the server said it can do this, or something that includes it: IMAP4rev2 what
    /// [RFC 9051 §E](https://www.rfc-editor.org/rfc/rfc9051#appendix-E) folds in whole, QRESYNC CONDSTORE, `UTF8=ONLY`
    /// `UTF8=ACCEPT`, LITERAL+ LITERAL-. `false` where capabilities are not known.
    pub fn has(&self, capability: &Capability<'_>) -> bool {
        let Some(known) = &self.capabilities else { return false };
        known.contains(capability)
            || INCLUDED.iter().any(|(part, whole)| part == capability && known.contains(whole))
    }

    /// The most octets that a message may have which is appended to any mailbox, as the server said: `APPENDLIMIT=n`.
    /// `None`: it did not say, or mailboxes differ, which STATUS tells. Both machines refuse longer ones.
    /// [RFC 7889 §2](https://www.rfc-editor.org/rfc/rfc7889#section-2)
    pub fn append_limit(&self) -> Option<u32> {
        self.limit(
            |capability| {
                if let Capability::AppendLimitOctets(limit) = capability { Some(limit) } else { None }
            },
        )
    }

    /// The most messages that a command can be about, as the server said: `MESSAGELIMIT=n`. With more it does as many,
    /// those with the highest UIDs, and tells where it stopped by `[MESSAGELIMIT]`; COPY and APPEND fail. Both machines refuse
    /// an APPEND of more messages; EXPUNGE, CLOSE, STATUS and ESEARCH are not limited, and a server finds those of other commands by
    /// [`View::select_last`](crate::view::View::select_last).
    /// [RFC 9738 §3.1](https://www.rfc-editor.org/rfc/rfc9738#section-3.1)
    pub fn message_limit(&self) -> Option<NonZeroU32> {
        self.limit(
            |capability| if let Capability::MessageLimit(limit) = capability { Some(limit) } else { None },
        )
    }

    /// The most messages that COPY, UID COPY and APPEND can be about, as the server said: `SAVELIMIT=n`. With more they
    /// fail. [RFC 9738 §3.1](https://www.rfc-editor.org/rfc/rfc9738#section-3.1)
    pub fn save_limit(&self) -> Option<NonZeroU32> {
        self.limit(
            |capability| if let Capability::SaveLimit(limit) = capability { Some(limit) } else { None },
        )
    }

    fn limit<T>(&self, limit: impl Fn(Capability<'_>) -> Option<T>) -> Option<T> {
        self.capabilities.as_ref()?.iter().find_map(limit)
    }

    /// Whether the server may tell of changed annotations unasked: `ENABLE METADATA` or NOTIFY.
    pub(crate) fn tells_metadata(&self) -> bool {
        self.metadata || self.enabled(&Capability::Metadata) || self.enabled(&Capability::MetadataServer)
    }

    /// Whether an extension is switched on: by ENABLE, or CONDSTORE also by QRESYNC and by a command that asks for
    /// mod-sequences ([RFC 7162 §3.1](https://www.rfc-editor.org/rfc/rfc7162#section-3.1)), and `OBJECTID+` also by a command
    /// with the item or the parameter `OBJECTID`.
    pub fn enabled(&self, capability: &Capability<'_>) -> bool {
        self.enabled.contains(capability)
    }

    /// Whether IMAP4rev2 is in force: enabled, or all that the server speaks.
    /// [RFC 9051 §7.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.2.2)
    pub(crate) fn is_rev2(&self) -> bool {
        let only = |known: &Capabilities| {
            known.contains(&Capability::Imap4Rev2) && !known.contains(&Capability::Imap4Rev1)
        };
        self.enabled(&Capability::Imap4Rev2) || self.capabilities.as_ref().is_some_and(only)
    }

    /// Whether the server says `[CLOSED]` where SELECT closes a mailbox: IMAP4rev2, and servers with CONDSTORE or QRESYNC
    /// whether they are enabled or not (RFC 7162 §3.2.11).
    pub(crate) fn tells_closed(&self) -> bool {
        [Capability::CondStore, Capability::Imap4Rev2]
            .iter()
            .any(|capability| self.has(capability) || self.enabled(capability))
    }

    /// Whether UTF-8 may stand in quoted strings and in text: IMAP4rev2 or UTF8=ACCEPT is enabled.
    pub fn is_utf8(&self) -> bool {
        self.enabled(&Capability::Imap4Rev2) || self.enabled(&Capability::Utf8Accept)
    }

    /// Whether the server may send EXPUNGE and VANISHED at any time for the selected mailbox, as NOTIFY has asked it to:
    /// sequence numbers in commands mean nothing then. Changes when NOTIFY or UNAUTHENTICATE ends with OK and with
    /// `[NOTIFICATIONOVERFLOW]`. [RFC 5465 §5.3](https://www.rfc-editor.org/rfc/rfc5465#section-5.3)
    pub const fn expunges_at_any_time(&self) -> bool {
        self.expunges
    }

    /// The mailbox that is open. While SELECT or EXAMINE runs: the one before, until `[CLOSED]` or the end.
    pub fn mailbox(&self) -> Option<&SelectedMailbox> {
        self.mailbox.as_deref()
    }

    /// The mailbox that SELECT or EXAMINE is opening, with what has come so far; if one was open before and `[CLOSED]`
    /// has not come, that may still be about the one before.
    pub fn opening(&self) -> Option<&SelectedMailbox> {
        self.opening.as_deref()
    }

    /// Whether the command is in place now, commands in flight left aside.
    ///
    /// Commands that this library does not know are in place from the greeting to the end.
    pub fn allows(&self, command: &CommandBody<'_>) -> Result<(), Refusal> {
        self.allows_row(self.outlook(), &Row::of(command))
    }

    /// Whether a message of so many octets is within APPENDLIMIT.
    pub(crate) fn fits(&self, octets: u64) -> Result<(), Refusal> {
        match self.append_limit() {
            Some(limit) if octets > u64::from(limit) => Err(Refusal::AppendLimit { limit }),
            _ => Ok(()),
        }
    }

    /// Whether an APPEND of so many messages is within MESSAGELIMIT and SAVELIMIT.
    pub(crate) fn takes(&self, messages: usize) -> Result<(), Refusal> {
        let limit = self.message_limit().into_iter().chain(self.save_limit()).min();
        match limit {
            Some(limit) if messages as u64 > u64::from(limit.get()) => Err(Refusal::MessageLimit { limit }),
            _ => Ok(()),
        }
    }

    /// State that commands are judged by now.
    pub(crate) fn outlook(&self) -> Outlook {
        Outlook {
            state: self.state,
            qresync: self.enabled(&Capability::QResync),
            utf8_accept: self.enabled(&Capability::Utf8Accept),
            uid_only: self.enabled(&Capability::UidOnly),
            expunges: self.expunges,
            no_mod_seqs: self.opening.is_none()
                && self.mailbox().is_some_and(|mailbox| mailbox.mod_seqs() == ModSeqs::NotKept),
        }
    }

    /// The same where commands in flight lead to.
    pub(crate) fn allows_row(&self, outlook: Outlook, row: &Row<'_>) -> Result<(), Refusal> {
        let state = outlook.state;
        if !row.places.contains(state) {
            return Err(Refusal::State { state });
        }
        if outlook.uid_only && row.names.is_by_seq_num() {
            return Err(Refusal::UidRequired);
        }
        if outlook.no_mod_seqs && row.mod_seqs {
            return Err(Refusal::NoModSeqs);
        }
        match row.needs {
            Needs::Never(refusal) => Err(refusal),
            Needs::Login if self.has(&Capability::LoginDisabled) => Err(Refusal::LoginDisabled),
            Needs::Cleartext if self.tls => Err(Refusal::TlsActive),
            Needs::NoMailboxYet if self.has_selected || self.opening.is_some() => Err(Refusal::EnableTooLate),
            Needs::QResync if !outlook.qresync => Err(Refusal::QResyncNotEnabled),
            Needs::NoUtf8 if outlook.utf8_accept => Err(Refusal::CharsetWithUtf8),
            Needs::Room { octets, messages } => self.fits(octets).and_then(|()| self.takes(messages)),
            Needs::Nothing
            | Needs::Login
            | Needs::Cleartext
            | Needs::NoMailboxYet
            | Needs::QResync
            | Needs::NoUtf8 => Ok(()),
        }
    }

    /// A command begins. A client calls this when it sends the command, since the server may work on several at once; a
    /// server when it has received it.
    pub fn started(&mut self, effect: &Effect) {
        match effect {
            Effect::LogIn => self.fresh = false,
            Effect::Open(Open { mailbox, access, .. }) if self.state.is_authenticated() => {
                self.opening = Some(Box::new(SelectedMailbox::new(mailbox.clone(), *access)));
            }
            Effect::None
            | Effect::StartTls
            | Effect::Open(_)
            | Effect::Close
            | Effect::Unauthenticate
            | Effect::LogOut
            | Effect::Enable(_)
            | Effect::Asks { .. }
            | Effect::Notify { .. } => {}
        }
    }

    /// A command has ended.
    pub fn completed(&mut self, effect: &Effect, tagged: &Tagged<'_>) {
        let (before, ok) = (self.state, tagged.condition == Condition::Ok);
        let code = tagged.text.code().filter(|_| tagged.condition != Condition::Bad);
        match effect {
            Effect::Open(Open { mailbox, access, .. }) if before.is_authenticated() => {
                let opened = self.opening.take().filter(|opening| opening.name() == mailbox);
                self.mailbox = ok.then(|| {
                    opened.unwrap_or_else(|| Box::new(SelectedMailbox::new(mailbox.clone(), *access)))
                });
            }
            // What came in the clear, this very line included, may be anybody's.
            Effect::StartTls if ok && before == State::NotAuthenticated => {
                (self.tls, self.capabilities) = (true, None);
            }
            Effect::LogIn if ok && before == State::NotAuthenticated && !self.fresh => {
                self.capabilities = None
            }
            Effect::Unauthenticate if ok && before.is_authenticated() => {
                (self.capabilities, self.enabled) = (None, Capabilities::default());
                (self.has_selected, self.expunges, self.metadata) = (false, false, false);
            }
            Effect::Notify { expunges, metadata } if ok && before.is_authenticated() => {
                (self.expunges, self.metadata) = (*expunges, *metadata);
            }
            Effect::None
            | Effect::LogIn
            | Effect::StartTls
            | Effect::Open(_)
            | Effect::Close
            | Effect::Unauthenticate
            | Effect::LogOut
            | Effect::Enable(_)
            | Effect::Asks { .. }
            | Effect::Notify { .. } => {}
        }
        if ok && effect.enables_cond_store() && before.is_authenticated() {
            self.enabled.insert(&Capability::CondStore);
        }
        if ok && effect.enables_object_ids() && before.is_authenticated() {
            self.enabled.insert(&Capability::ObjectIdPlus);
        }
        self.enter(before.after(effect, tagged.condition));
        match code {
            // Here the boundary would come after everything that it could part.
            Some(Code::Closed) if matches!(effect, Effect::Open(_)) => {}
            Some(_) if *effect == Effect::StartTls => {}
            // RFC 5465 §4: it is refused, and what was asked for before still holds.
            Some(Code::NotificationOverflow) if !ok => {}
            Some(code) => self.apply_code(code),
            None => {}
        }
    }

    /// The server has told something, the greeting included.
    ///
    /// Before the greeting only that counts, and before login only capabilities and status responses
    /// ([RFC 9051 §11.3](https://www.rfc-editor.org/rfc/rfc9051#section-11.3)); what is about a mailbox
    /// counts while there is one. A PREAUTH that is no greeting changes nothing.
    pub fn apply(&mut self, data: &Data<'_>) {
        match (self.state, data) {
            (State::Logout, _) => {}
            (_, Data::Status(status)) => self.apply_status(status),
            (State::Greeting, _) => {}
            (_, Data::Capability(list)) => self.set_capabilities(list),
            (State::Authenticated | State::Selected, Data::Enabled(list)) => {
                self.enabled.extend(list);
                // RFC 7162 §3.2.3: ENABLE QRESYNC and ENABLE QRESYNC CONDSTORE have identical results.
                if self.enabled.contains(&Capability::QResync) {
                    self.enabled.insert(&Capability::CondStore);
                }
            }
            (State::Authenticated | State::Selected, data) => {
                self.each_mailbox(|mailbox| mailbox.apply(data))
            }
            (State::NotAuthenticated, _) => {}
        }
    }

    fn apply_status(&mut self, status: &Status<'_>) {
        match (self.state, status.kind) {
            (_, StatusKind::Bye) => return self.enter(State::Logout),
            (State::Greeting, StatusKind::Ok) => self.enter(State::NotAuthenticated),
            (State::Greeting, StatusKind::PreAuth) => self.enter(State::Authenticated),
            (State::Greeting, _) | (_, StatusKind::PreAuth | StatusKind::Bad) => return,
            (_, StatusKind::Ok | StatusKind::No) => {}
        }
        if let Some(code) = status.text.code() {
            self.apply_code(code);
        }
    }

    fn apply_code(&mut self, code: &Code<'_>) {
        if self.state == State::Logout {
            return;
        }
        match CodeMeaning::of(code) {
            Some(CodeMeaning::Capability(list)) => self.set_capabilities(list),
            Some(CodeMeaning::NotificationOverflow) => (self.expunges, self.metadata) = (false, false),
            Some(CodeMeaning::Closed) if self.mailbox.is_some() => {
                if let Some(opening) = &mut self.opening {
                    opening.clear();
                }
                self.enter(State::Authenticated);
            }
            Some(CodeMeaning::Closed) | None => {}
            Some(meaning) => self.each_mailbox(|mailbox| mailbox.apply_code(meaning)),
        }
    }

    fn set_capabilities(&mut self, list: &[Capability<'_>]) {
        self.capabilities = Some(Capabilities::of(list));
        self.fresh = true;
    }

    /// Those that data may be about: see the module's documentation.
    fn each_mailbox(&mut self, apply: impl Fn(&mut SelectedMailbox)) {
        let to_old = self.opening.is_none() || self.tells_closed();
        self.opening.as_deref_mut().into_iter().for_each(&apply);
        self.mailbox.as_deref_mut().filter(|_| to_old).into_iter().for_each(&apply);
    }

    /// Keeps `mailbox.is_some() == (state == Selected)`.
    fn enter(&mut self, state: State) {
        self.state = state;
        match state {
            State::Selected => self.has_selected = true,
            State::Authenticated => self.mailbox = None,
            State::Greeting | State::NotAuthenticated | State::Logout => {
                (self.mailbox, self.opening) = (None, None);
            }
        }
    }
}

/// Capabilities, each with one that includes it.
const INCLUDED: &[(Capability<'static>, Capability<'static>)] = &[
    (Capability::CondStore, Capability::QResync),
    (Capability::QuotaSet, Capability::QuotaEqualsSet),
    (Capability::Utf8Accept, Capability::Utf8Only),
    (Capability::LiteralMinus, Capability::LiteralPlus),
    // RFC 9051 §E
    (Capability::LiteralMinus, Capability::Imap4Rev2),
    (Capability::Enable, Capability::Imap4Rev2),
    (Capability::ESearch, Capability::Imap4Rev2),
    (Capability::Idle, Capability::Imap4Rev2),
    (Capability::ListExtended, Capability::Imap4Rev2),
    (Capability::ListStatus, Capability::Imap4Rev2),
    (Capability::Move, Capability::Imap4Rev2),
    (Capability::Namespace, Capability::Imap4Rev2),
    (Capability::SaslIr, Capability::Imap4Rev2),
    (Capability::SearchRes, Capability::Imap4Rev2),
    (Capability::StatusSize, Capability::Imap4Rev2),
    (Capability::UidPlus, Capability::Imap4Rev2),
    (Capability::Unselect, Capability::Imap4Rev2),
];

/// What commands are judged by: what holds now, or when those in flight have succeeded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outlook {
    pub(crate) state: State,
    qresync: bool,
    utf8_accept: bool,
    uid_only: bool,
    /// Whether EXPUNGE may come at any time.
    pub(crate) expunges: bool,
    /// Whether the open mailbox keeps no mod-sequences.
    no_mod_seqs: bool,
}

impl Outlook {
    /// The same when a command has succeeded.
    pub(crate) fn after(self, effect: &Effect) -> Self {
        let state = self.state.after(effect, Condition::Ok);
        match *effect {
            Effect::Enable(Enable { qresync, utf8_accept, uid_only }) => Self {
                state,
                qresync: self.qresync || qresync,
                utf8_accept: self.utf8_accept || utf8_accept,
                uid_only: self.uid_only || uid_only,
                ..self
            },
            Effect::Unauthenticate => {
                let (qresync, utf8_accept, uid_only) = (false, false, false);
                Self { state, qresync, utf8_accept, uid_only, expunges: false, no_mod_seqs: false }
            }
            Effect::Notify { expunges, .. } => Self { state, expunges, ..self },
            // The next one may.
            Effect::Open(_) | Effect::Close => Self { state, no_mod_seqs: false, ..self },
            Effect::None | Effect::LogIn | Effect::StartTls | Effect::LogOut | Effect::Asks { .. } => {
                Self { state, ..self }
            }
        }
    }
}

/// A command is out of place. Nothing has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// It belongs to other states. [RFC 9051 §3](https://www.rfc-editor.org/rfc/rfc9051#section-3)
    State {
        /// The state there is.
        state: State,
    },
    /// LOGIN, although the server says LOGINDISABLED: the password would be exposed.
    /// [RFC 9051 §6.2.3](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.3)
    LoginDisabled,
    /// STARTTLS over TLS. [RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.1)
    TlsActive,
    /// Sequence numbers while NOTIFY has the server send EXPUNGE at any time, which changes them: use UIDs, or
    /// `selected-delayed`. [`Server`](crate::Server) does not mind.
    /// [RFC 5465 §5.3](https://www.rfc-editor.org/rfc/rfc5465#section-5.3)
    UnstableNumbers,
    /// ENABLE after a mailbox was selected. [`Server`](crate::Server) does not mind once it is closed.
    /// [RFC 5161 §3.1](https://www.rfc-editor.org/rfc/rfc5161#section-3.1)
    EnableTooLate,
    /// SELECT or EXAMINE with QRESYNC, or FETCH with VANISHED, without `ENABLE QRESYNC` before.
    /// [RFC 7162 §3.2.3](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.3)
    QResyncNotEnabled,
    /// FETCH with VANISHED without UID, or without CHANGEDSINCE beside it: one that was read, since no other can be made.
    /// [RFC 7162 §3.2.6](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.6)
    VanishedAlone,
    /// FETCH with MODSEQ or CHANGEDSINCE, STORE with UNCHANGEDSINCE, SEARCH, SORT or THREAD by MODSEQ in a mailbox that
    /// keeps no mod-sequences, as the server has said by `[NOMODSEQ]`.
    /// [RFC 7162 §3.1.2.2](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.2.2)
    NoModSeqs,
    /// ESEARCH with SAVE in any mailbox but the selected one: one that was read, since no other can be made. [RFC 7377 §2.2](https://www.rfc-editor.org/rfc/rfc7377#section-2.2)
    SaveOfOthers,
    /// SEARCH or ESEARCH with CHARSET, SORT or THREAD with another than UTF-8, after `ENABLE UTF8=ACCEPT`. [RFC 9755 §3](https://www.rfc-editor.org/rfc/rfc9755#section-3)
    CharsetWithUtf8,
    /// Message sequence numbers after `ENABLE UIDONLY`: FETCH, STORE, SEARCH, COPY, MOVE, SORT, THREAD and REPLACE
    /// without UID, a sequence set as a search key, the sequence match data of QRESYNC. [`Server`](crate::Server)
    /// answers `BAD [UIDREQUIRED]`. `*` in a set of UIDs is a UID.
    /// [RFC 9586 §3](https://www.rfc-editor.org/rfc/rfc9586#section-3)
    UidRequired,
    /// A message longer than `APPENDLIMIT=` allows. [`Server`](crate::Server) answers `NO [TOOBIG]`.
    /// [RFC 7889 §4](https://www.rfc-editor.org/rfc/rfc7889#section-4)
    AppendLimit {
        /// The limit, in octets.
        limit: u32,
    },
    /// An APPEND of more messages than `MESSAGELIMIT=` or `SAVELIMIT=` allows, of which none would be appended.
    /// [`Server`](crate::Server) answers `NO [MESSAGELIMIT n]`.
    /// [RFC 9738 §3.1](https://www.rfc-editor.org/rfc/rfc9738#section-3.1)
    MessageLimit {
        /// The most messages that one command can append.
        limit: NonZeroU32,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State { state } => write!(f, "not a command for the {state} state"),
            Self::LoginDisabled => f.write_str("LOGIN while the server says LOGINDISABLED"),
            Self::TlsActive => f.write_str("STARTTLS while TLS is active"),
            Self::UnstableNumbers => {
                f.write_str("sequence numbers while NOTIFY lets them change at any time")
            }
            Self::EnableTooLate => f.write_str("ENABLE after a mailbox was selected"),
            Self::QResyncNotEnabled => f.write_str("QRESYNC or VANISHED without ENABLE QRESYNC"),
            Self::VanishedAlone => f.write_str("VANISHED without UID FETCH or without CHANGEDSINCE"),
            Self::NoModSeqs => f.write_str("mod-sequences in a mailbox that keeps none"),
            Self::SaveOfOthers => f.write_str("SAVE in other mailboxes than the selected one"),
            Self::CharsetWithUtf8 => f.write_str("CHARSET after ENABLE UTF8=ACCEPT"),
            Self::AppendLimit { limit } => {
                write!(f, "a message longer than {limit} octets, which is APPENDLIMIT")
            }
            Self::MessageLimit { limit } => write!(f, "more than {limit} messages in one command"),
            Self::UidRequired => f.write_str("message sequence numbers after ENABLE UIDONLY"),
        }
    }
}

impl core::error::Error for Refusal {}
