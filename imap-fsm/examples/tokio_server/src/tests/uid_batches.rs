//! UIDBATCHES (RFC 10022).

use super::TestServer;

#[test]
fn batches_follow_each_other_from_the_newest_messages_down() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.play(
        "C: a UIDBATCHES 500
         S: * UIDBATCHES (TAG \"a\")
         S: a OK done",
    );
    one.send(&format!("b APPEND INBOX{}\r\n", " {1+}\r\nx".repeat(1203)));
    one.until("b OK");
    one.ask("UID STORE 1:2,703 +FLAGS.SILENT (\\Deleted)");
    one.ask("EXPUNGE");
    one.play(
        "C: c UIDBATCHES 500
         S: * UIDBATCHES (TAG \"c\") 1203:704,703:203,202:1
         S: c OK done
         C: d UIDBATCHES 500 2:3
         S: * UIDBATCHES (TAG \"d\") 703:203,202:1
         S: d OK done
         C: e UIDBATCHES 500 3:9
         S: * UIDBATCHES (TAG \"e\") 202:1
         S: e OK done
         C: f UIDBATCHES 500 4:9
         S: * UIDBATCHES (TAG \"f\")
         S: f OK done
         C: g UIDBATCHES 1200
         S: * UIDBATCHES (TAG \"g\") 1203:1
         S: g OK done
         C: h UIDBATCHES 4294967295
         S: * UIDBATCHES (TAG \"h\") 1203:1
         S: h OK done
         C: i UIDBATCHES 499
         S: i NO [TOOFEW] a batch has 500 messages or more
         C: j UIDBATCHES 500 4:1
         S: j BAD [CLIENTBUG] the lower number comes first
         C: k UIDBATCHES 500 1:200
         S: * UIDBATCHES (TAG \"k\") 1203:704,703:203,202:1
         S: k OK done
         C: l UIDBATCHES 500 1:201
         S: l NO [TOOMANY] these are too many messages for one command
         C: m UIDBATCHES 4294967295 1:4294967295
         S: m NO [TOOMANY] these are too many messages for one command",
    );
    // Each has so many messages.
    for (batch, messages) in [("704:1203", 500), ("203:703", 500), ("1:202", 200)] {
        one.play(&format!(
            "C: n UID SEARCH RETURN (COUNT) UID {batch}
             S: * ESEARCH (TAG \"n\") UID COUNT {messages}
             S: n OK searched"
        ));
    }
}
