"""The C++ part of imrec; use it through the package imrec. Arrays that it returns have the buffer
protocol and DLPack."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Optional, Union, overload

import numpy as np
from numpy.typing import NDArray

_Buffer = Union[bytes, bytearray, memoryview, NDArray[np.uint8]]
_Pixels = NDArray[np.uint8]
_Function = Optional[Callable[..., object]]

__version__: str

def begin_interpreter_end() -> None: ...
def finish_interpreter_end() -> None: ...

class Recipe:
    """How samples are augmented."""

    size: tuple[int, int]  # height and width of the output
    mean: Sequence[float]  # of red, green and blue
    std: Sequence[float]

    @staticmethod
    def load(preset_or_path: str) -> Recipe: ...
    @staticmethod
    def parse(text: str, file: str) -> Recipe: ...
    def text(self) -> str:
        """The recipe as a file, from which an equal one can be loaded."""
    def validate(self) -> None: ...

def presets() -> list[tuple[str, str]]:
    """Name and summary of each preset."""

class Batch:
    @property
    def images(self) -> Any: ...
    @property
    def labels(self) -> Any: ...
    @property
    def counts(self) -> Any: ...
    @property
    def keys(self) -> Any: ...
    @property
    def sizes(self) -> Any: ...
    @property
    def plans(self) -> list[dict[str, Any]]: ...
    @property
    def size(self) -> int: ...
    @property
    def padding(self) -> int: ...
    @property
    def epoch(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def image_size(self) -> tuple[int, int]: ...  # height and width
    @property
    def memory(self) -> tuple[int, int]: ...  # address and length in bytes

class RemoteOptions:
    """Options for files on other machines, see remote_options.h. Times are in seconds."""

    endpoint: str
    region: str
    profile: str
    anonymous: Optional[bool]
    path_style: Optional[bool]
    match_etags: bool
    max_in_flight: int
    max_attempts: int
    memory: int
    connect_limit: float
    first_byte_limit: float
    stall_limit: float
    total_limit: float
    outage_limit: float
    hedge_after: float
    cache: Path
    cache_bytes: int

    def __init__(self) -> None: ...

class ReaderOptions:
    """Options of all readers, see reader_options.h."""

    recipe: Recipe
    batch_size: int
    seed: int
    part_index: int
    part_count: int
    threads: int
    prefetch: int
    memory: int
    last_batch: str
    equalise: str
    bad_records: str
    mix_class_names: bool
    max_bad_share: float
    keep_plans: bool
    check_checksums: Optional[bool]
    pin_threads: bool
    huge_pages: bool

    def __init__(self) -> None: ...
    def add_source(self, path: str, weight: float = 1.0) -> None: ...
    def set_format(self, dtype: str, layout: str, channels: str, /) -> None: ...
    def set_shuffle(self, mode: str, window: int, /) -> None: ...
    def set_access(self, map: bool, keep_cached: bool, frame_cache_bytes: int, /) -> None: ...
    def set_limits(self, max_pixels: int, max_scan_pixels: int, /) -> None: ...
    @property
    def remote(self) -> RemoteOptions: ...
    def take_part(self, launcher: str, log: Callable[[str], object]) -> None:
        """Sets the part from the variables of a launcher, or "auto"; says from which."""

class Reader:
    @overload
    def __init__(
        self,
        options: ReaderOptions,
        *,
        label_layout: str,
        max_objects: int,
        log: _Function,
        on_bad_record: _Function,
    ) -> None: ...
    @overload
    def __init__(
        self,
        options: ReaderOptions,
        *,
        label_layout: str,
        label_width: int,
        log: _Function,
        on_bad_record: _Function,
    ) -> None: ...
    def next(self) -> Optional[Batch]:
        """The next batch, or None at the end of an epoch."""
    def start_epoch(self, epoch: int) -> None: ...
    def state(self) -> str: ...
    def restore(self, state: str) -> None: ...
    def close(self) -> None: ...
    def close_at_exit(self) -> None: ...
    def stats(self) -> dict[str, Any]: ...
    def batches_in(self, epoch: int, /) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def threads(self) -> int: ...
    @property
    def class_names(self) -> list[str]: ...
    @property
    def image_shape(self) -> list[int]: ...
    @property
    def label_shape(self) -> list[int]: ...

class RecordFile:
    """A .rec or .rec.zst file. Threads may share it; reads release the GIL."""

    def __init__(self, path: str) -> None: ...
    @property
    def path(self) -> str: ...
    @property
    def size(self) -> int:
        """Size of the plain file in bytes."""
    def read(self, offset: int) -> tuple[bytes, int]:
        """The payload of the record at this offset, and the offset after it."""
    def read_prefix(self, offset: int, max_bytes: int) -> bytes:
        """The first bytes of the payload of the record at this offset."""
    def read_many(self, offsets: Sequence[int]) -> list[bytes]: ...

def read_index(path: str) -> tuple[list[int], list[int]]:
    """The keys and offsets of an .idx file, in the order of its lines."""

def build_index(file: RecordFile) -> tuple[list[int], list[int]]:
    """The keys and offsets of all records."""

def index_path(path: str) -> str: ...
def frame_record(payload: _Buffer) -> bytes:
    """The payload with its framing."""

class Records:
    def __init__(
        self,
        sources: Sequence[str],
        *,
        check_checksums: Optional[bool] = None,
        remote: RemoteOptions = ...,
    ) -> None: ...
    def __len__(self) -> int: ...
    def key(self, ordinal: int) -> int: ...
    def read(self, ordinal: int) -> tuple[int, list[float], bytes]:
        """The id, the labels and the encoded image of a record."""
    def where(self, ordinal: int) -> tuple[str, Optional[int], Optional[int]]:
        """The file, key and offset of a record."""
    @property
    def files(self) -> list[str]: ...

def find_files(source: str) -> list[str]:
    """The .rec files of a data set."""

def decode_image(data: _Buffer, mode: str = "rgb", upright: bool = False) -> Any:
    """Pixels of shape (height, width, channels), uint8, in memory of their own."""

def encode_image(pixels: _Pixels, extension: str = ".jpg", quality: int = 95) -> bytes:
    """An encoded image; the channels are grey, RGB or RGBA."""

def image_info(data: _Buffer) -> tuple[int, int, int, int]:
    """Width, height, channels and EXIF orientation, from the header."""

def resize_image(pixels: _Pixels, width: int, height: int, interpolation: int = 1) -> Any:
    """Resized pixels. The filter is MXNet's inter_method; it is widened to shrink."""

class Augmenter:
    def __init__(self, recipe: Recipe, dtype: str = "float32") -> None: ...
    def augment_encoded(
        self, encoded: _Buffer, boxes: NDArray[np.float64], seed: int, epoch: int, ordinal: int
    ) -> tuple[Any, dict[str, Any]]: ...
    def augment_pixels(
        self, pixels: _Pixels, boxes: NDArray[np.float64], seed: int, epoch: int, ordinal: int
    ) -> tuple[Any, dict[str, Any]]: ...

class DatasetWriter:
    def __init__(
        self,
        prefix: str,
        *,
        shards: int,
        shard_bytes: int,
        compression: Optional[int],
        class_names: Sequence[str],
    ) -> None: ...
    def write_image(self, key: int, labels: Sequence[float], image: _Buffer) -> None: ...
    def write_payload(self, key: int, payload: _Buffer) -> None: ...
    def next_shard(self) -> None: ...
    def add_companion(self, extension: str, contents: str) -> None: ...
    def discard(self) -> None: ...
    def close(self) -> str:
        """The manifest, as JSON."""
    @property
    def shard(self) -> int: ...
    @property
    def count(self) -> int: ...
    @property
    def messages(self) -> list[str]: ...

def pack(
    list: str, root: str, options: dict[str, Any], progress: _Function, log: _Function
) -> dict[str, Any]: ...
def list_images(
    prefix: str, root: str, options: dict[str, Any], progress: _Function
) -> dict[str, Any]: ...
def annotations_to_list(
    format: str,
    input: dict[str, Any],
    output: str,
    options: dict[str, Any],
    progress: _Function,
) -> dict[str, Any]: ...
