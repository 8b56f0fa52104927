//! GETACL, LISTRIGHTS, MYRIGHTS, SETACL and DELETEACL. [RFC 4314](https://www.rfc-editor.org/rfc/rfc4314)

use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::acl::{self, AclEntry, GrantableRights, Identifier, ModRights};
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::mailbox::Mailbox;
use imap_types::response::Data;
use imap_types::rights::Rights;

use super::{Answer, Plain, Request, Room};

/// GETACL: who may do what with a mailbox.
///
/// ```text
/// C: a1 GETACL INBOX
/// S: * ACL INBOX Fred rwipslxetad Chris lrswi
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::rights::Right;
///
/// let call = client.call(GetAcl::new("INBOX")?)?;
/// let entries = finish(&mut client, call, b"* ACL INBOX Fred rwipslxetad Chris lrswi\r\na1 OK done\r\n")?;
/// assert_eq!(entries[1].identifier, "Chris");
/// assert!(!entries[1].rights.contains(Right::ADMINISTER));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the entries in the order of the server. Requires
/// [`Capability::Acl`](imap_types::capability::Capability::Acl).
/// [RFC 4314 §3.3](https://www.rfc-editor.org/rfc/rfc4314#section-3.3)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct GetAcl<'a>(acl::GetAcl<'a>);

impl<'a> GetAcl<'a> {
    /// Asks for the access control list of this mailbox. Refuses a name that cannot be sent.
    pub fn new<M>(mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self(acl::GetAcl { mailbox: mailbox.try_into()? }))
    }
}

impl<'a> Request<'a> for GetAcl<'a> {
    type Answer = AclAnswer;

    fn into_parts(self) -> (CommandBody<'a>, AclAnswer) {
        let answer = AclAnswer { mailbox: self.0.mailbox.clone().into_static(), entries: Vec::new() };
        (CommandBody::GetAcl(self.0), answer)
    }
}

/// Keeps the list that was told of one mailbox last.
#[derive(Clone, Debug)]
pub struct AclAnswer {
    mailbox: Mailbox<'static>,
    entries: Vec<AclEntry<'static>>,
}

impl Answer for AclAnswer {
    type Output = Vec<AclEntry<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::Acl(acl) if acl.mailbox == self.mailbox => {
                let data = Data::Acl(acl);
                if let (true, Data::Acl(acl)) = (room.take_data(&data), data) {
                    self.entries = acl.entries.into_static();
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> Vec<AclEntry<'static>> {
        self.entries
    }
}

/// MYRIGHTS: what the user may do with a mailbox.
///
/// ```text
/// C: a1 MYRIGHTS INBOX
/// S: * MYRIGHTS INBOX rwiptsldaex
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::rights::Right;
///
/// let call = client.call(MyRights::new("INBOX")?)?;
/// let rights = finish(&mut client, call, b"* MYRIGHTS INBOX rwiptsldaex\r\na1 OK done\r\n")?;
/// assert!(rights.contains(Right::INSERT));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Requires [`Capability::Acl`](imap_types::capability::Capability::Acl).
/// [RFC 4314 §3.5](https://www.rfc-editor.org/rfc/rfc4314#section-3.5)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct MyRights<'a>(acl::MyRights<'a>);

impl<'a> MyRights<'a> {
    /// Asks for the user's own rights on this mailbox. Refuses a name that cannot be sent.
    pub fn new<M>(mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self(acl::MyRights { mailbox: mailbox.try_into()? }))
    }
}

impl<'a> Request<'a> for MyRights<'a> {
    type Answer = MyRightsAnswer;

    fn into_parts(self) -> (CommandBody<'a>, MyRightsAnswer) {
        let answer = MyRightsAnswer { mailbox: self.0.mailbox.clone().into_static(), rights: Rights::EMPTY };
        (CommandBody::MyRights(self.0), answer)
    }
}

/// Keeps the rights that were told on one mailbox last.
#[derive(Clone, Debug)]
pub struct MyRightsAnswer {
    mailbox: Mailbox<'static>,
    rights: Rights,
}

impl Answer for MyRightsAnswer {
    type Output = Rights;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, _room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::MyRights(told) if told.mailbox == self.mailbox => {
                self.rights = told.rights;
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> Rights {
        self.rights
    }
}

/// LISTRIGHTS: which rights an identifier can be given on a mailbox.
///
/// ```text
/// C: a1 LISTRIGHTS ~/Mail/saved smith
/// S: * LISTRIGHTS ~/Mail/saved smith la r swicdkxte
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// let call = client.call(ListRights::new("~/Mail/saved", "smith")?)?;
/// let answer = b"* LISTRIGHTS ~/Mail/saved smith la r swicdkxte\r\na1 OK done\r\n";
/// let rights = finish(&mut client, call, answer)?;
/// assert_eq!(rights.required().to_string(), "la");
/// assert_eq!(rights.optional().len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Requires [`Capability::Acl`](imap_types::capability::Capability::Acl).
/// [RFC 4314 §3.4](https://www.rfc-editor.org/rfc/rfc4314#section-3.4)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct ListRights<'a>(acl::ListRights<'a>);

impl<'a> ListRights<'a> {
    /// Asks which rights on this mailbox the identifier can be given. Refuses names that cannot be sent.
    pub fn new<M, I>(mailbox: M, identifier: I) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        I: TryInto<Identifier<'a>>,
        ValueError: From<M::Error> + From<I::Error>,
    {
        Ok(Self(acl::ListRights { mailbox: mailbox.try_into()?, identifier: identifier.try_into()? }))
    }
}

impl<'a> Request<'a> for ListRights<'a> {
    type Answer = ListRightsAnswer;

    fn into_parts(self) -> (CommandBody<'a>, ListRightsAnswer) {
        let mailbox = self.0.mailbox.clone().into_static();
        let answer = ListRightsAnswer { mailbox, rights: GrantableRights::default() };
        (CommandBody::ListRights(self.0), answer)
    }
}

/// Keeps the rights that can be given on one mailbox.
#[derive(Clone, Debug)]
pub struct ListRightsAnswer {
    mailbox: Mailbox<'static>,
    rights: GrantableRights,
}

impl Answer for ListRightsAnswer {
    type Output = GrantableRights;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::ListRights(told) if told.mailbox == self.mailbox => {
                if room.take(size_of_val(told.rights.optional())) {
                    self.rights = told.rights;
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> GrantableRights {
        self.rights
    }
}

/// SETACL: changes what an identifier may do with a mailbox.
///
/// ```text
/// C: a1 SETACL INBOX/Drafts Chris +cda
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::acl::ModRights;
///
/// let call = client.call(SetAcl::new("INBOX/Drafts", "Chris", ModRights::Add("cda".try_into()?))?)?;
/// assert_eq!(finish(&mut client, call, b"a1 OK done\r\n")?.text(), "done");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Requires [`Capability::Acl`](imap_types::capability::Capability::Acl).
/// [RFC 4314 §3.1](https://www.rfc-editor.org/rfc/rfc4314#section-3.1)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct SetAcl<'a>(acl::SetAcl<'a>);

impl<'a> SetAcl<'a> {
    /// Changes the rights of this identifier on this mailbox. Refuses names that cannot be sent.
    pub fn new<M, I>(mailbox: M, identifier: I, rights: ModRights) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        I: TryInto<Identifier<'a>>,
        ValueError: From<M::Error> + From<I::Error>,
    {
        Ok(Self(acl::SetAcl { mailbox: mailbox.try_into()?, identifier: identifier.try_into()?, rights }))
    }
}

impl<'a> Request<'a> for SetAcl<'a> {
    type Answer = Plain;

    fn into_parts(self) -> (CommandBody<'a>, Plain) {
        (CommandBody::SetAcl(self.0), Plain::default())
    }
}

/// DELETEACL: removes an identifier from the access control list of a mailbox.
///
/// ```text
/// C: a1 DELETEACL INBOX Fred
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// let call = client.call(DeleteAcl::new("INBOX", "Fred")?)?;
/// assert_eq!(finish(&mut client, call, b"a1 OK done\r\n")?.text(), "done");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Requires [`Capability::Acl`](imap_types::capability::Capability::Acl).
/// [RFC 4314 §3.2](https://www.rfc-editor.org/rfc/rfc4314#section-3.2)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct DeleteAcl<'a>(acl::DeleteAcl<'a>);

impl<'a> DeleteAcl<'a> {
    /// Removes the rights of this identifier on this mailbox; negative rights (`-bob`) stay. Refuses names that
    /// cannot be sent.
    pub fn new<M, I>(mailbox: M, identifier: I) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        I: TryInto<Identifier<'a>>,
        ValueError: From<M::Error> + From<I::Error>,
    {
        Ok(Self(acl::DeleteAcl { mailbox: mailbox.try_into()?, identifier: identifier.try_into()? }))
    }
}

impl<'a> Request<'a> for DeleteAcl<'a> {
    type Answer = Plain;

    fn into_parts(self) -> (CommandBody<'a>, Plain) {
        (CommandBody::DeleteAcl(self.0), Plain::default())
    }
}
