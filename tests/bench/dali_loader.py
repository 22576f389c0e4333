#!/usr/bin/env python3
"""A pipeline of NVIDIA DALI on the processor, which reads a record file with its index.

Usage: dali_loader.py detection|dali-ssd|classification FILE.rec THREADS SECONDS
Prints images per second and CPU milliseconds per image.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import loader_rate
from nvidia.dali import fn, pipeline_def, types


def normalise(images: Any, mean: tuple[float, ...], std: tuple[float, ...], mirror: Any) -> Any:
    return fn.crop_mirror_normalize(
        images, dtype=types.FLOAT, output_layout="CHW", mean=mean, std=std, mirror=mirror
    )


def read_detection(rec: str, idx: str) -> tuple[Any, Any, Any]:
    """JPEGs, boxes and classes."""
    encoded, label = fn.readers.mxnet(path=rec, index_path=idx, random_shuffle=True)
    # The label is 2, 6, and for each object a class, four corners and "difficult".
    objects = fn.reshape(label[2:], shape=[-1, 6])
    return encoded, objects[:, 1:5], fn.cast(objects[:, 0], dtype=types.INT32)


def random_window(boxes: Any, classes: Any) -> tuple[Any, Any, Any, Any]:
    """Anchor and shape of a window that an IoU constrains, and what is left of the objects."""
    return fn.random_bbox_crop(
        boxes,
        classes,
        bbox_layout="xyXY",
        thresholds=[0, 0.1, 0.3, 0.5, 0.7, 0.9],
        aspect_ratio=[0.5, 2],
        scaling=[0.3, 1],
        allow_no_crop=True,
    )


def finish_detection(images: Any, boxes: Any, classes: Any) -> tuple[Any, Any, Any]:
    """Resizes, distorts colours, mirrors and normalises."""
    side = loader_rate.SSD_SIDE
    images = fn.resize(images, resize_x=side, resize_y=side, interp_type=types.INTERP_TRIANGULAR)
    images = fn.color_twist(
        images,
        brightness=fn.random.uniform(range=[0.875, 1.125]),
        contrast=fn.random.uniform(range=[0.5, 1.5]),
        saturation=fn.random.uniform(range=[0.5, 1.5]),
        hue=fn.random.uniform(range=[-18, 18]),
    )
    mirror = fn.random.coin_flip(probability=0.5)
    boxes = fn.bb_flip(boxes, ltrb=True, horizontal=mirror)
    return normalise(images, loader_rate.SSD_MEAN, (1, 1, 1), mirror), boxes, classes


@pipeline_def
def detection(rec: str, idx: str) -> Any:
    """The recipe of the SSD paper: with zoom-out, before the crop."""
    encoded, boxes, classes = read_detection(rec, idx)
    images = fn.decoders.image(encoded, device="cpu", output_type=types.RGB)
    ratio = fn.random.uniform(range=[1, 4])
    expanded = fn.random.coin_flip(probability=0.5)
    where = {
        "ratio": 1 + expanded * (ratio - 1),
        "paste_x": fn.random.uniform(range=[0, 1]),
        "paste_y": fn.random.uniform(range=[0, 1]),
    }
    images = fn.paste(images, fill_value=[int(x) for x in loader_rate.SSD_MEAN], **where)
    boxes = fn.bbox_paste(boxes, ltrb=True, **where)

    anchor, shape, boxes, classes = random_window(boxes, classes)
    return finish_detection(fn.slice(images, anchor, shape), boxes, classes)


@pipeline_def
def dali_ssd(rec: str, idx: str) -> Any:
    """The recipe of DALI's own SSD pipeline: no zoom-out, so that only the window is decoded."""
    encoded, boxes, classes = read_detection(rec, idx)
    anchor, shape, boxes, classes = random_window(boxes, classes)
    images = fn.decoders.image_slice(encoded, anchor, shape, device="cpu", output_type=types.RGB)
    return finish_detection(images, boxes, classes)


@pipeline_def
def classification(rec: str, idx: str) -> Any:
    """A random resized crop, of which no more is decoded than is needed, and mirror."""
    encoded, label = fn.readers.mxnet(path=rec, index_path=idx, random_shuffle=True)
    images = fn.decoders.image_random_crop(
        encoded,
        device="cpu",
        output_type=types.RGB,
        random_area=list(loader_rate.CROP_AREA),
        random_aspect_ratio=list(loader_rate.CROP_ASPECT),
        num_attempts=10,
    )
    side = loader_rate.CROP_SIDE
    images = fn.resize(images, resize_x=side, resize_y=side, interp_type=types.INTERP_TRIANGULAR)
    mirror = fn.random.coin_flip(probability=0.5)
    return normalise(images, loader_rate.CROP_MEAN, loader_rate.CROP_STD, mirror), label


PIPELINES = {"detection": detection, "dali-ssd": dali_ssd, "classification": classification}


def batch_sizes(pipeline: Any, side: int) -> Iterator[int]:
    while True:
        images = pipeline.run()[0].as_tensor()
        assert images.shape()[1:] == [3, side, side] and images.dtype == types.FLOAT
        yield images.shape()[0]


def main() -> None:
    options = loader_rate.arguments(
        __doc__.splitlines()[0], "record file, with an index", tuple(PIPELINES)
    )
    make = PIPELINES[options.task]
    pipeline = make(
        options.source,
        str(Path(options.source).with_suffix(".idx")),
        batch_size=loader_rate.BATCH,
        num_threads=options.workers,
        device_id=None,
    )
    pipeline.build()
    side = loader_rate.CROP_SIDE if options.task == "classification" else loader_rate.SSD_SIDE
    loader_rate.print_rate(batch_sizes(pipeline, side), options.seconds)


if __name__ == "__main__":
    main()
