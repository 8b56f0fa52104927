//! What comes back of a message, item by item and piece by piece.

use imap_types::body::{BodyStructure, Media, SinglePart};
use imap_types::capability::Capability;
use imap_types::envelope::Address;
use imap_types::fetch::MsgAtt;
use imap_types::string::NString;

use crate::answer::Message;
use crate::connection::Connection;
use crate::server::{Outcome, Server, Step};

pub(crate) const STEPS: &[Step] = &[
    ("FETCH FLAGS, UID, INTERNALDATE, RFC822.SIZE", small_items),
    ("FETCH ENVELOPE", envelope),
    ("FETCH BODYSTRUCTURE", body_structure),
    ("FETCH BODY", body),
    ("FETCH ALL, FAST, FULL", macros),
    ("FETCH BODY[...] of every kind", sections),
    ("FETCH BODY[...]<partial>", partials),
    ("FETCH BODY[] sets \\Seen", sets_seen),
    ("FETCH RFC822, .HEADER, .TEXT", rfc822),
    ("FETCH BINARY", binary),
    ("FETCH of several messages", several),
];

/// With everything that a structure is made of: an alternative, an attachment in base64, a message in the message.
const HEADER: &str = "Date: Wed, 17 Jul 1996 02:23:25 -0700\r\n\
    From: Terry Gray <gray@cac.washington.edu>\r\n\
    Sender: \"S. Ender\" <sender@example.org>\r\n\
    Reply-To: reply@example.org\r\n\
    To: imap@cac.washington.edu, Second One <second@example.org>\r\n\
    Cc: A Group: one@example.org, two@example.org;\r\n\
    Bcc: secret@example.org\r\n\
    Subject: =?utf-8?q?W=C3=B6rter?= \"quoted\"\r\n\
    In-Reply-To: <before@example.org>\r\n\
    Message-ID: <B27397-0100000@cac.washington.edu>\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=\"outer\"\r\n\r\n";
const PLAIN: &str = "Hello in plain.\r\nSecond line.\r\n";
const HTML: &str = "<p>Hello</p>\r\n";
const BASE64: &str = "AAEC/w==\r\n";
const NESTED_HEADER: &str = "Subject: nested\r\nFrom: n@example.org\r\n\r\n";
const NESTED_TEXT: &str = "Inside.\r\n";

const PLAIN_MIME: &str = "Content-Type: text/plain; charset=us-ascii\r\n\r\n";

const STRAY_CR: &str = "a message in a message ends with the CR of the boundary (RFC 2046 §5.1.1)";

fn text() -> String {
    [
        "preamble\r\n--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n--inner\r\n",
        PLAIN_MIME,
        PLAIN,
        "\r\n--inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Language: en\r\n\r\n",
        HTML,
        "\r\n--inner--\r\n--outer\r\nContent-Type: application/octet-stream; name=\"a.bin\"\r\n\
         Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"a.bin\"\r\n\
         Content-ID: <part@example.org>\r\nContent-Description: four octets\r\n\r\n",
        BASE64,
        "\r\n--outer\r\nContent-Type: message/rfc822\r\n\r\n",
        NESTED_HEADER,
        NESTED_TEXT,
        "\r\n--outer--\r\n",
    ]
    .concat()
}

fn message() -> String {
    HEADER.to_owned() + &text()
}

/// A mailbox with that message, unseen.
fn open(server: &Server, name: &str) -> (Connection, u32) {
    let (mut connection, name) = server.open(name);
    let uid = connection.append(&name, "\"17-Jul-1996 02:44:25 -0700\"", message().as_bytes());
    (connection, uid)
}

fn small_items(server: &Server) -> Outcome {
    let (mut connection, uid) = open(server, "small-items");
    let message = connection.ok("FETCH 1 (FLAGS UID INTERNALDATE RFC822.SIZE)").message();
    assert_eq!((message.seq, message.uid(), &*message.flags()), (1, uid, "()"));
    assert_eq!((message.timestamp(), message.size()), (837_596_665, self::message().len() as u64));
    connection.agree();
    Ok(())
}

fn envelope(server: &Server) -> Outcome {
    let (mut connection, _) = open(server, "envelope");
    let message = connection.ok("FETCH 1 ENVELOPE").message();
    let envelope = message.envelope();
    assert_eq!(string(&envelope.date), "Wed, 17 Jul 1996 02:23:25 -0700");
    assert_eq!(string(&envelope.subject), "=?utf-8?q?W=C3=B6rter?= \"quoted\"");
    assert_eq!(string(&envelope.in_reply_to), "<before@example.org>");
    assert_eq!(string(&envelope.message_id), "<B27397-0100000@cac.washington.edu>");
    assert_eq!(written(envelope.from()), ["Terry Gray <gray@cac.washington.edu>"]);
    assert_eq!(written(envelope.sender()), ["S. Ender <sender@example.org>"]);
    assert_eq!(written(envelope.reply_to()), ["reply@example.org"]);
    assert_eq!(written(envelope.to()), ["imap@cac.washington.edu", "Second One <second@example.org>"]);
    let members: Vec<_> =
        envelope.cc().iter().filter(|address| !address.is_group_marker()).cloned().collect();
    assert_eq!(written(&members), ["one@example.org", "two@example.org"]);
    assert_eq!(written(envelope.bcc()), ["secret@example.org"]);
    Ok(())
}

fn body_structure(server: &Server) -> Outcome {
    let (mut connection, _) = open(server, "body-structure");
    let message = connection.ok("FETCH 1 BODYSTRUCTURE").message();
    let structure = message.find(|item| match item {
        MsgAtt::BodyStructure(structure) => Some(&**structure),
        _ => None,
    });
    let BodyStructure::Multi(mixed) = structure else { panic!("{structure:?}") };
    assert!(mixed.subtype.as_bytes().eq_ignore_ascii_case(b"mixed"));
    assert!(
        mixed
            .parameters
            .iter()
            .any(|(name, value)| { name.as_bytes().eq_ignore_ascii_case(b"boundary") && *value == "outer" })
    );
    let [BodyStructure::Multi(alternative), BodyStructure::Single(attachment), BodyStructure::Single(nested)] =
        &*mixed.parts
    else {
        panic!("{mixed:?}")
    };
    structure_of_alternative(&alternative.parts);
    structure_of_attachment(attachment);
    let Media::Message(message) = &nested.media else { panic!("{nested:?}") };
    assert_eq!(string(&message.envelope.subject), "nested");
    let octets = NESTED_HEADER.len() + NESTED_TEXT.len();
    server.deviates(STRAY_CR, nested.octets.get() as usize == octets + 1);
    assert!((octets..=octets + 1).contains(&(nested.octets.get() as usize)));
    Ok(())
}

fn structure_of_alternative(parts: &[BodyStructure<'_>]) {
    let [BodyStructure::Single(plain), BodyStructure::Single(html)] = parts else { panic!("{parts:?}") };
    let Media::Text { subtype, lines } = &plain.media else { panic!("{plain:?}") };
    assert!(subtype.as_bytes().eq_ignore_ascii_case(b"plain"));
    assert_eq!((lines.get(), plain.octets.get() as usize), (2, PLAIN.len()));
    assert!(html.media.subtype().eq_ignore_ascii_case(b"html"));
}

fn structure_of_attachment(part: &SinglePart<'_>) {
    assert!(part.media.type_().eq_ignore_ascii_case(b"application"));
    assert!(part.encoding.as_bytes().eq_ignore_ascii_case(b"base64"));
    assert_eq!(
        (string(&part.id), string(&part.description)),
        ("<part@example.org>".into(), "four octets".into())
    );
    assert_eq!(part.octets.get() as usize, BASE64.len());
    let disposition = part.extension.disposition.as_ref().unwrap();
    assert!(disposition.kind.as_bytes().eq_ignore_ascii_case(b"attachment"));
}

fn body(server: &Server) -> Outcome {
    let (mut connection, _) = open(server, "body");
    let message = connection.ok("FETCH 1 BODY").message();
    message.find(|item| if let MsgAtt::Body(_) = item { Some(()) } else { None });
    Ok(())
}

fn macros(server: &Server) -> Outcome {
    let (mut connection, _) = open(server, "macros");
    for (name, items) in [("FAST", 3), ("ALL", 4), ("FULL", 5)] {
        let message = connection.ok(format!("FETCH 1 {name}")).message();
        message.flags();
        message.timestamp();
        assert_eq!(message.size(), self::message().len() as u64);
        assert_eq!(message.items.len(), items);
    }
    Ok(())
}

fn sections(server: &Server) -> Outcome {
    let (mut connection, uid) = open(server, "sections");
    let (whole, text) = (message(), text());
    let fields = "Subject: =?utf-8?q?W=C3=B6rter?= \"quoted\"\r\n\r\n";
    for (section, expected) in [
        ("", &*whole),
        ("HEADER", HEADER),
        ("TEXT", &text),
        ("HEADER.FIELDS (SUBJECT)", fields),
        ("HEADER.FIELDS (X-None)", "\r\n"),
        ("1.1", PLAIN),
        ("1.1.MIME", PLAIN_MIME),
        ("1.2", HTML),
        ("2", BASE64),
        ("3.HEADER", NESTED_HEADER),
        ("3.TEXT", NESTED_TEXT),
        ("3.1", NESTED_TEXT),
        ("3.HEADER.FIELDS (FROM)", "From: n@example.org\r\n\r\n"),
        ("3.HEADER.FIELDS.NOT (FROM)", "Subject: nested\r\n\r\n"),
    ] {
        let message = connection.ok(format!("UID FETCH {uid} (UID BODY.PEEK[{section}])")).message();
        let (text, expected) = (message.text(), expected.as_bytes());
        if ["3.TEXT", "3.1"].contains(&section) {
            server.deviates(STRAY_CR, text == [expected, b"\r"].concat());
        }
        let text = text.strip_suffix(b"\n\r").map_or(text, |_| &text[..text.len() - 1]);
        assert_eq!(text.escape_ascii().to_string(), expected.escape_ascii().to_string(), "{section}");
    }
    let (_, missing) = piece(&mut connection, "BODY.PEEK[7]");
    assert!(missing.unwrap_or_default().is_empty());
    Ok(())
}

fn partials(server: &Server) -> Outcome {
    let (mut connection, _) = open(server, "partials");
    let whole = message().into_bytes();
    assert_eq!(piece(&mut connection, "BODY.PEEK[]<0.10>"), (Some(0), Some(whole[..10].to_vec())));
    assert_eq!(piece(&mut connection, "BODY.PEEK[]<7.100>"), (Some(7), Some(whole[7..107].to_vec())));
    assert_eq!(piece(&mut connection, "BODY.PEEK[1.1]<6.2>"), (Some(6), Some(b"in".to_vec())));
    let (origin, beyond) = piece(&mut connection, "BODY.PEEK[]<100000.10>");
    assert!(matches!(origin, Some(100_000) | None), "{origin:?}");
    assert!(beyond.unwrap_or_default().is_empty());
    Ok(())
}

fn sets_seen(server: &Server) -> Outcome {
    let (mut connection, _) = open(server, "sets-seen");
    connection.ok("FETCH 1 BODY.PEEK[TEXT]");
    assert_eq!(connection.ok("FETCH 1 FLAGS").message().flags(), "()");
    connection.ok("FETCH 1 BODY[TEXT]");
    assert_eq!(connection.ok("FETCH 1 FLAGS").message().flags(), "(\\Seen)");
    Ok(())
}

fn rfc822(server: &Server) -> Outcome {
    let (mut connection, _) = open(server, "rfc822");
    for (item, expected) in
        [("RFC822.HEADER", HEADER.to_owned()), ("RFC822.TEXT", text()), ("RFC822", message())]
    {
        assert_eq!(piece(&mut connection, item).1.unwrap(), expected.as_bytes(), "{item}");
    }
    Ok(())
}

fn binary(server: &Server) -> Outcome {
    server.offers(&[Capability::Binary])?;
    let (mut connection, _) = open(server, "fetch-binary");
    let octets = vec![0, 1, 2, 255];
    assert_eq!(piece(&mut connection, "BINARY.PEEK[2]"), (None, Some(octets)));
    assert_eq!(piece(&mut connection, "BINARY.PEEK[2]<1.2>"), (Some(1), Some(vec![1, 2])));
    let message = connection.ok("FETCH 1 BINARY.SIZE[2]").message();
    let size =
        message.find(|item| if let MsgAtt::BinarySize { size, .. } = item { Some(*size) } else { None });
    assert_eq!(size, 4);
    Ok(())
}

fn several(server: &Server) -> Outcome {
    let (mut connection, name) = server.open("several");
    let uids: Vec<_> = (0..20)
        .map(|n| connection.append(&name, "", format!("Subject: {n}\r\n\r\nbody {n}\r\n").as_bytes()))
        .collect();
    let messages = connection.ok("FETCH 1:* (UID BODY.PEEK[TEXT])").messages();
    assert_eq!(messages.iter().map(Message::uid).collect::<Vec<_>>(), uids);
    for (n, message) in messages.iter().enumerate() {
        assert_eq!((message.seq as usize, message.text()), (n + 1, format!("body {n}\r\n").as_bytes()));
    }
    let set = format!("UID FETCH {},{}:* UID", uids[2], uids[18]);
    let messages = connection.ok(set).messages();
    assert_eq!(messages.iter().map(|message| message.seq).collect::<Vec<_>>(), [3, 19, 20]);
    connection.agree();
    Ok(())
}

/// The origin and the octets of one piece of the first message.
fn piece(connection: &mut Connection, item: &str) -> (Option<u64>, Option<Vec<u8>>) {
    let message = connection.ok(format!("FETCH 1 {item}")).message();
    let (origin, octets) = message.piece();
    (origin, octets.map(<[u8]>::to_vec))
}

fn string(string: &NString<'_>) -> String {
    string.as_ref().unwrap().to_string()
}

fn written(addresses: &[Address<'_>]) -> Vec<String> {
    addresses.iter().map(Address::to_string).collect()
}
