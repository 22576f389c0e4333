"""Runs the program imrec: ``python -m imrec info train.rec``."""

import sys

from ._tools import run

if __name__ == "__main__":
    run("imrec", sys.argv[1:])
