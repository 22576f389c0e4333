#!/usr/bin/env python3
"""FFCV's loader. It has no augmentation for detection.

Usage: ffcv_loader.py classification FOLDER WORKERS SECONDS
Prints images per second and CPU milliseconds per image.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import loader_rate
import numpy as np
import torch
from ffcv.fields import IntField, RGBImageField
from ffcv.fields.rgb_image import IMAGE_MODES, RandomResizedCropRGBImageDecoder
from ffcv.loader import Loader, OrderOption
from ffcv.transforms import NormalizeImage, RandomHorizontalFlip, ToTensor, ToTorchImage
from ffcv.writer import DatasetWriter
from numpy.typing import NDArray

EPOCH = 100_000  # samples; the loader starts its thread anew in each epoch


class StoredJpegField(RGBImageField):
    """Stores JPEGs as they are; FFCV's own field would encode them again."""

    def encode(
        self,
        destination: NDArray[Any],
        encoded: NDArray[np.uint8],
        malloc: Callable[[int], tuple[int, NDArray[np.uint8]]],
    ) -> None:
        height, width = cv2.imdecode(
            encoded, cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
        ).shape[:2]
        destination["mode"] = IMAGE_MODES["jpg"]
        destination["height"], destination["width"] = height, width
        destination["data_ptr"], storage = malloc(encoded.nbytes)
        storage[:] = encoded


def write(pictures: list[NDArray[np.uint8]], path: str) -> None:
    writer = DatasetWriter(path, {"image": StoredJpegField(), "label": IntField()}, num_workers=1)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):  # its progress
        writer.from_indexed_dataset([(picture, 0) for picture in pictures])


def batch_sizes(loader: Loader) -> Iterator[int]:
    side = loader_rate.CROP_SIDE
    while True:
        for images, _ in loader:
            assert images.shape[1:] == (3, side, side) and images.dtype == torch.float32
            assert images.is_contiguous()
            yield len(images)


def main() -> None:
    options = loader_rate.arguments(__doc__.splitlines()[0], "folder of JPEGs", ("classification",))
    torch.set_num_threads(1)
    side = loader_rate.CROP_SIDE
    pictures = loader_rate.encoded_pictures(options.source)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "pictures.beton")
        write(pictures, path)
        loader = Loader(
            path,
            batch_size=loader_rate.BATCH,
            num_workers=options.workers,
            order=OrderOption.RANDOM,
            indices=np.resize(np.arange(len(pictures), dtype=np.uint64), EPOCH),
            custom_fields={"image": StoredJpegField},
            pipelines={
                "image": [
                    RandomResizedCropRGBImageDecoder(
                        (side, side), loader_rate.CROP_AREA, loader_rate.CROP_ASPECT
                    ),
                    RandomHorizontalFlip(),
                    NormalizeImage(
                        np.array(loader_rate.CROP_MEAN), np.array(loader_rate.CROP_STD), np.float32
                    ),
                    ToTensor(),
                    ToTorchImage(channels_last=False),
                ]
            },
        )
        loader_rate.print_rate(batch_sizes(loader), options.seconds)


if __name__ == "__main__":
    main()
