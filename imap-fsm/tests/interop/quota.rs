//! How much a user may store, and does.

use imap_fsm::client::call::{GetQuota, GetQuotaRoot, SetQuota};
use imap_types::capability::Capability;
use imap_types::quota::{Quota, QuotaResource, Resource};
use imap_types::response::Condition;

use crate::server::{Outcome, Server, Step};
use crate::store;

pub(crate) const STEPS: &[Step] = &[("GETQUOTAROOT, GETQUOTA", quota), ("SETQUOTA of a user refused", set)];

fn quota(server: &Server) -> Outcome {
    server.offers(&[Capability::Quota])?;
    let (mut connection, name, _) = store::open(server, "quota", 1);
    let roots = connection.call(GetQuotaRoot::new(&*name).unwrap()).unwrap();
    let [root] = &roots[..] else { panic!("{roots:?}") };
    let before = used(&root.resources);
    connection.append(
        &name,
        "",
        &[&b"Subject: big\r\n\r\n"[..], &b"0123456789abcd\r\n".repeat(4096)].concat(),
    );
    let roots = connection.call(GetQuotaRoot::new(&*name).unwrap()).unwrap();
    let after = used(&roots[0].resources);
    // Some tell only the administrator.
    match connection.call(GetQuota::new(root.root.as_bytes()).unwrap()) {
        Ok(resources) => assert_eq!(resources, roots[0].resources),
        Err(refused) => assert_eq!(refused.condition(), Some(Condition::No), "{refused}"),
    }
    assert!((before + 60..before + 80).contains(&after), "64 KiB more than {before} KiB are {after} KiB");
    Ok(())
}

fn set(server: &Server) -> Outcome {
    server.offers(&[Capability::Quota])?;
    let (mut connection, name) = server.open("quota-set");
    let roots = connection.call(GetQuotaRoot::new(&*name).unwrap()).unwrap();
    let root = roots[0].root.clone();
    let request = SetQuota::new(root.as_bytes()).unwrap().limit(Resource::Storage, 1_u32);
    let refused = connection.call(request).unwrap_err();
    assert_eq!(refused.condition(), Some(Condition::No), "{refused}");
    let limit = |roots: &[Quota<'_>]| roots[0].resources[0].limit;
    assert_eq!(limit(&connection.call(GetQuotaRoot::new(&*name).unwrap()).unwrap()), limit(&roots));
    Ok(())
}

/// Kilobytes of mail.
fn used(resources: &[QuotaResource<'_>]) -> u64 {
    let storage = resources.iter().find(|resource| resource.resource == Resource::Storage).unwrap();
    assert!(storage.usage < storage.limit);
    storage.usage.get()
}
