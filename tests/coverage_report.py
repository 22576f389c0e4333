#!/usr/bin/env python3
"""Sums up the line coverage that a build's tests have written.

Usage: tests/coverage_report.py BUILD_DIR LEAST FOLDER...
Prints a line for each folder, and the files with the most lines that no test has reached. Fails if
less than LEAST percent of all lines are reached.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

SHOWN_FILES = 30


def reached_lines(data: pathlib.Path, root: pathlib.Path) -> dict[str, dict[int, bool]]:
    """The lines of each source file that one object file is made of: whether they were run."""
    text = subprocess.run(
        ["gcov", "--json-format", "--stdout", data],
        check=True,
        capture_output=True,
        text=True,
        cwd=data.parent,
    ).stdout
    lines: dict[str, dict[int, bool]] = collections.defaultdict(dict)
    for document in text.splitlines():
        for file in json.loads(document)["files"]:
            path = pathlib.Path(file["file"])
            if not path.is_relative_to(root):
                continue
            of_file = lines[str(path.relative_to(root))]
            for line in file["lines"]:
                number = line["line_number"]
                of_file[number] = of_file.get(number, False) or line["count"] > 0
    return lines


def main() -> int:
    build, least, *folders = sys.argv[1:]
    root = pathlib.Path.cwd()
    data = sorted(path.resolve() for path in pathlib.Path(build).rglob("*.gcda"))
    all_lines: dict[str, dict[int, bool]] = collections.defaultdict(dict)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for lines in pool.map(lambda path: reached_lines(path, root), data):
            for name, of_file in lines.items():
                if name.split("/")[0] not in folders:
                    continue
                known = all_lines[name]
                for number, run in of_file.items():
                    known[number] = known.get(number, False) or run
    total = reached = 0
    for folder in folders:
        files = [lines for name, lines in all_lines.items() if name.startswith(folder + "/")]
        count = sum(len(lines) for lines in files)
        run = sum(sum(lines.values()) for lines in files)
        print(f"{folder:<10} {run:6} of {count:6} lines, {100 * run / max(count, 1):.1f} %")
        total += count
        reached += run
    missed = sorted(
        ((sum(not run for run in lines.values()), name) for name, lines in all_lines.items()),
        reverse=True,
    )
    for count, name in missed[:SHOWN_FILES]:
        numbers = [number for number, run in sorted(all_lines[name].items()) if not run]
        print(f"{name}: {count} lines, {', '.join(map(str, numbers[:12]))}")
    share = 100 * reached / max(total, 1)
    print(f"all        {reached:6} of {total:6} lines, {share:.1f} %")
    return 0 if share >= float(least) else 1


if __name__ == "__main__":
    sys.exit(main())
