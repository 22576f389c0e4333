"""Record files with the interface of ``mxnet.recordio``.

A program that uses ``mx.recordio`` runs with ``imrec.recordio`` instead: names, arguments,
results and the exceptions that programs catch are the same. Neither MXNet nor OpenCV is needed. In
addition:

- Readers are safe to use from several threads, and in forked or spawned processes: each process and
  each thread may call ``read_idx()``. Records are read by offset, so threads do not disturb each
  other.
- Pickling a reader leaves it open. Pickling a writer raises ``TypeError``, because loading it would
  truncate its file.
- ``.rec.zst`` files can be read.
- ``len()``, iteration, ``with`` and ``read_many()``.

Errors of files and records are :class:`imrec.Error`, a ``RuntimeError`` that is also available as
``imrec.mxnet.base.MXNetError``; a file that does not exist is also a ``FileNotFoundError``, and an
unknown key also a ``KeyError``.
"""

from __future__ import annotations

import numbers
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import IO, Any

from imrec import _imrec
from imrec._errors import CorruptDataError, MissingKeyError, make_error
from imrec._image_record import HEADER, IRHeader, pack, pack_img, unpack, unpack_img

__all__ = [
    "HEADER",
    "IRHeader",
    "MXIndexedRecordIO",
    "MXRecordIO",
    "pack",
    "pack_img",
    "unpack",
    "unpack_img",
]

# Where pickles look for it.
HEADER.__module__ = "imrec.recordio"


class _Uri(str):
    """A path; ``value`` is the same as bytes, as in ctypes, where MXNet keeps it."""

    @property
    def value(self) -> bytes:
        return os.fsencode(self)


class MXRecordIO:
    """A ``.rec`` file that is read or written record by record.

    Args:
        uri: path of the file. Readers also open ``.rec.zst`` files.
        flag: ``"r"`` opens an existing file, ``"w"`` creates or truncates it.

    Raises:
        ValueError: `flag` is neither ``"r"`` nor ``"w"``.
        imrec.Error: the file cannot be opened; also a ``FileNotFoundError`` if it does not exist.

    Attributes:
        uri: the path. ``flag``: as given. ``writable``: whether this is a writer. ``is_open``.
        pid: the process that opened the file, None after ``close()``.
        handle: the open file, an implementation detail.

    Threads may share a reader: each record is returned to one of them. A writer belongs to one
    thread. After a fork, a reader continues in both processes from the same record; in the child, a
    writer raises ``RuntimeError``.
    """

    def __init__(self, uri: str | os.PathLike[str], flag: str) -> None:
        self.is_open = False
        self.pid: int | None = None
        self.uri = _Uri(os.fspath(uri))
        self.flag = flag
        self.handle: Any = None
        self.writable = False
        self._position = 0
        self._count: int | None = None
        self._lock = threading.Lock()
        self.open()

    def open(self) -> None:
        """Opens the file again after ``close()``. A writer truncates it."""
        if self.flag == "w":
            self.handle = _open_for_writing(self.uri)
            self._count = 0
        elif self.flag == "r":
            self.handle = _imrec.RecordFile(str(self.uri))
            self._count = None
        else:
            raise ValueError(f"Invalid flag {self.flag}: must be 'r' or 'w'")
        self.writable = self.flag == "w"
        self._position = 0
        self.pid = os.getpid()
        self.is_open = True

    def close(self) -> None:
        """Closes the file. Does nothing if it is closed.

        Raises:
            OSError: the last bytes of a writer cannot be written.
        """
        if not self.is_open:
            return
        self.is_open = False
        pid, self.pid = self.pid, None
        handle, self.handle = self.handle, None
        if self.writable:
            if pid == os.getpid():
                handle.close()
            else:
                _abandon(handle)

    def reset(self) -> None:
        """Closes and opens the file: a reader continues with the first record, and a writer
        truncates the file."""
        self.close()
        self.open()

    def write(self, buf: bytes) -> None:
        """Appends a record.

        Raises:
            TypeError: `buf` is not bytes.
            imrec.Error: `buf` has 2^29 bytes or more.
            AssertionError: this is a reader.
            RuntimeError: the file is closed, or was opened by another process.
        """
        assert self.writable, f"{self.uri} is open for reading; write() needs flag 'w'"
        self._require_own_process()
        if not isinstance(buf, bytes):
            raise TypeError(f"a record must be bytes, not {type(buf).__name__}")
        framed = _imrec.frame_record(buf)
        self.handle.write(framed)
        self._position += len(framed)
        self._count = (self._count or 0) + 1

    def read(self) -> bytes | None:
        """Returns the next record, or None after the last one. An empty record is ``b""``.

        Raises:
            imrec.Error: the record is damaged. Later calls raise the same error.
            AssertionError: this is a writer.
            RuntimeError: the file is closed.
        """
        assert not self.writable, f"{self.uri} is open for writing; read() needs flag 'r'"
        file = self._file()
        with self._lock:
            if self._position >= file.size:
                return None
            payload, self._position = file.read(self._position)
        return payload

    def __len__(self) -> int:
        """The number of records. A reader scans the file at the first call."""
        if self._count is None:
            self._count = len(_imrec.build_index(self._file())[0])
        return self._count

    def __bool__(self) -> bool:
        """True, also without records: ``if record:`` asks whether there is an object."""
        return True

    def __iter__(self) -> Iterator[bytes]:
        """Returns all records in the order of the file. Independent of ``read()``."""
        assert not self.writable, f"{self.uri} is open for writing; it cannot be read"
        offset = 0
        while offset < self._file().size:
            payload, offset = self._file().read(offset)
            yield payload

    def __enter__(self) -> MXRecordIO:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        # Absent if the constructor failed before it was set.
        if getattr(self, "is_open", False):
            self.close()

    def __getstate__(self) -> dict[str, Any]:
        if self.writable:
            raise TypeError(
                f"a writer cannot be pickled: loading it would truncate {self.uri}; "
                "close it and open the file for reading"
            )
        state = dict(self.__dict__)
        state["uri"] = str(self.uri)
        for name in ("handle", "pid", "_lock"):
            del state[name]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.uri = _Uri(state["uri"])
        self.handle = None
        self.pid = None
        self._lock = threading.Lock()
        self.is_open = False
        if state["is_open"]:
            self._reopen()

    def _reopen(self) -> None:
        """Opens a reader's file and keeps its position."""
        self.handle = _imrec.RecordFile(str(self.uri))
        self.pid = os.getpid()
        self.is_open = True

    def _file(self) -> _imrec.RecordFile:
        """The open file. In a forked process it is opened again, because another thread of the
        parent may have held a lock of it."""
        if not self.is_open:
            raise RuntimeError(f"{self.uri} is closed")
        if self.pid != os.getpid():
            self._lock = threading.Lock()
            self._reopen()
        file: _imrec.RecordFile = self.handle
        return file

    def _require_own_process(self) -> None:
        if not self.is_open:
            raise RuntimeError(f"{self.uri} is closed")
        if self.pid != os.getpid():
            raise RuntimeError(
                f"Forbidden operation in multiple processes: {self.uri} is written by process "
                f"{self.pid}"
            )


class MXIndexedRecordIO(MXRecordIO):
    """A ``.rec`` file with an ``.idx`` file, whose records are read by key.

    Args:
        idx_path: path of the ``.idx`` file.
        uri: path of the ``.rec`` file.
        flag: ``"r"`` or ``"w"``.
        key_type: the type of the keys; converts the text of the ``.idx`` file.

    Raises:
        FileNotFoundError: there is no ``.idx`` or no ``.rec`` file.
        ValueError: `flag` is invalid, or a line of the ``.idx`` file is.

    Attributes:
        idx: the offset of each key; the last one of a key that occurs several times.
        keys: list of the keys in the order of the ``.idx`` file, with repetitions.
        fidx: the open ``.idx`` file of a writer.

    Threads and processes as :class:`MXRecordIO`; but ``seek()`` followed by ``read()`` belongs to
    one thread. Use ``read_idx()`` from several.
    """

    def __init__(
        self,
        idx_path: str | os.PathLike[str],
        uri: str | os.PathLike[str],
        flag: str,
        key_type: Callable[[Any], Any] = int,
    ) -> None:
        self.idx_path = os.fspath(idx_path)
        self.idx: dict[Any, int] = {}
        self.keys: list[Any] = []
        self.key_type = key_type
        self.fidx: IO[str] | None = None
        self._parsed = False
        super().__init__(uri, flag)

    def open(self) -> None:
        """Opens both files. A writer truncates them. A reader reads the ``.idx`` file only the
        first time."""
        if self.flag == "r" and not self._parsed:
            # First, so that nothing stays open if it is missing.
            keys, offsets = _read_index(self.idx_path, self.key_type)
            self.keys = keys
            self.idx = dict(zip(keys, offsets))
            self._parsed = True
        super().open()
        if self.writable:
            self.idx = {}
            self.keys = []
            try:
                self.fidx = open(self.idx_path, "w", encoding="utf-8", newline="\n")
            except OSError:
                super().close()
                raise

    def close(self) -> None:
        """Closes both files. Does nothing if they are closed."""
        if not self.is_open:
            return
        own = self.pid == os.getpid()
        try:
            super().close()
        finally:
            fidx, self.fidx = self.fidx, None
            if fidx is not None:
                if own:
                    fidx.close()
                else:
                    _abandon(fidx)

    def seek(self, idx: Any) -> None:
        """Makes the record with key `idx` the next one of ``read()``. Opens a closed file.

        Raises:
            KeyError: there is no such key.
            AssertionError: this is a writer.
        """
        assert not self.writable, f"{self.uri} is open for writing; seek() needs flag 'r'"
        self._open_if_closed()
        self._position = self._offset(idx)

    def tell(self) -> int:
        """Returns the offset at which the next record is written.

        Raises:
            AssertionError: this is a reader.
        """
        assert self.writable, f"{self.uri} is open for reading; tell() needs flag 'w'"
        return self._position

    def read_idx(self, idx: Any) -> bytes:
        """Returns the record with key `idx`. A following ``read()`` returns the one after it.

        Any key that equals one of the file may be given, for example ``np.int64(3)``. Opens a
        closed file. Threads may call it at the same time.

        Raises:
            KeyError: there is no such key; the message names the file.
            imrec.Error: the record is damaged.
            AssertionError: this is a writer.
        """
        assert not self.writable, f"{self.uri} is open for writing; read_idx() needs flag 'r'"
        self._open_if_closed()
        offset = self._offset(idx)
        payload, self._position = self._file().read(offset)
        return payload

    def read_many(self, keys: Iterable[Any]) -> list[bytes]:
        """Returns the records with these keys, in their order, as ``read_idx()`` does. ``read()``
        continues where it was."""
        assert not self.writable, f"{self.uri} is open for writing; read_many() needs flag 'r'"
        self._open_if_closed()
        return self._file().read_many([self._offset(key) for key in keys])

    def write_idx(self, idx: Any, buf: bytes) -> None:
        """Appends a record and its line in the ``.idx`` file, which is complete after ``close()``.

        Raises as ``write()``, or as `key_type` for a key that it does not convert.
        """
        key = self.key_type(idx)
        position = self.tell()
        self.write(buf)
        assert self.fidx is not None
        self.fidx.write(f"{key}\t{position}\n")
        self.idx[key] = position
        self.keys.append(key)

    def __len__(self) -> int:
        """The number of keys."""
        return len(self.keys)

    def __iter__(self) -> Iterator[bytes]:
        """Returns the records of ``keys`` in their order. Independent of ``read()``."""
        assert not self.writable, f"{self.uri} is open for writing; it cannot be read"
        for key in list(self.keys):
            yield self._file().read(self._offset(key))[0]

    def __enter__(self) -> MXIndexedRecordIO:
        return self

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        del state["fidx"]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.fidx = None
        super().__setstate__(state)

    def _open_if_closed(self) -> None:
        if not self.is_open:
            self.open()

    def _offset(self, key: Any) -> int:
        try:
            return self.idx[key]
        except KeyError:
            error = MissingKeyError(
                f"{self.uri}: there is no record with key {key!r} in {self.idx_path}"
            )
            error.reason = f"there is no record with key {key!r}"
            error.file = str(self.uri)
            error.key = int(key) if isinstance(key, numbers.Integral) else None
            raise error from None


def _open_for_writing(path: str) -> IO[bytes]:
    try:
        return open(path, "wb")
    except OSError as error:
        code = "not_found" if isinstance(error, FileNotFoundError) else "io"
        reason = f"cannot be written: {error.strerror}"
        raise make_error(code, f"{path}: {reason}", reason, file=str(path)) from error


def _abandon(file: Any) -> None:
    """Closes a file that belongs to the parent process, without writing what it has buffered: the
    parent writes that."""
    descriptor = file.fileno()
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)
    file.close()


def _read_index(path: str, key_type: Callable[[Any], Any]) -> tuple[list[Any], list[int]]:
    """Returns keys and offsets in the order of the lines."""
    if key_type is not int:
        return _read_index_lines(path, key_type)
    try:
        return _imrec.read_index(path)
    except CorruptDataError as error:
        # Python's int() also reads keys that are negative, or larger than others have them.
        try:
            return _read_index_lines(path, key_type)
        except CorruptDataError:
            raise error from None


def _read_index_lines(path: str, key_type: Callable[[Any], Any]) -> tuple[list[Any], list[int]]:
    keys: list[Any] = []
    offsets: list[int] = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            fields = line.strip().split("\t")
            try:
                keys.append(key_type(fields[0]))
                offsets.append(int(fields[1]))
            except (IndexError, ValueError) as error:
                reason = f"expected a key, a tab and an offset, not {line.rstrip()!r}"
                raise make_error(
                    "corrupt_data", f"{path}:{number}: {reason}", reason, file=path, line=number
                ) from error
    return keys, offsets
