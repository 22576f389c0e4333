"""What the loaders in Python share: pictures, the command line, and how a rate is measured."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BATCH = 32  # except for faces
WARM_UP = 8  # batches; more than a loader prepares ahead

# Detection, as imrec's preset ssd300.
SSD_SIDE = 300
SSD_MEAN = (123.0, 117.0, 104.0)  # RGB, subtracted
SSD_BOXES = (
    (0.2, 0.3, 0.6, 0.8),
    (0.5, 0.1, 0.9, 0.5),
)  # of each picture, as compare.sh packs them
SSD_CLASSES = (0, 1)

# Classification, as imrec's preset imagenet.
CROP_SIDE = 224
CROP_AREA = (0.08, 1.0)  # of the picture's area
CROP_ASPECT = (3 / 4, 4 / 3)
CROP_MEAN = (123.675, 116.28, 103.53)
CROP_STD = (58.395, 57.12, 57.375)

# Face recognition, as imrec's preset face112.
FACE_SIDE = 112
FACE_BATCH = 128
FACE_MEAN = FACE_STD = 127.5


def arguments(description: str, source: str, tasks: tuple[str, ...]) -> argparse.Namespace:
    """Returns the arguments `task`, `source`, `workers` and `seconds` of the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("task", choices=tasks)
    parser.add_argument("source", help=source)
    parser.add_argument("workers", type=int)
    parser.add_argument("seconds", type=float)
    return parser.parse_args()


def encoded_pictures(folder: str) -> list[NDArray[np.uint8]]:
    """Returns the bytes of all JPEGs of a folder, in the order of their names."""
    files = sorted(path for path in Path(folder).iterdir() if path.suffix.lower() == ".jpg")
    return [np.fromfile(path, np.uint8) for path in files]


def cpu_seconds() -> float:
    """Returns the processor time of this process and of its workers that are running."""
    ticks = 0
    for worker in multiprocessing.active_children():
        stat = Path(f"/proc/{worker.pid}/stat").read_text()
        user, system = stat[stat.rindex(")") + 2 :].split()[11:13]  # fields 14 and 15 of proc(5)
        ticks += int(user) + int(system)
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def print_rate(batch_sizes: Iterator[int], seconds: float) -> None:
    """Takes batches and prints images per second and CPU milliseconds per image.

    The first batches are not measured, so that workers, caches and compiled code are in place.
    Workers are the processes that Python's multiprocessing starts, and must not end meanwhile.
    """
    for _ in range(WARM_UP):
        next(batch_sizes)
    cpu_start, start = cpu_seconds(), time.monotonic()
    images, elapsed = 0, 0.0
    while elapsed < seconds:
        images += next(batch_sizes)
        elapsed = time.monotonic() - start
    print(f"{images / elapsed:.1f} {1000 * (cpu_seconds() - cpu_start) / images:.4f}")
