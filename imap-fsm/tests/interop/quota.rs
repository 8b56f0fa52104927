//! How much a user may store, and does.

use imap_fsm::client::call::{GetQuota, GetQuotaRoot, SetQuota};
use imap_types::capability::Capability;
use imap_types::quota::{Quota, QuotaResource, Resource};
use imap_types::response::Condition;
use imap_types::string::AString;

use crate::connection::Connection;
use crate::server::{NotOffered, Outcome, Server, Step};
use crate::store;

pub(crate) const STEPS: &[Step] = &[("GETQUOTAROOT, GETQUOTA", quota), ("SETQUOTA of a user refused", set)];

fn quota(server: &Server) -> Outcome {
    server.offers(&[Capability::Quota])?;
    let (mut connection, name, _) = store::open(server, "quota", 1);
    let (_, before) = storage(&mut connection, &name)?;
    let message = [&b"Subject: big\r\n\r\n"[..], &b"0123456789abcd\r\n".repeat(4096)].concat();
    connection.append(&name, "", &message);
    let (root, after) = storage(&mut connection, &name)?;
    let growth = after.usage.get() - before.usage.get();
    assert!((60..80).contains(&growth), "64 KiB more are {growth} KiB");
    assert!(after.usage < after.limit);
    // Some tell only the administrator.
    match connection.call(GetQuota::new(root.as_bytes()).unwrap()) {
        Ok(resources) => assert!(resources.contains(&after), "{resources:?}"),
        Err(refused) => assert_eq!(refused.condition(), Some(Condition::No), "{refused}"),
    }
    Ok(())
}

fn set(server: &Server) -> Outcome {
    server.offers(&[Capability::Quota])?;
    let (mut connection, name) = server.open("quota-set");
    let (root, before) = storage(&mut connection, &name)?;
    let request = SetQuota::new(root.as_bytes()).unwrap().limit(Resource::Storage, 1_u32);
    let refused = connection.call(request).unwrap_err();
    assert_eq!(refused.condition(), Some(Condition::No), "{refused}");
    assert_eq!(storage(&mut connection, &name)?.1.limit, before.limit);
    Ok(())
}

/// The quota root of a mailbox, and what is known of its storage.
fn storage(
    connection: &mut Connection,
    name: &str,
) -> Result<(AString<'static>, QuotaResource<'static>), NotOffered> {
    let roots = connection.call(GetQuotaRoot::new(name).unwrap()).unwrap();
    let is_storage = |resource: &QuotaResource<'_>| resource.resource == Resource::Storage;
    let of = |root: Quota<'static>| Some((root.root, root.resources.into_iter().find(is_storage)?));
    roots.into_iter().find_map(of).ok_or(NotOffered("a quota of this user"))
}
