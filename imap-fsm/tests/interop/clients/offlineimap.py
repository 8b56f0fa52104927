"""OfflineIMAP 3."""

from clients import two_way
from clients.mail import Maildir


def run(server, step):
    def folder(name):
        return Maildir(server.directory / "clear" / name)

    def sync(name, port, security):
        server.run("offlineimap", "-o", "-c", _rc(server, name, port, security), "-u", "basic")

    two_way.run(server, step, lambda: sync("clear", server.port, "ssl = no\nstarttls = no"), folder)

    certificate = f"sslcacertfile = {server.certificate}"
    for what, port, tls in [
        ("STARTTLS", server.port, "ssl = no\nstarttls = yes"),
        ("TLS", server.tls_port, "ssl = yes"),
    ]:
        with step(f"all messages arrive by {what}"):
            sync(what, port, f"{tls}\n{certificate}")
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
socktimeout = 20

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
