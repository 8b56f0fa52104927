"""One of other people's clients against a server that is up.

    python3 -m clients mbsync tokio_server

`imap-fsm/tests/interop/run` starts the server and says in INTEROP_TOKIO_SERVER, INTEROP_TOKIO_SERVER_TLS and
INTEROP_CERTIFICATE where it is. A client is a module here with a function `run(server, step)`. Each `with step("what"):`
in it is a row of the table, which goes to the file INTEROP_ROWS.
"""

import importlib
import sys
import tempfile
from pathlib import Path

from clients.server import Server
from clients.steps import Steps


def main(client, server_name):
    with tempfile.TemporaryDirectory(prefix=f"{client}.") as directory:
        server = Server(server_name, Path(directory))
        steps = Steps(client, server.proxy)
        importlib.import_module(f"clients.{client}").run(server, steps)
    if not steps.count:
        sys.exit(f"{client}: no steps")


main(*sys.argv[1:])
