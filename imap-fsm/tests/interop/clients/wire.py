"""Plain text over a socket, to see for oneself what a server has: it knows tags, and that literals have a length."""

import re
import socket

from clients.mail import Mail, by_name

# Seconds that anything may take: only what hangs is ever given up.
PATIENCE = 120

LETTERS = {r"\seen": "S", r"\answered": "R", r"\flagged": "F", r"\draft": "D", r"\deleted": "T"}


class Wire:
    """A connection that is logged in."""

    def __init__(self, address, user, password):
        self._socket = socket.create_connection(address, timeout=PATIENCE)
        self._lines = self._socket.makefile("rb")
        self._tag = 0
        self._response()
        self.ask(f"LOGIN {user} {password}")

    def ask(self, text, literal=None):
        """The untagged responses to a command that succeeds. Its literal, if any, comes last."""
        self._tag += 1
        tag = b"w%d " % self._tag
        self._socket.sendall(tag + text.encode() + (b"" if literal is None else b" {%d}" % len(literal)) + b"\r\n")
        responses = []
        while not (response := self._response()).startswith(tag):
            if response.startswith(b"+"):
                self._socket.sendall(literal + b"\r\n")
            else:
                responses.append(response)
        assert response.startswith(tag + b"OK"), f"{text}: {response}"
        return responses

    def append(self, mailbox, text, flags=""):
        self.ask(f'APPEND "{mailbox}" ({flags})', text)

    def store(self, mailbox, name, flags):
        """Adds flags to the message of this name."""
        self.ask(f'SELECT "{mailbox}"')
        self.ask(f"UID STORE {self.uid(name)} +FLAGS ({flags})")

    def remove(self, mailbox, name):
        self.store(mailbox, name, r"\Deleted")
        self.ask("EXPUNGE")

    def uid(self, name):
        """The UID of the message of this name in the open mailbox."""
        (found,) = self.ask(f'UID SEARCH HEADER Message-ID "<{name}@example.org>"')
        return int(found.split()[2])

    def mailboxes(self):
        """Their names as they are on the wire."""
        pattern = rb'\* LIST \([^)]*\) \S+ (?:"(.*)"|(.*))$'
        return {(name := re.match(pattern, line))[1] or name[2] for line in self.ask('LIST "" "*"')}

    def mails(self, mailbox):
        """All there is in a mailbox, by name."""
        self.ask(f'EXAMINE "{mailbox}"')
        fetched = self.ask("UID FETCH 1:* (FLAGS BODY.PEEK[])")
        return by_name(_mail(response) for response in fetched if b"BODY[]" in response)

    def _response(self):
        response = self._lines.readline()
        while literal := re.search(rb"\{(\d+)\}\r\n$", response):
            response += self._lines.read(int(literal[1])) + self._lines.readline()
        assert response.endswith(b"\r\n"), f"the server has closed the connection after {response}"
        return response[:-2]


def _mail(response):
    literal = re.search(rb"\{(\d+)\}\r\n", response)
    end = literal.end() + int(literal[1])
    text, rest = response[literal.end() : end], response[: literal.start()] + response[end:]
    flags = re.search(rb"FLAGS \(([^)]*)\)", rest)[1].decode().lower().split()
    return Mail("".join(sorted(LETTERS[flag] for flag in flags if flag in LETTERS)), text)
