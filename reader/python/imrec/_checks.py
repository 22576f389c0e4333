"""Checks of option values, whose errors name the option."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ._errors import InvalidArgumentError

INT32 = 2**31 - 1
INT64 = 2**63 - 1
UINT64 = 2**64 - 1


def integer(name: str, value: Any, least: int = 0, most: int = INT64) -> int:
    """Returns a whole number of any integer type, NumPy's too."""
    try:
        number = operator.index(value)
    except TypeError:
        raise InvalidArgumentError(
            f"{name} must be a whole number, not {type(value).__name__}"
        ) from None
    if not least <= number <= most:
        raise InvalidArgumentError(f"{name} must be in {least}..{most}, not {number}")
    return number


def text(name: str, value: Any) -> str:
    """Returns a string."""
    if not isinstance(value, str):
        raise InvalidArgumentError(f"{name} must be a string, not {type(value).__name__}")
    return value


def number(name: str, value: Any) -> float:
    """Returns a number of any type."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise InvalidArgumentError(f"{name} must be a number, not {type(value).__name__}") from None


def boolean(name: str, value: Any) -> bool:
    """Returns True or False, of Python or NumPy."""
    if not isinstance(value, (bool, np.bool_)):
        raise InvalidArgumentError(f"{name} must be True or False, not {value!r}")
    return bool(value)


def seconds(name: str, value: Any) -> float:
    """Returns a time between a millisecond and a day."""
    time = number(name, value)
    if not 0.001 <= time <= 86400:
        raise InvalidArgumentError(f"{name} must be 0.001 to 86400 seconds, not {value!r}")
    return time


def color(name: str, value: Any) -> list[float]:
    """Returns three numbers: red, green and blue, or one for all."""
    values = np.asarray(value, dtype=np.float64).reshape(-1).tolist()
    if len(values) not in (1, 3):
        raise InvalidArgumentError(f"{name} needs one value or three (red, green, blue)")
    return [float(item) for item in values] * (3 // len(values))


def height_and_width(name: str, value: Any) -> tuple[int, int]:
    """Returns (height, width) of a pair, or of one number for both."""
    try:
        height, width = value
    except TypeError:
        height = width = value
    except ValueError:
        raise InvalidArgumentError(f"{name} must be a number or (height, width)") from None
    return integer(name, height, 1, INT32), integer(name, width, 1, INT32)


def function(name: str, value: Any) -> Any:
    """Returns a function, or None."""
    if value is not None and not callable(value):
        raise InvalidArgumentError(f"{name} must be a function, not {type(value).__name__}")
    return value
