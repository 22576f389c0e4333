"""``mxnet.gluon.data.vision``: record files of images as data sets."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from imrec import recordio
from imrec.mxnet import image
from imrec.mxnet.base import missing
from imrec.mxnet.gluon.data.dataset import RecordFileDataset

__all__ = ["ImageRecordDataset"]


class ImageRecordDataset(RecordFileDataset):
    """The images of a record file with their labels.

    Args:
        filename: path of the ``.rec`` file. Its ``.idx`` file is beside it.
        flag: 1 decodes to RGB, 0 to grey.
        transform: called with image and label; its result is the item.

    ``data[i]`` is ``(image, label)``: a uint8 NDArray of shape (H, W, 3) or (H, W, 1), and a float,
    or a float32 array if the record has several labels. Threads and processes may share the data
    set; it can be pickled if `transform` can.

    Raises:
        imrec.Error: when an item is read that has no image, or a damaged one.
    """

    def __init__(
        self,
        filename: str | os.PathLike[str],
        flag: int = 1,
        transform: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        super().__init__(filename)
        self._flag = flag
        self._transform = transform

    def __getitem__(self, idx: int) -> Any:
        header, encoded = recordio.unpack(super().__getitem__(idx))
        pixels = image.imdecode(encoded, self._flag)
        if self._transform is not None:
            return self._transform(pixels, header.label)
        return pixels, header.label


def __getattr__(name: str) -> object:
    raise missing("mxnet.gluon.data.vision", name, __all__)
