"""Image records: a header with labels, and an encoded image."""

from __future__ import annotations

import numbers
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from imrec import _imrec
from imrec._errors import CorruptDataError, Error


class HEADER(NamedTuple):
    """The header of an image record.

    Fields:
        flag: the number of labels after the header; 0 if `label` is the only one. ``pack()`` sets
            it.
        label: a number, or an array of numbers of any shape.
        id: of the image, 0..2^64-1; usually its key.
        id2: 0..2^64-1; not used.
    """

    flag: int
    label: Any
    id: int
    id2: int


IRHeader = HEADER

# flag, label, id, id2; little-endian.
_HEADER_FORMAT = "<IfQQ"
_HEADER_BYTES = struct.calcsize(_HEADER_FORMAT)


def pack(header: Sequence[Any] | HEADER, s: bytes) -> bytes:
    """Returns the payload of a record: header, labels, and the encoded image `s`.

    A number as label is stored in the header with flag 0. Any other label is converted to float32
    values, whose number becomes the flag; the label field is 0. `header` is an :class:`IRHeader` or
    any sequence of its four fields. `s` may be empty.

    Raises:
        struct.error: an id is not an integer of 0..2^64-1.
        TypeError: `header` does not have four fields, or `s` is a str.
    """
    header = HEADER(*header)
    labels = b""
    if isinstance(header.label, numbers.Number):
        header = header._replace(flag=0)
    else:
        values = np.asarray(header.label, dtype="<f4")
        header = header._replace(flag=values.size, label=0)
        labels = values.tobytes()
    return struct.pack(_HEADER_FORMAT, *header) + labels + s


def unpack(s: bytes) -> tuple[HEADER, bytes]:
    """Returns header and encoded image of a record.

    With flag 0 the label is a Python float. Otherwise it is a float32 array of shape ``(flag,)``, a
    read-only view of `s`. The image is ``b""`` in records without one.

    Raises:
        struct.error: `s` has fewer than 24 bytes.
        ValueError: `s` has fewer labels than its flag says.
    """
    header = HEADER(*struct.unpack(_HEADER_FORMAT, s[:_HEADER_BYTES]))
    end = _HEADER_BYTES + 4 * header.flag
    if header.flag > 0:
        if len(s) < end:
            raise CorruptDataError(
                f"the record has {len(s)} bytes, fewer than its header and {header.flag} labels"
            )
        header = header._replace(
            label=np.frombuffer(s, "<f4", count=header.flag, offset=_HEADER_BYTES)
        )
    return header, bytes(s[end:])


def pack_img(
    header: Sequence[Any] | HEADER, img: ArrayLike, quality: int = 95, img_fmt: str = ".jpg"
) -> bytes:
    """Encodes an image and returns the payload of its record.

    Args:
        header: as for :func:`pack`.
        img: uint8, of shape (H, W, 3) in **BGR** order, as OpenCV has it, or (H, W) or (H, W, 1)
            for grey. (H, W, 4), BGRA, is stored with its alpha in PNG and without it in JPEG.
        quality: of JPEG, 1..100. For PNG the compression level, 0..9; larger values mean 9.
        img_fmt: ``".jpg"``, ``".jpeg"`` or ``".png"``.

    Raises:
        AssertionError: the image cannot be encoded.
    """
    extension = img_fmt.lower()
    pixels = np.asarray(img)
    if pixels.ndim == 3 and pixels.shape[2] in (3, 4):
        if extension == ".png" and pixels.shape[2] == 4:
            pixels = pixels[..., [2, 1, 0, 3]]
        else:
            pixels = pixels[..., 2::-1]
    assert pixels.dtype == np.uint8, f"failed to encode image: {pixels.dtype}, not uint8"
    if extension == ".png":
        quality = min(max(quality, 0), 9)
    else:
        quality = min(max(quality, 1), 100)
    try:
        encoded = _imrec.encode_image(np.ascontiguousarray(pixels), extension, quality)
    except (Error, TypeError) as error:
        raise AssertionError(f"failed to encode image: {error}") from error
    return pack(header, encoded)


# Flags of OpenCV's imdecode.
_UNCHANGED = -1
_GREY = 0
_COLOR = 1
_ANY_COLOR = 4
_IGNORE_ORIENTATION = 128


def unpack_img(s: bytes, iscolor: int = -1) -> tuple[HEADER, NDArray[np.uint8] | None]:
    """Decodes the image of a record.

    Args:
        s: the payload of the record.
        iscolor: -1 decodes as stored: (H, W, 3) in **BGR** order, (H, W) if the image is grey, and
            (H, W, 4) with alpha, without turning it by its EXIF orientation. 1 gives BGR, 0 grey,
            and 4 either of them as stored; these turn the image upright, unless 128 is added.

    Returns:
        The header and a writable uint8 array, or None as image if it is absent or damaged. Images
        of 16 bits per channel are reduced to 8.

    Raises:
        struct.error, ValueError: as :func:`unpack`, or `iscolor` is another value.
    """
    header, encoded = unpack(s)
    if iscolor == _UNCHANGED:
        mode, upright = "stored", False
    else:
        upright = not iscolor & _IGNORE_ORIENTATION
        modes = {_GREY: "grey", _COLOR: "rgb", _ANY_COLOR: "stored"}
        if iscolor & ~_IGNORE_ORIENTATION not in modes or iscolor < 0:
            raise ValueError(f"iscolor must be -1, 0, 1 or 4, the last three also + 128: {iscolor}")
        mode = modes[iscolor & ~_IGNORE_ORIENTATION]
    try:
        pixels: NDArray[np.uint8] = np.asarray(_imrec.decode_image(encoded, mode, upright))
    except Error:
        return header, None
    if iscolor != _UNCHANGED and pixels.shape[2] in (2, 4):
        pixels = pixels[..., :-1]
    return header, _as_opencv(pixels)


def _as_opencv(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pixels (H, W, C), grey or RGB, with alpha or without, in the form of OpenCV."""
    channels = pixels.shape[2]
    if channels == 1:
        return np.ascontiguousarray(pixels[..., 0])
    order = {2: [0, 0, 0, 1], 3: [2, 1, 0], 4: [2, 1, 0, 3]}[channels]
    return np.ascontiguousarray(pixels[..., order])
