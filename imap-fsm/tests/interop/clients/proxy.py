"""What goes between a client and the server, so that it can be shown."""

import re
import socket
import sys
import threading
from contextlib import suppress

CHUNK = 64 * 1024
SHOWN = 2000  # octets of one piece
PIECES = 400  # the last ones of a step

LOGIN = re.compile(rb"^(\S+) ((?:LOGIN|AUTHENTICATE \S+)) ?", re.I)


class Proxy:
    """Passes octets on, and keeps those of the step in progress."""

    def __init__(self):
        self._lock = threading.Lock()
        self._pieces = []
        self._connections = 0

    def listen(self, address):
        """The port whose clients reach the server at this address."""
        listener = socket.create_server(("127.0.0.1", 0))
        _start(self._accept, listener, address)
        return listener.getsockname()[1]

    def begin(self):
        """Forgets what was said."""
        with self._lock:
            self._pieces.clear()

    def commands(self):
        """The lines that clients have said since, of those connections that are in the clear."""
        return [line.decode("latin-1") for octets in self._said() for line in octets.split(b"\r\n")]

    def print(self):
        """Shows what was said, without passwords."""
        print("-- the conversations, or their end (number of the connection, who):", file=sys.stderr)
        with self._lock:
            pieces = list(self._pieces)
        secrets = {}
        shown = [f"{number}{who}: {_shown(number, who, octets, secrets)}" for number, who, octets in pieces]
        print("\n".join(shown[-PIECES:]), file=sys.stderr)

    def _said(self):
        """What the client has said, by connection."""
        said = {}
        with self._lock:
            for number, who, octets in self._pieces:
                if who == "C":
                    said[number] = said.get(number, b"") + octets
        return said.values()

    def _accept(self, listener, address):
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(address)
            self._connections += 1
            for one, other, who in [(client, server, "C"), (server, client, "S")]:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                _start(self._pass_on, one, other, who, self._connections)

    def _pass_on(self, source, sink, who, number):
        with suppress(OSError):
            while octets := source.recv(CHUNK):
                with self._lock:
                    self._pieces.append((number, who, octets))
                sink.sendall(octets)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


def _start(target, *args):
    threading.Thread(target=target, args=args, daemon=True).start()


def _shown(number, who, octets, secrets):
    """One piece as text. `secrets` has the tag of the login in progress of each connection."""
    if who == "C" and (login := LOGIN.match(octets)):
        secrets[number] = login[1]
        return f"{login[0].decode('latin-1')}(hidden)"
    if number in secrets and who == "C":
        return "(hidden)"
    if number in secrets and re.search(rb"^%s " % re.escape(secrets[number]), octets, re.M):
        del secrets[number]
    readable = sum(octet in b"\r\n\t" or 32 <= octet < 127 for octet in octets[:SHOWN])
    if readable < 0.7 * len(octets[:SHOWN]):
        return f"({len(octets)} octets that are no text)"
    more = f"… ({len(octets)} octets)" if len(octets) > SHOWN else ""
    text = octets[:SHOWN].decode("ascii", "backslashreplace").replace("\r\n", "\\r\\n\n    ")
    return text.rstrip() + more
