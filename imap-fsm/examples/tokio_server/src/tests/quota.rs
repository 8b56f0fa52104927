//! Quotas (RFC 9208) and the limit of APPEND (RFC 7889).

use super::TestServer;

const MESSAGE: &str = "Subject: x\r\n\r\n0123456789\r\n";

#[test]
fn quotas_tell_what_is_used_and_what_may_be() {
    let server = TestServer::start("--plain --quota 4097");
    let mut one = server.log_in("");
    one.play(
        "C: a GETQUOTAROOT inbox
         S: * QUOTAROOT INBOX #user/alice
         S: * QUOTA #user/alice (STORAGE 0 5 MAILBOX 6 10000)
         S: a OK …",
    );
    one.append("INBOX", MESSAGE);
    one.play(
        "C: b GETQUOTA \"#user/alice\"
         S: * QUOTA #user/alice (STORAGE 1 5 MAILBOX 6 10000)
         S: b OK …
         C: c GETQUOTAROOT not/yet
         S: * QUOTAROOT not/yet #user/alice
         S: * QUOTA #user/alice (STORAGE 1 5 MAILBOX 6 10000)
         S: c OK …
         C: d GETQUOTA #user/bob
         S: d NO [NONEXISTENT] …
         C: e GETQUOTA \"\"
         S: e NO [NONEXISTENT] …
         C: f SETQUOTA #user/alice (STORAGE 1000)
         S: f NO [NOPERM] …",
    );
}

#[test]
fn administrators_set_quotas() {
    let server = TestServer::start("--plain --admin alice --quota 100");
    let mut one = server.log_in("");
    one.play(
        "C: a SETQUOTA #user/bob (STORAGE 510 MESSAGE 1000 MAILBOX 7)
         S: * QUOTA #user/bob (STORAGE 0 510 MESSAGE 0 1000 MAILBOX 6 7)
         S: a OK …
         C: b SETQUOTA #user/bob (MESSAGE 2)
         S: * QUOTA #user/bob (MESSAGE 0 2 MAILBOX 6 10000)
         S: b OK …
         C: c SETQUOTA #user/bob (ANNOTATION-STORAGE 2)
         S: c NO [CANNOT] …
         C: d SETQUOTA #user/nobody (STORAGE 1)
         S: d NO [NONEXISTENT] …
         C: e SETQUOTA #user/bob ()
         S: * QUOTA #user/bob (MAILBOX 6 10000)
         S: e OK …
         C: f GETQUOTA #user/bob
         S: * QUOTA #user/bob (MAILBOX 6 10000)
         S: f OK …",
    );
}

#[test]
fn what_is_over_quota_is_refused() {
    let server = TestServer::start("--plain --admin alice");
    let mut one = server.log_in("SELECT INBOX");
    let set = |one: &mut super::Wire<_>, limits: &str| one.ask(&format!("SETQUOTA #user/alice ({limits})"));
    one.append("INBOX", MESSAGE);
    one.append("INBOX", MESSAGE);
    one.ask("NOOP");
    set(&mut one, "MESSAGE 3");
    one.play(
        "C: a COPY 1:2 Sent
         S: a NO [OVERQUOTA] …
         C: b APPEND Sent {5+}
         C: a: b {5+}
         C: c: d
         S: b NO [OVERQUOTA] …
         C: c STATUS Sent (MESSAGES)
         S: * STATUS Sent (MESSAGES 0)
         S: c OK …
         C: d COPY 1 Sent
         S: d OK [COPYUID …
         C: e APPEND Sent {5}
         S: e NO [OVERQUOTA] …",
    );
    // What moves takes no more room than it did.
    one.play(
        "C: f MOVE 1:2 Trash
         S: * OK [COPYUID …
         S: * 1 EXPUNGE
         S: * 1 EXPUNGE
         S: f OK …",
    );
    set(&mut one, "MAILBOX 7");
    one.play(
        "C: g CREATE a/b
         S: g NO [OVERQUOTA] …
         C: h RENAME Trash a/b/c
         S: h NO [OVERQUOTA] …
         C: i RENAME INBOX a/b
         S: i NO [OVERQUOTA] …
         C: j RENAME Trash b/c
         S: j OK …
         C: k CREATE a
         S: k NO [OVERQUOTA] …
         C: l RENAME b/c b/d
         S: l OK …",
    );
    set(&mut one, "STORAGE 0");
    one.play("C: m APPEND INBOX {1}\nS: m NO [OVERQUOTA] …");
}

#[test]
fn status_tells_what_expunge_would_free() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", MESSAGE);
    one.append("INBOX", MESSAGE);
    one.ask("NOOP");
    one.ask("STORE 2 +FLAGS (\\Deleted)");
    one.play(
        "C: a STATUS INBOX (MESSAGES DELETED DELETED-STORAGE)
         S: * STATUS INBOX (MESSAGES 2 DELETED 1 DELETED-STORAGE 26)
         S: a OK …",
    );
}

#[test]
fn the_limit_of_append_is_told_and_kept() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let capabilities = one.ask("CAPABILITY");
    assert!(capabilities[0].contains(" APPENDLIMIT=67108864 "), "{capabilities:?}");
    one.play(
        "C: a STATUS INBOX (APPENDLIMIT)
         S: * STATUS INBOX (APPENDLIMIT 67108864)
         S: a OK …
         C: b LIST \"\" Sent RETURN (STATUS (APPENDLIMIT))
         S: * LIST (\\HasNoChildren \\Sent) \"/\" Sent
         S: * STATUS Sent (APPENDLIMIT 67108864)
         S: b OK …
         C: c APPEND INBOX {67108865}
         S: c NO [TOOBIG] …
         C: d APPEND INBOX {67108864}
         S: + …",
    );
}
