"""Makes the images and lists that im2rec packs, and the sets that the programs read.

    python make_sets.py FOLDER IM2REC

FOLDER gets: images/ and cls.lst, wide.lst (several labels), det.lst; packed/ with what im2rec made
of them, whole, in shards and in parts; faces.rec, a set with identity records.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import imrec._imrec
import numpy as np
from imrec import recordio

IMAGES = 37
HEIGHT, WIDTH = 24, 32


def encoded(number: int, extension: str) -> bytes:
    """Gradients and noise; red is the number in a block of the corner."""
    noise = np.random.default_rng(number).integers(0, 24, (HEIGHT, WIDTH, 3))
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    pixels = np.stack([x * 7, y * 9, np.full_like(x, 90)], 2) + noise
    pixels[:8, :8] = (number * 6, 0, 0)
    quality = 9 if extension == ".png" else 95
    return imrec._imrec.encode_image(pixels.astype(np.uint8), extension, quality)


def objects(number: int) -> list[float]:
    """Boxes that tell the images apart; 1 to 3 of them."""
    boxes = []
    for i in range(1 + number % 3):
        left = round(0.01 * number + 0.1 * i, 4)
        boxes += [number % 5, left, 0.125, left + 0.25, 0.75]
    return boxes


def write_images(folder: Path) -> None:
    (folder / "images").mkdir(exist_ok=True)
    lines: dict[str, list[str]] = {"cls": [], "wide": [], "det": []}
    for number in range(IMAGES):
        extension = ".png" if number % 2 else ".jpg"
        name = f"{number:02}{extension}"
        (folder / "images" / name).write_bytes(encoded(number, extension))
        key = 1000 + 3 * number
        labels = {
            "cls": [number],
            "wide": [number, number + 0.5, -number],
            "det": [2, 5, *objects(number)],
        }
        for kind, values in labels.items():
            fields = [str(key), *(f"{value:g}" for value in values), name]
            lines[kind].append("\t".join(fields))
    for kind, text in lines.items():
        (folder / f"{kind}.lst").write_text("\n".join(text) + "\n")


def pack(folder: Path, im2rec: str) -> None:
    packed = folder / "packed"
    packed.mkdir(exist_ok=True)

    def run(kind: str, name: str, *options: str) -> None:
        subprocess.run(
            [
                im2rec,
                str(folder / f"{kind}.lst"),
                str(folder / "images"),
                "--quiet",
                "--pass-through",
                "--pack-label",
                "-o",
                str(packed / name),
                *options,
            ],
            check=True,
        )

    for kind in ("cls", "wide", "det"):
        run(kind, kind)
    for kind in ("cls", "det"):
        run(kind, f"{kind}-sharded", "--num-shards", "4")
        for part in range(3):
            run(kind, f"{kind}-parts", "--num-parts", "3", "--part-index", str(part))


def write_faces(folder: Path) -> None:
    """As InsightFace's rec_builder.py: images, one record per identity, and record 0 last."""
    identities = [i // 3 for i in range(20)]
    paths = str(folder / "faces.idx"), str(folder / "faces.rec")
    with recordio.MXIndexedRecordIO(*paths, "w") as file:
        for i, identity in enumerate(identities):
            header = recordio.IRHeader(0, float(identity), i + 1, 0)
            file.write_idx(i + 1, recordio.pack(header, encoded(i, ".jpg")))
        key = len(identities) + 1
        for identity in sorted(set(identities)):
            first = identities.index(identity) + 1
            count = identities.count(identity)
            header = recordio.IRHeader(0, [first, first + count], key, 0)
            file.write_idx(key, recordio.pack(header, b""))
            key += 1
        header = recordio.IRHeader(0, [len(identities) + 1, key], 0, 1)
        file.write_idx(0, recordio.pack(header, b""))


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write_images(folder)
    pack(folder, sys.argv[2])
    write_faces(folder)


if __name__ == "__main__":
    main()
