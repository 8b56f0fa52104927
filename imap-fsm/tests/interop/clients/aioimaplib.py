"""aioimaplib, a library for Python's asyncio."""

import asyncio
import ssl

import aioimaplib

from clients.mail import canonical, message, samples
from clients.wire import PATIENCE


def run(server, step):
    asyncio.run(_run(server, step))


async def _run(server, step):
    wire = server.wire()
    names = list(samples())

    with step("LOGIN over TLS, APPEND"):
        context = ssl.create_default_context(cafile=server.certificate)
        client = aioimaplib.IMAP4_SSL(server.host, server.tls_port, timeout=PATIENCE, ssl_context=context)
        await client.wait_hello_from_server()
        _ok(await client.login(server.user, server.password))
        for name, text in samples().items():
            # It takes an empty body for no message.
            _ok(await client.append(text, mailbox="INBOX", flags=r"\Seen" if name == "plain" else None))
        assert {name: mail.text for name, mail in wire.mails("INBOX").items()} == {
            name: canonical(text) for name, text in samples().items()
        }
        _ok(await client.logout())

    client = aioimaplib.IMAP4(server.host, server.port, timeout=PATIENCE)

    with step("SELECT, SEARCH, FETCH"):
        await client.wait_hello_from_server()
        _ok(await client.login(server.user, server.password))
        _ok(await client.select("INBOX"))
        found = _ok(await client.uid_search("ALL"))
        uids = dict(zip(names, found[0].decode().split(), strict=True))
        for name, text in samples().items():
            lines = _ok(await client.uid("fetch", uids[name], "(FLAGS BODY.PEEK[])"))
            assert bytes(lines[1]) == text, name

    with step("STORE, COPY, MOVE, EXPUNGE"):
        _ok(await client.create("target"))
        _ok(await client.uid("store", uids["lines"], r"+FLAGS (\Flagged)"))
        _ok(await client.uid("copy", uids["lines"], "target"))
        _ok(await client.uid("move", uids["parts"], "target"))
        _ok(await client.uid("store", uids["bare"], r"+FLAGS.SILENT (\Deleted)"))
        _ok(await client.expunge())
        here, there = wire.mails("INBOX"), wire.mails("target")
        assert here.keys() == set(names) - {"parts", "bare"} and there.keys() == {"lines", "parts"}
        assert here["lines"].flags == there["lines"].flags == "F"

    with step("IDLE"):
        idle = await client.idle_start(timeout=PATIENCE)
        wire.append("INBOX", message("news"))
        heard = []
        while b"%d EXISTS" % (len(names) - 1) not in heard:
            heard += await client.wait_server_push(timeout=PATIENCE)
        client.idle_done()
        await asyncio.wait_for(idle, PATIENCE)
        _ok(await client.close())
        _ok(await client.logout())


def _ok(answer):
    assert answer.result == "OK", answer
    return answer.lines
