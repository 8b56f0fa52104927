#!/usr/bin/env python3
"""Capture whole IMAP sessions with a real Dovecot 2.3, a real Cyrus 3.6 and a real Courier 5.0, on loopback.

    ./capture.py [--server dovecot|cyrus|courier] [--only TOPIC ...]

Run as root on Debian bookworm, after

    apt-get install --no-install-recommends dovecot-imapd cyrus-common cyrus-clients sasl2-bin libsasl2-modules \\
        courier-authlib libcourier-unicode4 libgamin0 libgdbm6 libidn12

(Debian's packages of IMAP servers conflict with each other, so `cyrus-imapd`, `courier-base` and `courier-imap` are only
downloaded with `apt-get download` and unpacked.) Everything lives in a temporary directory, which is removed at the end; the
servers are stopped.

Each session gives two files beside this one: NAME.server holds every octet the server sent and NAME.client every octet the
client sent, as they were on the wire, but for the release of the kernel, which Cyrus tells in ID: it is
overwritten with as many `x`. A second connection of the same session is NAME-other.

The scripts are the functions named `topic_*` in sessions.py; each has users of its own, so that topics do not disturb each other.
Courier, which is run for each connection and logged in from the start, has scripts of its own: `courier_*`.
"""

import argparse
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import sessions
from connection import HERE, Connection, Lost

USERS = "login boxes append fetch search store sync updates extra other small preauth anonymous admin".split()


def unpack(package, directory):
    """The files of a package that would remove another server's."""
    deb = directory / "deb" / package
    deb.mkdir(parents=True)
    deb.chmod(0o777)
    subprocess.run(["apt-get", "download", "-qq", package], cwd=deb, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["dpkg", "-x", next(deb.glob("*.deb")), directory / "root"], check=True)


class Server:
    """A server below a temporary directory. `conf` fills in the templates of servers/."""

    topics = "topic_"  # what the names of its scripts begin with

    def __init__(self, directory):
        self.dir = pathlib.Path(directory)
        self.dir.chmod(0o755)
        self.ports = [self.free_port() for _ in range(2)]
        self.pid = None  # of the master, once it is up
        self.kept = {}  # user: names of the messages that `sessions.filled` stored

    @staticmethod
    def free_port():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    def conf(self, template, to, **more):
        text = (HERE / "servers" / template).read_text()
        for key, value in {"DIR": self.dir, "PORT": self.ports[0], "PORT2": self.ports[1], **more}.items():
            text = text.replace(f"@{key}@", str(value))
        (self.dir / to).write_text(text)

    def wait(self):
        for _ in range(100):
            try:
                self.pid = int(self.pid_file.read_text())
                self.connect().socket.close()
                return
            except (OSError, ValueError, Lost):
                time.sleep(0.1)
        raise SystemExit(f"{self.label} did not come up")

    def connect(self, topic=None, port=0, **how):
        return Connection(self.ports[port], topic and f"{self.label}-{topic}", **how)

    def stop(self):
        """Ends the master by its own process id, and waits for it; once."""
        pid, self.pid = self.pid, None
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        for _ in range(100):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.1)
        print(f"{self.label}: master {pid} is still there")


class Dovecot(Server):
    label, kind = "dovecot-2.3", "dovecot"

    def start(self):
        self.pid_file = self.dir / "run/master.pid"
        for name in ("mail/Public/cur", "mail/Public/new", "mail/Public/tmp"):
            (self.dir / name).mkdir(parents=True)
        for user in USERS:
            (self.dir / "mail" / user).mkdir()
        (self.dir / "passwd").write_text(
            "".join(f"{user}:{{PLAIN}}pass::::::{'userdb_quota_rule=*:storage=8K' if user == 'small' else ''}\n" for user in USERS)
        )
        subprocess.run(["chown", "-R", "mail:mail", self.dir / "mail"], check=True)
        self.conf("dovecot.conf", "dovecot.conf")
        subprocess.run(["dovecot", "-c", self.dir / "dovecot.conf"], check=True)
        self.wait()

    def preauth(self, user):
        # Dovecot refuses to be run on a socket by root, so pipes stand between.
        return ["sh", "-c", 'cat | "$@" | cat', "sh", "doveadm", "-c", str(self.dir / "dovecot.conf"), "exec", "imap", "-u", user]

    def kick(self, user):
        """Ends the sessions of a user, as an administrator does."""
        subprocess.run(["doveadm", "-c", self.dir / "dovecot.conf", "kick", user], stdout=subprocess.DEVNULL)


class Cyrus(Server):
    label, kind = "cyrus-3.6", "cyrus"

    def start(self):
        self.pid_file = self.dir / "master.pid"
        for name in ("conf/proc", "conf/log", "conf/lock", "spool", "sock"):
            (self.dir / name).mkdir(parents=True)
        unpack("cyrus-imapd", self.dir)
        bin = self.dir / "root/usr/lib/cyrus/bin"
        shutil.copy("/usr/lib/cyrus/bin/ctl_cyrusdb", bin)
        self.conf("cyrus-imapd.conf", "imapd.conf")
        self.conf("cyrus.conf", "cyrus.conf", BIN=bin)
        for user in USERS:
            subprocess.run(["saslpasswd2", "-p", "-c", "-f", self.dir / "sasldb", "-u", "localhost", user], input=b"pass\n", check=True)
        subprocess.run(["chown", "-R", "cyrus:mail", self.dir], check=True)
        subprocess.run(
            ["cyrmaster", "-C", self.dir / "imapd.conf", "-M", self.dir / "cyrus.conf", "-p", self.pid_file, "-d", "-L", self.dir / "master.log"],
            check=True,
        )
        self.wait()

    def preauth(self, user):
        return None


class Courier(Server):
    label, kind, topics = "courier-5.0", "courier", "courier_"

    def start(self):
        for package in ("courier-base", "courier-imap"):
            unpack(package, self.dir)

    def preauth(self, user):
        """A process on a socket, with a mailbox of this user."""
        if not (home := self.dir / user).exists():
            home.mkdir()
            subprocess.run([self.dir / "root/usr/bin/maildirmake.courier", home / "Maildir"], check=True)
            subprocess.run(["chown", "-R", "mail:mail", home], check=True)
        self.conf("courier.imapd", f"{user}.imapd", HOME=home, USER=user)
        return ["setpriv", "--reuid=mail", "--regid=mail", "--clear-groups", "sh", str(self.dir / f"{user}.imapd")]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--server", choices=["dovecot", "cyrus", "courier"])
    arguments.add_argument("--only", nargs="*", metavar="TOPIC")
    chosen = arguments.parse_args()
    for kind in (Dovecot, Cyrus, Courier):
        scripts = [(name, run) for name, run in vars(sessions).items() if name.startswith(kind.topics)]
        topics = {name.removeprefix(kind.topics).replace("_", "-"): run for name, run in scripts}
        if chosen.server not in (None, kind.kind):
            continue
        with tempfile.TemporaryDirectory(prefix="traces") as directory:
            server = kind(directory)
            try:
                server.start()
                for topic, run in topics.items():
                    if not chosen.only or topic in chosen.only:
                        run(server, topic)
            finally:
                server.stop()
                time.sleep(0.5)  # children let go of the directory


if __name__ == "__main__":
    main()
