"""imrec.recordio in several threads and processes."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from imrec.recordio import MXIndexedRecordIO, MXRecordIO
from recordio_sets import write_set


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
def test_a_child_reads_that_was_forked_while_a_thread_read(tmp_path: Path) -> None:
    """A thread of the parent may hold locks of the compressed file and of the reader."""
    index, plain = write_set(tmp_path, {key: bytes([key]) * 20_000 for key in range(200)})
    compressed = str(tmp_path / "b.rec.zst")
    subprocess.run(["imrec", "compress", "-q", plain, "-o", compressed], check=True)
    file = MXIndexedRecordIO(index, compressed, "r")
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            for key in range(200):
                file.read_idx(key)

    def read_in_child() -> bool:
        signal.alarm(30)
        return file.read_idx(7) == b"\7" * 20_000

    thread = threading.Thread(target=read)
    thread.start()
    try:
        assert [in_child(read_in_child) for _ in range(20)] == [0] * 20
    finally:
        ended.set()
        thread.join()


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
