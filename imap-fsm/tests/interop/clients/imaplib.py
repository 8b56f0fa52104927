"""imaplib of Python's standard library."""

import imaplib
import re
import ssl
import time

from clients.mail import canonical, message, samples
from clients.wire import PATIENCE

DATE = imaplib.Time2Internaldate(1_760_000_000)


def run(server, step):
    wire = server.wire()

    with step("STARTTLS, TLS and AUTHENTICATE PLAIN"):
        context = ssl.create_default_context(cafile=server.certificate)
        over_tls = imaplib.IMAP4_SSL(server.host, server.tls_port, ssl_context=context, timeout=PATIENCE)
        assert _ok(over_tls.login(server.user, server.password))
        assert over_tls.state == "AUTH" and _ok(over_tls.noop())
        _ok(over_tls.logout())
        client = imaplib.IMAP4(server.host, server.port, timeout=PATIENCE)
        _ok(client.starttls(context))
        _ok(client.authenticate("PLAIN", lambda _: f"\0{server.user}\0{server.password}".encode()))
        _ok(client.logout())

    client = imaplib.IMAP4(server.host, server.port, timeout=PATIENCE)

    with step("LOGIN, and a wrong password"):
        try:
            client.login(server.user, "wrong")
            raise AssertionError("logged in with a wrong password")
        except imaplib.IMAP4.error:
            assert client.state == "NONAUTH"
        _ok(client.login(server.user, server.password))
        assert "IMAP4REV1" in client.capabilities

    with step("CREATE, LIST, SUBSCRIBE, STATUS, RENAME, DELETE"):
        for command in [client.create, client.subscribe]:
            _ok(command("one"))
        assert _has(client.list('""', "*"), "one") and _has(client.lsub('""', "*"), "one")
        _ok(client.rename("one", "two"))
        _ok(client.unsubscribe("one"))
        assert b"two" in wire.mailboxes() and b"one" not in wire.mailboxes()
        assert not _has(client.lsub('""', "*"), "one")
        assert re.search(rb"MESSAGES 0\b.*UIDNEXT 1\b", _ok(client.status("two", "(MESSAGES UIDNEXT)"))[0])
        _ok(client.delete("two"))
        assert b"two" not in wire.mailboxes()
        assert client.status("two", "(MESSAGES)")[0] == client.select("two")[0] == "NO"

    with step("APPEND"):
        for name, text in samples().items():
            _ok(client.append("INBOX", r"(\Seen)" if name == "plain" else None, DATE, text))
        mails = wire.mails("INBOX")
        assert {name: mail.text for name, mail in mails.items()} == {
            name: canonical(text) for name, text in samples().items()
        }
        assert {name for name, mail in mails.items() if mail.flags == "S"} == {"plain"}
        assert client.append("nowhere", None, DATE, b"x")[0] == "NO"

    with step("SELECT, SEARCH, FETCH"):
        count = len(samples())
        assert _ok(client.select("INBOX")) == [b"%d" % count]
        assert client.response("UIDVALIDITY")[1][0].isdigit()
        numbers = {name: number for number, name in enumerate(samples(), 1)}
        everything = " ".join(map(str, numbers.values())).encode()
        assert _ok(client.search(None, "ALL")) == [everything]
        assert _ok(client.search("UTF-8", "HEADER", "Subject", '"parts"')) == [b"%d" % numbers["parts"]]
        assert _ok(client.search(None, "SEEN")) == [b"%d" % numbers["plain"]]
        assert _ok(client.search(None, "LARGER", "100000")) == [b"%d" % numbers["long"]]
        assert _ok(client.search(None, "SEEN", "UNSEEN")) in [[b""], [None]]
        for name, text in samples().items():
            (head, fetched), *_ = _ok(client.fetch(str(numbers[name]), "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[])"))
            assert fetched == text
            assert b"RFC822.SIZE %d " % len(text) in head + b" "
            assert imaplib.Internaldate2tuple(head) == time.localtime(1_760_000_000)
        (structure,) = _ok(client.fetch(str(numbers["parts"]), "(BODYSTRUCTURE)"))
        assert b'"mixed"' in structure.lower() and b'"octet-stream"' in structure.lower()
        (_, subject), *_ = _ok(client.fetch(str(numbers["long"]), "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])"))
        assert subject == b"Subject: long\r\n\r\n"

    with step("STORE, COPY, EXPUNGE"):
        _ok(client.create("copies"))
        one, two = str(numbers["lines"]), str(numbers["latin1"])
        _ok(client.store(one, "+FLAGS", r"(\Flagged keyword)"))
        assert wire.mails("INBOX")["lines"].flags == "F"
        assert _ok(client.search(None, "KEYWORD", "keyword")) == [one.encode()]
        _ok(client.copy(f"{one},{two}", "copies"))
        mails = wire.mails("INBOX")
        assert wire.mails("copies") == {name: mails[name] for name in ["lines", "latin1"]}
        _ok(client.store(one, "FLAGS", r"(\Deleted)"))
        assert _ok(client.expunge()) == [one.encode()]
        assert mails.keys() - wire.mails("INBOX").keys() == {"lines"}
        assert client.copy("1", "nowhere")[0] == "NO"

    with step("UID commands"):
        uid = wire.uid("parts")
        assert _ok(client.uid("SEARCH", "SUBJECT", "parts")) == [b"%d" % uid]
        (head, fetched), *_ = _ok(client.uid("FETCH", str(uid), "(FLAGS BODY.PEEK[TEXT])"))
        assert b"UID %d" % uid in head and samples()["parts"].endswith(fetched)
        _ok(client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Answered)"))
        assert wire.mails("INBOX")["parts"].flags == "R"
        _ok(client.uid("COPY", str(uid), "copies"))
        assert "parts" in wire.mails("copies")

    with step("what others do is told at NOOP, and in IDLE"):
        wire.append("INBOX", message("news"))
        _ok(client.noop())
        assert client.response("EXISTS")[1][-1] == b"%d" % count  # one less, one more
        _idle(client, lambda: wire.append("INBOX", message("more")), b"* %d EXISTS\r\n" % (count + 1))
        assert _ok(client.search(None, "SUBJECT", "more")) == [b"%d" % (count + 1)]

    with step("CLOSE and LOGOUT"):
        _ok(client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)"))
        _ok(client.close())
        assert client.state == "AUTH" and "parts" not in wire.mails("INBOX")
        assert client.logout()[0] == "BYE"


def _idle(client, change, expected):
    """imaplib of this Python has no IDLE of its own: its connection is used."""
    client.send(b"idle IDLE\r\n")
    assert client.readline().startswith(b"+")
    change()
    while (line := client.readline()) != expected:
        assert line.startswith(b"* "), line
    client.send(b"DONE\r\n")
    while not (line := client.readline()).startswith(b"idle OK"):
        assert line.startswith(b"* "), line


def _ok(answer):
    kind, data = answer
    assert kind in ["OK", "BYE"], answer
    return data


def _has(answer, mailbox):
    return any(re.search(rb'[ "]%s"?$' % mailbox.encode(), line) for line in _ok(answer) if line)
