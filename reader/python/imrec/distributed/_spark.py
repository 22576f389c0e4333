"""The engine of Spark clusters."""

from __future__ import annotations

import importlib
import os
import re
import sys
import threading
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from .._errors import Error, InvalidArgumentError
from ._task import Job, Outcome, run_shard

_POLL_SECONDS = 0.1
# How long Spark may take to kill the tasks of a cancelled job; by default it waits 2 s itself.
_CANCEL_SECONDS = 10


def _make_context(pyspark: Any, job: Job) -> Any:
    """Starts Spark as spark-submit says, or on this machine."""
    workers = job.workers or max(1, len(os.sched_getaffinity(0)) // job.threads)
    conf = pyspark.SparkConf()
    conf.setIfMissing("spark.master", f"local[{workers},{job.retries + 1}]")
    conf.setIfMissing("spark.app.name", "imrec")
    conf.setIfMissing("spark.ui.enabled", "false")
    context = pyspark.SparkContext(conf=conf)
    if "PYSPARK_PYTHON" not in os.environ:
        context.pythonExec = sys.executable  # instead of any python3, which may have no imrec
    return context


class _Pass:
    """A Spark job with a task for each of some shards, which a thread waits for."""

    def __init__(self, pyspark: Any, context: Any, job: Job, shards: Sequence[int]) -> None:
        self._context = context
        self._group = f"imrec-{uuid.uuid4()}"
        self._outcomes: list[Outcome] = []
        self._failure: BaseException | None = None
        # Its value grows whenever a task ends, long before the job does.
        self._ended = context.accumulator([], _list_accumulator(pyspark))
        self._thread = threading.Thread(target=self._run, args=(job, shards), daemon=True)
        self._thread.start()

    def _run(self, job: Job, shards: Sequence[int]) -> None:
        plan, threads, ended = job.plan, job.threads, self._ended

        def task(shard: int) -> Outcome:
            try:
                outcome = run_shard(plan, shard, threads)
            except Exception as error:  # Spark would show it within those of its own layers
                outcome = Outcome(shard, 2, f"shard {shard}: {type(error).__name__}: {error}")
            ended.add([outcome])
            return outcome

        try:
            self._context.setJobGroup(self._group, f"imrec: {plan}", interruptOnCancel=True)
            slices = self._context.parallelize(shards, len(shards))
            self._outcomes = slices.map(task).collect()
        except BaseException as error:
            self._failure = error

    def wait(self, ended: Callable[[Outcome], None]) -> None:
        """Calls ``ended`` for each outcome, once, as soon as it is known."""
        known: set[int] = set()

        def pass_on(outcomes: list[Outcome]) -> None:
            for outcome in outcomes:
                if outcome.shard not in known:
                    known.add(outcome.shard)
                    ended(outcome)

        try:
            while self._thread.is_alive():
                self._thread.join(_POLL_SECONDS)
                pass_on(self._ended.value)
        except BaseException:
            self._context.cancelJobGroup(self._group)
            self._thread.join(_CANCEL_SECONDS)
            raise
        if self._failure is not None:
            raise _readable(self._failure)
        pass_on(self._outcomes)


def _readable(failure: BaseException) -> BaseException:
    """Returns what a Spark job has failed with. py4j's exceptions consist of the traces of Spark's
    layers; that of a task contains one of Python, whose last line says what went wrong."""
    java = getattr(failure, "java_exception", None)
    if java is None:
        return failure
    said = [line.strip() for line in str(java.getMessage() or failure).splitlines()]
    python = [line for line in said if re.match(r"[\w.]+(Error|Exception|Interrupt|Exit): ", line)]
    readable = Error(f"Spark gave up a task: {(python or said)[-1 if python else 0]}")
    readable.__cause__ = failure
    return readable


def _list_accumulator(pyspark: Any) -> Any:
    class ListAccumulator(pyspark.AccumulatorParam):  # type: ignore[misc]
        def zero(self, value: list[Any]) -> list[Any]:
            return []

        def addInPlace(self, value1: list[Any], value2: list[Any]) -> list[Any]:
            return value1 + value2

    return ListAccumulator()


def run(job: Job, report: Callable[[Outcome], None]) -> None:
    """Runs all tasks, and those whose im2rec was killed again after the others. Spark itself
    repeats the tasks of executors that it has lost, but none with a plain ``local[N]``."""
    pyspark: Any = importlib.import_module("pyspark")
    context = pyspark.SparkContext._active_spark_context
    is_ours = context is None
    if is_ours:
        context = _make_context(pyspark, job)
    elif job.workers is not None:
        raise InvalidArgumentError("workers is for a Spark that is started; this one is active")
    try:
        shards = list(job.shards)
        for tries in range(job.retries + 1):
            killed: list[int] = []

            def ended(outcome: Outcome) -> None:
                if outcome.was_killed and tries < job.retries:
                    killed.append(outcome.shard)
                else:
                    report(outcome)

            _Pass(pyspark, context, job, shards).wait(ended)
            if not killed:
                return
            shards = sorted(killed)
    finally:
        if is_ours:
            context.stop()
