"""Batches: views of the reader's memory, without copies."""

from __future__ import annotations

import gc
import os
import resource
import sys
from pathlib import Path
from typing import Any

import imrec
import numpy as np

SMALL: dict[str, Any] = {"batch_size": 5, "size": (32, 40), "threads": 2, "seed": 7}


def numpy_version() -> tuple[int, ...]:
    return tuple(int(part) for part in np.__version__.split(".")[:2])


def test_arrays_are_views_of_one_memory(detection_set: Path) -> None:
    batch = next(imrec.DetectionLoader(detection_set, **SMALL))
    address, length = batch.memory
    assert length == 5 * 3 * 32 * 40 * 4 and address % 4096 == 0
    first, second = batch.images, np.asarray(batch.images)
    assert isinstance(first, np.ndarray) and first.shape == (5, 3, 32, 40)
    assert first.ctypes.data == second.ctypes.data == address
    assert memoryview(batch.images).nbytes == memoryview(batch._native.images).nbytes == length
    first[0] = 1.5  # the memory is the caller's
    assert (second[0] == 1.5).all()


def test_dlpack_of_both_generations(detection_set: Path) -> None:
    batch = next(imrec.DetectionLoader(detection_set, **SMALL))
    images = batch._native.images  # which offers both, with any version of NumPy
    assert images.__dlpack_device__() == (1, 0)
    assert "dltensor" in repr(images.__dlpack__())
    assert "dltensor_versioned" not in repr(images.__dlpack__())
    assert "dltensor_versioned" in repr(images.__dlpack__(max_version=(1, 0)))
    shared = np.from_dlpack(images)
    assert shared.ctypes.data == batch.memory[0]
    if numpy_version() >= (2, 3):
        assert shared.flags.writeable
    assert np.from_dlpack(batch.images).ctypes.data == batch.memory[0]


def test_types_that_all_libraries_know(detection_set: Path) -> None:
    arrays = next(imrec.DetectionLoader(detection_set, **SMALL)).numpy()
    assert {name: (array.dtype.name, array.shape) for name, array in arrays.items()} == {
        "images": ("float32", (5, 3, 32, 40)),
        "labels": ("float32", (5, 3, 5)),
        "counts": ("int64", (5,)),
        "keys": ("int64", (5,)),
        "sizes": ("int32", (5, 2)),
    }
    assert arrays["sizes"].tolist() == [[64, 48]] * 5
    present = arrays["labels"][:, :, 0] >= 0
    assert (present.sum(axis=1) == arrays["counts"]).all()


def test_a_batch_unpacks(detection_set: Path) -> None:
    images, labels = next(imrec.DetectionLoader(detection_set, **SMALL))
    assert np.asarray(images).shape == (5, 3, 32, 40) and np.asarray(labels).shape == (5, 3, 5)


def test_kept_batches_stay_valid(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL, prefetch=2)
    kept = [batch for _ in range(3) for batch in loader]
    contents = [np.asarray(batch.images).copy() for batch in kept]
    assert len({batch.memory[0] for batch in kept}) == len(kept)
    arrays = [np.asarray(batch.images) for batch in kept]
    del kept
    loader.close()
    del loader
    gc.collect()
    for array, content in zip(arrays, contents):
        np.testing.assert_array_equal(array, content)


def test_memory_is_used_again(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL, prefetch=2)
    addresses = {batch.memory[0] for _ in range(10) for batch in loader}
    assert len(addresses) <= 4


def resident_kib() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1024


def test_many_epochs_leak_nothing(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **{**SMALL, "batch_size": 23, "size": (8, 8)})

    def run(epochs: int) -> None:
        for _ in range(epochs):
            for batch in loader:
                np.asarray(batch.images), np.from_dlpack(batch.labels), batch.numpy()

    run(500)
    gc.collect()
    memory, files = resident_kib(), len(os.listdir("/proc/self/fd"))
    objects = len(gc.get_objects())
    references = sys.getrefcount(None)
    run(10_000)
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == files
    assert len(gc.get_objects()) - objects < 100
    if sys.version_info < (3, 12):  # from then on None lives for ever, and is not counted exactly
        assert sys.getrefcount(None) - references < 1000
    assert resident_kib() - memory < 4096


def test_many_loaders_leak_nothing(detection_set: Path) -> None:
    def run(count: int) -> None:
        for _ in range(count):
            loader = imrec.DetectionLoader(detection_set, **SMALL, log=print)
            next(loader)

    run(20)
    gc.collect()
    files, threads = len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))
    memory = resident_kib()
    run(200)
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == files
    assert len(os.listdir("/proc/self/task")) == threads
    assert resident_kib() - memory < 8192


def test_a_callback_that_holds_its_loader_is_collected(detection_set: Path) -> None:
    import weakref

    class Owner:
        def __init__(self) -> None:
            self.loader = imrec.DetectionLoader(detection_set, **SMALL, bad_records=self.skip)

        def skip(self, _: imrec.Error) -> bool:
            return True

    owner = Owner()
    next(owner.loader)
    gone = weakref.ref(owner)
    del owner
    gc.collect()
    assert gone() is None


def test_errors_are_also_the_built_in_kinds() -> None:
    import pickle

    from imrec._errors import make_error

    for code, kind in (
        ("not_found", FileNotFoundError),
        ("io", OSError),
        ("invalid_argument", ValueError),
        ("corrupt_data", ValueError),
        ("unsupported", ValueError),
        ("limit_exceeded", ValueError),
    ):
        error = make_error(code, "a.rec: record 3: why", "why", "a.rec", None, 3, 8)
        assert isinstance(error, imrec.Error) and isinstance(error, kind)
        assert str(error) == "a.rec: record 3: why"
        copy = pickle.loads(pickle.dumps(error))
        assert type(copy) is type(error) and str(copy) == str(error)
        assert (copy.code, copy.reason, copy.file, copy.key, copy.offset) == (
            code,
            "why",
            "a.rec",
            3,
            8,
        )
