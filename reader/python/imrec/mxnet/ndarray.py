"""``mxnet.nd``: arrays in main memory, and the functions that data programs use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from imrec.mxnet.base import missing, mx_real_t
from imrec.mxnet.context import Context, cpu, require_cpu

__all__ = [
    "NDArray",
    "arange",
    "array",
    "concat",
    "concatenate",
    "empty",
    "expand_dims",
    "flip",
    "full",
    "ones",
    "reshape",
    "stack",
    "transpose",
    "waitall",
    "zeros",
]


class NDArray(np.ndarray[Any, np.dtype[Any]]):
    """A NumPy array with the methods of MXNet's.

    Single elements are arrays of shape (1,), as in MXNet, and have ``asscalar()``. All other
    behaviour is NumPy's: comparisons give boolean arrays, and all functions of NumPy and PyTorch
    accept it.
    """

    def asnumpy(self) -> np.ndarray[Any, np.dtype[Any]]:
        """Returns a copy as plain NumPy array, writable and C-contiguous."""
        return np.array(self, order="C", subok=False)

    def asscalar(self) -> Any:
        """Returns the only element.

        Raises:
            ValueError: the array has another number of elements.
        """
        if self.size != 1:
            raise ValueError(f"asscalar() needs an array of one element, not of shape {self.shape}")
        return np.asarray(self).reshape(-1)[0]

    @property
    def context(self) -> Context:
        """Main memory."""
        return cpu()

    @property
    def ctx(self) -> Context:
        """Main memory."""
        return cpu()

    def as_in_context(self, context: Context) -> NDArray:
        """Returns the array itself.

        Raises:
            ValueError: `context` is not main memory.
        """
        require_cpu(context)
        return self

    def wait_to_read(self) -> None:
        """Does nothing: operations are synchronous."""

    def copyto(self, other: NDArray) -> NDArray:
        """Copies the values into `other` and returns it."""
        np.copyto(other, self, casting="unsafe")
        return other

    def expand_dims(self, axis: int) -> NDArray:
        """Returns a view with another axis of length 1."""
        return cast(NDArray, np.expand_dims(self, axis))

    def flip(self, axis: int) -> NDArray:
        """Returns a copy with the order along `axis` reversed."""
        return flip(self, axis)

    def reshape(self, *shape: Any, **kwargs: Any) -> NDArray:
        """Returns a view with another shape, given as numbers, as tuple or as ``shape=``. 0 keeps
        the length of an axis, and -1 is computed."""
        if "shape" in kwargs:
            shape = (kwargs.pop("shape"),)
        if kwargs:
            raise TypeError(f"reshape() has no argument {next(iter(kwargs))}")
        dims = shape[0] if len(shape) == 1 and not hasattr(shape[0], "__index__") else shape
        lengths = [self.shape[i] if n == 0 and self.size else n for i, n in enumerate(dims)]
        return cast(NDArray, super().reshape(lengths))

    def transpose(self, *axes: Any, **kwargs: Any) -> NDArray:
        """Returns a view with permuted axes, given as numbers, as tuple or as ``axes=``."""
        if "axes" in kwargs:
            axes = (kwargs.pop("axes"),)
        if kwargs:
            raise TypeError(f"transpose() has no argument {next(iter(kwargs))}")
        return super().transpose(*axes)

    def __getitem__(self, key: Any) -> Any:
        result = super().__getitem__(key)
        if isinstance(result, np.generic):
            return np.full(1, result, dtype=self.dtype).view(NDArray)
        return result

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    # NumPy converts only arrays without axes.
    def __float__(self) -> float:
        return float(self.asscalar())

    def __int__(self) -> int:
        return int(self.asscalar())


def of(values: Any) -> NDArray:
    """Returns an NDArray that shares the memory of an array."""
    view: NDArray = np.asarray(values).view(NDArray)
    return view


def array(
    source_array: ArrayLike, ctx: Context | None = None, dtype: DTypeLike | None = None
) -> NDArray:
    """Returns a copy. Without `dtype` it has the type of an NDArray, and float32 for all other
    sources, also for NumPy arrays of another type."""
    require_cpu(ctx)
    if dtype is None:
        dtype = source_array.dtype if isinstance(source_array, NDArray) else mx_real_t
    return of(np.array(source_array, dtype=dtype, order="C"))


def empty(
    shape: int | Sequence[int], ctx: Context | None = None, dtype: DTypeLike | None = None
) -> NDArray:
    """Returns an array whose values are arbitrary."""
    require_cpu(ctx)
    return of(np.empty(shape, dtype or mx_real_t))


def zeros(
    shape: int | Sequence[int], ctx: Context | None = None, dtype: DTypeLike | None = None
) -> NDArray:
    """Returns zeros."""
    require_cpu(ctx)
    return of(np.zeros(shape, dtype or mx_real_t))


def ones(
    shape: int | Sequence[int], ctx: Context | None = None, dtype: DTypeLike | None = None
) -> NDArray:
    """Returns ones."""
    require_cpu(ctx)
    return of(np.ones(shape, dtype or mx_real_t))


def full(
    shape: int | Sequence[int],
    val: float,
    ctx: Context | None = None,
    dtype: DTypeLike | None = None,
) -> NDArray:
    """Returns an array with one value everywhere."""
    require_cpu(ctx)
    return of(np.full(shape, val, dtype or mx_real_t))


def arange(
    start: float,
    stop: float | None = None,
    step: float = 1.0,
    repeat: int = 1,
    ctx: Context | None = None,
    dtype: DTypeLike | None = None,
) -> NDArray:
    """Returns the numbers of a range, each `repeat` times."""
    require_cpu(ctx)
    first, last = (0.0, start) if stop is None else (start, stop)
    return of(np.repeat(np.arange(first, last, step, dtype=dtype or mx_real_t), repeat))


def concat(*data: ArrayLike, dim: int = 1) -> NDArray:
    """Joins arrays along an existing axis."""
    return of(np.concatenate([np.asarray(part) for part in data], axis=dim))


def concatenate(arrays: Sequence[ArrayLike], axis: int = 0) -> NDArray:
    """Joins a list of arrays along an existing axis."""
    return concat(*arrays, dim=axis)


def stack(*data: ArrayLike, axis: int = 0) -> NDArray:
    """Joins arrays along a new axis."""
    return of(np.stack([np.asarray(part) for part in data], axis=axis))


def transpose(data: ArrayLike, axes: Sequence[int] | None = None) -> NDArray:
    """Returns a copy with permuted axes, C-contiguous; without `axes` in reverse order."""
    return of(np.ascontiguousarray(np.transpose(np.asarray(data), axes or None)))


def flip(data: ArrayLike, axis: int | Sequence[int]) -> NDArray:
    """Returns a copy with the order along one axis or several reversed."""
    along = axis if isinstance(axis, int) else tuple(axis)
    return of(np.ascontiguousarray(np.flip(np.asarray(data), along)))


reverse = flip


def expand_dims(data: ArrayLike, axis: int) -> NDArray:
    """Returns a view with another axis of length 1."""
    return of(np.expand_dims(np.asarray(data), axis))


def reshape(data: ArrayLike, shape: Sequence[int]) -> NDArray:
    """As ``NDArray.reshape()``."""
    return of(data).reshape(shape)


def waitall() -> None:
    """Does nothing: operations are synchronous."""


def __getattr__(name: str) -> Any:
    raise missing("mxnet.nd", name, __all__)
