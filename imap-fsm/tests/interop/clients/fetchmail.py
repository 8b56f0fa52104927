"""fetchmail."""

from clients.mail import Maildir, canonical, message, samples
from clients.wire import PATIENCE


def run(server, step):
    wire = server.wire()
    deliver = server.file("deliver", '#!/bin/sh\nexec cat >"$(mktemp --tmpdir=arrived/new)"\n')
    deliver.chmod(0o700)
    arrived = Maildir(server.directory / "arrived")
    arrived.make()

    def fetch(port, security, keep, status=0):
        rc = server.file(
            "fetchmailrc",
            f"""\
set no bouncemail
poll example via localhost protocol IMAP port {port} timeout {PATIENCE}
  user "{server.user}" password "{server.password}" is root here
  mda "{deliver}" {security} {keep}
""",
        )
        server.run("fetchmail", "--fetchmailrc", rc, "--nodetach", "--nosyslog", "--verbose", status=status)

    def bodies(mails):
        """Without the header, where it says who has brought them."""
        return {name: mail.text.partition(b"\n\n")[2] for name, mail in mails.items()}

    sent = {name: canonical(text).partition(b"\n\n")[2] for name, text in samples().items()}

    with step("unseen messages arrive, and are seen then"):
        for name, text in samples().items():
            wire.append("INBOX", text)
        fetch(server.port, "sslproto ''", "keep")
        assert bodies(arrived.mails()) == sent
        assert all("S" in mail.flags for mail in wire.mails("INBOX").values())

    with step("only new ones arrive by STARTTLS, and are removed"):
        arrived.empty()
        wire.append("INBOX", message("new"))
        fetch(server.port, f"sslproto 'auto' sslcertck sslcertfile {server.certificate}", "no keep")
        assert arrived.mails().keys() == {"new"} and wire.mails("INBOX").keys() == sent.keys()
        assert any("STARTTLS" in command for command in server.proxy.commands())

    with step("all arrive by TLS, and are removed"):
        arrived.empty()
        fetch(server.tls_port, f"ssl sslcertck sslcertfile {server.certificate}", "fetchall no keep")
        assert bodies(arrived.mails()) == sent and not wire.mails("INBOX")

    with step("nothing new is nothing"):
        arrived.empty()
        fetch(server.port, "sslproto ''", "keep", status=1)
        assert not arrived.mails()
