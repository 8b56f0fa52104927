//! Names: what is there, what it is, and its numbers.

use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::list::{ExtendedItem, MailboxAttribute as Attribute, MailboxList};
use imap_types::response::{Condition, Data};

use crate::answer::Answer;
use crate::connection::Connection;
use crate::server::{Outcome, Server, Step};

pub(crate) const STEPS: &[Step] = &[
    ("NAMESPACE", namespace),
    ("LIST of the delimiter", delimiter),
    ("CREATE, LIST, RENAME, DELETE", create),
    ("LIST with % and *", wildcards),
    ("names that need quotes or literals", odd_names),
    ("SUBSCRIBE, LSUB, UNSUBSCRIBE", subscribe),
    ("LIST (SUBSCRIBED)", list_subscribed),
    ("LIST (SUBSCRIBED RECURSIVEMATCH)", list_recursive),
    ("LIST (REMOTE)", list_remote),
    ("LIST of several patterns", list_patterns),
    ("LIST RETURN (SUBSCRIBED CHILDREN)", list_return),
    ("LIST RETURN (STATUS)", list_status),
    ("LIST (SPECIAL-USE)", special_use),
    ("CREATE with USE", create_special_use),
    ("STATUS", status),
    ("STATUS of SIZE", status_size),
    ("STATUS of HIGHESTMODSEQ", status_mod_seq),
];

fn namespace(server: &Server) -> Outcome {
    server.offers(&[Capability::Namespace])?;
    let answer = server.log_in().ok("NAMESPACE");
    let [Data::Namespace(namespaces)] = &*answer.data else { panic!("{answer:?}") };
    assert!(namespaces.personal[0].delimiter.is_some());
    Ok(())
}

fn delimiter(server: &Server) -> Outcome {
    let answer = server.log_in().ok("LIST \"\" \"\"");
    let [list] = *answer.mailboxes() else { panic!("{answer:?}") };
    assert_eq!(list.delimiter.map(|delimiter| char::from(delimiter.get())), Some(server.delimiter()));
    Ok(())
}

fn create(server: &Server) -> Outcome {
    let mut connection = server.log_in();
    let (one, two) = (server.mailbox("create-one"), server.mailbox("create-two"));
    connection.ok(format!("CREATE {one}"));
    assert_eq!(names(&connection.ok(format!("LIST \"\" {}", server.mailbox("create-*")))), [&*one]);
    let answer = connection.no(format!("CREATE {one}"));
    server.says_why(&answer, &Code::AlreadyExists);
    connection.ok(format!("RENAME {one} {two}"));
    assert_eq!(names(&connection.ok(format!("LIST \"\" {}", server.mailbox("create-*")))), [&*two]);
    connection.ok(format!("DELETE {two}"));
    assert!(names(&connection.ok(format!("LIST \"\" {}", server.mailbox("create-*")))).is_empty());
    let answer = connection.no(format!("DELETE {two}"));
    server.says_why(&answer, &Code::NonExistent);
    Ok(())
}

fn wildcards(server: &Server) -> Outcome {
    let mut connection = server.log_in();
    let [top, child, grandchild] = tree(server, &mut connection, "wild");
    assert_eq!(names(&connection.ok(format!("LIST \"\" {top}*"))), [&*top, &child, &grandchild]);
    assert_eq!(names(&connection.ok(format!("LIST \"\" {top}{}%", server.delimiter()))), [&*child]);
    assert_eq!(names(&connection.ok(format!("LIST \"\" {}", server.mailbox("wil%")))), [&*top]);
    Ok(())
}

fn odd_names(server: &Server) -> Outcome {
    let mut connection = server.log_in();
    for (odd, may_be_refused) in [
        ("odd space", false),
        ("odd&APw-mlaut", false),
        ("odd(parenthesis", false),
        ("odd]bracket", false),
        ("odd{brace", true),
        ("odd'apostrophe", true),
        ("odd\\backslash", true),
        ("odd\"quote", true),
    ] {
        let name = server.mailbox(odd);
        let quoted = format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
        let answer = connection.run(format!("CREATE {quoted}"));
        if may_be_refused && answer.tagged.condition == Condition::No {
            continue;
        }
        answer.expect(Condition::Ok);
        connection.ok(format!("SELECT {quoted}"));
        assert_eq!(connection.session().mailbox().unwrap().name(), &*name);
        connection.agree();
        let answer = connection.ok(format!("LIST \"\" {}", server.mailbox("odd*")));
        assert!(names(&answer).contains(&name), "{answer:?}");
    }
    Ok(())
}

fn subscribe(server: &Server) -> Outcome {
    let mut connection = server.log_in();
    let [top, child, _] = tree(server, &mut connection, "lsub");
    let pattern = server.mailbox("lsub*");
    assert!(names(&connection.ok(format!("LSUB \"\" {pattern}"))).is_empty());
    connection.ok(format!("SUBSCRIBE {top}"));
    connection.ok(format!("SUBSCRIBE {child}"));
    let answer = connection.ok(format!("LSUB \"\" {pattern}"));
    assert!(answer.data.iter().all(|data| matches!(data, Data::Lsub(_))));
    assert_eq!(names(&answer), [&*top, &child]);
    connection.ok(format!("UNSUBSCRIBE {child}"));
    assert_eq!(names(&connection.ok(format!("LSUB \"\" {pattern}"))), [&*top]);
    Ok(())
}

fn list_subscribed(server: &Server) -> Outcome {
    server.offers(&[Capability::ListExtended])?;
    let mut connection = server.log_in();
    let [_, child, _] = tree(server, &mut connection, "subscribed");
    connection.ok(format!("SUBSCRIBE {child}"));
    let answer = connection.ok(format!("LIST (SUBSCRIBED) \"\" {}", server.mailbox("subscribed*")));
    assert_eq!(names(&answer), [&*child]);
    assert!(answer.mailboxes()[0].contains(&Attribute::Subscribed));
    Ok(())
}

/// RFC 5258 §3.5: the parent is told though it does not match itself, with CHILDINFO.
fn list_recursive(server: &Server) -> Outcome {
    server.offers(&[Capability::ListExtended])?;
    let mut connection = server.log_in();
    let [top, child, _] = tree(server, &mut connection, "recursive");
    connection.ok(format!("SUBSCRIBE {child}"));
    let answer =
        connection.ok(format!("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" {}", server.mailbox("recursive%")));
    let list = mailbox(&answer, &top);
    let [ExtendedItem::ChildInfo(info)] = list.extended() else { panic!("{list:?}") };
    assert!(
        info.iter().any(|option| option.eq_ignore_case("SUBSCRIBED"))
            && !list.contains(&Attribute::Subscribed)
    );
    Ok(())
}

fn list_remote(server: &Server) -> Outcome {
    server.offers(&[Capability::ListExtended])?;
    let mut connection = server.log_in();
    let trees = tree(server, &mut connection, "remote");
    let answer = connection.ok(format!("LIST (REMOTE) \"\" {}", server.mailbox("remote*")));
    assert_eq!(names(&answer), trees);
    Ok(())
}

fn list_patterns(server: &Server) -> Outcome {
    server.offers(&[Capability::ListExtended])?;
    let mut connection = server.log_in();
    let [top, _, grandchild] = tree(server, &mut connection, "patterns");
    let answer = connection.ok(format!("LIST \"\" ({top} {grandchild} no-such-thing)"));
    assert_eq!(names(&answer), [&*top, &grandchild]);
    Ok(())
}

fn list_return(server: &Server) -> Outcome {
    server.offers(&[Capability::ListExtended])?;
    let mut connection = server.log_in();
    let [top, child, grandchild] = tree(server, &mut connection, "return");
    connection.ok(format!("SUBSCRIBE {top}"));
    let answer =
        connection.ok(format!("LIST \"\" {} RETURN (SUBSCRIBED CHILDREN)", server.mailbox("return*")));
    for (name, subscribed, children) in [(top, true, true), (child, false, true), (grandchild, false, false)]
    {
        let list = mailbox(&answer, &name);
        assert_eq!(list.contains(&Attribute::Subscribed), subscribed, "{list:?}");
        assert_eq!(list.contains(&Attribute::HasChildren), children, "{list:?}");
        assert_eq!(list.contains(&Attribute::HasNoChildren), !children, "{list:?}");
    }
    Ok(())
}

fn list_status(server: &Server) -> Outcome {
    server.offers(&[Capability::ListStatus])?;
    let mut connection = server.log_in();
    let [_, child, _] = tree(server, &mut connection, "status");
    connection.append(&child, "", b"Subject: one\r\n\r\n1\r\n");
    let answer = connection.ok(format!("LIST \"\" {child} RETURN (STATUS (MESSAGES UIDNEXT UNSEEN))"));
    assert_eq!(names(&answer), [child]);
    let numbers = answer.numbers();
    assert_eq!((numbers["MESSAGES"], numbers["UIDNEXT"], numbers["UNSEEN"]), (1, 2, 1));
    Ok(())
}

fn special_use(server: &Server) -> Outcome {
    server.offers(&[Capability::SpecialUse])?;
    let mut connection = server.log_in();
    let answer = connection.ok("LIST (SPECIAL-USE) \"\" *");
    assert!(mailbox(&answer, &server.mailbox("Sent")).contains(&Attribute::Sent));
    assert!(mailbox(&answer, &server.mailbox("Drafts")).contains(&Attribute::Drafts));
    let answer = connection.ok("LIST \"\" % RETURN (SPECIAL-USE)");
    assert!(mailbox(&answer, &server.mailbox("Sent")).contains(&Attribute::Sent));
    assert!(names(&answer).iter().any(|name| name == "INBOX"));
    Ok(())
}

fn create_special_use(server: &Server) -> Outcome {
    server.offers(&[Capability::CreateSpecialUse])?;
    let mut connection = server.log_in();
    let name = server.mailbox("archive");
    // One may be there from the start, and another is not always allowed.
    connection.run(format!("DELETE {}", server.mailbox("Archive")));
    connection.ok(format!("CREATE {name} (USE (\\Archive))"));
    let answer = connection.ok("LIST (SPECIAL-USE) \"\" *");
    assert!(mailbox(&answer, &name).contains(&Attribute::Archive));
    Ok(())
}

fn status(server: &Server) -> Outcome {
    let mut connection = server.log_in();
    let name = server.mailbox("numbers");
    connection.ok(format!("CREATE {name}"));
    connection.append(&name, "(\\Seen)", b"Subject: one\r\n\r\n1\r\n");
    connection.append(&name, "", b"Subject: two\r\n\r\n2\r\n");
    let numbers =
        connection.ok(format!("STATUS {name} (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)")).numbers();
    assert_eq!((numbers["MESSAGES"], numbers["UNSEEN"]), (2, 1));
    assert!(numbers["RECENT"] <= 2);
    connection.ok(format!("EXAMINE {name}"));
    let mailbox = connection.session().mailbox().unwrap();
    assert_eq!(mailbox.exists(), 2);
    assert_eq!(mailbox.uid_validity().map(|validity| validity.get()), Some(numbers["UIDVALIDITY"]));
    assert!(mailbox.uid_next().is_none_or(|uid| u64::from(uid.get()) == numbers["UIDNEXT"]));
    Ok(())
}

fn status_size(server: &Server) -> Outcome {
    server.offers(&[Capability::StatusSize])?;
    let mut connection = server.log_in();
    let name = server.mailbox("size");
    connection.ok(format!("CREATE {name}"));
    connection.append(&name, "", b"Subject: one\r\n\r\n1\r\n");
    assert_eq!(connection.ok(format!("STATUS {name} (SIZE)")).numbers()["SIZE"], 19);
    Ok(())
}

fn status_mod_seq(server: &Server) -> Outcome {
    server.offers(&[Capability::CondStore])?;
    let mut connection = server.log_in();
    let name = server.mailbox("mod-seq");
    connection.ok(format!("CREATE {name}"));
    let status = format!("STATUS {name} (HIGHESTMODSEQ)");
    let before = connection.ok(&status).numbers()["HIGHESTMODSEQ"];
    connection.append(&name, "", b"Subject: one\r\n\r\n1\r\n");
    assert!(connection.ok(&status).numbers()["HIGHESTMODSEQ"] > before);
    Ok(())
}

/// Makes a mailbox, one in it, and one in that.
fn tree(server: &Server, connection: &mut Connection, name: &str) -> [String; 3] {
    let delimiter = server.delimiter();
    let top = server.mailbox(name);
    let tree = [top.clone(), format!("{top}{delimiter}a"), format!("{top}{delimiter}a{delimiter}b")];
    tree.iter().for_each(|name| drop(connection.ok(format!("CREATE {name}"))));
    tree
}

/// In the order of the alphabet.
fn names(answer: &Answer) -> Vec<String> {
    let name = |list: &MailboxList<'_>| String::from_utf8(list.mailbox.as_bytes().to_vec()).unwrap();
    let mut names: Vec<_> = answer.mailboxes().into_iter().map(name).collect();
    names.sort();
    names
}

#[track_caller]
fn mailbox<'a>(answer: &'a Answer, name: &str) -> &'a MailboxList<'static> {
    let found = answer.mailboxes().into_iter().find(|list| list.mailbox == *name);
    found.unwrap_or_else(|| panic!("no {name} in {answer:?}"))
}
