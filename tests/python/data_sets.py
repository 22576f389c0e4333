"""Small data sets for the tests, written by the package itself."""

from __future__ import annotations

from pathlib import Path

import imrec
import numpy as np
from numpy.typing import NDArray


def pixels(index: int, height: int = 48, width: int = 64) -> NDArray[np.uint8]:
    """A picture with smooth colours that differ from index to index."""
    y, x = np.mgrid[0:height, 0:width]
    channels = [(x * 3 + index * 17) % 256, (y * 4 + index * 29) % 256, (x + y + index * 5) % 256]
    return np.stack(channels, axis=-1).astype(np.uint8)


def detection_label(index: int) -> list[float]:
    """One to three objects; the class of the first is the index modulo 3."""
    label = [2.0, 5.0]
    for i in range(1 + index % 3):
        label += [float((index + i) % 3), 0.1 + 0.2 * i, 0.2, 0.3 + 0.2 * i, 0.8]
    return label


def write_detection_set(prefix: Path, records: int = 23, **options: object) -> Path:
    """Writes records with the keys 100, 101, ..."""
    names = ["circle", "square", "star"]
    with imrec.Writer(prefix, class_names=names, **options) as writer:  # type: ignore[arg-type]
        for index in range(records):
            writer.write(100 + index, detection_label(index), pixels(index))
    return prefix.with_suffix(".rec")


def write_classification_set(prefix: Path, records: int = 12) -> Path:
    with imrec.Writer(prefix) as writer:
        for index in range(records):
            writer.write(index, index % 4, pixels(index))
    return prefix.with_suffix(".rec")


def spoil_image(record_file: Path, ordinal: int) -> int:
    """Damages the pixels of a record and returns its key; framing and labels stay whole."""
    lines = record_file.with_suffix(".idx").read_text().splitlines()
    offsets = [int(line.split("\t")[1]) for line in lines]
    data = bytearray(record_file.read_bytes())
    end = offsets[ordinal + 1] if ordinal + 1 < len(offsets) else len(data)
    data[end - 300 : end - 8] = b"\xff" * 292
    record_file.write_bytes(data)
    return int(lines[ordinal].split("\t")[0])
