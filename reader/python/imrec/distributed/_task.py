"""One task: im2rec packs one shard of a plan, as a child process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import NamedTuple, Optional

from .._errors import Error, UnavailableError
from .._tools import find
from ._interrupts import deferred_interrupts

# How often a running child is looked at.
POLL_SECONDS = 0.02

_LAUNCHER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_launch.py")


class Job(NamedTuple):
    """What an engine runs: a task for each shard. Engines report each outcome once."""

    plan: str  # the absolute path of PREFIX.plan.json
    shards: Sequence[int]
    threads: int  # of each task
    workers: Optional[int]
    retries: int  # of a task that was killed


class Outcome(NamedTuple):
    """How a task ended."""

    shard: int
    code: int  # the exit code of im2rec; -N: killed by signal N
    message: str  # the last that im2rec said

    @property
    def is_done(self) -> bool:
        return self.code in (0, 1)  # 1: images were skipped, which the result lists

    @property
    def was_killed(self) -> bool:
        return self.code < 0 or self.code >= 128

    def describe(self) -> str:
        if self.was_killed:
            number = -self.code if self.code < 0 else self.code - 128
            return (
                f"shard {self.shard}: im2rec was killed by signal {number}, and no retry is left "
                "(signal 9: often short of memory); packed shards are kept for the next call"
            )
        return self.message or f"shard {self.shard}: im2rec ended with code {self.code}"


class KilledError(UnavailableError):
    """A task was killed, and may be run again."""


def messages_of(stderr: bytes) -> list[str]:
    """Returns the messages of im2rec. If it failed, the last one is its error."""
    text = stderr.decode(errors="replace").strip().removesuffix("\nim2rec: see im2rec --help")
    return text.removeprefix("im2rec: ").split("\nim2rec: ") if text else []


def _command(plan: str, shard: int, threads: int) -> list[str]:
    """Returns a command of im2rec that ends with this process. A worker of an engine may be killed,
    which must not leave im2rec to itself."""
    launcher = [sys.executable, "-I", "-S", _LAUNCHER, str(os.getpid())] if sys.executable else []
    task = [plan, "--shards", str(shard), "--num-thread", str(threads), "--quiet"]
    return [*launcher, find("im2rec"), *task]


class Child:
    """A running im2rec, in a process group of its own. Not thread-safe."""

    def __init__(self, plan: str, shard: int, threads: int) -> None:
        self.shard = shard
        self._said = tempfile.TemporaryFile()
        try:
            self._process = subprocess.Popen(
                _command(plan, shard, threads),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
                start_new_session=True,
            )
        except BaseException:
            self._said.close()
            raise

    def poll(self) -> Optional[Outcome]:
        """Returns how it ended, or None if it runs."""
        code = self._process.poll()
        if code is None:
            return None
        self._said.seek(0)
        messages = messages_of(self._said.read())
        return Outcome(self.shard, code, messages[-1] if messages else "")

    def close(self) -> None:
        """Kills the process group if it runs."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._said.close()


def run_shard(plan: str, shard: int, threads: int) -> Outcome:
    """Runs a task to its end. Where im2rec is missing, that is an outcome, too: another try on the
    same machine would not help."""
    child: Optional[Child] = None
    try:
        with deferred_interrupts():
            child = Child(plan, shard, threads)
        while (outcome := child.poll()) is None:
            time.sleep(POLL_SECONDS)
        return outcome
    except Error as error:
        return Outcome(shard, 2, str(error))
    finally:
        if child is not None:
            child.close()
