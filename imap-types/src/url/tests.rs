use alloc::string::ToString;

use super::*;

fn url(text: &str) -> ImapUrl<'_> {
    ImapUrl::try_from(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn the_examples_of_the_rfc_are_taken_apart() {
    let whole = url(
        "imap://joe;AUTH=GSSAPI@example.com:1143/gray%20council;UIDVALIDITY=385759045/;UID=20/;SECTION=1.2/;PARTIAL=0.1024",
    );
    let server = whole.server().unwrap();
    assert_eq!((server.user.as_deref(), server.auth.as_deref()), (Some(&b"joe"[..]), Some(&b"GSSAPI"[..])));
    assert_eq!((server.host, server.port), ("example.com", Some(1143)));
    assert_eq!(whole.mailbox().unwrap(), "gray council");
    assert_eq!(whole.uid_validity().unwrap().get(), 385_759_045);
    assert_eq!(whole.uid().unwrap().get(), 20);
    assert_eq!(whole.section().as_deref(), Some(&b"1.2"[..]));
    let (offset, len) = whole.partial().unwrap();
    assert_eq!((offset.get(), len.unwrap().get()), (0, 1024));

    let search = url("imap://minbari.example.org/gray-council?SUBJECT%20shadows");
    assert_eq!(
        (search.mailbox().unwrap().as_bytes(), search.search().as_deref()),
        (&b"gray-council"[..], Some(&b"SUBJECT shadows"[..]))
    );

    let authorized = url(
        "imap://joe@example.com/INBOX/;uid=20/;section=1.2;expire=2006-12-08T23:59:59Z;urlauth=submit+fred:internal:91354a473744909de610943775f92038",
    );
    assert_eq!(authorized.access(), Some(Access::Submit(b"fred"[..].into())));
    assert_eq!(authorized.expire(), Some("2006-12-08T23:59:59Z"));
    assert_eq!(authorized.verifier().unwrap().mechanism, "internal");
    let rump = url("imap://joe@example.com/INBOX/;UID=20/;SECTION=1.2;URLAUTH=anonymous");
    assert_eq!((rump.access(), rump.verifier()), (Some(Access::Anonymous), None));
    assert_eq!(
        url("imap://h/a/;UID=1;URLAUTH=stream+x").access(),
        Some(Access::Application("stream", Some(b"x"[..].into())))
    );
    // RFC 5092 §9
    let literal = url("imap://h/x?charset%20UTF-8%20SUBJECT%20%7B2+%7D%0D%0A%D0%98");
    assert_eq!(literal.search().as_deref(), Some(&b"charset UTF-8 SUBJECT {2+}\r\n\xD0\x98"[..]));
    for text in [
        "imap://[::1]:143/",
        "imap://;AUTH=*@minbari.example.org",
        "//psycorp.example.com/x",
        "/INBOX",
        "",
        ";UID=20/;SECTION=1.2",
    ] {
        assert_eq!(url(text).to_string(), text);
    }
}

#[test]
fn a_relative_url_is_resolved_against_its_base() {
    let base = url("imap://joe@example.com/foo;UIDVALIDITY=1/;UID=20/;SECTION=1.2");
    for (relative, resolved) in [
        ("", "imap://joe@example.com/foo;UIDVALIDITY=1/;UID=20/;SECTION=1.2"),
        (";SECTION=1.4", "imap://joe@example.com/foo;UIDVALIDITY=1/;UID=20/;SECTION=1.4"),
        ("/bar/;UID=3", "imap://joe@example.com/bar/;UID=3"),
        ("//other.example/x", "imap://other.example/x"),
        ("imap://a/b", "imap://a/b"),
        ("../;UID=21", "imap://joe@example.com/foo;UIDVALIDITY=1/;UID=21"),
        ("../../../bar/;UID=21", "imap://joe@example.com/bar/;UID=21"),
        // RFC 5092 §9.1
        ("/foo/;UID=20/..", "imap://joe@example.com/foo"),
        ("/a/./b/../c/.", "imap://joe@example.com/a/c"),
        ("/..", "imap://joe@example.com/"),
        ("/x/../y?TEXT%20a/../b", "imap://joe@example.com/y?TEXT%20a/../b"),
    ] {
        let relative = ImapUrl::from_wire(relative.as_bytes().into());
        assert_eq!(base.resolve(&relative).map(|url| url.to_string()).as_deref(), Ok(resolved), "{relative}");
    }
    // RFC 5092 §9.1: here `..` is part of a name.
    assert_eq!(
        url("imap://h/foo").resolve(&url("..;UIDVALIDITY=3/;UID=20")).map(|url| url.to_string()).as_deref(),
        Ok("imap://h/..;UIDVALIDITY=3/;UID=20")
    );
    let dots = url("/foo/;UID=20/..");
    assert_eq!((dots.uid(), dots.to_string().as_str()), (None, "/foo/;UID=20/.."));
    assert!(url("/foo").resolve(&url("/bar")).is_err());
}

#[test]
fn what_is_no_url_is_refused_where_it_goes_wrong() {
    for (text, rule, offset) in [
        ("imap:///x", "host", 7),
        ("imap://h:x/", "port", 7),
        ("imap://h:+143/", "port", 7),
        ("imap://h:65536/", "port", 7),
        ("imap://@h/", "enc-user", 7),
        ("imap://h//x", "icommand", 9),
        ("imap://h/a b", "enc-mailbox", 10),
        ("imap://h/a%2", "enc-mailbox", 10),
        ("imap://h/a%0D%0Ab", "enc-mailbox", 10),
        ("imap://h/a;UIDVALIDITY=0", "nz-number", 23),
        ("imap://h/a/;UID=0", "nz-number", 16),
        ("imap://h/a/;UID=4294967296", "nz-number", 16),
        ("imap://h/a/;UID=1x", "\"/\"", 17),
        ("imap://h/a/;UID=1/;PARTIAL=1.0", "partial-range", 27),
        ("imap://h/a/;UID=1;URLAUTH=", "access", 26),
        ("imap://h/a/;UID=1;URLAUTH=user+", "access", 31),
        ("imap://h/a/;UID=1;URLAUTH=sub,mit+fred", "access", 26),
        ("imap://h/a/;UID=1;URLAUTH=anonymous:internal:12", "enc-urlauth", 45),
        ("imap://h/a/;UID=1;EXPIRE=soon;URLAUTH=anonymous", "date-time", 25),
        ("imap://h/a/;UID=1;EXPIRE=2006-13-08T23:59:59Z;URLAUTH=anonymous", "date-time", 25),
        ("imap://h/a/;UID=1;EXPIRE=2006-12-08T24:59:59Z;URLAUTH=anonymous", "date-time", 25),
        ("imap://h/a/;UID=1;EXPIRE=2006-12-08T2:59:59.000Z;URLAUTH=anonymous", "date-time", 25),
        ("imap://h/a/;UID=1;EXPIRE=2006-12-08T23:59:59.Z;URLAUTH=anonymous", "date-time", 25),
        ("imap://h/a/;UID=1;EXPIRE=2006-12-08T23:59:59;URLAUTH=anonymous", "date-time", 25),
        ("imap://h/a/;UID=1;EXPIRE=2006-12-08T23:59:59+0100;URLAUTH=anonymous", "date-time", 25),
        ("imap://h/a;URLAUTH=anonymous", "iuid", 10),
        ("imap://h/a?ALL;URLAUTH=anonymous", "iuid", 14),
        ("imap://h/;URLAUTH=anonymous", "iuid", 9),
        (";SECTION=1;URLAUTH=anonymous", "iuid", 0),
        ("a\r\nb", "enc-mailbox", 1),
        ("imap://h/a?x%0Dy", "enc-search", 12),
        ("imap://h/a?x%0D%0Ay%0A", "enc-search", 19),
        ("imap://h/a?%00", "enc-search", 11),
        ("imap://h/a?", "enc-search", 11),
    ] {
        let error = ImapUrl::try_from(text).map(|url| url.to_string()).expect_err(text);
        assert_eq!((error.expected, error.offset), (rule, offset), "{text}");
    }
}

#[test]
fn urls_that_grant_access_are_complete_and_those_that_are_to_are_not() {
    const TOKEN: &str = "internal:91354a473744909de610943775f92038";
    let full = alloc::format!("imap://joe@h/a;UIDVALIDITY=7/;UID=1/;SECTION=1;URLAUTH=user+bob:{TOKEN}");
    let url = FullUrl::try_from(&*full).unwrap();
    assert_eq!(url.as_url().verifier().unwrap().mechanism, "internal");
    let rump = url.rump().unwrap();
    assert_eq!(alloc::format!("{rump}:{TOKEN}"), full);
    assert_eq!(ImapUrl::from(rump.clone()), *rump.as_url());
    // RFC 5092 leaves the owner open, RFC 4467 §7 does not where a URL is to be authorized.
    let ownerless = alloc::format!("imap://h/a/;UID=1;URLAUTH=anonymous:{TOKEN}");
    let ownerless = FullUrl::try_from(&*ownerless).unwrap();
    assert_eq!(ownerless.rump(), Err(ValueError::new("url-rump", 0)));
    for (text, is_rump) in [
        ("imap://joe@h/a/;UID=1;URLAUTH=anonymous", true),
        ("imap://joe;AUTH=PLAIN@h/a/;UID=1;EXPIRE=2006-12-08T23:59:59Z;URLAUTH=stream", true),
        ("imap://joe@h/a/;UID=1;EXPIRE=2006-12-31t23:59:60.125-08:00;URLAUTH=stream", true),
        ("imap://;AUTH=*@h/a/;UID=1;URLAUTH=anonymous", false),
        ("imap://h/a/;UID=1;URLAUTH=anonymous", false),
        ("imap://joe@h/a/;UID=1", false),
        ("imap://joe@h/a", false),
        ("imap://joe@h/", false),
        ("/a/;UID=1;URLAUTH=anonymous", false),
        ("//joe@h/a/;UID=1;URLAUTH=anonymous", false),
    ] {
        assert_eq!(RumpUrl::try_from(text).is_ok(), is_rump, "{text}");
        assert_eq!(FullUrl::try_from(text), Err(ValueError::new("url-full", 0)), "{text}");
    }
    assert_eq!(RumpUrl::try_from(&*full), Err(ValueError::new("url-rump", 0)));
    let misplaced = alloc::format!("/a/;UID=1;URLAUTH=anonymous:{TOKEN}");
    assert_eq!(FullUrl::try_from(&*misplaced), Err(ValueError::new("url-full", 0)));
    let wrong = ImapUrl::from_wire(b"imap://joe@h/a/;UID=0;URLAUTH=anonymous"[..].into());
    assert!(RumpUrl::try_from(wrong).is_err());
}
