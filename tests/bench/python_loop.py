#!/usr/bin/env python3
"""Compares a loop in Python with `imrec bench`: the same file, options and threads, in turns.

Usage: tests/bench/python_loop.py FILE.rec [--threads N] [--epochs E] [--rounds R]
Prints images per second, medians over the rounds, and their ratio. FILE.rec should take some
seconds per round. The tensors need torch.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
from collections.abc import Iterable
from typing import Any

import imrec
from imrec._tools import find


def bench(file: str, dtype: str, threads: int, epochs: int) -> float:
    command = [find("imrec"), "bench", file, "--preset", "ssd300", "--json"]
    command += ["--threads", str(threads), "--epochs", str(epochs), "--dtype", dtype]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(json.loads(report)["images_per_second"])


def loop(file: str, dtype: str, threads: int, epochs: int, as_tensors: bool) -> float:
    loader = imrec.DetectionLoader(file, preset="ssd300", dtype=dtype, threads=threads)
    batches: Iterable[Any] = loader.torch() if as_tensors else loader
    images = 0
    began = time.perf_counter()
    for _ in range(epochs):
        for _, labels in batches:
            images += labels.shape[0]
    elapsed = time.perf_counter() - began
    loader.close()
    return images / elapsed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    run = (options.threads, options.epochs)
    for dtype, as_tensors in (("float32", False), ("uint8", False), ("float32", True)):
        theirs, ours = [], []
        for _ in range(options.rounds):
            theirs.append(bench(options.file, dtype, *run))
            ours.append(loop(options.file, dtype, *run, as_tensors))
        name = f"{dtype}{', torch tensors' if as_tensors else ''}"
        tool, python = statistics.median(theirs), statistics.median(ours)
        print(f"{name}: imrec bench {tool:.0f}, Python {python:.0f} images/s: {python / tool:.3f}")


if __name__ == "__main__":
    main()
