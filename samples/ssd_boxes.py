"""Boxes for train_ssd.py: overlap, non-maximum suppression and mean average precision."""

from __future__ import annotations

import torch
from torch import Tensor

# A class, its score and the corners of a box: xmin, ymin, xmax, ymax.
Detection = tuple[int, float, Tensor]


def corners(boxes: Tensor) -> Tensor:
    """Returns xmin, ymin, xmax, ymax for x and y of the centre, width, height."""
    half = boxes[..., 2:] / 2
    return torch.cat([boxes[..., :2] - half, boxes[..., :2] + half], -1)


def overlap(a: Tensor, b: Tensor) -> Tensor:
    """Returns the intersection over union of each box of a with each box of b, (len(a), len(b))."""
    sides = torch.minimum(a[:, None, 2:], b[:, 2:]) - torch.maximum(a[:, None, :2], b[:, :2])
    shared = sides.clamp(min=0).prod(-1)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(-1), (b[:, 2:] - b[:, :2]).prod(-1)
    return shared / (area_a[:, None] + area_b - shared).clamp(min=1e-9)


def suppress(scores: Tensor, boxes: Tensor, lowest: float) -> list[Detection]:
    """Returns the detections of an image, without boxes that overlap a better one of their class.

    Args:
        scores: shape (n, classes).
        boxes: shape (n, 4), the corners.
        lowest: the score that a detection needs.
    """
    found: list[Detection] = []
    for number, column in enumerate(scores.T):
        best, places = column.topk(min(100, len(column)))
        places = places[best >= lowest]
        pairs = overlap(boxes[places], boxes[places])
        kept: list[int] = []
        for i, place in enumerate(places):
            if not kept or pairs[i, kept].max() < 0.45:
                kept.append(i)
                found.append((number, float(best[i]), boxes[place]))
    return found


def average_precision(found: list[list[Detection]], truth: list[Tensor], number: int) -> float:
    """Returns the area under the precision-recall curve of a class, as PASCAL VOC since 2010."""
    objects = [rows[rows[:, 0] == number] for rows in truth]
    # The extra value of an object says whether it is difficult: then it does not count.
    difficult = [rows[:, 5:6].bool().any(1) for rows in objects]
    detections = [
        (score, image, box)
        for image, items in enumerate(found)
        for item_class, score, box in items
        if item_class == number
    ]
    taken: set[tuple[int, int]] = set()
    hits: list[float] = []
    for _, image, box in sorted(detections, key=lambda detection: -detection[0]):
        pairs = overlap(box[None], objects[image][:, 1:5])[0]
        best = int(pairs.argmax()) if len(pairs) else -1
        if best < 0 or pairs[best] < 0.5 or (image, best) in taken:
            hits.append(0)
        elif not difficult[image][best]:
            taken.add((image, best))
            hits.append(1)
    hit = torch.tensor(hits)
    precision = hit.cumsum(0) / torch.arange(1, len(hits) + 1)
    envelope = precision.flip(0).cummax(0).values.flip(0) if hits else precision
    count = sum(int((~flags).sum()) for flags in difficult)
    return float((envelope * hit).sum()) / max(count, 1)


def mean_average_precision(
    found: list[list[Detection]], truth: list[Tensor], classes: int
) -> float:
    """Returns the mean average precision at an IoU of 0.5.

    Args:
        found: the detections of each image.
        truth: the labels of each image, as a DetectionLoader returns them.
        classes: the number of classes.
    """
    return sum(average_precision(found, truth, number) for number in range(classes)) / classes
