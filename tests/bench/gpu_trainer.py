#!/usr/bin/env python3
"""How long a trainer on a GPU waits for imrec: torchvision's SSD300, in bfloat16.

Usage: gpu_trainer.py SET [--threads N] [--batch-size N] [--seconds S] [--dtype float32|uint8]
Prints images per second of the reader alone, of copies to the GPU alone, of the network alone
(on one batch, again and again) and of both together, and how much of that the network waited.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import imrec
import torch
from torchvision.models.detection import ssd300_vgg16

MEAN = (123.0, 117.0, 104.0)


def forever(loader: Any) -> Iterator[Any]:
    while True:
        yield from loader


def rate(step: Callable[[], int], seconds: float, warm_up: int = 20) -> float:
    """Returns images per second of a step, whose work on the GPU is waited for in the end."""
    for _ in range(warm_up):
        step()
    torch.cuda.synchronize()
    start, images = time.monotonic(), 0
    while time.monotonic() - start < seconds:
        images += step()
    torch.cuda.synchronize()
    return images / (time.monotonic() - start)


class Trainer:
    """The network with its optimiser; a step takes a batch on the GPU."""

    def __init__(self, classes: int) -> None:
        self.model = ssd300_vgg16(
            weights=None,
            weights_backbone=None,
            num_classes=classes + 1,
            image_mean=[0.0] * 3,
            image_std=[1.0] * 3,
        ).cuda()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=1e-4, momentum=0.9)
        self.mean = torch.tensor(MEAN, device="cuda").view(1, 3, 1, 1)

    def step(self, images: Any, targets: list[dict[str, Any]]) -> int:
        if images.dtype == torch.uint8:
            images = images.float() - self.mean
        with torch.autocast("cuda", torch.bfloat16):
            losses = self.model(list(images / 58), targets)
            loss = sum(losses.values())
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return len(targets)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("set")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--dtype", default="float32")
    options = parser.parse_args()

    def loader() -> Any:
        return imrec.DetectionLoader(
            options.set,
            preset="ssd300",
            threads=options.threads,
            batch_size=options.batch_size,
            dtype=options.dtype,
            last_batch="drop",
            seed=1,
        )

    results: dict[str, Any] = {"gpu": torch.cuda.get_device_name(), **vars(options)}
    with loader() as source:
        batches = forever(source)
        results["reader"] = rate(lambda: len(next(batches)), options.seconds)
    with loader() as source:
        copies = forever(source.torch(device="cuda"))
        results["reader_and_copies"] = rate(lambda: len(next(copies)[0]), options.seconds)

    source = loader()
    trainer = Trainer(len(source.class_names) or 20)
    steps = forever(source.torch(device="cuda", torchvision=True))
    images, targets = next(steps)
    results["network"] = rate(lambda: trainer.step(images, targets), options.seconds)
    results["training"] = rate(lambda: trainer.step(*next(steps)), options.seconds)
    results["waited"] = max(0.0, 1 - results["training"] / results["network"])
    print(json.dumps(results))


if __name__ == "__main__":
    main()
