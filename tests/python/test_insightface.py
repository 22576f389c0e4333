"""imrec.insightface: training sets with identities, and verification sets."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import imrec
import numpy as np
import pytest
from imrec.insightface import FaceDataset, load_bin
from imrec.recordio import MXIndexedRecordIO, pack


def face(number: int, size: int = 16) -> np.ndarray[Any, Any]:
    """RGB; the number can be seen in the corner."""
    pixels = np.zeros((size, size, 3), np.uint8)
    pixels[..., 0] = np.arange(size) * 3
    pixels[0, 0] = (number, 255 - number, 7)
    return pixels


def png(number: int, size: int = 16) -> bytes:
    return imrec._imrec.encode_image(face(number, size), ".png", 1)


IDENTITIES = [0, 0, 1, 2, 2, 2]


def write_faces(folder: Path, identities: Sequence[int] = IDENTITIES) -> Path:
    """As rec_builder.py: images, a record per identity, and the record 0 last."""
    folder.mkdir(exist_ok=True)
    images = len(identities)
    with MXIndexedRecordIO(str(folder / "train.idx"), str(folder / "train.rec"), "w") as file:
        for i, identity in enumerate(identities):
            file.write_idx(i + 1, pack((0, identity, i + 1, 0), png(i)))
        key = images + 1
        for identity in sorted(set(identities)):
            of = [i + 1 for i, other in enumerate(identities) if other == identity]
            file.write_idx(key, pack((2, [of[0], of[-1] + 1], key, 0), b""))
            key += 1
        file.write_idx(0, pack((2, [images + 1, key], 0, 1), b""))
    (folder / "property").write_text(f"{len(set(identities))},16,16\n{images}\n")
    return folder


def test_identity_records_are_left_out(tmp_path: Path) -> None:
    data = FaceDataset(write_faces(tmp_path / "set"))
    assert (len(data), data.num_classes, data.image_size) == (6, 3, (16, 16))
    assert [identity for _, identity in data] == IDENTITIES
    assert [data.key(i) for i in range(6)] == [1, 2, 3, 4, 5, 6]
    for i in range(6):
        image, identity = data[i]
        assert type(identity) is int
        assert type(image) is np.ndarray and image.dtype == np.uint8
        assert image.flags.writeable and image.flags.c_contiguous
        assert np.array_equal(image, face(i))
    assert np.array_equal(data[-1][0], face(5))
    assert data.encoded(2) == (png(2), 1)
    for wrong in (6, -7):
        with pytest.raises(IndexError):
            data[wrong]


def test_sets_without_identity_records(tmp_path: Path) -> None:
    """Shuffled sets hold labels after the header; im2rec's sets start at any key."""
    with MXIndexedRecordIO(str(tmp_path / "train.idx"), str(tmp_path / "train.rec"), "w") as file:
        for key, label in ((5, [3, 0]), (0, 1), (1, [2])):
            file.write_idx(key, pack((0, label, key, 0), png(key)))
    data = FaceDataset(tmp_path)
    assert [identity for _, identity in data] == [3, 1, 2]
    assert [data.key(i) for i in range(3)] == [5, 0, 1]
    assert (data.num_classes, data.image_size) == (None, None)


def test_transform_takes_the_place_of_the_image(tmp_path: Path) -> None:
    data = FaceDataset(write_faces(tmp_path), transform=lambda image: int(image[0, 0, 0]))
    assert list(data) == list(enumerate_identities())


def enumerate_identities() -> list[tuple[int, int]]:
    return list(enumerate(IDENTITIES))


def test_threads_and_copies(tmp_path: Path) -> None:
    data = FaceDataset(write_faces(tmp_path))
    copy = pickle.loads(pickle.dumps(data))
    assert np.array_equal(copy[3][0], data[3][0]) and len(copy) == len(data)
    wrong: list[int] = []

    def read() -> None:
        for i in list(range(6)) * 20:
            if not np.array_equal(data[i][0], face(i)):
                wrong.append(i)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forked_children_read(tmp_path: Path) -> None:
    data = FaceDataset(write_faces(tmp_path))
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if np.array_equal(data[4][0], face(4)) else 1
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_errors_of_face_sets(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FaceDataset(tmp_path)
    with MXIndexedRecordIO(str(tmp_path / "train.idx"), str(tmp_path / "train.rec"), "w") as file:
        file.write_idx(1, pack((0, 0.5, 1, 0), png(1)))
        file.write_idx(2, pack((0, -1, 2, 0), png(1)))
        file.write_idx(3, pack((0, 0, 3, 0), b"no image"))
        file.write_idx(4, pack((0, 3, 4, 0), png(4)))
    data = FaceDataset(tmp_path)
    offsets = [int(line.split("\t")[1]) for line in (tmp_path / "train.idx").open()]
    for index, message, code in (
        (0, "identity", "corrupt_data"),
        (1, "identity", "corrupt_data"),
        (2, "train.rec", "unsupported"),
    ):
        with pytest.raises(imrec.Error, match=message) as caught:
            data[index]
        assert caught.value.key == index + 1
        assert caught.value.code == code
        assert caught.value.offset == offsets[index]
    assert data[3][1] == 3
    (tmp_path / "property").write_text("10 112 112\n")
    with pytest.raises(ValueError, match="property:1"):
        FaceDataset(tmp_path)


# ---- verification sets ----


def write_bin(path: Path, contents: Any, protocol: int = 4) -> Path:
    path.write_bytes(pickle.dumps(contents, protocol=protocol))
    return path


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
@pytest.mark.parametrize("kind", ["bytes", "arrays", "mixed flags"])
def test_verification_sets(tmp_path: Path, protocol: int, kind: str) -> None:
    encoded: list[Any] = [png(i) for i in range(6)]
    same: list[Any] = [True, False, True]
    if kind == "arrays":
        encoded = [np.frombuffer(data, np.uint8).reshape(-1, 1) for data in encoded]
    if kind == "mixed flags":
        same = [np.bool_(True), 0, 1]
    faces = load_bin(write_bin(tmp_path / "lfw.bin", (encoded, same), protocol))
    assert faces.images.shape == (6, 16, 16, 3) and faces.images.dtype == np.uint8
    assert all(np.array_equal(faces.images[i], face(i)) for i in range(6))
    assert faces.same.dtype == np.bool_ and faces.same.tolist() == [True, False, True]
    images, same_persons = faces
    assert images is faces.images and same_persons is faces.same


def python2_pickle(encoded: list[bytes], same: list[bool]) -> bytes:
    """What cPickle of Python 2 writes, protocol 2: strings are bytes."""
    out = b"\x80\x02]("
    for data in encoded:
        out += b"T" + len(data).to_bytes(4, "little") + data
    out += b"e](" + b"".join(b"\x88" if value else b"\x89" for value in same) + b"e\x86."
    return out


def test_verification_sets_of_python_2(tmp_path: Path) -> None:
    path = tmp_path / "old.bin"
    path.write_bytes(python2_pickle([png(i) for i in range(4)], [True, False]))
    faces = load_bin(path)
    assert np.array_equal(faces.images[3], face(3))
    assert faces.same.tolist() == [True, False]


def test_other_sizes(tmp_path: Path) -> None:
    path = write_bin(tmp_path / "a.bin", ([png(0, 16), png(1, 32)], [True]))
    with pytest.raises(imrec.Error, match="image 1 has 32x32 pixels"):
        load_bin(path)
    assert load_bin(path, size=16).images.shape == (2, 16, 16, 3)


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("evil",)


@pytest.mark.parametrize(
    "contents",
    [
        Evil(),
        ([Evil()], [True]),
        [png(0)],
        ([png(0)], [True]),
        5,
        None,
        ([b"x", b"y"], [True]),
        (["text", "text"], [True]),
    ],
)
def test_other_pickles_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contents: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_bin(tmp_path / "a.bin", contents)
    with pytest.raises(imrec.Error, match="a.bin"):
        load_bin(path)
    assert not (tmp_path / "evil").exists()


def test_files_that_are_no_pickles(tmp_path: Path) -> None:
    for data in (b"", b"text", pickle.dumps(([png(0), png(1)], [True]))[:-20]):
        (tmp_path / "a.bin").write_bytes(data)
        with pytest.raises(imrec.Error, match="a.bin"):
            load_bin(tmp_path / "a.bin")
    with pytest.raises(FileNotFoundError):
        load_bin(tmp_path / "absent.bin")
    empty = load_bin(write_bin(tmp_path / "b.bin", ([], [])))
    assert len(empty.images) == 0 and len(empty.same) == 0
