"""OfflineIMAP 3.

Over TLS 1.3, its library imaplib2 reads in one thread and writes in another, with nothing to keep them apart. Where the
session tickets that servers send behind the handshake arrive while it writes its first command, OpenSSL is still at the
tickets, the write succeeds, and no octet of it goes out: "CAPABILITY => no response". It happens with every server that
sends tickets, and never over TLS 1.2.
"""

from clients import two_way
from clients.mail import Maildir


def run(server, step):
    def folder(name):
        return Maildir(server.directory / "clear" / name)

    def sync(name, port, security):
        server.run("offlineimap", "-o", "-c", _rc(server, name, port, security), "-u", "basic")

    two_way.run(server, step, lambda: sync("clear", server.port, "ssl = no\nstarttls = no"), folder)

    def lost_command(error):
        """It waits for an answer, and has sent nothing but its Finished."""
        if "CAPABILITY => no response" in str(error) and server.proxy.data_records()[-1:] == [1]:
            return "its first command behind STARTTLS was not sent"
        return None

    certificate = f"sslcacertfile = {server.certificate}"
    for what, port, tls in [
        ("STARTTLS", server.port, "ssl = no\nstarttls = yes"),
        ("TLS", server.tls_port, "ssl = yes"),
    ]:
        with step(f"all messages arrive by {what}"):
            step.repeat(lambda: sync(what, port, f"{tls}\n{certificate}"), lost_command)
            arrived = Maildir(server.directory / what / "INBOX").mails()
            assert arrived == folder("INBOX").mails() != {}


def _rc(server, name, port, security):
    """Keeps the Maildir of this name, and what it knows of it."""
    return server.file(
        f"{name}.offlineimaprc",
        f"""\
[general]
accounts = {name}
metadata = {server.directory}/{name}.metadata
socktimeout = 60

[Account {name}]
localrepository = here-{name}
remoterepository = there-{name}

[Repository here-{name}]
type = Maildir
localfolders = {server.directory}/{name}
sep = /

[Repository there-{name}]
type = IMAP
remotehost = localhost
remoteport = {port}
remoteuser = {server.user}
remotepass = {server.password}
auth_mechanisms = LOGIN
{security}
""",
    )
