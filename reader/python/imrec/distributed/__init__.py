"""Packing with many processes: on one machine, in a Ray cluster, or with Spark.

:func:`pack` writes a plan, has an engine run one task per shard, and completes the data set. The
files are those of one im2rec with ``--num-shards``, byte for byte. What an engine does is to
schedule; each task is a run of the program im2rec. See docs/cluster.md for what happens when tasks
fail or run twice.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from typing import Any, Optional

from .._checks import function, integer
from .._errors import Error, InvalidArgumentError
from .._loader_base import log_notice
from .._names import named_options
from .._writing import PathLike, Progress
from . import _plan, _processes, _ray, _spark
from ._progress import progress_line
from ._task import Job, Outcome

__all__ = ["pack"]

_PACKAGES = {"ray": "ray", "spark": "pyspark"}
_ENGINES: dict[str, Callable[[Job, Callable[[Outcome], None]], None]] = {
    "processes": _processes.run,
    "ray": _ray.run,
    "spark": _spark.run,
}


def _require_package(engine: str) -> None:
    name = _PACKAGES.get(engine)
    if name is not None and importlib.util.find_spec(name) is None:
        raise ModuleNotFoundError(
            f"engine {engine!r} needs the package {name}, which is not installed", name=name
        )


@named_options
def pack(
    list_file: PathLike,
    root: PathLike,
    *,
    engine: str = "processes",
    num_shards: int,
    workers: Optional[int] = None,
    threads: int = 1,
    retries: int = 3,
    prefix: Optional[PathLike] = None,
    pass_through: bool = False,
    resize: int = 0,
    center_crop: bool = False,
    interpolation: str = "linear",
    encoding: str = ".jpg",
    quality: int = 95,
    check_pixels: bool = False,
    pack_label: Optional[bool] = None,
    compression: Optional[int] = None,
    on_error: str = "skip",
    progress: Progress = None,
    log: Optional[Callable[[str], object]] = None,
) -> dict[str, Any]:
    """Packs the images of a list into shards, with one task per shard.

    An existing data set is replaced at the end, and stays if this raises. After Ctrl-C or an error,
    no task is left, but the packed shards are: the next call with the same arguments continues.
    All machines see the list, the images and the folder of the data set under the same names, and
    have the same version of imrec installed. The engine's package is not installed with imrec.

    Args:
        list_file: the .lst file, or its name without .lst.
        root: the folder to which its paths are relative.
        engine: ``"processes"`` on this machine; ``"ray"``: the cluster to which this process is
            connected, or else that of ``ray.init()`` for the time of the call; ``"spark"``: the
            active SparkContext, or else a local one for the time of the call.
        num_shards: the number of files, and of tasks.
        workers: the maximum of tasks that run, or with Ray wait to run, at the same time; None:
            as many as there are processors for, with Ray twice as many. An active SparkContext
            decides for itself.
        threads: threads of each task; a Ray task asks for as many processors.
        retries: how often a task is run again after it was killed. A task that fails is not.
        prefix: path and start of the name of all files; by default the list without .lst.
        pass_through, resize, center_crop, interpolation, encoding, quality, check_pixels,
            pack_label, compression, on_error: as in :func:`imrec.pack`.
        progress: is called with (done, total) shards. By default a terminal shows a line.
        log: is called with messages of im2rec. By default the logger ``imrec`` gets them.

    Returns:
        a dictionary as that of :func:`imrec.pack`.

    Raises:
        Error: im2rec refused the arguments, or a task failed. The message is that of im2rec.
        ModuleNotFoundError: the package of the engine is not installed.
    """
    if engine not in _ENGINES:
        raise InvalidArgumentError(f"engine must be one of {', '.join(_ENGINES)}, not {engine!r}")
    _require_package(engine)
    flags = _plan.flags_of(
        num_shards=num_shards,
        prefix=prefix,
        pass_through=pass_through,
        resize=resize,
        center_crop=center_crop,
        interpolation=interpolation,
        encoding=encoding,
        quality=quality,
        check_pixels=check_pixels,
        pack_label=pack_label,
        compression=compression,
        on_error=on_error,
    )
    threads = integer("threads", threads, 1, 1024)
    if workers is not None:
        workers = integer("workers", workers, 1)
    retries = integer("retries", retries, 0, 1000)
    show = function("progress", progress) or progress_line
    log = function("log", log) or log_notice

    plan = _plan.make(os.fspath(list_file), os.fspath(root), flags, log)
    shards = range(num_shards)
    done: set[int] = set()
    show(0, len(shards))

    def report(outcome: Outcome) -> None:
        if not outcome.is_done:
            raise Error(outcome.describe())
        done.add(outcome.shard)
        show(len(done), len(shards))

    _ENGINES[engine](Job(plan, shards, threads, workers, retries), report)
    return _plan.finish(plan, log)
