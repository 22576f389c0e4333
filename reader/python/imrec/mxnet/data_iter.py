"""Iterators with MXNet's protocol over imrec's loaders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from imrec.mxnet import ndarray
from imrec.mxnet.data_batch import DataBatch, DataDesc
from imrec.mxnet.ndarray import NDArray


class LoaderBatch(Protocol):
    """What the iterators use of a batch of :class:`imrec.DetectionLoader`."""

    @property
    def images(self) -> Any: ...
    @property
    def labels(self) -> Any: ...
    @property
    def keys(self) -> Any: ...
    @property
    def sizes(self) -> Any: ...
    @property
    def padding(self) -> int: ...


class Loader(Protocol):
    """What the iterators use of a loader. ``iter()`` begins an epoch."""

    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def close(self) -> None: ...


class DataIter:
    """The base class of iterators over batches.

    A subclass defines ``iter_next()``, ``getdata()``, ``getlabel()``, ``getpad()`` and
    ``getindex()``, or ``next()``; and ``reset()``.
    """

    def __init__(self, batch_size: int = 0) -> None:
        self.batch_size = batch_size

    def __iter__(self) -> DataIter:
        return self

    def __next__(self) -> DataBatch:
        return self.next()

    def reset(self) -> None:
        """Begins the next epoch."""

    def next(self) -> DataBatch:
        """Returns the next batch.

        Raises:
            StopIteration: the epoch is over.
        """
        if not self.iter_next():
            raise StopIteration
        return DataBatch([self.getdata()], [self.getlabel()], self.getpad(), self.getindex())

    def iter_next(self) -> bool:
        """Goes to the next batch. Returns False if the epoch is over."""
        raise NotImplementedError

    def getdata(self) -> NDArray:
        """Returns the images of the current batch."""
        raise NotImplementedError

    def getlabel(self) -> NDArray:
        """Returns the labels of the current batch."""
        raise NotImplementedError

    def getpad(self) -> int:
        """Returns how many samples at the end of the current batch only fill it up."""
        raise NotImplementedError

    def getindex(self) -> np.ndarray[Any, np.dtype[np.uint64]] | None:
        """Returns the keys of the current batch, or None."""
        return None


class MXDataIter(DataIter):
    """The batches of a loader, epoch after epoch.

    ``next()`` raises StopIteration at the end of an epoch, and again until ``reset()``, which
    begins the next epoch. ``reset()`` before the first batch of an epoch does nothing. The first
    batch is read by the constructor.

    All batches have ``batch_size`` samples. If a loader returns fewer, zeros follow in the images
    and the padding value in the labels, and ``pad`` counts them.

    An iterator belongs to one thread; its loader reads ahead in threads of its own. Arrays stay
    valid and unchanged after later batches.

    Attributes:
        provide_data, provide_label: lists of one :class:`DataDesc` each.
        batch_size: samples per batch.
    """

    def __init__(
        self,
        loader: Loader,
        batch_size: int,
        data_name: str = "data",
        label_name: str = "softmax_label",
        layout: str = "NCHW",
    ) -> None:
        super().__init__(batch_size)
        self._loader = loader
        self._batches: Iterator[LoaderBatch] | None = None
        self._current: DataBatch | None = None
        self._over = False
        # The first batch of an epoch, read but not returned.
        self._ahead = self._read()
        if self._ahead is None:
            raise ValueError("there is no batch: the part has too few records")
        data = self._ahead.data[0]
        label = self._ahead.label[0]
        self.provide_data = [DataDesc(data_name, data.shape, data.dtype.type, layout)]
        self.provide_label = [DataDesc(label_name, label.shape, label.dtype.type)]

    def close(self) -> None:
        """Ends the threads of the loader. Later calls raise an error."""
        self._loader.close()

    def __len__(self) -> int:
        """The number of batches of the epoch."""
        return len(self._loader)

    def __bool__(self) -> bool:
        return True

    def reset(self) -> None:
        """Begins the next epoch, also if this one is not over."""
        if self._ahead is not None:
            return
        self._batches = None
        self._current = None
        self._over = False

    def iter_next(self) -> bool:
        """Goes to the next batch. Returns False if the epoch is over."""
        if self._ahead is not None:
            self._current, self._ahead = self._ahead, None
        else:
            self._current = None if self._over else self._read()
        self._over = self._current is None
        return not self._over

    def next(self) -> DataBatch:
        """Returns the next batch; see the class for its arrays.

        Raises:
            StopIteration: the epoch is over; ``reset()`` begins the next one.
            imrec.Error: a record is damaged, or does not fit the parameters.
        """
        if not self.iter_next():
            raise StopIteration
        return self._batch()

    def getdata(self) -> NDArray:
        """Returns the images of the current batch."""
        return self._batch().data[0]

    def getlabel(self) -> NDArray:
        """Returns the labels of the current batch."""
        label: NDArray = self._batch().label[0]
        return label

    def getpad(self) -> int:
        """Returns how many samples at the end of the current batch only fill it up."""
        return self._batch().pad or 0

    def getindex(self) -> np.ndarray[Any, np.dtype[np.uint64]] | None:
        """Returns the keys of the records of the current batch, uint64."""
        index: np.ndarray[Any, np.dtype[np.uint64]] | None = self._batch().index
        return index

    def _batch(self) -> DataBatch:
        if self._current is None:
            raise RuntimeError("there is no current batch: call iter_next() or next()")
        return self._current

    def _read(self) -> DataBatch | None:
        if self._batches is None:
            self._batches = iter(self._loader)
        batch = next(self._batches, None)
        return None if batch is None else self._convert(batch)

    def _convert(self, batch: LoaderBatch) -> DataBatch:
        self._check(batch)
        images = np.asarray(batch.images)
        labels = self._labels(np.asarray(batch.labels))
        keys = np.asarray(batch.keys).astype(np.uint64)
        absent = self.batch_size - len(images)
        if absent > 0:
            images = _lengthen(images, absent, 0)
            labels = _lengthen(labels, absent, self._label_padding())
            keys = _lengthen(keys, absent, 0)
        pad = batch.padding + max(absent, 0)
        return DataBatch([ndarray.of(images)], [ndarray.of(labels)], pad, keys)

    def _check(self, batch: LoaderBatch) -> None:
        """Raises an error if the samples are not those that the parameters ask for."""

    def _labels(self, labels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The labels in the form of this iterator."""
        return labels

    def _label_padding(self) -> float:
        return -1


def _lengthen(values: np.ndarray[Any, Any], count: int, value: float) -> np.ndarray[Any, Any]:
    rows = np.full((count, *values.shape[1:]), value, dtype=values.dtype)
    return np.concatenate([values, rows])
