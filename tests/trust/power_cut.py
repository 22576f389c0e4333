#!/usr/bin/env python3
"""Cuts the power after each step of all tools that write data sets, in a model of the disk.

Usage: power_cut.py [--short] [--only NAME] [BIN_DIR]                  default build/dev/bin

A shim records what a tool writes, syncs, renames and removes. For each beginning of this log, the
folder is rebuilt as a disk may hold it after a power cut. What was synced is there. Of what was
not synced, the bytes are lost, or there, or zeros, and the names are lost, or there, or only the
last change of a name is there. In each such folder every data set must be the old one or whole, or
the next run must know from the journal that it is being replaced. Then the same command, with
--resume if the tool has it, must make the files of an undisturbed run. Prints a table. Tools that
also make folders are left out: the model has one. --short takes every sixth state.
"""

import argparse
import collections
import hashlib
import pathlib
import shutil
import sys

import scenarios
from scenarios import Failure

DATA = ("lost", "kept", "zeros")
NAMES = ("lost", "kept", "last")


class File:
    """Its bytes now, and those that are on the disk for certain."""

    def __init__(self, contents=b""):
        self.now = bytearray(contents)
        self.synced = bytes(contents)

    def on_disk(self, data):
        if data == "lost" or self.now == self.synced:
            return self.synced
        if data == "kept":
            return bytes(self.now)
        # The new size is there, the new bytes are not.
        return self.synced[: len(self.now)].ljust(len(self.now), b"\0")


class Disk:
    """A folder of files: what a power cut leaves of it."""

    def __init__(self, folder):
        self.folder = folder
        self.inode = folder.stat().st_ino
        self.files = {}  # by inode
        self.names = {}
        for path in folder.iterdir():
            self.names[path.name] = self.files[path.stat().st_ino] = File(path.read_bytes())
        self.synced_names = dict(self.names)
        self.changes = []  # of names, since the folder was synced: a name and its file, or None

    def set_name(self, name, file):
        self.changes.append((name, file))
        apply(self.names, name, file)

    def create(self, path, inode):
        name = pathlib.Path(path).name
        if inode == self.inode or path == str(self.folder):
            return
        if name in self.names and self.files.get(inode) is self.names[name]:
            return
        self.files[inode] = File()
        self.set_name(name, self.files[inode])

    def play(self, what, inode, number, contents):
        file = self.files.get(inode)
        if what == "C":
            self.create(contents.decode(), inode)
        elif what == "W" and file:
            file.now.extend(b"\0" * max(0, number + len(contents) - len(file.now)))
            file.now[number : number + len(contents)] = contents
        elif what == "T" and file:
            del file.now[number:]
            file.now.extend(b"\0" * (number - len(file.now)))
        elif what == "S" and inode == self.inode:
            self.synced_names, self.changes = dict(self.names), []
        elif what == "S" and file:
            file.synced = bytes(file.now)
        elif what == "R":
            source, target = (pathlib.Path(p).name for p in contents.decode().split("\n"))
            file = self.names[source]
            # One change: after it, both names are as the rename leaves them.
            self.changes.append(((source, target), file))
            apply(self.names, (source, target), file)
        elif what == "U":
            self.set_name(pathlib.Path(contents.decode()).name, None)

    def after_cut(self, data, names):
        """The files of the folder, by name."""
        found = dict(self.synced_names)
        for change in {"lost": [], "kept": self.changes, "last": self.changes[-1:]}[names]:
            apply(found, *change)
        return {name: file.on_disk(data) for name, file in found.items()}


def apply(names, name, file):
    if isinstance(name, tuple):
        names.pop(name[0], None)
        names[name[1]] = file
    elif file is None:
        names.pop(name, None)
    else:
        names[name] = file


def read_log(path):
    log, entries = path.read_bytes(), []
    while log:
        head, _, rest = log.partition(b"\n")
        what, inode, number, size = head.decode().split(" ")
        entries.append((what, int(inode), int(number), rest[: int(size)]))
        log = rest[int(size) :]
    return entries


def states(scenario):
    """All different contents of the folder that a power cut may leave."""
    scenario.reset()
    disk = Disk(scenario.out)
    log = scenario.workshop.folder / "log"
    log.unlink(missing_ok=True)
    fault = scenario.workshop.fault(scenario.out, "none", 0, "EIO", IMREC_FAULT_LOG=str(log))
    # The folder itself is opened by its name without a slash at the end.
    fault["IMREC_FAULT_FOLDER"] = str(scenario.out)
    scenario.run(fault)
    seen = set()
    for step, entry in enumerate(read_log(log)):
        disk.play(*entry)
        for data in DATA:
            for names in NAMES:
                files = disk.after_cut(data, names)
                digest = hashlib.sha256()
                for name in sorted(files):
                    digest.update(f"{name} {len(files[name])} ".encode() + files[name])
                if digest.digest() in seen:
                    continue
                seen.add(digest.digest())
                yield f"step {step}, data {data}, names {names}", files


class Campaign:
    def __init__(self):
        self.counts = collections.defaultdict(collections.Counter)
        self.failed = 0

    def run(self, scenario, every):
        counts = self.counts[scenario.name]
        for number, (place, files) in enumerate(states(scenario)):
            if number % every:
                continue
            shutil.rmtree(scenario.out)
            scenario.out.mkdir()
            for name, contents in files.items():
                (scenario.out / name).write_bytes(contents)
            try:
                counts[self.judge(scenario)] += 1
            except Failure as failure:
                counts["FAILED"] += 1
                self.failed += 1
                if counts["FAILED"] <= 10:
                    print(f"{scenario.name}: {place}: {failure}", flush=True)

    def judge(self, scenario):
        state = scenario.state()
        if state not in ("old", "whole"):
            if not any("journal" in name for name in scenario.unfinished()):
                raise Failure(f"at the destination is {state}")
            state = "being replaced"
        scenario.finish()
        return state


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bin_dir", nargs="?", default="build/dev/bin", type=pathlib.Path)
    parser.add_argument("--short", action="store_true", help="every sixth state")
    parser.add_argument("--only", help="scenarios whose name contains this")
    options = parser.parse_args()
    campaign = Campaign()
    with scenarios.Workshop(options.bin_dir) as workshop:
        for scenario in workshop.writers(options.only, with_folders=False):
            campaign.run(scenario, 6 if options.short else 1)
    columns = ["old", "whole", "being replaced", "FAILED"]
    print("| tool | states | " + " | ".join(columns) + " |\n" + "| --- " * 6 + "|")
    total = collections.Counter()
    for name, counts in [*campaign.counts.items(), ("all", total)]:
        cells = [sum(counts.values()), *(counts[column] for column in columns)]
        print(f"| {name} | " + " | ".join(map(str, cells)) + " |")
        total += counts
    scenarios.finish_campaign("power_cut.py", campaign.failed)


if __name__ == "__main__":
    sys.exit(main())
