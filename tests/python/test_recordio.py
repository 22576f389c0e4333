"""imrec.recordio: record files, written and read."""

from __future__ import annotations

import gc
import json
import os
from pathlib import Path

import imrec
import imrec.mxnet
import numpy as np
import pytest
from imrec import recordio
from imrec.recordio import MXIndexedRecordIO, MXRecordIO, pack, unpack
from recordio_sets import IM2REC, MXNET, PAYLOADS, SHARED, sha256, write_set

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


def test_keys_are_those_of_python(tmp_path: Path) -> None:
    paths = (str(tmp_path / "n.idx"), str(tmp_path / "n.rec"))
    keys = [-3, 7, 2**64]
    with MXIndexedRecordIO(*paths, "w") as writer:
        for key in keys:
            writer.write_idx(key, str(key).encode())
    with MXIndexedRecordIO(*paths, "r") as reader:
        assert reader.keys == keys
        assert [reader.read_idx(key) for key in keys] == [str(key).encode() for key in keys]
    Path(paths[0]).write_text("1\t0\nx\t8\n")
    with pytest.raises(imrec.CorruptDataError, match=r"n\.idx:2"):
        MXIndexedRecordIO(*paths, "r")


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


def test_reads_compressed_files(tmp_path: Path) -> None:
    records = {1: b"a" * 5000, 2: b"b", 3: bytes(range(256)) * 300}
    with imrec.Writer(tmp_path / "a", compression=3) as writer:
        for key, payload in records.items():
            writer.write_record(key, payload)
    with MXIndexedRecordIO(str(tmp_path / "a.idx"), str(tmp_path / "a.rec.zst"), "r") as file:
        assert {key: file.read_idx(key) for key in (3, 1, 2)} == records
        file.reset()
        assert list(iter(file.read, None)) == list(records.values())
