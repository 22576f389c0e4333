"""Compares the results of programs.py with MXNet and with imrec, and prints a table.

    python compare.py OUT

The exit status is 1 if a program's results differ otherwise than `EXPECTED` says.
"""

from __future__ import annotations

import fnmatch
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

# Results that differ on purpose: the path of the value, and why.
EXPECTED: dict[str, str] = {
    "damaged_files/cflag2_orphan_rec8/0": "mxnet joins a part without a head to the next record",
    "damaged_files/cflag2_orphan_rec8/1": "imrec reports it",
    "truncated_images": "mxnet fills the rest with grey, imrec reports it",
}

# How far the pixels of arrays whose name fits a pattern may differ, in levels. All others must be
# equal.
LEVELS: dict[str, float] = {
    # Grey of colour PNGs and the colours of CMYK are rounded differently.
    "imdecode/imdecode *.png grey": 1,
    "imdecode/* *_cmyk.jpg*": 1,
    "packed_images/unpack_img *.png 0": 1,
    "packed_images/unpack_img *_cmyk.jpg *": 1,
    "shrunk_images/*": 1,
    # OpenCV blends at the borders of pixels when it enlarges by area.
    "enlarged_images/imresize interp 3": 64,
    "enlarged_images/*": 2,
    # Values of about 1, not levels: the order of rounding differs.
    "image_det_iter/*": 1e-6,
}


def allowed_difference(name: str) -> float:
    """By the first pattern that fits."""
    found = (levels for pattern, levels in LEVELS.items() if fnmatch.fnmatchcase(name, pattern))
    return next(found, 0)


def leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}/{key}")
    elif isinstance(value, list):
        yield f"{path}/length", len(value)
        for i, item in enumerate(value):
            yield from leaves(item, f"{path}/{i}")
    else:
        yield path, value


def same(mxnet: Any, imrec: Any) -> bool:
    """Whether the values are equal; an exception of imrec may be caught in more ways."""
    if isinstance(mxnet, str) and isinstance(imrec, str) and mxnet.startswith("raises"):
        return imrec.startswith("raises") and set(mxnet.split()) <= set(imrec.split())
    return bool(mxnet == imrec)


def reason(path: str) -> str:
    """Why the value at `path` may differ, or an empty string."""
    for expected, text in EXPECTED.items():
        if path == expected or path.startswith(expected + "/"):
            return text
    return ""


def main() -> int:
    out = Path(sys.argv[1])
    results = {name: json.loads((out / f"{name}.json").read_text()) for name in ("mxnet", "imrec")}
    pixels = {name: dict(np.load(out / f"{name}.npz")) for name in ("mxnet", "imrec")}
    failures: list[str] = []
    rows = []
    for program in results["mxnet"]:
        mxnet = dict(leaves(results["mxnet"][program], program))
        imrec = dict(leaves(results["imrec"][program], program))
        failures += [
            f"{path}: {name}: {value}"
            for name, values in (("mxnet", mxnet), ("imrec", imrec))
            for path, value in values.items()
            if path == f"{program}/failed"
        ]
        differing = [
            path for path in {**mxnet, **imrec} if not same(mxnet.get(path), imrec.get(path))
        ]
        for path in differing:
            if not reason(path):
                failures.append(f"{path}: mxnet {mxnet.get(path)!r}, imrec {imrec.get(path)!r}")
        arrays = [name for name in pixels["mxnet"] if name.startswith(program + "/")]
        largest, unequal = 0.0, 0
        for name in arrays:
            one, two = pixels["mxnet"][name], pixels["imrec"].get(name)
            if two is None or one.shape != two.shape or one.dtype != two.dtype:
                failures.append(f"{name}: {one.dtype}{one.shape} and {getattr(two, 'shape', two)}")
                continue
            apart = np.abs(one.astype(np.float64) - two).max() if one.size else 0
            allowed = allowed_difference(name)
            largest = max(largest, apart)
            unequal += apart > 0
            if apart > allowed:
                failures.append(f"{name}: pixels differ by {apart:g}, more than {allowed:g}")
        rows.append(
            (
                program,
                f"{len(mxnet)} values, {len(arrays)} images",
                f"{len(mxnet) - len(differing)} equal, "
                + (
                    f"{unequal} images within {largest:g}"
                    if largest
                    else "pixels equal"
                    if arrays
                    else "-"
                ),
                "; ".join(dict.fromkeys(reason(path) for path in differing if reason(path))),
            )
        )
    for row in (("program", "mxnet's result", "imrec's", "differs on purpose"), *rows):
        print(f"{row[0]:24} {row[1]:28} {row[2]:34} {row[3]}".rstrip())
    for failure in failures:
        print("FAILED", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
