"""Batches of MXNet's iterators, and the descriptions of their arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from imrec.mxnet.ndarray import NDArray


class _NameAndShape(NamedTuple):
    name: str
    shape: tuple[int, ...]


class DataDesc(_NameAndShape):
    """Name and shape of an array, as a tuple, and its type and layout.

    Attributes:
        name, shape: the tuple.
        dtype: float32 unless given.
        layout: the meaning of the axes, ``"NCHW"`` unless given.
    """

    dtype: DTypeLike
    layout: str

    def __new__(
        cls,
        name: str,
        shape: Sequence[int],
        dtype: DTypeLike = np.float32,
        layout: str = "NCHW",
    ) -> DataDesc:
        desc = super().__new__(cls, name, tuple(shape))
        desc.dtype = dtype
        desc.layout = layout
        return desc

    def __repr__(self) -> str:
        return f"DataDesc[{self.name},{self.shape},{self.dtype},{self.layout}]"

    @staticmethod
    def get_batch_axis(layout: str | None) -> int:
        """Returns the axis of the samples: that of ``N`` in `layout`, 0 without a layout."""
        return 0 if layout is None else layout.find("N")


class DataBatch:
    """One batch.

    Attributes:
        data, label: lists of arrays; those of imrec's iterators have one element. `label`
            may be None.
        pad: how many samples at the end only fill up the batch, or None.
        index: the keys of the samples' records, or None.
        bucket_key, provide_data, provide_label: as given.
    """

    def __init__(
        self,
        data: list[NDArray],
        label: list[NDArray] | None = None,
        pad: int | None = None,
        index: np.ndarray[Any, np.dtype[np.uint64]] | None = None,
        bucket_key: Any = None,
        provide_data: list[DataDesc] | None = None,
        provide_label: list[DataDesc] | None = None,
    ) -> None:
        for name, arrays in (("data", data), ("label", label)):
            if arrays is not None and not isinstance(arrays, (list, tuple)):
                raise AssertionError(f"{name} must be a list of arrays")
        self.data = data
        # Not optional for type checkers: the iterators of imrec have both.
        self.label: Any = label
        self.pad = pad
        self.index: Any = index
        self.bucket_key = bucket_key
        self.provide_data = provide_data
        self.provide_label = provide_label

    def __str__(self) -> str:
        data = [array.shape for array in self.data]
        label = None if self.label is None else [array.shape for array in self.label]
        return f"{type(self).__name__}: data shapes: {data} label shapes: {label}"
