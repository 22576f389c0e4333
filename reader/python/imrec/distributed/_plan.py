"""The first and the last step, which this process runs: im2rec --plan and --finish."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from typing import Any, Optional

from .._checks import INT32, integer, text
from .._errors import InvalidArgumentError, error_of, make_error
from .._tools import find
from .._writing import INTERPOLATIONS, PathLike
from ._task import messages_of

Log = Callable[[str], object]

_MOST_SHARDS = 100_000


def flags_of(
    *,
    num_shards: int,
    prefix: Optional[PathLike],
    pass_through: bool,
    resize: int,
    center_crop: bool,
    interpolation: str,
    encoding: str,
    quality: int,
    check_pixels: bool,
    pack_label: Optional[bool],
    compression: Optional[int],
    on_error: str,
) -> list[str]:
    """Returns the options of imrec.pack() as those of im2rec."""
    if interpolation not in INTERPOLATIONS:
        known = ", ".join(INTERPOLATIONS)
        raise InvalidArgumentError(f"interpolation must be one of {known}, not {interpolation!r}")
    flags = [
        f"--num-shards={integer('num_shards', num_shards, 1, _MOST_SHARDS)}",
        f"--resize={integer('resize', resize, 0, INT32)}",
        f"--inter-method={INTERPOLATIONS[interpolation]}",
        f"--encoding={text('encoding', encoding)}",
        f"--quality={integer('quality', quality, 0, INT32)}",
        f"--on-error={text('on_error', on_error)}",
    ]
    if prefix is not None:
        flags.append(f"--output={os.fspath(prefix)}")
    if pass_through:
        flags.append("--pass-through")
    if center_crop:
        flags.append("--center-crop")
    if check_pixels:
        flags.append("--check=decode")
    if pack_label is not None:
        flags.append("--pack-label" if pack_label else "--no-pack-label")
    if compression is not None:
        flags.append(f"--compress=zstd:{integer('compression', compression, 1, 19)}")
    return flags


def make(list_file: str, root: str, flags: list[str], log: Log) -> str:
    """Writes the plan of one list. Returns its absolute path."""
    name = list_file if list_file.endswith(".lst") else f"{list_file}.lst"
    report = _run(["--plan", *flags, _operand(name), _operand(root)], log)
    (plan,) = report["plans"]
    path: str = plan["plan"]
    return path if "://" in path else os.path.abspath(path)


def finish(plan: str, log: Log) -> dict[str, Any]:
    """Completes the data set. Returns what imrec.pack() returns."""
    (packed,) = _run([plan, "--finish"], log)["lists"]
    return {
        "record_path": packed["rec"],
        "records": packed["records"],
        "bytes": packed["bytes"],
        "shards": packed["shards"],
        "resumed": packed["resumed"],
        "skipped": _skipped(plan, log) if packed["skipped"] else [],
        "bad_labels": packed["bad_labels"],
    }


def _operand(path: str) -> str:
    # A path is not an option.
    return f"./{path}" if path.startswith("-") else path


def _skipped(plan: str, log: Log) -> list[dict[str, Any]]:
    table = plan.removesuffix(".plan.json") + ".skipped.tsv"
    if "://" in table:
        log(f"lines were left out; they are in {table}")
        return []
    lines = []
    with open(table, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        next(file)
        for row in file:
            line, index, path, reason = row.rstrip("\n").split("\t", 3)
            lines.append(
                {
                    "line": int(line),
                    "index": int(index) if index else None,
                    "path": path,
                    "reason": reason,
                }
            )
    return lines


def _run(arguments: list[str], log: Log) -> dict[str, Any]:
    """Runs im2rec and returns what it prints as JSON. Its messages go to the log."""
    done = subprocess.run(
        [find("im2rec"), *arguments, "--json", "--quiet"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    messages = messages_of(done.stderr)
    result: dict[str, Any] = {}  # of wrong options, and with code 2 otherwise: nothing was packed
    if done.stdout.strip():
        result = json.loads(done.stdout.decode(errors="surrogateescape"))
    failed = not result or "error" in result
    last = messages.pop() if failed and messages else f"im2rec ended with code {done.returncode}"
    for message in messages:
        log(message)
    if not result:
        raise make_error("invalid_argument", last)
    if "error" in result:
        raise error_of(result["error"])
    return result
