"""NVIDIA DALI's MXNet reader reads what im2rec packed: each label exactly once.

    python dali_reads.py SETS

Runs on the CPU. The exit status is 1 if anything is missing, repeated or different.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import nvidia.dali.fn as fn
import nvidia.dali.types as types
from nvidia.dali import pipeline_def

SETS = Path(sys.argv[1])
PACKED = SETS / "packed"
LABELS = Counter(float(line.split("\t")[1]) for line in (SETS / "cls.lst").read_text().splitlines())


@pipeline_def(batch_size=1, num_threads=2, device_id=None)
def reading(rec: str, idx: str, shard: int, shards: int):
    encoded, labels = fn.readers.mxnet(
        path=rec, index_path=idx, shard_id=shard, num_shards=shards, name="reader"
    )
    return fn.decoders.image(encoded, device="cpu", output_type=types.RGB), labels


def read(paths: list[Path], shards: int) -> list[float]:
    """The labels that the readers of all files and shards return. A reader takes one index."""
    found: list[float] = []
    for path in paths:
        for shard in range(shards):
            pipeline = reading(str(path), str(path.with_suffix(".idx")), shard, shards)
            pipeline.build()
            size = pipeline.epoch_size("reader")
            for _ in range(size * (shard + 1) // shards - size * shard // shards):
                images, labels = pipeline.run()
                assert images.at(0).shape == (24, 32, 3), images.at(0).shape
                found.append(float(labels.at(0)[0]))
    return found


def main() -> int:
    cases = {
        "DALI, whole": ([PACKED / "cls.rec"], 1),
        "DALI, sharded, a reader per file": (sorted(PACKED.glob("cls-sharded*.rec")), 1),
        "DALI, parts, a reader per file": (sorted(PACKED.glob("cls-parts*.rec")), 1),
        "DALI, whole, by 3 readers": ([PACKED / "cls.rec"], 3),
    }
    failed = 0
    for name, (paths, shards) in cases.items():
        try:
            found = read(paths, shards)
            assert Counter(found) == LABELS, sorted(found)
            result = f"{len(found)} labels, each once"
        except Exception as error:
            result = f"FAILED {type(error).__name__}: {str(error)[:900]}"
            failed = 1
        print(f"{name:54} {result}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
