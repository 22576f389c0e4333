"""Loaders: iterators over augmented batches."""

from __future__ import annotations

import atexit
import json
import logging
import operator
import os
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Optional, TypeVar, Union

from ._batch import Batch
from ._checks import INT64, UINT64, color, function, height_and_width, integer, number, text
from ._errors import Error, InvalidArgumentError
from ._imrec import Reader, ReaderOptions, begin_interpreter_end, finish_interpreter_end
from ._names import named_options
from ._parts import PartLike, find_part
from ._recipe import RecipeLike, load_recipe

if TYPE_CHECKING:
    from .torch import TorchLoader

PathLike = Union[str, "os.PathLike[str]"]
Sources = Union[PathLike, Sequence[PathLike], Mapping[PathLike, float]]
Log = Callable[[str], object]
BadRecords = Union[Literal["skip", "fail"], Callable[[Error], bool]]
Size = Union[None, int, tuple[int, int]]
Color = Any  # None, a number or three
L = TypeVar("L", bound="Loader")

# The number of records of a shuffle window if only "window" is given.
_WINDOW = 16384

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


def _plain(value: Any) -> int:
    # Numbers of NumPy and torch.
    return operator.index(value)


def _log_notice(text: str) -> None:
    logging.getLogger("imrec").warning("%s", text)


def _add_sources(options: ReaderOptions, sources: Sources) -> None:
    if isinstance(sources, (str, os.PathLike)):
        options.add_source(os.fspath(sources))
    elif isinstance(sources, Mapping):
        for path, weight in sources.items():
            options.add_source(os.fspath(path), weight)
    else:
        for path in sources:
            options.add_source(os.fspath(path))


def _set_shuffle(options: ReaderOptions, shuffle: Union[bool, str]) -> None:
    if isinstance(shuffle, bool):
        options.set_shuffle("full" if shuffle else "none", 0)
    elif shuffle == "window":
        options.set_shuffle("window", _WINDOW)
    elif isinstance(shuffle, str) and shuffle[:7] == "window:" and shuffle[7:].isdigit():
        options.set_shuffle("window", int(shuffle[7:]))
    else:
        raise InvalidArgumentError(
            f"shuffle must be True, False, 'window' or 'window:RECORDS', not {shuffle!r}"
        )


def _reader_options(
    sources: Sources,
    *,
    preset: RecipeLike,
    batch_size: int,
    size: Size,
    mean: Color,
    std: Color,
    dtype: str,
    layout: str,
    channels: str,
    shuffle: Union[bool, str],
    seed: int,
    last_batch: str,
    part: PartLike,
    equalise: Optional[str],
    threads: int,
    prefetch: int,
    memory: Optional[int],
    bad_records: BadRecords,
    max_bad_share: float,
    keep_plans: bool,
    check_checksums: bool,
    mix_class_names: bool,
    pin_threads: bool,
    huge_pages: bool,
    max_pixels: int,
) -> ReaderOptions:
    options = ReaderOptions()
    _add_sources(options, sources)
    recipe = load_recipe(preset)
    if size is not None:
        recipe.size = height_and_width("size", size)
    if mean is not None:
        recipe.mean = color("mean", mean)
    if std is not None:
        recipe.std = color("std", std)
    options.recipe = recipe
    options.set_format(text("dtype", dtype), text("layout", layout), text("channels", channels))
    _set_shuffle(options, shuffle)
    options.batch_size = integer("batch_size", batch_size, -INT64)
    options.seed = integer("seed", seed, 0, UINT64)
    options.last_batch = text("last_batch", last_batch)
    options.part_index, options.part_count = find_part(part)
    options.equalise = equalise or ("pad" if options.part_count > 1 else "off")
    options.threads = integer("threads", threads)
    options.prefetch = integer("prefetch", prefetch)
    if memory is not None:
        options.memory = integer("memory", memory)
    if isinstance(bad_records, str):
        options.bad_records = bad_records
    elif not callable(bad_records):
        raise InvalidArgumentError("bad_records must be 'skip', 'fail' or a function")
    options.max_bad_share = number("max_bad_share", max_bad_share)
    options.keep_plans = keep_plans
    options.check_checksums = check_checksums
    options.mix_class_names = mix_class_names
    options.pin_threads = pin_threads
    options.huge_pages = huge_pages
    options.set_limits(integer("max_pixels", max_pixels), 0)
    return options


class Loader:
    """The base class of loaders.

    ``for batch in loader`` reads one epoch, and the next loop reads the next epoch, also after a
    loop that ended early. After ``load_state_dict()`` the first loop continues exactly where the
    state was taken. ``next(loader)`` returns the next batch, and raises StopIteration once at the
    end of each epoch.

    The sequence of batches depends only on the data and the options, not on ``threads``,
    ``prefetch`` or timing. Waiting for a batch releases the GIL and handles signals: Ctrl-C raises
    KeyboardInterrupt and loses no batch.

    Threads may share a loader; each batch goes to one of them. After a fork, parent and child
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


def _arguments(variables: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if name not in ("self", "__class__")}


class DetectionLoader(Loader):
    """Reads augmented batches for detection.

    ::

        loader = imrec.DetectionLoader("train.rec", preset="ssd300", batch_size=32, seed=42)
        for images, labels in loader:
            ...

    Args:
        sources: a file, a pattern, a manifest or the PREFIX of a data set; a list of these; or a
            dictionary with a weight for each: how often its records occur per epoch.
        preset: how samples are augmented: a preset, a recipe file or a dictionary, see
            ``imrec.load_recipe``.
        batch_size: samples per batch.
        size: the side of the output, or (height, width), instead of that of the recipe.
        mean, std: what is subtracted from red, green and blue in 0..255, and what they are divided
            by afterwards, instead of the values of the recipe.
        dtype: ``"float32"``, ``"float16"`` or ``"uint8"`` (not normalised).
        layout: ``"NCHW"`` or ``"NHWC"``.
        channels: ``"RGB"`` or ``"BGR"``.
        shuffle: True: a new order in each epoch; False: the order of the files; ``"window"`` or
            ``"window:RECORDS"``: for hard disks and compressed files.
        seed: of the order and the augmentation.
        last_batch: what happens to the samples after the last full batch: ``"keep"`` them as a
            smaller batch, ``"pad"`` the batch with the first samples, ``"drop"`` them, or
            ``"roll"`` them over to the next epoch.
        part: (index, count): the share of this process; ``"auto"``: as torch.distributed or the
            launcher says (torchrun, Open MPI, Slurm); None: everything.
        equalise: ``"pad"``, ``"drop"`` or ``"off"``: what happens if the samples cannot be divided
            equally among the parts. By default they are padded if there are several parts.
        max_objects: rows of labels per sample; 0: the maximum of all records.
        label_layout: ``"objects"``, or ``"mxnet"`` as ImageDetRecordIter.
        threads: workers; 0: one per usable processor.
        prefetch: batches that are being filled or ready.
        memory: the maximum of bytes for these batches; None: 4 GiB.
        bad_records: ``"skip"``: another record is used instead; ``"fail"``: ``next()`` raises the
            Error; or a function that gets the Error and returns True to skip the record. It is
            called in the thread of ``next()``, which passes on what it raises.
        max_bad_share: the maximum share of skipped samples per epoch.
        keep_plans: return how each sample was augmented, in ``batch.plans``.
        check_checksums: compare each record with PREFIX.crc.
        mix_class_names: allow sources with different class names.
        pin_threads: pin each worker to a processor.
        huge_pages: request huge pages for the pixels.
        max_pixels: images with more pixels are bad records; 0: the limit of the library.
        log: gets each notice, for example that a file without an index is scanned. By default the
            logger ``imrec`` gets them as warnings.

    Raises:
        InvalidArgumentError: an option is out of range; the message names it.
        NotFoundError: a source does not exist.
        CorruptDataError, InputOutputError: a file cannot be used or contains no record.
        TypeError: there is no such option; the message names the nearest one.
    """

    @named_options
    def __init__(
        self,
        sources: Sources,
        *,
        preset: RecipeLike = "ssd300",
        batch_size: int = 32,
        size: Size = None,
        mean: Color = None,
        std: Color = None,
        dtype: str = "float32",
        layout: str = "NCHW",
        channels: str = "RGB",
        shuffle: Union[bool, str] = True,
        seed: int = 0,
        last_batch: str = "keep",
        part: PartLike = None,
        equalise: Optional[str] = None,
        max_objects: int = 0,
        label_layout: str = "objects",
        threads: int = 0,
        prefetch: int = 4,
        memory: Optional[int] = None,
        bad_records: BadRecords = "skip",
        max_bad_share: float = 0.05,
        keep_plans: bool = False,
        check_checksums: bool = False,
        mix_class_names: bool = False,
        pin_threads: bool = False,
        huge_pages: bool = False,
        max_pixels: int = 0,
        log: Optional[Log] = None,
    ) -> None:
        arguments = _arguments(locals())
        own = ("max_objects", "label_layout", "log")
        options = _reader_options(**{k: v for k, v in arguments.items() if k not in own})
        self._start(
            arguments,
            options,
            lambda: Reader(
                options,
                label_layout=text("label_layout", label_layout),
                max_objects=integer("max_objects", max_objects, -INT64),
                log=function("log", log) or _log_notice,
                on_bad_record=None if isinstance(bad_records, str) else bad_records,
            ),
        )


class ClassificationLoader(Loader):
    """Reads augmented batches for classification. The options are those of
    :class:`DetectionLoader`, except:

    Args:
        label_layout: ``"stored"``: as in the records; ``"multi_hot"``: a 1 at each class number;
            ``"identity"``: only the first label, the identity in face recognition sets.
        label_width: values per sample; 0: the maximum of all records. ``"multi_hot"``: the number
            of classes.
    """

    @named_options
    def __init__(
        self,
        sources: Sources,
        *,
        preset: RecipeLike = "imagenet",
        batch_size: int = 32,
        size: Size = None,
        mean: Color = None,
        std: Color = None,
        dtype: str = "float32",
        layout: str = "NCHW",
        channels: str = "RGB",
        shuffle: Union[bool, str] = True,
        seed: int = 0,
        last_batch: str = "keep",
        part: PartLike = None,
        equalise: Optional[str] = None,
        label_layout: str = "stored",
        label_width: int = 0,
        threads: int = 0,
        prefetch: int = 4,
        memory: Optional[int] = None,
        bad_records: BadRecords = "skip",
        max_bad_share: float = 0.05,
        keep_plans: bool = False,
        check_checksums: bool = False,
        mix_class_names: bool = False,
        pin_threads: bool = False,
        huge_pages: bool = False,
        max_pixels: int = 0,
        log: Optional[Log] = None,
    ) -> None:
        arguments = _arguments(locals())
        own = ("label_layout", "label_width", "log")
        options = _reader_options(**{k: v for k, v in arguments.items() if k not in own})
        self._start(
            arguments,
            options,
            lambda: Reader(
                options,
                label_layout=text("label_layout", label_layout),
                label_width=integer("label_width", label_width, -INT64),
                log=function("log", log) or _log_notice,
                on_bad_record=None if isinstance(bad_records, str) else bad_records,
            ),
        )
