"""The options for files on other machines, as Python names them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Optional, Union

from ._checks import INT32, UINT64, boolean, integer, seconds, text
from ._errors import InvalidArgumentError
from ._imrec import RemoteOptions
from ._names import nearest


def _count(name: str, value: Any) -> int:
    return integer(name, value, 1, INT32)


def _bytes(name: str, value: Any) -> int:
    return integer(name, value, 0, UINT64)


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "endpoint": text,
    "region": text,
    "profile": text,
    "anonymous": boolean,
    "path_style": boolean,
    "match_etags": boolean,
    "max_in_flight": _count,
    "max_attempts": _count,
    "memory": _bytes,
    "connect_limit": seconds,
    "first_byte_limit": seconds,
    "stall_limit": seconds,
    "total_limit": seconds,
    "outage_limit": seconds,
    "hedge_after": seconds,
}


def set_remote(
    options: RemoteOptions,
    values: Optional[Mapping[str, Any]],
    cache: Union[None, str, "os.PathLike[str]"],
    cache_bytes: int,
) -> None:
    """Sets the options of the mapping ``values``, whose names and values it checks."""
    if values is None:
        values = {}
    if not isinstance(values, Mapping):
        raise InvalidArgumentError(f"remote must be a dictionary, not {type(values).__name__}")
    for name, value in values.items():
        check = _CHECKS.get(name)
        if check is None:
            raise TypeError(f"there is no remote option {name!r}{nearest(str(name), _CHECKS)}")
        setattr(options, name, check(name, value))
    if cache is not None:
        options.cache = Path(cache)
        options.cache_bytes = _bytes("cache_bytes", cache_bytes)
