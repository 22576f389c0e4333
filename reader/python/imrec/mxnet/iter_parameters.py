"""The keyword parameters of MXNet's iterators."""

from __future__ import annotations

import ast
import difflib
import math
import os
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from imrec import _imrec
from imrec._errors import InvalidArgumentError, UnsupportedError

# Without effect on what is read: hints for MXNet's threads and devices.
_WITHOUT_EFFECT = ("verbose", "ctx", "device_id", "name")

# Parameters of the reader that imrec cannot honour: the values that mean nothing, and what to do.
_UNSUPPORTED: dict[str, tuple[tuple[Any, ...], str]] = {
    "path_imglist": (("", None), "labels are read from the records; pack the list with im2rec"),
    "mean_img": (("", None), "give mean_r, mean_g and mean_b"),
    "shuffle_chunk_size": ((0, None), "shuffle=True shuffles the whole set, also without .idx"),
    "shuffle_chunk_seed": ((0, None), "the order depends on seed alone"),
}

_DTYPES = ("float32", "float16", "uint8")


class IterParameters:
    """The parameters of one iterator, which are taken one by one.

    Values may be strings, as MXNet accepts them: ``"(3, 224, 224)"``.
    """

    def __init__(self, iterator: str, parameters: Mapping[str, Any]) -> None:
        self.iterator = iterator
        self._left = {name: _value(name, value) for name, value in parameters.items()}
        self._known: list[str] = list(_WITHOUT_EFFECT)
        for name in _WITHOUT_EFFECT:
            self._left.pop(name, None)

    def take(self, name: str, by_default: Any = None) -> Any:
        """Returns and removes a parameter."""
        self._known.append(name)
        return self._left.pop(name, by_default)

    def require(self, name: str) -> Any:
        """The same for a parameter without default."""
        if name not in self._left:
            raise InvalidArgumentError(f"{self.iterator} needs {name}")
        return self.take(name)

    def number(self, name: str, by_default: float) -> float:
        """The same for a number."""
        value = self.take(name, by_default)
        if not isinstance(value, (int, float, np.number)):
            raise InvalidArgumentError(f"{self.iterator}: {name} must be a number, not {value!r}")
        return float(value)

    def whole(self, name: str, by_default: int) -> int:
        """The same for a whole number, which keeps all of its digits."""
        return self._whole(name, self.take(name, by_default))

    def _whole(self, name: str, value: Any) -> int:
        is_number = isinstance(value, (int, float, np.number)) and not isinstance(value, complex)
        if not is_number or value != value or value in (math.inf, -math.inf) or int(value) != value:
            raise InvalidArgumentError(
                f"{self.iterator}: {name} must be a whole number, not {value!r}"
            )
        return int(value)

    def flag(self, name: str, by_default: bool) -> bool:
        """The same for a switch, which may be 0 or 1."""
        value = self.take(name, by_default)
        if value not in (0, 1):
            raise InvalidArgumentError(f"{self.iterator}: {name} must be 0 or 1, not {value!r}")
        return bool(value)

    def refuse(self, name: str, neutral: Iterable[Any], advice: str) -> None:
        """Raises an error if the parameter has another value than these."""
        value = self.take(name, None)
        if value is not None and value not in tuple(neutral):
            raise UnsupportedError(f"{self.iterator}: {name}={value!r} is not supported: {advice}")

    def rest(self) -> dict[str, Any]:
        """Returns and removes all parameters that are left."""
        left, self._left = self._left, {}
        return left

    def finish(self, preset: bool = False) -> None:
        """Raises an error that names a parameter which nobody took. `preset` says that a preset
        replaces those of the augmentation."""
        for name in self._left:
            if preset:
                raise InvalidArgumentError(f"{self.iterator}: {name} and preset cannot be combined")
            near = difflib.get_close_matches(name, self._known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise InvalidArgumentError(f"{self.iterator} has no parameter {name}{hint}")

    def data_shape(self) -> tuple[int, int]:
        """Returns height and width of ``data_shape``."""
        shape = self.require("data_shape")
        try:
            channels, height, width = (int(n) for n in shape)
        except (TypeError, ValueError):
            raise InvalidArgumentError(
                f"{self.iterator}: data_shape must be (3, height, width), not {shape!r}"
            ) from None
        if channels != 3:
            raise UnsupportedError(
                f"{self.iterator}: data_shape={tuple(shape)} is not supported: "
                "images are read with 3 channels"
            )
        return height, width

    def reader_options(self) -> dict[str, Any]:
        """Returns the options of the loader for the parameters that both iterators have."""
        for name, (neutral, advice) in _UNSUPPORTED.items():
            self.refuse(name, neutral, advice)
        options: dict[str, Any] = {
            "sources": self._sources(),
            "batch_size": self._whole("batch_size", self.require("batch_size")),
            "dtype": self._dtype(),
            "shuffle": self.flag("shuffle", False),
            "seed": self.whole("seed", 0),
            "part": (self.whole("part_index", 0), self.whole("num_parts", 1)),
            # Each record belongs to exactly one part.
            "equalise": "off",
            "last_batch": "pad" if self.flag("round_batch", True) else "keep",
            "bad_records": "fail",
        }
        threads = self.take("preprocess_threads")
        if threads is not None:
            options["threads"] = self._whole("preprocess_threads", threads)
        prefetch = self.take("prefetch_buffer")
        if prefetch is not None:
            options["prefetch"] = self._whole("prefetch_buffer", prefetch)
        return options

    def names(self) -> dict[str, str]:
        """Returns the names of the arrays."""
        return {
            "data_name": str(self.take("data_name", "data")),
            "label_name": str(self.take("label_name", "softmax_label")),
        }

    def _sources(self) -> list[str]:
        paths = [path for path in os.fspath(self.require("path_imgrec")).split(";") if path]
        index = self.take("path_imgidx")
        if index:
            beside = _imrec.index_path(paths[0]) if len(paths) == 1 else None
            if beside is None or os.path.abspath(beside) != os.path.abspath(os.fspath(index)):
                raise UnsupportedError(
                    f"{self.iterator}: path_imgidx={index!r} is not supported: the .idx file "
                    f"beside {paths[0]} is read"
                )
        return paths

    def _dtype(self) -> str:
        dtype = self.take("dtype")
        if dtype is None:
            return "float32"
        try:
            name = str(np.dtype(dtype).name)
        except TypeError:
            name = str(dtype)
        if name not in _DTYPES:
            raise UnsupportedError(
                f"{self.iterator}: dtype={name} is not supported; it must be one of "
                + ", ".join(_DTYPES)
            )
        return name


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str) or name.startswith("path_"):
        return value
    try:
        return ast.literal_eval(value)
    except (SyntaxError, ValueError):
        return value
