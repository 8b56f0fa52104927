"""Rows of the table."""

import os
import sys
import time
import traceback
from contextlib import contextmanager


# How often a step may be repeated that fails by a known fault of the client.
REPEATS = 5


class Steps:
    """What one client does, step by step. The first that fails is the last: those behind it build on it."""

    def __init__(self, client, proxy):
        self.client = client
        self.proxy = proxy
        self.count = 0
        self.repeated = 0  # in this step

    @contextmanager
    def __call__(self, what):
        begin = time.monotonic()
        self.repeated = 0
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
        times = f" (repeated {self.repeated} of {REPEATS} times)" if self.repeated else ""
        self._row(what + times, "passed", begin)

    def repeat(self, act, fault):
        """Does something within a step, and again if it fails by a fault of the client, which `fault(error)` names."""
        while True:
            try:
                return act()
            except AssertionError as error:
                name = fault(error)
                if not name or self.repeated == REPEATS:
                    raise
                self.repeated += 1
                print(f"-- {self.client}: {name}; repeated ({self.repeated} of {REPEATS})", file=sys.stderr)
                self.proxy.begin()

    def _row(self, what, result, begin):
        self.count += 1
        row = f"{self.client}\t{what}\t{result}\t{time.monotonic() - begin:.2f}\n"
        with open(os.environ.get("INTEROP_ROWS", "/dev/stdout"), "a", encoding="ascii") as rows:
            rows.write(row)
