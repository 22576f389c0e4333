"""The exceptions of imrec."""

from __future__ import annotations

import errno as _errno
from typing import Any


class Error(RuntimeError):
    """An error with its category, its cause and where it occurred.

    ``str(error)`` names the file and the line or record. Subclasses are also built-in exceptions,
    so that code which catches ``FileNotFoundError``, ``ValueError`` or ``OSError`` works as well.

    Attributes:
        code: ``"invalid_argument"``, ``"not_found"``, ``"io"``, ``"corrupt_data"``,
            ``"unsupported"``, ``"limit_exceeded"`` or ``"unavailable"``.
        reason: what is wrong and what was expected, without the place.
        file: the file, or None.
        line: the line of a text file, from 1, or None.
        key: the key of the record, or None.
        offset: the byte offset in the file, or None.
    """

    code: str = "io"
    reason: str = ""
    file: str | None = None
    line: int | None = None
    key: int | None = None
    offset: int | None = None

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class InvalidArgumentError(Error, ValueError):
    """An option or argument is malformed or out of range."""

    code = "invalid_argument"


class NotFoundError(Error, FileNotFoundError):
    """A file or name does not exist."""

    code = "not_found"
    errno = _errno.ENOENT  # as programs expect of a FileNotFoundError

    @property
    def filename(self) -> str | None:
        return self.file


class InputOutputError(Error, OSError):
    """An operation of the operating system failed."""

    code = "io"


class CorruptDataError(Error, ValueError):
    """The data violates its format."""

    code = "corrupt_data"


class UnsupportedError(Error, ValueError):
    """The data is valid, but in a format or version that imrec does not read."""

    code = "unsupported"


class LimitExceededError(Error, ValueError):
    """A size exceeds the limit of the format or a configured limit."""

    code = "limit_exceeded"


class UnavailableError(Error, OSError):
    """A file may not be read, or was open and is gone or replaced."""

    code = "unavailable"


class MissingKeyError(Error, KeyError):
    """There is no record with this key."""

    code = "not_found"


_BY_CODE: dict[str, type[Error]] = {
    kind.code: kind
    for kind in (
        InvalidArgumentError,
        NotFoundError,
        InputOutputError,
        CorruptDataError,
        UnsupportedError,
        LimitExceededError,
        UnavailableError,
    )
}


def make_error(
    code: str,
    message: str,
    reason: str = "",
    file: str | None = None,
    line: int | None = None,
    key: int | None = None,
    offset: int | None = None,
) -> Error:
    """Returns the exception for an error of the C++ library."""
    error = _BY_CODE.get(code, Error)(message)
    error.code = code
    error.reason = reason or message
    error.file = file or None
    error.line = line
    error.key = key
    error.offset = offset
    return error


def error_of(document: dict[str, Any]) -> Error:
    """Returns the exception for the error that a tool prints as JSON."""
    fields = dict(document)
    return make_error(fields.pop("code"), fields.pop("message"), **fields)
