//! The table of states. [RFC 9051 §3](https://www.rfc-editor.org/rfc/rfc9051#section-3)

use core::fmt;

use imap_types::ToBoundedStatic;
use imap_types::capability::Capability;
use imap_types::command::CommandBody;
use imap_types::fetch::{FetchAtt, FetchItems, FetchModifier};
use imap_types::list::ReturnOption;
use imap_types::mailbox::Mailbox;
use imap_types::response::Condition;
use imap_types::search::SearchKey;
use imap_types::select::SelectParam;
use imap_types::status::StatusAtt;
use imap_types::store::StoreModifier;

use super::Access;

/// Where a connection stands. [RFC 9051 §3](https://www.rfc-editor.org/rfc/rfc9051#section-3)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum State {
    /// The server has not said hello yet.
    #[default]
    Greeting,
    /// The client has to log in.
    NotAuthenticated,
    /// The client is logged in.
    Authenticated,
    /// A mailbox is open.
    Selected,
    /// One side has said good bye, and nothing follows any more.
    Logout,
}

impl State {
    /// The state after a command.
    ///
    /// A SELECT that fails leaves nothing selected (RFC 9051 §6.3.2). That holds for BAD, too: the RFC does not
    /// say so, and servers that parse before they close keep the old mailbox, but to believe that none is open is
    /// the safe side to err on.
    #[must_use]
    pub const fn after(self, effect: &Effect, condition: Condition) -> Self {
        use Condition::{Bad, No, Ok};
        match (self, effect, condition) {
            (Self::Greeting | Self::Logout, _, _) => self,
            (Self::NotAuthenticated, Effect::LogIn, Ok) => Self::Authenticated,
            (Self::Authenticated | Self::Selected, Effect::Open { .. }, Ok) => Self::Selected,
            (Self::Authenticated | Self::Selected, Effect::Open { .. }, No | Bad) => Self::Authenticated,
            (Self::Selected, Effect::Close, Ok) => Self::Authenticated,
            (Self::Authenticated | Self::Selected, Effect::Unauthenticate, Ok) => Self::NotAuthenticated,
            (_, Effect::LogOut, Ok) => Self::Logout,
            (Self::NotAuthenticated | Self::Authenticated | Self::Selected, _, _) => self,
        }
    }

    /// Whether the command belongs to this state. Commands that this library does not know belong to all but the
    /// first and the last.
    pub fn allows(self, command: &CommandBody<'_>) -> bool {
        use CommandBody as C;
        match command {
            C::Capability | C::Noop | C::Logout | C::Id(_) | C::Language(_) | C::Other(_) => {
                !matches!(self, Self::Greeting | Self::Logout)
            }
            C::StartTls | C::Authenticate { .. } | C::Login { .. } => matches!(self, Self::NotAuthenticated),
            C::Enable(_) => matches!(self, Self::Authenticated),
            C::Unauthenticate
            | C::Compress(_)
            | C::Select { .. }
            | C::Examine { .. }
            | C::Create { .. }
            | C::Delete { .. }
            | C::Rename { .. }
            | C::Subscribe { .. }
            | C::Unsubscribe { .. }
            | C::List { .. }
            | C::Lsub { .. }
            | C::Namespace
            | C::RList(_)
            | C::RLsub(_)
            | C::XList(_)
            | C::GenUrlAuth(_)
            | C::ResetKey(_)
            | C::UrlFetch(_)
            | C::GetQuota(_)
            | C::GetQuotaRoot(_)
            | C::SetQuota(_)
            | C::SetAcl(_)
            | C::DeleteAcl(_)
            | C::GetAcl(_)
            | C::ListRights(_)
            | C::MyRights(_)
            | C::GetMetadata(_)
            | C::SetMetadata(_)
            | C::GetAnnotation(_)
            | C::SetAnnotation(_)
            | C::Comparator(_)
            | C::XApplePushService(_)
            | C::GetJmapAccess
            | C::Notify(_)
            | C::Status { .. }
            | C::Append { .. }
            | C::Idle => self.is_authenticated(),
            C::ESearch(search) if !search.is_about_selected() => self.is_authenticated(),
            C::ESearch(_)
            | C::Check
            | C::Close
            | C::Unselect
            | C::Expunge
            | C::UidExpunge { .. }
            | C::Search { .. }
            | C::Sort(_)
            | C::Thread(_)
            | C::CancelUpdate(_)
            | C::UidBatches(_)
            | C::Fetch { .. }
            | C::Store { .. }
            | C::Copy { .. }
            | C::Replace(_)
            | C::Move { .. } => matches!(self, Self::Selected),
        }
    }

    /// Whether the client is logged in, with or without a mailbox.
    pub const fn is_authenticated(self) -> bool {
        matches!(self, Self::Authenticated | Self::Selected)
    }
}

/// Writes the RFC's name: `not authenticated`.
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Greeting => "server greeting",
            Self::NotAuthenticated => "not authenticated",
            Self::Authenticated => "authenticated",
            Self::Selected => "selected",
            Self::Logout => "logout",
        })
    }
}

/// What a command does to the session when it ends: all that needs to be kept of it while it is in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// LOGIN and AUTHENTICATE.
    LogIn,
    /// STARTTLS
    StartTls,
    /// SELECT and EXAMINE.
    Open {
        /// What they open.
        mailbox: Mailbox<'static>,
        /// Which of the two it is.
        access: Access,
        /// Whether mod-sequences are asked for.
        cond_store: bool,
    },
    /// CLOSE and UNSELECT.
    Close,
    /// UNAUTHENTICATE
    Unauthenticate,
    /// LOGOUT
    LogOut,
    /// ENABLE. What it has switched on says the server's `* ENABLED`.
    Enable {
        /// Whether QRESYNC is asked for.
        qresync: bool,
        /// Whether `UTF8=ACCEPT` is asked for.
        utf8_accept: bool,
    },
    /// A command that asks for mod-sequences, which the server tells of its own from then on.
    /// [RFC 7162 §3.1](https://www.rfc-editor.org/rfc/rfc7162#section-3.1)
    CondStore,
    /// NOTIFY
    Notify {
        /// Whether the server tells at any time which messages of the selected mailbox are expunged.
        /// [RFC 5465 §5.3](https://www.rfc-editor.org/rfc/rfc5465#section-5.3)
        expunges: bool,
    },
}

const _: () = assert!(size_of::<Effect>() <= 32);

impl Effect {
    /// What this command does.
    pub fn of(command: &CommandBody<'_>) -> Self {
        use CommandBody as C;
        match command {
            C::Login { .. } | C::Authenticate { .. } => Self::LogIn,
            C::StartTls => Self::StartTls,
            C::Select { mailbox, params } => Self::open(mailbox, params, Access::ReadWrite),
            C::Examine { mailbox, params } => Self::open(mailbox, params, Access::ReadOnly),
            C::Close | C::Unselect => Self::Close,
            C::Unauthenticate => Self::Unauthenticate,
            C::Logout => Self::LogOut,
            C::Enable(list) => Self::Enable {
                qresync: list.contains(&Capability::QResync),
                utf8_accept: list.contains(&Capability::Utf8Accept),
            },
            C::Notify(notify) => Self::Notify { expunges: notify.expunges_at_any_time() },
            _ if asks_for_mod_seqs(command) => Self::CondStore,
            _ => Self::None,
        }
    }

    fn open(mailbox: &Mailbox<'_>, params: &[SelectParam<'_>], access: Access) -> Self {
        let cond_store = params.iter().any(|param| !matches!(param, SelectParam::Other(_)));
        Self::Open { mailbox: mailbox.to_static(), access, cond_store }
    }

    pub(super) const fn enables_cond_store(&self) -> bool {
        matches!(self, Self::CondStore | Self::Open { cond_store: true, .. })
    }
}

/// Whether this is a CONDSTORE enabling command other than SELECT, EXAMINE and ENABLE, which answers for itself.
fn asks_for_mod_seqs(command: &CommandBody<'_>) -> bool {
    match command {
        CommandBody::Status { items, .. } => items.contains(&StatusAtt::HighestModSeq),
        CommandBody::List { returns: Some(returns), .. } => returns.iter().any(
            |option| matches!(option, ReturnOption::Status(items) if items.contains(&StatusAtt::HighestModSeq)),
        ),
        CommandBody::Fetch { items, modifiers, .. } => {
            matches!(items, FetchItems::Atts(atts) if atts.contains(&FetchAtt::ModSeq))
                || modifiers.iter().any(|modifier| matches!(modifier, FetchModifier::ChangedSince(_)))
        }
        CommandBody::Store { modifiers, .. } => {
            modifiers.iter().any(|modifier| matches!(modifier, StoreModifier::UnchangedSince(_)))
        }
        CommandBody::Search { keys, .. } => has_mod_seq(keys),
        CommandBody::Sort(sort) => has_mod_seq(&sort.keys),
        CommandBody::Thread(thread) => has_mod_seq(&thread.keys),
        CommandBody::ESearch(search) => has_mod_seq(&search.keys),
        _ => false,
    }
}

fn has_mod_seq(keys: &[SearchKey<'_>]) -> bool {
    SearchKey::any(keys, |key| matches!(key, SearchKey::ModSeq(_)))
}
