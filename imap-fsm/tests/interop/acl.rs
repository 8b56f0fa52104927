//! Who may do what with a mailbox.

use imap_fsm::client::call::{DeleteAcl, GetAcl, List, ListRights, MyRights, SetAcl};
use imap_types::acl::ModRights;
use imap_types::capability::Capability;
use imap_types::response::Condition;
use imap_types::rights::{Right, Rights};

use crate::connection::Connection;
use crate::server::{Outcome, Server, Step};

pub(crate) const STEPS: &[Step] = &[
    ("MYRIGHTS, LISTRIGHTS", my_rights),
    ("SETACL, GETACL, DELETEACL", set),
    ("GETACL of a mailbox that there is not", missing),
    ("LIST RETURN (MYRIGHTS)", list),
];

fn my_rights(server: &Server) -> Outcome {
    server.offers(&[Capability::Acl])?;
    let (mut connection, name) = server.open("rights");
    let rights = connection.call(MyRights::new(&*name).unwrap()).unwrap();
    for right in [Right::LOOKUP, Right::READ, Right::SEEN, Right::WRITE, Right::INSERT, Right::ADMINISTER] {
        assert!(rights.contains(right), "{right} in {rights}");
    }
    let grantable = connection.call(ListRights::new(&*name, "small").unwrap()).unwrap();
    let mut all = grantable.required();
    grantable.optional().iter().for_each(|set| all |= *set);
    assert!(all.contains(Right::READ) && all.contains(Right::EXPUNGE), "{grantable:?}");
    Ok(())
}

fn set(server: &Server) -> Outcome {
    server.offers(&[Capability::Acl])?;
    let (mut connection, name) = server.open("acl");
    let rights = |text: &str| Rights::try_from(text).unwrap();
    let of_small = |connection: &mut Connection| {
        let entries = connection.call(GetAcl::new(&*name).unwrap()).unwrap();
        entries
            .into_iter()
            .find(|entry| entry.identifier == "small")
            .map(|entry| entry.rights.without_obsolete())
    };
    let change = |connection: &mut Connection, change: ModRights| {
        connection.call(SetAcl::new(&*name, "small", change).unwrap()).unwrap();
        of_small(connection)
    };
    assert_eq!(change(&mut connection, ModRights::Replace(rights("lr"))), Some(rights("lr")));
    assert_eq!(change(&mut connection, ModRights::Add(rights("s"))), Some(rights("lrs")));
    assert_eq!(change(&mut connection, ModRights::Remove(rights("r"))), Some(rights("ls")));
    connection.call(DeleteAcl::new(&*name, "small").unwrap()).unwrap();
    assert_eq!(of_small(&mut connection), None);
    Ok(())
}

fn missing(server: &Server) -> Outcome {
    server.offers(&[Capability::Acl])?;
    let mut connection = server.log_in();
    let refused = connection.call(GetAcl::new(&*server.mailbox("no-such-mailbox")).unwrap()).unwrap_err();
    assert_eq!(refused.condition(), Some(Condition::No), "{refused}");
    Ok(())
}

fn list(server: &Server) -> Outcome {
    server.offers(&[Capability::ListMyRights])?;
    let (mut connection, name) = server.open("list-rights");
    let own = connection.call(MyRights::new(&*name).unwrap()).unwrap();
    let listed = connection.call(List::new("", &*name).unwrap().my_rights()).unwrap();
    assert_eq!((listed.len(), listed[0].rights), (1, Some(own)));
    Ok(())
}
