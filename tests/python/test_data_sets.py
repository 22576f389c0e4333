"""RecordDataset, Writer, pack, list_images, voc2lst, info, verify, stats, preview."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import imrec
import numpy as np
import pytest
from data_sets import detection_label, pixels, spoil_image, write_detection_set


def write_images(root: Path, count: int = 6) -> None:
    """Images in two folders, as files."""
    for index in range(count):
        folder = root / ("cats" if index % 2 else "dogs")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{index}.png").write_bytes(imrec.encode_image(pixels(index), ".png", 3))


def write_voc(root: Path, count: int = 4) -> None:
    for name in ("Annotations", "JPEGImages"):
        (root / name).mkdir(parents=True)
    for index in range(count):
        image = imrec.encode_image(pixels(index), ".jpg", 90)
        (root / "JPEGImages" / f"{index}.jpg").write_bytes(image)
        (root / "Annotations" / f"{index}.xml").write_text(
            f"<annotation><filename>{index}.jpg</filename>"
            "<size><width>64</width><height>48</height><depth>3</depth></size>"
            f"<object><name>{'cat' if index % 2 else 'dog'}</name><difficult>0</difficult>"
            "<bndbox><xmin>7</xmin><ymin>7</ymin><xmax>32</xmax><ymax>36</ymax></bndbox></object>"
            "</annotation>"
        )


def test_records_by_position(detection_set: Path) -> None:
    records = imrec.RecordDataset(detection_set)
    assert len(records) == 23 and records.key(0) == 100 and records.files == [str(detection_set)]
    image, label = records[4]
    assert image.shape == (48, 64, 3) and image.dtype == np.uint8 and image.flags.writeable
    assert np.abs(image.astype(int) - pixels(4)).mean() < 12  # it was a JPEG
    np.testing.assert_allclose(label, np.array(detection_label(4), np.float32))
    assert records.key(-1) == 122 and (records[-1][0] == records[22][0]).all()
    for index in (23, -24):
        with pytest.raises(IndexError, match="of a data set of 23"):
            records[index]
    encoded, _ = imrec.RecordDataset(detection_set, decode=False)[4]
    assert isinstance(encoded, bytes) and encoded[:3] == b"\xff\xd8\xff"


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    source = write_detection_set(tmp_path / "set")
    key = spoil_image(source, 2)
    records = imrec.RecordDataset(source)
    with pytest.raises(imrec.CorruptDataError, match=f"set.rec: record {key} at byte ") as caught:
        records[2]
    assert (caught.value.key, caught.value.file) == (key, str(source))


def test_the_writer_makes_what_im2rec_makes(tmp_path: Path) -> None:
    write_images(tmp_path / "images")
    listed = imrec.list_images(tmp_path / "set", tmp_path / "images", recursive=True, shuffle=False)
    assert listed["images"] == 6 and listed["classes"] == ["cats", "dogs"]
    packed = imrec.pack(tmp_path / "set.lst", tmp_path / "images", pass_through=True)
    assert packed["records"] == 6 and packed["skipped"] == []
    with imrec.Writer(tmp_path / "own", class_names=["cats", "dogs"]) as writer:
        for line in (tmp_path / "set.lst").read_text().splitlines():
            index, label, path = line.split("\t")
            writer.write(int(index), float(label), (tmp_path / "images" / path).read_bytes())
        assert writer.count == 6
    for extension in (".rec", ".idx", ".crc", ".classes.txt"):
        own = tmp_path.joinpath("own" + extension).read_bytes()
        assert own == tmp_path.joinpath("set" + extension).read_bytes(), extension


def test_shards_and_compression(tmp_path: Path) -> None:
    with imrec.Writer(tmp_path / "two", shards=2) as writer:
        writer.write(0, 1, pixels(0))
        writer.next_shard()
        writer.write(1, 2, pixels(1), extension=".png")
    assert sorted(path.name for path in tmp_path.glob("*.rec")) == [
        "two-00000-of-00002.rec",
        "two-00001-of-00002.rec",
    ]
    image, label = imrec.RecordDataset(tmp_path / "two")[1]
    assert (image == pixels(1)).all() and label == 2
    with imrec.Writer(tmp_path / "small", compression=3) as writer:
        writer.write_record(7, b"anything")
    assert (tmp_path / "small.rec.zst").exists()


def test_what_a_block_raises_leaves_the_old_set(tmp_path: Path) -> None:
    source = write_detection_set(tmp_path / "set", 5)
    before = source.read_bytes()
    with pytest.raises(LookupError):
        with imrec.Writer(tmp_path / "set") as writer:
            writer.write(0, 0, pixels(0))
            raise LookupError
    assert source.read_bytes() == before
    assert not list(tmp_path.glob("*.partial"))
    with pytest.raises(ValueError, match="closed"):
        writer.write(1, 0, pixels(0))
    with pytest.raises(ValueError, match="uint8"):
        imrec.Writer(tmp_path / "x").write(1, 0, np.zeros((4, 4, 3)))


def test_packing_reports_progress_and_problems(tmp_path: Path) -> None:
    write_images(tmp_path / "images")
    (tmp_path / "images" / "cats" / "broken.jpg").write_bytes(b"no image")
    seen: list[tuple[int, int]] = []
    imrec.list_images(tmp_path / "set", tmp_path / "images", recursive=True)
    result = imrec.pack(
        tmp_path / "set.lst", tmp_path / "images", progress=lambda *step: seen.append(step)
    )
    assert result["records"] == 6 and seen[-1] == (7, 7)
    assert [line["path"] for line in result["skipped"]] == ["cats/broken.jpg"]
    with pytest.raises(imrec.Error, match="broken.jpg"):
        imrec.pack(tmp_path / "set.lst", tmp_path / "images", on_error="fail")

    def stop(done: int, _: int) -> None:
        raise KeyboardInterrupt

    before = (tmp_path / "set.rec").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        imrec.pack(tmp_path / "set.lst", tmp_path / "images", progress=stop)
    assert (tmp_path / "set.rec").read_bytes() == before
    result = imrec.pack(tmp_path / "set.lst", tmp_path / "images", resume=True)
    assert result["records"] == 6 and (tmp_path / "set.rec").read_bytes() == before


def test_listing_and_converting_report_progress(tmp_path: Path) -> None:
    write_images(tmp_path / "images")
    write_voc(tmp_path / "voc")
    listed: list[tuple[int, int]] = []
    converted: list[tuple[int, int]] = []
    imrec.list_images(
        tmp_path / "set",
        tmp_path / "images",
        recursive=True,
        progress=lambda *step: listed.append(step),
    )
    imrec.voc2lst(
        tmp_path / "voc", tmp_path / "voc.lst", progress=lambda *step: converted.append(step)
    )
    assert listed[-1][0] == listed[-1][1] > 1 and converted[-1] == (4, 4)

    def stop(*_: int) -> None:
        raise LookupError

    before = (tmp_path / "voc.lst").read_bytes()
    with pytest.raises(LookupError):
        imrec.voc2lst(tmp_path / "voc", tmp_path / "voc.lst", progress=stop)
    assert (tmp_path / "voc.lst").read_bytes() == before


def test_voc_annotations_become_a_set(tmp_path: Path) -> None:
    write_voc(tmp_path / "voc")
    made = imrec.voc2lst(tmp_path / "voc", tmp_path / "set.lst")
    assert made["images"] == 4 and made["classes"] == ["cat", "dog"] and made["problems"] == []
    imrec.pack(tmp_path / "set.lst", made["root"], pass_through=True)
    info = imrec.info(tmp_path / "set")
    assert (info["records"], info["objects"], info["kind"]) == (4, 4, "detection")
    loader = imrec.DetectionLoader(tmp_path / "set.rec", preset="eval300", shuffle=False)
    labels = np.asarray(next(loader).labels)
    np.testing.assert_allclose(labels[0, 0, 1:5], [6 / 64, 6 / 48, 32 / 64, 36 / 48], atol=1e-6)
    with pytest.raises(FileNotFoundError):
        imrec.voc2lst(tmp_path / "nothing", tmp_path / "x.lst")


def test_looking_at_a_set(tmp_path: Path) -> None:
    source = write_detection_set(tmp_path / "set")
    assert imrec.info(source)["records"] == 23
    assert imrec.verify(source, decode=True)["damaged"] == []
    assert imrec.stats(source)
    key = spoil_image(source, 3)
    assert [entry["key"] for entry in imrec.verify(source, decode=True)["damaged"]] == [key]
    for look in (imrec.info, imrec.verify, imrec.stats, imrec.preview):
        with pytest.raises(FileNotFoundError, match="nothing") as absent:
            look(tmp_path / "nothing.rec")
        assert absent.value.errno == errno.ENOENT
    broken = tmp_path / "broken.rec"
    broken.write_bytes(b"x")
    for look in (imrec.info, imrec.stats, imrec.preview):
        with pytest.raises(imrec.CorruptDataError, match="broken.rec") as caught:
            look(broken)
        assert caught.value.file == str(broken) and caught.value.offset == 0
        assert caught.value.code == "corrupt_data" and "broken" not in caught.value.reason
    other = tmp_path / "other.rec"
    other.write_bytes(b"y")
    damaged = imrec.verify([broken, other])["damaged"]
    assert [entry["file"] for entry in damaged] == [str(broken), str(other)]
    with pytest.raises(TypeError, match="'decode'"):
        imrec.verify(source, decoed=True)  # type: ignore[call-arg]


def test_a_preview_is_a_picture(detection_set: Path, tmp_path: Path) -> None:
    picture = imrec.preview(detection_set, count=4, seed=1)
    assert picture._repr_png_()[:4] == b"\x89PNG"
    assert np.asarray(picture).ndim == 3
    picture.save(tmp_path / "sheet.png")
    assert (tmp_path / "sheet.png").read_bytes() == picture.data
    with pytest.raises(imrec.NotFoundError, match="no_such_preset"):
        imrec.preview(detection_set, preset="no_such_preset")
    plain = imrec.preview(detection_set, count=4, seed=1, preset={"preset": "eval300"})
    sheet = tmp_path / "tool.png"
    command = ["imrec", "preview", detection_set, "--preset", "eval300", "-o", sheet]
    subprocess.run([*command, "--count", "4", "--seed", "1"], check=True)
    assert plain.data == sheet.read_bytes()
    assert plain.data != picture.data


def test_programs_run_as_modules(detection_set: Path) -> None:
    for module, arguments, text in (
        ("imrec", ["info", str(detection_set)], "23 records"),
        ("imrec.tools.im2rec", ["--help"], "im2rec"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=True
        )
        assert text in done.stdout


def test_images() -> None:
    data = imrec.encode_image(pixels(3), ".png", 6)
    assert (np.asarray(imrec.decode_image(data)) == pixels(3)).all()
    assert np.asarray(imrec.decode_image(data, "grey")).shape == (48, 64, 1)
    with pytest.raises(imrec.UnsupportedError):
        imrec.decode_image(b"text")
    with pytest.raises(ValueError, match="shape"):
        imrec.encode_image(np.zeros(5, np.uint8), ".png", 1)


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    folder.mkdir()
    name = os.fsdecode(b"im\xe9.jpg")
    (folder / name).write_bytes(imrec.encode_image(pixels(0)))
    (folder / "broken.jpg").write_bytes(b"no image")
    with open(folder / "set.lst", "wb") as file:
        file.write(b"0\t1\tim\xe9.jpg\n1\t2\tbroken.jpg\n")
    result = imrec.pack(folder / "set.lst", folder)
    assert result["records"] == 1 and result["record_path"] == str(folder / "set.rec")
    records = imrec.RecordDataset(folder / "set.rec")
    assert records.files == [str(folder / "set.rec")]
    (folder / name).write_bytes(b"no image")
    with pytest.raises(imrec.Error) as caught:
        imrec.pack(folder / "set.lst", folder, on_error="fail")
    assert name in str(caught.value)
    (folder / "set.classes.txt").write_bytes(b"caf\xe9\n")
    loader = imrec.ClassificationLoader(folder / "set.rec", size=32)
    assert [os.fsencode(class_name) for class_name in loader.class_names] in ([b"caf\xe9"], [])


@pytest.mark.parametrize(
    ("option", "value"),
    [("shards", -1), ("threads", -1), ("quality", "95"), ("resize", 2**40), ("compression", 20)],
)
def test_wrong_values_of_packing_name_the_option(
    tmp_path: Path, option: str, value: object
) -> None:
    (tmp_path / "set.lst").write_text("0\t0\ta.jpg\n")
    with pytest.raises(ValueError, match=option):
        imrec.pack(tmp_path / "set.lst", tmp_path, **{option: value})  # type: ignore[arg-type]


def test_threads_share_a_writer(tmp_path: Path) -> None:
    with imrec.Writer(tmp_path / "set") as writer:

        def write(first: int) -> None:
            for key in range(first, first + 50):
                writer.write(key, key, pixels(key % 7))

        threads = [threading.Thread(target=write, args=(50 * i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert imrec.verify(tmp_path / "set.rec", decode=True)["damaged"] == []
    records = imrec.RecordDataset(tmp_path / "set.rec")
    assert sorted(records.key(i) for i in range(len(records))) == list(range(200))


def test_a_writer_that_has_failed_leaves_the_old_set(tmp_path: Path) -> None:
    source = write_detection_set(tmp_path / "set", 3)
    before = source.read_bytes()
    writer = imrec.Writer(tmp_path / "set")
    writer.write(0, 0, pixels(0))
    native = writer._native

    class FullDisk:
        def write_image(self, *_: object) -> None:
            raise imrec.InputOutputError("no space left")

    writer._native = FullDisk()  # type: ignore[assignment]
    with pytest.raises(OSError, match="no space"):
        writer.write(1, 0, pixels(1))
    writer._native = native
    with pytest.raises(ValueError, match="has failed"):
        writer.close()
    writer.discard()
    assert source.read_bytes() == before


def test_options_without_a_meaning_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="--set cannot be used with --from coco"):
        imrec.voc2lst("a.json", tmp_path / "x.lst", source="coco", images=tmp_path, set="train")
    with pytest.raises(ValueError, match="the format is one of voc, coco, yolo"):
        imrec.voc2lst(tmp_path, tmp_path / "x.lst", source="pascal")
    with pytest.raises(ValueError, match="--coords"):
        imrec.voc2lst(tmp_path, tmp_path / "x.lst", source="yolo", coords="raw")


def test_annotations_of_other_formats(tmp_path: Path) -> None:
    photos = tmp_path / "images"
    photos.mkdir()
    (photos / "a.jpg").write_bytes(imrec.encode_image(pixels(0), ".jpg", 90))
    (photos / "a.txt").write_text("1 0.5 0.5 0.5 0.25\n")
    (photos / "classes.txt").write_text("cat\ndog\n")
    made = imrec.voc2lst(photos, tmp_path / "yolo.lst", source="yolo")
    assert (made["images"], made["objects"], made["classes"]) == (1, 1, ["cat", "dog"])
    (tmp_path / "boxes.csv").write_text(
        "image,xmin,ymin,xmax,ymax,label\na.jpg,0.25,0.375,0.75,0.625,dog\n"
    )
    made = imrec.voc2lst(
        tmp_path / "boxes.csv", tmp_path / "csv.lst", source="csv", images=photos, coords="shares"
    )
    assert made["classes"] == ["dog"]
    boxes = [(tmp_path / name).read_text().split("\t")[4:9] for name in ("yolo.lst", "csv.lst")]
    assert [float(value) for value in boxes[0][:4]] == pytest.approx([0.25, 0.375, 0.75, 0.625])
    assert boxes[0][:4] == boxes[1][:4]
