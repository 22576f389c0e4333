"""imrec: RecordIO image data sets, packed once and read fast.

Loaders for training:
    DetectionLoader, ClassificationLoader, Batch; imrec.torch for PyTorch.
Data sets by position:
    RecordDataset; imrec.insightface for face recognition sets.
MXNet's place:
    imrec.recordio, imrec.mxnet.
Making data sets:
    list_images, voc2lst, pack, Writer; imrec.distributed for many processes or machines.
Looking at them:
    info, verify, stats, preview, augment, decode_image, encode_image.

Errors are imrec.Error, whose subclasses are also the built-in exceptions.
"""

import importlib
import importlib.util
from typing import Any

from ._batch import Batch
from ._dataset import RecordDataset
from ._errors import (
    CorruptDataError,
    Error,
    InputOutputError,
    InvalidArgumentError,
    LimitExceededError,
    MissingKeyError,
    NotFoundError,
    UnavailableError,
    UnsupportedError,
)
from ._images import decode_image, encode_image
from ._imrec import Recipe, __version__, presets
from ._loaders import ClassificationLoader, DetectionLoader
from ._looking import Picture, augment, info, preview, stats, verify
from ._recipe import load_recipe
from ._writing import Writer, list_images, pack, voc2lst

__all__ = [
    "Batch",
    "ClassificationLoader",
    "CorruptDataError",
    "DetectionLoader",
    "Error",
    "InputOutputError",
    "InvalidArgumentError",
    "LimitExceededError",
    "MissingKeyError",
    "NotFoundError",
    "Picture",
    "Recipe",
    "RecordDataset",
    "UnavailableError",
    "UnsupportedError",
    "Writer",
    "__version__",
    "augment",
    "decode_image",
    "encode_image",
    "info",
    "list_images",
    "load_recipe",
    "pack",
    "presets",
    "preview",
    "stats",
    "verify",
    "voc2lst",
]

for _name in __all__:
    _item = globals()[_name]
    if isinstance(_item, type) and _item.__module__.startswith("imrec._"):
        _item.__module__ = "imrec"  # where users find it, also in messages and pickles
del _name, _item

# Loaded when they are used first, because they are not needed by all, and torch is slow to import.
_MODULES = ("distributed", "insightface", "mxnet", "recordio", "torch")


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return importlib.import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        raise AttributeError(f"imrec.{name} needs {error.name}, which is not installed") from error


def __dir__() -> list[str]:
    absent = () if importlib.util.find_spec("torch") else ("torch",)
    return sorted({*globals(), *_MODULES}.difference(absent))
