"""curl."""

from clients.mail import canonical, message, samples
from clients.wire import PATIENCE


def run(server, step):
    wire = server.wire()
    user = f"{server.user}:{server.password}"
    inbox = f"imap://{server.host}:{server.port}/INBOX"

    def curl(*arguments):
        return server.run("curl", "--silent", "--show-error", "--user", user, "--max-time", str(PATIENCE), *arguments)

    with step("a message is fetched by UID, and by section"):
        for name, text in samples().items():
            wire.append("INBOX", text, r"\Flagged" if name == "parts" else "")
        wire.ask("SELECT INBOX")
        uids = {name: wire.uid(name) for name in samples()}
        for name, text in samples().items():
            assert curl(f"{inbox};UID={uids[name]}") == text, name
        assert curl(f"{inbox};UID={uids['parts']};SECTION=1") == b"see below"
        assert curl(f"{inbox};MAILINDEX=1") == samples()["plain"]
        assert all("S" in mail.flags for mail in wire.mails("INBOX").values())

    with step("SEARCH, FETCH and LIST"):
        wanted = sorted([uids["plain"], uids["parts"]])
        found = curl(f"{inbox}?OR%20SUBJECT%20plain%20FLAGGED").split()
        assert found == [b"*", b"SEARCH", *map(b"%d".__mod__, sorted(_numbers(wire, wanted)))], found
        found = curl(inbox, "--request", f"UID SEARCH UID {wanted[0]}:{wanted[1]} FLAGGED")
        assert found.split() == [b"*", b"SEARCH", b"%d" % uids["parts"]], found
        sizes = curl(inbox, "--request", "UID FETCH 1:* (UID RFC822.SIZE)")
        for name, text in samples().items():
            assert any(
                b"UID %d" % uids[name] in line and b"RFC822.SIZE %d" % len(text) in line for line in sizes.splitlines()
            ), sizes
        assert b"INBOX" in curl(f"imap://{server.host}:{server.port}/")

    with step("messages are appended"):
        for name in ["appended", "large"]:
            text = message(name, "x\r\n" * (200_000 if name == "large" else 1))
            path = server.directory / name
            path.write_bytes(text)
            curl(inbox, "--upload-file", path)
            assert wire.mails("INBOX")[name].text == canonical(text)

    with step("STORE and EXPUNGE"):
        curl(inbox, "--request", rf"UID STORE {uids['bare']} +FLAGS.SILENT (\Deleted)")
        assert wire.mails("INBOX")["bare"].flags == "ST"
        curl(inbox, "--request", "EXPUNGE")
        assert "bare" not in wire.mails("INBOX")

    with step("STARTTLS and TLS with the certificate checked"):
        address = f"{server.host}:{server.port}", f"{server.host}:{server.tls_port}"
        plain = f"INBOX;UID={uids['plain']}"
        for url in [f"imap://{address[0]}/{plain}", f"imaps://{address[1]}/{plain}"]:
            assert curl("--ssl-reqd", "--cacert", server.certificate, url) == samples()["plain"]
        server.run("curl", "--silent", "--ssl-reqd", "--user", user, f"imaps://{address[1]}/{plain}", status=60)

    with step("a wrong password and a mailbox that is not there are refused"):
        server.run("curl", "--silent", "--user", f"{server.user}:wrong", inbox, status=67)
        server.run("curl", "--silent", "--user", user, f"{inbox}-nowhere;UID=1", status=67)
        server.run("curl", "--silent", "--user", user, f"{inbox};UID=4000000", status=78)


def _numbers(wire, uids):
    """Their message numbers."""
    (found,) = wire.ask(f"SEARCH UID {','.join(map(str, uids))}")
    return map(int, found.split()[2:])
