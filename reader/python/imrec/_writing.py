"""Making lists and data sets."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Optional, Union

import numpy as np

from . import _imrec
from ._checks import INT32, UINT64, integer, number, text
from ._errors import Error, InvalidArgumentError
from ._images import encode_image
from ._names import named_options

PathLike = Union[str, "os.PathLike[str]"]
Progress = Optional[Callable[[int, int], object]]
Labels = Union[float, Iterable[float]]

INTERPOLATIONS = {"nearest": 0, "linear": 1, "cubic": 2, "area": 3, "lanczos": 4, "by_size": 9,
                   "per_image": 10}  # fmt: skip


def _label_list(labels: Labels) -> list[float]:
    array = np.asarray(labels, dtype=np.float32)
    return [float(value) for value in array.reshape(-1)]


class Writer:
    """Writes a data set: PREFIX.rec with .idx and .crc, or shards, and PREFIX.manifest.json.

    All files get their names in ``close()``, so that an existing data set stays as it is until
    then. ``with`` closes at the end of the block, and discards what was written if the block
    raises. Threads may share a writer; the records are in the order of their calls.

    ::

        with imrec.Writer("data/pets", class_names=["cat", "dog"]) as writer:
            writer.write(0, [2, 5, 0, 0.1, 0.2, 0.5, 0.9], open("cat.jpg", "rb").read())

    Args:
        prefix: path and start of the name of all files.
        shards: the number of shards; ``next_shard()`` ends each.
        shard_bytes: if not 0, a shard ends before the record that would make it larger.
        compression: write .rec.zst files with this Zstandard level, 1..19.
        class_names: the names of the classes, by class number.
    """

    @named_options
    def __init__(
        self,
        prefix: PathLike,
        *,
        shards: int = 1,
        shard_bytes: int = 0,
        compression: Optional[int] = None,
        class_names: Sequence[str] = (),
    ) -> None:
        self._native: Optional[_imrec.DatasetWriter] = _imrec.DatasetWriter(
            os.fspath(prefix),
            shards=integer("shards", shards),
            shard_bytes=integer("shard_bytes", shard_bytes),
            compression=None if compression is None else integer("compression", compression, 1, 19),
            class_names=list(class_names),
        )
        self._lock = threading.Lock()
        self._failed = False
        names = "".join(f"{name}\n" for name in class_names)
        self._native.add_companion(".classes.txt", names)

    def _open(self) -> _imrec.DatasetWriter:
        if self._native is None:
            raise InvalidArgumentError("the writer is closed")
        return self._native

    def _do(self, action: Callable[[_imrec.DatasetWriter], None]) -> None:
        with self._lock:
            try:
                action(self._open())
            except Error:
                self._failed = True  # the file may end within a record
                raise

    def write(
        self,
        key: int,
        label: Labels,
        image: Any,
        *,
        extension: str = ".jpg",
        quality: int = 95,
    ) -> None:
        """Appends an image record.

        Args:
            key: its key in the index, and its id.
            label: a class, or several values; for detection the header and the objects, see
                docs/formats.md.
            image: an encoded image as bytes; or pixels, uint8 of shape (height, width),
                (height, width, 1) or (height, width, 3) in RGB, which are encoded.
            extension: the format of encoded pixels: ``".jpg"`` or ``".png"``.
            quality: JPEG: 1..100; PNG: 0..9, more means 9.
        """
        key = integer("key", key, 0, UINT64)
        if not isinstance(image, (bytes, bytearray, memoryview)):
            image = encode_image(image, extension, quality)
        labels = _label_list(label)
        self._do(lambda writer: writer.write_image(key, labels, image))

    def write_record(self, key: int, payload: bytes) -> None:
        """Appends a record as it is."""
        key = integer("key", key, 0, UINT64)
        self._do(lambda writer: writer.write_payload(key, payload))

    def next_shard(self) -> None:
        """Ends the current shard and starts the next."""
        self._do(lambda writer: writer.next_shard())

    @property
    def count(self) -> int:
        """The number of records written."""
        return self._open().count

    def close(self) -> dict[str, Any]:
        """Puts the data set in place of an existing one. Returns its manifest.

        Raises:
            Error: writing fails, or has failed before. An existing data set stays then.
        """
        with self._lock:
            if self._failed:
                raise InvalidArgumentError("writing a record has failed, so the set is incomplete")
            manifest: dict[str, Any] = json.loads(self._open().close())
            self._native = None
        return manifest

    def discard(self) -> None:
        """Removes what was written. An existing data set stays."""
        self._open().discard()
        self._native = None

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._native is None:
            return
        if kind is None:
            self.close()
        else:
            self.discard()


@named_options
def pack(
    list_file: PathLike,
    root: PathLike,
    *,
    prefix: Optional[PathLike] = None,
    pass_through: bool = False,
    resize: int = 0,
    center_crop: bool = False,
    interpolation: str = "linear",
    encoding: str = ".jpg",
    quality: int = 95,
    check_pixels: bool = False,
    pack_label: Optional[bool] = None,
    shards: int = 1,
    shard_bytes: int = 0,
    part: tuple[int, int] = (0, 1),
    compression: Optional[int] = None,
    resume: bool = False,
    on_error: str = "skip",
    threads: int = 0,
    progress: Progress = None,
    log: Optional[Callable[[str], object]] = None,
) -> dict[str, Any]:
    """Packs the images of a list into a data set, as im2rec does.

    An existing data set is replaced at the end, and stays if this raises. Ctrl-C and an exception
    of a callback end the run; with ``resume=True`` the next call continues it.

    Args:
        list_file: the .lst file.
        root: the folder to which its paths are relative.
        prefix: path and start of the name of all files; by default the list without .lst.
        pass_through: keep the bytes of the files, instead of encoding the images again.
        resize: the new length of the shorter edge; 0 keeps the size.
        center_crop: crop to a square of the shorter edge first.
        interpolation: nearest, linear, cubic, area, lanczos, by_size or per_image.
        encoding: ``".jpg"`` or ``".png"``.
        quality: JPEG: 1..100; PNG: 0..9, more means 9.
        check_pixels: with pass_through: skip images that cannot be decoded completely.
        pack_label: pack all labels, or only the first; None: all for detection lists.
        shards, shard_bytes: the number of files, or their maximum size.
        part: (index, count): pack only this share of the list.
        compression: write .rec.zst files with this Zstandard level.
        resume: continue an interrupted run.
        on_error: ``"skip"`` images that cannot be packed, or ``"fail"``.
        threads: workers; 0: one per processor.
        progress: is called with (done, total) lines.
        log: is called with messages.

    Returns:
        a dictionary: record_path, records, bytes, shards, resumed, bad_labels, misnamed (images
        whose extension is that of another format), and skipped: the line, index, path and reason
        of each line that was skipped.
    """
    if interpolation not in INTERPOLATIONS:
        known = ", ".join(INTERPOLATIONS)
        raise InvalidArgumentError(f"interpolation must be one of {known}, not {interpolation!r}")
    if on_error not in ("skip", "fail"):
        raise InvalidArgumentError(f"on_error must be 'skip' or 'fail', not {on_error!r}")
    options = {
        "prefix": "" if prefix is None else os.fspath(prefix),
        "pass_through": pass_through,
        "resize": integer("resize", resize, 0, INT32),
        "center_crop": center_crop,
        "interpolation": INTERPOLATIONS[interpolation],
        "encoding": text("encoding", encoding),
        "quality": integer("quality", quality, 0, INT32),
        "check_pixels": check_pixels,
        "pack_label": pack_label,
        "shards": integer("shards", shards),
        "shard_bytes": integer("shard_bytes", shard_bytes),
        "part_index": integer("part", part[0]),
        "part_count": integer("part", part[1]),
        "compression": None if compression is None else integer("compression", compression, 1, 19),
        "resume": resume,
        "fail": on_error == "fail",
        "threads": integer("threads", threads, 0, INT32),
    }
    return dict(_imrec.pack(os.fspath(list_file), os.fspath(root), options, progress, log))


@named_options
def list_images(
    prefix: PathLike,
    root: PathLike,
    *,
    recursive: bool = False,
    extensions: Optional[Sequence[str]] = None,
    train_ratio: float = 1.0,
    test_ratio: float = 0.0,
    chunks: int = 1,
    shuffle: bool = True,
    seed: int = 100,
    classes: Sequence[str] = (),
    threads: int = 0,
    progress: Progress = None,
) -> dict[str, Any]:
    """Writes the images below a folder to PREFIX.lst, as ``im2rec --list`` does.

    Args:
        recursive: read all folders; each folder with images is a class.
        extensions: those of images; by default all that imrec reads.
        train_ratio, test_ratio: split into PREFIX_train.lst, PREFIX_test.lst and PREFIX_val.lst.
        chunks: the number of lists.
        shuffle, seed: the order.
        classes: the folders by class number.
        progress: is called with (done, known) folders.

    Returns:
        a dictionary: images, lists (their paths), classes and problems.
    """
    options = {
        "recursive": recursive,
        "extensions": None if extensions is None else list(extensions),
        "train_ratio": number("train_ratio", train_ratio),
        "test_ratio": number("test_ratio", test_ratio),
        "chunks": integer("chunks", chunks),
        "shuffle": shuffle,
        "seed": integer("seed", seed, 0, UINT64),
        "classes": list(classes),
        "threads": integer("threads", threads, 0, INT32),
    }
    return dict(_imrec.list_images(os.fspath(prefix), os.fspath(root), options, progress))


@named_options
def voc2lst(
    roots: Union[PathLike, Sequence[PathLike]],
    output: PathLike,
    *,
    source: str = "voc",
    set: str = "",
    annotations: Optional[PathLike] = None,
    images: Optional[PathLike] = None,
    label_map: Optional[PathLike] = None,
    base: Optional[PathLike] = None,
    classes: Sequence[str] = (),
    add_unknown_classes: bool = False,
    coords: Optional[str] = None,
    merge_groups: bool = False,
    drop_bad_boxes: bool = False,
    negatives: bool = True,
    unannotated: bool = False,
    object_fields: str = "difficult",
    threads: int = 0,
    progress: Progress = None,
) -> dict[str, Any]:
    """Converts annotations to a detection list and its class names.

    Args:
        roots: one or more folders of VOC or LabelMe, or the file or folder of another format.
        output: the .lst file; OUTPUT.classes.txt is written next to it.
        source: the format: ``"voc"``, ``"coco"``, ``"yolo"``, ``"labelme"``, ``"cvat"``,
            ``"csv"`` or ``"openimages"``; docs/voc2lst.md describes each.
        set: the name of a set, for example of a file in ImageSets/Main.
        annotations, images: the folders, if they have other names or places.
        label_map: a file with the names of class numbers or codes (YOLO, CSV, Open Images).
        base: the folder to which the paths of the list are relative; by default the deepest one
            that contains all images.
        classes: the classes by number; by default all that occur, sorted.
        add_unknown_classes: append others instead of omitting their objects.
        coords: ``"edges"`` (of VOC by default), ``"raw"`` or ``"minus1"``; with CSV also
            ``"auto"`` (its default) or ``"shares"``.
        merge_groups: LabelMe: shapes of the same group and label are one object.
        drop_bad_boxes: omit boxes that would otherwise be clipped.
        negatives: keep images without objects.
        unannotated: add images without annotation as images without objects.
        object_fields: extra values of each object: ``"difficult"``, ``"difficult,truncated"``, ...
            or ``"none"``.
        progress: is called with (done, total) annotations.

    Returns:
        a dictionary: images, objects, negatives, classes, objects_per_class, root (the folder to
        give to ``pack``) and problems.
    """
    places = [roots] if isinstance(roots, (str, os.PathLike)) else list(roots)
    given = {
        "paths": [os.fspath(place) for place in places],
        "annotations": "" if annotations is None else os.fspath(annotations),
        "images": "" if images is None else os.fspath(images),
        "label_map": "" if label_map is None else os.fspath(label_map),
        "coordinates": "" if coords is None else text("coords", coords),
        "merge_groups": merge_groups,
    }
    options = {
        "set": text("set", set),
        "base": "" if base is None else os.fspath(base),
        "classes": list(classes),
        "add_unknown_classes": add_unknown_classes,
        "drop_bad_boxes": drop_bad_boxes,
        "keep_negatives": negatives,
        "take_unannotated": unannotated,
        "object_fields": text("object_fields", object_fields),
        "threads": integer("threads", threads, 0, INT32),
    }
    return dict(
        _imrec.annotations_to_list(
            text("source", source), given, os.fspath(output), options, progress
        )
    )
