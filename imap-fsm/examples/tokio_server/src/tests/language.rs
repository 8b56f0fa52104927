//! The language of texts (RFC 5255 §3).

use super::TestServer;

#[test]
fn texts_are_in_the_language_that_the_client_wants() {
    let server = TestServer::plain();
    let mut one = server.connect();
    one.play(
        "C: a LANGUAGE
         S: * LANGUAGE (en de i-default)
         S: a OK done
         C: b LANGUAGE MUL
         S: b NO [CANNOT] that language is not spoken here
         C: c LANGUAGE fr-CA DE-AT EN
         S: * LANGUAGE (de)
         S: c OK erledigt
         C: d LANGUAGE FR
         S: d NO [CANNOT] diese Sprache wird hier nicht gesprochen
         C: e LOGIN alice pass
         S: e OK [CAPABILITY … LANGUAGE …] willkommen
         C: f SELECT INBOX
         S: * FLAGS …
         S: * OK [PERMANENTFLAGS …] Kennzeichen, die bleiben
         S: * 0 EXISTS
         S: * 0 RECENT
         S: * OK [UIDVALIDITY …] UIDs sind gültig
         S: * OK [UIDNEXT 1] die nächste UID
         S: * OK [HIGHESTMODSEQ 1] die höchste Änderungsnummer
         S: * OK [MAILBOXID (F…)] das Postfach, wie es auch heißt
         S: * OK [URLMECH INTERNAL] womit URLs beglaubigt werden
         S: f OK [READ-WRITE] geöffnet
         C: g APPEND Nowhere {1}
         S: g NO [TRYCREATE] kein solches Postfach
         C: h IDLE
         S: + wartet
         C: DONE
         S: h OK wartet nicht mehr
         C: i LANGUAGE \"*\"
         S: * LANGUAGE (de)
         S: i OK erledigt
         C: j LANGUAGE default
         S: * LANGUAGE (en)
         S: j OK done
         C: k LANGUAGE i-default
         S: * LANGUAGE (i-default)
         S: k OK done",
    );
}

#[test]
fn the_greeting_tells_of_languages() {
    let server = TestServer::plain();
    let mut one = server.connect();
    let capabilities = one.ask("CAPABILITY");
    assert!(capabilities[0].contains(" LANGUAGE"), "{capabilities:?}");
}
