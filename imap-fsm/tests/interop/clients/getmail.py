"""getmail 6."""

import re
import shutil

from clients.mail import Maildir, canonical, message, samples
from clients.wire import PATIENCE


def run(server, step):
    wire = server.wire()
    arrived = Maildir(server.directory / "arrived")
    arrived.make()
    # It does not deliver as root.
    server.directory.chmod(0o755)
    for path in [arrived.path, *arrived.path.iterdir()]:
        shutil.chown(path, "mail", "mail")

    def fetch(retriever, port, more=""):
        rc = server.file(
            "getmailrc",
            f"""\
[retriever]
type = {retriever}
server = {server.host}
port = {port}
username = {server.user}
password = {server.password}
mailboxes = ("INBOX", "two")
timeout = {PATIENCE}
{more}
[destination]
type = Maildir
path = {arrived.path}/
user = mail
[options]
delete = {"ca_certs" in more}
read_all = false
delivered_to = false
received = false
""",
        )
        server.run("getmail", f"--getmaildir={server.directory}", f"--rcfile={rc}")

    with step("messages of two mailboxes arrive"):
        wire.ask("CREATE two")
        wire.append("two", message("other"))
        for name, text in samples().items():
            wire.append("INBOX", text)
        fetch("SimpleIMAPRetriever", server.port)
        expected = {name: canonical(text) for name, text in (samples() | {"other": message("other")}).items()}
        assert _texts(arrived) == expected

    with step("only new ones arrive"):
        arrived.empty()
        wire.append("INBOX", message("new"))
        fetch("SimpleIMAPRetriever", server.port)
        assert _texts(arrived) == {"new": canonical(message("new"))}

    with step("all arrive by TLS, where it has not been yet, and are removed"):
        arrived.empty()
        fetch("SimpleIMAPSSLRetriever", server.tls_port, f"ca_certs = {server.certificate}")
        assert _texts(arrived) == expected | {"new": canonical(message("new"))}
        assert not wire.mails("INBOX") and not wire.mails("two")


def _texts(maildir):
    """Without the fields that say where they were."""
    texts = {name: mail.text for name, mail in maildir.mails().items()}
    return {name: re.sub(rb"^(Return-Path|X-getmail-.*): .*\n", b"", text, flags=re.M) for name, text in texts.items()}
