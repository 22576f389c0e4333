"""What all loaders have in common: epochs, states, the end."""

from __future__ import annotations

import atexit
import json
import logging
import operator
import os
import threading
import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union

from ._batch import Batch
from ._checks import integer
from ._errors import InvalidArgumentError
from ._imrec import Reader, ReaderOptions, begin_interpreter_end, finish_interpreter_end

if TYPE_CHECKING:
    from .torch import TorchLoader

L = TypeVar("L", bound="Loader")

_open_loaders: weakref.WeakSet[Loader] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    # Workers must not run while the interpreter ends, nor daemon threads within the C++ part.
    begin_interpreter_end()
    try:
        for loader in list(_open_loaders):
            loader._close_at_exit()
    finally:
        finish_interpreter_end()


def _renew_locks() -> None:
    # A thread of the parent that holds a lock does not exist in the child.
    for loader in list(_open_loaders):
        loader._lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_locks)


def _plain(value: Any) -> int:
    # Numbers of NumPy and torch.
    return operator.index(value)


def log_notice(text: str) -> None:
    """The default for notices of the library."""
    logging.getLogger("imrec").warning("%s", text)


class Loader:
    """The base class of loaders.

    ``for batch in loader`` reads one epoch, and the next loop reads the next epoch, also after a
    loop that ended early. After ``load_state_dict()`` the first loop continues exactly where the
    state was taken. ``next(loader)`` returns the next batch, and raises StopIteration once at the
    end of each epoch.

    The sequence of batches depends only on the data and the options, not on ``threads``,
    ``prefetch`` or timing. Waiting for a batch releases the GIL and handles signals: Ctrl-C raises
    KeyboardInterrupt and loses no batch.

    Threads may share a loader by ``next()``: each batch goes to one of them, and so does the
    StopIteration at the end of an epoch. A loop is for one thread. After a fork, parent and child
    continue separately from the same position. A pickled loader is opened again, at the same
    position, where it is loaded. Loaders are closed when the interpreter ends.
    """

    _reader: Reader
    _arguments: dict[str, Any]
    _part: tuple[int, int]  # index and count
    _devices: Any  # of imrec.torch

    def __init__(self) -> None:
        raise TypeError("use DetectionLoader or ClassificationLoader")

    def _start(
        self, arguments: dict[str, Any], options: ReaderOptions, open_reader: Callable[[], Reader]
    ) -> None:
        # The part is that of now, also where a pickled loader is opened again.
        part = (options.part_index, options.part_count)
        self._arguments = {**arguments, "part": part}
        self._part = part
        self._lock = threading.Lock()
        self._within_epoch = False  # a batch of the current epoch was read
        self._resumed = False  # the next loop continues at the current position
        self._before_close: list[Callable[[], None]] = []
        self._reader = open_reader()
        _open_loaders.add(self)

    def __iter__(self: L) -> L:
        with self._lock:
            if self._within_epoch and not self._resumed:
                self._reader.start_epoch(self.epoch + 1)
            self._within_epoch = False
        return self

    def __next__(self) -> Batch:
        try:
            native = self._reader.next()
        except Exception:  # the batch is lost, and reading continues with the next one
            self._resumed, self._within_epoch = False, True
            raise
        self._resumed = False
        self._within_epoch = native is not None
        if native is None:
            raise StopIteration
        return Batch(native)

    def __len__(self) -> int:
        """The number of batches of the current epoch."""
        return self._reader.batches_in(self.epoch)

    @property
    def epoch(self) -> int:
        """The epoch of the next batch, from 0."""
        return int(self.state_dict()["epoch"])

    def set_epoch(self, epoch: int) -> None:
        """Moves to the first batch of an epoch. Loops move on by themselves, so this is only needed
        to choose another epoch. Directly after ``load_state_dict()``, the epoch of the state keeps
        its position."""
        if self._resumed and epoch == self.epoch:
            return
        self._reader.start_epoch(integer("epoch", epoch, 0, 2**32 - 1))
        self._within_epoch = False
        self._resumed = True

    @property
    def num_samples(self) -> int:
        """The number of samples per epoch of this part, without padding."""
        return self._reader.size

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the images of a full batch."""
        return tuple(self._reader.image_shape)

    @property
    def label_shape(self) -> tuple[int, ...]:
        """The shape of the labels of a full batch."""
        return tuple(self._reader.label_shape)

    @property
    def class_names(self) -> list[str]:
        """The names of the classes, by class number; empty if the data set has none."""
        return list(self._reader.class_names)

    @property
    def threads(self) -> int:
        """The number of workers."""
        return self._reader.threads

    def state_dict(self) -> dict[str, Any]:
        """Returns the position of the next batch, as numbers. It may be taken at any time, and
        fits into a checkpoint or JSON."""
        state: dict[str, Any] = json.loads(self._reader.state())
        return state

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Moves to a position, at once. The next loop continues there.

        Raises:
            ValueError: a field is missing or invalid, or the state belongs to other data, another
                seed or another shuffle mode; the message names it. Nothing is changed then.
        """
        if not isinstance(state, Mapping):
            raise InvalidArgumentError(f"a state is a dictionary, not {type(state).__name__}")
        self._reader.restore(json.dumps(dict(state), default=_plain))
        self._within_epoch = False
        self._resumed = True

    def stats(self) -> dict[str, Any]:
        """Returns counts and times since the loader was opened; ``"bottleneck"`` says in words
        whether the loader or its caller is the slower one."""
        return dict(self._reader.stats())

    def torch(
        self,
        device: Any = None,
        pin: Union[bool, Literal["auto"]] = "auto",
        torchvision: bool = False,
    ) -> TorchLoader:
        """Returns an iterable of ``(images, labels)`` as torch tensors, see
        :class:`imrec.torch.TorchLoader`."""
        from .torch import TorchLoader

        return TorchLoader(self, device=device, pin=pin, torchvision=torchvision)

    def close(self) -> None:
        """Stops the workers. Batches stay valid. May be called more than once, and from any thread
        or signal handler: a loop that waits for a batch ends with an InvalidArgumentError."""
        self._prepare_to_close()
        self._reader.close()

    def _close_at_exit(self) -> None:
        try:
            self._prepare_to_close()
        finally:
            self._reader.close_at_exit()

    def _prepare_to_close(self) -> None:
        _open_loaders.discard(self)
        while self._before_close:
            self._before_close.pop()()

    def __enter__(self: L) -> L:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopen, (type(self), self._arguments, self.state_dict(), self._within_epoch)

    def __repr__(self) -> str:
        return f"<imrec.{type(self).__name__} of {self._arguments['sources']!r}>"


def _reopen(kind: type[L], arguments: dict[str, Any], state: dict[str, Any], within: bool) -> L:
    loader = kind(**arguments)
    loader.load_state_dict(state)
    loader._resumed = not within
    loader._within_epoch = within
    return loader


def arguments_of(variables: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if name not in ("self", "__class__")}
