"""OfflineIMAP 3.

Over TLS 1.3, its library imaplib2 reads in one thread and writes in another, with nothing to keep them apart. Where the
session tickets that servers send behind the handshake arrive while it writes its first command behind STARTTLS, that
command is lost, or the write fails ("EOF occurred in violation of protocol"), or the program crashes: with every server
that sends tickets. TLS 1.2 has its ticket within the handshake, so STARTTLS is tried with this. Over TLS from the first
octet the server speaks first, and tickets are read before anything is written.
"""

from clients import two_way
from clients.mail import Maildir


def run(server, step):
    def folder(name):
        return Maildir(server.directory / "clear" / name)

    def sync(name, port, security, openssl="/etc/ssl/openssl.cnf"):
        rc = _rc(server, name, port, security)
        server.run("env", f"OPENSSL_CONF={openssl}", "offlineimap", "-o", "-c", rc, "-u", "basic")

    two_way.run(server, step, lambda: sync("clear", server.port, "ssl = no\nstarttls = no"), folder)

    def arrived(what, port, tls, **openssl):
        sync(what, port, f"{tls}\nsslcacertfile = {server.certificate}", **openssl)
        there = Maildir(server.directory / what / "INBOX").mails()
        assert there == folder("INBOX").mails() != {}

    with step("all messages arrive by STARTTLS"):
        tls12 = server.file("tls12.cnf", TLS_1_2)
        arrived("STARTTLS", server.port, "ssl = no\nstarttls = yes", openssl=tls12)

    with step("all messages arrive by TLS"):
        arrived("TLS", server.tls_port, "ssl = yes")


# What OpenSSL is to do, whatever the program asks for.
TLS_1_2 = """\
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = default
[default]
MaxProtocol = TLSv1.2
"""


def _rc(server, name, port, security):
    """Keeps the Maildir of this name, and what it knows of it."""
    return server.file(
        f"{name}.offlineimaprc",
        f"""\
[general]
accounts = {name}
metadata = {server.directory}/{name}.metadata

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
