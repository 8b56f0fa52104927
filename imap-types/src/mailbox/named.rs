//! Which mailboxes a message names.

use crate::command::CommandBody;
use crate::mailbox::Mailbox;
use crate::response::Data;

impl<'a> CommandBody<'a> {
    /// The mailboxes that the command names as such, in the order of the wire: at most two.
    ///
    /// ```
    /// # use imap_types::command::CommandBody;
    /// let copy = CommandBody::copy(imap_types::sequence::UidSequenceSet::all(), "Archive")?;
    /// assert!(copy.mailboxes().any(|mailbox| mailbox == "Archive"));
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    /// Not among them is what may stand for mailboxes without being the name of one: patterns and references of LIST
    /// and its like, patterns of GETANNOTATION and SETANNOTATION, URLs (URLFETCH, GENURLAUTH, APPEND with CATENATE),
    /// the filters of ESEARCH and NOTIFY, the parameters of XAPPLEPUSHSERVICE, and whatever a command has that this
    /// library does not know. The empty name, which GETMETADATA and SETMETADATA have for the server, is.
    pub fn mailboxes(&self) -> impl Iterator<Item = &Mailbox<'a>> {
        self.named().into_iter().flatten()
    }

    fn named(&self) -> [Option<&Mailbox<'a>>; 2] {
        let mailbox = match self {
            Self::Rename { from, to, .. } => return [Some(from), Some(to)],
            Self::Select { mailbox, .. }
            | Self::Examine { mailbox, .. }
            | Self::Create { mailbox, .. }
            | Self::Delete { mailbox }
            | Self::Subscribe { mailbox }
            | Self::Unsubscribe { mailbox }
            | Self::Status { mailbox, .. }
            | Self::Append { mailbox, .. }
            | Self::Copy { mailbox, .. }
            | Self::Move { mailbox, .. } => mailbox,
            Self::Replace(replace) => &replace.mailbox,
            Self::GetQuotaRoot(get) => &get.mailbox,
            Self::SetAcl(set) => &set.mailbox,
            Self::DeleteAcl(delete) => &delete.mailbox,
            Self::GetAcl(get) => &get.mailbox,
            Self::ListRights(list) => &list.mailbox,
            Self::MyRights(my) => &my.mailbox,
            Self::GetMetadata(get) => &get.mailbox,
            Self::SetMetadata(set) => &set.mailbox,
            Self::ResetKey(reset) => return [reset.target.as_ref().map(|target| &target.mailbox), None],
            Self::Capability
            | Self::Noop
            | Self::Logout
            | Self::Id(_)
            | Self::StartTls
            | Self::Authenticate { .. }
            | Self::Login { .. }
            | Self::Unauthenticate
            | Self::Compress(_)
            | Self::Enable(_)
            | Self::List { .. }
            | Self::Lsub { .. }
            | Self::Namespace
            | Self::Idle
            | Self::Check
            | Self::Close
            | Self::Unselect
            | Self::Expunge
            | Self::UidExpunge { .. }
            | Self::Search { .. }
            | Self::Sort(_)
            | Self::Thread(_)
            | Self::ESearch(_)
            | Self::CancelUpdate(_)
            | Self::UidBatches(_)
            | Self::Fetch { .. }
            | Self::Store { .. }
            | Self::GenUrlAuth(_)
            | Self::UrlFetch(_)
            | Self::RList(_)
            | Self::RLsub(_)
            | Self::XList(_)
            | Self::GetQuota(_)
            | Self::SetQuota(_)
            | Self::GetAnnotation(_)
            | Self::SetAnnotation(_)
            | Self::Notify(_)
            | Self::Language(_)
            | Self::Comparator(_)
            | Self::Conversions(_)
            | Self::Convert(_)
            | Self::XApplePushService(_)
            | Self::GetJmapAccess
            | Self::Other(_) => return [None, None],
        };
        [Some(mailbox), None]
    }
}

impl<'a> Data<'a> {
    /// The mailbox that the data is about, where the data names it: LIST, LSUB and XLIST, STATUS, ESEARCH of several
    /// mailboxes, QUOTAROOT, ACL, LISTRIGHTS, MYRIGHTS, METADATA and ANNOTATION. Namespaces, URLs and what this library
    /// does not know are no such names.
    pub fn mailbox(&self) -> Option<&Mailbox<'a>> {
        match self {
            Self::List(list) | Self::Lsub(list) | Self::XList(list) => Some(&list.mailbox),
            Self::MailboxStatus(status) => Some(&status.mailbox),
            Self::ESearch(search) => search.mailbox.as_ref(),
            Self::QuotaRoot(root) => Some(&root.mailbox),
            Self::Acl(acl) => Some(&acl.mailbox),
            Self::ListRights(rights) => Some(&rights.mailbox),
            Self::MyRights(rights) => Some(&rights.mailbox),
            Self::Metadata(metadata) => Some(&metadata.mailbox),
            Self::Annotation(annotation) => Some(&annotation.mailbox),
            Self::Status(_)
            | Self::Capability(_)
            | Self::Enabled(_)
            | Self::Id(_)
            | Self::Namespace(_)
            | Self::Flags(_)
            | Self::Search(_)
            | Self::Sort(_)
            | Self::Thread(_)
            | Self::UidBatches(_)
            | Self::Exists(_)
            | Self::Recent(_)
            | Self::Expunge(_)
            | Self::Vanished { .. }
            | Self::Fetch { .. }
            | Self::Quota(_)
            | Self::Language(_)
            | Self::Comparator(_)
            | Self::GenUrlAuth(_)
            | Self::UrlFetch(_)
            | Self::JmapAccess(_)
            | Self::Converted(_)
            | Self::Conversion(_)
            | Self::XApplePushService(_)
            | Self::UidFetch { .. }
            | Self::Other(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::MailboxList;

    #[test]
    fn names_come_in_the_order_of_the_wire() {
        let mailbox = |name| Mailbox::try_from(name).expect("it is a name");
        let rename = CommandBody::Rename { from: mailbox("a"), to: mailbox("b"), params: [].into() };
        assert!(rename.mailboxes().eq([&mailbox("a"), &mailbox("b")]));
        assert!(CommandBody::Delete { mailbox: mailbox("a") }.mailboxes().eq([&mailbox("a")]));
        assert_eq!(CommandBody::Noop.mailboxes().count(), 0);
        let list = Data::List(MailboxList::new(mailbox("a"), None));
        assert_eq!(list.mailbox(), Some(&mailbox("a")));
        assert_eq!(Data::Exists(1).mailbox(), None);
    }
}
