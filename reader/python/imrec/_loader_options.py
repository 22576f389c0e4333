"""The options of loaders, as Python names them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Optional, Union

from ._checks import (
    INT64,
    UINT64,
    color,
    function,
    height_and_width,
    integer,
    number,
    text,
)
from ._errors import Error, InvalidArgumentError
from ._imrec import ReaderOptions
from ._parts import PartLike, log_part, set_part
from ._recipe import RecipeLike, load_recipe
from ._remote import set_remote

PathLike = Union[str, "os.PathLike[str]"]
Sources = Union[PathLike, Sequence[PathLike], Mapping[PathLike, float]]
Log = Callable[[str], object]
BadRecords = Union[Literal["skip", "fail"], Callable[[Error], bool]]
Size = Union[None, int, tuple[int, int]]
Color = Any  # None, a number or three

# The number of records of a shuffle window if only "window" is given.
_WINDOW = 16384


def _add_sources(options: ReaderOptions, sources: Sources) -> None:
    if isinstance(sources, (str, os.PathLike)):
        options.add_source(os.fspath(sources))
    elif isinstance(sources, Mapping):
        for path, weight in sources.items():
            options.add_source(os.fspath(path), weight)
    else:
        for path in sources:
            options.add_source(os.fspath(path))


def _set_shuffle(options: ReaderOptions, shuffle: Union[bool, str]) -> None:
    if isinstance(shuffle, bool):
        options.set_shuffle("full" if shuffle else "none", 0)
    elif shuffle == "window":
        options.set_shuffle("window", _WINDOW)
    elif isinstance(shuffle, str) and shuffle[:7] == "window:" and shuffle[7:].isdecimal():
        options.set_shuffle("window", integer("shuffle", int(shuffle[7:]), 0, UINT64))
    else:
        raise InvalidArgumentError(
            f"shuffle must be True, False, 'window' or 'window:RECORDS', not {shuffle!r}"
        )


def reader_options(
    sources: Sources,
    *,
    preset: RecipeLike,
    batch_size: int,
    size: Size,
    mean: Color,
    std: Color,
    dtype: str,
    layout: str,
    channels: str,
    shuffle: Union[bool, str],
    seed: int,
    last_batch: str,
    part: PartLike,
    equalise: Optional[str],
    threads: int,
    prefetch: int,
    memory: Optional[int],
    bad_records: BadRecords,
    max_bad_share: float,
    keep_plans: bool,
    check_checksums: Optional[bool],
    cache: Optional[PathLike],
    cache_bytes: int,
    remote: Optional[Mapping[str, Any]],
    mix_class_names: bool,
    pin_threads: bool,
    huge_pages: bool,
    max_pixels: int,
    max_scan_pixels: int,
    map_files: bool,
    keep_cached: bool,
    frame_cache_bytes: int,
    log: Optional[Log],
) -> ReaderOptions:
    options = ReaderOptions()
    _add_sources(options, sources)
    recipe = load_recipe(preset)
    if size is not None:
        recipe.size = height_and_width("size", size)
    if mean is not None:
        recipe.mean = color("mean", mean)
    if std is not None:
        recipe.std = color("std", std)
    options.recipe = recipe
    options.set_format(text("dtype", dtype), text("layout", layout), text("channels", channels))
    _set_shuffle(options, shuffle)
    options.batch_size = integer("batch_size", batch_size, -INT64)
    options.seed = integer("seed", seed, 0, UINT64)
    options.last_batch = text("last_batch", last_batch)
    set_part(options, part, function("log", log) or log_part)
    options.equalise = equalise or ("pad" if options.part_count > 1 else "off")
    options.threads = integer("threads", threads)
    options.prefetch = integer("prefetch", prefetch)
    if memory is not None:
        options.memory = integer("memory", memory)
    if isinstance(bad_records, str):
        options.bad_records = bad_records
    elif not callable(bad_records):
        raise InvalidArgumentError("bad_records must be 'skip', 'fail' or a function")
    options.max_bad_share = number("max_bad_share", max_bad_share)
    options.keep_plans = keep_plans
    options.check_checksums = check_checksums
    set_remote(options.remote, remote, cache, cache_bytes)
    options.mix_class_names = mix_class_names
    options.pin_threads = pin_threads
    options.huge_pages = huge_pages
    options.set_limits(
        integer("max_pixels", max_pixels), integer("max_scan_pixels", max_scan_pixels)
    )
    options.set_access(
        map_files, keep_cached, integer("frame_cache_bytes", frame_cache_bytes, 0, UINT64)
    )
    return options
