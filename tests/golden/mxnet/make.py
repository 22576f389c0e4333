#!/usr/bin/env python3
"""Writes the reference files of this folder anew with MXNet 1.9.1; README.md tells how to run it.

The pictures and lists are drawn and written here. Lists, records and indices come from MXNet's own
tools/im2rec.py and mxnet.recordio, and what the manifests say of them is read back by MXNet.
"""

import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import cv2
import mxnet as mx
import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
IM2REC = pathlib.Path(mx.__file__).parent / "tools/im2rec.py"
IMAGES = HERE / "imgs"
PACKS = HERE / "im2rec_py"
LISTS = PACKS / "list"
MAGIC = bytes.fromhex("0a23d7ce")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def write_json(path, value, depth):
    """Values deeper than this are on one line."""

    def render(item, depth):
        if depth == 0 or not isinstance(item, (dict, list)) or not item:
            return json.dumps(item)
        if isinstance(item, dict):
            lines = [f"{json.dumps(key)}: {render(each, depth - 1)}" for key, each in item.items()]
            return "{\n" + ",\n".join(lines) + "\n}"
        return "[\n" + ",\n".join(render(each, depth - 1) for each in item) + "\n]"

    path.write_text(render(value, depth) + "\n")


# Pictures


def picture(width, height, seed):
    """A gradient with a disc and a little noise, RGB."""
    y, x = np.mgrid[0:height, 0:width]
    tones = [
        (x * 200 / width + 30 * seed) % 256,
        40 + y * 180 / height,
        220 - (x + y) * 160 / (width + height),
    ]
    rgb = np.stack(tones, axis=-1)
    disc = (x - width * 0.6) ** 2 + (y - height * 0.4) ** 2 < (min(width, height) * 0.25) ** 2
    rgb[disc] = [230 - 20 * seed % 200, 60, 40 + 10 * seed]
    rgb += np.random.RandomState(seed).randint(-3, 4, rgb.shape)
    return np.clip(rgb, 0, 255).astype(np.uint8)


def comment_with_magics():
    """A JPEG comment whose text starts 8 bytes into the file, with words equal to the magic."""
    text = b".." + MAGIC + b"text" + MAGIC + MAGIC + b"x" + MAGIC + b"..." + MAGIC + b"end"
    return b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text


def draw_images():
    def save(name, size, seed, mode="RGB", **options):
        path = IMAGES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture(*size, seed)).convert(mode).save(path, **options)

    save("00_land.jpg", (64, 48), 0)
    save("01_port.jpg", (48, 64), 1)
    save("02_square.jpg", (32, 32), 2, quality=90, subsampling=0)
    save("03_gray.jpg", (40, 30), 3, "L")
    exif = Image.Exif()
    exif[0x0112] = 6
    save("04_exif6.jpg", (40, 30), 4, exif=exif)
    save("05_rgb.png", (30, 22), 5)
    rgba = np.dstack([picture(16, 16, 6), np.full((16, 16), 128, np.uint8)])
    Image.fromarray(rgba).save(IMAGES / "06_rgba.png")
    save("07_prog.jpg", (38, 25), 7, progressive=True)
    save("08_cmyk.jpg", (22, 28), 8, "CMYK")
    save("09_1x1.jpg", (1, 1), 9)
    save("10_tall.jpg", (8, 50), 10)
    save("11_wide.jpg", (83, 12), 11)
    save("sub dir/12 space name.jpg", (25, 26), 12)
    cv2.imwrite(str(IMAGES / "13_gray16.png"), picture(20, 15, 13)[:, :, 0].astype(np.uint16) * 257)
    save("14_magic.jpg", (24, 24), 14)
    plain = (IMAGES / "14_magic.jpg").read_bytes()
    (IMAGES / "14_magic.jpg").write_bytes(plain[:2] + comment_with_magics() + plain[2:])
    for number in range(4):
        save(f"same/{number}.png", (24, 20), 20 + number)


# Lists to pack, written by hand


def write_input_lists():
    names = sorted(str(path.relative_to(IMAGES)) for path in IMAGES.glob("*.*"))
    names.insert(13, "sub dir/12 space name.jpg")
    names.remove("13_gray16.png")
    names.insert(13, "13_gray16.png")
    ids = [100 + 7 * i for i in range(len(names))]
    ids[3] = 5
    ids[7] = 2**32 + 5

    def write(name, lines):
        (PACKS / name).write_text("".join("\t".join(map(str, line)) + "\n" for line in lines))

    write("cls1.lst", [(ids[i], [0, 1, 2.5, 3][i % 4], name) for i, name in enumerate(names)])
    write(
        "cls4.lst",
        [(ids[i], i % 4, i * 0.25, -1, f"{i * 0.001:.6f}", names[i]) for i in (0, 1, 6, 14)],
    )
    boxes = [
        ("0.1000", "0.1500", "0.6000", "0.7000"),
        ("0.1500", "0.1900", "0.6500", "0.7400"),
        ("0.2000", "0.2300", "0.7000", "0.7800"),
    ]
    # The first picture has no object.
    write(
        "det5.lst",
        [
            (
                i,
                2,
                5,
                *(value for k in range(i % 4) for value in (f"{(i + k) % 3}.0000", *boxes[k])),
                names[i],
            )
            for i in range(6)
        ],
    )
    write(
        "same_det.lst",
        [
            (
                10 + i,
                4,
                6,
                24,
                20,
                *(
                    value
                    for k in range(i % 3 + 1)
                    for value in (f"{(i + k) % 3}", *boxes[k], k % 2)
                ),
                f"same/{i}.png",
            )
            for i in range(4)
        ],
    )
    write("same_cls.lst", [(3 - i, i + 0.5, f"same/{i}.png") for i in range(4)])
    # 300 labels in one line, as of embeddings.
    write(
        "wide.lst",
        [(i, *(f"{(i + 1) * k / 64:.6f}" for k in range(300)), "03_gray.jpg") for i in range(2)],
    )
    # What im2rec.py still takes, and what it leaves out: no label; a label and an index that are
    # no numbers; an empty line; no such file.
    (PACKS / "odd.lst").write_bytes(
        b"7\t1e0\t00_land.jpg\r\n"
        b" 8 \t +2.50\t 01_port.jpg \n"
        b"9\t03_gray.jpg\n"
        b"10\tone\t03_gray.jpg\n"
        b"x\t1\t03_gray.jpg\n"
        b"\n"
        b"11\t1\tmissing.jpg\n"
        b"13\t3\t05_rgb.png\n"
        b"12\t-1\tsub dir/12 space name.jpg"
    )


# im2rec.py


def run_im2rec(options, prefix, root):
    command = [sys.executable, str(IM2REC), str(prefix), str(root), *options]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


PACK_RUNS = {
    "py_cls1_pass": ("cls1.lst", ["--pass-through"]),
    "py_det5_pack_pass": ("det5.lst", ["--pass-through", "--pack-label"]),
    "py_cls4_pack_pass": ("cls4.lst", ["--pass-through", "--pack-label"]),
    "py_cls4_nopack_pass": ("cls4.lst", ["--pass-through"]),
    "py_wide_pack_pass": ("wide.lst", ["--pass-through", "--pack-label"]),
    "py_odd_pass": ("odd.lst", ["--pass-through", "--num-thread", "2"]),
    "py_cls1_default": ("cls1.lst", []),
    "py_cls4_crop": ("cls4.lst", ["--center-crop"]),
    "py_cls4_resize20_q80": ("cls4.lst", ["--resize", "20", "--quality", "80"]),
    "py_cls4_gray_png": ("cls4.lst", ["--color", "0", "--encoding", ".png"]),
    "py_cls1_color-1_png": ("cls1.lst", ["--color", "-1", "--encoding", ".png", "--quality", "9"]),
    "py_det5_pack_resize24": ("det5.lst", ["--pack-label", "--resize", "24", "--num-thread", "2"]),
    "py_same_det_pass": ("same_det.lst", ["--pass-through", "--pack-label"]),
    "py_same_cls_pass": ("same_cls.lst", ["--pass-through"]),
}


def describe_record(sequence, offset, payload):
    """What MXNet's reader makes of an image record."""
    header, image = mx.recordio.unpack(payload)
    packed = header.flag > 0
    decoded = mx.recordio.unpack_img(payload, iscolor=-1)[1] if image else None
    return {
        "seq": sequence,
        "offset": offset,
        "length": len(payload),
        "flag": header.flag,
        "label": 0.0 if packed else header.label,
        "labels": header.label.tolist() if packed else None,
        "id": header.id,
        "id2": header.id2,
        "image_bytes": len(image),
        "image_sha256": sha256(image),
        "format": None if not image else "jpg" if image[:2] == b"\xff\xd8" else "png",
        "decoded_hwc": None if decoded is None else list(decoded.shape),
    }


def read_index(path):
    return [tuple(map(int, line.split("\t"))) for line in path.read_text().splitlines()]


def describe_file(path):
    index = path.with_suffix(".idx")
    reader = mx.recordio.MXRecordIO(str(path), "r")
    records = [
        describe_record(i, offset, reader.read()) for i, (_, offset) in enumerate(read_index(index))
    ]
    assert reader.read() is None
    return {"idx": index.read_text(), "sha256": sha256(path.read_bytes()), "records": records}


def pack_all():
    manifest = {}
    for name, (list_name, options) in PACK_RUNS.items():
        with tempfile.TemporaryDirectory() as folder:
            prefix = pathlib.Path(folder) / name
            shutil.copy(PACKS / list_name, prefix.with_suffix(".lst"))
            run_im2rec(options, prefix, IMAGES)
            for suffix in (".rec", ".idx"):
                shutil.copy(prefix.with_suffix(suffix), PACKS)
        description = describe_file(PACKS / f"{name}.rec")
        manifest[f"{name}.rec"] = {"list": list_name, "options": options, **description}
    write_json(PACKS / "manifest.json", manifest, 3)


# Folders are made empty, links lead to folders, all else are empty files.
TREE = """\
root1.jpg
root2.bmp
root10.png
Root3.JPEG
no suffix
10/k.jpg
2/k.jpg
Alpha/x1.jpg
Alpha/x10.jpg
Alpha/x2.jpg
Alpha/link_to_zeta -> ../zeta
beta/n.gif
beta/note.txt
beta/.hidden/h.jpg
beta/inner/i1.jpg
beta/inner/i2.PNG
beta/\u00dcn\u00ef.jpg
beta/\u6f22\u5b57.png
beta/two.dots.jpg
beta/.jpg
empty/
fake.jpg/
sp ace/s p.jpg
zeta/a.JPG
zeta/b.jpg
zeta/c.jpeg
zeta/d.png
"""

LIST_RUNS = {
    "flat": [],
    "flat_ns": ["--no-shuffle"],
    "rec": ["--recursive"],
    "rec_ns": ["--recursive", "--no-shuffle"],
    "rec_t8": ["--recursive", "--train-ratio", "0.8"],
    "rec_t7t2": ["--recursive", "--train-ratio", "0.7", "--test-ratio", "0.2"],
    "rec_t5t5": ["--recursive", "--train-ratio", "0.5", "--test-ratio", "0.5"],
    "rec_ch3": ["--recursive", "--chunks", "3"],
    "rec_ch2_t5t25": [
        "--recursive",
        "--chunks",
        "2",
        "--train-ratio",
        "0.5",
        "--test-ratio",
        "0.25",
    ],
    "rec_exts": ["--recursive", "--exts", ".jpg", ".bmp", ".gif"],
}


def make_tree(root):
    for line in TREE.splitlines():
        name, _, target = line.partition(" -> ")
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if target:
            path.symlink_to(target)
        elif line.endswith("/"):
            path.mkdir()
        else:
            path.touch()


def list_all():
    (LISTS / "tree.txt").write_text(TREE)
    manifest = {}
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder) / "tree"
        make_tree(root)
        for name, options in LIST_RUNS.items():
            out = pathlib.Path(folder) / name
            out.mkdir()
            printed = run_im2rec(["--list", *options], out / name, root)
            lists = sorted(path.name for path in out.iterdir())
            for each in lists:
                shutil.copy(out / each, LISTS)
            manifest[name] = {"options": options, "lists": lists, "stdout": printed}
    write_json(LISTS / "manifest.json", manifest, 2)


# mxnet.recordio


def nasty_payloads():
    """As hard as payloads get for the container: around and of the magic."""
    m = MAGIC
    short = [b"ABCDEFGHI"[:length] for length in range(10)]
    magics = [
        m,
        m * 2,
        m * 5,
        m + b"hello world!",
        m + b"hello",
        b"abcdefgh" + m,
        b"abcdefg" + m,
        b"abcd" + m + b"efgh",
        b"a" + m + b"bcdefg",
        b"ab" + m + b"cdefgh",
        b"abc" + m + b"defghi",
        m + b"0123" + m + b"4567" + m,
        b"wxyz" + m * 2 + b"wxyz" + m * 2 + b"q",
        m + b"Z",
        m + b"ZY",
        m + b"ZYX",
        b"abcd" + m[:3],
        b"abcd" + m[::-1] + b"efgh",
    ]
    heads = [
        b"abcd" + m + b"\4\0\0\0FAKEtail",
        b"ab" + m + b"\4\0\0\0FAKE",
        b"abcd" + m + b"xy" + m + b"zz",
        b"\x08\0\0\x20" * 4,
    ]
    longer = np.random.RandomState(1).bytes(4099)
    return (
        short
        + magics
        + heads
        + [bytes(64), b"\xff" * 65, longer[:2048] + m * 3 + longer[2048:], b"!"]
    )


def write_nasty():
    payloads = nasty_payloads()
    writer = mx.recordio.MXIndexedRecordIO(str(HERE / "nasty.idx"), str(HERE / "nasty.rec"), "w")
    for key, payload in enumerate(payloads):
        writer.write_idx(key, payload)
    writer.close()
    offsets = [offset for _, offset in read_index(HERE / "nasty.idx")]
    whole = (HERE / "nasty.rec").read_bytes()
    reader = mx.recordio.MXRecordIO(str(HERE / "nasty.rec"), "r")
    records = []
    for sequence, payload in enumerate(payloads):
        # read() gives None for an empty record, too.
        read = reader.read() or b""
        assert read == payload, sequence
        end = offsets[sequence + 1] if sequence + 1 < len(offsets) else len(whole)
        records.append(
            {
                "seq": sequence,
                "name": payload[:16].hex(),
                "offset": offsets[sequence],
                "length": len(read),
                "stored_bytes": end - offsets[sequence],
                "sha256": sha256(read),
            }
        )
    assert reader.read() is None
    write_json(
        HERE / "nasty.manifest.json",
        {
            "file_size": len(whole),
            "file_sha256": sha256(whole),
            "count": len(payloads),
            "records": records,
        },
        2,
    )


def write_corrupt():
    """The first 32 records of nasty.rec, damaged in record 8 or at an end."""
    offsets = [offset for _, offset in read_index(HERE / "nasty.idx")]
    base = (HERE / "nasty.rec").read_bytes()[: offsets[32]]
    at = offsets[8]

    def patched(place, data):
        return base[:place] + data + base[place + len(data) :]

    damaged = {
        "base": base,
        "empty": b"",
        "trunc_1": base[:-1],
        "trunc_4": base[:-4],
        "bad_magic_rec8": patched(at, b"\xde\xad\xbe\xef"),
        "len_too_big_rec8": patched(at + 4, (2**29 - 1).to_bytes(4, "little")),
        "cflag2_orphan_rec8": patched(at + 7, b"\x40"),
        "prefix_garbage_4": b"junk" + base,
        "zero_tail_64": base + bytes(64),
    }
    for name, data in damaged.items():
        (HERE / "corrupt" / f"{name}.rec").write_bytes(data)


def write_labels():
    """Headers and labels that im2rec.py does not write."""
    image = (IMAGES / "03_gray.jpg").read_bytes()
    magic_label = float(np.frombuffer(MAGIC, np.float32)[0])
    rows = [  # key, id, label, image
        (0, 0, [4.0, 9.0], b""),  # of face recognition sets: no image
        (7, 7, 0.1, image),
        (2**63 + 5, 2**63 + 5, -3, image),
        (8, 8, [1.5], image),
        (9, 9, [magic_label, 1, magic_label, magic_label, -0.5], image),
        (10, 10, (np.arange(600) / 4).astype(np.float32), image),
        (11, 11, np.array([[1, 2], [3, 4]]), image),
        (12, 12, [3.4028234663852886e38, 1e-45, -1e-38], image),
        (13, 13, magic_label, image),
    ]
    path = HERE / "labels.rec"
    writer = mx.recordio.MXIndexedRecordIO(str(path.with_suffix(".idx")), str(path), "w")
    for key, number, label, data in rows:
        header = mx.recordio.IRHeader(0, label, number, 0)
        writer.write_idx(key, mx.recordio.pack(header, data))
    writer.close()
    write_json(HERE / "labels.manifest.json", {"labels.rec": describe_file(path)}, 3)


# MXNet's iterators


def read_batches():
    """What the iterators make of pictures that need no resizing: CHW, RGB."""
    batches = {}
    detection = mx.io.ImageDetRecordIter(
        path_imgrec=str(PACKS / "py_same_det_pass.rec"), batch_size=1, data_shape=(3, 20, 24)
    )
    samples = []
    for batch in detection:
        label = batch.label[0].asnumpy()[0]
        start = int(4 + label[4])
        width = int(label[5])
        objects = label[start : 4 + int(label[3])].reshape(-1, width)
        samples.append(
            {
                "key": int(batch.index[0]),
                "objects": objects.tolist(),
                "rgb_sha256": sha256(batch.data[0].asnumpy().astype(np.uint8).tobytes()),
            }
        )
    batches["py_same_det_pass.rec"] = samples
    classification = mx.io.ImageRecordIter(
        path_imgrec=str(PACKS / "py_same_cls_pass.rec"), batch_size=1, data_shape=(3, 20, 24)
    )
    batches["py_same_cls_pass.rec"] = [
        {
            "label": float(batch.label[0].asnumpy()[0]),
            "rgb_sha256": sha256(batch.data[0].asnumpy().astype(np.uint8).tobytes()),
        }
        for batch in classification
    ]
    write_json(PACKS / "batches.json", batches, 2)


def main():
    for folder in (IMAGES, PACKS, HERE / "corrupt"):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in (IMAGES, LISTS, HERE / "corrupt"):
        folder.mkdir(parents=True)
    draw_images()
    write_input_lists()
    pack_all()
    list_all()
    write_nasty()
    write_corrupt()
    write_labels()
    read_batches()


if __name__ == "__main__":
    main()
