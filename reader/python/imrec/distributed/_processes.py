"""The engine of one machine: child processes."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable

from ._interrupts import deferred_interrupts
from ._task import POLL_SECONDS, Child, Job, Outcome


def run(job: Job, report: Callable[[Outcome], None]) -> None:
    """Runs all tasks, those that were killed again after the others."""
    workers = job.workers or max(1, len(os.sched_getaffinity(0)) // job.threads)
    waiting = deque((shard, 0) for shard in job.shards)
    running: list[tuple[Child, int]] = []
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                shard, tries = waiting.popleft()
                with deferred_interrupts():
                    running.append((Child(job.plan, shard, job.threads), tries))
            ended = [(item, outcome) for item in running if (outcome := item[0].poll())]
            for item, outcome in ended:
                child, tries = item
                running.remove(item)
                child.close()
                if outcome.was_killed and tries < job.retries:
                    waiting.append((child.shard, tries + 1))
                else:
                    report(outcome)
            if not ended:
                time.sleep(POLL_SECONDS)
    finally:
        for child, _ in running:
            child.close()
