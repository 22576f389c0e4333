"""A store with the interface of S3 on this machine."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import imrec
import pytest

_STORE = Path(__file__).parent.parent / "remote" / "store.py"

needs_store = pytest.mark.skipif(sys.version_info < (3, 11), reason="the store needs Python 3.11")


@contextlib.contextmanager
def running_store(root: Path) -> Iterator[str]:
    """Runs a store whose buckets are the folders of root, among them `bucket`. Yields its URL."""
    command = [sys.executable, str(_STORE), "--root", str(root), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = f"http://127.0.0.1:{process.stdout.readline().strip()}"
            try:
                imrec.RecordDataset(f"{url}/bucket/absent.rec")
            except imrec.UnsupportedError as error:
                pytest.skip(str(error))
            except FileNotFoundError:
                pass
            yield url
        finally:
            process.kill()
