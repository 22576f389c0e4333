#!/usr/bin/env python3
"""Cuts the power after each step of all tools that write data sets, in a model of the disk.

Usage: power_cut.py [--short] [--only NAME] [BIN_DIR]                  default build/dev/bin

A shim records what a tool writes, syncs, renames and removes. For each beginning of this log, the
folder is rebuilt as a disk may hold it after a power cut. What was synced is there. Of what was
not synced, the bytes are lost, or there, or zeros, and the names are lost, or there, or only the
last change of a name in each folder is there. In each such folder every data set must be the old
one or whole, or the next run must know from the journal that it is being replaced. Then the same
command, with --resume if the tool has it, must make the files of an undisturbed run. Prints a
table. --short takes every sixth state.
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


class Folder:
    """Its names now, those that are on the disk for certain, and the changes since then: each a
    dict of names to files and folders, or to None."""

    def __init__(self, names=None):
        self.now = names or {}
        self.synced = dict(self.now)
        self.changes = []

    def change(self, names):
        self.changes.append(names)
        apply(self.now, names)

    def on_disk(self, names):
        found = dict(self.synced)
        for change in {"lost": [], "kept": self.changes, "last": self.changes[-1:]}[names]:
            apply(found, change)
        return found


def apply(names, change):
    for name, entry in change.items():
        names.pop(name, None)
        if entry is not None:
            names[name] = entry


class Disk:
    """A folder of files and folders: what a power cut leaves of it."""

    def __init__(self, path):
        self.path = path
        self.entries = {}  # by inode
        self.root = self.read(path)

    def read(self, path):
        names = {p.name: self.read(p) for p in path.iterdir()} if path.is_dir() else None
        entry = File(path.read_bytes()) if names is None else Folder(names)
        self.entries[path.stat().st_ino] = entry
        return entry

    def place(self, path):
        """The folder of a path, and the name in it."""
        *folders, name = pathlib.Path(path).relative_to(self.path).parts
        folder = self.root
        for part in folders:
            folder = folder.now[part]
        return folder, name

    def create(self, path, inode, entry):
        if pathlib.Path(path) == self.path:
            return
        folder, name = self.place(path)
        if name not in folder.now or self.entries.get(inode) is not folder.now[name]:
            self.entries[inode] = entry
            folder.change({name: entry})

    def rename(self, source, target):
        from_folder, from_name = self.place(source)
        to_folder, to_name = self.place(target)
        entry = from_folder.now[from_name]
        if from_folder is to_folder:
            # One change: after it, both names are as the rename leaves them.
            to_folder.change({from_name: None, to_name: entry})
        else:
            to_folder.change({to_name: entry})
            from_folder.change({from_name: None})

    def play(self, what, inode, number, contents):
        entry = self.entries.get(inode)
        if what == "C":
            self.create(contents.decode(), inode, File())
        elif what == "M":
            self.create(contents.decode(), inode, Folder())
        elif what == "W" and entry:
            entry.now.extend(b"\0" * max(0, number + len(contents) - len(entry.now)))
            entry.now[number : number + len(contents)] = contents
        elif what == "T" and entry:
            del entry.now[number:]
            entry.now.extend(b"\0" * (number - len(entry.now)))
        elif what == "S" and isinstance(entry, Folder):
            entry.synced, entry.changes = dict(entry.now), []
        elif what == "S" and entry:
            entry.synced = bytes(entry.now)
        elif what == "R":
            self.rename(*contents.decode().split("\n"))
        elif what == "U":
            folder, name = self.place(contents.decode())
            folder.change({name: None})

    def after_cut(self, data, names, folder=None, below=""):
        """The files by their paths; None for a folder."""
        found = {}
        for name, entry in (folder or self.root).on_disk(names).items():
            path = below + name
            if isinstance(entry, Folder):
                found[path] = None
                found |= self.after_cut(data, names, entry, path + "/")
            else:
                found[path] = entry.on_disk(data)
        return found


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
                for name, contents in sorted(files.items()):
                    size = "folder" if contents is None else len(contents)
                    digest.update(f"{name} {size} ".encode() + (contents or b""))
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
                if contents is None:
                    (scenario.out / name).mkdir()
                else:
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
        for scenario in workshop.writers(options.only):
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
