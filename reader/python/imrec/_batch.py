"""Batches of samples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from ._imrec import Batch as NativeBatch

_ARRAYS = ("images", "labels", "counts", "keys", "sizes")


class Batch:
    """Images and labels of some samples.

    The arrays are NumPy arrays on the reader's memory, and can be shared further, for example by
    ``torch.from_dlpack(batch.images)``. They keep
    the batch alive, and stay valid after the loader is closed. When the last of them is gone, the
    reader uses the memory for a later batch. The pixels may be changed in place. A batch may be
    used by several threads.

    ``images, labels = batch`` unpacks the two arrays.
    """

    __slots__ = ("_native", "__weakref__")

    def __init__(self, native: NativeBatch) -> None:
        self._native = native

    @property
    def images(self) -> np.ndarray[Any, Any]:
        """Shape (n, 3, height, width), or (n, height, width, 3) with ``layout="NHWC"``."""
        return np.asarray(self._native.images)

    @property
    def labels(self) -> np.ndarray[Any, Any]:
        """float32. Detection: shape (n, max_objects, object_width), with one row per object:
        class, xmin, ymin, xmax, ymax in fractions of the image, and extra values. Rows without an
        object contain -1. Otherwise shape (n, label_width)."""
        return np.asarray(self._native.labels)

    @property
    def counts(self) -> np.ndarray[Any, Any]:
        """int64, shape (n,): the number of objects of each sample, or of labels."""
        return np.asarray(self._native.counts)

    @property
    def keys(self) -> np.ndarray[Any, Any]:
        """int64, shape (n,): the key of each sample's record.

        Keys of 2**63 and more are negative; `keys.view("uint64")` shows them as they are.
        """
        return np.asarray(self._native.keys)

    @property
    def sizes(self) -> np.ndarray[Any, Any]:
        """int32, shape (n, 2): width and height of each image before augmentation."""
        return np.asarray(self._native.sizes)

    @property
    def plans(self) -> list[dict[str, Any]]:
        """How each sample was augmented, if the loader has ``keep_plans=True``."""
        return list(self._native.plans)

    @property
    def padding(self) -> int:
        """The number of samples at the end that only fill up the batch (``last_batch="pad"``)."""
        return self._native.padding

    @property
    def epoch(self) -> int:
        """The epoch, from 0."""
        return self._native.epoch

    @property
    def number(self) -> int:
        """The number of the batch in its epoch, from 0."""
        return self._native.number

    @property
    def memory(self) -> tuple[int, int]:
        """Address and length in bytes of the pixels of a full batch."""
        address, length = self._native.memory
        return int(address), int(length)

    def __len__(self) -> int:
        return self._native.size

    def __iter__(self) -> Iterator[Any]:
        return iter((self.images, self.labels))

    def __getitem__(self, index: int) -> Any:
        return (self.images, self.labels)[index]

    def __repr__(self) -> str:
        return f"<imrec.Batch {self.number} of epoch {self.epoch}, {len(self)} samples>"

    def numpy(self) -> dict[str, np.ndarray[Any, Any]]:
        """Returns all arrays as NumPy arrays, without a copy."""
        return {name: getattr(self, name) for name in _ARRAYS}

    def torch(self) -> dict[str, Any]:
        """Returns all arrays as torch tensors on the CPU, without a copy."""
        import torch

        return {name: torch.from_dlpack(getattr(self._native, name)) for name in _ARRAYS}

    def targets(self, torchvision: bool = True) -> list[dict[str, Any]]:
        """Returns the objects of each sample as torchvision's detection models take them.

        Returns:
            per sample a dictionary of tensors: ``boxes``, float32 of shape (k, 4) with the
            corners in pixels (xmin, ymin, xmax, ymax), and ``labels``, int64 of shape (k,). With
            ``torchvision=True``, classes are numbered from 1, because 0 is the background;
            otherwise from 0. The tensors are copies.
        """
        from .torch import detection_targets

        return detection_targets(self, first_class=1 if torchvision else 0)

    def pin_memory(self) -> Batch:
        """Returns the batch itself, so that a DataLoader with ``pin_memory=True`` takes it. It
        locks no memory; ``loader.torch(pin=True)`` does."""
        return self
