//! Annotations of mailboxes.

use imap_fsm::client::call::{GetMetadata, List, SetMetadata};
use imap_types::capability::Capability;
use imap_types::metadata::{Depth, Entry};
use imap_types::string::Binary;

use crate::connection::Connection;
use crate::server::{Outcome, Server, Step};

pub(crate) const STEPS: &[Step] = &[
    ("SETMETADATA, GETMETADATA", values),
    ("GETMETADATA (MAXSIZE), LONGENTRIES", long_entries),
    ("GETMETADATA (DEPTH)", depth),
    ("LIST RETURN (METADATA)", list),
];

const COMMENT: &str = "/private/comment";

fn entry(name: &str) -> Entry<'_> {
    Entry::try_from(name).unwrap()
}

fn open(server: &Server, name: &str) -> Result<(Connection, String), crate::server::NotOffered> {
    server.offers(&[Capability::Metadata])?;
    Ok(server.open(name))
}

fn set(connection: &mut Connection, mailbox: &str, name: &str, value: Option<&[u8]>) {
    let value = value.map(|octets| Binary::try_from(octets).unwrap());
    connection.call(SetMetadata::new(mailbox, entry(name), value).unwrap()).unwrap();
}

fn values(server: &Server) -> Outcome {
    let (mut connection, name) = open(server, "metadata")?;
    let get = |connection: &mut Connection| {
        let told = connection.call(GetMetadata::new(&*name, [entry(COMMENT)]).unwrap()).unwrap();
        assert_eq!(told.longest, None);
        told.get(COMMENT).map(<[u8]>::to_vec)
    };
    for value in [&b"of mine"[..], b"with \"quotes\" and \\", b"two\r\nlines"] {
        set(&mut connection, &name, COMMENT, Some(value));
        assert_eq!(get(&mut connection).as_deref(), Some(value));
    }
    set(&mut connection, &name, COMMENT, None);
    assert_eq!(get(&mut connection), None);
    Ok(())
}

fn long_entries(server: &Server) -> Outcome {
    let (mut connection, name) = open(server, "metadata-long")?;
    set(&mut connection, &name, COMMENT, Some(b"0123456789"));
    let mut get = |octets| {
        let request = GetMetadata::new(&*name, [entry(COMMENT)]).unwrap().max_size(octets);
        let told = connection.call(request).unwrap();
        (told.get(COMMENT).is_some(), told.longest)
    };
    assert_eq!((get(5), get(10)), ((false, Some(10)), (true, None)));
    Ok(())
}

fn depth(server: &Server) -> Outcome {
    let (mut connection, name) = open(server, "metadata-depth")?;
    set(&mut connection, &name, COMMENT, Some(b"deep"));
    let mut get = |depth| {
        let request = GetMetadata::new(&*name, [entry("/private")]).unwrap().depth(depth);
        connection.call(request).unwrap().get(COMMENT).map(<[u8]>::to_vec)
    };
    assert_eq!(get(Depth::Zero), None);
    assert_eq!(get(Depth::One).as_deref(), Some(&b"deep"[..]));
    assert_eq!(get(Depth::Infinity).as_deref(), Some(&b"deep"[..]));
    Ok(())
}

fn list(server: &Server) -> Outcome {
    server.offers(&[Capability::ListMetadata])?;
    let (mut connection, name) = open(server, "metadata-list")?;
    set(&mut connection, &name, COMMENT, Some(b"listed"));
    let listed = connection.call(List::new("", &*name).unwrap().metadata([entry(COMMENT)]).unwrap()).unwrap();
    let [listed] = &listed[..] else { panic!("{listed:?}") };
    assert_eq!(listed.metadata[0].value.as_ref().map(Binary::as_bytes), Some(&b"listed"[..]));
    Ok(())
}
