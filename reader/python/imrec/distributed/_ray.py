"""The engine of Ray clusters."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from itertools import islice
from typing import Any

from .._errors import Error, InvalidArgumentError
from ._task import Job, KilledError, Outcome, run_shard

# How long cancelled tasks may take to kill their im2rec.
_CANCEL_SECONDS = 10


def _run_in_cluster(plan: str, shard: int, threads: int) -> Outcome:
    outcome = run_shard(plan, shard, threads)
    if outcome.was_killed:
        raise KilledError(outcome.describe())  # the only error after which Ray tries again
    return outcome


def _processors(ray: Any, threads: int) -> int:
    nodes = [node["Resources"].get("CPU", 0) for node in ray.nodes() if node["Alive"]]
    if threads > max(nodes, default=0):
        raise InvalidArgumentError(
            f"threads is {threads}, but no machine of the Ray cluster has as many processors"
        )
    return int(sum(nodes))


def run(job: Job, report: Callable[[Outcome], None]) -> None:
    """Runs all tasks. At most twice as many as there are processors for are submitted."""
    ray: Any = importlib.import_module("ray")
    is_ours = not ray.is_initialized()
    if is_ours:
        ray.init()
    pending: list[Any] = []
    try:
        limit = job.workers or max(1, 2 * _processors(ray, job.threads) // job.threads)
        task = ray.remote(
            num_cpus=job.threads, max_retries=job.retries, retry_exceptions=[KilledError]
        )(_run_in_cluster)
        shards = iter(job.shards)
        while True:
            for shard in islice(shards, limit - len(pending)):
                pending.append(task.remote(job.plan, shard, job.threads))
            if not pending:
                return
            ready, pending = ray.wait(pending)
            for reference in ready:
                try:
                    outcome = ray.get(reference)
                except ray.exceptions.RayTaskError as error:
                    raise error.cause from None  # as it was raised in the task
                except ray.exceptions.RayError as error:
                    raise Error(f"Ray gave up a task: {error}") from error
                report(outcome)
    finally:
        for reference in pending:
            ray.cancel(reference)
        if pending:
            ray.wait(pending, num_returns=len(pending), timeout=_CANCEL_SECONDS)
        if is_ours:
            ray.shutdown()
