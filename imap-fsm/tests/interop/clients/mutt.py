"""Mutt, which is given its keys beforehand, and a terminal that nobody sees."""

import shutil

from clients import terminal
from clients.mail import Maildir, Mail, by_name, canonical, message, samples


def run(server, step):
    walk("mutt", server, step, browses=True)


def walk(program, server, step, browses):
    """What Mutt and its descendant have in common."""
    wire = server.wire()
    names = list(samples())
    inbox = f"imap://{server.user}@{server.host}:{server.port}/INBOX"
    rc = _rc(server, "clear", "set ssl_starttls=no ssl_force_tls=no")

    def press(keys, mailbox=inbox, rc=rc, until="", then=""):
        """What the screen shows meanwhile. The keys end the program, or it shows something and others do."""
        return terminal.run(
            server, program, "-n", "-F", rc, "-f", mailbox, "-e", f'push "{keys}"', until=until, keys=then
        )

    keep = server.file("keep", '#!/bin/sh\nexec cat >"$(mktemp --tmpdir=.)"\n')
    keep.chmod(0o700)

    def kept(pattern, rc=rc):
        """The messages of a pattern as they come out of the program, and its screen."""
        directory = server.directory / "kept"
        directory.mkdir()
        screen = press(f"<tag-pattern>{pattern}<enter><tag-prefix><pipe-message>cd kept; {keep}<enter><exit>", rc=rc)
        mails = by_name(Mail("", file.read_bytes()) for file in directory.iterdir())
        shutil.rmtree(directory)
        return {name: mail.text for name, mail in mails.items()}, screen

    expected = {name: canonical(text) for name, text in samples().items()}

    with step("INBOX is opened, and its messages are shown"):
        for name, text in samples().items():
            wire.append("INBOX", text, r"\Flagged" if name == "long" else "")
        messages, screen = kept("~A")
        assert all(name in screen for name in names), screen
        assert messages == expected, messages.keys()
        assert kept("~F")[0] == {"long": expected["long"]}

    with step("messages are read, flagged, copied and deleted"):
        press(
            "<first-entry><display-message><exit><next-entry><flag-message><copy-message>=copies<enter><sync-mailbox>"
            "<next-entry><delete-message><sync-mailbox><exit>"
        )
        mails = wire.mails("INBOX")
        assert "S" in mails["plain"].flags and "F" in mails["lines"].flags, mails
        assert names[2] not in mails and len(mails) == len(names) - 1
        assert wire.mails("copies").keys() == {"lines"} and wire.mails("copies")["lines"].text == expected["lines"]

    with step("messages are saved from here to there"):
        here = Maildir(server.directory / "here")
        here.add(message("saved", "from here\r\n"))
        wire.ask("CREATE saved")
        press("<first-entry><copy-message>=saved<enter><exit>", mailbox=here.path)
        assert wire.mails("saved").keys() == {"saved"}
        assert wire.mails("saved")["saved"].text == canonical(message("saved", "from here\r\n"))

    if browses:
        with step("mailboxes are listed, and one is made"):
            screen = press("<change-folder>?<create-mailbox>made<enter>", until=" made", then="qq")
            assert all(name in screen for name in ["INBOX", "copies", "saved"]), screen
            assert b"made" in wire.mailboxes()

    with step("what has changed is noticed with a cache (CONDSTORE, QRESYNC)"):
        cached = _rc(
            server,
            "cached",
            f"set ssl_starttls=no ssl_force_tls=no imap_condstore=yes imap_qresync=yes header_cache={server.directory}/cache",
        )
        press("<exit>", rc=cached)
        wire.append("INBOX", message("fresh"))
        wire.store("INBOX", "parts", r"\Flagged")
        wire.remove("INBOX", "plain")
        server.proxy.begin()
        messages, _ = kept("~A", cached)
        assert messages.keys() == {"lines", "parts", "long", "bare", "fresh"}, messages.keys()
        assert any("VANISHED)" in command for command in server.proxy.commands())
        assert kept("~F", cached)[0].keys() == {"lines", "parts", "long"}

    with step("STARTTLS with the certificate checked"):
        tls = _rc(server, "tls", f"set ssl_force_tls=yes ssl_starttls=yes certificate_file={server.certificate}")
        messages, _ = kept("~s lines", tls)
        assert messages == {"lines": expected["lines"]}
        assert any("STARTTLS" in command for command in server.proxy.commands())


def _rc(server, name, more):
    return server.file(
        f"{name}.muttrc",
        f"""\
set imap_user={server.user} imap_pass={server.password} imap_authenticators=login
set folder=imap://{server.user}@{server.host}:{server.port}/ spoolfile=+INBOX record= postponed= mbox_type=Maildir
set sort=mailbox-order auto_tag=no quit=yes delete=yes confirmappend=no confirmcreate=no wait_key=no mark_old=no resolve=no
set pipe_decode=no pipe_split=yes pipe_sep='' beep=no date_format=%s index_format="%4C %Z %s" pager_stop=yes
{more}
""",
    )
