"""A terminal that nobody sits at."""

import os
import pty
import re
import select
import termios
import time

from clients.wire import PATIENCE


def run(server, *command, until="", keys=""):
    """What a program shows. It ends by itself, or by the keys that are typed once it shows a text."""
    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (40, 120))
    program = server.start(*command, stdin=its, stdout=its, stderr=its)
    os.close(its)
    shown, end = b"", time.monotonic() + PATIENCE
    try:
        while until not in text(shown):
            more = _read(ours, end)
            assert more, f"{until!r} is not shown"
            shown += more
        os.write(ours, keys.encode())
        while more := _read(ours, end):
            shown += more
        assert program.wait(PATIENCE) == 0, f"it ends with {program.returncode}"
    except AssertionError as error:
        raise AssertionError(f"{error}; on the screen: {text(shown)}") from None
    finally:
        server.stop(program)
        os.close(ours)
    return text(shown)


def text(shown):
    """What a terminal was told to show, without how."""
    control = rb"\x1b(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78])|[\x0f\r]"
    return re.sub(control, b"\n", shown).decode(errors="replace")


def _read(terminal, end):
    """Nothing: the program has ended."""
    ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
    assert ready, "the program does not go on"
    try:
        return os.read(terminal, 65536)
    except OSError:  # that is how Linux says it
        return b""
