"""The line that a terminal shows."""

from __future__ import annotations

import sys


def progress_line(done: int, total: int) -> None:
    """Shows how many shards are packed, if standard error is a terminal."""
    if sys.stderr.isatty():
        end = "\n" if done == total else "\r"  # what is printed next replaces the line
        print(f"imrec: {done} of {total} shards", end=end, file=sys.stderr, flush=True)
