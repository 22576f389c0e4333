"""The parts of MXNet's Python package that programs use to read ``.rec`` files.

``import imrec.mxnet as mx`` replaces ``import mxnet as mx`` in programs that use MXNet for its data
only, such as the data sets and evaluations of InsightFace. For unchanged programs,
:func:`install` makes ``import mxnet`` import this package.

There are ``recordio``, ``image`` (``img``), ``ndarray`` (``nd``), ``io``, ``gluon``, ``context``
(``cpu``) and ``base``. Arrays are NumPy arrays with a few more methods. An attribute that is absent
raises an AttributeError that lists what exists.

What is different from MXNet: parameters that are misspelt or have no equivalent raise an error
instead of being ignored, and random numbers come from imrec's generator. The distributions of
augmented samples are the same, single samples are not.
"""

from __future__ import annotations

import importlib.util
import sys
from typing import Any

from imrec import recordio
from imrec.mxnet import base, context, gluon, image, io, ndarray
from imrec.mxnet.base import MXNetError
from imrec.mxnet.context import Context, cpu, current_context

__all__ = [
    "Context",
    "MXNetError",
    "base",
    "context",
    "cpu",
    "current_context",
    "gluon",
    "image",
    "img",
    "install",
    "io",
    "nd",
    "ndarray",
    "recordio",
]

img = image
nd = ndarray

# The version whose interface this package follows.
__version__ = "1.9.1"


def install(replace: bool = False) -> None:
    """Makes ``import mxnet``, and imports of its modules, import this package in this process.

    Call it before the first of them. Does nothing the second time.

    Args:
        replace: do so although MXNet is installed, for example because it does not work with the
            installed NumPy.

    Raises:
        ImportError: MXNet is imported already, or it is installed and `replace` is False.
    """
    this = sys.modules[__name__]
    present = sys.modules.get("mxnet")
    if present is this:
        return
    if present is not None:
        raise ImportError("mxnet is imported already; call imrec.mxnet.install() before that")
    if not replace and importlib.util.find_spec("mxnet") is not None:
        raise ImportError("mxnet is installed; imrec.mxnet.install(replace=True) hides it")
    for name, module in list(sys.modules.items()):
        if name == __name__ or name.startswith(__name__ + "."):
            sys.modules["mxnet" + name[len(__name__) :]] = module
    sys.modules.update({"mxnet.recordio": recordio, "mxnet.img": image, "mxnet.nd": ndarray})


def __getattr__(name: str) -> Any:
    raise base.missing("mxnet", name, __all__)
