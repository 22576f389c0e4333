#!/usr/bin/env python3
"""A PyTorch DataLoader with OpenCV and NumPy, as SSD trainers have it.

Usage: torch_loader.py detection|classification|faces FOLDER WORKERS SECONDS
Prints images per second and CPU milliseconds per image.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import loader_rate
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import DataLoader, Dataset

Floats = NDArray[np.floating]

# OpenCV's order of channels is blue, green, red.
SSD_MEAN = np.array(loader_rate.SSD_MEAN[::-1], np.float32)
CROP_MEAN = np.array(loader_rate.CROP_MEAN[::-1], np.float32)
CROP_STD = np.array(loader_rate.CROP_STD[::-1], np.float32)
MIN_IOUS = [None, 0.1, 0.3, 0.5, 0.7, 0.9, -1.0]


def distort(image: Floats) -> Floats:
    if random.random() < 0.5:
        image = image + random.uniform(-32, 32)
    contrast_last = random.random() < 0.5
    if not contrast_last and random.random() < 0.5:
        image = image * random.uniform(0.5, 1.5)
    hsv = cv2.cvtColor(np.clip(image, 0, 255).astype(np.float32), cv2.COLOR_BGR2HSV)
    if random.random() < 0.5:
        hsv[..., 1] = np.minimum(hsv[..., 1] * random.uniform(0.5, 1.5), 1)
    if random.random() < 0.5:
        hsv[..., 0] = (hsv[..., 0] + random.uniform(-18, 18)) % 360
    image = cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR)
    if contrast_last and random.random() < 0.5:
        image = image * random.uniform(0.5, 1.5)
    return np.clip(image, 0, 255)


def expand(image: Floats, boxes: Floats) -> tuple[Floats, Floats]:
    if random.random() < 0.5:
        return image, boxes
    height, width = image.shape[:2]
    ratio = random.uniform(1, 4)
    left = int(random.uniform(0, width * ratio - width))
    top = int(random.uniform(0, height * ratio - height))
    canvas = np.empty((int(height * ratio), int(width * ratio), 3), np.float32)
    canvas[:] = SSD_MEAN
    canvas[top : top + height, left : left + width] = image
    return canvas, boxes + [left, top, left, top]


def overlap(boxes: Floats, window: Floats) -> Floats:
    low = np.maximum(boxes[:, :2], window[:2])
    high = np.minimum(boxes[:, 2:], window[2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return shared / (areas + np.prod(window[2:] - window[:2]) - shared)


def crop(image: Floats, boxes: Floats) -> tuple[Floats, Floats]:
    height, width = image.shape[:2]
    while True:
        least = random.choice(MIN_IOUS)
        if least is None:
            return image, boxes
        for _ in range(50):
            w = random.uniform(0.3 * width, width)
            h = random.uniform(0.3 * height, height)
            if not 0.5 <= h / w <= 2:
                continue
            left, top = random.uniform(0, width - w), random.uniform(0, height - h)
            window = np.array([int(left), int(top), int(left + w), int(top + h)])
            if overlap(boxes, window).max() < least:
                continue
            centres = (boxes[:, :2] + boxes[:, 2:]) / 2
            inside = ((centres > window[:2]) & (centres < window[2:])).all(axis=1)
            if not inside.any():
                continue
            kept = boxes[inside]
            kept[:, :2] = np.maximum(kept[:, :2], window[:2]) - window[:2]
            kept[:, 2:] = np.minimum(kept[:, 2:], window[2:]) - window[:2]
            return image[window[1] : window[3], window[0] : window[2]], kept


def random_window(height: int, width: int) -> tuple[int, int, int, int]:
    """Top, left, height and width of a random resized crop; the largest square if none fits."""
    for _ in range(10):
        area = height * width * random.uniform(*loader_rate.CROP_AREA)
        aspect = math.exp(random.uniform(*map(math.log, loader_rate.CROP_ASPECT)))
        w, h = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if 0 < w <= width and 0 < h <= height:
            return random.randint(0, height - h), random.randint(0, width - w), h, w
    side = min(height, width)
    return (height - side) // 2, (width - side) // 2, side, side


def as_tensor(image: Floats) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(image[..., ::-1].transpose(2, 0, 1)))


def detection_sample(image: NDArray[np.uint8]) -> torch.Tensor:
    height, width = image.shape[:2]
    boxes = np.array(loader_rate.SSD_BOXES) * [width, height, width, height]
    distorted = distort(image.astype(np.float32))
    window, boxes = crop(*expand(distorted, boxes))
    if random.random() < 0.5:
        window = window[:, ::-1]
    side = loader_rate.SSD_SIDE
    return as_tensor(cv2.resize(np.ascontiguousarray(window), (side, side)) - SSD_MEAN)


def classification_sample(image: NDArray[np.uint8]) -> torch.Tensor:
    top, left, height, width = random_window(*image.shape[:2])
    side = loader_rate.CROP_SIDE
    resized = cv2.resize(image[top : top + height, left : left + width], (side, side))
    if random.random() < 0.5:
        resized = resized[:, ::-1]
    return as_tensor((resized.astype(np.float32) - CROP_MEAN) / CROP_STD)


def face_sample(image: NDArray[np.uint8]) -> torch.Tensor:
    if random.random() < 0.5:
        image = image[:, ::-1]
    return as_tensor((image.astype(np.float32) - loader_rate.FACE_MEAN) / loader_rate.FACE_STD)


@dataclass(frozen=True)
class Task:
    augment: Callable[[NDArray[np.uint8]], torch.Tensor]
    side: int
    batch: int


TASKS = {
    "detection": Task(detection_sample, loader_rate.SSD_SIDE, loader_rate.BATCH),
    "classification": Task(classification_sample, loader_rate.CROP_SIDE, loader_rate.BATCH),
    "faces": Task(face_sample, loader_rate.FACE_SIDE, loader_rate.FACE_BATCH),
}


class Photographs(Dataset):
    """Pictures in memory, again and again."""

    def __init__(self, folder: str, task: Task) -> None:
        self.encoded = loader_rate.encoded_pictures(folder)
        self.augment = task.augment

    def __len__(self) -> int:
        return 1 << 30

    def __getitem__(self, i: int) -> torch.Tensor:
        cv2.setNumThreads(0)
        return self.augment(cv2.imdecode(self.encoded[i % len(self.encoded)], cv2.IMREAD_COLOR))


def batch_sizes(loader: DataLoader, side: int) -> Iterator[int]:
    for images in loader:
        assert images.shape[1:] == (3, side, side) and images.dtype == torch.float32
        yield len(images)


def main() -> None:
    options = loader_rate.arguments(__doc__.splitlines()[0], "folder of JPEGs", tuple(TASKS))
    task = TASKS[options.task]
    torch.set_num_threads(1)
    loader = DataLoader(
        Photographs(options.source, task), batch_size=task.batch, num_workers=options.workers
    )
    loader_rate.print_rate(batch_sizes(loader, task.side), options.seconds)


if __name__ == "__main__":
    main()
