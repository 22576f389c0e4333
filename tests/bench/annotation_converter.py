"""What voc2lst does for COCO and YOLO, as scripts do it, one file after the other.

Usage: annotation_converter.py coco FILE.json OUT.lst
       annotation_converter.py yolo FOLDER OUT.lst    with images/, labels/ and classes.txt
Images are not looked at.
"""

import json
import pathlib
import sys


def write_line(out, index, objects, path):
    fields = [index, 2, 6]
    for values in objects or [(-1, 0, 0, 0, 0, 0)]:
        fields += values
    out.write("\t".join(map(str, fields)) + f"\t{path}\n")


def convert_coco(source, out):
    with open(source, encoding="utf-8") as file:
        data = json.load(file)
    numbers = {
        one["id"]: i for i, one in enumerate(sorted(data["categories"], key=lambda c: c["id"]))
    }
    objects = {image["id"]: [] for image in data["images"]}
    for annotation in data["annotations"]:
        objects[annotation["image_id"]].append(annotation)
    for index, image in enumerate(data["images"]):
        width, height = image["width"], image["height"]
        rows = []
        for annotation in objects[image["id"]]:
            x, y, w, h = annotation["bbox"]
            corners = (x / width, y / height, (x + w) / width, (y + h) / height)
            corners = tuple(min(max(value, 0.0), 1.0) for value in corners)
            rows.append((numbers[annotation["category_id"]], *corners, annotation["iscrowd"]))
        write_line(out, index, rows, image["file_name"])


def convert_yolo(source, out):
    root = pathlib.Path(source)
    for index, image in enumerate(sorted((root / "images").iterdir())):
        rows = []
        label = root / "labels" / (image.stem + ".txt")
        for line in label.read_text().splitlines():
            number, cx, cy, w, h = line.split()
            cx, cy, w, h = float(cx), float(cy), float(w), float(h)
            corners = (cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2)
            corners = tuple(min(max(value, 0.0), 1.0) for value in corners)
            rows.append((int(number), *corners, 0))
        write_line(out, index, rows, f"images/{image.name}")


if __name__ == "__main__":
    with open(sys.argv[3], "w", encoding="utf-8") as list_file:
        {"coco": convert_coco, "yolo": convert_yolo}[sys.argv[1]](sys.argv[2], list_file)
