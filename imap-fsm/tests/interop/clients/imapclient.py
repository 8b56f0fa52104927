"""IMAPClient, a library for Python."""

import ssl

from imapclient import IMAPClient, exceptions

from clients.mail import canonical, message, samples
from clients.wire import PATIENCE


def run(server, step):
    wire = server.wire()
    names = list(samples())
    client = IMAPClient(server.host, server.port, ssl=False, timeout=PATIENCE)

    with step("STARTTLS, LOGIN, and a wrong password"):
        client.starttls(ssl.create_default_context(cafile=server.certificate))
        try:
            client.login(server.user, "wrong")
            raise AssertionError("logged in with a wrong password")
        except exceptions.LoginError:
            pass
        client.login(server.user, server.password)
        client.logout()
        client = IMAPClient(server.host, server.port, ssl=False, timeout=PATIENCE)
        client.login(server.user, server.password)

    with step("ID, NAMESPACE, mailboxes and names that are not ASCII"):
        assert client.id_({"name": "interop"})[0].count(b"name") <= 1
        ((prefix, delimiter),) = client.namespace().personal
        assert (prefix, delimiter) == ("", "/")
        client.create_folder("Entw\u00fcrfe/\u53f0\u5317")
        assert b"Entw&APw-rfe/&U,BTFw-" in wire.mailboxes()
        found = [name for flags, _, name in client.list_folders()]
        assert "Entw\u00fcrfe/\u53f0\u5317" in found and "INBOX" in found
        client.subscribe_folder("Entw\u00fcrfe/\u53f0\u5317")
        assert "Entw\u00fcrfe/\u53f0\u5317" in [name for _, _, name in client.list_sub_folders()]
        client.rename_folder("Entw\u00fcrfe/\u53f0\u5317", "target")
        assert client.folder_exists("target") and not client.folder_exists("Entw\u00fcrfe/\u53f0\u5317")

    with step("APPEND and SELECT"):
        for name, text in samples().items():
            client.append("INBOX", text, [rb"\Seen"] if name == "plain" else [])
        opened = client.select_folder("INBOX")
        assert opened[b"EXISTS"] == len(names) and opened[b"UIDNEXT"] > len(names)
        uids = dict(zip(names, client.search("ALL"), strict=True))
        assert {name: mail.text for name, mail in wire.mails("INBOX").items()} == {
            name: canonical(text) for name, text in samples().items()
        }

    with step("SEARCH and FETCH with what they parse"):
        assert client.search(["SUBJECT", "parts", "UNSEEN"]) == [uids["parts"]]
        assert client.search(["OR", ["SEEN"], ["LARGER", 100_000]]) == [uids["plain"], uids["long"]]
        assert client.search(["BODY", "Gr\u00fc\u00dfe"], charset="UTF-8") == [uids["latin1"]]
        data = client.fetch(uids.values(), ["ENVELOPE", "BODYSTRUCTURE", "RFC822.SIZE", "FLAGS", "BODY.PEEK[]"])
        for name, text in samples().items():
            item = data[uids[name]]
            assert item[b"BODY[]"] == text and item[b"RFC822.SIZE"] == len(text)
            envelope = item[b"ENVELOPE"]
            assert (envelope.subject, envelope.message_id) == (name.encode(), f"<{name}@example.org>".encode())
            assert (envelope.from_[0].mailbox, envelope.to[0].host) == (b"alice", b"example.org")
            assert envelope.date is not None
        structure = data[uids["parts"]][b"BODYSTRUCTURE"]
        assert structure.is_multipart and len(structure[0]) == 2
        assert [part[1].lower() for part in structure[0]] == [b"plain", b"octet-stream"]

    with step("flags, COPY, MOVE, UID EXPUNGE"):
        flags = client.add_flags(uids["lines"], [rb"\Flagged", b"keyword"])[uids["lines"]]
        assert set(flags) - {rb"\Recent"} == {rb"\Flagged", b"keyword"}
        client.remove_flags(uids["plain"], [rb"\Seen"])
        client.copy([uids["lines"], uids["bare"]], "target")
        client.move([uids["latin1"]], "target")
        client.delete_messages([uids["plain"], uids["long"]])
        client.uid_expunge([uids["plain"]])
        here, there = wire.mails("INBOX"), wire.mails("target")
        assert {name: mail.flags for name, mail in here.items()} == {
            "lines": "F",
            "parts": "",
            "long": "T",
            "bare": "",
        }
        assert there.keys() == {"lines", "bare", "latin1"} and there["lines"] == here["lines"]

    with step("IDLE"):
        client.noop()
        client.idle()
        wire.append("INBOX", message("news"))
        heard = []
        while (5, b"EXISTS") not in heard:
            heard += (answers := client.idle_check(timeout=PATIENCE))
            assert answers, heard
        client.idle_done()
        client.idle()
        wire.remove("INBOX", "long")
        while not any(answer[1:] == (b"EXPUNGE",) for answer in heard):
            heard += (answers := client.idle_check(timeout=PATIENCE))
            assert answers, heard
        client.idle_done()
        assert client.search(["SUBJECT", "news"]) == [_uid(wire, "news")]

    with step("CONDSTORE: what has changed since"):
        client.unselect_folder()
        client.enable("CONDSTORE")
        before = client.select_folder("INBOX")[b"HIGHESTMODSEQ"]
        wire.store("INBOX", "bare", r"\Answered")
        client.noop()
        changed = client.fetch(client.search("ALL"), ["FLAGS"], modifiers=[f"CHANGEDSINCE {before}"])
        assert changed.keys() == {uids["bare"]} and changed[uids["bare"]][b"MODSEQ"][0] > before
        client.logout()


def _uid(wire, name):
    wire.ask("EXAMINE INBOX")
    return wire.uid(name)
