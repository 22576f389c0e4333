"""Batches on a GPU. Skipped where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

import imrec  # noqa: E402

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU")

# As few batches as possible, so that their memory is used again at once.
OPTIONS: dict[str, Any] = {
    "batch_size": 5,
    "size": 300,
    "threads": 4,
    "prefetch": 1,
    "seed": 7,
    "last_batch": "drop",
}


def on_the_cpu(source: Path, epochs: int, **options: Any) -> list[tuple[Any, Any]]:
    loader = imrec.DetectionLoader(source, **OPTIONS, **options).torch()
    return [
        (images.clone(), labels.clone()) for _ in range(epochs) for images, labels in iter(loader)
    ]


@pytest.mark.parametrize("pin", [True, False])
@pytest.mark.parametrize("dtype", ["float32", "float16", "uint8"])
def test_copies_are_complete_though_memory_is_used_again(
    detection_set: Path, dtype: str, pin: bool
) -> None:
    expected = on_the_cpu(detection_set, 4, dtype=dtype)
    loader = imrec.DetectionLoader(detection_set, **OPTIONS, dtype=dtype)
    steps = loader.torch(device="cuda", pin=pin)
    copied = [step for _ in range(4) for step in iter(steps)]
    assert len(copied) == len(expected)
    for (images, labels), (wanted, wanted_labels) in zip(copied, expected):
        assert images.is_cuda and images.dtype == wanted.dtype
        assert torch.equal(images.cpu(), wanted)
        assert torch.equal(labels.cpu(), wanted_labels)


def test_a_slow_stream_delays_no_copy_of_other_pixels(detection_set: Path) -> None:
    expected = on_the_cpu(detection_set, 2)
    steps = imrec.DetectionLoader(detection_set, **OPTIONS).torch(device="cuda")
    square = torch.rand(4096, 4096, device="cuda")
    sums = []
    for _ in range(2):
        for images, _ in steps:
            for _ in range(20):  # keeps the trainer's stream busy long after this step
                square = (square @ square).clamp(0, 1)
            sums.append(images.double().sum())  # on that stream, after the products
            del images
    for total, (wanted, _) in zip(sums, expected):
        assert total.item() == pytest.approx(wanted.double().sum().item(), rel=1e-9)


def test_memory_is_page_locked_once_and_unlocked(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **OPTIONS)
    steps = loader.torch(device="cuda")
    for _ in range(3):
        for _ in steps:
            pass
    batch = next(loader)
    images = batch.torch()["images"]
    assert images.is_pinned()
    loader.close()
    assert not images.is_pinned()


def test_targets_are_on_the_gpu(detection_set: Path) -> None:
    expected = next(imrec.DetectionLoader(detection_set, **OPTIONS)).targets()
    loader = imrec.DetectionLoader(detection_set, **OPTIONS)
    images, targets = next(iter(loader.torch(device="cuda", torchvision=True)))
    assert images.is_cuda
    assert len(targets) == len(expected)
    for target, wanted in zip(targets, expected):
        assert target.keys() == wanted.keys()
        for name, value in target.items():
            assert value.is_cuda and torch.equal(value.cpu(), wanted[name])
