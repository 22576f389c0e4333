"""Small sets, and files that MXNet wrote, for the tests of imrec.mxnet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import imrec
import imrec.mxnet as mx
import numpy as np
from imrec.recordio import MXIndexedRecordIO, pack

MXNET = Path(__file__).parents[1] / "golden" / "mxnet"
IM2REC = MXNET / "im2rec_py"


def png(height: int, width: int, red: int) -> bytes:
    """A picture whose red is `red` everywhere, green grows to the right, blue downwards."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([np.full_like(x, red), x * 255 // width, y * 255 // height], 2).astype("u1")
    return imrec._imrec.encode_image(pixels, ".png", 1)


def write_images(
    folder: Path, labels: Sequence[Any], size: tuple[int, int] = (8, 12), name: str = "a"
) -> str:
    """A set with one image per label; the keys are 10, 11, ..., and red is 10 times the number."""
    paths = str(folder / f"{name}.idx"), str(folder / f"{name}.rec")
    with MXIndexedRecordIO(*paths, "w") as file:
        for i, label in enumerate(labels):
            file.write_idx(10 + i, pack((0, label, 10 + i, 0), png(*size, 10 * i)))
    return paths[1]


def detection(*objects: Sequence[float]) -> list[float]:
    return [2, 5, *(value for box in objects for value in box)]


BOXES = [
    detection((0, 0.1, 0.2, 0.5, 0.75)),
    detection((1, 0.25, 0.25, 0.5, 0.5), (2, 0, 0, 1, 1)),
    detection(),
    detection((3, 0.5, 0.5, 0.75, 1)),
]


def plain_pixels(path: str) -> np.ndarray[Any, Any]:
    data = mx.gluon.data.vision.ImageRecordDataset(path)
    return np.stack([data[i][0].asnumpy().transpose(2, 0, 1) for i in range(len(data))])
