"""Data sets in the layout of InsightFace: ``train.rec`` with identities, and verification sets.

::

    from imrec.insightface import FaceDataset, load_bin

    data = FaceDataset("faces_webface_112x112")
    image, identity = data[0]
    lfw = load_bin("faces_webface_112x112/lfw.bin")

MXNet and OpenCV are not needed.
"""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from imrec import _imrec
from imrec._errors import Error, make_error
from imrec._names import named_options

__all__ = ["FaceDataset", "VerificationSet", "load_bin"]


class FaceDataset:
    """The faces of a training set, by position, as torch's DataLoader takes them (map-style).

    Args:
        root: the folder with ``train.rec``, ``train.idx`` and, optionally, ``property``.
        transform: called with each image; its result takes the place of the image.
        name: of the files, instead of ``train``.

    ``data[i]`` is ``(image, identity)``: the pixels, uint8 of shape (H, W, 3), RGB, as stored, in
    memory of its own; and the first label of the record, a Python int. ``data[-1]`` is the last.

    All records with an image belong to the set, in the order of the file. Record 0 and the records
    of identities, which have no image, are recognised by what they contain and left out, so the set
    may be in the order of InsightFace's tools, shuffled, or packed by im2rec, and keys above 2^24
    are right. ``key(i)`` is the key of a record.

    Threads may share an object; reading and decoding release the GIL. It can be used after a fork.
    It can be pickled if `transform` can: the files are opened again where it is loaded.

    Raises:
        imrec.Error: a file is missing (also ``FileNotFoundError``) or damaged.

    Attributes:
        root: the folder.
        num_classes: the number of identities, from ``property``; None if there is no such file.
        image_size: height and width, from ``property``; None if there is no such file.
    """

    @named_options
    def __init__(
        self,
        root: str | os.PathLike[str],
        transform: Callable[[NDArray[np.uint8]], Any] | None = None,
        *,
        name: str = "train",
    ) -> None:
        self.root = os.fspath(root)
        self.transform = transform
        self._name = name
        self._path = os.path.join(self.root, f"{name}.rec")
        self._records = _imrec.Records([self._path])
        self.num_classes: int | None = None
        self.image_size: tuple[int, int] | None = None
        properties = os.path.join(self.root, "property")
        if os.path.exists(properties):
            self.num_classes, height, width = _read_property(properties)
            self.image_size = (height, width)

    def __len__(self) -> int:
        """The number of images."""
        return len(self._records)

    def key(self, index: int) -> int:
        """Returns the key of the record at a position.

        Raises:
            IndexError: there is no such position.
        """
        return int(self._records.key(self._position(index)))

    def encoded(self, index: int) -> tuple[bytes, int]:
        """Returns the encoded image and the identity.

        Raises:
            IndexError: there is no such position.
            imrec.Error: the record is damaged, or its label is not an identity.
        """
        position = self._position(index)
        _, labels, image = self._records.read(position)
        if not labels or labels[0] != int(labels[0]) or labels[0] < 0:
            raise self._error(position, f"its label is not an identity: {labels[:1]}")
        return image, int(labels[0])

    def __getitem__(self, index: int) -> tuple[Any, int]:
        image, identity = self.encoded(index)
        try:
            pixels: NDArray[np.uint8] = np.asarray(_imrec.decode_image(image, "rgb", False))
        except Error as error:
            reason = error.reason or str(error)
            raise self._error(self._position(index), reason, error.code) from error
        return (pixels if self.transform is None else self.transform(pixels)), identity

    def __iter__(self) -> Iterator[tuple[Any, int]]:
        for index in range(len(self)):
            yield self[index]

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        del state["_records"]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._records = _imrec.Records([self._path])

    def __repr__(self) -> str:
        return f"<imrec.insightface.FaceDataset of {len(self)} images in {self._path}>"

    def _position(self, index: int) -> int:
        size = len(self._records)
        position = index + size if index < 0 else index
        if not 0 <= position < size:
            raise IndexError(f"image {index} of a set of {size}")
        return int(position)

    def _error(self, position: int, reason: str, code: str = "corrupt_data") -> Error:
        file, key, offset = self._records.where(position)
        message = f"{file}: record {key} at byte {offset}: {reason}"
        return make_error(code, message, reason, file, None, key, offset)


class VerificationSet(NamedTuple):
    """Pairs of faces.

    Fields:
        images: uint8, shape (2 P, H, W, 3), RGB; the images 2 i and 2 i + 1 are pair i.
        same: bool, shape (P,): whether the pair shows one person.
    """

    images: NDArray[np.uint8]
    same: NDArray[np.bool_]


def load_bin(path: str | os.PathLike[str], size: int | None = None) -> VerificationSet:
    """Loads a verification set of InsightFace, such as ``lfw.bin``.

    Args:
        path: a pickle of the encoded images and of the list that says which pairs match, written by
            Python 2 or 3. Nothing else is unpickled: the file cannot run code.
        size: resize images whose width differs so that their shorter edge has `size` pixels.

    Returns:
        the pixels, in memory of their own, and the list.

    Raises:
        imrec.Error: the file does not exist (also ``FileNotFoundError``), is not such a file, or an
            image is damaged, or images are not all of one size; the message names the image.
    """
    name = os.fspath(path)
    encoded, same = _unpickle(name)
    images: NDArray[np.uint8] | None = None
    for number, data in enumerate(encoded):
        try:
            pixels = np.asarray(_imrec.decode_image(_as_bytes(data), "rgb", False))
            if size is not None and pixels.shape[1] != size:
                pixels = _resize_short(pixels, size)
        except (Error, TypeError) as error:
            raise _bin_error(name, f"image {number}: {error}") from error
        if images is None:
            images = np.empty((len(encoded), *pixels.shape), dtype=np.uint8)
        if pixels.shape != images.shape[1:]:
            height, width = images.shape[1:3]
            reason = (
                f"image {number} has {pixels.shape[1]}x{pixels.shape[0]} pixels, the first one "
                f"{width}x{height}"
            )
            raise _bin_error(name, reason)
        images[number] = pixels
    if images is None:
        images = np.empty((0, 0, 0, 3), dtype=np.uint8)
    return VerificationSet(images, np.array(same, dtype=np.bool_))


# All that pickles of bytes and of uint8 arrays refer to, in the versions of Python and NumPy.
_ALLOWED = {
    ("_codecs", "encode"),
    ("builtins", "bytes"),
    ("builtins", "bytearray"),
    ("__builtin__", "bytearray"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy.core.multiarray", "scalar"),
    ("numpy.core.numeric", "_frombuffer"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy._core.numeric", "_frombuffer"),
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"it refers to {module}.{name}")
        if module.startswith(("numpy.core.", "numpy._core.")):
            # The name of the package differs between versions of NumPy.
            package = "numpy._core." if hasattr(np, "_core") else "numpy.core."
            module = package + module.rsplit(".", 1)[1]
        return super().find_class(module, name)


def _unpickle(path: str) -> tuple[Sequence[Any], Sequence[Any]]:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        code = "not_found" if isinstance(error, FileNotFoundError) else "io"
        reason = f"cannot be read: {error.strerror}"
        raise make_error(code, f"{path}: {reason}", reason, file=path) from error
    try:
        try:
            contents = _Unpickler(io.BytesIO(data)).load()
        except UnicodeDecodeError:
            # Strings of Python 2 are bytes.
            contents = _Unpickler(io.BytesIO(data), encoding="bytes").load()
        encoded, same = contents
        pairs = len(same)
        images = len(encoded)
    except Exception as error:  # A damaged pickle may raise any.
        raise _bin_error(path, f"it is not a pickle of images and pairs: {error}") from error
    if images != 2 * pairs:
        raise _bin_error(path, f"it has {images} images for {pairs} pairs, not two for each")
    return encoded, same


def _as_bytes(data: Any) -> bytes:
    if isinstance(data, np.ndarray) and data.dtype == np.uint8:
        return data.tobytes()
    if isinstance(data, (bytes, bytearray)):
        return bytes(data)
    raise TypeError(f"an encoded image must be bytes or a uint8 array, not {type(data).__name__}")


def _resize_short(pixels: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    if height > width:
        target = (size, size * height // width)
    else:
        target = (size * width // height, size)
    resized: NDArray[np.uint8] = np.asarray(_imrec.resize_image(pixels, *target, 2))
    return resized


def _read_property(path: str) -> tuple[int, int, int]:
    """Returns classes, height and width. Other lines are not used."""
    with open(path, encoding="utf-8", errors="replace") as file:
        line = file.readline()
    try:
        classes, height, width = (int(field) for field in line.split(","))
        if classes < 0 or height < 1 or width < 1:
            raise ValueError
    except ValueError:
        reason = f"expected classes,height,width, not {line.strip()!r}"
        raise make_error("corrupt_data", f"{path}:1: {reason}", reason, file=path, line=1) from None
    return classes, height, width


def _bin_error(path: str, reason: str) -> Error:
    return make_error("corrupt_data", f"{path}: {reason}", reason, file=path)
