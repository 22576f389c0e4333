#!/usr/bin/env python3
"""Lets each call of the operating system fail in turn, in all tools.

Usage: faults.py [--short] [--most N] [--only NAME] [BIN_DIR]          default build/dev/bin

For each tool, each kind of call and each way to fail, the first call fails in the first run, the
second in the second, until a run needs no fault. Afterwards each data set at the destination must
be the old one or whole; the exit code must not be 0 unless the result is whole, and the message
must name a file; and the same command, with --resume if the tool has it, must then make the files
of an undisturbed run. Readers must deliver the undisturbed digest, or end with an error. Prints a
table. Of the allocations by operator new, 300 fail in each tool; if that ends the process, a
replacement must be one that the next run completes, as after a kill. --most N takes at most N calls
of each kind, evenly spread; --short takes 2, and half of the ways to fail.
"""

import argparse
import collections
import pathlib
import signal
import sys

import scenarios
from scenarios import Failure, call

# What each call fails with. The tools go on after EINTR and short counts.
KINDS = {
    "open": ["EINTR", "EIO", "ENOSPC", "EMFILE"],
    "read": ["EINTR", "EIO", "short"],
    "pread": ["EINTR", "EIO", "short"],
    "write": ["EINTR", "EIO", "ENOSPC", "short"],
    "ftruncate": ["EIO"],
    "fsync": ["EIO", "ENOSPC"],
    "rename": ["EIO", "ENOSPC"],
    "unlink": ["EIO"],
    "mmap": ["ENOMEM"],
    "close": ["EINTR", "EIO"],
    "new": ["ENOMEM"],
}
ALLOCATIONS = 300
PASSING = ("EINTR", "short")  # of read, pread and write: they must not be noticed


class Campaign:
    def __init__(self, workshop, short, most):
        self.workshop, self.short, self.most = workshop, short, most
        self.counts = collections.defaultdict(collections.Counter)  # by scenario
        self.failed = 0

    def numbers(self, function, run):
        """Which calls fail: all of an undisturbed run, or a few."""
        report = self.workshop.folder / "report"
        report.unlink(missing_ok=True)
        run(self.workshop.fault(self.workshop.folder, function, 0, "EIO"))
        calls = int(report.read_text())
        most = ALLOCATIONS if self.most is None and function == "new" else self.most
        if most is None or calls <= most:
            return range(1, calls + 1)
        return [calls * (i + 1) // most for i in range(most)]

    def faults(self, run):
        for function, kinds in KINDS.items():
            numbers = self.numbers(function, run)
            if self.short:
                kinds = kinds[-2:]
            for kind in kinds:
                for number in numbers:
                    yield function, kind, number

    def try_all(self, name, run, judge):
        for function, kind, number in self.faults(run):
            outcome = run(self.workshop.fault(self.workshop.folder, function, number, kind))
            try:
                self.counts[name][judge(outcome, function, kind)] += 1
            except Failure as failure:
                self.failed += 1
                self.counts[name]["FAILED"] += 1
                if self.counts[name]["FAILED"] <= 10:
                    print(f"{name}: {function} {number}: {kind}: {failure}", flush=True)
        self.counts[name]["runs"] = sum(self.counts[name].values())

    def write(self, scenario):
        def run(variables):
            scenario.reset()
            return scenario.run(variables)

        self.try_all(scenario.name, run, lambda *words: judge_writer(scenario, *words))

    def read(self, name, words):
        def run(variables):
            return call(words, variables)

        undisturbed = call(words)

        def judge(outcome, function, kind):
            code, output, errors = outcome
            if code == undisturbed[0] and digest(output) == digest(undisturbed[1]):
                return "whole"
            if is_ended(code, errors, function):
                return "ended"
            named = is_named(self.workshop, errors + output, function)
            if code not in (1, 2) or not named:
                raise Failure(f"exit code {code}: {errors}")
            if kind in PASSING and function in ("read", "pread"):
                raise Failure(f"noticed, with exit code {code}: {errors}")
            return "error"

        self.try_all(name, run, judge)


def digest(output):
    """The line of `bench` with the digest of all batches; of other commands, everything."""
    lines = [line for line in output.splitlines() if '"digest"' in line]
    return lines or output


def is_named(workshop, text, function):
    """Whether a message tells what failed."""
    if function == "new" and "memory" in text:
        return True
    return str(workshop.folder) in text or "skipped" in text


def is_ended(code, errors, function):
    """Whether memory was missing in a function that cannot throw, which ends the process. There are
    such functions in the C++ library (folders) and in those for command lines and JSON."""
    return function == "new" and code == -signal.SIGABRT and "terminate called" in errors


def judge_writer(scenario, outcome, function, kind):
    code, output, errors = outcome
    if code < 0 and not is_ended(code, errors, function):
        raise Failure(f"signal {-code}")
    if code == scenario.expected_code:
        scenario.complete()
    state = scenario.state()
    if state == "whole" and code == scenario.expected_code:
        result = "whole"
    elif code == 0:
        raise Failure(f"exit code 0, but at the destination is {state}")
    elif kind in PASSING and function in ("read", "pread", "write"):
        raise Failure(f"noticed, with exit code {code}: {errors}")
    elif code > 0 and not is_named(scenario.workshop, errors + output, function):
        raise Failure(f"neither a file nor memory is named: {errors}")
    elif code == 1 and "skipped" in errors:
        # A list line whose image cannot be read; the others are packed.
        scenario.reset()
        return "line skipped"
    elif state not in ("old", "whole"):
        # In the middle of the renames; the journal tells the next run.
        is_known = any("journal" in name for name in scenario.unfinished())
        if code < 0 and is_known:
            result = "being replaced"
        else:
            raise Failure(f"exit code {code}, at the destination is {state}; {errors}")
    else:
        result = f"error, {state}" if code > 0 else "ended"
    scenario.finish()
    return result


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bin_dir", nargs="?", default="build/dev/bin", type=pathlib.Path)
    parser.add_argument("--short", action="store_true", help="about a minute")
    parser.add_argument("--most", type=int, help="calls of each kind")
    parser.add_argument("--only", help="scenarios whose name contains this")
    options = parser.parse_args()
    with scenarios.Workshop(options.bin_dir) as workshop:
        campaign = Campaign(workshop, options.short, 2 if options.short else options.most)
        for scenario in workshop.writers(options.only):
            campaign.write(scenario)
        imrec, root = workshop.bin_dir / "imrec", workshop.folder
        bench = [imrec, "bench", "--digest", "--json", "--epochs", "1", "--threads", "1"]
        for name, words in {
            "read": [*bench, root / "one/set"],
            "read mapped": [*bench, "--mmap", root / "one/set"],
            "read compressed": [*bench, root / "packed/set"],
            "read shards, checked": [*bench, "--checksums", root / "shards/set"],
            "verify": [imrec, "verify", root / "one/set"],
        }.items():
            if options.only is None or options.only in name:
                campaign.read(name, words)
    columns = ["runs", "whole", "error, old", "error, whole", "being replaced", "ended"]
    columns += ["line skipped", "error", "FAILED"]
    print("| tool | " + " | ".join(columns) + " |\n" + "| --- " * (len(columns) + 1) + "|")
    for name, counts in campaign.counts.items():
        print(f"| {name} | " + " | ".join(str(counts[column]) for column in columns) + " |")
    total = sum((counts for counts in campaign.counts.values()), collections.Counter())
    print("| all | " + " | ".join(str(total[column]) for column in columns) + " |")
    scenarios.finish_campaign("faults.py", campaign.failed)


if __name__ == "__main__":
    sys.exit(main())
