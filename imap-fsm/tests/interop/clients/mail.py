"""Messages: how they are made, and how they are compared."""

import base64
import re
from pathlib import Path
from typing import NamedTuple


class Mail(NamedTuple):
    """A message with its flags as letters of a Maildir: Draft, Flagged, Replied, Seen, Trashed."""

    flags: str
    text: bytes


def message(name, body="Hello.\r\n", fields="Content-Type: text/plain; charset=utf-8\r\n"):
    """A message whose Message-ID says its name."""
    head = (
        f"From: Alice <alice@example.org>\r\nTo: Bob <bob@example.org>\r\nSubject: {name}\r\n"
        f"Date: Mon, 2 Mar 2026 10:00:00 +0100\r\nMessage-ID: <{name}@example.org>\r\nMIME-Version: 1.0\r\n"
    )
    body = body if isinstance(body, bytes) else body.encode()
    return (head + fields).encode() + b"\r\n" + body


def samples():
    """Messages of all sorts, by name."""
    attached = base64.encodebytes(bytes(range(256)) * 8).decode().replace("\n", "\r\n")
    parts = (
        "--b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n"
        "--b\r\nContent-Type: application/octet-stream; name=octets\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename=octets\r\n\r\n{attached}--b--\r\n"
    )
    latin1 = "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n"
    return {
        "plain": message("plain"),
        "lines": message("lines", "From here\r\n.\r\n..\r\n\r\n* 1 EXISTS\r\nw1 OK {5}\r\n" + "x" * 990 + "\r\n"),
        "latin1": message("latin1", "Gr\u00fc\u00dfe\r\n".encode("latin-1"), latin1),
        "parts": message("parts", parts, "Content-Type: multipart/mixed; boundary=b\r\n"),
        "long": message("long", "All work and no play makes Jack a dull boy.\r\n" * 6000),
        "bare": message("bare", ""),
    }


def by_name(mails):
    """Messages by name, each as it was before clients put fields of their own in; no two have the same."""
    found = {}
    for mail in mails:
        text = canonical(mail.text)
        name = re.search(rb"^Message-ID: <(\w+)@example.org>$", text, re.M)[1].decode()
        assert name not in found, f"{name} is there twice"
        found[name] = Mail(mail.flags, text)
    return found


def canonical(text):
    """The text with the line ends of this system, and without what clients mark their messages with."""
    return re.sub(
        rb"^(X-TUID|X-OfflineIMAP|Status|Content-Length): .*\n", b"", text.replace(b"\r\n", b"\n"), flags=re.M
    )


class Maildir:
    """A folder on the client's side."""

    def __init__(self, path):
        self.path = Path(path)

    def make(self):
        for directory in ["cur", "new", "tmp"]:
            (self.path / directory).mkdir(parents=True, exist_ok=True)

    def empty(self):
        for file in self._files():
            file.unlink()

    def mails(self):
        return by_name(Mail(_flags(file), file.read_bytes()) for file in self._files())

    def add(self, text):
        """A message that the person here has written."""
        self.make()
        (self.path / "cur" / f"1.{len(text)}.here:2,S").write_bytes(text.replace(b"\r\n", b"\n"))

    def flag(self, name, flags):
        """Flags in place of those that the message has."""
        file = self._find(name)
        file.rename(self.path / "cur" / f"{file.name.partition(':')[0]}:2,{flags}")

    def remove(self, name):
        self._find(name).unlink()

    def _find(self, name):
        wanted = f"<{name}@example.org>".encode()
        (found,) = (file for file in self._files() if wanted in file.read_bytes())
        return found

    def _files(self):
        return [file for directory in ["cur", "new"] for file in (self.path / directory).iterdir()]


def _flags(file):
    return "".join(sorted(set(file.name.partition(":2,")[2]) & set("DFRST")))
