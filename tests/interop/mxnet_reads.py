"""MXNet reads what im2rec packed: each key and label exactly once.

    python mxnet_reads.py SETS

The sets are those of make_sets.py; labels (`cls`) and boxes (`det`) tell the images apart.
The exit status is 1 if anything is missing, repeated or different.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mxnet as mx
import numpy as np

SETS = Path(sys.argv[1])
PACKED = SETS / "packed"


def listed(kind: str) -> dict[int, list[float]]:
    """Key and labels of each line of a list."""
    lines = (SETS / f"{kind}.lst").read_text().splitlines()
    rows = [line.split("\t") for line in lines]
    return {int(row[0]): [float(np.float32(value)) for value in row[1:-1]] for row in rows}


CLS, DET = listed("cls"), listed("det")


def files(kind: str, form: str) -> list[Path]:
    if form == "whole":
        return [PACKED / f"{kind}.rec"]
    return sorted(PACKED.glob(f"{kind}-{form}*.rec"))


def classification(count: int, index: bool = False, **source: Any) -> list[float]:
    """The labels that ImageRecordIter returns in all of `count` parts."""
    found: list[float] = []
    for part in range(count):
        iterator = mx.io.ImageRecordIter(
            data_shape=(3, 24, 32),
            batch_size=1,
            preprocess_threads=2,
            verbose=0,
            num_parts=count,
            part_index=part,
            **source,
        )
        found += [float(batch.label[0].asnumpy()[0]) for batch in iterator]
    return found


def detection(count: int, **source: Any) -> list[tuple[int, list[float]]]:
    """The keys and labels that ImageDetRecordIter returns."""
    found = []
    for part in range(count):
        iterator = mx.io.ImageDetRecordIter(
            data_shape=(3, 24, 32),
            batch_size=1,
            preprocess_threads=2,
            verbose=0,
            num_parts=count,
            part_index=part,
            **source,
        )
        for batch in iterator:
            row = batch.label[0].asnumpy()[0]
            found.append((int(batch.index[0]), row[4 : 4 + int(row[3])].tolist()))
    return found


def each_label_once(found: list[float]) -> str:
    assert Counter(found) == Counter(labels[0] for labels in CLS.values()), sorted(found)
    return f"{len(found)} labels, each once"


def each_row_once(found: list[tuple[int, list[float]]]) -> str:
    assert sorted(key for key, _ in found) == sorted(DET), sorted(key for key, _ in found)
    for key, labels in found:
        assert np.allclose(labels, DET[key], atol=1e-6), (key, labels, DET[key])
    return f"{len(found)} keys, each once, with its boxes"


CHECKS: dict[str, Callable[[], str]] = {}


def check(name: str, call: Callable[[], str]) -> None:
    CHECKS[name] = call


for form in ("whole", "sharded", "parts"):
    joined = ";".join(map(str, files("cls", form)))
    check(
        f"ImageRecordIter, {form}",
        lambda joined=joined: each_label_once(classification(1, path_imgrec=joined)),
    )
    joined = ";".join(map(str, files("det", form)))
    check(
        f"ImageDetRecordIter, {form}",
        lambda joined=joined: each_row_once(detection(1, path_imgrec=joined)),
    )
    check(
        f"ImageRecordDataset, {form}",
        lambda form=form: each_label_once(dataset_labels(files("cls", form))),
    )
    check(
        f"MXIndexedRecordIO, {form}",
        lambda form=form: each_row_once(indexed_labels(files("det", form))),
    )
check(
    "ImageRecordIter, whole, in 3 parts",
    lambda: each_label_once(classification(3, path_imgrec=str(PACKED / "cls.rec"))),
)
check(
    "ImageRecordIter, whole, .idx, shuffled, in 3 parts",
    lambda: each_label_once(
        classification(
            3,
            path_imgrec=str(PACKED / "cls.rec"),
            path_imgidx=str(PACKED / "cls.idx"),
            shuffle=True,
        )
    ),
)
check(
    "ImageDetRecordIter, whole, in 2 parts",
    lambda: each_row_once(detection(2, path_imgrec=str(PACKED / "det.rec"))),
)


def dataset_labels(paths: list[Path]) -> list[float]:
    found: list[float] = []
    for path in paths:
        data = mx.gluon.data.vision.ImageRecordDataset(str(path))
        for i in range(len(data)):
            image, label = data[i]
            assert image.shape == (24, 32, 3)
            found.append(float(label))
    return found


def indexed_labels(paths: list[Path]) -> list[tuple[int, list[float]]]:
    found = []
    for path in paths:
        file = mx.recordio.MXIndexedRecordIO(str(path.with_suffix(".idx")), str(path), "r")
        for key in file.keys:
            header, _ = mx.recordio.unpack(file.read_idx(key))
            assert header.id == key
            found.append((key, header.label.tolist()))
    return found


def image_det_iter() -> str:
    iterator = mx.image.ImageDetIter(1, (3, 24, 32), path_imgrec=str(PACKED / "det.rec"))
    rows = [batch.label[0].asnumpy()[0] for batch in iterator]
    found = Counter(tuple(row[row[:, 0] >= 0].reshape(-1).round(4).tolist()) for row in rows)
    expected = Counter(tuple(np.float32(labels[2:]).round(4).tolist()) for labels in DET.values())
    assert found == expected
    return f"{len(rows)} sets of boxes, each once"


check("ImageDetIter, whole", image_det_iter)


def main() -> int:
    failed = 0
    for name, call in CHECKS.items():
        try:
            result = call()
        except Exception as error:
            result = f"FAILED {type(error).__name__}: {str(error)[:300]}"
            failed = 1
        print(f"{name:54} {result}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
