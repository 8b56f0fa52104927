//! The tables of commands and of untagged data.
//!
//! All that the machines know of a command by its name is in its row, [`Row::of`]: where it is legal, what it may overlap
//! with, what its success does. `tests/fsm/rows.txt` says it of each command with the section of the RFC, and is tried on
//! wire text. All that they know of data is what it means, [`Meaning::of`]. A command without a row does not compile, and
//! neither does data without a meaning.

use imap_types::ToBoundedStatic;
use imap_types::append::{AppendData, AppendMessage, CatPart};
use imap_types::capability::Capability;
use imap_types::charset::Charset;
use imap_types::command::CommandBody;
use imap_types::fetch::{Fetch, FetchAtt, FetchBinary, FetchItems, FetchModifier, FetchSection, Peek};
use imap_types::list::{List, ReturnOption};
use imap_types::mailbox::Mailbox;
use imap_types::multisearch::MultiSearch;
use imap_types::notify::{Event, Notify};
use imap_types::number::Numbering;
use imap_types::response::{Data, DataName};
use imap_types::search::{Search, SearchKey, SearchReturnOpt};
use imap_types::select::SelectParam;
use imap_types::status::StatusAtt;
use imap_types::store::{Store, StoreModifier};

use super::meaning::Meaning;
use super::names::Names;
use super::{Access, Effect, Enable, Open, Refusal, State};
use crate::exchange::Exchange;
use crate::exchange::upgrade::Upgrade;
use crate::pipeline::{Answered, Items, Kinds};

/// What the machines know of a command.
#[derive(Debug)]
pub(crate) struct Row<'c> {
    /// The states in which it is legal.
    pub(crate) places: Places,
    /// What else has to hold.
    pub(crate) needs: Needs,
    /// Whether the open mailbox has to keep mod-sequences.
    pub(crate) mod_seqs: bool,
    /// The messages that it names.
    pub(crate) names: Names<'c>,
    /// What it does to the open mailbox, and so to commands beside it.
    pub(crate) touch: Touch,
    /// The untagged data that answers it.
    pub(crate) answered: Answered<'c>,
    /// What follows its line.
    pub(crate) exchange: Exchange,
    success: Success<'c>,
}

/// States in which a command is legal; never before the greeting and after the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Places {
    not_authenticated: bool,
    authenticated: bool,
    selected: bool,
}

/// What has to hold for a command besides the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    Nothing,
    /// The server does not say LOGINDISABLED.
    Login,
    /// There is no TLS layer.
    Cleartext,
    /// No mailbox was selected before.
    NoMailboxYet,
    /// QRESYNC is enabled.
    QResync,
    /// It is out of place whatever holds.
    Never(Refusal),
    /// `UTF8=ACCEPT` is not enabled.
    NoUtf8,
    /// A message of so many octets, the longest of the command, is within APPENDLIMIT, and so many messages within
    /// MESSAGELIMIT and SAVELIMIT.
    Room {
        octets: u64,
        messages: usize,
    },
}

/// What a command does to the open mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Touch {
    /// Nothing: it is about other things.
    Nothing,
    /// The layers below change, or the user: nothing can run beside it.
    Connection,
    /// It asks for news.
    Looks,
    /// It reads messages. No EXPUNGE while it runs, unless it has UIDs.
    Reads,
    /// The same, and it changes messages.
    Changes,
    /// It changes, copies or removes messages.
    Removes,
    /// Another mailbox is open after it, or none.
    Leaves,
    /// The same, and it removes messages before.
    RemovesAndLeaves,
}

/// What the end of a command with OK does.
#[derive(Debug)]
enum Success<'c> {
    Is(Effect),
    Opens { mailbox: &'c Mailbox<'c>, access: Access, cond_store: bool, object_ids: bool },
}

impl<'c> Row<'c> {
    /// The table of commands.
    pub(crate) fn of(command: &'c CommandBody<'c>) -> Self {
        use CommandBody as C;
        use DataName as D;
        use Names::{Keys, Set};
        match command {
            // Any state.
            C::Capability => Self::any(Touch::Nothing).by(D::Capability),
            C::Id(_) => Self::any(Touch::Nothing).by(D::Id),
            // RFC 5255 §3.4: perhaps with the namespaces in the language that is chosen.
            C::Language(language) => match language.ranges.is_empty() {
                true => Self::any(Touch::Nothing).by(D::Language),
                false => Self::any(Touch::Nothing).by(Kinds::from(D::Language) | D::Namespace),
            },
            C::Noop => Self::any(Touch::Looks),
            // Nothing can be sent behind it.
            C::Logout => Self::any(Touch::Nothing).does(Effect::LogOut),
            // What is not known may be anything, and have anything in it.
            C::Other(_) => Self::any(Touch::Removes).names(Names::Unknown),

            // Not authenticated.
            C::StartTls => Self::new(Places::NOT_AUTHENTICATED, Touch::Connection)
                .needs(Needs::Cleartext)
                .exchange(Exchange::Upgrade(Upgrade::Tls))
                .does(Effect::StartTls),
            C::Authenticate { .. } => Self::new(Places::NOT_AUTHENTICATED, Touch::Connection)
                .exchange(Exchange::Authenticate)
                .does(Effect::LogIn),
            C::Login { .. } => Self::new(Places::NOT_AUTHENTICATED, Touch::Connection)
                .needs(Needs::Login)
                .does(Effect::LogIn),

            // Authenticated, no mailbox.
            C::Enable(list) => Self::new(Places::UNSELECTED, Touch::Nothing)
                .needs(Needs::NoMailboxYet)
                .by(D::Enabled)
                .does(Effect::enable(list)),

            // Authenticated, with or without a mailbox.
            C::Unauthenticate => Self::authenticated(Touch::Connection).does(Effect::Unauthenticate),
            C::Compress(_) => {
                Self::authenticated(Touch::Connection).exchange(Exchange::Upgrade(Upgrade::Compression))
            }
            C::Select { mailbox, params } => Self::opens(mailbox, params, Access::ReadWrite),
            C::Examine { mailbox, params } => Self::opens(mailbox, params, Access::ReadOnly),
            C::Create { .. }
            | C::Delete { .. }
            | C::Rename(_)
            | C::Subscribe { .. }
            | C::Unsubscribe { .. }
            | C::ResetKey(_)
            | C::SetAcl(_)
            | C::DeleteAcl(_)
            | C::SetMetadata(_)
            | C::SetAnnotation(_) => Self::authenticated(Touch::Nothing),
            C::Namespace => Self::authenticated(Touch::Nothing).by(D::Namespace),
            C::GenUrlAuth(_) => Self::authenticated(Touch::Nothing).by(D::GenUrlAuth),
            C::UrlFetch(_) => Self::authenticated(Touch::Nothing).by(D::UrlFetch),
            C::GetQuota(get) => Self::authenticated(Touch::Nothing).about(D::Quota, get.root.as_bytes()),
            C::SetQuota(set) => Self::authenticated(Touch::Nothing).about(D::Quota, set.root.as_bytes()),
            // Which roots there are is not known before.
            C::GetQuotaRoot(get) => Self::authenticated(Touch::Nothing).answered(Answered::About {
                kinds: D::QuotaRoot.into(),
                name: get.mailbox.as_bytes(),
                others: D::Quota.into(),
            }),
            C::GetAcl(get) => Self::authenticated(Touch::Nothing).about(D::Acl, get.mailbox.as_bytes()),
            C::ListRights(list) => {
                Self::authenticated(Touch::Nothing).about(D::ListRights, list.mailbox.as_bytes())
            }
            C::MyRights(my) => Self::authenticated(Touch::Nothing).about(D::MyRights, my.mailbox.as_bytes()),
            C::GetMetadata(get) => {
                Self::authenticated(Touch::Nothing).about(D::Metadata, get.mailbox.as_bytes())
            }
            C::GetAnnotation(_) => Self::authenticated(Touch::Nothing).by(D::Annotation),
            C::Comparator(_) => Self::authenticated(Touch::Nothing).by(D::Comparator),
            C::XApplePushService(_) => Self::authenticated(Touch::Nothing).by(D::XApplePushService),
            C::Conversions(_) => Self::authenticated(Touch::Nothing).by(D::Conversion),
            C::XList(_) => Self::authenticated(Touch::Nothing).by(D::XList),
            C::GetJmapAccess => Self::authenticated(Touch::Nothing).by(D::JmapAccess),
            C::List(List { returns, .. }) => list(returns.as_deref().unwrap_or_default()),
            // RFC 2193 §5: the answers are LIST and LSUB.
            C::RList(_) => Self::authenticated(Touch::Nothing).by(D::List),
            C::Lsub { .. } | C::RLsub(_) => Self::authenticated(Touch::Nothing).by(D::Lsub),
            C::Status { mailbox, items } => Self::authenticated(Touch::Nothing)
                .about(D::MailboxStatus, mailbox.as_bytes())
                .asks_for_mod_seqs(items.contains(&StatusAtt::HighestModSeq))
                .asks_for_object_ids(items.contains(&StatusAtt::ObjectId)),
            C::Append { messages, .. } => Self::authenticated(Touch::Nothing)
                .needs(Needs::Room {
                    octets: messages.iter().map(octets).max().unwrap_or(0),
                    messages: messages.len(),
                })
                .exchange(Exchange::Message),
            C::Idle => Self::authenticated(Touch::Looks).exchange(Exchange::Idle),
            // NOTIFY implies NOOP: RFC 5465 §3.1.
            C::Notify(notify) => Self::authenticated(Touch::Looks)
                .by(if notify.asks_for_status() { D::MailboxStatus.into() } else { Kinds::NONE })
                .does(Effect::Notify {
                    expunges: notify.expunges_at_any_time(),
                    metadata: tells_metadata(notify),
                }),
            // Its numbers are UIDs.
            C::ESearch(search) => match search.is_about_selected() || updates(search) {
                true => Self::selected(Touch::Reads),
                false => Self::authenticated(Touch::Reads),
            }
            .names(Keys(Numbering::Uid, &search.keys))
            .needs(match search.charset {
                _ if search.has_save_of_others() => Needs::Never(Refusal::SaveOfOthers),
                Some(_) => Needs::NoUtf8,
                None => Needs::Nothing,
            })
            .asks_for_mod_seqs(has_mod_seq(&search.keys)),

            // Selected.
            C::Check | C::CancelUpdate(_) | C::UidBatches(_) => Self::selected(Touch::Looks),
            C::Close => Self::selected(Touch::RemovesAndLeaves).does(Effect::Close),
            C::Unselect => Self::selected(Touch::Leaves).does(Effect::Close),
            // What EXPUNGE removes and what MOVE and REPLACE do is told alike.
            C::Expunge | C::UidExpunge { .. } => Self::selected(Touch::Removes).by(D::Expunge),
            C::Search(Search { numbering, returns, charset, keys }) => {
                // RFC 9051 §6.4.4: what has return options is answered by ESEARCH, which bears the tag.
                let answered = returns.as_deref().map_or(Answered::Search, bears_tag);
                Self::selected(Touch::Reads)
                    .names(Keys(*numbering, keys))
                    .needs(if charset.is_some() { Needs::NoUtf8 } else { Needs::Nothing })
                    .answered(answered)
                    .reads_mod_seqs(has_mod_seq(keys))
            }
            C::Sort(sort) => Self::selected(Touch::Reads)
                .names(Keys(sort.numbering, &sort.keys))
                .needs(only_utf8(&sort.charset))
                // RFC 5267 §3: as SEARCH.
                .answered(sort.returns.as_deref().map_or(Answered::By(D::Sort.into()), bears_tag))
                .reads_mod_seqs(has_mod_seq(&sort.keys)),
            C::Thread(thread) => Self::selected(Touch::Reads)
                .names(Keys(thread.numbering, &thread.keys))
                .needs(only_utf8(&thread.charset))
                .by(D::Thread)
                .reads_mod_seqs(has_mod_seq(&thread.keys)),
            C::Fetch(fetch) => {
                let (messages, items) = (fetch.messages(), &fetch.items);
                let is_conditional = fetch.modifiers().iter().any(FetchModifier::is_changed_since);
                let told = match is_conditional {
                    true => Items::fetched(items).with(Items::STORE),
                    false => Items::fetched(items),
                };
                Self::selected(if sets_seen(items) { Touch::Changes } else { Touch::Reads })
                    .names(Set(messages))
                    .answered(Answered::Messages { messages, items: told })
                    .needs(fetch_needs(fetch))
                    .reads_mod_seqs(is_conditional || fetches(items, &FetchAtt::ModSeq))
                    .asks_for_object_ids(fetches(items, &FetchAtt::ObjectId))
            }
            // RFC 5259 §6: it sets no flags, and only UID CONVERT lets EXPUNGE come. The answers bear the tag.
            C::Convert(convert) => Self::selected(Touch::Reads).names(Set(&convert.messages)),
            C::Store(Store { messages, modifiers, .. }) => {
                let conditional = |modifier: &_| matches!(modifier, StoreModifier::UnchangedSince(_));
                Self::selected(Touch::Changes)
                    .names(Set(messages))
                    .answered(Answered::Messages { messages, items: Items::STORE })
                    .reads_mod_seqs(modifiers.iter().any(conditional))
            }
            C::Copy { messages, .. } => Self::selected(Touch::Removes).names(Set(messages)),
            // RFC 6851 §4.3: COPYUID comes in an untagged OK.
            C::Move { messages, .. } => Self::selected(Touch::Removes).names(Set(messages)).by(D::Expunge),
            // It expunges, and its message may go to the mailbox that is open: RFC 8508 §3.3.
            C::Replace(replace) => Self::selected(Touch::Removes)
                .names(Names::Old(replace.old))
                .by(D::Expunge)
                .needs(Needs::Room { octets: octets(&replace.message), messages: 1 })
                .exchange(Exchange::Message),
        }
    }
}

impl<'d> Meaning<'d> {
    /// The table of untagged data.
    #[inline]
    pub(crate) fn of(data: &'d Data<'d>) -> Self {
        use Data as D;
        match data {
            D::Status(status) => Self::Status(status),
            D::Exists(count) => Self::Exists(*count),
            D::Recent(count) => Self::Recent(*count),
            D::Flags(flags) => Self::Flags(flags),
            D::Expunge(seq) => Self::Expunge(*seq),
            D::Vanished { earlier: false, uids } => Self::Vanished(uids),
            D::Vanished { earlier: true, uids } => Self::VanishedEarlier(uids),
            D::Fetch { seq, items } => Self::Fetch(*seq, items),
            D::UidFetch { uid, items } => Self::UidFetch(*uid, items),
            D::Search(_) => Self::Search,
            D::ESearch(search) => Self::ESearch(search),
            D::Converted(_) => Self::Converted,
            D::Metadata(metadata) => Self::Metadata(metadata),
            D::Capability(_)
            | D::Enabled(_)
            | D::Id(_)
            | D::List(_)
            | D::Lsub(_)
            | D::Namespace(_)
            | D::MailboxStatus(_)
            | D::Sort(_)
            | D::Thread(_)
            | D::UidBatches(_)
            | D::XList(_)
            | D::Quota(_)
            | D::QuotaRoot(_)
            | D::Acl(_)
            | D::ListRights(_)
            | D::MyRights(_)
            | D::Annotation(_)
            | D::Language(_)
            | D::Comparator(_)
            | D::GenUrlAuth(_)
            | D::UrlFetch(_)
            | D::JmapAccess(_)
            | D::XApplePushService(_)
            | D::Conversion(_)
            | D::Other(_) => Self::Nothing,
        }
    }
}

impl<'c> Row<'c> {
    const fn new(places: Places, touch: Touch) -> Self {
        let (needs, names, answered) = (Needs::Nothing, Names::Nothing, Answered::Apart);
        let (exchange, success) = (Exchange::Line, Success::Is(Effect::None));
        Self { places, needs, mod_seqs: false, names, touch, answered, exchange, success }
    }

    const fn any(touch: Touch) -> Self {
        Self::new(Places::ANY, touch)
    }

    const fn authenticated(touch: Touch) -> Self {
        Self::new(Places::AUTHENTICATED, touch)
    }

    const fn selected(touch: Touch) -> Self {
        Self::new(Places::SELECTED, touch)
    }

    fn opens(mailbox: &'c Mailbox<'c>, params: &'c [SelectParam<'c>], access: Access) -> Self {
        let asks = |param: &_| match param {
            SelectParam::CondStore | SelectParam::QResync(_) => true,
            SelectParam::Annotate | SelectParam::ObjectId(_) | SelectParam::Utf8 | SelectParam::Other(_) => {
                false
            }
        };
        let qresync = |param: &_| matches!(param, SelectParam::QResync(_));
        let object_ids = params.iter().any(|param| matches!(param, SelectParam::ObjectId(_)));
        Self {
            needs: if params.iter().any(qresync) { Needs::QResync } else { Needs::Nothing },
            names: Names::Params(params),
            answered: Answered::Open { resync: params.iter().any(qresync) },
            success: Success::Opens { mailbox, access, cond_store: params.iter().any(asks), object_ids },
            ..Self::authenticated(Touch::Leaves)
        }
    }

    fn needs(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    fn names(self, names: Names<'c>) -> Self {
        Self { names, ..self }
    }

    fn answered(self, answered: Answered<'c>) -> Self {
        Self { answered, ..self }
    }

    fn by(self, kinds: impl Into<Kinds>) -> Self {
        self.answered(Answered::By(kinds.into()))
    }

    fn about(self, kind: DataName, name: &'c [u8]) -> Self {
        self.answered(Answered::About { kinds: kind.into(), name, others: Kinds::NONE })
    }

    fn exchange(self, exchange: Exchange) -> Self {
        Self { exchange, ..self }
    }

    fn does(self, effect: Effect) -> Self {
        Self { success: Success::Is(effect), ..self }
    }

    fn asks_for_mod_seqs(self, asks: bool) -> Self {
        if asks { self.does(Effect::Asks { cond_store: true, object_ids: false }) } else { self }
    }

    fn asks_for_object_ids(self, asks: bool) -> Self {
        let cond_store = matches!(self.success, Success::Is(Effect::Asks { .. }));
        if asks { self.does(Effect::Asks { cond_store, object_ids: true }) } else { self }
    }

    /// The same of those of the open mailbox.
    fn reads_mod_seqs(self, reads: bool) -> Self {
        Self { mod_seqs: reads, ..self }.asks_for_mod_seqs(reads)
    }

    /// What its success does.
    pub(crate) fn effect(&self) -> Effect {
        match &self.success {
            Success::Is(effect) => effect.clone(),
            Success::Opens { mailbox, access, cond_store, object_ids } => Effect::Open(Open {
                mailbox: mailbox.to_static(),
                access: *access,
                cond_store: *cond_store,
                object_ids: *object_ids,
            }),
        }
    }
}

impl Effect {
    fn enable(list: &[Capability<'_>]) -> Self {
        Self::Enable(Enable {
            qresync: list.contains(&Capability::QResync),
            utf8_accept: list.contains(&Capability::Utf8Accept),
            uid_only: list.contains(&Capability::UidOnly),
        })
    }
}

fn list<'c>(returns: &[ReturnOption<'_>]) -> Row<'c> {
    use DataName as D;
    let (mut kinds, mut highest, mut object_ids) = (Kinds::from(D::List), false, false);
    for option in returns {
        match option {
            ReturnOption::Status(items) => {
                kinds = kinds | D::MailboxStatus;
                highest |= items.contains(&StatusAtt::HighestModSeq);
                object_ids |= items.contains(&StatusAtt::ObjectId);
            }
            ReturnOption::MyRights => kinds = kinds | D::MyRights,
            ReturnOption::Metadata(_) => kinds = kinds | D::Metadata,
            ReturnOption::Subscribed
            | ReturnOption::Children
            | ReturnOption::SpecialUse
            | ReturnOption::Utf8
            | ReturnOption::Other(_) => {}
        }
    }
    Row::authenticated(Touch::Nothing).by(kinds).asks_for_mod_seqs(highest).asks_for_object_ids(object_ids)
}

impl Places {
    pub(crate) const ANY: Self = Self { not_authenticated: true, authenticated: true, selected: true };
    pub(crate) const AUTHENTICATED: Self =
        Self { not_authenticated: false, authenticated: true, selected: true };
    const NOT_AUTHENTICATED: Self = Self { not_authenticated: true, authenticated: false, selected: false };
    const UNSELECTED: Self = Self { not_authenticated: false, authenticated: true, selected: false };
    const SELECTED: Self = Self { not_authenticated: false, authenticated: false, selected: true };

    pub(crate) const fn contains(self, state: State) -> bool {
        match state {
            State::NotAuthenticated => self.not_authenticated,
            State::Authenticated => self.authenticated,
            State::Selected => self.selected,
            State::Greeting | State::Logout => false,
        }
    }
}

/// Whether messages become `\Seen` by it.
fn sets_seen(items: &FetchItems<'_>) -> bool {
    let sets = |att: &FetchAtt<'_>| match att {
        FetchAtt::BodySection(FetchSection { peek, .. }) | FetchAtt::Binary(FetchBinary { peek, .. }) => {
            *peek == Peek::SetSeen
        }
        // What is not known may do anything.
        FetchAtt::Rfc822 | FetchAtt::Rfc822Text | FetchAtt::Other(_) => true,
        FetchAtt::Body
        | FetchAtt::BodyStructure
        | FetchAtt::BinarySize { .. }
        | FetchAtt::Envelope
        | FetchAtt::Flags
        | FetchAtt::InternalDate
        | FetchAtt::ModSeq
        | FetchAtt::Rfc822Header
        | FetchAtt::Rfc822Size
        | FetchAtt::Uid
        | FetchAtt::Preview(_)
        | FetchAtt::Annotation(_)
        | FetchAtt::SaveDate
        | FetchAtt::EmailId
        | FetchAtt::ThreadId
        | FetchAtt::ObjectId
        | FetchAtt::GmMsgId
        | FetchAtt::GmThrId
        | FetchAtt::GmLabels
        | FetchAtt::XGuid
        | FetchAtt::XMailbox
        | FetchAtt::XRealUid
        | FetchAtt::XSaveDate
        | FetchAtt::Snippet(_) => false,
    };
    match items {
        FetchItems::Macro(_) => false,
        FetchItems::Atts(atts) => atts.iter().any(sets),
    }
}

/// For commands that cannot go without a charset. [RFC 9755 §3](https://www.rfc-editor.org/rfc/rfc9755#section-3)
fn only_utf8(charset: &Charset<'_>) -> Needs {
    let is_utf8 = charset.as_bytes().eq_ignore_ascii_case(Charset::UTF_8.as_bytes());
    if is_utf8 { Needs::Nothing } else { Needs::NoUtf8 }
}

/// How many octets come with a message; with CATENATE the server may have more of it.
fn octets(message: &AppendMessage<'_>) -> u64 {
    let len = |octets: &[u8]| octets.len() as u64;
    match &message.data {
        AppendData::Literal(text) => len(text.as_bytes()),
        AppendData::Literal8(binary) | AppendData::Utf8(binary) => len(binary.as_bytes()),
        AppendData::Catenate(parts) => parts.iter().fold(0, |sum, part| {
            sum.saturating_add(match part {
                CatPart::Text(text) => len(text.as_bytes()),
                CatPart::Utf8(binary) => len(binary.as_bytes()),
                CatPart::Url(_) => 0,
            })
        }),
        AppendData::Other(_) => 0,
    }
}

fn tells_metadata(notify: &Notify<'_>) -> bool {
    let Notify::Set(set) = notify else { return false };
    let tells =
        |event: &Event<'_>| matches!(event, Event::MailboxMetadataChange | Event::ServerMetadataChange);
    set.groups().iter().flat_map(|group| group.events()).any(tells)
}

/// SEARCH and SORT with these options are answered by ESEARCH, which bears the tag. What is kept up to date has to see what
/// is removed meanwhile.
fn bears_tag<'c>(returns: &[SearchReturnOpt<'_>]) -> Answered<'c> {
    let updated = returns.iter().any(|option| matches!(option, SearchReturnOpt::Update(_)));
    if updated { Answered::Beside(DataName::Expunge.into()) } else { Answered::Apart }
}

/// [RFC 7162 §3.2.6](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.6)
fn fetch_needs(fetch: &Fetch<'_>) -> Needs {
    match fetch.modifiers().contains(&FetchModifier::Vanished) {
        true if fetch.has_vanished_alone() => Needs::Never(Refusal::VanishedAlone),
        true => Needs::QResync,
        false => Needs::Nothing,
    }
}

/// Whether an ESEARCH asks for updates, of which there are only those of the selected mailbox.
fn updates(search: &MultiSearch<'_>) -> bool {
    search.returns().into_iter().flatten().any(|option| matches!(option, SearchReturnOpt::Update(_)))
}

fn fetches(items: &FetchItems<'_>, att: &FetchAtt<'_>) -> bool {
    matches!(items, FetchItems::Atts(atts) if atts.contains(att))
}

fn has_mod_seq(keys: &[SearchKey<'_>]) -> bool {
    SearchKey::any(keys, |key| matches!(key, SearchKey::ModSeq(_)))
}
