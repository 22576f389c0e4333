"""Encoded images and pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _imrec
from ._errors import InvalidArgumentError


def decode_image(data: Any, mode: str = "rgb", *, upright: bool = False) -> np.ndarray[Any, Any]:
    """Decodes an image of any format that imrec reads. Releases the GIL.

    Args:
        data: the encoded image, as bytes or an array of bytes.
        mode: ``"rgb"``, ``"grey"`` or ``"stored"``: grey, RGB or RGBA as in the file.
        upright: apply the EXIF orientation.

    Returns:
        the pixels: uint8, shape (height, width, channels), in memory of their own.

    Raises:
        UnsupportedError: the format is unknown.
        CorruptDataError: the image is damaged.
    """
    return np.asarray(_imrec.decode_image(data, mode, upright))


def encode_image(pixels: Any, extension: str = ".jpg", quality: int = 95) -> bytes:
    """Encodes pixels.

    Args:
        pixels: uint8, shape (height, width) or (height, width, channels) with 1 (grey), 3 (RGB) or
            4 (RGBA) channels.
        extension: the format, ``".jpg"`` or ``".png"``.
        quality: JPEG: 1..100; PNG: the compression level, more than 9 means 9.
    """
    array = np.ascontiguousarray(pixels)
    if array.dtype != np.uint8:
        raise InvalidArgumentError(f"pixels must be uint8, not {array.dtype}")
    level = min(quality, 9) if extension.lower() == ".png" else quality
    return _imrec.encode_image(array, extension, level)
