"""What a data set contains, and what a network will see of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from typing import Any, Optional, Union

import numpy as np

from ._checks import UINT64, integer, text
from ._dataset import PathLike
from ._errors import InvalidArgumentError
from ._images import decode_image
from ._imrec import Augmenter, find_files
from ._names import named_options
from ._recipe import RecipeLike, load_recipe
from ._tools import run_json

Sources = Union[PathLike, Sequence[PathLike]]


def _paths(sources: Sources) -> list[str]:
    places = [sources] if isinstance(sources, (str, os.PathLike)) else list(sources)
    paths = [os.fspath(place) for place in places]
    for path in paths:
        find_files(path)  # raises NotFoundError
    return paths


def info(sources: Sources) -> dict[str, Any]:
    """Returns the numbers of records, objects and classes, as ``imrec info --json``.

    Raises:
        NotFoundError: there is no such data set.
        Error: a file cannot be read, or is no record file.
    """
    return run_json("info", _paths(sources))


@named_options
def verify(sources: Sources, *, decode: bool = False) -> dict[str, Any]:
    """Checks all records, and with ``decode`` all pixels, as ``imrec verify --json``.

    Returns:
        a dictionary with ``records``, and in ``damaged`` the key, offset and reason of each record
        that is damaged. Of several files, one that cannot be read has an entry whose key is None.

    Raises:
        NotFoundError: there is no such data set.
        Error: the only file cannot be read.
    """
    return run_json("verify", [*_paths(sources), *(["--decode"] if decode else [])])


def stats(sources: Sources) -> dict[str, Any]:
    """Returns the distributions of classes, boxes and image sizes, as ``imrec stats --json``.

    Raises:
        NotFoundError: there is no such data set.
        Error: a file cannot be read, or is no record file.
    """
    return run_json("stats", _paths(sources))


class Picture:
    """An encoded image, which notebooks show.

    Attributes:
        data: the PNG file, as bytes.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data

    def _repr_png_(self) -> bytes:
        return self.data

    def __array__(self, dtype: Any = None, copy: Optional[bool] = None) -> np.ndarray[Any, Any]:
        """The pixels: uint8, shape (height, width, 3), RGB."""
        pixels = decode_image(self.data)
        return pixels if dtype is None else pixels.astype(dtype)

    def save(self, path: PathLike) -> None:
        """Writes the PNG file."""
        with open(path, "wb") as file:
            file.write(self.data)

    def __repr__(self) -> str:
        return f"<imrec.Picture, {len(self.data)} bytes>"


@named_options
def preview(
    source: Sources, *, preset: Optional[RecipeLike] = "ssd300", count: int = 16, seed: int = 0
) -> Picture:
    """Draws samples as the network will see them, with their boxes, as ``imrec preview``.

    Args:
        source: a data set.
        preset: the recipe, see ``imrec.load_recipe``; None: that of the command.
        count: the number of samples.
        seed: the seed of the augmentation.

    Raises:
        Error: there is no such data set or recipe, or a file cannot be read.
    """
    paths = _paths(source)
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "preview.png")
        arguments = ["--count", str(integer("count", count, 1)), "-o", output]
        arguments += ["--seed", str(integer("seed", seed, 0, UINT64))]
        if preset is not None:
            recipe = os.path.join(folder, "recipe.prototxt")
            with open(recipe, "w", encoding="utf-8") as text_file:
                text_file.write(load_recipe(preset).text())
            arguments += ["--preset", recipe]
        run_json("preview", [*paths, *arguments])
        with open(output, "rb") as file:
            return Picture(file.read())


@named_options
def augment(
    image: Any,
    boxes: Any = (),
    *,
    preset: RecipeLike = "ssd300",
    seed: int = 0,
    epoch: int = 0,
    ordinal: int = 0,
    dtype: str = "float32",
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], dict[str, Any]]:
    """Augments one image exactly as a loader augments the record at position ``ordinal``.

    Args:
        image: an encoded image as bytes; or pixels, uint8 of shape (height, width, 3), RGB. Pixels
            give the result of a loader, except for JPEGs that the decoder shrinks (by default to a
            quarter or less, see ``decode_ratio``) or whose chroma is resampled as stored.
        boxes: the objects, shape (n, 4): xmin, ymin, xmax, ymax in fractions of the image.
        preset: the recipe, see ``imrec.load_recipe``.
        seed, epoch, ordinal: which sample this is. The result depends on nothing else.
        dtype: ``"float32"`` (normalised) or ``"uint8"``.

    Returns:
        the pixels, shape (3, height, width); the boxes of the objects that the sample keeps,
        float64 of shape (k, 4), in fractions of the output; and the plan: a dictionary with the
        crop, the canvas, the mirroring, the colours, and the index of each object.
    """
    array = np.ascontiguousarray(boxes, dtype=np.float64)
    if array.size == 0:
        array = array.reshape(0, 4)
    if array.ndim != 2 or array.shape[1] != 4:
        raise InvalidArgumentError(f"boxes must have the shape (n, 4), not {array.shape}")
    augmenter = Augmenter(load_recipe(preset), text("dtype", dtype))
    seed = integer("seed", seed, 0, UINT64)
    epoch, ordinal = integer("epoch", epoch, 0, 2**32 - 1), integer("ordinal", ordinal)
    if isinstance(image, (bytes, bytearray, memoryview)):
        pixels, plan = augmenter.augment_encoded(image, array, seed, epoch, ordinal)
    else:
        source = np.ascontiguousarray(image)
        if source.dtype != np.uint8:
            raise InvalidArgumentError(f"pixels must be uint8, not {source.dtype}")
        pixels, plan = augmenter.augment_pixels(source, array, seed, epoch, ordinal)
    kept = np.array([item["box"] for item in plan["objects"]], dtype=np.float64).reshape(-1, 4)
    return np.asarray(pixels), kept, dict(plan)
