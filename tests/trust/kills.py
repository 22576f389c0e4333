#!/usr/bin/env python3
"""Kills all tools that write data sets, at random moments.

Usage: kills.py [--short] [--kills N] [--seed N] [BIN_DIR]             default build/dev/bin

Half of the kills come before a random call of the operating system that changes files, the others
after a random time, of which half are SIGTERM instead of SIGKILL. After each, every data set at the
destination must be the old one or whole, or the replacement must be one that the next run
completes. A tool that can resume is killed several times in a row. The last run is undisturbed; its
files must be those of one run. Prints a table.
--short makes 40 kills, the full form 1,000.
"""

import argparse
import collections
import pathlib
import random
import signal
import subprocess
import sys
import time

import scenarios
from scenarios import Failure

CALLS = ("open", "write", "fsync", "rename", "unlink", "close")
KILLS = (signal.SIGKILL, signal.SIGTERM)


class Campaign:
    def __init__(self, workshop, seed):
        self.workshop = workshop
        self.pick = random.Random(seed)
        self.counts = collections.defaultdict(collections.Counter)  # by scenario
        self.failed = 0
        self.scenarios = [self.measure(scenario) for scenario in workshop.writers()]

    def measure(self, scenario):
        """Adds how long a run takes and how many calls it makes."""
        scenario.reset()
        began = time.monotonic()
        scenario.run()
        seconds = time.monotonic() - began
        calls = {}
        report = self.workshop.folder / "report"
        for function in CALLS:
            scenario.reset()
            report.unlink(missing_ok=True)
            scenario.run(self.workshop.fault(scenario.out, function, 0, "kill"))
            calls[function] = int(report.read_text())
        return scenario, seconds, calls

    def kill_at_call(self, scenario, calls, resume):
        function = self.pick.choice([name for name in CALLS if calls[name] > 0])
        number = self.pick.randint(1, calls[function])
        fault = self.workshop.fault(scenario.out, function, number, "kill")
        return scenario.run(fault, resume)[0], f"{function} {number}"

    def kill_at_time(self, scenario, seconds, resume):
        wait = self.pick.uniform(0, seconds)
        process = subprocess.Popen(
            scenario.words(resume), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            code = process.wait(wait)
        except subprocess.TimeoutExpired:
            process.send_signal(self.pick.choice(KILLS))
            code = process.wait()
        return code, f"after {wait:.4f} s"

    def run(self, scenario, seconds, calls, wanted):
        """One series of kills; returns how many there were."""
        scenario.reset()
        counts, places = self.counts[scenario.name], []
        for _ in range(min(wanted, self.pick.randint(1, 4) if scenario.resume else 1)):
            resume = bool(scenario.resume and places)
            if self.pick.random() < 0.5:
                code, place = self.kill_at_call(scenario, calls, resume)
            else:
                code, place = self.kill_at_time(scenario, seconds, resume)
            if -code not in KILLS:
                if code not in (0, scenario.expected_code):
                    self.fail(scenario, [*places, place], f"exit code {code}")
                break
            places.append(place)
            state = scenario.state()
            if state not in ("old", "whole"):
                # In the middle of the renames; the journal tells the next run.
                is_known = any("journal" in name for name in scenario.unfinished())
                state = "being replaced" if is_known else f"FAILED: {state}"
            counts[state.split(":")[0]] += 1
            if state.startswith("FAILED"):
                self.fail(scenario, places, state)
        try:
            scenario.finish()
        except Failure as failure:
            counts["FAILED"] += 1
            self.fail(scenario, places, failure)
        return len(places)

    def fail(self, scenario, places, what):
        self.failed += 1
        print(f"{scenario.name}: killed at {', '.join(places)}: {what}", flush=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bin_dir", nargs="?", default="build/dev/bin", type=pathlib.Path)
    parser.add_argument("--short", action="store_true", help="40 kills instead of 1,000")
    parser.add_argument("--kills", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wanted = options.kills or (40 if options.short else 1000)
    with scenarios.Workshop(options.bin_dir) as workshop:
        campaign = Campaign(workshop, options.seed)
        kills = round_number = 0
        while kills < wanted and round_number < 20 * wanted:
            chosen = campaign.scenarios[round_number % len(campaign.scenarios)]
            kills += campaign.run(*chosen, wanted - kills)
            round_number += 1
    columns = ["old", "whole", "being replaced", "FAILED"]
    print("| tool | kills | " + " | ".join(columns) + " |\n" + "| --- " * 6 + "|")
    total = collections.Counter()
    for name, counts in campaign.counts.items():
        total += counts
        cells = [sum(counts[c] for c in columns), *(counts[column] for column in columns)]
        print(f"| {name} | " + " | ".join(map(str, cells)) + " |")
    cells = [kills, *(total[column] for column in columns)]
    print("| all | " + " | ".join(map(str, cells)) + " |")
    if kills < wanted:
        sys.exit(f"kills.py: only {kills} of {wanted} kills")
    scenarios.finish_campaign("kills.py", campaign.failed)


if __name__ == "__main__":
    sys.exit(main())
