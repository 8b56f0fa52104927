//! GETQUOTA, GETQUOTAROOT and SETQUOTA. [RFC 9208](https://www.rfc-editor.org/rfc/rfc9208)

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::mailbox::Mailbox;
use imap_types::number::Number64;
use imap_types::quota::{self, Quota, QuotaResource, Resource, ResourceLimit};
use imap_types::response::Data;
use imap_types::string::AString;

use super::{Answer, Request, Room};

/// GETQUOTA: usage and limits of a quota root.
///
/// ```text
/// C: a1 GETQUOTA "#user/alice"
/// S: * QUOTA "#user/alice" (STORAGE 54 111 MESSAGE 42 1000)
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::quota::Resource;
///
/// let call = client.call(GetQuota::new("#user/alice")?)?;
/// let answer = b"* QUOTA \"#user/alice\" (STORAGE 54 111 MESSAGE 42 1000)\r\na1 OK done\r\n";
/// let resources = finish(&mut client, call, answer)?;
/// assert_eq!((&resources[0].resource, resources[0].usage.get()), (&Resource::Storage, 54));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the resources that have a limit. Requires
/// [`Capability::Quota`](imap_types::capability::Capability::Quota).
/// [RFC 9208 §4.1.1](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.1)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct GetQuota<'a>(quota::GetQuota<'a>);

impl<'a> GetQuota<'a> {
    /// Asks for usage and limits of this quota root, whose name may be empty. Refuses a name that cannot be sent.
    pub fn new<R>(root: R) -> Result<Self, ValueError>
    where
        R: TryInto<AString<'a>>,
        ValueError: From<R::Error>,
    {
        Ok(Self(quota::GetQuota { root: root.try_into()? }))
    }
}

impl<'a> Request<'a> for GetQuota<'a> {
    type Answer = QuotaAnswer;

    fn into_parts(self) -> (CommandBody<'a>, QuotaAnswer) {
        let answer = QuotaAnswer::new(&self.0.root);
        (CommandBody::GetQuota(self.0), answer)
    }
}

/// SETQUOTA: sets the limits of a quota root. Limits that are not given are removed.
///
/// ```text
/// C: a1 SETQUOTA "#user/alice" (STORAGE 510)
/// S: * QUOTA "#user/alice" (STORAGE 58 512)
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::quota::Resource;
///
/// let call = client.call(SetQuota::new("#user/alice")?.limit(Resource::Storage, 510_u32))?;
/// let answer = b"* QUOTA \"#user/alice\" (STORAGE 58 512)\r\na1 OK done\r\n";
/// let resources = finish(&mut client, call, answer)?;
/// assert_eq!(resources[0].limit.get(), 512); // the server has rounded it
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the resources as the server tells them then, if it does. Requires
/// [`Capability::QuotaSet`](imap_types::capability::Capability::QuotaSet).
/// [RFC 9208 §4.1.3](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.3)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct SetQuota<'a>(quota::SetQuota<'a>);

impl<'a> SetQuota<'a> {
    /// Sets the limits of this quota root, whose name may be empty: those that [`SetQuota::limit`] adds, and no
    /// others. Refuses a name that cannot be sent.
    pub fn new<R>(root: R) -> Result<Self, ValueError>
    where
        R: TryInto<AString<'a>>,
        ValueError: From<R::Error>,
    {
        Ok(Self(quota::SetQuota { root: root.try_into()?, limits: Vec::new() }))
    }

    /// Limits a resource to so many of its units.
    pub fn limit(mut self, resource: Resource<'a>, limit: impl Into<Number64>) -> Self {
        self.0.limits.push(ResourceLimit { resource, limit: limit.into() });
        self
    }
}

impl<'a> Request<'a> for SetQuota<'a> {
    type Answer = QuotaAnswer;

    fn into_parts(self) -> (CommandBody<'a>, QuotaAnswer) {
        let answer = QuotaAnswer::new(&self.0.root);
        (CommandBody::SetQuota(self.0), answer)
    }
}

/// Keeps what was told of one quota root last.
#[derive(Clone, Debug)]
pub struct QuotaAnswer {
    root: AString<'static>,
    resources: Vec<QuotaResource<'static>>,
}

impl QuotaAnswer {
    fn new(root: &AString<'_>) -> Self {
        Self { root: root.clone().into_static(), resources: Vec::new() }
    }
}

impl Answer for QuotaAnswer {
    type Output = Vec<QuotaResource<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::Quota(quota) if quota.root == self.root => {
                let data = Data::Quota(quota);
                if let (true, Data::Quota(quota)) = (room.take_data(&data), data) {
                    self.resources = quota.resources.into_static();
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> Vec<QuotaResource<'static>> {
        self.resources
    }
}

/// GETQUOTAROOT: the quota roots of a mailbox, with their usage and limits.
///
/// ```text
/// C: a1 GETQUOTAROOT INBOX
/// S: * QUOTAROOT INBOX "#user/alice" "!partition/sda4"
/// S: * QUOTA "#user/alice" (MESSAGE 42 1000)
/// S: * QUOTA "!partition/sda4" (STORAGE 104 10923847)
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// let call = client.call(GetQuotaRoot::new("INBOX")?)?;
/// let answer = b"* QUOTAROOT INBOX \"#user/alice\" \"!partition/sda4\"\r\n\
///     * QUOTA \"#user/alice\" (MESSAGE 42 1000)\r\n\
///     * QUOTA \"!partition/sda4\" (STORAGE 104 10923847)\r\na1 OK done\r\n";
/// let roots = finish(&mut client, call, answer)?;
/// assert_eq!(roots[1].root, "!partition/sda4");
/// assert_eq!(roots[1].resources[0].usage.get(), 104);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the roots in the order of the server; none where nothing is limited. A QUOTA response before the roots are
/// told is kept in case that it is of one of them, and given back, too. Requires
/// [`Capability::Quota`](imap_types::capability::Capability::Quota).
/// [RFC 9208 §4.1.2](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.2)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct GetQuotaRoot<'a>(quota::GetQuotaRoot<'a>);

impl<'a> GetQuotaRoot<'a> {
    /// Asks for the quota roots of this mailbox, which need not exist. Refuses a name that cannot be sent.
    pub fn new<M>(mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self(quota::GetQuotaRoot { mailbox: mailbox.try_into()? }))
    }
}

impl<'a> Request<'a> for GetQuotaRoot<'a> {
    type Answer = QuotaRootAnswer;

    fn into_parts(self) -> (CommandBody<'a>, QuotaRootAnswer) {
        let mailbox = self.0.mailbox.clone().into_static();
        let answer =
            QuotaRootAnswer { mailbox, roots: None, quotas: BTreeMap::new(), early: BTreeMap::new() };
        (CommandBody::GetQuotaRoot(self.0), answer)
    }
}

/// Collects the quota roots of one mailbox.
#[derive(Clone, Debug)]
pub struct QuotaRootAnswer {
    mailbox: Mailbox<'static>,
    roots: Option<Vec<AString<'static>>>,
    /// Of each root that was told.
    quotas: BTreeMap<AString<'static>, Vec<QuotaResource<'static>>>,
    /// Of others, which came before.
    early: BTreeMap<AString<'static>, Vec<QuotaResource<'static>>>,
}

impl QuotaRootAnswer {
    /// Whether this may be about a root of the mailbox. Some servers tell the quotas first.
    fn answers(&self, data: &Data<'_>) -> bool {
        if let Data::QuotaRoot(told) = data {
            return told.mailbox == self.mailbox;
        }
        matches!(data, Data::Quota(quota) if self.roots.is_none() || self.quotas.contains_key(&quota.root))
    }
}

impl Answer for QuotaRootAnswer {
    type Output = Vec<Quota<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        if !self.answers(&data) {
            return Some(data);
        }
        // Before the roots are known, it may be that of another mailbox.
        let is_early = self.roots.is_none() && matches!(data, Data::Quota(_));
        let back = is_early.then(|| data.clone());
        if !room.take_data(&data) {
            return back;
        }
        match data {
            Data::QuotaRoot(told) => {
                let roots: Vec<AString<'static>> = told.roots.into_static();
                for root in &roots {
                    let early = self.early.remove(root).unwrap_or_default();
                    self.quotas.entry(root.clone()).or_insert(early);
                }
                self.roots.get_or_insert_default().extend(roots);
            }
            Data::Quota(quota) => {
                let quotas = if is_early { &mut self.early } else { &mut self.quotas };
                quotas.insert(quota.root.into_static(), quota.resources.into_static());
            }
            data => return Some(data),
        }
        back
    }

    /// A root without a QUOTA response has no resources.
    fn output(mut self) -> Vec<Quota<'static>> {
        let quota = |(root, resources)| Quota { root, resources };
        match self.roots {
            Some(roots) => {
                roots.into_iter().filter_map(|root| self.quotas.remove_entry(&root)).map(quota).collect()
            }
            None => self.early.into_iter().map(quota).collect(),
        }
    }
}
