"""Tensors without copies, targets, page-locked memory, DataLoader workers."""

from __future__ import annotations

import gc
import itertools
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

import imrec  # noqa: E402
import imrec.torch as imrec_torch  # noqa: E402

SMALL: dict[str, Any] = {"batch_size": 5, "size": (32, 40), "threads": 2, "seed": 7}


@pytest.mark.parametrize("dtype", ["float32", "float16", "uint8"])
def test_tensors_are_views(detection_set: Path, dtype: str) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL, dtype=dtype)
    batch = next(loader)
    tensors = batch.torch()
    assert tensors["images"].data_ptr() == batch.memory[0]
    assert tensors["images"].dtype == getattr(torch, dtype)
    for name, array in batch.numpy().items():
        assert tensors[name].data_ptr() == array.ctypes.data
        np.testing.assert_array_equal(tensors[name].numpy(), array)
    images = tensors["images"]
    images[0] = 3
    del batch, tensors
    loader.close()
    gc.collect()
    assert (images[0] == 3).all()  # the tensor keeps the memory


def test_the_loop_of_a_trainer(detection_set: Path) -> None:
    expected = [np.asarray(b.labels).copy() for b in imrec.DetectionLoader(detection_set, **SMALL)]
    loader = imrec.DetectionLoader(detection_set, **SMALL).torch()
    assert len(loader) == 5
    steps = list(loader)
    assert [tuple(images.shape) for images, _ in steps] == [(5, 3, 32, 40)] * 4 + [(3, 3, 32, 40)]
    for (_, labels), array in zip(steps, expected):
        np.testing.assert_array_equal(labels.numpy(), array)
    state = loader.state_dict()
    first = next(iter(loader))[1].clone()
    loader.load_state_dict(state)
    assert torch.equal(next(iter(loader))[1], first)


def test_targets_for_torchvision(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL, preset="eval300", shuffle=False)
    batch = next(loader)
    targets = batch.targets()
    labels, counts = np.asarray(batch.labels), np.asarray(batch.counts)
    for i, target in enumerate(targets):
        count = counts[i]
        assert target["boxes"].dtype == torch.float32 and target["labels"].dtype == torch.int64
        scale = np.array([40, 32, 40, 32], np.float32)
        np.testing.assert_allclose(target["boxes"].numpy(), labels[i, :count, 1:5] * scale)
        assert target["labels"].tolist() == (labels[i, :count, 0] + 1).tolist()
    assert batch.targets(torchvision=False)[0]["labels"].tolist() == [0]
    np.asarray(batch.counts)[0] = 0
    empty = batch.targets()[0]
    assert empty["boxes"].shape == (0, 4) and empty["labels"].shape == (0,)
    rows = next(iter(loader.torch(torchvision=True)))[1]
    assert set(rows[0]) == {"boxes", "labels"}


def test_targets_are_where_the_images_are(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL, preset="eval300", shuffle=False)
    expected = [target["boxes"].shape for target in next(loader).targets()]
    loader.set_epoch(0)
    images, targets = next(iter(loader.torch(device="meta", torchvision=True)))
    assert images.device.type == "meta"
    assert [target["boxes"].shape for target in targets] == expected
    assert all(value.device.type == "meta" for target in targets for value in target.values())


def test_targets_train_a_model_of_torchvision(detection_set: Path) -> None:
    detection: Any = pytest.importorskip("torchvision.models.detection")
    loader = imrec.DetectionLoader(
        detection_set, preset="eval300", size=64, batch_size=2, mean=0, std=255, threads=1
    )
    model = detection.ssdlite320_mobilenet_v3_large(
        weights=None, weights_backbone=None, num_classes=4
    )
    images, targets = next(iter(loader.torch(torchvision=True)))
    losses = model(list(images), targets)
    assert all(torch.isfinite(loss) for loss in losses.values())


class FakeCudart:
    """Counts what a driver would do, with its rules."""

    def __init__(self, code: int = 0) -> None:
        self.registered: dict[int, int] = {}
        self.calls: list[tuple[str, int]] = []
        self.code = code

    def cudaHostRegister(self, address: int, length: int, flags: int) -> int:
        assert flags == 0 and length > 0 and address % 4096 == 0
        for other, size in self.registered.items():
            assert address + length <= other or other + size <= address, "registered twice"
        self.calls.append(("register", address))
        if self.code == 0:
            self.registered[address] = length
        return self.code

    def cudaHostUnregister(self, address: int) -> int:
        assert address in self.registered
        del self.registered[address]
        self.calls.append(("unregister", address))
        return 0


def test_memory_is_locked_once_and_unlocked_before_it_is_freed(
    detection_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cudart = FakeCudart()
    monkeypatch.setattr(torch.cuda, "cudart", lambda: cudart)
    loader = imrec.DetectionLoader(detection_set, **SMALL, prefetch=2)
    pinned = loader.torch(pin=True)
    addresses = set()
    for _ in range(6):
        for images, _ in pinned:
            addresses.add(images.data_ptr())
            assert images.data_ptr() in cudart.registered
    assert len(cudart.registered) == len(addresses) == len(cudart.calls) <= 4
    kept = images
    loader.close()
    assert cudart.registered == {}  # also the memory of the batch that is kept
    order = [address for call, address in cudart.calls if call == "register"]
    assert [a for call, a in cudart.calls if call == "unregister"] == order[::-1]
    assert tuple(kept.shape) == (3, 3, 32, 40) and torch.isfinite(kept).all()

    forgotten = imrec.DetectionLoader(detection_set, **SMALL)
    list(forgotten.torch(pin=True))
    assert cudart.registered
    del forgotten
    gc.collect()
    assert cudart.registered == {}


def test_a_forked_child_unlocks_nothing(
    detection_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cudart = FakeCudart()
    memory = imrec_torch.PinnedMemory(cudart)
    memory.add(4096, 10)
    monkeypatch.setattr("os.getpid", lambda: -1)
    memory.add(8192, 10)
    memory.release()
    assert cudart.calls == [("register", 4096)]


def test_a_failure_to_lock_is_reported(
    detection_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "cudart", lambda: FakeCudart(code=2))
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    with pytest.raises(RuntimeError, match="cudaHostRegister failed with code 2"):
        next(iter(loader.torch(pin=True)))


def test_without_locked_memory_auto_continues(
    detection_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = imrec.DetectionLoader(detection_set, **SMALL)
    expected = [images.clone() for images, _ in plain.torch()]
    cudart = FakeCudart(code=2)
    asked: list[Any] = []

    class Copies:
        def copy(self, tensors: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(item.clone() for item in tensors)

        def finish(self) -> None:
            pass

    monkeypatch.setattr(torch.cuda, "cudart", lambda: cudart)
    monkeypatch.setattr(imrec_torch, "_Transfer", lambda device: Copies())
    monkeypatch.setattr(imrec_torch, "_forget_last_error", asked.append)
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    with pytest.warns(UserWarning, match="code 2 .*page-locked") as caught:
        found = [images for images, _ in loader.torch(device="cuda")]
    assert len(caught) == len(asked) == 1 and caught[0].filename == __file__
    assert all(torch.equal(one, other) for one, other in zip(found, expected, strict=True))
    loader.close()
    assert [call for call, _ in cudart.calls] == ["register"]


class FakeEvent:
    """Passes when the test says so."""

    log: list[str] = []
    passed = False

    def record(self, stream: Any) -> None:
        FakeEvent.log.append("record")

    def query(self) -> bool:
        return FakeEvent.passed

    def synchronize(self) -> None:
        FakeEvent.log.append("synchronize")


def test_a_batch_is_kept_until_its_copy_has_ended(
    detection_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import contextlib

    class Stream:
        def __init__(self, *_: Any) -> None:
            pass

        def wait_event(self, _: Any) -> None:
            FakeEvent.log.append("wait")

    monkeypatch.setattr(torch.cuda, "Stream", Stream)
    monkeypatch.setattr(torch.cuda, "Event", FakeEvent)
    monkeypatch.setattr(torch.cuda, "stream", lambda _: contextlib.nullcontext())
    monkeypatch.setattr(torch.cuda, "current_stream", lambda *_: Stream())
    monkeypatch.setattr(torch.Tensor, "record_stream", lambda *_: None)
    FakeEvent.log.clear()
    FakeEvent.passed = False
    loader = imrec.DetectionLoader(detection_set, **SMALL, prefetch=1)
    transfer = imrec_torch._Transfer(torch.device("cpu"))
    addresses = []
    for batch in loader:
        addresses.append(batch.memory[0])
        transfer.copy((imrec_torch.tensor(batch.images),))
        del batch
    assert len(set(addresses)) == 5  # no memory was used again: no copy has ended
    assert FakeEvent.log == ["record", "wait"] * 5
    FakeEvent.passed = True
    for batch in itertools.chain.from_iterable(itertools.repeat(loader, 4)):
        addresses.append(batch.memory[0])
        transfer.copy((imrec_torch.tensor(batch.images),))
        del batch
    assert len(set(addresses[5:])) < 20  # now it was
    transfer.finish()
    assert FakeEvent.log[-1] == "synchronize"


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
@pytest.mark.parametrize("kind", ["loader", "records"])
def test_workers_need_not_be_forked(detection_set: Path, method: str, kind: str) -> None:
    data: Any
    if kind == "records":
        data = torch.utils.data.DataLoader(
            imrec.RecordDataset(detection_set), None, num_workers=2, multiprocessing_context=method
        )
        images = [image.numpy().tobytes() for image, _ in data]
        assert images == [image.tobytes() for image, _ in imrec.RecordDataset(detection_set)]
        return
    options = {**SMALL, "preset": "eval300", "threads": 1}
    loader = imrec.DetectionLoader(detection_set, **options)
    whole = epoch_keys(loader.torch())
    data = torch.utils.data.DataLoader(
        imrec_torch.Dataset(loader), None, num_workers=2, multiprocessing_context=method
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the loader has threads of its own
        assert epoch_keys(data) == whole


@pytest.mark.parametrize("last_batch", ["keep", "pad", "drop", "roll"])
@pytest.mark.parametrize("part", [(0, 1), (1, 2)])
def test_the_length_with_workers_is_exact(
    detection_set: Path, last_batch: str, part: tuple[int, int]
) -> None:
    options = {**SMALL, "preset": "eval300", "threads": 1, "batch_size": 3}
    loader = imrec.DetectionLoader(detection_set, **options, last_batch=last_batch, part=part)
    data = torch.utils.data.DataLoader(
        imrec_torch.Dataset(loader, num_workers=2), None, num_workers=2
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "the loader has threads")
        warnings.filterwarnings("error", "Length of IterableDataset")
        for _ in range(3):
            expected = len(data)
            assert sum(1 for _ in data) == expected


def test_workers_divide_the_samples_of_their_rank(detection_set: Path) -> None:
    options = {**SMALL, "preset": "eval300", "threads": 1, "equalise": "off"}
    for part in ((0, 2), (1, 2)):
        loader = imrec.DetectionLoader(detection_set, **options, part=part)
        data = torch.utils.data.DataLoader(imrec_torch.Dataset(loader), None, num_workers=2)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the loader has threads of its own
            assert epoch_keys(data) == epoch_keys(loader.torch())


def test_the_number_of_workers_must_be_that_of_the_data_loader(detection_set: Path) -> None:
    dataset = imrec_torch.Dataset(imrec.DetectionLoader(detection_set, **SMALL), num_workers=1)
    with pytest.raises(ValueError, match="Dataset is 1, that of the DataLoader 2"):
        list(torch.utils.data.DataLoader(dataset, None, num_workers=2))


def epoch_keys(data: Any) -> list[bytes]:
    return sorted(image.numpy().tobytes() for images, _ in data for image in images)


@pytest.mark.parametrize(
    ("workers", "persistent"), [(0, False), (1, False), (1, True), (3, False), (3, True)]
)
def test_a_data_loader_reads_each_record_once(
    detection_set: Path, workers: int, persistent: bool
) -> None:
    options = {**SMALL, "preset": "eval300", "threads": 1}  # the same pixels in each epoch
    whole = epoch_keys(imrec.DetectionLoader(detection_set, **options).torch())
    loader = imrec.DetectionLoader(detection_set, **options)
    data = torch.utils.data.DataLoader(
        imrec_torch.Dataset(loader),
        batch_size=None,
        num_workers=workers,
        persistent_workers=persistent,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(3):
            assert epoch_keys(data) == whole


@pytest.mark.parametrize("persistent", [False, True])
def test_workers_move_to_the_next_epoch(detection_set: Path, persistent: bool) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    data = torch.utils.data.DataLoader(
        imrec_torch.Dataset(loader), batch_size=None, num_workers=2, persistent_workers=persistent
    )
    epochs = [epoch_keys(data) for _ in range(3)]
    assert epochs[0] != epochs[1] != epochs[2] != epochs[0]
    again = imrec_torch.Dataset(imrec.DetectionLoader(detection_set, **SMALL))
    again.set_epoch(2)
    assert (
        epoch_keys(torch.utils.data.DataLoader(again, batch_size=None, num_workers=2)) == epochs[2]
    )


def test_workers_are_warned_of_once(detection_set: Path, tmp_path: Path) -> None:
    import subprocess

    program = """
import sys, torch, imrec.torch
loader = imrec.DetectionLoader(sys.argv[1], batch_size=5, size=32)
data = torch.utils.data.DataLoader(imrec.torch.Dataset(loader), batch_size=None, num_workers=2,
                                   persistent_workers=True)
for _ in range(2):
    list(data)
"""
    for code in (program, program.replace("=True", "=False")):
        done = subprocess.run(
            [sys.executable, "-c", code, str(detection_set)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr.count("num_workers=0 avoids copies") == 1


def test_ranks_with_workers_have_equal_batches(detection_set: Path) -> None:
    counts = []
    for rank in range(2):
        loader = imrec.DetectionLoader(detection_set, **SMALL, part=(rank, 2))
        data = torch.utils.data.DataLoader(
            imrec_torch.Dataset(loader), batch_size=None, num_workers=2
        )
        counts.append([len(images) for images, _ in data])
    assert counts[0] == counts[1]


def test_a_loop_that_makes_a_torch_loader_in_each_epoch(
    detection_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cudart = FakeCudart()
    monkeypatch.setattr(torch.cuda, "cudart", lambda: cudart)
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    for _ in range(5):
        for images, _ in loader.torch(pin=True):
            assert images.data_ptr() in cudart.registered
    assert len(loader._before_close) == 1
    plain = imrec.DetectionLoader(detection_set, **SMALL)
    for _ in range(5):
        list(plain.torch())
    assert plain._before_close == []
    with pytest.raises(ValueError, match="pin must be"):
        loader.torch(pin="yes")  # type: ignore[arg-type]
    loader.close()
    assert cudart.registered == {}
