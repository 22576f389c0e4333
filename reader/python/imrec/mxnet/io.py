"""``mxnet.io``: the iterators of record files, and their batches."""

from __future__ import annotations

from imrec.mxnet.base import missing
from imrec.mxnet.data_batch import DataBatch, DataDesc
from imrec.mxnet.data_iter import DataIter, MXDataIter
from imrec.mxnet.record_iter import ImageDetRecordIter, ImageRecordIter

__all__ = [
    "DataBatch",
    "DataDesc",
    "DataIter",
    "ImageDetRecordIter",
    "ImageRecordIter",
    "MXDataIter",
]


def __getattr__(name: str) -> object:
    raise missing("mxnet.io", name, __all__)
