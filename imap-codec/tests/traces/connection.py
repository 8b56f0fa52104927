"""One recorded connection: how octets are sent, how a whole response is told, how a command runs."""

import os
import pathlib
import re
import socket
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT = 8.0
RELEASE = os.uname().release.encode()  # of the kernel; not part of what is recorded


# What a command is made of, beside text.


class Lit:
    """A literal: synchronizing (waits for `+`) unless `plus`; a literal8 if `binary`."""

    def __init__(self, octets, plus=False, binary=False):
        self.octets = octets.encode() if isinstance(octets, str) else octets
        self.head = f"{'~' if binary else ''}{{{len(self.octets)}{'+' if plus else ''}}}\r\n".encode()
        self.plus = plus


class Reply:
    """A line sent in answer to `+`: AUTHENTICATE, IDLE."""

    def __init__(self, line):
        self.octets = line.encode() + b"\r\n"


class Lost(Exception):
    """The server closed the connection, or said nothing for TIMEOUT seconds."""


class Connection:
    """One connection that records both directions. Calling it runs one command to its tagged completion.

    Without a `name` nothing is written: that is how mailboxes are filled before a session begins.
    """

    def __init__(self, port, name=None, preauth=None):
        self.name, self.sent, self.received, self.pending, self.count = name, bytearray(), bytearray(), b"", 0
        self.process = None
        if preauth:
            self.socket, theirs = socket.socketpair()
            self.process = subprocess.Popen(preauth, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL)
            theirs.close()
        else:
            self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        self.greeting = self.response()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        self.socket.close()
        if self.process:
            self.process.wait(timeout=TIMEOUT)
        if self.name:
            (HERE / f"{self.name}.server").write_bytes(self.received.replace(RELEASE, b"x" * len(RELEASE)))
            (HERE / f"{self.name}.client").write_bytes(self.sent)
            print(f"{self.name}: {len(self.received)} from the server, {len(self.sent)} from the client")
        if kind is Lost:
            print(f"{self.name}: lost: {error}")
            return True
        return False

    # The octets.

    def raw(self, octets):
        """Sends octets as they are."""
        self.sent += octets
        try:
            self.socket.sendall(octets)
        except OSError as error:
            raise Lost(f"send: {error}") from error

    def more(self, timeout):
        """Reads once; False when nothing came in time."""
        self.socket.settimeout(timeout)
        try:
            octets = self.socket.recv(65536)
        except TimeoutError:
            return False
        except OSError as error:
            raise Lost(f"receive: {error}") from error
        if not octets:
            raise Lost("closed by the server")
        self.received += octets
        self.pending += octets
        return True

    def complete(self):
        """The length of the first whole response in `pending`, literals included, or None."""
        end = 0
        while (newline := self.pending.find(b"\n", end)) >= 0:
            line, end = self.pending[end : newline + 1], newline + 1
            literal = re.search(rb"\{(\d+)\}\r\n$", line)
            if not literal or re.match(rb"\* (OK|NO|BAD|BYE|PREAUTH) |[^*]", self.pending, re.I):
                return end
            end += int(literal[1])
            if len(self.pending) < end:
                return None
        return None

    def response(self, timeout=TIMEOUT):
        """The next whole response."""
        while (length := self.complete()) is None:
            if not self.more(timeout):
                raise Lost(f"silence; unread: {self.pending[:80]!r}; last sent: {bytes(self.sent[-80:])!r}")
        response, self.pending = self.pending[:length], self.pending[length:]
        return response

    def settle(self, quiet=0.5):
        """Reads whatever comes until the server is quiet for a while."""
        while self.more(quiet):
            pass
        responses = []
        while (length := self.complete()) is not None:
            responses.append(self.pending[:length])
            self.pending = self.pending[length:]
        return responses

    def until(self, *prefixes):
        """Responses up to and including one that begins with one of the prefixes."""
        responses = []
        while not responses or not responses[-1].startswith(prefixes):
            responses.append(self.response())
        return responses

    # Commands.

    def tag(self):
        self.count += 1
        return f"a{self.count}"

    def __call__(self, *parts):
        """`TAG parts CRLF`, waiting for `+` where a part needs it, then for the tagged completion.

        A tagged NO or BAD in place of `+` ends the command: the rest is not sent.
        """
        tag = self.tag()
        done = f"{tag} ".encode()
        octets, responses = done, []
        for part in parts:
            if isinstance(part, Lit):
                octets += part.head
                if part.plus:
                    octets += part.octets
                    continue
            elif isinstance(part, Reply):
                octets += b"" if octets.endswith(b"\r\n") or not octets else b"\r\n"
            else:
                octets += part.encode() if isinstance(part, str) else part
                continue
            if octets:
                self.raw(octets)
            responses += self.until(b"+", done)
            if responses[-1].startswith(done):
                return responses
            octets = part.octets
            if isinstance(part, Reply):
                self.raw(octets)
                octets = b""
        if octets or not any(isinstance(part, Reply) for part in parts):
            self.raw(octets + b"\r\n")
        return responses + self.until(done)

    def line(self, octets, *ends):
        """A line sent as it is, tag included; waits for one of `ends`, or for quiet."""
        self.raw(octets + b"\r\n")
        return self.until(*ends) if ends else self.settle()

    def idle(self):
        """Begins IDLE; returns the tag to be used with `done`."""
        tag = self.tag()
        self.line(f"{tag} IDLE".encode(), b"+", f"{tag} ".encode())
        return tag

    def done(self, tag):
        return self.line(b"DONE", f"{tag} ".encode())

    def login(self, user):
        return self(f"LOGIN {user} pass")
