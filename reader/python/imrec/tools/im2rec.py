"""Runs im2rec: ``python -m imrec.tools.im2rec`` takes the arguments of ``im2rec``.

It replaces ``python -m mxnet.tools.im2rec``, whose arguments it accepts.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from imrec import _tools


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Replaces this process by im2rec with these arguments, or those of the command line."""
    _tools.run("im2rec", sys.argv[1:] if argv is None else list(argv))


if __name__ == "__main__":
    main()
