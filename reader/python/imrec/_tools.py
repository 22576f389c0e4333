"""The command-line programs that are installed with the package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from typing import Any, NoReturn

from ._errors import NotFoundError, error_of, make_error


def find(name: str) -> str:
    """Returns the path of ``im2rec``, ``voc2lst`` or ``imrec``.

    The programs of this installation come before others on PATH.
    """
    folders = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", f"{os.name}_user"),
        os.path.dirname(sys.executable),
    ]
    found = shutil.which(name, path=os.pathsep.join(folders)) or shutil.which(name)
    if found is None:
        raise NotFoundError(f"the program {name} is not installed with the package, nor on PATH")
    return found


def run(name: str, arguments: list[str]) -> NoReturn:
    """Replaces this process by a program."""
    sys.stdout.flush()
    sys.stderr.flush()
    program = find(name)
    os.execv(program, [name, *arguments])


def run_json(command: str, arguments: list[str]) -> dict[str, Any]:
    """Runs ``imrec COMMAND --json`` and returns what it prints.

    Raises:
        Error: the command failed; this is its error.
    """
    done = subprocess.run(
        [find("imrec"), command, *arguments, "--json"], capture_output=True, text=True, check=False
    )
    if not done.stdout.strip():
        message = done.stderr.strip() or f"imrec {command} ended with code {done.returncode}"
        raise make_error("invalid_argument", message.removeprefix(f"imrec {command}: "))
    result: dict[str, Any] = json.loads(done.stdout)
    error = result.get("error")
    if error is not None:
        raise error_of(error)
    return result
