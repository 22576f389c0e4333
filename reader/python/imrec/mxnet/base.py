"""``mxnet.base``: the exception, and the types of arguments."""

from __future__ import annotations

import numbers
from collections.abc import Iterable

import numpy as np

from imrec._errors import Error

__all__ = ["MXNetError", "mx_real_t", "numeric_types", "string_types"]

# Programs that catch MXNetError catch all errors of imrec.
MXNetError = Error

# The type of arrays whose type is not given.
mx_real_t = np.float32

numeric_types = (float, int, np.generic, numbers.Number)
string_types = (str,)


def missing(module: str, name: str, names: Iterable[str]) -> AttributeError:
    """Returns the error for an attribute of MXNet that imrec does not have."""
    return AttributeError(
        f"imrec has no {module}.{name}; of {module} it has {', '.join(sorted(names))}",
        name=name,
    )


def __getattr__(name: str) -> object:
    raise missing("mxnet.base", name, __all__)
