"""``mxnet.gluon.data.dataset``: record files as data sets."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from imrec.mxnet.base import missing
from imrec.recordio import MXIndexedRecordIO

__all__ = ["Dataset", "RecordFileDataset"]


class Dataset:
    """A map-style data set: ``len(data)``, ``data[i]`` and transformations.

    Any loader with this interface accepts it, for example ``torch.utils.data.DataLoader``.
    """

    def __getitem__(self, idx: int) -> Any:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def transform(self, fn: Callable[..., Any], lazy: bool = True) -> Dataset:
        """Returns a data set of ``fn(item)``, or ``fn(*item)`` if items are tuples.

        Args:
            fn: is called at each access.
            lazy: False calls it for all items now, and keeps the results.
        """
        changed = _Transformed(self, fn)
        return changed if lazy else _Kept([changed[i] for i in range(len(changed))])

    def transform_first(self, fn: Callable[[Any], Any], lazy: bool = True) -> Dataset:
        """The same for the first element of each item; the others, such as labels, are kept."""
        return self.transform(_First(fn), lazy)


class _Transformed(Dataset):
    def __init__(self, data: Dataset, fn: Callable[..., Any]) -> None:
        self._data = data
        self._fn = fn

    def __getitem__(self, idx: int) -> Any:
        item = self._data[idx]
        return self._fn(*item) if isinstance(item, tuple) else self._fn(item)

    def __len__(self) -> int:
        return len(self._data)


class _Kept(Dataset):
    def __init__(self, items: list[Any]) -> None:
        self._items = items

    def __getitem__(self, idx: int) -> Any:
        return self._items[idx]

    def __len__(self) -> int:
        return len(self._items)


class _First:
    """A class, not a function within a function, so that data sets can be pickled."""

    def __init__(self, fn: Callable[[Any], Any]) -> None:
        self._fn = fn

    def __call__(self, first: Any, *others: Any) -> Any:
        return (self._fn(first), *others) if others else self._fn(first)


class RecordFileDataset(Dataset):
    """The records of a file, as bytes.

    Args:
        filename: path of the ``.rec`` file. Its ``.idx`` file is beside it.

    ``data[i]`` is the record at **position** `i` of the ``.idx`` file, whatever its key is. Threads
    and processes may share the data set, and it can be pickled.

    Raises:
        FileNotFoundError: one of the files does not exist.
    """

    def __init__(self, filename: str | os.PathLike[str]) -> None:
        self.filename = os.fspath(filename)
        self.idx_file = os.path.splitext(self.filename)[0] + ".idx"
        self._record = MXIndexedRecordIO(self.idx_file, self.filename, "r")

    def __getitem__(self, idx: int) -> Any:
        return self._record.read_idx(self._record.keys[idx])

    def __len__(self) -> int:
        return len(self._record.keys)


def __getattr__(name: str) -> object:
    raise missing("mxnet.gluon.data.dataset", name, __all__)
