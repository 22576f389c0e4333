#!/usr/bin/env python3
"""A PyTorch DataLoader with OpenCV and NumPy, as SSD trainers have it. Prints images a second.

Usage: torch_loader.py FOLDER WORKERS SECONDS
"""

import os
import random
import sys
import time

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

SIDE = 300
MEAN = np.array([104, 117, 123], np.float32)
MIN_IOUS = [None, 0.1, 0.3, 0.5, 0.7, 0.9, -1.0]


def distort(image):
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


def expand(image, boxes):
    if random.random() < 0.5:
        return image, boxes
    height, width = image.shape[:2]
    ratio = random.uniform(1, 4)
    left = int(random.uniform(0, width * ratio - width))
    top = int(random.uniform(0, height * ratio - height))
    canvas = np.empty((int(height * ratio), int(width * ratio), 3), np.float32)
    canvas[:] = MEAN
    canvas[top : top + height, left : left + width] = image
    return canvas, boxes + [left, top, left, top]


def overlap(boxes, window):
    low = np.maximum(boxes[:, :2], window[:2])
    high = np.minimum(boxes[:, 2:], window[2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return shared / (areas + np.prod(window[2:] - window[:2]) - shared)


def crop(image, boxes):
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


class Photographs(Dataset):
    def __init__(self, folder):
        self.files = []
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                self.files.append(np.frombuffer(file.read(), np.uint8))

    def __len__(self):
        return 1 << 30

    def __getitem__(self, i):
        cv2.setNumThreads(0)
        image = cv2.imdecode(self.files[i % len(self.files)], cv2.IMREAD_COLOR)
        height, width = image.shape[:2]
        boxes = np.array([[0.2, 0.3, 0.6, 0.8], [0.5, 0.1, 0.9, 0.5]])
        boxes = boxes * [width, height, width, height]
        image = distort(image.astype(np.float32))
        image, boxes = crop(*expand(image, boxes))
        if random.random() < 0.5:
            image = image[:, ::-1]
        image = cv2.resize(np.ascontiguousarray(image), (SIDE, SIDE)) - MEAN
        return torch.from_numpy(np.ascontiguousarray(image[..., ::-1].transpose(2, 0, 1)))


def main():
    folder, workers, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    torch.set_num_threads(1)
    loader = iter(DataLoader(Photographs(folder), batch_size=32, num_workers=workers))
    next(loader)  # the workers are up
    start, images = time.monotonic(), 0
    while time.monotonic() - start < seconds:
        images += len(next(loader))
    print(f"{images / (time.monotonic() - start):.1f}")


if __name__ == "__main__":
    main()
