//! By what strings are compared (RFC 5255 §4).

use super::TestServer;

/// What the subjects are, in the order of the mailbox.
const SUBJECTS: [&str; 4] = ["äpfel", "BIRNEN", "Birnen", "Äpfel"];

fn with_mail(server: &TestServer) -> super::Wire<std::net::TcpStream> {
    let mut one = server.log_in("SELECT INBOX");
    for subject in SUBJECTS {
        one.append("INBOX", &format!("Subject: {subject}\r\n\r\nText"));
    }
    one
}

#[test]
fn a_client_chooses_by_what_strings_are_compared() {
    let server = TestServer::plain();
    let mut one = with_mail(&server);
    one.play(
        "C: a COMPARATOR
         S: * COMPARATOR i;unicode-casemap
         S: a OK done
         C: b UID SEARCH CHARSET UTF-8 SUBJECT {6+}
         C: ÄPFEL
         S: * SEARCH 1 4
         S: b OK searched
         C: c SORT (SUBJECT) UTF-8 ALL
         S: * SORT 1 4 2 3
         S: c OK searched
         C: d THREAD ORDEREDSUBJECT UTF-8 ALL
         S: * THREAD (1 4)(2 3)
         S: d OK searched
         C: e COMPARATOR i;ascii-casemap
         S: * COMPARATOR i;ascii-casemap
         S: e OK done
         C: f UID SEARCH CHARSET UTF-8 SUBJECT {6+}
         C: ÄPFEL
         S: * SEARCH 4
         S: f OK searched
         C: g UID SEARCH SUBJECT birn
         S: * SEARCH 2 3
         S: g OK searched
         C: h SORT (SUBJECT) UTF-8 ALL
         S: * SORT 2 3 4 1
         S: h OK searched
         C: i THREAD REFERENCES UTF-8 ALL
         S: * THREAD …
         S: i OK searched
         C: j COMPARATOR i;octet
         S: * COMPARATOR i;octet
         S: j OK done
         C: k UID SEARCH SUBJECT Birn
         S: * SEARCH 3
         S: k OK searched
         C: l UID SEARCH OR (HEADER subject birn) (TEXT BIRN)
         S: * SEARCH 2
         S: l OK searched
         C: m THREAD ORDEREDSUBJECT UTF-8 2:3
         S: * THREAD (2)(3)
         S: m OK searched
         C: n COMPARATOR -i;octet
         S: * COMPARATOR -i;octet
         S: n OK done
         C: o SORT (SUBJECT) UTF-8 ALL
         S: * SORT 1 4 3 2
         S: o OK searched
         C: p SORT (REVERSE SUBJECT) UTF-8 ALL
         S: * SORT 2 3 4 1
         S: p OK searched
         C: q COMPARATOR default
         S: * COMPARATOR i;unicode-casemap
         S: q OK done
         C: r ESEARCH IN (selected) SUBJECT birnen
         S: * ESEARCH (TAG \"r\" MAILBOX INBOX UIDVALIDITY …) UID ALL 2:3
         S: r OK searched",
    );
}

#[test]
fn patterns_fit_collations_and_the_first_decides() {
    let server = TestServer::plain();
    let mut one = with_mail(&server);
    one.play(
        "C: a COMPARATOR \"cz;*\" \"*octet\"
         S: * COMPARATOR i;octet
         S: a OK done
         C: b COMPARATOR \"cz;*\" i;basic
         S: b NO [BADCOMPARATOR] strings are not compared by that here
         C: c COMPARATOR
         S: * COMPARATOR i;octet
         S: c OK done
         C: d COMPARATOR \"I;*CASEMAP\"
         S: * COMPARATOR i;unicode-casemap (i;unicode-casemap i;ascii-casemap)
         S: d OK done
         C: e COMPARATOR \"+i;a*\" \"*\"
         S: * COMPARATOR i;ascii-casemap (i;unicode-casemap i;ascii-casemap i;octet)
         S: e OK done
         C: f COMPARATOR \"a**\"
         S: f BAD …",
    );
    // What one has chosen is nothing to another, nor to whoever comes behind.
    let mut other = server.log_in("");
    other.play(
        "C: a COMPARATOR
         S: * COMPARATOR i;unicode-casemap
         S: a OK done",
    );
    one.play(
        "C: g UNAUTHENTICATE
         S: g OK …
         C: h COMPARATOR
         S: h BAD …
         C: i LOGIN bob pass
         S: i OK [CAPABILITY … I18NLEVEL=2 …] welcome
         C: j COMPARATOR
         S: * COMPARATOR i;unicode-casemap
         S: j OK done",
    );
}

#[test]
fn what_is_kept_up_to_date_is_compared_as_it_began() {
    let server = TestServer::plain();
    let mut one = with_mail(&server);
    one.play(
        "C: a COMPARATOR i;octet
         S: * COMPARATOR i;octet
         S: a OK done
         C: b UID SEARCH RETURN (COUNT UPDATE) SUBJECT Birn
         S: * ESEARCH (TAG \"b\") UID COUNT 1
         S: b OK searched
         C: c COMPARATOR default
         S: * COMPARATOR i;unicode-casemap
         S: c OK done
         C: d APPEND INBOX {18+}
         C: Subject: BIRN
         C: 
         C: 
         S: * 5 EXISTS
         S: * 5 RECENT
         S: d OK …
         C: e APPEND INBOX {18+}
         C: Subject: Birn
         C: 
         C: 
         S: * 6 EXISTS
         S: * 6 RECENT
         S: * ESEARCH (TAG \"b\") UID ADDTO (0 6)
         S: e OK …",
    );
}
