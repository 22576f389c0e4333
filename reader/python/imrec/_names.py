"""Messages for names that do not exist."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def nearest(name: str, known: Iterable[str]) -> str:
    """Returns "; did you mean 'x'?" for the most similar name, or the list of all names."""
    names = sorted(known)
    similar = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {similar[0]!r}?" if similar else "; there are " + ", ".join(names)


def named_options(function: Callable[P, R]) -> Callable[P, R]:
    """Makes the TypeError for an unknown keyword name the nearest one."""
    signature = inspect.signature(function)
    known = [
        name
        for name, item in signature.parameters.items()
        if item.kind in (item.KEYWORD_ONLY, item.POSITIONAL_OR_KEYWORD) and name != "self"
    ]

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        for name in kwargs:
            if name not in signature.parameters:
                raise TypeError(f"there is no option {name!r}{nearest(name, known)}")
        return function(*args, **kwargs)

    return checked
