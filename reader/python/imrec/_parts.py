"""Which part of a data set this process reads."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any, Optional, Union

from ._errors import InvalidArgumentError

PartLike = Union[None, str, tuple[int, int]]

# Launchers, and the variables with rank and number of processes that they set.
_LAUNCHERS = (
    ("torchrun", "RANK", "WORLD_SIZE"),
    ("Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    ("Slurm", "SLURM_PROCID", "SLURM_NTASKS"),
)


def _torch_part() -> Optional[tuple[int, int]]:
    distributed: Any = sys.modules.get("torch.distributed")
    if distributed is None or not distributed.is_available() or not distributed.is_initialized():
        return None
    return int(distributed.get_rank()), int(distributed.get_world_size())


def _number(name: str) -> int:
    text = os.environ[name]
    if not text.isascii() or not text.isdigit():
        raise InvalidArgumentError(f"the environment variable {name} is {text!r}, not a number")
    return int(text)


def _environment_part() -> Optional[tuple[int, int, str]]:
    for launcher, rank, world in _LAUNCHERS:
        if rank in os.environ and world in os.environ:
            return _number(rank), _number(world), f"{launcher} ({rank}, {world})"
    return None


def find_part(part: PartLike) -> tuple[int, int]:
    """Returns (index, count) of a part; logs where ``"auto"`` took it from."""
    if part is None:
        return 0, 1
    if not isinstance(part, str):
        index, count = part
        return int(index), int(count)
    if part != "auto":
        raise InvalidArgumentError(f"part must be (index, count), 'auto' or None, not {part!r}")
    found = _torch_part()
    source = "torch.distributed"
    if found is None:
        environment = _environment_part()
        if environment is None:
            return 0, 1
        found, source = environment[:2], environment[2]
    logging.getLogger("imrec").info("part %d of %d, from %s", found[0], found[1], source)
    return found
