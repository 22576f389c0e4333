"""Loaders and datasets of files on other machines."""

from __future__ import annotations

import json
import pickle
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import imrec
import numpy as np
import pytest
from stores import needs_store, running_store

pytestmark = needs_store


@pytest.fixture
def store(detection_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a store with bucket/set.rec and its companions."""
    bucket = tmp_path / "bucket"
    bucket.mkdir()
    for path in detection_set.parent.glob("set.*"):
        shutil.copy(path, bucket)
    with running_store(tmp_path) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", url)
        monkeypatch.setenv("IMREC_S3_ANONYMOUS", "true")
        yield url


def images(source: str, **options: object) -> np.ndarray:
    loader = imrec.DetectionLoader(source, batch_size=5, size=(32, 40), seed=7, **options)
    return np.concatenate([batch.images for batch in loader])


def test_batches_are_those_of_the_local_file(store: str, detection_set: Path) -> None:
    expected = images(str(detection_set))
    assert np.array_equal(images("s3://bucket/set.rec"), expected)
    assert np.array_equal(images(f"{store}/bucket/set"), expected)


def test_the_cache_is_used_and_counted(store: str, tmp_path: Path) -> None:
    images("s3://bucket/set.rec", cache=tmp_path / "cache")
    assert any((tmp_path / "cache").rglob("0"))
    loader = imrec.DetectionLoader("s3://bucket/set.rec", size=(32, 40), cache=tmp_path / "cache")
    for _ in loader:
        pass
    remote = loader.stats()["remote"]
    assert remote["requests"] > 0
    assert remote["failures"] == 0


def test_options_say_where_the_store_is(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = images("s3://bucket/set.rec")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://localhost:1")
    monkeypatch.delenv("IMREC_S3_ANONYMOUS")
    remote = {"endpoint": store, "anonymous": True, "path_style": True, "max_attempts": 2}
    remote |= {"connect_limit": 2, "hedge_after": 0.5, "memory": 1 << 20, "match_etags": False}
    assert np.array_equal(images("s3://bucket/set.rec", remote=remote), expected)
    records = imrec.RecordDataset("s3://bucket/set.rec", remote=remote)
    assert np.array_equal(pickle.loads(pickle.dumps(records))[3][0], records[3][0])


@pytest.mark.parametrize(
    ("remote", "error", "message"),
    [
        ({"endpont": "x"}, TypeError, "did you mean 'endpoint'"),
        ({"anonymous": 1}, ValueError, "anonymous must be True or False"),
        ({"hedge_after": 0}, ValueError, "hedge_after must be 0.001 to 86400 seconds"),
        ({"max_in_flight": 0}, ValueError, "max_in_flight"),
        ({"region": 3}, ValueError, "region must be a string"),
        ("x", ValueError, "remote must be a dictionary"),
    ],
)
def test_wrong_options_are_named(remote: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        images("s3://bucket/set.rec", remote=remote)


def test_records_are_read(store: str, detection_set: Path) -> None:
    local = imrec.RecordDataset(detection_set)
    remote = imrec.RecordDataset("s3://bucket/set.rec")
    assert len(remote) == len(local)
    assert np.array_equal(remote[3][0], local[3][0])


def test_a_missing_object_is_no_file(store: str) -> None:
    with pytest.raises(FileNotFoundError, match="no.rec"):
        imrec.DetectionLoader("s3://bucket/no.rec")


def test_info_and_stats(store: str) -> None:
    assert imrec.info("s3://bucket/set.rec")["records"] == 23
    assert imrec.stats("s3://bucket/set.rec")["records"] == 23


# Prepares, and waits for the store when it is told to.
WAIT = """
import signal, sys, imrec
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores the signal
{prepare}
print("prepared", flush=True)
sys.stdin.readline()
try:
    {wait}
    print("no wait")
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def seconds_to_interrupt(store: str, wait: str, prepare: str = "") -> float:
    """Returns how long Control-C needs to end a wait for a store that does not answer."""
    with subprocess.Popen(
        [sys.executable, "-c", WAIT.format(prepare=prepare, wait=wait)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.readline() == "prepared\n"
        silence = json.dumps({"faults": [{"kind": "stall", "seconds": 60}]}).encode()
        with urllib.request.urlopen(f"{store}/_control", silence) as response:
            response.read()
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(0.5)
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "interrupted\n"
        return time.monotonic() - begin


@pytest.mark.parametrize(
    "call",
    ['DetectionLoader("s3://bucket/set.rec", size=32)', 'RecordDataset("s3://bucket/set.rec")'],
)
def test_control_c_ends_the_opening_of_a_set(store: str, call: str) -> None:
    assert seconds_to_interrupt(store, f"imrec.{call}") < 5


def test_control_c_ends_the_wait_for_a_record(store: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (700, 700, 3)).astype(np.uint8)
    with imrec.Writer(tmp_path / "bucket/long") as writer:  # too long to be fetched as a whole
        for key in range(40):
            writer.write(key, 0, noise)
    prepare = 'records = imrec.RecordDataset("s3://bucket/long.rec")'
    assert seconds_to_interrupt(store, "records[20]", prepare) < 5  # not one that opening checks


def test_control_c_ends_reading_like_mxnet(store: str, tmp_path: Path) -> None:
    """Opening a file, and the wait for a record."""
    noise = np.random.default_rng(0).integers(0, 256, (700, 700, 3)).astype(np.uint8)
    with imrec.Writer(tmp_path / "bucket/long") as writer:
        for key in range(40):
            writer.write(key, 0, noise)
    names = '"s3://bucket/long.idx", "s3://bucket/long.rec"'
    load = "import imrec.recordio"
    opening = f'imrec.recordio.MXIndexedRecordIO({names}, "r")'
    assert seconds_to_interrupt(store, opening, load) < 5
    with urllib.request.urlopen(f"{store}/_control", b'{"faults": []}') as response:
        response.read()
    assert seconds_to_interrupt(store, "records.read_idx(20)", f"{load}; records = {opening}") < 5


def test_other_threads_run_while_a_file_is_opened(store: str) -> None:
    silence = json.dumps({"faults": [{"kind": "stall", "seconds": 60}]}).encode()
    with urllib.request.urlopen(f"{store}/_control", silence) as response:
        response.read()
    program = """
import os, threading, time, imrec.recordio
def open_file():
    imrec.recordio.MXRecordIO("s3://bucket/set.rec", "r")
thread = threading.Thread(target=open_file, daemon=True)
begin = time.monotonic()
thread.start()
for _ in range(20):
    time.sleep(0.01)
print(thread.is_alive() and time.monotonic() - begin < 5, flush=True)
os._exit(0)
"""
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "True\n"


def test_unavailable_files_are_os_errors() -> None:
    assert issubclass(imrec.UnavailableError, OSError)
    assert imrec.UnavailableError.code == "unavailable"
