"""Small record files for the tests of imrec.recordio."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

from imrec.recordio import MXIndexedRecordIO

MXNET = Path(__file__).parents[1] / "golden" / "mxnet"
IM2REC = MXNET / "im2rec_py"
SHARED = Path(__file__).parents[3] / "shared" / "golden"
MAGIC = struct.pack("<I", 0xCED7230A)

# Payloads around RecordIO's magic number and its padding.
PAYLOADS = [
    b"",
    b"a",
    b"ab",
    b"abc",
    b"abcd",
    MAGIC,
    MAGIC * 3,
    b"abcd" + MAGIC + b"e",
    b"a" + MAGIC + b"bcd",
    b"x" * 1001 + MAGIC,
    bytes(range(256)) * 40,
]


def write_set(folder: Path, payloads: dict[int, bytes], name: str = "a") -> tuple[str, str]:
    paths = str(folder / f"{name}.idx"), str(folder / f"{name}.rec")
    with MXIndexedRecordIO(*paths, "w") as file:
        for key, payload in payloads.items():
            file.write_idx(key, payload)
    return paths


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
