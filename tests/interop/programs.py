"""Programs that use ``mxnet``; each runs with MXNet and with imrec in its place.

    python programs.py mxnet|imrec GOLDEN SETS OUT [MORE]

GOLDEN is tests/golden/mxnet, MORE another folder with record files. Each program returns numbers
and text, which must be equal, and arrays of pixels. OUT/LIBRARY.json gets the former,
OUT/LIBRARY.npz the latter.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

LIBRARY, GOLDEN, SETS, OUT = sys.argv[1], *(Path(path) for path in sys.argv[2:5])
MORE = [Path(path) for path in sys.argv[5:]]
if LIBRARY == "imrec":
    import imrec.mxnet

    imrec.mxnet.install(replace=True)

import mxnet as mx  # noqa: E402
from mxnet import recordio  # noqa: E402

PROGRAMS: dict[str, Callable[[], Any]] = {}
PIXELS: dict[str, np.ndarray] = {}
RUNNING: list[str] = []
SCRATCH = Path(tempfile.mkdtemp())


def program(function: Callable[[], Any]) -> Callable[[], Any]:
    PROGRAMS[function.__name__] = function
    return function


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# What programs catch.
KINDS = (
    "AssertionError",
    "FileNotFoundError",
    "KeyError",
    "MXNetError",
    "RuntimeError",
    "StopIteration",
    "TypeError",
    "ValueError",
    "error",
)


def outcome(call: Callable[[], Any]) -> Any:
    """The result, or "raises" and the classes by which a program could catch the exception."""
    try:
        result = call()
    except Exception as error:
        names = {
            "MXNetError" if kind is mx.base.MXNetError else kind.__name__
            for kind in type(error).__mro__
        }
        return " ".join(["raises", *sorted(names.intersection(KINDS))])
    return result


def shown(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return ["array", str(value.dtype), value.tolist()]
    return [type(value).__name__, value]


def golden_records(with_index: bool = True) -> dict[str, Path]:
    """Record files by folder and name."""
    folders = [folder / name for folder in (GOLDEN, *MORE) for name in ("", "im2rec", "im2rec_py")]
    return {
        f"{number}/{path.name}": path
        for number, folder in enumerate(folders)
        for path in sorted(folder.glob("*.rec"))
        if path.with_suffix(".idx").exists() or not with_index
    }


def indexed(path: Path) -> Any:
    return recordio.MXIndexedRecordIO(str(path.with_suffix(".idx")), str(path), "r")


def keep(name: str, image: Any) -> list[int]:
    """Keeps pixels for the comparison; returns their shape."""
    pixels = image if type(image) is np.ndarray else image.asnumpy()
    PIXELS[f"{RUNNING[-1]}/{name}"] = pixels
    return list(pixels.shape)


# ---- records ----


@program
def records_in_order() -> Any:
    found = {}
    for name, path in golden_records(with_index=False).items():
        file = recordio.MXRecordIO(str(path), "r")
        found[name] = [digest(record) for record in iter(file.read, None)]
        assert file.read() is None
        file.reset()
        assert digest(file.read()) == found[name][0]
        file.close()
    return found


@program
def records_by_key() -> Any:
    found = {}
    for name, path in golden_records().items():
        file = indexed(path)
        assert isinstance(file.keys, list)
        found[name] = {
            "keys": file.keys,
            "idx": {str(key): offset for key, offset in file.idx.items()},
            "records": [digest(file.read_idx(key)) for key in reversed(file.keys)],
            "after": digest((file.seek(file.keys[0]), file.read(), file.read())[2]),
        }
    return found


@program
def headers_and_labels() -> Any:
    found = {}
    for name, path in golden_records().items():
        if path.name == "nasty.rec":
            continue  # not image records
        file = indexed(path)
        rows = []
        for key in file.keys:
            header, image = recordio.unpack(file.read_idx(key))
            rows.append([header.flag, shown(header.label), header.id, header.id2, digest(image)])
        found[name] = rows
    return found


@program
def written_files() -> Any:
    found = {}
    for name, path in golden_records().items():
        source = indexed(path)
        target = SCRATCH / path.name
        writer = recordio.MXIndexedRecordIO(str(target.with_suffix(".idx")), str(target), "w")
        offsets = []
        for key in source.keys:
            offsets.append(writer.tell())
            writer.write_idx(key, source.read_idx(key))
        writer.close()
        files = [digest(file.read_bytes()) for file in (target, target.with_suffix(".idx"))]
        found[name] = [offsets, files]
    return found


@program
def packed_headers() -> Any:
    labels = [
        4,
        4.5,
        True,
        np.float32(1.25),
        np.int64(7),
        [1, 2, 3],
        (1.5,),
        [],
        np.arange(6.0).reshape(2, 3),
        np.float64([-1, 1e30]),
        np.array(3.0),
    ]
    found = [
        outcome(lambda: recordio.pack(recordio.IRHeader(flag, label, 2**63 + 5, 9), b"image").hex())
        for label in labels
        for flag in (0, 3)
    ]
    found.append(repr(recordio.IRHeader(1, 2.0, 3, 4)))
    found.append(outcome(lambda: recordio.pack((0, 1, 2, 3), b"").hex()))
    for wrong in ((0, 1, 2), (0, 1, -1, 0), (0, 1, 2**64, 0), (0, "x", 1, 0), (0, None, 1, 0)):
        found.append(outcome(lambda: recordio.pack(wrong, b"").hex()))
    for short in (b"", b"x" * 23, b"\x02" + bytes(23), b"\x02" + bytes(30)):
        found.append(outcome(lambda: recordio.unpack(short)[1].hex()))
    return found


@program
def damaged_files() -> Any:
    found = {}
    for path in sorted((GOLDEN / "corrupt").glob("*.rec")):

        def read() -> Any:
            file = recordio.MXRecordIO(str(path), "r")
            count = 0
            while outcome_of_read(file) is not None:
                count += 1
            return count

        def outcome_of_read(file: Any) -> Any:
            record = outcome(file.read)
            endings.append(record if isinstance(record, str) else "end")
            return record if isinstance(record, bytes) else None

        endings: list[str] = []
        found[path.stem] = [outcome(read), endings[-1]]
    return found


@program
def errors_of_files() -> Any:
    text = str(SCRATCH / "a.rec"), str(SCRATCH / "a.idx")
    writer = recordio.MXIndexedRecordIO(text[1], text[0], "w")
    writer.write_idx(1, b"x")
    found = {
        "read of a writer": outcome(writer.read),
        "seek of a writer": outcome(lambda: writer.seek(1)),
        "write of str": outcome(lambda: writer.write("text")),
        "write of bytearray": outcome(lambda: writer.write(bytearray(b"x"))),
    }
    writer.close()
    reader = recordio.MXIndexedRecordIO(text[1], text[0], "r")
    found |= {
        "flag": outcome(lambda: recordio.MXRecordIO(text[0], "a")),
        "missing file": outcome(lambda: recordio.MXRecordIO(text[0] + "x", "r")),
        "missing index": outcome(lambda: recordio.MXIndexedRecordIO(text[1] + "x", text[0], "r")),
        "missing key": outcome(lambda: reader.read_idx(5)),
        "write of a reader": outcome(lambda: reader.write(b"x")),
        "tell of a reader": outcome(reader.tell),
        "numpy key": reader.read_idx(np.int64(1)).hex(),
    }
    reader.close()
    found["read_idx after close"] = outcome(lambda: reader.read_idx(1).hex())
    return found


@program
def pickled_readers() -> Any:
    path = GOLDEN / "labels.rec"
    file = indexed(path)
    copy = pickle.loads(pickle.dumps(file))
    return [digest(copy.read_idx(7)), digest(file.read_idx(9)), copy.keys, copy.is_open]


@program
def writers_that_are_reset() -> Any:
    path = SCRATCH / "reset.rec"
    writer = recordio.MXRecordIO(str(path), "w")
    writer.write(b"gone")
    writer.reset()
    writer.write(b"kept")
    writer.close()
    return path.read_bytes().hex()


@program
def forked_readers() -> Any:
    """DataLoader's workers: read_idx() in children of the process that opened the file."""
    file = indexed(GOLDEN / "nasty.rec")
    expected = file.read_idx(30)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if file.read_idx(30) == expected else 1)
    return os.waitpid(pid, 0)[1]


# ---- images ----


def images() -> list[Path]:
    return sorted(path for path in (GOLDEN / "imgs").rglob("*") if path.is_file())


@program
def imdecode() -> Any:
    found = {}
    for path in images():
        data = path.read_bytes()
        name = path.name
        found[name] = [
            outcome(lambda: keep(f"imdecode {name} colour", mx.image.imdecode(data))),
            outcome(lambda: keep(f"imdecode {name} grey", mx.image.imdecode(data, flag=0))),
            outcome(lambda: keep(f"imdecode {name} bgr", mx.img.imdecode(data, to_rgb=0))),
            outcome(lambda: keep(f"imread {name}", mx.image.imread(str(path)))),
        ]
    data = images()[0].read_bytes()
    found["array"] = keep("imdecode array", mx.image.imdecode(np.frombuffer(data, np.uint8)))
    found["bytearray"] = keep("imdecode bytearray", mx.image.imdecode(bytearray(data)))
    found["str"] = outcome(lambda: mx.image.imdecode("text"))
    found["empty"] = outcome(lambda: mx.image.imdecode(b""))
    found["no image"] = outcome(lambda: mx.image.imdecode(b"no image"))
    found["only a start"] = outcome(lambda: mx.image.imdecode(data[:20]))
    found["missing file"] = outcome(lambda: mx.image.imread("/nonexistent.jpg"))
    return found


@program
def truncated_images() -> Any:
    data = images()[0].read_bytes()
    return [outcome(lambda: list(mx.image.imdecode(data[: len(data) // 2]).shape))]


@program
def image_sizes() -> Any:
    image = mx.image.imdecode(images()[0].read_bytes())
    found: dict[str, Any] = {}
    found["resize_short"] = [list(mx.image.resize_short(image, n).shape) for n in (10, 33, 48, 77)]
    found["same size"] = keep("resize_short same", mx.image.resize_short(image, 48))
    found["center_crop"] = [mx.image.center_crop(image, size)[1] for size in ((20, 10), (90, 70))]
    found["scale_down"] = [mx.image.scale_down((64, 48), size) for size in ((70, 50), (10, 99))]
    found["fixed_crop"] = keep("fixed_crop", mx.image.fixed_crop(image, 3, 4, 20, 10))
    chw = mx.nd.transpose(image, axes=(2, 0, 1))
    found["transpose"] = keep("transpose", chw)
    found["flip"] = keep("flip", mx.ndarray.flip(data=chw, axis=2))
    return found


@program
def enlarged_images() -> Any:
    image = mx.image.imdecode((GOLDEN / "imgs" / "02_square.jpg").read_bytes())
    return [
        keep(f"imresize interp {interp}", mx.image.imresize(image, 80, 64, interp))
        for interp in (0, 1, 2, 3, 4)
    ]


@program
def shrunk_images() -> Any:
    """Only area: the other filters of imrec average when they shrink."""
    image = mx.image.imdecode((GOLDEN / "imgs" / "00_land.jpg").read_bytes())
    return [
        keep(f"imresize to {size}", mx.image.imresize(image, *size, 3))
        for size in ((32, 24), (20, 30), (63, 47))
    ]


@program
def packed_images() -> Any:
    """pack_img() and unpack_img(); in MXNet they need cv2."""
    y, x = np.mgrid[0:20, 0:30]
    bgr = np.stack([x * 8, y * 12, 255 - x * 5], 2).astype(np.uint8)
    found: dict[str, Any] = {}
    for extension in (".png", ".jpg"):
        for name, image in (("colour", bgr), ("grey", bgr[..., 0].copy())):
            payload = recordio.pack_img((0, 3.5, 7, 0), image, 95, extension)
            header, pixels = recordio.unpack_img(payload)
            found[f"{name} {extension}"] = [header, keep(f"pack_img {name} {extension}", pixels)]
    for path in images():
        payload = recordio.pack((0, 1, 2, 0), path.read_bytes())
        for flag in (-1, 0, 1):
            pixels = recordio.unpack_img(payload, flag)[1]
            key = f"unpack_img {path.name} {flag}"
            if pixels.dtype == np.uint16:  # imrec reduces to 8 bits
                pixels = (pixels >> 8).astype(np.uint8)
            found[key] = keep(key, pixels)
    found["bad"] = outcome(lambda: recordio.unpack_img(recordio.pack((0, 1, 2, 0), b"bad"))[1])
    return found


# ---- data sets ----


@program
def identity_set() -> Any:
    """How the training sets of face recognition read InsightFace's files."""
    file = indexed(SETS / "faces.rec")
    header, _ = recordio.unpack(file.read_idx(0))
    found = []
    if header.flag > 0:
        keys = np.array(range(1, int(header.label[0])))
    else:
        keys = np.array(list(file.keys))
    for key in keys:
        header, image = recordio.unpack(file.read_idx(key))
        label = header.label
        if not isinstance(label, float):
            label = label[0]
        found.append([int(key), int(label), keep(f"face {key}", mx.image.imdecode(image))])
    identities = range(int(recordio.unpack(file.read_idx(0))[0].label[0]), len(file.keys))
    ranges = [recordio.unpack(file.read_idx(key))[0].label.tolist() for key in identities]
    return [found, ranges]


@program
def record_datasets() -> Any:
    found: dict[str, Any] = {}
    for name in ("cls", "wide", "det"):
        path = str(SETS / "packed" / f"{name}.rec")
        raw = mx.gluon.data.RecordFileDataset(path)
        found[name] = [digest(raw[i]) for i in range(len(raw))]
        data = mx.gluon.data.vision.ImageRecordDataset(path)
        for i in range(len(data)):
            image, label = data[i]
            found[name] += [keep(f"dataset {name} {i}", image), shown(label)]
    return found


def batches(iterator: Any) -> list[Any]:
    found = []
    for batch in iterator:
        label = batch.label[0].asnumpy()
        found.append([list(batch.data[0].shape), label.astype(float).round(5).tolist(), batch.pad])
        keep(f"batch {len(PIXELS)}", batch.data[0])
    return found


@program
def image_record_iter() -> Any:
    path = str(SETS / "packed" / "cls.rec")
    iterator = mx.io.ImageRecordIter(
        path_imgrec=path, data_shape=(3, 24, 32), batch_size=10, preprocess_threads=2, verbose=0
    )
    found = [[desc.name, list(desc.shape)] for desc in iterator.provide_data]
    found += [[desc.name, list(desc.shape)] for desc in iterator.provide_label]
    found += batches(iterator)
    found.append(outcome(iterator.next))
    normal = mx.io.ImageRecordIter(
        path_imgrec=path,
        data_shape=(3, 24, 32),
        batch_size=37,
        mean_r=120,
        mean_g=110,
        mean_b=100,
        std_r=50,
        std_g=60,
        std_b=70,
        scale=2,
        mirror=True,
        verbose=0,
    )
    # Images that are larger than data_shape.
    middle = mx.io.ImageRecordIter(
        path_imgrec=path, data_shape=(3, 15, 21), batch_size=37, verbose=0
    )
    return found + batches(normal) + batches(middle)


@program
def several_labels() -> Any:
    path = str(SETS / "packed" / "wide.rec")
    return batches(
        mx.io.ImageRecordIter(
            path_imgrec=path, data_shape=(3, 24, 32), batch_size=37, label_width=3, verbose=0
        )
    )


@program
def image_det_record_iter() -> Any:
    path = str(SETS / "packed" / "det.rec")
    iterator = mx.io.ImageDetRecordIter(
        path_imgrec=path,
        data_shape=(3, 24, 32),
        batch_size=10,
        label_pad_width=25,
        verbose=0,
        mean_r=123.68,
        mean_g=116.779,
        mean_b=103.939,
        label_name="label",
    )
    found = [[desc.name, list(desc.shape)] for desc in iterator.provide_label]
    return found + batches(iterator) + [outcome(iterator.next)]


@program
def image_det_iter() -> Any:
    path = str(SETS / "packed" / "det.rec")
    iterator = mx.image.ImageDetIter(10, (3, 24, 32), path_imgrec=path, mean=True, std=True)
    return [list(iterator.label_shape), *batches(iterator)]


def main() -> None:
    results = {}
    for name, function in PROGRAMS.items():
        RUNNING.append(name)
        try:
            results[name] = function()
        except Exception:
            results[name] = {"failed": traceback.format_exc()}
    OUT.mkdir(exist_ok=True)
    (OUT / f"{LIBRARY}.json").write_text(json.dumps(results, default=float))
    np.savez_compressed(OUT / f"{LIBRARY}.npz", **PIXELS)


if __name__ == "__main__":
    main()
