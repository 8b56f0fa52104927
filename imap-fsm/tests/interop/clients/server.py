"""The server, as clients see it."""

import os
import signal
import subprocess

from clients.proxy import Proxy
from clients.wire import PATIENCE, Wire


class Server:
    """A server that is up, behind a proxy. `directory` is the client's home."""

    user, password = "alice", "pass"

    def __init__(self, name, directory):
        self._address = _address(f"INTEROP_{name.upper()}")
        self.proxy = Proxy()
        self.host = "127.0.0.1"
        self.port = self.proxy.listen(self._address)
        self.tls_port = self.proxy.listen(_address(f"INTEROP_{name.upper()}_TLS"))
        self.certificate = os.environ["INTEROP_CERTIFICATE"]
        self.directory = directory

    def wire(self):
        """A connection of our own, which no client knows of, and which does not go through the proxy."""
        return Wire(self._address, self.user, self.password)

    def run(self, *command, seconds=PATIENCE, status=0):
        """What a program prints. It has to end in time, and with this status."""
        program = self.start(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            printed = program.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            self.stop(program)
            printed = program.communicate()[0] + b" (and did not end)"
        assert program.returncode == status, f"{command[0]}: {program.returncode}: {printed.decode(errors='replace')}"
        return printed

    def start(self, *command, stdin=subprocess.DEVNULL, **streams):
        """A program at home in the client's directory."""
        environment = {**os.environ, "HOME": str(self.directory), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
        words = [str(word) for word in command]
        return subprocess.Popen(
            words, cwd=self.directory, env=environment, stdin=stdin, start_new_session=True, **streams
        )

    def stop(self, program):
        """Ends a program and what it has started, if it still runs."""
        if program.poll() is None:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()

    def file(self, name, text):
        """A file of the client's, for instance what configures it."""
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path


def _address(variable):
    host, _, port = os.environ[variable].rpartition(":")
    return host, int(port)
