//! Captures, and the rows that they give.

use inspect_web::{Inspection, Side};

/// A row in a line: the side, what it is, and what is wrong with it.
fn told(inspection: &Inspection) -> Vec<String> {
    let told = inspection.rows().iter().map(|row| {
        let side = if row.side == Side::Client { 'C' } else { 'S' };
        let quirks =
            row.quirks.iter().map(|sighting| format!(" quirk:{}@{}", sighting.quirk.name(), sighting.offset));
        let problem = row.problem.iter().map(|problem| format!(" {}: {}", problem.at, problem.expected));
        format!("{side} {}{}", row.kind, quirks.chain(problem).collect::<String>())
    });
    told.collect()
}

#[test]
fn a_transcript_is_followed_through_every_dialogue() {
    let transcript = b"S: * OK hello
C: a1 AUTHENTICATE PLAIN
S: +
C: AGFsaWNlAHNlY3JldA==
S: a1 OK welcome
C: a2 APPEND INBOX {4}
S: + go ahead
C: mail
S: a2 OK done
C: a3 IDLE
S: + idling
S: * 4 EXISTS
C: DONE
S: a3 OK done
C: a4 FETCH 1 BODY[]
S: * 1 FETCH (BODY[] {17}
From: a

text
)
S: a4 OK done
";
    let inspection = Inspection::of_capture(transcript);
    assert_eq!(
        told(&inspection),
        [
            "S greeting",
            "C AUTHENTICATE",
            "S challenge quirk:missing-continue-space@1",
            "C SASL",
            "S OK",
            "S continue",
            "C APPEND",
            "S OK",
            "C IDLE",
            "S continue",
            "S EXISTS",
            "C DONE",
            "S OK",
            "C FETCH",
            "S FETCH",
            "S OK"
        ]
    );
    assert_eq!(inspection.stopped(), None);
    let fetch = &inspection.rows()[14];
    assert_eq!(inspection.octets(fetch), b"* 1 FETCH (BODY[] {17}\r\nFrom: a\r\n\r\ntext\r\n)\r\n");
    assert!(inspection.value(fetch).contains("From: a"), "{}", inspection.value(fetch));
    let json = inspection.to_json();
    assert!(!json.contains("AGFsaWNlAHNlY3JldA=="), "{json}");
}

#[test]
fn two_captures_are_put_in_order() {
    let client = b"a1 LOGIN alice secret\r\na2 NOOP\r\na3 LOGOUT\r\n";
    let server = b"* OK hi\r\n* CAPABILITY IMAP4rev1\r\na1 OK in\r\na2 OK\r\n* BYE bye\r\na3 OK\r\n";
    let inspection = Inspection::of_both(client, server);
    assert_eq!(
        told(&inspection),
        [
            "S greeting",
            "C LOGIN",
            "S CAPABILITY",
            "S OK",
            "C NOOP",
            "S OK quirk:missing-status-text@5",
            "C LOGOUT",
            "S BYE",
            "S OK quirk:missing-status-text@5"
        ]
    );
    let json = inspection.to_json() + &inspection.row_to_json(1);
    assert!(!json.contains("secret"), "{json}");
}

#[test]
fn one_side_says_what_is_wrong_and_where() {
    let inspection = Inspection::of_capture(b"* LIST () \"/\"  INBOX\r\n* 1 FETCH (UID x)\r\n\r\n* 2 EXI");
    assert_eq!(told(&inspection)[1..], ["S FETCH quirk:malformed-item@15", "S blank"]);
    assert_eq!(inspection.stopped(), Some("the capture ends inside a message, of which it has 7 octets"));

    let inspection = Inspection::of_capture(b"a1 SELECT\r\nDONE\r\na2 IDLE\r\nDONE\r\n");
    assert_eq!(told(&inspection), ["C malformed 9: SP", "C malformed 4: SP", "C IDLE", "C DONE"]);
    assert!(inspection.row_to_json(0).contains("\"mark\":9"), "{}", inspection.row_to_json(0));
    assert_eq!(inspection.row_to_json(99), "null");
}

#[test]
fn a_session_that_begins_in_the_middle_is_followed() {
    let inspection = Inspection::of_capture(b"C: a7 NOOP\nS: * 3 EXISTS\nS: a7 OK done\n");
    assert_eq!(told(&inspection), ["C NOOP", "S EXISTS", "S OK"]);
    assert_eq!(told(&Inspection::of_capture(b"")), [] as [&str; 0]);
}
