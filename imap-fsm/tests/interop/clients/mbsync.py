"""mbsync of isync."""

from clients import two_way
from clients.mail import Maildir


def run(server, step):
    mail = server.directory / "mail"
    mail.mkdir()

    def folder(name):
        return Maildir(mail / name)

    rc = _rc(server, mail, server.port, "SSLType None\nAuthMechs LOGIN")
    two_way.run(server, step, lambda: server.run("mbsync", "-c", rc, "-a", "-V"), folder)

    for what, port, tls in [("STARTTLS", server.port, "STARTTLS"), ("TLS", server.tls_port, "IMAPS")]:
        with step(f"all messages arrive by {what}"):
            fresh = server.directory / what
            fresh.mkdir()
            rc = _rc(server, fresh, port, f"SSLType {tls}\nCertificateFile {server.certificate}")
            server.run("mbsync", "-c", rc, "-a", "-V")
            assert Maildir(fresh / "INBOX").mails() == folder("INBOX").mails() != {}


def _rc(server, mail, port, security):
    return server.file(
        "mbsyncrc",
        f"""\
IMAPStore there
Host {server.host}
Port {port}
User {server.user}
Pass {server.password}
{security}

MaildirStore here
Path {mail}/
Inbox {mail}/INBOX
SubFolders Verbatim

Channel c
Far :there:
Near :here:
Patterns *
Create Both
Expunge Both
SyncState *
""",
    )
