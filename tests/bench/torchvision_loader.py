#!/usr/bin/env python3
"""A PyTorch DataLoader with torchvision's decoder and torchvision.transforms.v2.

Usage: torchvision_loader.py detection|classification FOLDER WORKERS SECONDS
Prints images per second and CPU milliseconds per image.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import loader_rate
import torch
from torch.utils.data import DataLoader, Dataset
from torchvision import tv_tensors
from torchvision.io import ImageReadMode, decode_jpeg
from torchvision.transforms import v2


def detection_transforms() -> v2.Transform:
    """The recipe of the SSD references, resized and normalised as the network wants it."""
    side = loader_rate.SSD_SIDE
    fill = {tv_tensors.Image: loader_rate.SSD_MEAN, "others": 0}
    return v2.Compose(
        [
            v2.RandomPhotometricDistort(),
            v2.RandomZoomOut(fill=fill),
            v2.RandomIoUCrop(),
            v2.RandomHorizontalFlip(),
            v2.SanitizeBoundingBoxes(),
            v2.Resize((side, side), antialias=True),
            v2.ToDtype(torch.float32, scale=False),
            v2.Normalize(loader_rate.SSD_MEAN, [1, 1, 1]),
        ]
    )


def classification_transforms() -> v2.Transform:
    side = loader_rate.CROP_SIDE
    return v2.Compose(
        [
            v2.RandomResizedCrop(
                (side, side),
                scale=loader_rate.CROP_AREA,
                ratio=loader_rate.CROP_ASPECT,
                antialias=True,
            ),
            v2.RandomHorizontalFlip(),
            v2.ToDtype(torch.float32, scale=False),
            v2.Normalize(loader_rate.CROP_MEAN, loader_rate.CROP_STD),
        ]
    )


class Photographs(Dataset):
    """Pictures in memory, again and again."""

    def __init__(self, folder: str, detection: bool) -> None:
        self.encoded = [torch.from_numpy(x) for x in loader_rate.encoded_pictures(folder)]
        self.detection = detection
        self.transform = detection_transforms() if detection else classification_transforms()

    def __len__(self) -> int:
        return 1 << 30

    def __getitem__(self, i: int) -> Any:
        encoded = self.encoded[i % len(self.encoded)]
        image = tv_tensors.Image(decode_jpeg(encoded, mode=ImageReadMode.RGB))
        if not self.detection:
            return self.transform(image), 0
        height, width = image.shape[-2:]
        scale = torch.tensor([width, height, width, height])
        boxes = tv_tensors.BoundingBoxes(
            torch.tensor(loader_rate.SSD_BOXES) * scale, format="XYXY", canvas_size=(height, width)
        )
        labels = torch.tensor(loader_rate.SSD_CLASSES)
        sample = self.transform({"image": image, "boxes": boxes, "labels": labels})
        return sample["image"], sample["boxes"], sample["labels"]


def stack_detections(samples: list[Any]) -> tuple[torch.Tensor, ...]:
    """Images, all boxes, all labels, and the number of boxes of each image."""
    images, boxes, labels = zip(*samples)
    counts = torch.tensor([len(x) for x in labels])
    return torch.stack(images), torch.cat(boxes), torch.cat(labels), counts


def batch_sizes(loader: DataLoader, side: int) -> Iterator[int]:
    for images, *_ in loader:
        assert images.shape[1:] == (3, side, side) and images.dtype == torch.float32
        assert images.is_contiguous()
        yield len(images)


def main() -> None:
    options = loader_rate.arguments(
        __doc__.splitlines()[0], "folder of JPEGs", ("detection", "classification")
    )
    detection = options.task == "detection"
    torch.set_num_threads(1)
    loader = DataLoader(
        Photographs(options.source, detection),
        batch_size=loader_rate.BATCH,
        num_workers=options.workers,
        collate_fn=stack_detections if detection else None,
    )
    side = loader_rate.SSD_SIDE if detection else loader_rate.CROP_SIDE
    loader_rate.print_rate(batch_sizes(loader, side), options.seconds)


if __name__ == "__main__":
    main()
