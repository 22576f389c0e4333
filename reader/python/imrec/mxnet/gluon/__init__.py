"""``mxnet.gluon``: only ``data``."""

from __future__ import annotations

from imrec.mxnet.base import missing
from imrec.mxnet.gluon import data

__all__ = ["data"]


def __getattr__(name: str) -> object:
    raise missing("mxnet.gluon", name, __all__)
