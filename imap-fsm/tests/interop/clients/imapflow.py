"""ImapFlow, a library for Node: it uses every extension that it finds."""

import base64
import json
import subprocess
import time
from pathlib import Path

from clients.mail import canonical, message, samples
from clients.wire import PATIENCE

PRELUDE = """
const { ImapFlow } = require('imapflow');
const server = JSON.parse(process.argv[2]);
const open = async (options) => {
    const client = new ImapFlow({
        host: server.host, port: server.port, logger: false, secure: false, doSTARTTLS: false,
        auth: { user: server.user, pass: server.password }, ...options });
    await client.connect();
    return client;
};
const main = async () => {
%s
};
main().then((result) => process.stdout.write(JSON.stringify(result), () => process.exit(0)),
            (error) => { console.log(error); process.exit(1); });
"""


def run(server, step):
    wire = server.wire()
    names = list(samples())
    about = {
        "host": server.host,
        "port": server.port,
        "tls_port": server.tls_port,
        "user": server.user,
        "password": server.password,
        "certificate": Path(server.certificate).read_text(encoding="ascii"),
    }

    def flow(code):
        """What the code returns."""
        script = server.file("flow.cjs", PRELUDE % code)
        return json.loads(server.run("node", script, json.dumps(about), seconds=30))

    def said(text):
        return any(text in command for command in server.proxy.commands())

    with step("the messages as they were put there, compressed"):
        for name, text in samples().items():
            wire.append("INBOX", text, r"\Seen" if name == "plain" else "")
        result = flow("""
    const client = await open();
    const lock = await client.getMailboxLock('INBOX');
    const messages = [];
    for await (const m of client.fetch('1:*', { uid: true, flags: true, envelope: true, source: true, size: true }))
        messages.push([m.envelope.subject, [...m.flags], m.source.toString('base64'), m.size]);
    lock.release();
    await client.logout();
    return messages;""")
        assert [subject for subject, *_ in result] == names
        for subject, flags, source, size in result:
            assert base64.b64decode(source) == samples()[subject] and size == len(samples()[subject])
            assert ("\\Seen" in flags) == (subject == "plain")
        assert said("COMPRESS DEFLATE")

    with step("mailboxes, APPEND, flags, COPY, MOVE, EXPUNGE"):
        result = flow("""
    const client = await open({ disableCompression: true });
    await client.mailboxCreate('Entw\\u00fcrfe');
    await client.mailboxRename('Entw\\u00fcrfe', 'target');
    const list = (await client.list()).map((entry) => entry.path);
    await client.append('INBOX', Buffer.from(%s), ['\\\\Flagged']);
    await client.mailboxOpen('INBOX');
    await client.messageFlagsAdd({ subject: 'lines' }, ['\\\\Answered']);
    await client.messageCopy({ subject: 'lines' }, 'target');
    await client.messageMove({ subject: 'parts' }, 'target');
    await client.messageDelete({ subject: 'bare' });
    const status = await client.status('target', { messages: true, unseen: true });
    await client.logout();
    return [list, status.messages, status.unseen];""" % json.dumps(message("new").decode()))
        assert "target" in result[0] and result[1:] == [2, 2], result
        here, there = wire.mails("INBOX"), wire.mails("target")
        assert here.keys() == (set(names) | {"new"}) - {"parts", "bare"} and there.keys() == {"lines", "parts"}
        assert here["new"] == ("F", canonical(message("new"))) and here["lines"].flags == there["lines"].flags == "R"

    with step("QRESYNC: what has changed while it was away"):
        known = flow("""
    const client = await open({ disableCompression: true, qresync: true });
    const box = await client.mailboxOpen('INBOX');
    await client.logout();
    return [String(box.uidValidity), String(box.highestModseq)];""")
        wire.remove("INBOX", "new")
        wire.store("INBOX", "plain", r"\Flagged")
        result = flow("""
    const client = await open({ disableCompression: true, qresync: true });
    const gone = [], flags = [];
    client.on('expunge', (event) => gone.push([event.uid, event.vanished]));
    client.on('flags', (event) => flags.push([event.uid, [...event.flags]]));
    await client.mailboxOpen('INBOX', { uidValidity: BigInt('%s'), changedSince: BigInt('%s') });
    for await (const m of client.fetch('1:*', { uid: true, flags: true }, { changedSince: BigInt('%s') }))
        flags.push([m.uid, [...m.flags]]);
    await client.logout();
    return [gone, flags];""" % (known[0], known[1], known[1]))
        uid = len(names) + 1
        assert [uid, True] in result[0], result
        assert any(changed == 1 and "\\Flagged" in flags for changed, flags in result[1]), result

    with step("IDLE"):
        server.proxy.begin()
        program = server.start(
            "node",
            server.file(
                "flow.cjs",
                PRELUDE % """
    const client = await open({ disableCompression: true });
    await client.mailboxOpen('INBOX');
    const news = new Promise((resolve) => client.on('exists', (event) => resolve(event.count - event.prevCount)));
    client.idle();
    const count = await news;
    await client.logout();
    return count;""",
            ),
            json.dumps(about),
            stdout=subprocess.PIPE,
        )
        try:
            _wait_for(lambda: said("IDLE"))
            wire.append("INBOX", message("more"))
            assert program.communicate(timeout=PATIENCE)[0] == b"1" and program.returncode == 0
        finally:
            server.stop(program)

    with step("STARTTLS and TLS with the certificate checked"):
        for options in ["doSTARTTLS: true", "secure: true, doSTARTTLS: false, port: server.tls_port"]:
            options = f"{options}, tls: {{ ca: server.certificate }}"
            assert flow(f"""
    const client = await open({{ {options} }});
    const box = await client.mailboxOpen('INBOX');
    await client.logout();
    return box.exists;""") == len(wire.mails("INBOX"))


def _wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it does not come to that"
        time.sleep(0.02)
