"""``mxnet.image``: decoding, resizing and cropping of single images, and ImageDetIter.

Images are uint8 NDArrays of shape (H, W, 3), RGB, or (H, W, 1). The functions hold no state, except
for the random numbers of :func:`random_crop`, which come from Python's ``random``. Threads may call
them at the same time; decoding and resizing release the GIL.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from imrec import _imrec
from imrec._errors import InvalidArgumentError, NotFoundError
from imrec.mxnet import ndarray
from imrec.mxnet.base import missing
from imrec.mxnet.image_det_iter import ImageDetIter
from imrec.mxnet.ndarray import NDArray

__all__ = [
    "ImageDetIter",
    "center_crop",
    "color_normalize",
    "fixed_crop",
    "imdecode",
    "imread",
    "imresize",
    "random_crop",
    "resize_short",
    "scale_down",
]


def imdecode(
    buf: bytes | bytearray | np.ndarray[Any, Any],
    flag: int = 1,
    to_rgb: int = 1,
    out: NDArray | None = None,
) -> NDArray:
    """Decodes an image of any format that imrec reads.

    Args:
        buf: the encoded image; arrays are read as bytes, whatever their shape is.
        flag: 1 decodes to three channels, 0 to grey.
        to_rgb: 0 returns BGR instead of RGB.
        out: array that receives the pixels, of their shape.

    Returns:
        `out`, or a new uint8 array of shape (H, W, 3), for grey (H, W, 1). Its memory belongs to
        it. The EXIF orientation is ignored, as in MXNet.

    Raises:
        imrec.Error: the image is damaged, also if only its end is missing (MXNet fills the rest
            with grey), empty, or in another format; or `flag` is neither 0 nor 1.
        ValueError: `buf` is a str, or `out` has another shape.
    """
    if not isinstance(buf, (bytes, bytearray, np.ndarray)):
        raise ValueError(f"buf must be bytes, bytearray or an array, not {type(buf).__name__}")
    if flag not in (0, 1):
        raise InvalidArgumentError(f"flag must be 0 (grey) or 1 (colour), not {flag}")
    data = buf
    if isinstance(buf, np.ndarray):
        data = np.ascontiguousarray(buf, dtype=np.uint8).tobytes()
    pixels = np.asarray(_imrec.decode_image(data, "rgb" if flag else "grey", False))
    if flag and not to_rgb:
        pixels = np.ascontiguousarray(pixels[..., ::-1])
    if out is None:
        return ndarray.of(pixels)
    if out.shape != pixels.shape:
        raise ValueError(f"out must have the shape {pixels.shape}, not {out.shape}")
    np.copyto(out, pixels, casting="unsafe")
    return out


def imread(filename: str | os.PathLike[str], flag: int = 1, to_rgb: bool = True) -> NDArray:
    """Reads and decodes an image file, as :func:`imdecode`.

    Raises:
        imrec.Error: the file does not exist (also a ``FileNotFoundError``) or is not a whole image.
        OSError: it cannot be read.
    """
    try:
        with open(filename, "rb") as file:
            data = file.read()
    except FileNotFoundError as error:
        raise NotFoundError(f"{os.fspath(filename)}: no such image file") from error
    return imdecode(data, flag, int(to_rgb))


def imresize(src: ArrayLike, w: int, h: int, interp: int = 1) -> NDArray:
    """Resizes a uint8 image of shape (H, W, C) to width `w` and height `h`.

    Args:
        interp: 0 nearest, 1 linear, 2 cubic, 3 area, 4 Lanczos; 9 cubic to enlarge, area to shrink,
            otherwise linear; 10 a random one of 0 to 4. Filters are widened to shrink, so that all
            pixels of `src` count; OpenCV, which MXNet uses, does that for 3 only. If the size is
            that of `src`, the pixels are unchanged.

    Raises:
        imrec.Error: a size is below 1, or `interp` is unknown.
        TypeError: `src` is not uint8.
    """
    pixels = _pixels(src)
    if interp == 10:
        interp = random.randint(0, 4)
    if not 0 <= interp <= 4 and interp != 9:
        raise InvalidArgumentError(f"interp must be 0..4, 9 or 10, not {interp}")
    if pixels.shape[:2] == (h, w):
        return ndarray.of(pixels.copy())
    return ndarray.of(_imrec.resize_image(np.ascontiguousarray(pixels), w, h, interp))


def resize_short(src: ArrayLike, size: int, interp: int = 2) -> NDArray:
    """Resizes so that the shorter edge has `size` pixels; the longer one is rounded down.

    Raises as :func:`imresize`.
    """
    height, width = _pixels(src).shape[:2]
    if height > width:
        return imresize(src, size, size * height // width, interp)
    return imresize(src, size * width // height, size, interp)


def scale_down(src_size: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    """Returns the largest (width, height) with the shape of `size`, rounded down, that is not
    larger than `size` nor than `src_size`."""
    width, height = float(size[0]), float(size[1])
    source_width, source_height = src_size
    if source_height < height:
        width, height = width * source_height / height, float(source_height)
    if source_width < width:
        width, height = float(source_width), height * source_width / width
    return int(width), int(height)


def fixed_crop(
    src: ArrayLike,
    x0: int,
    y0: int,
    w: int,
    h: int,
    size: tuple[int, int] | None = None,
    interp: int = 2,
) -> NDArray:
    """Returns a copy of the window at (x0, y0), resized to `size` (width, height) if that differs.

    Raises:
        imrec.Error: the window is empty or not within the image.
    """
    pixels = _pixels(src)
    height, width = pixels.shape[:2]
    if not (0 <= x0 < x0 + w <= width and 0 <= y0 < y0 + h <= height):
        raise InvalidArgumentError(
            f"the window of {w}x{h} pixels at ({x0}, {y0}) is not within the {width}x{height} image"
        )
    window = pixels[y0 : y0 + h, x0 : x0 + w]
    if size is not None and (w, h) != tuple(size):
        return imresize(window, size[0], size[1], interp)
    return ndarray.of(window.copy())


def random_crop(
    src: ArrayLike, size: tuple[int, int], interp: int = 2
) -> tuple[NDArray, tuple[int, int, int, int]]:
    """Cuts a window with the shape of `size` (width, height) at a random place, as large as `size`
    if the image is, and resizes it to `size`.

    Returns:
        the pixels, and the window as (x0, y0, width, height).
    """
    height, width = _pixels(src).shape[:2]
    w, h = scale_down((width, height), size)
    x0 = random.randint(0, width - w)
    y0 = random.randint(0, height - h)
    return fixed_crop(src, x0, y0, w, h, size, interp), (x0, y0, w, h)


def center_crop(
    src: ArrayLike, size: tuple[int, int], interp: int = 2
) -> tuple[NDArray, tuple[int, int, int, int]]:
    """The same as :func:`random_crop`, in the middle."""
    height, width = _pixels(src).shape[:2]
    w, h = scale_down((width, height), size)
    x0 = (width - w) // 2
    y0 = (height - h) // 2
    return fixed_crop(src, x0, y0, w, h, size, interp), (x0, y0, w, h)


def color_normalize(
    src: ArrayLike, mean: ArrayLike | None, std: ArrayLike | Sequence[float] | None = None
) -> NDArray:
    """Returns (src - mean) / std as float32; without `std` the difference."""
    values = np.array(src, dtype=np.float32)
    if mean is not None:
        values -= np.asarray(mean, dtype=np.float32)
    if std is not None:
        values /= np.asarray(std, dtype=np.float32)
    return ndarray.of(values)


def _pixels(src: ArrayLike) -> np.ndarray[Any, np.dtype[np.uint8]]:
    pixels = np.asarray(src)
    if pixels.dtype != np.uint8 or pixels.ndim != 3:
        raise TypeError(
            f"an image must be uint8 of shape (H, W, C), not {pixels.dtype} of shape {pixels.shape}"
        )
    return pixels


def __getattr__(name: str) -> Any:
    raise missing("mxnet.image", name, __all__)
