"""Boxes for train_ssd.py: priors, matching, non-maximum suppression, mean average precision.

Boxes are in fractions of the image, as in imrec's labels. Corners are xmin, ymin, xmax, ymax;
priors are x and y of the centre, width, height.
"""

from __future__ import annotations

import torch
from torch import Tensor

VARIANCES = torch.tensor([0.1, 0.1, 0.2, 0.2])

# A class, its score and the corners of a box.
Detection = tuple[int, float, Tensor]


def make_priors(cells: int, size: float, next_size: float) -> Tensor:
    """Returns four priors for each cell of a square grid, row by row: two squares and two others.

    Args:
        cells: the side of the grid.
        size, next_size: the sides of the boxes of this grid, and of the next coarser one.
    """
    middle = (size * next_size) ** 0.5
    sides = torch.tensor([[size, size], [middle, middle], [size * 1.3, size], [size, size * 1.3]])
    line = torch.linspace(0.5 / cells, 1 - 0.5 / cells, cells)
    y, x = torch.meshgrid(line, line, indexing="ij")
    centres = torch.stack([x, y], -1).reshape(-1, 1, 2).expand(-1, 4, 2)
    return torch.cat([centres, sides.expand(cells * cells, 4, 2)], -1).reshape(-1, 4)


def encode(corners: Tensor, priors: Tensor) -> Tensor:
    """Returns what the network should say at each prior: the offsets of a box to it."""
    low, high = corners[:, :2], corners[:, 2:]
    centres = ((low + high) / 2 - priors[:, :2]) / priors[:, 2:]
    sides = ((high - low).clamp(min=1e-4) / priors[:, 2:]).log()
    return torch.cat([centres, sides], -1) / VARIANCES


def decode(offsets: Tensor, priors: Tensor) -> Tensor:
    """Returns the corners for offsets of shape (..., priors, 4)."""
    offsets = offsets * VARIANCES
    centres = priors[:, :2] + offsets[..., :2] * priors[:, 2:]
    half = priors[:, 2:] * offsets[..., 2:].exp() / 2
    return torch.cat([centres - half, centres + half], -1)


def overlap(a: Tensor, b: Tensor) -> Tensor:
    """Returns the intersection over union of each box of a with each box of b, (len(a), len(b))."""
    sides = torch.minimum(a[:, None, 2:], b[:, 2:]) - torch.maximum(a[:, None, :2], b[:, :2])
    shared = sides.clamp(min=0).prod(-1)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(-1), (b[:, 2:] - b[:, :2]).prod(-1)
    return shared / (area_a[:, None] + area_b - shared).clamp(min=1e-9)


def match(objects: Tensor, priors: Tensor) -> tuple[Tensor, Tensor]:
    """Returns the class of each prior, where 0 is the background, and its offsets.

    Args:
        objects: the labels of one image: class, corners, and perhaps extra values.
    """
    objects = objects[objects[:, 0] >= 0]  # rows without an object contain -1
    if len(objects) == 0:
        return torch.zeros(len(priors), dtype=torch.long), torch.zeros(len(priors), 4)
    pairs = overlap(objects[:, 1:5], decode(torch.zeros(len(priors), 4), priors))
    best, chosen = pairs.max(0)
    for _ in objects:  # last, each object gets a prior of its own, the best pairs first
        row, column = divmod(int(pairs.argmax()), len(priors))
        best[column], chosen[column] = 1, row
        pairs[row], pairs[:, column] = -1, -1
    classes = torch.where(best >= 0.5, objects[chosen, 0].long() + 1, 0)
    return classes, encode(objects[chosen, 1:5], priors)


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
