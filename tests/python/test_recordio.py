"""imrec.recordio: files that MXNet wrote, round trips, threads, processes and errors."""

from __future__ import annotations

import gc
import hashlib
import json
import multiprocessing
import os
import pickle
import struct
import threading
from pathlib import Path
from typing import Any

import imrec
import imrec.mxnet
import numpy as np
import pytest
from imrec import recordio
from imrec.recordio import IRHeader, MXIndexedRecordIO, MXRecordIO, pack, unpack

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


# ---- files of MXNet ----


@pytest.mark.parametrize("folder", [MXNET, SHARED], ids=["golden", "shared"])
def test_reads_what_dmlc_wrote(folder: Path) -> None:
    if not folder.exists():
        pytest.skip(f"there is no {folder}")
    manifest = json.loads((folder / "nasty.manifest.json").read_text())
    file = MXIndexedRecordIO(str(folder / "nasty.idx"), str(folder / "nasty.rec"), "r")
    assert len(file) == manifest["count"]
    for record in manifest["records"]:
        payload = file.read_idx(record["seq"])
        assert (len(payload), sha256(payload)) == (record["length"], record["sha256"])
        assert file.idx[record["seq"]] == record["offset"]
    file.reset()
    assert [sha256(r) for r in iter(file.read, None)] == [
        record["sha256"] for record in manifest["records"]
    ]


def test_writes_the_bytes_that_dmlc_wrote(tmp_path: Path) -> None:
    with MXIndexedRecordIO(str(MXNET / "nasty.idx"), str(MXNET / "nasty.rec"), "r") as file:
        records = {key: file.read_idx(key) for key in file.keys}
    idx, rec = write_set(tmp_path, records)
    assert Path(rec).read_bytes() == (MXNET / "nasty.rec").read_bytes()
    assert Path(idx).read_bytes() == (MXNET / "nasty.idx").read_bytes()


@pytest.mark.parametrize("manifest", [MXNET / "labels.manifest.json", IM2REC / "manifest.json"])
def test_unpacks_and_packs_headers_as_mxnet(manifest: Path, tmp_path: Path) -> None:
    for name, expected in json.loads(manifest.read_text()).items():
        rec = manifest.parent / name
        idx = rec.with_suffix(".idx")
        assert idx.read_text() == expected["idx"]
        file = MXIndexedRecordIO(str(idx), str(rec), "r")
        written = {}
        for key, record in zip(file.keys, expected["records"], strict=True):
            payload = file.read_idx(key)
            header, image = unpack(payload)
            assert header.flag == record["flag"]
            assert (header.id, header.id2) == (record["id"], record["id2"])
            assert (len(image), sha256(image)) == (record["image_bytes"], record["image_sha256"])
            if header.flag == 0:
                assert isinstance(header.label, float)
                assert header.label == record["label"]
            else:
                assert header.label.dtype == np.float32
                assert header.label.tolist() == record["labels"]
            written[key] = pack(header, image)
            assert written[key] == payload
        again = write_set(tmp_path, written)
        assert sha256(Path(again[1]).read_bytes()) == expected["sha256"]
        assert Path(again[0]).read_text() == expected["idx"]


def test_decodes_the_shapes_that_mxnet_decoded() -> None:
    expected = json.loads((IM2REC / "manifest.json").read_text())["py_cls1_pass.rec"]["records"]
    with MXRecordIO(str(IM2REC / "py_cls1_pass.rec"), "r") as file:
        for record, payload in zip(expected, file, strict=True):
            header, image = recordio.unpack_img(payload)
            assert image is not None
            assert header.id == record["id"]
            # (H, W) for grey images, (H, W, C) otherwise, never turned.
            assert list(image.shape) == record["decoded_hwc"]


# ---- round trips ----


def test_writes_and_reads_in_order(tmp_path: Path) -> None:
    path = str(tmp_path / "a.rec")
    with MXRecordIO(path, "w") as writer:
        assert (writer.flag, writer.writable, writer.is_open) == ("w", True, True)
        for payload in PAYLOADS:
            writer.write(payload)
        assert len(writer) == len(PAYLOADS)
    reader = MXRecordIO(path, "r")
    assert (reader.writable, reader.pid) == (False, os.getpid())
    assert [reader.read() for _ in PAYLOADS] == PAYLOADS
    assert reader.read() is None
    assert reader.read() is None
    reader.reset()
    assert reader.read() == b""
    assert reader.read() == b"a"
    assert list(reader) == PAYLOADS
    assert reader.read() == b"ab"
    assert len(reader) == len(PAYLOADS)


def test_uri_is_text_with_the_value_of_ctypes(tmp_path: Path) -> None:
    path = tmp_path / "ä.rec"
    with MXRecordIO(path, "w") as file:
        assert file.uri == str(path)
        assert file.uri.value == os.fsencode(path)


def test_reads_by_key(tmp_path: Path) -> None:
    paths = write_set(tmp_path, {7: b"seven", 3: b"three", 2**40: b"large", 0: b""})
    file = MXIndexedRecordIO(*paths, "r")
    assert file.keys == [7, 3, 2**40, 0]
    assert file.idx == {7: 0, 3: 16, 2**40: 32, 0: 48}
    assert file.read_idx(np.int64(3)) == b"three"
    assert file.read() == b"large"  # the record after it
    file.seek(7)
    assert file.read() == b"seven"
    assert file.read_many([0, 7, 7]) == [b"", b"seven", b"seven"]
    assert file.read() == b"three"  # read_many() does not move
    assert list(file) == [b"seven", b"three", b"large", b""]
    assert len(file) == 4
    with pytest.raises(AssertionError):
        file.tell()


def test_tell_is_the_offset_of_the_next_record(tmp_path: Path) -> None:
    with MXIndexedRecordIO(str(tmp_path / "a.idx"), str(tmp_path / "a.rec"), "w") as file:
        offsets = []
        for key, payload in enumerate(PAYLOADS):
            offsets.append(file.tell())
            file.write_idx(key, payload)
        assert [file.idx[key] for key in file.keys] == offsets
        size = file.tell()
        for call in (lambda: file.seek(0), lambda: file.read_idx(0), lambda: file.read()):
            with pytest.raises(AssertionError):
                call()
    assert (tmp_path / "a.rec").stat().st_size == size


def test_repeated_keys_mean_the_last_record(tmp_path: Path) -> None:
    (tmp_path / "a.idx").write_text("5\t0\n6\t12\n5\t24\n")
    with MXRecordIO(tmp_path / "a.rec", "w") as writer:
        for payload in (b"old", b"six", b"new"):
            writer.write(payload)
    file = MXIndexedRecordIO(str(tmp_path / "a.idx"), str(tmp_path / "a.rec"), "r")
    assert file.keys == [5, 6, 5]
    assert file.read_idx(5) == b"new"


def test_keys_of_another_type(tmp_path: Path) -> None:
    paths = str(tmp_path / "a.idx"), str(tmp_path / "a.rec")
    with MXIndexedRecordIO(*paths, "w", key_type=str) as file:
        file.write_idx("left", b"1")
        file.write_idx("right", b"2")
    assert Path(paths[0]).read_text() == "left\t0\nright\t12\n"
    with MXIndexedRecordIO(*paths, "r", key_type=str) as file:
        assert file.keys == ["left", "right"]
        assert file.read_idx("right") == b"2"
    with pytest.raises(ValueError, match="a.idx"):
        MXIndexedRecordIO(*paths, "r")
    with pytest.raises(ValueError, match="a.idx:1"):
        MXIndexedRecordIO(*paths, "r", key_type=float)


def test_reset_of_a_writer_truncates(tmp_path: Path) -> None:
    paths = str(tmp_path / "a.idx"), str(tmp_path / "a.rec")
    with MXIndexedRecordIO(*paths, "w") as file:
        file.write_idx(1, b"gone")
        file.reset()
        assert (file.keys, file.idx, file.tell()) == ([], {}, 0)
        file.write_idx(2, b"kept")
    with MXIndexedRecordIO(*paths, "r") as file:
        assert (file.keys, file.read_idx(2)) == ([2], b"kept")


def test_the_index_is_read_once(tmp_path: Path) -> None:
    paths = write_set(tmp_path, {1: b"x"})
    file = MXIndexedRecordIO(*paths, "r")
    os.remove(paths[0])
    file.reset()
    assert file.read_idx(1) == b"x"


def test_close_can_be_repeated_and_undone(tmp_path: Path) -> None:
    paths = write_set(tmp_path, {1: b"x"})
    file = MXIndexedRecordIO(*paths, "r")
    file.close()
    file.close()
    assert (file.is_open, file.pid) == (False, None)
    with pytest.raises(RuntimeError, match="closed"):
        file.read()
    assert file.read_idx(1) == b"x"  # opens it again, as in MXNet
    assert file.is_open


def test_a_deleted_writer_is_complete(tmp_path: Path) -> None:
    paths = str(tmp_path / "a.idx"), str(tmp_path / "a.rec")
    file = MXIndexedRecordIO(*paths, "w")
    file.write_idx(4, b"x")
    del file
    gc.collect()
    with MXIndexedRecordIO(*paths, "r") as reader:
        assert reader.read_idx(4) == b"x"


def test_an_object_without_records_is_true(tmp_path: Path) -> None:
    with MXRecordIO(tmp_path / "a.rec", "w") as file:
        assert file and len(file) == 0
    with MXRecordIO(tmp_path / "a.rec", "r") as file:
        assert file and len(file) == 0 and list(file) == [] and file.read() is None


def test_attributes_can_be_replaced(tmp_path: Path) -> None:
    paths = write_set(tmp_path, {1: b"x"})
    file = MXIndexedRecordIO(*paths, "r")
    file.close = lambda: None  # type: ignore[method-assign]
    assert file.read_idx(1) == b"x"


# ---- errors ----


def test_wrong_flag(tmp_path: Path) -> None:
    for flag in ("a", "rb", ""):
        with pytest.raises(ValueError, match="Invalid flag"):
            MXRecordIO(tmp_path / "a.rec", flag)


def test_files_that_do_not_exist(tmp_path: Path) -> None:
    for kind in (FileNotFoundError, imrec.Error, RuntimeError):
        with pytest.raises(kind, match="a.rec"):
            MXRecordIO(tmp_path / "a.rec", "r")
    with pytest.raises(imrec.Error, match="a.rec"):
        MXRecordIO(tmp_path / "no" / "a.rec", "w")
    (tmp_path / "a.rec").touch()
    with pytest.raises(FileNotFoundError, match="a.idx"):
        MXIndexedRecordIO(str(tmp_path / "a.idx"), str(tmp_path / "a.rec"), "r")


def test_missing_key_names_key_and_file(tmp_path: Path) -> None:
    file = MXIndexedRecordIO(*write_set(tmp_path, {1: b"x"}), "r")
    for call in (file.seek, file.read_idx, lambda key: file.read_many([1, key])):
        with pytest.raises(KeyError) as caught:
            call(17)
        assert isinstance(caught.value, imrec.Error)
        assert "17" in str(caught.value) and "a.rec" in str(caught.value)
        assert caught.value.key == 17
    with pytest.raises(KeyError):
        file.read_idx("1")


def test_only_bytes_are_written(tmp_path: Path) -> None:
    with MXIndexedRecordIO(str(tmp_path / "a.idx"), str(tmp_path / "a.rec"), "w") as file:
        for wrong in ("text", bytearray(b"x"), memoryview(b"x"), None, 5):
            with pytest.raises(TypeError):
                file.write(wrong)  # type: ignore[arg-type]
            with pytest.raises(TypeError):
                file.write_idx(1, wrong)  # type: ignore[arg-type]
        assert (file.keys, file.tell()) == ([], 0)
        with pytest.raises(ValueError):
            file.write_idx("one", b"x")
    with pytest.raises(AssertionError):
        MXRecordIO(tmp_path / "a.rec", "r").write(b"x")


def test_records_of_half_a_gigabyte_are_refused(tmp_path: Path) -> None:
    with MXRecordIO(tmp_path / "a.rec", "w") as file:
        with pytest.raises(imrec.Error, match="2\\^29"):
            file.write(bytes(1 << 29))
        file.write(b"x")
    with MXRecordIO(tmp_path / "a.rec", "r") as file:
        assert list(file) == [b"x"]


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("trunc_1", 31),
        ("trunc_4", 31),
        ("bad_magic_rec8", 8),
        ("len_too_big_rec8", 8),
        ("prefix_garbage_4", 0),
        ("zero_tail_64", 32),
    ],
)
def test_damage_is_an_error_after_the_good_records(name: str, good: int) -> None:
    with MXRecordIO(str(MXNET / "corrupt" / f"{name}.rec"), "r") as file:
        for _ in range(good):
            assert file.read() is not None
        for _ in range(2):
            with pytest.raises(imrec.Error) as caught:
                file.read()
            assert caught.value.code == "corrupt_data"
            assert name in str(caught.value)


# ---- threads and processes ----


def test_threads_share_a_reader(tmp_path: Path) -> None:
    records = {key: bytes([key % 251]) * (key * 37 % 5000) for key in range(300)}
    file = MXIndexedRecordIO(*write_set(tmp_path, records), "r")
    wrong: list[int] = []

    def read(start: int) -> None:
        for i in range(900):
            key = (start + i * 7) % 300
            if file.read_idx(key) != records[key]:
                wrong.append(key)

    threads = [threading.Thread(target=read, args=(n * 31,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_threads_divide_the_records_of_read(tmp_path: Path) -> None:
    path = tmp_path / "a.rec"
    with MXRecordIO(path, "w") as writer:
        for i in range(500):
            writer.write(b"%d" % i)
    file = MXRecordIO(path, "r")
    found: list[bytes] = []

    def read() -> None:
        found.extend(record for record in iter(file.read, None))

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=int) == [b"%d" % i for i in range(500)]


def in_child(work: Any) -> int:
    """Forks, runs `work` in the child and returns 0 if it returned True."""
    pid = os.fork()
    if pid == 0:
        code = 2
        try:
            code = 0 if work() else 1
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_reader_continues_in_both_processes(tmp_path: Path) -> None:
    file = MXIndexedRecordIO(*write_set(tmp_path, {1: b"a", 2: b"b", 3: b"c"}), "r")
    assert file.read() == b"a"
    assert in_child(lambda: file.read() == b"b" and file.read_idx(1) == b"a") == 0
    assert file.read() == b"b"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_writer_belongs_to_its_process(tmp_path: Path) -> None:
    paths = str(tmp_path / "a.idx"), str(tmp_path / "a.rec")
    file = MXIndexedRecordIO(*paths, "w")
    file.write_idx(1, b"buffered")

    def write() -> bool:
        try:
            file.write_idx(2, b"x")
        except RuntimeError as error:
            file.close()  # must not write what the parent has buffered
            return "Forbidden operation in multiple processes" in str(error)
        return False

    assert in_child(write) == 0
    file.write_idx(3, b"after")
    file.close()
    with MXIndexedRecordIO(*paths, "r") as reader:
        assert {key: reader.read_idx(key) for key in reader.keys} == {1: b"buffered", 3: b"after"}
        assert len(list(MXRecordIO(paths[1], "r"))) == 2


def read_key(file: MXIndexedRecordIO, key: int) -> bytes:
    return file.read_idx(key)


def test_readers_are_passed_to_other_processes(tmp_path: Path) -> None:
    file = MXIndexedRecordIO(*write_set(tmp_path, {1: b"a", 2: b"b"}), "r")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(read_key, (file, 2)) == b"b"
    assert file.is_open


def test_pickling_keeps_the_reader_open_and_its_place(tmp_path: Path) -> None:
    file = MXIndexedRecordIO(*write_set(tmp_path, {1: b"a", 2: b"b", 3: b"c"}), "r")
    assert file.read() == b"a"
    copy = pickle.loads(pickle.dumps(file))
    assert file.is_open and copy.is_open
    assert (copy.keys, copy.idx, copy.uri) == (file.keys, file.idx, file.uri)
    assert (copy.read(), copy.read_idx(1), file.read()) == (b"b", b"a", b"b")
    file.close()
    assert not pickle.loads(pickle.dumps(file)).is_open


def test_writers_are_not_pickled(tmp_path: Path) -> None:
    with MXRecordIO(tmp_path / "a.rec", "w") as file:
        file.write(b"x")
        with pytest.raises(TypeError, match="truncate"):
            pickle.dumps(file)
    assert list(MXRecordIO(tmp_path / "a.rec", "r")) == [b"x"]


# ---- headers ----


def test_header_is_a_tuple() -> None:
    header = IRHeader(0, 4.5, 7, 0)
    assert repr(header) == "HEADER(flag=0, label=4.5, id=7, id2=0)"
    assert pickle.loads(pickle.dumps(header)) == header == (0, 4.5, 7, 0)
    flag, label, *_ = header._replace(flag=3)
    assert (flag, label) == (3, 4.5)
    assert IRHeader(flag=1, label=2, id=3, id2=4).id == 3


@pytest.mark.parametrize("label", [4, 4.0, True, np.float32(4), np.int64(4), np.float16(4)])
def test_numbers_are_stored_in_the_header(label: Any) -> None:
    payload = pack((9, label, 5, 6), b"image")
    assert payload == struct.pack("<IfQQ", 0, float(label), 5, 6) + b"image"
    header, image = unpack(payload)
    assert type(header.label) is float
    assert (header, image) == ((0, float(label), 5, 6), b"image")


@pytest.mark.parametrize(
    "label",
    [[1, 2.5], (1, 2.5), np.array([1, 2.5]), np.array([[1], [2.5]]), np.array([1, 0, 2.5])[::2]],
)
def test_arrays_are_stored_after_the_header(label: Any) -> None:
    payload = pack(IRHeader(0, label, 5, 0), b"image")
    assert payload == struct.pack("<IfQQff", 2, 0, 5, 0, 1, 2.5) + b"image"
    header, image = unpack(payload)
    assert header.flag == 2 and image == b"image"
    assert header.label.tolist() == [1, 2.5]
    assert not header.label.flags.writeable
    with pytest.raises(ValueError):
        header.label[0] = 3


def test_one_label_as_list_keeps_its_flag() -> None:
    header, _ = unpack(pack(IRHeader(0, [3], 0, 0), b""))
    assert (header.flag, header.label.tolist()) == (1, [3])


def test_empty_list_of_labels() -> None:
    assert unpack(pack(IRHeader(0, [], 1, 0), b"x")) == ((0, 0.0, 1, 0), b"x")


def test_records_without_an_image() -> None:
    header, image = unpack(pack(IRHeader(2, [4, 9], 0, 1), b""))
    assert (header.label.tolist(), header.id2, image) == ([4, 9], 1, b"")


def test_ids_have_64_bits() -> None:
    assert unpack(pack(IRHeader(0, 0, 2**64 - 1, 2**63), b""))[0][2:] == (2**64 - 1, 2**63)
    for wrong in (-1, 2**64, 1.5):
        with pytest.raises(struct.error):
            pack(IRHeader(0, 0, wrong, 0), b"")


def test_too_short_records() -> None:
    with pytest.raises(struct.error):
        unpack(b"x" * 23)
    with pytest.raises(ValueError):
        unpack(struct.pack("<IfQQf", 2, 0, 0, 0, 1))
    with pytest.raises(ValueError):
        unpack(struct.pack("<IfQQ", 2**32 - 1, 0, 0, 0))
    with pytest.raises(TypeError):
        pack((0, 1, 2), b"")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        pack((0, 1, 2, 3), "text")  # type: ignore[arg-type]


def test_image_is_bytes() -> None:
    for kind in (bytes, bytearray, memoryview):
        _, image = unpack(kind(pack(IRHeader(0, [1, 2], 0, 0), b"image")))  # type: ignore[arg-type]
        assert type(image) is bytes and image == b"image"


# ---- images ----


def picture(height: int = 20, width: int = 30) -> np.ndarray[Any, Any]:
    """BGR with a different gradient in each channel."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // width, y * 255 // height, 255 - x * 100 // width], 2).astype("u1")


def test_png_images_are_exact() -> None:
    image = picture()
    payload = recordio.pack_img(IRHeader(0, 3, 4, 0), image, quality=9, img_fmt=".png")
    header, found = recordio.unpack_img(payload)
    assert header == (0, 3, 4, 0)
    assert found is not None and found.flags.writeable and found.flags.c_contiguous
    assert np.array_equal(found, image)
    # Red is the last channel here, and the first one of decoded images elsewhere.
    rgb = np.asarray(imrec.mxnet.image.imdecode(unpack(payload)[1]))
    assert np.array_equal(rgb, image[..., ::-1])


def test_png_quality_is_a_compression_level() -> None:
    image = np.random.default_rng(1).integers(0, 2, (64, 64, 3), dtype=np.uint8) * 9
    sizes = [len(recordio.pack_img((0, 0, 0, 0), image, q, ".png")) for q in (0, 9, 95)]
    assert sizes[0] > sizes[1] == sizes[2]


def test_jpeg_images_are_near() -> None:
    image = picture()
    for extension in (".jpg", ".jpeg", ".JPG"):
        payload = recordio.pack_img((0, 0, 0, 0), image, 95, extension)
        assert unpack(payload)[1][:2] == b"\xff\xd8"
        found = recordio.unpack_img(payload)[1]
        assert found is not None
        assert np.abs(found.astype(int) - image).mean() < 3
    sizes = [len(recordio.pack_img((0, 0, 0, 0), image, q)) for q in (10, 50, 95)]
    assert sizes == sorted(sizes) and sizes[0] < sizes[2]


@pytest.mark.parametrize("shape", [(20, 30), (20, 30, 1)])
def test_grey_images_have_two_axes(shape: tuple[int, ...]) -> None:
    image = picture()[..., 0].reshape(shape)
    payload = recordio.pack_img((0, 0, 0, 0), image, 9, ".png")
    found = recordio.unpack_img(payload)[1]
    assert found is not None and found.shape == (20, 30)
    assert np.array_equal(found, image.reshape(20, 30))
    color = recordio.unpack_img(payload, 1)[1]
    assert color is not None and color.shape == (20, 30, 3)


def test_alpha_is_kept_only_as_stored() -> None:
    image = np.dstack([picture(), np.full((20, 30), 77, np.uint8)])
    payload = recordio.pack_img((0, 0, 0, 0), image, 9, ".png")
    found = recordio.unpack_img(payload)[1]
    assert found is not None and np.array_equal(found, image)
    found = recordio.unpack_img(payload, 4)[1]
    assert found is not None and np.array_equal(found, image[..., :3])


def test_orientation_is_applied_only_on_request() -> None:
    encoded = (MXNET / "imgs" / "04_exif6.jpg").read_bytes()
    payload = pack((0, 0, 0, 0), encoded)
    shapes = {}
    for flag in (-1, 1, 1 + 128, 0, 128, 4):
        found = recordio.unpack_img(payload, flag)[1]
        assert found is not None
        shapes[flag] = found.shape[:2]
    assert shapes[-1] == shapes[129] == shapes[128] == (30, 40)
    assert shapes[1] == shapes[0] == shapes[4] == (40, 30)
    with pytest.raises(ValueError, match="iscolor"):
        recordio.unpack_img(payload, 2)


@pytest.mark.parametrize("encoded", [b"", b"no image", b"\xff\xd8\xff"])
def test_images_that_cannot_be_decoded_are_none(encoded: bytes) -> None:
    header, image = recordio.unpack_img(pack((0, 5, 0, 0), encoded))
    assert header.label == 5 and image is None


@pytest.mark.parametrize(
    ("image", "extension"),
    [
        (picture(), ".bmp"),
        (picture(), "jpg"),
        (picture().astype(np.float32), ".png"),
        (picture()[..., :2], ".png"),
        (np.empty((0, 0, 3), np.uint8), ".png"),
        (np.zeros(5, np.uint8), ".jpg"),
    ],
)
def test_images_that_cannot_be_encoded(image: np.ndarray[Any, Any], extension: str) -> None:
    with pytest.raises(AssertionError):
        recordio.pack_img((0, 0, 0, 0), image, img_fmt=extension)


def test_reads_compressed_files(tmp_path: Path) -> None:
    records = {1: b"a" * 5000, 2: b"b", 3: bytes(range(256)) * 300}
    with imrec.Writer(tmp_path / "a", compression=3) as writer:
        for key, payload in records.items():
            writer.write_record(key, payload)
    with MXIndexedRecordIO(str(tmp_path / "a.idx"), str(tmp_path / "a.rec.zst"), "r") as file:
        assert {key: file.read_idx(key) for key in (3, 1, 2)} == records
        file.reset()
        assert list(iter(file.read, None)) == list(records.values())
