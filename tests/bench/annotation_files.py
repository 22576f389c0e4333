"""voc2lst beside a plain Python converter: time and peak memory of large COCO and YOLO data sets.

Usage: annotation_files.py [BIN_DIR] [--coco-mb 200] [--yolo-files 100000] [--annotations 1200000]
Makes the inputs in a temporary folder, runs both, compares the lists, and prints a table. With
--annotations, also measures COCO and Open Images files of that many boxes.
"""

import argparse
import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import time
import zlib

WIDTH, HEIGHT = 640, 480
CLASSES = 80
# A file system may limit the number of links to a file.
LINKS_PER_FILE = 10_000


def png_stub():
    def chunk(name, contents):
        body = name + contents
        return struct.pack(">I", len(contents)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\0" + bytes(WIDTH // 8)) * HEIGHT
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def make_images(folder, count):
    folder.mkdir(parents=True)
    names = [f"{i:07d}.png" for i in range(count)]
    for i, name in enumerate(names):
        if i % LINKS_PER_FILE == 0:
            first = folder / name
            first.write_bytes(png_stub())
        else:
            os.link(first, folder / name)
    return names


def box(rng):
    x, y = rng.uniform(0, WIDTH - 20), rng.uniform(0, HEIGHT - 20)
    return x, y, rng.uniform(2, WIDTH - x), rng.uniform(2, HEIGHT - y)


def make_coco(path, images, annotations, points):
    """Annotations like those of COCO: a polygon of `points` points and a box each."""
    rng = random.Random(1)
    names = make_images(path.parent / "images", images)
    with open(path, "w", encoding="utf-8") as out:
        records = [
            {"id": i, "file_name": name, "width": WIDTH, "height": HEIGHT, "license": 1}
            for i, name in enumerate(names)
        ]
        categories = [{"id": i + 1, "name": f"class{i:02d}"} for i in range(CLASSES)]
        out.write('{"info": {}, "images": ' + json.dumps(records))
        out.write(', "categories": ' + json.dumps(categories) + ', "annotations": [')
        for i in range(annotations):
            x, y, w, h = (round(value, 2) for value in box(rng))
            polygon = [round(rng.uniform(0, 640), 2) for _ in range(2 * points)]
            annotation = {
                "segmentation": [polygon],
                "area": round(w * h, 2),
                "iscrowd": 0,
                "image_id": rng.randrange(images),
                "bbox": [x, y, w, h],
                "category_id": rng.randrange(CLASSES) + 1,
                "id": i,
            }
            out.write((", " if i else "") + json.dumps(annotation))
        out.write("]}")


def make_yolo(root, files):
    rng = random.Random(2)
    names = make_images(root / "images", files)
    (root / "labels").mkdir()
    lines = "".join(f"class{i:02d}\n" for i in range(CLASSES))
    (root / "classes.txt").write_text(lines)
    for name in names:
        text = ""
        for _ in range(rng.randrange(5)):
            x, y, w, h = box(rng)
            text += (
                f"{rng.randrange(CLASSES)} {(x + w / 2) / WIDTH:.6f} {(y + h / 2) / HEIGHT:.6f} "
                f"{w / WIDTH:.6f} {h / HEIGHT:.6f}\n"
            )
        (root / "labels" / name.replace(".png", ".txt")).write_text(text)


def make_open_images(path, images, annotations):
    rng = random.Random(3)
    make_images(path.parent / "images", images)
    with open(path, "w", encoding="utf-8") as out:
        out.write(
            "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,"
            "IsGroupOf,IsDepiction,IsInside\n"
        )
        for i in range(annotations):
            x, y, w, h = box(rng)
            out.write(
                f"{i * images // annotations:07d},xclick,/m/0{rng.randrange(CLASSES):03d},1,"
                f"{x / WIDTH:.6f},{(x + w) / WIDTH:.6f},{y / HEIGHT:.6f},{(y + h) / HEIGHT:.6f},"
                "0,0,0,0,0\n"
            )


def measure(command):
    """Returns seconds, seconds of processor time, and peak memory in MB."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command}: exit code {process.returncode}\n{errors.decode()}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def compare(one, other):
    """Both lists have the same boxes in the same classes, but for the digits that they write."""
    with open(one) as a_file, open(other) as b_file:
        for a, b in zip(a_file, b_file, strict=True):
            a, b = a.rstrip("\n").split("\t"), b.rstrip("\n").split("\t")
            assert a[-1] == b[-1] and len(a) == len(b), (a, b)
            for x, y in zip(a[:-1], b[:-1], strict=True):
                assert abs(float(x) - float(y)) < 1e-6, (a, b)


def show(name, result, reference=None):
    seconds, processor, megabytes = result
    line = f"{name:42} {seconds:7.2f} s {processor:7.2f} s {megabytes:7.0f} MB"
    if reference:
        line += "".join(f" {a / b:6.1f} x" for a, b in zip(reference, result, strict=True))
    print(line, flush=True)


def compare_converters(name, voc2lst, python, work):
    reference = measure(python + [str(work / "python.lst")])
    show(name + ", Python", reference)
    for threads in (["--threads", "1"], []):
        result = measure(voc2lst + threads + ["-o", str(work / "imrec.lst"), "--force"])
        compare(work / "python.lst", work / "imrec.lst")
        show(f"{name}, voc2lst {' '.join(threads) or 'all threads'}", result, reference)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin", nargs="?", default="build/release/bin")
    parser.add_argument("--coco-mb", type=int, default=200)
    parser.add_argument("--yolo-files", type=int, default=100_000)
    parser.add_argument("--annotations", type=int, default=0)
    options = parser.parse_args()
    voc2lst = str(pathlib.Path(options.bin) / "voc2lst")
    converter = [sys.executable, str(pathlib.Path(__file__).with_name("annotation_converter.py"))]
    print(f"{'':42} {'seconds':>9} {'processor':>9} {'peak':>10}   ratios to Python")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        coco = work / "coco/instances.json"
        # An annotation with 30 points takes about 640 bytes.
        make_coco(coco, 100 * options.coco_mb, options.coco_mb * 1_000_000 // 640, 30)
        size = coco.stat().st_size / 1e6
        from_coco = [voc2lst, "--from", "coco", str(coco), "--images", str(coco.parent / "images")]
        compare_converters(f"COCO, {size:.0f} MB", from_coco, [*converter, "coco", str(coco)], work)
        yolo = work / "yolo"
        make_yolo(yolo, options.yolo_files)
        compare_converters(
            f"YOLO, {options.yolo_files:,} files",
            [voc2lst, "--from", "yolo", str(yolo)],
            [*converter, "yolo", str(yolo)],
            work,
        )
        if options.annotations:
            coco = work / "large/instances.json"
            make_coco(coco, options.annotations // 8, options.annotations, 10)
            images = ["--images", str(coco.parent / "images")]
            result = measure(
                [voc2lst, "--from", "coco", str(coco), *images, "-o", str(work / "large.lst")]
            )
            show(f"COCO, {options.annotations:,} boxes, voc2lst", result)
            table = work / "openimages/boxes.csv"
            make_open_images(table, options.annotations // 8, options.annotations)
            images = ["--images", str(table.parent / "images")]
            result = measure(
                [voc2lst, "--from", "openimages", str(table), *images, "-o", str(work / "oi.lst")]
            )
            show(f"Open Images, {options.annotations:,} boxes, voc2lst", result)


if __name__ == "__main__":
    main()
