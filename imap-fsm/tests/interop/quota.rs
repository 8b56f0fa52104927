//! How much a user may store, and does.

use imap_fsm::client::call::{GetQuota, GetQuotaRoot, SetQuota};
use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::number::Number64;
use imap_types::quota::{Quota, QuotaResource, Resource};
use imap_types::response::Condition;
use imap_types::string::AString;

use crate::connection::Connection;
use crate::server::{NotOffered, Outcome, Server, Step};
use crate::store;

pub(crate) const STEPS: &[Step] = &[
    ("GETQUOTAROOT, GETQUOTA", quota),
    ("SETQUOTA of a user refused", set),
    ("SETQUOTA of an administrator", set_as_administrator),
];

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
    let told = connection.call(GetQuota::new(root.as_bytes()).unwrap());
    // Some tell only the administrator.
    if let Err(refused) = &told {
        assert_eq!(refused.condition(), Some(Condition::No), "{refused}");
        let mut administrator = server.administrator()?;
        let (_, resources) = as_administrator(&mut administrator, &root);
        assert!(resources.contains(&after), "{resources:?}");
    } else if let Ok(resources) = told {
        assert!(resources.contains(&after), "{resources:?}");
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

fn set_as_administrator(server: &Server) -> Outcome {
    server.offers(&[Capability::Quota])?;
    let mut administrator = server.administrator()?;
    let (mut connection, name) = server.open("quota-administrator");
    let message = [&b"Subject: big\r\n\r\n"[..], &b"0123456789abcd\r\n".repeat(4096)].concat();
    connection.append(&name, "", &message);
    let (root, before) = storage(&mut connection, &name)?;
    let (root, resources) = as_administrator(&mut administrator, &root);
    assert!(resources.contains(&before), "{resources:?}");
    let mut set = |limit: u64| {
        let limit = Number64::new(limit).unwrap();
        let request = SetQuota::new(root.as_bytes()).unwrap().limit(Resource::Storage, limit);
        let told = administrator.call(request).unwrap();
        // RFC 9208 §4.1.3 has it told; RFC 2087 had not.
        let expected = QuotaResource { limit, ..before.clone() };
        assert!(told.is_empty() || told.contains(&expected), "{told:?}");
        let told = administrator.call(GetQuota::new(root.as_bytes()).unwrap()).unwrap();
        assert!(told.contains(&expected), "{told:?}");
        expected
    };
    // What is full is full until there is room again.
    let full = set(before.usage.get());
    assert_eq!(storage(&mut connection, &name)?.1, full);
    let append = [format!("APPEND {name} {{{}}}\r\n", message.len()).as_bytes(), &message].concat();
    let refused = connection.run(&append);
    let more = set(before.limit.get() + 1024);
    server.says_why(&refused.expect(Condition::No), &Code::OverQuota);
    assert_eq!(storage(&mut connection, &name)?.1, more);
    connection.append(&name, "", &message);
    set_back(&mut administrator, &root, &before);
    assert_eq!(storage(&mut connection, &name)?.1.limit, before.limit);
    Ok(())
}

fn set_back(administrator: &mut Connection, root: &AString<'_>, before: &QuotaResource<'_>) {
    let request = SetQuota::new(root.as_bytes()).unwrap().limit(Resource::Storage, before.limit);
    administrator.call(request).unwrap();
}

/// The name that a root of alice's has for the administrator, and what is known of it.
fn as_administrator(
    administrator: &mut Connection,
    root: &AString<'_>,
) -> (AString<'static>, Vec<QuotaResource<'static>>) {
    // Cyrus names mailboxes for an administrator as it does within.
    let names = [root.as_bytes(), b"user/alice"].map(|name| AString::try_from(name.to_vec()).unwrap());
    for name in names {
        if let Ok(resources) = administrator.call(GetQuota::new(name.clone()).unwrap()) {
            if !resources.is_empty() {
                return (name, resources);
            }
        }
    }
    panic!("the administrator is told of no quota of alice's");
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
