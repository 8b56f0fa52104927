//! The table of states. [RFC 9051 §3](https://www.rfc-editor.org/rfc/rfc9051#section-3)

use core::fmt;

use imap_types::command::CommandBody;
use imap_types::mailbox::Mailbox;
use imap_types::response::Condition;

use super::{Access, Row};

/// State of a connection. [RFC 9051 §3](https://www.rfc-editor.org/rfc/rfc9051#section-3)
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
            (Self::Authenticated | Self::Selected, Effect::Open(_), Ok) => Self::Selected,
            (Self::Authenticated | Self::Selected, Effect::Open(_), No | Bad) => Self::Authenticated,
            (Self::Selected, Effect::Close, Ok) => Self::Authenticated,
            (Self::Authenticated | Self::Selected, Effect::Unauthenticate, Ok) => Self::NotAuthenticated,
            (_, Effect::LogOut, Ok) => Self::Logout,
            (Self::NotAuthenticated | Self::Authenticated | Self::Selected, _, _) => self,
        }
    }

    /// Whether the command belongs to this state. Commands that this library does not know belong to all but the
    /// first and the last.
    pub fn allows(self, command: &CommandBody<'_>) -> bool {
        Row::of(command).places.contains(self)
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

/// Effect of a command on the session when it ends with OK: all that is kept of it while it is in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// LOGIN and AUTHENTICATE.
    LogIn,
    /// STARTTLS
    StartTls,
    /// SELECT and EXAMINE.
    Open(Open),
    /// CLOSE and UNSELECT.
    Close,
    /// UNAUTHENTICATE
    Unauthenticate,
    /// LOGOUT
    LogOut,
    /// ENABLE. The server's `* ENABLED` says what it has switched on.
    Enable(Enable),
    /// A command that asks for what the server tells unasked from then on.
    Asks {
        /// Whether mod-sequences are asked for. [RFC 7162 §3.1](https://www.rfc-editor.org/rfc/rfc7162#section-3.1)
        cond_store: bool,
        /// Whether identifiers are asked for as `OBJECTID+` has them, a draft: that switches it on as ENABLE does.
        object_ids: bool,
    },
    /// NOTIFY
    Notify {
        /// Whether the server tells at any time which messages of the selected mailbox are expunged.
        /// [RFC 5465 §5.3](https://www.rfc-editor.org/rfc/rfc5465#section-5.3)
        expunges: bool,
        /// Whether the server tells of changed annotations.
        /// [RFC 5465 §5.6](https://www.rfc-editor.org/rfc/rfc5465#section-5.6)
        metadata: bool,
    },
}

const _: () = assert!(size_of::<Effect>() <= 32);

/// Effect of SELECT and EXAMINE: [`Effect::Open`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Mailbox to open.
    pub mailbox: Mailbox<'static>,
    /// Read-write for SELECT, read-only for EXAMINE.
    pub access: Access,
    /// Whether mod-sequences are asked for.
    pub cond_store: bool,
    /// Whether identifiers are asked for as `OBJECTID+` has them.
    pub object_ids: bool,
}

/// Effect of ENABLE: [`Effect::Enable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enable {
    /// Whether QRESYNC is asked for.
    pub qresync: bool,
    /// Whether `UTF8=ACCEPT` is asked for.
    pub utf8_accept: bool,
    /// Whether UIDONLY is asked for.
    pub uid_only: bool,
}

impl Effect {
    /// Effect of a command when it succeeds.
    pub fn of(command: &CommandBody<'_>) -> Self {
        Row::of(command).effect()
    }

    pub(super) const fn enables_cond_store(&self) -> bool {
        matches!(self, Self::Asks { cond_store: true, .. } | Self::Open(Open { cond_store: true, .. }))
    }

    pub(super) const fn enables_object_ids(&self) -> bool {
        matches!(self, Self::Asks { object_ids: true, .. } | Self::Open(Open { object_ids: true, .. }))
    }
}
