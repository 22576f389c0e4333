#!/usr/bin/env python3
"""Trains a small SSD, by default on the shapes of the quick start, in minutes on a CPU.

    samples/quickstart.sh
    python3 samples/train_ssd.py
    python3 -m torch.distributed.run --nproc_per_node 2 samples/train_ssd.py

Needs torch 1.13 or later. Boxes are in fractions of the image, as imrec's labels contain them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import imrec
import torch
from ssd_boxes import Detection, corners, mean_average_precision, overlap, suppress
from ssd_pictures import save_curves, save_detections
from torch import Tensor, distributed, nn
from torch.nn import functional

ROOT = Path(__file__).resolve().parents[1]
SHAPES = ROOT / "samples" / "out" / "shapes.rec"
SIZES = (0.1, 0.19, 0.34, 0.55, 0.8)  # of the priors at strides 8, 16, 32 and 64, and the next
WIDTHS = ((3, 16, 32, 64, 64), (64, 96, 96), (96, 128), (128, 128))  # channels of the layers
VARIANCES = torch.tensor([0.1, 0.1, 0.2, 0.2])


def make_priors(cells: int, size: float, next_size: float) -> Tensor:
    """Returns four boxes at the centre of each cell: x and y of the centre, width, height."""
    middle = (size * next_size) ** 0.5
    sides = torch.tensor([[size, size], [middle, middle], [size * 1.3, size], [size, size * 1.3]])
    line = (torch.arange(cells) + 0.5) / cells
    y, x = torch.meshgrid(line, line, indexing="ij")
    centres = torch.stack([x, y], -1).reshape(-1, 1, 2).expand(-1, 4, 2)
    return torch.cat([centres, sides.expand(cells * cells, 4, 2)], -1).reshape(-1, 4)


class SmallSsd(nn.Module):
    """Returns scores (n, priors, 1 + classes), the background first, and offsets (n, priors, 4)."""

    priors: Tensor

    def __init__(self, classes: int, size: int) -> None:
        super().__init__()
        self.stages, self.heads = nn.ModuleList(), nn.ModuleList()
        priors = []
        for level, widths in enumerate(WIDTHS):
            # The first stage halves the image three times, each other one once.
            strides = (2, 2, 2, 1) if level == 0 else (2, 1)
            layers: list[nn.Module] = []
            for inner, outer, stride in zip(widths, widths[1:], strides):
                layers.append(nn.Conv2d(inner, outer, 3, stride, padding=1, bias=False))
                layers += [nn.BatchNorm2d(outer), nn.ReLU()]
            head = nn.Conv2d(widths[-1], 4 * (4 + 1 + classes), 3, padding=1)
            nn.init.normal_(head.weight, std=0.01)  # otherwise the first losses are huge
            self.stages.append(nn.Sequential(*layers))
            self.heads.append(head)
            priors.append(make_priors(-(-size // (8 << level)), SIZES[level], SIZES[level + 1]))
        self.register_buffer("priors", torch.cat(priors))

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        outputs = []
        for stage, head in zip(self.stages, self.heads):
            images = stage(images)
            output = head(images).permute(0, 2, 3, 1)
            outputs.append(output.reshape(len(images), -1, output.shape[-1] // 4))
        joined = torch.cat(outputs, 1)
        return joined[..., 4:], joined[..., :4]

    @torch.no_grad()
    def detect(self, images: Tensor, lowest: float = 0.02) -> list[list[Detection]]:
        """Returns the objects of each image whose scores are not below `lowest`."""
        scores, offsets = self.eval()(images)
        offsets = offsets * VARIANCES
        centres = self.priors[:, :2] + offsets[..., :2] * self.priors[:, 2:]
        sides = self.priors[:, 2:] * offsets[..., 2:].exp()
        boxes = corners(torch.cat([centres, sides], -1)).clamp(0, 1)
        return [suppress(s[:, 1:], b, lowest) for s, b in zip(scores.softmax(-1), boxes)]


def match(objects: Tensor, priors: Tensor) -> tuple[Tensor, Tensor]:
    """Returns the class of each prior, 0 for the background, and the offsets of its object."""
    objects = objects[objects[:, 0] >= 0]  # rows without an object contain -1
    if len(objects) == 0:
        return torch.zeros(len(priors), dtype=torch.long), torch.zeros(len(priors), 4)
    pairs = overlap(objects[:, 1:5], corners(priors))
    best, chosen = pairs.max(0)
    for _ in objects:  # last, each object gets a prior of its own, the best pairs first
        row, column = divmod(int(pairs.argmax()), len(priors))
        best[column], chosen[column] = 1, row
        pairs[row], pairs[:, column] = -1, -1
    classes = torch.where(best >= 0.5, objects[chosen, 0].long() + 1, 0)
    low, high = objects[chosen, 1:3], objects[chosen, 3:5]
    centres = ((low + high) / 2 - priors[:, :2]) / priors[:, 2:]
    sides = ((high - low).clamp(min=1e-4) / priors[:, 2:]).log()
    return classes, torch.cat([centres, sides], -1) / VARIANCES


def find_losses(model: nn.Module, priors: Tensor, images: Tensor, labels: Tensor) -> Tensor:
    """Returns the losses of classes and boxes, per matched prior."""
    scores, offsets = model(images)
    matches = [match(objects, priors) for objects in labels]
    classes = torch.stack([classes for classes, _ in matches])
    truth = torch.stack([offsets for _, offsets in matches])
    positive = classes > 0
    entropy = functional.cross_entropy(scores.transpose(1, 2), classes, reduction="none")
    # Of the background only the worst priors count: three per matched one, and at least three.
    rank = entropy.detach().masked_fill(positive, -1).argsort(1, descending=True).argsort(1)
    negative = rank < (3 * positive.sum(1, keepdim=True)).clamp(min=3)
    box_loss = functional.smooth_l1_loss(offsets[positive], truth[positive], reduction="sum")
    return torch.stack([entropy[positive | negative].sum(), box_loss]) / positive.sum().clamp(min=1)


def make_held_out_shapes(folder: Path) -> None:
    """Draws and packs shapes from another seed than those of the quick start."""
    generator = ROOT / "build" / "release" / "bin" / "make_shapes"
    if not generator.exists() or not SHAPES.exists():
        sys.exit("run samples/quickstart.sh first, or give --train FILE and --test FILE")
    subprocess.run([generator, folder, "--count", "60", "--seed", "2", "--force"], check=True)
    listed = imrec.voc2lst(folder, folder.with_suffix(".lst"), set="trainval")
    imrec.pack(folder.with_suffix(".lst"), listed["root"], pass_through=True)


def evaluate(net: SmallSsd, source: Path, size: int) -> float:
    """Returns the mean average precision."""
    found, truth = [], []
    loader = imrec.DetectionLoader(source, preset="eval300", size=size, std=58, shuffle=False)
    for images, labels in loader.torch():
        found += net.detect(images)
        truth += list(labels)
    return mean_average_precision(found, truth, len(loader.class_names))


def report(net: SmallSsd, options: argparse.Namespace, history: list[list[float]]) -> None:
    """Prints the mean average precision, and draws the losses and some detections."""
    print(f"mAP@0.5 {evaluate(net, options.test, options.size):.3f} on {options.test}")
    save_curves(options.out / "ssd_losses.png", dict(zip(("class loss", "box loss"), zip(*history))))
    settings: dict[str, Any] = {"preset": "eval300", "shuffle": False, "batch_size": 9}
    data = imrec.DetectionLoader(options.test, size=options.size, std=58, **settings)
    found = net.detect(next(data).torch()["images"], lowest=0.5)
    # The same images again, larger and as pixels.
    shown = imrec.DetectionLoader(
        options.test, size=(300, 400), dtype="uint8", layout="NHWC", **settings
    )
    images = next(shown).numpy()["images"]
    save_detections(options.out / "ssd_detections.png", images, found, data.class_names)
    print(f"ssd_losses.png and ssd_detections.png are in {options.out}")


def train(options: argparse.Namespace, rank: int, ranks: int) -> None:
    # SSD's augmentation with less zooming out, which would leave objects of a few pixels.
    augmented = {"preset": "ssd300", "expand": {"max_ratio": 1.5}}
    loader = imrec.DetectionLoader(
        options.train,
        preset=augmented if options.augment else "eval300",
        size=options.size,
        std=58,
        batch_size=options.batch_size // ranks,
        seed=options.seed,
        part="auto",
    )
    torch.manual_seed(options.seed)
    net = SmallSsd(len(loader.class_names), options.size)
    model = nn.parallel.DistributedDataParallel(net) if ranks > 1 else net
    optimizer = torch.optim.AdamW(net.parameters(), weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, options.rate, epochs=options.epochs, steps_per_epoch=len(loader), pct_start=0.1
    )
    history: list[list[float]] = []
    parts: dict[str, Any] = dict(net=net, optimizer=optimizer, schedule=schedule, loader=loader)
    if options.checkpoint and options.checkpoint.exists():
        saved = torch.load(options.checkpoint)
        history = saved["history"]
        for name, part in parts.items():
            part.load_state_dict(saved[name])
    start = time.monotonic()
    for epoch in range(len(history), options.epochs):
        model.train()
        mean = torch.zeros(2)
        for images, labels in loader.torch():
            losses = find_losses(model, net.priors, images, labels)
            optimizer.zero_grad()
            losses.sum().backward()
            optimizer.step()
            schedule.step()
            mean += losses.detach() / len(loader) / ranks
        if ranks > 1:
            distributed.all_reduce(mean)
        history.append(mean.tolist())
        if rank != 0:
            continue
        seconds = time.monotonic() - start
        print(f"epoch {epoch + 1}: class {mean[0]:.4f}, box {mean[1]:.4f}, {seconds:.0f} s", flush=True)
        if options.checkpoint:
            state = {name: part.state_dict() for name, part in parts.items()}
            torch.save({**state, "history": history}, f"{options.checkpoint}.partial")
            os.replace(f"{options.checkpoint}.partial", options.checkpoint)
    if rank == 0:
        report(net, options, history)


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains a small SSD and draws what it detects.")
    add = parser.add_argument
    add("--train", type=Path, default=SHAPES, help="data set for training")
    add("--test", type=Path, default=SHAPES.with_name("shapes_test.rec"), help="held-out data set")
    add("--epochs", type=int, default=60)
    add("--size", type=int, default=192, help="side of the network's input in pixels")
    add("--batch-size", type=int, default=16, help="samples per step, of all processes together")
    add("--rate", type=float, default=2e-3, help="the highest learning rate")
    add("--seed", type=int, default=1)
    add("--augment", action=argparse.BooleanOptionalAction, default=True)
    add("--checkpoint", type=Path, help="written after each epoch; if it exists, continued from")
    add("--out", type=Path, default=SHAPES.parent, help="folder for the pictures")
    options = parser.parse_args()
    rank, ranks = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    torch.set_num_threads(max(1, len(os.sched_getaffinity(0)) // ranks))
    if rank == 0 and not options.test.exists():
        make_held_out_shapes(options.test.with_suffix(""))
    options.out.mkdir(parents=True, exist_ok=True)
    if ranks > 1:
        distributed.init_process_group("gloo")
    train(options, rank, ranks)


if __name__ == "__main__":
    main()
