"""Data sets by position."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional, Union

import numpy as np

from ._errors import Error, make_error
from ._images import decode_image
from ._imrec import Records, RemoteOptions
from ._names import named_options
from ._remote import set_remote

PathLike = Union[str, "os.PathLike[str]"]


class RecordDataset:
    """The records of a data set, by position, as torch's DataLoader takes them (map-style).

    Records without an image in face recognition sets are left out. Threads may share an object;
    reading and decoding release the GIL. It can be used after a fork, and a pickled one opens the
    files again.

    Args:
        source: a file, a pattern, a manifest or the PREFIX of a data set, or a list of these.
        decode: return pixels; otherwise the encoded image as bytes.
        check_checksums: compare each record with PREFIX.crc; None: those of remote files that have
            one.
        cache, cache_bytes, remote: how remote files are read, as for
            :class:`imrec.DetectionLoader`.
    """

    @named_options
    def __init__(
        self,
        source: Union[PathLike, Sequence[PathLike]],
        *,
        decode: bool = True,
        check_checksums: Optional[bool] = None,
        cache: Optional[PathLike] = None,
        cache_bytes: int = 0,
        remote: Optional[Mapping[str, Any]] = None,
    ) -> None:
        sources = [source] if isinstance(source, (str, os.PathLike)) else list(source)
        self._sources = [os.fspath(item) for item in sources]
        self._decode = decode
        options = RemoteOptions()
        set_remote(options, remote, cache, cache_bytes)
        self._reading = {
            "check_checksums": check_checksums,
            "cache": cache,
            "cache_bytes": cache_bytes,
            "remote": remote if remote is None else dict(remote),
        }
        self._records = Records(self._sources, check_checksums=check_checksums, remote=options)

    def __len__(self) -> int:
        return len(self._records)

    def key(self, index: int) -> int:
        """Returns the key of the record at a position."""
        return self._records.key(self._position(index))

    @property
    def files(self) -> list[str]:
        """The .rec files, in reading order."""
        return list(self._records.files)

    def __getitem__(self, index: int) -> tuple[Any, Union[float, np.ndarray[Any, Any]]]:
        """Returns the image and the label of a record.

        Returns:
            the image: uint8, shape (height, width, 3), RGB, upright, in memory of its own; or
            bytes with ``decode=False``. The label: a float, or a float32 array if there are
            several.

        Raises:
            IndexError: there is no such position.
            Error: the record or its image is damaged; it names the file and the key.
        """
        position = self._position(index)
        _, labels, encoded = self._records.read(position)
        label = labels[0] if len(labels) == 1 else np.array(labels, dtype=np.float32)
        if not self._decode:
            return encoded, label
        try:
            return decode_image(encoded, upright=True), label
        except Error as error:
            file, key, offset = self._records.where(position)
            message = f"{file}: record {key} at byte {offset}: {error.reason}"
            raise make_error(error.code, message, error.reason, file, None, key, offset) from None

    def __iter__(self) -> Iterator[tuple[Any, Union[float, np.ndarray[Any, Any]]]]:
        for index in range(len(self)):
            yield self[index]

    def _position(self, index: int) -> int:
        size = len(self._records)
        position = index + size if index < 0 else index
        if not 0 <= position < size:
            raise IndexError(f"record {index} of a data set of {size}")
        return int(position)

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopen, (type(self), self._sources, self._decode, self._reading)

    def __repr__(self) -> str:
        return f"<imrec.RecordDataset of {len(self)} records in {', '.join(self._sources)}>"


def _reopen(
    kind: type[RecordDataset], sources: list[str], decode: bool, reading: dict[str, Any]
) -> RecordDataset:
    return kind(sources, decode=decode, **reading)
