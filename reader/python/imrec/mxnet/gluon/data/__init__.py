"""``mxnet.gluon.data``: map-style data sets of record files."""

from __future__ import annotations

from imrec.mxnet.base import missing
from imrec.mxnet.gluon.data import dataset, vision
from imrec.mxnet.gluon.data.dataset import Dataset, RecordFileDataset

__all__ = ["Dataset", "RecordFileDataset", "dataset", "vision"]


def __getattr__(name: str) -> object:
    raise missing("mxnet.gluon.data", name, __all__)
