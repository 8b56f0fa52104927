//! Which news a client wants. [RFC 5465](https://www.rfc-editor.org/rfc/rfc5465)

use alloc::vec::Vec;

use imap_types::IntoBoundedStatic;
use imap_types::fetch::FetchAtt;
use imap_types::filter_mailboxes::FilterMailboxes;
use imap_types::notify::{Event, Notify};

use super::View;

/// What the client wants to be told of the mailbox that it has open.
#[derive(Clone, Debug)]
pub(super) struct Interest {
    /// Messages that come and go: MessageNew and MessageExpunge, which go together.
    pub(super) messages: bool,
    /// FlagChange
    pub(super) flags: bool,
    /// What to tell of new messages.
    pub(super) items: Vec<FetchAtt<'static>>,
    /// Whether FETCH with flags has the UID in any dialect: RFC 5465 §5.1.
    pub(super) uids: bool,
}

/// Everything, as long as there has been no NOTIFY.
impl Default for Interest {
    fn default() -> Self {
        Self { messages: true, flags: true, items: Vec::new(), uids: false }
    }
}

impl Interest {
    fn of(notify: &Notify<'_>) -> Self {
        let mut interest = Self { messages: false, flags: false, items: Vec::new(), uids: true };
        let Notify::Set(set) = notify else { return interest };
        let is_selected = |mailboxes: &FilterMailboxes<'_>| {
            matches!(mailboxes, FilterMailboxes::Selected | FilterMailboxes::SelectedDelayed)
        };
        for event in set
            .groups()
            .iter()
            .filter(|group| is_selected(group.mailboxes()))
            .flat_map(|group| group.events())
        {
            match event {
                Event::MessageNew(items) => {
                    interest.messages = true;
                    interest.items = items.clone().into_static();
                }
                Event::MessageExpunge => interest.messages = true,
                Event::FlagChange => interest.flags = true,
                Event::AnnotationChange
                | Event::MailboxName
                | Event::SubscriptionChange
                | Event::MailboxMetadataChange
                | Event::ServerMetadataChange
                | Event::Other(_) => {}
            }
        }
        interest
    }
}

impl View {
    /// NOTIFY has succeeded: from now on, also of mailboxes that are opened later, [`View::news`] tells what it asks for
    /// of the selected mailbox and nothing else; nothing at all where it does not speak of the selected mailbox.
    ///
    /// Changes of flags that are not wanted are forgotten. Messages that come and go wait until they are wanted: until
    /// then the client counts as before. When EXPUNGE may be said still tells
    /// [`Server::may_expunge`](crate::Server::may_expunge).
    ///
    /// ```text
    /// C: a1 NOTIFY SET (SELECTED (MessageNew MessageExpunge))
    /// S: a1 OK done                 no FETCH for changed flags from now on
    /// ```
    pub fn notify(&mut self, notify: &Notify<'_>) {
        self.interest = Interest::of(notify);
    }

    /// What the client wants to be told of each new message besides EXISTS: answer these items in a FETCH response behind
    /// the news, for the numbers from the one after [`View::exists`] before to that after.
    /// [RFC 5465 §5.2](https://www.rfc-editor.org/rfc/rfc5465#section-5.2)
    pub fn wanted_of_new(&self) -> &[FetchAtt<'static>] {
        &self.interest.items
    }
}
