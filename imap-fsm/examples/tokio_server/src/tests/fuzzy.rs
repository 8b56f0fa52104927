//! What is found more or less.

use super::TestServer;

#[test]
fn what_is_alike_is_found_and_sorted_by_how_much() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    for subject in ["hello world", "nothing", "Helo", "say helo twice", "world of help"] {
        one.append("INBOX", &format!("Subject: {subject}\r\n\r\n"));
    }
    one.ask("NOOP");
    one.play(
        "C: a SEARCH FUZZY SUBJECT Helo
         S: * SEARCH 1 3 4 5
         S: a OK …
         C: b SEARCH FUZZY SUBJECT Helo SUBJECT world
         S: * SEARCH 1 5
         S: b OK …
         C: c SEARCH NOT FUZZY SUBJECT \"wrold helo\"
         S: * SEARCH 1 2 3 4 5
         S: c OK …
         C: d SEARCH RETURN (RELEVANCY ALL) FUZZY SUBJECT Helo
         S: * ESEARCH (TAG \"d\") ALL 1,3:5 RELEVANCY (70 100 100 70)
         S: d OK …
         C: e SORT (RELEVANCY) UTF-8 FUZZY SUBJECT Helo
         S: * SORT 3 4 1 5
         S: e OK …
         C: f SORT RETURN (RELEVANCY PARTIAL 2:3) (RELEVANCY REVERSE ARRIVAL) UTF-8 FUZZY TEXT Helo
         S: * ESEARCH (TAG \"f\") PARTIAL (2:3 4,1) RELEVANCY (100 70)
         S: f OK …
         C: g SEARCH RETURN (RELEVANCY) SUBJECT Helo
         S: g BAD …
         C: h SORT (RELEVANCY) UTF-8 SUBJECT Helo
         S: h BAD …
         C: i SEARCH FUZZY (1:3 OR SUBJECT wrld UNSEEN)
         S: * SEARCH 1 2 3
         S: i OK …",
    );
}
