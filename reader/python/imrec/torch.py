"""Batches as torch tensors.

This module needs torch 1.13 or later; the rest of imrec does not.
"""

from __future__ import annotations

import os
import warnings
import weakref
from collections import deque
from collections.abc import Iterator
from typing import Any, Literal, Union

import torch
import torch.utils.data

from ._batch import Batch
from ._checks import integer
from ._errors import InvalidArgumentError
from ._loader_base import Loader

# More workers than a DataLoader ever has.
_MAX_WORKERS = 4096


def tensor(array: Any) -> Any:
    """Returns an array of a batch as a tensor on the CPU, without a copy."""
    return torch.from_dlpack(array)


def detection_targets(batch: Batch, first_class: int = 1) -> list[dict[str, Any]]:
    """Returns the objects of each sample for torchvision's models, see ``Batch.targets``."""
    height, width = batch._native.image_size
    scale = torch.tensor([width, height, width, height], dtype=torch.float32)
    labels = tensor(batch._native.labels)
    if labels.dim() != 3:
        raise InvalidArgumentError("targets need a DetectionLoader with label_layout='objects'")
    targets = []
    for sample, count in zip(labels, tensor(batch._native.counts).tolist()):
        boxes = sample[:count, 1:5] * scale
        # torchvision refuses boxes without an area.
        kept = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
        classes = sample[:count, 0].long() + first_class
        targets.append({"boxes": boxes[kept], "labels": classes[kept]})
    return targets


class PinnedMemory:
    """Page-locks the memory of batches, each block once, and unlocks it in the end.

    The memory of a reader's batches is used again and again, so that after some batches nothing is
    left to do. Locking is only done in the process that made this object.
    """

    def __init__(self, cudart: Any) -> None:
        self._cudart = cudart
        self._process = os.getpid()
        self._blocks: dict[int, int] = {}

    def add(self, address: int, length: int) -> None:
        """Locks a block, unless it is locked already."""
        if length == 0 or address in self._blocks or os.getpid() != self._process:
            return
        code = int(self._cudart.cudaHostRegister(address, length, 0))
        if code != 0:
            raise RuntimeError(f"cudaHostRegister failed with code {code} for {length} bytes")
        self._blocks[address] = length

    def release(self) -> None:
        """Unlocks all blocks, the last one first."""
        while self._blocks:
            address, _ = self._blocks.popitem()
            if os.getpid() == self._process:
                self._cudart.cudaHostUnregister(address)


def _forget_last_error(device: Any) -> None:
    """Clears the error that CUDA keeps after a failed call; PyTorch would raise it after its next
    kernel."""
    try:
        torch.zeros(1, device=device)
    except RuntimeError:
        pass


class _Transfer:
    """Copies batches to a device on a stream of its own."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self._process = os.getpid()
        self._stream = torch.cuda.Stream(device)
        # A batch must not return to the reader while it is being copied.
        self._copying: deque[tuple[Any, tuple[Any, ...]]] = deque()

    def copy(self, tensors: tuple[Any, ...]) -> tuple[Any, ...]:
        while self._copying and self._copying[0][0].query():
            self._copying.popleft()
        event = torch.cuda.Event()
        with torch.cuda.stream(self._stream):
            copies = tuple(item.to(self._device, non_blocking=True) for item in tensors)
            event.record(self._stream)
        self._copying.append((event, tensors))
        current = torch.cuda.current_stream(self._device)
        current.wait_event(event)
        for item in copies:
            item.record_stream(current)
        return copies

    def finish(self) -> None:
        while self._copying:
            event, _ = self._copying.popleft()
            if os.getpid() == self._process:
                event.synchronize()


class _Devices:
    """What all TorchLoaders of one loader share: locked memory, and a transfer for each device."""

    def __init__(self) -> None:
        self.pinned: PinnedMemory | None = None
        self.transfers: dict[str, _Transfer] = {}

    def pin(self) -> PinnedMemory:
        if self.pinned is None:
            self.pinned = PinnedMemory(torch.cuda.cudart())
        return self.pinned

    def transfer(self, device: Any) -> _Transfer:
        return self.transfers.setdefault(str(device), _Transfer(device))

    def finish(self) -> None:
        for transfer in self.transfers.values():
            transfer.finish()
        if self.pinned is not None:
            self.pinned.release()

    @staticmethod
    def of(loader: Loader) -> _Devices:
        devices: _Devices | None = getattr(loader, "_devices", None)
        if devices is None:
            devices = loader._devices = _Devices()
            # Memory is unlocked before the reader frees it: when the loader is closed, or else when
            # it is no longer used or the interpreter ends.
            loader._before_close.append(weakref.finalize(loader, devices.finish))
        return devices


class TorchLoader:
    """Iterates over the epochs of a loader as torch tensors.

    Each step returns ``(images, labels)``; with ``torchvision=True`` the second is a list of
    targets as torchvision's detection models take them, see ``Batch.targets``.

    Without a device, or with the CPU, the tensors are views of the reader's memory, which they keep
    alive. With a CUDA device, they are copies that the GPU makes while the trainer goes on; the
    current stream waits for them. With other devices, they are ordinary copies. Loops, ``len`` and
    states are those of the loader.

    Args:
        loader: a DetectionLoader or ClassificationLoader.
        device: where the tensors are; None: on the CPU.
        pin: page-lock the memory of the batches, so that copies run in the background; ``"auto"``:
            if the device is a GPU. If the memory cannot be locked, ``"auto"`` warns and continues
            without, and True raises a RuntimeError.
        torchvision: return targets instead of labels.
    """

    def __init__(
        self,
        loader: Loader,
        *,
        device: Any = None,
        pin: Union[bool, Literal["auto"]] = "auto",
        torchvision: bool = False,
    ) -> None:
        if pin not in (True, False, "auto"):
            raise InvalidArgumentError(f"pin must be True, False or 'auto', not {pin!r}")
        self.loader = loader
        self._device = torch.device("cpu" if device is None else device)
        self._torchvision = torchvision
        self._pin = pin
        on_gpu = self._device.type == "cuda"
        devices = _Devices.of(loader) if pin is True or on_gpu else None
        self._pinned = devices.pin() if devices and pin is not False else None
        self._transfer = devices.transfer(self._device) if devices and on_gpu else None

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        for batch in self.loader:
            yield self._convert(batch)

    def __len__(self) -> int:
        return len(self.loader)

    def state_dict(self) -> dict[str, Any]:
        """As that of the loader."""
        return self.loader.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """As that of the loader."""
        self.loader.load_state_dict(state)

    def set_epoch(self, epoch: int) -> None:
        """As that of the loader."""
        self.loader.set_epoch(epoch)

    def _convert(self, batch: Batch) -> tuple[Any, Any]:
        self._lock(batch)
        images = tensor(batch._native.images)
        if not self._torchvision:
            images, labels = self._move((images, tensor(batch._native.labels)))
            return images, labels
        (images,) = self._move((images,))
        return images, self._move_targets(detection_targets(batch))

    def _lock(self, batch: Batch) -> None:
        if self._pinned is None:
            return
        try:
            self._pinned.add(*batch.memory)
        except RuntimeError as error:
            if self._device.type == "cuda":
                _forget_last_error(self._device)
            if self._pin is True:
                raise
            self._pinned = None
            warnings.warn(
                f"{error}: copies to the GPU wait, because their memory is not page-locked",
                stacklevel=4,
            )

    def _move_targets(self, targets: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if self._device.type == "cpu":
            return targets
        # With two copies for all samples: a small copy takes as long as a large one.
        sizes = [len(target["labels"]) for target in targets]
        boxes, labels = self._move(
            (
                torch.cat([target["boxes"] for target in targets]),
                torch.cat([target["labels"] for target in targets]),
            )
        )
        return [
            {"boxes": some, "labels": classes}
            for some, classes in zip(boxes.split(sizes), labels.split(sizes))
        ]

    def _move(self, tensors: tuple[Any, ...]) -> tuple[Any, ...]:
        if self._transfer is not None:
            return self._transfer.copy(tensors)
        return tuple(item.to(self._device) for item in tensors)


class Dataset(torch.utils.data.IterableDataset):
    """A loader as an IterableDataset, for code that wants a DataLoader.

    ::

        data = torch.utils.data.DataLoader(imrec.torch.Dataset(loader), batch_size=None)

    Each item is a batch: ``(images, labels)``. The loader has threads of its own, so
    ``num_workers=0`` is the fastest. With W workers, the loader's samples are divided among W
    loaders, one per worker, and copied to the main process; a warning says so once. Each of these
    loaders ends its epoch with a smaller batch, unless ``last_batch`` says otherwise, so there can
    be up to W - 1 batches more than without workers. States are those of the loader, and so need
    ``num_workers=0``.

    Args:
        loader: a DetectionLoader or ClassificationLoader.
        num_workers: that of the DataLoader, which does not say it. ``len()`` is the number of
            batches with so many workers.
    """

    def __init__(self, loader: Loader, num_workers: int = 0) -> None:
        super().__init__()
        self.loader = loader
        self._num_workers = integer("num_workers", num_workers, 0, _MAX_WORKERS)
        # Shared with the workers, which may be new processes in each epoch: the next epoch of each,
        # and in the end whether the user was warned.
        self._shared = torch.full((_MAX_WORKERS + 1,), loader.epoch, dtype=torch.int64)
        self._shared[-1] = 0
        self._shared.share_memory_()
        self._own: Loader | None = None  # in a worker

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        worker = torch.utils.data.get_worker_info()
        if worker is None:
            yield from TorchLoader(self.loader)
            return
        if self._num_workers not in (0, worker.num_workers):
            raise InvalidArgumentError(
                f"num_workers of imrec.torch.Dataset is {self._num_workers}, that of the "
                f"DataLoader {worker.num_workers}"
            )
        if self._own is None:
            self._own = _part_of(self.loader, worker.id, worker.num_workers)
            if worker.id == 0 and not self._shared[-1]:
                self._shared[-1] = 1
                warnings.warn(
                    "the loader has threads of its own; num_workers=0 avoids copies between "
                    "processes",
                    stacklevel=2,
                )
        epoch = int(self._shared[worker.id])
        self._shared[worker.id] += 1
        self._own.set_epoch(epoch)
        for batch in self._own:
            yield tensor(batch._native.images), tensor(batch._native.labels)

    def __len__(self) -> int:
        workers = self._num_workers
        if workers == 0:
            return len(self.loader)
        return sum(
            _batches_of_part(self.loader, worker, workers, int(self._shared[worker]))
            for worker in range(workers)
        )

    def set_epoch(self, epoch: int) -> None:
        """Chooses the next epoch, also for workers."""
        self.loader.set_epoch(epoch)
        self._shared[:-1] = epoch

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_own": None}


def _part_of(loader: Loader, worker: int, workers: int) -> Loader:
    arguments = dict(loader._arguments)
    index, count = loader._part
    # Every workers-th sample of the rank, which has every count-th of the set.
    arguments["part"] = (worker * count + index, count * workers)
    arguments["equalise"] = _equalise_of(loader)
    if not arguments["threads"]:
        arguments["threads"] = max(1, len(os.sched_getaffinity(0)) // workers)
    return type(loader)(**arguments)


def _equalise_of(loader: Loader) -> str:
    # All ranks must have equal numbers of batches. Without ranks, no sample is repeated.
    given: str | None = loader._arguments["equalise"]
    return given or ("pad" if loader._part[1] > 1 else "off")


def _batches_of_part(loader: Loader, worker: int, workers: int, epoch: int) -> int:
    """The number of batches in an epoch of _part_of()."""
    samples = {
        "pad": -(-loader.num_samples // workers),
        "drop": loader.num_samples // workers,
        "off": -(-(loader.num_samples - worker) // workers),
    }[_equalise_of(loader)]
    batch = int(loader._arguments["batch_size"])
    return {
        "keep": -(-samples // batch),
        "pad": -(-samples // batch),
        "drop": samples // batch,
        "roll": (epoch + 1) * samples // batch - epoch * samples // batch,
    }[loader._arguments["last_batch"]]
