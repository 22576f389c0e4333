"""A program that becomes another program, which ends when the process that started it does.

Usage: python _launch.py PARENT PROGRAM [ARGUMENT ...]

The same in ``preexec_fn`` of subprocess would run all functions that are registered for forks, in
which Ctrl-C gets lost.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(sys.argv[1]):  # it has ended before
            sys.exit(128 + signal.SIGKILL)
    os.execv(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
