#!/usr/bin/env python3
"""Trains a small SSD, by default on the shapes of the quick start, in minutes on a CPU.

    python3 samples/train_ssd.py                    # after samples/quickstart.sh
    torchrun --nproc_per_node 2 samples/train_ssd.py

Needs torch 1.13 or later. ssd_boxes.py and ssd_pictures.py next to this file belong to it.
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
from ssd_boxes import Detection, decode, make_priors, match, mean_average_precision, suppress
from ssd_pictures import save_curves, save_detections
from torch import Tensor, distributed, nn
from torch.nn import functional

SHAPES = Path(__file__).resolve().with_name("out") / "shapes.rec"
HELD_OUT = SHAPES.with_name("shapes_test.rec")
STD = 58  # of the pixels, after subtraction of the mean of the preset
SIZES = (0.1, 0.19, 0.34, 0.55, 0.8)  # of the priors at strides 8, 16, 32 and 64, and the next
WIDTHS = ((3, 16, 32, 64, 64), (64, 96, 96), (96, 128), (128, 128))  # channels of the layers


class SmallSsd(nn.Module):  # type: ignore[misc, unused-ignore]
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

    def detect(self, images: Tensor, lowest: float = 0.02) -> list[list[Detection]]:
        """Returns the detections of each image whose scores are at least `lowest`."""
        with torch.no_grad():
            scores, offsets = self.eval()(images)
        boxes = decode(offsets, self.priors).clamp(0, 1)
        return [suppress(s[:, 1:], b, lowest) for s, b in zip(scores.softmax(-1), boxes)]


def find_losses(model: nn.Module, priors: Tensor, images: Tensor, labels: Tensor) -> Tensor:
    """Returns the losses of classes and boxes, per matched prior."""
    scores, offsets = model(images)
    matches = [match(objects, priors) for objects in labels]
    classes, truth = (torch.stack(items) for items in zip(*matches))
    positive = classes > 0
    entropy = functional.cross_entropy(scores.transpose(1, 2), classes, reduction="none")
    # Of the background only the worst priors count: three per matched one, and at least three.
    rank = entropy.detach().masked_fill(positive, -1).argsort(1, descending=True).argsort(1)
    negative = rank < (3 * positive.sum(1, keepdim=True)).clamp(min=3)
    box_loss = functional.smooth_l1_loss(offsets[positive], truth[positive], reduction="sum")
    return torch.stack([entropy[positive | negative].sum(), box_loss]) / positive.sum().clamp(min=1)


def make_held_out_shapes() -> None:
    """Draws and packs shapes from another seed than those of the quick start."""
    generator = SHAPES.parents[2] / "build" / "release" / "bin" / "make_shapes"
    if not generator.exists() or not SHAPES.exists():
        sys.exit("run samples/quickstart.sh first, or give --train FILE and --test FILE")
    folder, listing = HELD_OUT.with_suffix(""), HELD_OUT.with_suffix(".lst")
    subprocess.run([generator, folder, "--count", "60", "--seed", "2", "--force"], check=True)
    imrec.pack(listing, imrec.voc2lst(folder, listing)["root"], pass_through=True)


def report(net: SmallSsd, options: argparse.Namespace, history: list[list[float]]) -> None:
    """Prints the mean average precision, and draws the losses and some detections."""
    settings: dict[str, Any] = {"preset": "eval300", "shuffle": False, "batch_size": 9}
    data = imrec.DetectionLoader(options.test, size=options.size, std=STD, **settings)
    found, truth = [], []
    for images, labels in data.torch():
        found += net.detect(images)
        truth += list(labels)
    precision = mean_average_precision(found, truth, len(data.class_names))
    print(f"mAP@0.5 {precision:.3f} on {options.test}")
    # The first images again, larger and as pixels.
    settings.update(size=(300, 400), dtype="uint8", layout="NHWC")
    pixels = next(imrec.DetectionLoader(options.test, **settings)).numpy()["images"]
    save_detections(options.out / "ssd_detections.png", pixels, found, data.class_names)
    save_curves(options.out / "ssd_losses.png", history, ("class loss", "box loss"))
    print(f"ssd_detections.png and ssd_losses.png are in {options.out}")


def train(options: argparse.Namespace, rank: int, ranks: int) -> None:
    # SSD's augmentation, but zooming out less, so that objects keep some pixels, and cropping less.
    augmented = {"preset": "ssd300", "expand": {"max_ratio": 1.5}, "crop": {"prob": 0.5}}
    loader = imrec.DetectionLoader(
        options.train,
        preset=augmented if options.augment else "eval300",
        size=options.size,
        std=STD,
        batch_size=options.batch_size // ranks,
        seed=options.seed,
        part="auto",
    )
    torch.manual_seed(options.seed)
    net = SmallSsd(len(loader.class_names), options.size)
    steps = len(loader)
    model: nn.Module = nn.parallel.DistributedDataParallel(net) if ranks > 1 else net
    optimizer = torch.optim.AdamW(net.parameters(), weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 2e-3, total_steps=options.epochs * steps, pct_start=0.1
    )
    history: list[list[float]] = []  # the losses of each epoch
    parts: dict[str, Any] = dict(net=net, optimizer=optimizer, schedule=schedule, loader=loader)
    settings = {name: v for name, v in vars(options).items() if not isinstance(v, Path)}
    if options.checkpoint and options.checkpoint.exists():
        saved = torch.load(options.checkpoint)
        if saved["settings"] != settings:
            sys.exit(f"{options.checkpoint} was written with other options: {saved['settings']}")
        history = saved["history"]
        for name, part in parts.items():
            part.load_state_dict(saved[name])
    start = time.monotonic()
    for epoch in range(len(history), options.epochs):
        model.train()
        total = torch.zeros(2)
        for images, labels in loader.torch():
            losses = find_losses(model, net.priors, images, labels)
            optimizer.zero_grad()
            losses.sum().backward()
            optimizer.step()
            schedule.step()
            total += losses.detach()
        if ranks > 1:
            distributed.all_reduce(total)
        history.append((total / steps / ranks).tolist())
        if rank != 0:
            continue
        text = "epoch {}: class loss {:.4f}, box loss {:.4f}, {:.0f} s"
        print(text.format(epoch + 1, *history[-1], time.monotonic() - start), flush=True)
        if options.checkpoint:
            states = {name: part.state_dict() for name, part in parts.items()}
            partial = options.checkpoint.with_suffix(".partial")
            torch.save({**states, "history": history, "settings": settings}, partial)
            partial.replace(options.checkpoint)  # a kill leaves the old or the new checkpoint
    if rank == 0:
        report(net, options, history)


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains a small SSD and draws what it detects.")
    add = parser.add_argument
    add("--train", type=Path, default=SHAPES, help="data set for training")
    add("--test", type=Path, default=HELD_OUT, help="held-out data set")
    add("--epochs", type=int, default=100)
    add("--size", type=int, default=192, help="side of the network's input in pixels")
    add("--batch-size", type=int, default=8, help="samples per step, of all processes together")
    add("--seed", type=int, default=1)
    add("--augment", action=argparse.BooleanOptionalAction, default=True)
    add("--checkpoint", type=Path, help="written after each epoch; if it exists, continued from")
    add("--out", type=Path, default=SHAPES.parent, help="folder for the pictures")
    options = parser.parse_args()
    if (options.train == SHAPES) != (options.test == HELD_OUT):
        parser.error("--train and --test belong together")
    options.out.mkdir(parents=True, exist_ok=True)
    rank, ranks = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    torch.set_num_threads(max(1, len(os.sched_getaffinity(0)) // ranks))
    if rank == 0 and options.test == HELD_OUT and not HELD_OUT.exists():
        make_held_out_shapes()
    if ranks > 1:
        distributed.init_process_group("gloo")
    train(options, rank, ranks)


if __name__ == "__main__":
    main()
