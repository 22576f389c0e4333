"""Which part of a data set this process reads."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any, Optional, Union

from ._checks import INT64, integer
from ._errors import InvalidArgumentError
from ._imrec import ReaderOptions

PartLike = Union[None, str, tuple[int, int]]


def _torch_part() -> Optional[tuple[int, int]]:
    distributed: Any = sys.modules.get("torch.distributed")
    if distributed is None or not distributed.is_available() or not distributed.is_initialized():
        return None
    return int(distributed.get_rank()), int(distributed.get_world_size())


def set_part(options: ReaderOptions, part: PartLike, log: Callable[[str], object]) -> None:
    """Sets the part of a reader. ``log`` gets where a name such as ``"auto"`` took it from."""
    found: Any = part
    if isinstance(part, str):
        found = _torch_part() if part == "auto" else None
        if found is None:
            options.take_part(part, log)
            return
        log(f"part {found[0]} of {found[1]} (torch.distributed)")
    elif part is None:
        found = 0, 1
    try:
        index, count = found
    except (TypeError, ValueError):
        raise InvalidArgumentError(
            f"part must be (index, count), 'auto', a launcher or None, not {part!r}"
        ) from None
    options.part_index = integer("part", index, -INT64)
    options.part_count = integer("part", count, -INT64)


def log_part(text: str) -> None:
    """The default for the line that says which part was taken."""
    logging.getLogger("imrec").info("%s", text)
