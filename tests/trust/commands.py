#!/usr/bin/env python3
"""Runs all commands of imrec over data sets with damage at random places.

Usage: commands.py [--short] [--rounds N] [--seed N] [BIN_DIR]         default build/dev/bin

Each round damages a few bytes of a set's .rec, and sometimes of its .idx, .crc and manifest, and
runs some commands over it. A command must end with an exit code of 0 to 2 and, unless that is 0,
a message; it must not change the files that it reads. Prints a table. BIN_DIR may be that of the
preset sanitize: what a sanitizer reports is a failure.
--short makes 40 rounds, the full form 2,000.
"""

import argparse
import collections
import pathlib
import random
import shutil
import sys

import scenarios
from scenarios import Failure, call

PER_ROUND = 6

# {a} and {b} are the sets, {out} an empty folder.
COMMANDS = """
info {a}
info {a} --json
stats {a}
stats {a} --json
verify {a}
verify {a} --decode --json
diff {a} {b}
doctor {a} --seconds 0.05
bench {a} --epochs 1 --digest
bench {a} --epochs 1 --checksums --mmap --preset caffe-ssd
preview {a} -o {out}/p.jpg
preview {a} --html {out}/p.html
preview {a} --explain 8
preview {a} --stats 20
repair {a} -o {out}/set
repair {a} --decode --clip -o {out}/set
extract {a} -o {out}/files
extract {a} --voc -o {out}/files
extract {a} --coco -o {out}/files
extract {a} --yolo -o {out}/files
merge {a} {b} -o {out}/set
split {a} --ratio 0.6 -o {out}/set
split {a} --ratio 0.6 --by-class -o {out}/set
split {a} --shards 3 -o {out}/set
filter {a} --class 0 --min-size 20x20 -o {out}/set
convert {a} --jpeg crop-ready -o {out}/set
convert {a} --encoding .png -o {out}/set
compress {a} -o {out}/set
decompress {a} -o {out}/set
reindex {out}/a/set
""".strip().splitlines()

SETS = ("old_one", "old_packed", "old_shards", "classes")
FAULTS = ("Sanitizer", "runtime error:", "std::", "terminate called")


def damage(data, pick):
    """Changes a few bytes, or removes or repeats some."""
    for _ in range(pick.choice((1, 1, 2, 5, 30))):
        if len(data) < 16:
            break
        at, kind = pick.randrange(len(data)), pick.random()
        if kind < 0.5:
            data[at] ^= 1 << pick.randrange(8)
        elif kind < 0.7:
            data[at] = pick.choice((0, 1, 127, 128, 255))
        elif kind < 0.85:
            del data[at : at + pick.randrange(1, 40)]
        else:
            source = pick.randrange(len(data))
            data[at : at + 8] = data[source : source + 8]


def damaged_copy(source, target, pick):
    """Copies a set, of which some files are damaged and some are left out."""
    target.mkdir()
    for path in source.iterdir():
        is_records = ".rec" in path.name
        if not is_records and pick.random() < 0.1:
            continue
        data = bytearray(path.read_bytes())
        if pick.random() < (0.8 if is_records else 0.1):
            damage(data, pick)
        (target / path.name).write_bytes(data)


class Campaign:
    def __init__(self, workshop, seed):
        self.workshop, self.pick = workshop, random.Random(seed)
        self.imrec = workshop.bin_dir / "imrec"
        self.out = workshop.folder / "out"
        self.counts = collections.defaultdict(collections.Counter)  # by command
        self.failed = 0
        # The first label of each record is a class.
        prefix = workshop.folder / "classes/set"
        workshop.pack("less", prefix, "--no-pack-label")

    def words(self, command):
        names = {"a": "a/set", "b": "b/set", "out": "out"}
        paths = {name: self.workshop.folder / path for name, path in names.items()}
        return [self.imrec, *(word.format(**paths) for word in command.split())]

    def run_round(self):
        for name in ("a", "b"):
            folder = self.workshop.folder / name
            shutil.rmtree(folder, ignore_errors=True)
            damaged_copy(self.workshop.folder / self.pick.choice(SETS), folder, self.pick)
        for command in self.pick.sample(COMMANDS, PER_ROUND):
            self.run_command(command)

    def run_command(self, command):
        root = self.workshop.folder
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        if command.startswith("reindex"):  # the one command that changes its set
            shutil.copytree(root / "a", self.out / "a")
        before = [scenarios.contents(root / name) for name in ("a", "b")]
        counts = self.counts[command.split()[0]]
        try:
            code, output, errors = call(self.words(command))
            if code not in (0, 1, 2):
                raise Failure(f"exit code {code}: {errors}")
            if any(fault in errors for fault in FAULTS):
                raise Failure(errors)
            if code > 0 and not errors + output:
                raise Failure(f"exit code {code} without a message")
            if before != [scenarios.contents(root / name) for name in ("a", "b")]:
                raise Failure("a set that is read was changed")
            counts[code] += 1
        except Failure as failure:
            counts["FAILED"] += 1
            self.fail(command, failure)

    def fail(self, command, what):
        self.failed += 1
        kept = pathlib.Path("build/failed_commands") / str(self.failed)
        shutil.rmtree(kept, ignore_errors=True)
        for name in ("a", "b"):
            shutil.copytree(self.workshop.folder / name, kept / name)
        print(f"{command}: {what}\n(the sets are in {kept})", flush=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bin_dir", nargs="?", default="build/dev/bin", type=pathlib.Path)
    parser.add_argument("--short", action="store_true", help="40 rounds instead of 2,000")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with scenarios.Workshop(options.bin_dir) as workshop:
        campaign = Campaign(workshop, options.seed)
        for _ in range(options.rounds or (40 if options.short else 2000)):
            campaign.run_round()
    columns = [0, 1, 2, "FAILED"]
    print("| command | runs | exit code 0 | 1 | 2 | failed |\n" + "| --- " * 6 + "|")
    rows = sorted(campaign.counts.items())
    rows.append(("all", sum(campaign.counts.values(), collections.Counter())))
    for name, counts in rows:
        cells = [sum(counts.values()), *(counts[column] for column in columns)]
        print(f"| {name} | " + " | ".join(map(str, cells)) + " |")
    scenarios.finish_campaign("commands.py", campaign.failed)


if __name__ == "__main__":
    sys.exit(main())
