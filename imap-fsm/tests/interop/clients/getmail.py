"""getmail 6.

It forks for each delivery, then begins to listen for the end of the child. If that comes first, on a busy machine, it
waits in vain and gives up after its `timeout`. The server has no part in this: the message was read before.
"""

import re
import shutil

from clients.mail import Maildir, canonical, message, samples


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
timeout = 60
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
        step.repeat(lambda: server.run("getmail", f"--getmaildir={server.directory}", f"--rcfile={rc}"), missed_end)
        if step.repeated:
            _drop_copies(arrived)

    def missed_end(error):
        if re.search(r"waiting child pid \d+ timed out", str(error)):
            return "it missed the end of its own delivery"
        return None

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
    return {name: _text(mail.text) for name, mail in maildir.mails().items()}


def _drop_copies(maildir):
    """A message whose delivery it missed is brought once more."""
    seen = set()
    for file in (maildir.path / "new").iterdir():
        text = _text(file.read_bytes())
        if text in seen:
            file.unlink()
        seen.add(text)


def _text(octets):
    return re.sub(rb"^(Return-Path|X-getmail-.*): .*\n", b"", octets, flags=re.M)
