#!/usr/bin/env python3
"""Reads a data set from the test store while it injects faults, with many seeds.

Usage: campaign.py [--short] [--runs N] [--first-seed N] [BIN_DIR]     default build/dev/bin

In each run, `imrec bench` reads a part of a set, by http:// or by s3:// with signatures, and so
does imrec_resumed_reader, which also looks for descriptors and threads that readers leave. Most
runs have only faults that pass: the digest must be that of the local files. In every fourth run,
the object is then replaced, removed, or closed to the reader, for good: bench must end with exit
code 2 and say so. No run may take longer than two minutes. Prints a table of the faults that were
injected.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
RUN_LIMIT = 120  # seconds for each program
PASSING = (
    "internal_error bad_gateway gateway_timeout slow_down too_many_requests request_timeout reset "
    "stall late reset_body stall_body trickle short_body no_length whole_object wrong_range "
    "no_range expired_token"
).split()
# What bench has to say about a fault that stays: one of these.
FINAL = {
    "changed": ["was replaced", "412"],
    # Of a range at the end of the file, the last byte is another one.
    "wrong_total": ["was replaced", "it contains other bytes"],
    "not_found": ["404", "is missing"],
    # Stores whose files may not be listed say so of files that are not there.
    "access_denied": ["403", "is missing"],
}
# These hold up a reader for seconds, so there are fewer of them.
SLOW = ("stall", "stall_body", "trickle")

KEYS = 1000
# Prints one of as many keys that the store knows, at random.
CREDENTIALS = f"""import json, secrets
print(json.dumps(dict(Version=1, AccessKeyId=f"KEY{{secrets.randbelow({KEYS})}}",
                      SecretAccessKey="se/cr+et")))
"""


class Store:
    """The test store with a bucket, whose objects are the files of a folder."""

    def __init__(self, root):
        self.process = subprocess.Popen(
            [sys.executable, HERE / "store.py", "--root", root],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def control(self, **settings):
        body = json.dumps(settings).encode() if settings else None
        with urllib.request.urlopen(f"{self.url}/_control", body, timeout=30) as response:
            return json.load(response)


class Failure(Exception):
    pass


def call(command, environment=None):
    """Runs a program. Returns its exit code, output and messages."""
    try:
        result = subprocess.run(
            [str(word) for word in command],
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            timeout=RUN_LIMIT,
        )
    except subprocess.TimeoutExpired:
        raise Failure(f"hangs: {command}") from None
    return result.returncode, result.stdout, result.stderr


def make_sets(bin_dir, root):
    """Writes bucket/large.rec, 1,600 records in 50 MB, and bucket/small.rec, 320 in 10 MB.

    Both are larger than what readers fetch at once."""
    code, _, errors = call([bin_dir / "make_shapes", root / "shapes", "--count", "160"])
    lines = []
    if code == 0:
        code, _, errors = call([bin_dir / "voc2lst", root / "shapes", "-o", root / "shapes.lst"])
        lines = (root / "shapes.lst").read_text().splitlines()
    for name, times in (("large", 10), ("small", 2)):
        rows = [line.split("\t", 1)[1] for line in lines] * times
        text = "".join(f"{index}\t{row}\n" for index, row in enumerate(rows))
        (root / f"{name}.lst").write_text(text)
        if code == 0:
            code, _, errors = call(
                [
                    bin_dir / "im2rec",
                    root / name,
                    root / "shapes",
                    "-o",
                    root / "store/bucket" / name,
                ]
                + ["--pass-through", "--pack-label", "--quiet"]
            )
    if code != 0:
        raise Failure(f"no data set to read: {errors}")


class Campaign:
    def __init__(self, bin_dir, folder):
        self.bin_dir, self.folder = bin_dir, pathlib.Path(folder)
        self.root = self.folder / "store"
        (self.root / "bucket").mkdir(parents=True)
        make_sets(bin_dir, self.folder)
        self.counts = collections.Counter()
        self.outcomes = collections.Counter()
        # Credentials that are made anew when the store says that they have expired.
        (self.folder / "config").write_text(
            f"[default]\ncredential_process = {sys.executable} {self.folder / 'credentials.py'}\n"
        )
        (self.folder / "credentials.py").write_text(CREDENTIALS)
        _, self.resumed, _ = call([bin_dir / "imrec_resumed_reader", self.root / "bucket/small"])

    def bench(self, name, options, environment):
        words = [self.bin_dir / "imrec", "bench", name, "--digest", "--json", *options]
        code, output, errors = call(words, environment)
        report = json.loads(output) if output else None
        return code, report, errors

    def run(self, seed):
        pick = random.Random(seed)
        signed, final = seed % 2 == 1, None
        if seed % 4 == 3:
            final = list(FINAL)[seed // 4 % len(FINAL)]
        kinds = [kind for kind in PASSING if signed or kind != "expired_token"]
        rules = [
            dict(kind=kind, probability=0.0015 if kind in SLOW else 0.006, seed=pick.random())
            for kind in kinds
        ]
        options = ["--epochs", "1", "--part", f"{pick.randrange(8)}/8", "--seed", str(seed)]
        options += ["--threads", str(pick.choice([1, 2, 3, 8]))]
        options += ["--shuffle", pick.choice(["full", "full", "none", "window:64"])]
        local = self.bench(self.root / "bucket/large", options, None)
        if local[0] != 0:
            raise Failure(f"the local set cannot be read: {local[2]}")
        with Store(self.root) as store:
            if signed:
                known = [dict(access_key=f"KEY{i}", secret_key="se/cr+et") for i in range(KEYS)]
                store.control(credentials=known)
            environment = dict(
                AWS_ENDPOINT_URL=store.url,
                AWS_SHARED_CREDENTIALS_FILE=str(self.folder / "none"),
                AWS_CONFIG_FILE=str(self.folder / "config"),
                AWS_EC2_METADATA_DISABLED="true",
                AWS_REGION="us-east-1",
            )
            base = "s3://bucket" if signed else f"{store.url}/bucket"
            store.control(faults=rules)
            self.read_again(base, environment)
            if final:
                # A version that all responses have would be taken for that of the file.
                share = 0.3 if final in ("changed", "wrong_total") else 1
                end = dict(kind=final, match="large.rec", probability=share, seed=pick.random())
                store.control(faults=[end] + rules)
            began = time.monotonic()
            outcome = self.bench(f"{base}/large", options, environment)
            self.judge(outcome, local, final)
            faults = store.control()["faults"]
        self.counts.update(faults)
        said = outcome[2].splitlines()[-1].replace(base, "") if outcome[0] else "digest as local"
        print(
            f"seed {seed}: {'s3' if signed else 'http'} {' '.join(options)}: "
            f"{sum(faults.values())} faults, {time.monotonic() - began:.1f} s; {said}",
            flush=True,
        )

    def read_again(self, base, environment):
        words = [self.bin_dir / "imrec_resumed_reader", f"{base}/small"]
        code, output, errors = call(words, environment)
        if code != 0 or output != self.resumed:
            raise Failure(f"imrec_resumed_reader: exit code {code}: {output}{errors}")

    def is_named(self, final, errors):
        return final and any(text in errors for text in FINAL[final])

    def judge(self, outcome, local, final):
        code, report, errors = outcome
        if code == 0:
            self.outcomes["digest as local"] += 1
            if report["digest"] != local[1]["digest"]:
                raise Failure(f"digest {report['digest']} instead of {local[1]['digest']}")
            if final:
                raise Failure(f"the fault '{final}' went unnoticed")
        elif code != 2 or "large" not in errors or not self.is_named(final, errors):
            raise Failure(f"exit code {code} with the final fault {final}: {errors}")
        else:
            self.outcomes[f"named error: {final}"] += 1


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bin_dir", nargs="?", default="build/dev/bin", type=pathlib.Path)
    parser.add_argument("--short", action="store_true", help="4 runs instead of 20: about a minute")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--first-seed", type=int, default=0)
    options = parser.parse_args()
    runs = options.runs or (4 if options.short else 20)
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(options.bin_dir.resolve(), folder)
        failed = 0
        for seed in range(options.first_seed, options.first_seed + runs):
            try:
                campaign.run(seed)
            except Failure as failure:
                failed += 1
                print(f"seed {seed}: FAILED: {failure}", flush=True)
    print(
        f"\n{sum(campaign.counts.values())} faults of {len(campaign.counts)} kinds in {runs} runs"
    )
    for kind, count in campaign.counts.most_common():
        print(f"  {kind:18} {count:6}")
    for outcome, count in campaign.outcomes.items():
        print(f"  {count} runs: {outcome}")
    faults = sum(campaign.counts.values())
    if failed or len(campaign.counts) < 15 or faults < 50 * runs:
        sys.exit(
            f"campaign.py: {failed} runs failed, {faults} faults of {len(campaign.counts)} kinds"
        )


if __name__ == "__main__":
    main()
