"""Signals, threads, forks, pickles and the end of the interpreter."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import imrec
import numpy as np
import pytest
from data_sets import spoil_image, write_detection_set

SMALL: dict[str, Any] = {"batch_size": 5, "size": (32, 40), "threads": 2, "seed": 7}


def keys_of(batches: Any) -> list[int]:
    return [key for batch in batches for key in np.asarray(batch.keys).tolist()]


# A batch that takes seconds, and says when the wait for it begins.
WAIT = """
import signal, sys, imrec
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores the signal
loader = imrec.DetectionLoader(sys.argv[1], preset="ssd300", size=1000, batch_size=1000,
                               last_batch="pad", dtype="uint8", threads=2)
print("waiting", flush=True)
try:
    next(loader)
    print("a batch")
except KeyboardInterrupt:
    print("interrupted", loader.state_dict()["batch"], flush=True)
"""

# The same by way of tensors.
WAIT_FOR_TENSORS = "import torch\n" + WAIT.replace("next(loader)", "next(iter(loader.torch()))")


def seconds_to_interrupt(program: str, source: Path) -> float:
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(source)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "interrupted 0\n"  # no batch is lost
    passed = time.monotonic() - began
    assert process.wait(timeout=30) == 0
    return passed


@pytest.mark.parametrize("program", [WAIT, WAIT_FOR_TENSORS], ids=["arrays", "tensors"])
def test_control_c_ends_a_wait(detection_set: Path, program: str) -> None:
    if program is WAIT_FOR_TENSORS:
        pytest.importorskip("torch", reason="torch is not installed")
    # Of several, because the machine may be busy; the batch itself takes seconds.
    assert min(seconds_to_interrupt(program, detection_set) for _ in range(3)) < 0.3


def test_another_thread_runs_while_one_waits(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(
        detection_set, preset="ssd300", size=600, batch_size=400, last_batch="pad", threads=1
    )
    counted = 0
    done = threading.Event()

    def wait() -> None:
        next(loader)
        done.set()

    thread = threading.Thread(target=wait)
    thread.start()
    while not done.is_set():
        counted += 1
        time.sleep(0.001)
    thread.join()
    assert counted > 5


def test_threads_share_a_loader(detection_set: Path) -> None:
    expected = sorted(keys_of(imrec.DetectionLoader(detection_set, **SMALL)))
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    found: list[int] = []
    batches = len(loader)
    tickets = iter(range(batches))
    lock = threading.Lock()

    def read() -> None:
        while True:
            with lock:
                if next(tickets, None) is None:
                    return
            keys = np.asarray(next(loader).keys).tolist()
            with lock:
                found.extend(keys)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == expected


def test_a_forked_child_continues_by_itself(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    expected = keys_of(imrec.DetectionLoader(detection_set, **SMALL))
    head = keys_of([next(loader)])
    receiver, sender = multiprocessing.get_context("fork").Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        try:
            sender.send(head + keys_of(loader_rest(loader)))
        finally:
            os._exit(0)
    assert receiver.poll(60)
    assert receiver.recv() == expected
    assert os.waitpid(child, 0)[1] == 0
    assert head + keys_of(loader_rest(loader)) == expected


def loader_rest(loader: imrec.DetectionLoader) -> list[imrec.Batch]:
    batches = []
    while True:
        try:
            batches.append(next(loader))
        except StopIteration:
            return batches


def test_a_pickled_loader_continues(detection_set: Path) -> None:
    expected = keys_of(imrec.DetectionLoader(detection_set, **SMALL))
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    head = keys_of([next(loader), next(loader)])
    copy = pickle.loads(pickle.dumps(loader))
    assert head + keys_of(loader_rest(copy)) == expected
    assert head + keys_of(loader_rest(loader)) == expected


def read_in_worker(loader: Any, queue: Any) -> None:
    queue.put(keys_of(loader))


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_worker_process_reads(detection_set: Path, method: str) -> None:
    context: Any = multiprocessing.get_context(method)
    queue = context.Queue()
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    process = context.Process(target=read_in_worker, args=(loader, queue))
    process.start()
    assert queue.get(timeout=60) == keys_of(imrec.DetectionLoader(detection_set, **SMALL))
    process.join(60)
    assert process.exitcode == 0


END = """
import sys, threading, numpy, imrec
options = dict(batch_size=5, size=32, threads=4, log=lambda text: None,
               bad_records=lambda error: True)
loader = imrec.DetectionLoader(sys.argv[1], **options)
kept = [numpy.asarray(next(loader).images) for _ in range(2)]
cycle = imrec.DetectionLoader(sys.argv[1], **options)
cycle.self = cycle
sys.modules["keeps"] = cycle
threading.Thread(target=lambda: list(loader), daemon=True).start()
print("end", flush=True)
"""


def test_the_interpreter_ends_with_open_loaders(detection_set: Path) -> None:
    for _ in range(10):
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-W", "ignore", "-c", END, str(detection_set)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")


def test_a_record_dataset_in_threads_and_processes(detection_set: Path) -> None:
    records = imrec.RecordDataset(detection_set)
    expected = [np.asarray(image).tobytes() for image, _ in records]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(ImageBytes(records), range(len(records))) == expected
    copy = pickle.loads(pickle.dumps(records))
    assert [np.asarray(image).tobytes() for image, _ in copy] == expected


class ImageBytes:
    def __init__(self, records: imrec.RecordDataset) -> None:
        self.records = records

    def __call__(self, index: int) -> bytes:
        return np.asarray(self.records[index][0]).tobytes()


def test_a_loader_is_closed_while_others_use_it(detection_set: Path) -> None:
    for _ in range(20):
        loader = imrec.DetectionLoader(detection_set, **SMALL)
        ended: list[str] = []

        def use(loader: imrec.DetectionLoader, ended: list[str]) -> None:
            try:
                while True:
                    loader.stats(), loader.num_samples, len(loader), loader.class_names
            except imrec.InvalidArgumentError as error:
                ended.append(str(error))

        threads = [threading.Thread(target=use, args=(loader, ended)) for _ in range(3)]
        for thread in threads:
            thread.start()
        loader.close()
        for thread in threads:
            thread.join()
        assert ended == ["the loader is closed"] * 3


def slow_loader(source: Path) -> imrec.DetectionLoader:
    """Its first batch takes seconds."""
    return imrec.DetectionLoader(
        source, size=500, batch_size=1000, last_batch="pad", dtype="uint8", threads=1
    )


def test_close_ends_the_wait_of_another_thread(detection_set: Path) -> None:
    loader = slow_loader(detection_set)
    caught: list[BaseException] = []

    def wait() -> None:
        try:
            next(loader)
        except imrec.InvalidArgumentError as error:
            caught.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.1)
    loader.close()
    thread.join()
    assert len(caught) == 1


def test_a_signal_handler_closes_the_loader_that_waits(detection_set: Path) -> None:
    loader = slow_loader(detection_set)
    before = signal.signal(signal.SIGALRM, lambda *_: loader.close())
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        with pytest.raises(imrec.InvalidArgumentError, match="closed"):
            next(loader)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_a_child_ends_that_was_forked_while_a_thread_waited(detection_set: Path) -> None:
    program = """
import os, sys, threading, time, imrec
loader = imrec.DetectionLoader(sys.argv[1], size=500, batch_size=1000, last_batch="pad",
                               dtype="uint8", threads=1)
threading.Thread(target=lambda: next(loader), daemon=True).start()
time.sleep(0.2)
child = os.fork()
if child == 0:
    sys.exit(0)
sys.exit(os.waitpid(child, 0)[1])
"""
    command = [sys.executable, "-W", "ignore", "-c", program, str(detection_set)]
    assert subprocess.run(command, timeout=60, check=False).returncode == 0


def test_a_child_iterates_that_was_forked_while_a_thread_began_a_loop(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, size=32, batch_size=4)
    with loader._lock:  # as a thread does that begins a loop
        child = os.fork()
        if child == 0:
            signal.alarm(30)
            os._exit(0 if len(list(loader)) == len(loader) else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_the_interpreter_ends_while_a_callback_waits(tmp_path: Path) -> None:
    source = write_detection_set(tmp_path / "set")
    spoil_image(source, 0)
    program = """
import sys, threading, imrec
called = threading.Event()
def wait(error):
    called.set()
    threading.Event().wait()
loader = imrec.DetectionLoader(sys.argv[1], preset="eval300", bad_records=wait)
threading.Thread(target=lambda: list(loader), daemon=True).start()
called.wait()
"""
    command = [sys.executable, "-c", program, str(source)]
    assert subprocess.run(command, timeout=60, check=False).returncode == 0


def test_one_loader_that_cannot_be_closed_does_not_keep_the_others(detection_set: Path) -> None:
    program = """
import sys, imrec
loaders = [imrec.DetectionLoader(sys.argv[1]) for _ in range(3)]
def fail():
    raise LookupError("at the end")
loaders[1]._before_close.append(fail)
"""
    command = [sys.executable, "-c", program, str(detection_set)]
    done = subprocess.run(command, timeout=60, check=False, capture_output=True, text=True)
    assert done.returncode == 0 and "at the end" in done.stderr
