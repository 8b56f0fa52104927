"""Rows of the table."""

import os
import sys
import time
import traceback
from contextlib import contextmanager


class Steps:
    """What one client does, step by step. The first that fails is the last: those behind it build on it."""

    def __init__(self, client, proxy):
        self.client = client
        self.proxy = proxy
        self.count = 0

    @contextmanager
    def __call__(self, what):
        begin = time.monotonic()
        self.proxy.begin()
        try:
            yield
        except Exception:
            self._row(what, "FAILED", begin)
            traceback.print_exc()
            self.proxy.print()
            print(f"-- that was {self.client}: {what}\n", file=sys.stderr)
            # Threads of a client library must not keep the rest waiting.
            sys.stderr.flush()
            os._exit(1)
        self._row(what, "passed", begin)

    def _row(self, what, result, begin):
        self.count += 1
        row = f"{self.client}\t{what}\t{result}\t{time.monotonic() - begin:.2f}\n"
        with open(os.environ.get("INTEROP_ROWS", "/dev/stdout"), "a", encoding="ascii") as rows:
            rows.write(row)
