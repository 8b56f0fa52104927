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
    #[inline]
    pub fn mailboxes(&self) -> impl Iterator<Item = &Mailbox<'a>> {
        self.named().into_iter().flatten()
    }
}

impl<'a> Data<'a> {
    /// The mailbox that the data is about, where the data names it: LIST, LSUB and XLIST, STATUS, ESEARCH of several
    /// mailboxes, QUOTAROOT, ACL, LISTRIGHTS, MYRIGHTS, METADATA and ANNOTATION. Namespaces, URLs and what this library
    /// does not know are no such names.
    pub fn mailbox(&self) -> Option<&Mailbox<'a>> {
        let [mailbox, _] = self.named();
        mailbox
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::MailboxList;

    #[test]
    fn names_come_in_the_order_of_the_wire() {
        let mailbox = |name| Mailbox::try_from(name).expect("it is a name");
        let rename = CommandBody::rename("a", "b").expect("they are names");
        assert!(rename.mailboxes().eq([&mailbox("a"), &mailbox("b")]));
        assert!(CommandBody::Delete { mailbox: mailbox("a") }.mailboxes().eq([&mailbox("a")]));
        assert_eq!(CommandBody::Noop.mailboxes().count(), 0);
        let list = Data::List(MailboxList::new(mailbox("a"), None));
        assert_eq!(list.mailbox(), Some(&mailbox("a")));
        assert_eq!(Data::Exists(1).mailbox(), None);
    }
}
