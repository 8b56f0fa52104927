"""What every client that keeps a Maildir and a server the same has to do."""

import re

from clients.mail import message, samples

CHANGES = re.compile(r"^\S+ (UID )?(APPEND|STORE|COPY|MOVE|EXPUNGE|CREATE|DELETE|RENAME)\b", re.I)

NAMES = ["INBOX", "Work/2026", "Entw&APw-rfe"]


def run(server, step, sync, folder):
    """`sync()` runs the client, `folder(name)` is its Maildir of the mailbox that has this name on the wire."""
    wire = server.wire()

    def both():
        return {name: (wire.mails(name), folder(name).mails()) for name in NAMES}

    def same():
        for name, (there, here) in both().items():
            assert there == here, f"{name}: {_texts_cut(there)} there, {_texts_cut(here)} here"

    with step("all mailboxes and messages arrive"):
        for name in NAMES[1:]:
            wire.ask(f'CREATE "{name}"')
            wire.append(name, message("elsewhere"), r"\Answered")
        for name, text in samples().items():
            wire.append("INBOX", text, {"plain": r"\Seen", "long": r"\Flagged \Draft"}.get(name, ""))
        sync()
        same()
        assert {name: mail.flags for name, mail in folder("INBOX").mails().items()} == {
            "plain": "S",
            "lines": "",
            "latin1": "",
            "parts": "",
            "long": "DF",
            "bare": "",
        }

    with step("flags, deletions and new mail go both ways"):
        wire.store("INBOX", "lines", r"\Flagged")
        wire.remove("INBOX", "latin1")
        wire.append("INBOX", message("there"), r"\Answered")
        folder("INBOX").flag("parts", "RS")
        folder("INBOX").remove("bare")
        folder("INBOX").add(message("here", "written here\r\n"))
        sync()
        same()
        assert {name: mail.flags for name, mail in wire.mails("INBOX").items()} == {
            "plain": "S",
            "lines": "F",
            "parts": "RS",
            "long": "DF",
            "there": "R",
            "here": "S",
        }

    with step("a second run changes nothing"):
        before = both()
        server.proxy.begin()
        sync()
        assert both() == before
        changes = [line for line in server.proxy.commands() if CHANGES.match(line)]
        assert server.proxy.commands() and not changes, changes

    with step("a mailbox made here comes into being there"):
        folder("Letters").add(message("letter"))
        sync()
        assert b"Letters" in wire.mailboxes()
        assert wire.mails("Letters") == folder("Letters").mails() != {}


def _texts_cut(mails):
    return {name: (mail.flags, mail.text[-60:]) for name, mail in mails.items()}
