"""The tools that the campaigns run, and the files that each must leave.

A Workshop makes small inputs. Each Scenario is a command that writes a data set called "set" into
an empty folder, or into one with an older set. Its files are compared with those of the old set and
with those that one undisturbed run makes.
"""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

RUN_LIMIT = 60  # seconds for each program
IMAGES = 24
OLD_IMAGES = 9


class Failure(Exception):
    pass


def call(words, variables=None, folder=None):
    """Runs a program. Returns its exit code (negative: the signal), output and messages."""
    try:
        result = subprocess.run(
            [str(word) for word in words],
            env={**os.environ, **(variables or {})},
            cwd=folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=RUN_LIMIT,
        )
    except subprocess.TimeoutExpired:
        raise Failure(f"hangs: {words}") from None
    return result.returncode, result.stdout, result.stderr


def must(words, codes=(0,)):
    code, output, errors = call(words)
    if code not in codes:
        raise Failure(f"exit code {code} of {' '.join(map(str, words))}: {errors}")
    return output


def is_unfinished(name):
    # The packed shards of a plan end with the digest of the plan.
    return re.search(r"\.(partial|[0-9a-f]{16,})$", name) is not None


def contents(folder):
    """Digests of all finished files of data sets, by name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file() and not is_unfinished(path.name) and not path.name.endswith(".plan.json")
    }


def groups(files, apart):
    """The files of each data set, as `split` writes several: set_train and set_val. With `apart`,
    each file alone."""
    sets = {}
    for name, digest in files.items():
        group = name if apart else re.split(r"[.-]", name)[0]
        sets.setdefault(group, {})[name] = digest
    return sets


class Scenario:
    """`command` writes in the folder OUT; `{out}` in its words stands for OUT, `{data}` for the
    inputs. `resume` tells whether the tool can go on after a failure: with "--resume", or "again",
    as the same command. `after` are commands that make the data set appear. `expected_code` is that
    of an undisturbed run."""

    def __init__(self, workshop, name, command, old="", resume="", before=None, after=()):
        self.name, self.resume = name, resume
        self.workshop, self.command, self.before, self.after = workshop, command, before, after
        self.start = workshop.folder / "start" / name.replace(" ", "_")
        self.out = workshop.folder / "out"
        if old:
            shutil.copytree(workshop.folder / old, self.start)
        else:
            self.start.mkdir(parents=True)
        if before:
            before(self.start)
        self.reset()
        self.old = contents(self.out)
        self.expected_code, _, errors = self.run()
        if self.expected_code not in (0, 1):
            raise Failure(f"{name}: exit code {self.expected_code}: {errors}")
        self.complete()
        self.whole = contents(self.out)

    def words(self, resume=False):
        words = self.workshop.words(self.command, self.out)
        is_new = resume and self.resume == "--resume" and "--resume" not in words
        return words + (["--resume"] if is_new else [])

    def complete(self):
        """Makes the data set appear after a run that succeeded, if that takes other commands."""
        for command in self.after:
            must(self.workshop.words(command, self.out))

    def reset(self):
        """The folder as it is before the command runs."""
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.copytree(self.start, self.out)

    def run(self, variables=None, resume=False):
        return call(self.words(resume), variables, self.workshop.folder)

    def state(self):
        """'old', 'whole', or what is wrong. Each data set of the folder may be either."""
        # reindex replaces one file and then the other.
        apart = self.name == "reindex"
        now, old, whole = (groups(f, apart) for f in (contents(self.out), self.old, self.whole))
        states = set()
        for name in now.keys() | old.keys() | whole.keys():
            found = now.get(name, {})
            if found == whole.get(name, {}):
                states.add("whole")
            elif found == old.get(name, {}):
                states.add("old")
            else:
                return f"a mixture: {sorted(found)}"
        return "whole" if states <= {"whole"} else "old"

    def unfinished(self):
        return sorted(p.name for p in self.out.iterdir() if is_unfinished(p.name) or p.is_dir())

    def finish(self):
        """Runs the command again without disturbance: its result must be whole."""
        code, _, errors = self.run(resume=bool(self.resume))
        if code != self.expected_code:
            raise Failure(f"afterwards, exit code {code}: {errors}")
        self.complete()
        if contents(self.out) != self.whole:
            raise Failure(f"afterwards, other files than those of one run: {self.state()}")
        if self.unfinished():
            raise Failure(f"afterwards, unfinished files remain: {self.unfinished()}")


class Workshop:
    """A folder with inputs, in memory if the system has such a place."""

    def __init__(self, bin_dir):
        self.bin_dir = pathlib.Path(bin_dir).resolve()
        self.shim = self.bin_dir / "libimrec_fault_shim.so"
        memory = pathlib.Path("/dev/shm")
        self.temporary = tempfile.TemporaryDirectory(
            prefix="imrec-trust-", dir=memory if memory.is_dir() else None
        )
        self.folder = pathlib.Path(self.temporary.name)
        self.make_inputs()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()

    def tool(self, name, *words):
        return must([self.bin_dir / name, *words])

    def make_inputs(self):
        root = self.folder
        self.tool("make_shapes", root / "images", "--count", IMAGES)
        self.tool("voc2lst", root / "images", "-o", root / "images.lst")
        rows = (root / "images.lst").read_text().splitlines()
        # A set of more than one write: each image twice.
        texts = [row.split("\t", 1)[1] for row in rows]
        lines = [f"{i}\t{text}\n" for i, text in enumerate(texts * 2, 7)]
        (root / "new.lst").write_text("".join(lines))
        (root / "less.lst").write_text("".join(lines[:OLD_IMAGES]))
        for name in ("new", "less"):
            shutil.copy(root / "images.classes.txt", root / f"{name}.classes.txt")
        self.pack("less", root / "old_one/set")
        self.pack("less", root / "old_shards/set", "--num-shards", "3")
        self.pack("less", root / "old_packed/set", "--compress", "zstd:1")
        self.pack("new", root / "one/set")
        self.pack("new", root / "shards/set", "--num-shards", "3")
        self.pack("new", root / "packed/set", "--compress", "zstd:1")
        damaged = bytearray((root / "one/set.rec").read_bytes())
        damaged[len(damaged) // 2] ^= 0x10
        shutil.copytree(root / "one", root / "damaged")
        (root / "damaged/set.rec").write_bytes(damaged)

    def pack(self, rows, prefix, *options):
        prefix.parent.mkdir(parents=True, exist_ok=True)
        self.tool(
            "im2rec", self.folder / rows, self.folder / "images", "-o", prefix, "--quiet",
            "--pass-through", "--pack-label", "--num-thread", "1", *options,
        )  # fmt: skip

    def words(self, command, out):
        """The words of a command, with its inputs and the folder where it writes."""
        words = [word.format(out=out, data=self.folder) for word in command.split()]
        return [str(self.bin_dir / words[0]), *words[1:]]

    def first(self, *commands):
        """Returns a function that runs commands with a folder."""

        def run(folder):
            for command in commands:
                must(self.words(command, folder))

        return run

    def interrupt(self, command):
        """Returns a function that leaves an interrupted run of the command in a folder."""

        def leave(folder):
            words = self.words(command, folder)
            for number in range(1, 100):
                fault = self.fault(folder, "write", number, "ENOSPC")
                _, _, errors = call(words, fault, self.folder)
                if "are kept" in errors:
                    return
            raise Failure(f"the run was not interrupted: {errors}")

        return leave

    def fault(self, folder, function, number, kind, **more):
        """The environment of a program with the shim. `number` 0: nothing fails."""
        variables = {
            "LD_PRELOAD": str(self.shim),
            "IMREC_FAULT_FOLDER": str(folder) + "/",
            "IMREC_FAULT_CALL": function,
            "IMREC_FAULT_NUMBER": str(number),
            "IMREC_FAULT_KIND": kind,
            "IMREC_FAULT_REPORT": str(self.folder / "report"),
        }
        return variables | more

    def writers(self, only=None):
        """Scenarios of all tools that write data sets, in all layouts: those whose name contains
        `only`."""
        pack = "im2rec {data}/new {data}/images -o {out}/set --quiet --pass-through --pack-label"
        pack += " --num-thread 1"
        shards, sized = pack + " --num-shards 3", pack + " --shard-size 1M"
        packed = sized + " --compress zstd:1"
        interrupted = self.interrupt
        tools = [
            ("pack", pack, "old_one", "--resume", None),
            ("pack anew", pack, "", "--resume", None),
            ("pack shards", shards, "old_shards", "--resume", None),
            ("pack by size", sized, "", "--resume", None),
            ("pack compressed", packed, "", "--resume", None),
            ("pack part", pack + " --num-parts 2 --part-index 1", "", "--resume", None),
            ("resume", pack + " --resume", "old_one", "--resume", interrupted(pack)),
            ("resume shards", sized + " --resume", "", "--resume", interrupted(sized)),
            ("resume compressed", packed + " --resume", "", "--resume", interrupted(packed)),
        ]
        into = " -q --force -o {out}/set"
        tools += [
            (name, f"imrec {command}", old, "", None)
            for name, command, old in [
                ("merge", "merge {data}/one/set {data}/shards/set" + into, "old_one"),
                ("filter", "filter {data}/one/set --class 0" + into, "old_one"),
                ("split shards", "split {data}/one/set --shards 3" + into, "old_shards"),
                ("split ratio", "split {data}/one/set --ratio 0.8" + into, ""),
                ("convert", "convert {data}/one/set --jpeg baseline" + into, "old_one"),
                ("repair", "repair {data}/damaged/set.rec" + into, "old_one"),
                ("compress -o", "compress {data}/shards/set" + into, ""),
                ("compress", "compress -q --force {out}/set.rec", "one"),
                ("decompress", "decompress -q --force {out}/set.rec.zst", "packed"),
                ("reindex", "reindex -q --renumber {out}/set.rec", "old_one"),
            ]
        ]
        plan, of_plan = f"{shards} --plan", "im2rec {out}/set.plan.json --quiet "
        task, finish = of_plan + "--num-thread 1 --shards 0-2", of_plan + "--finish"
        tools += [
            ("plan", plan, "old_shards", "again", None, [task, finish]),
            ("plan task", task, "old_shards", "again", self.first(plan), [finish]),
            ("plan finish", finish, "old_shards", "again", self.first(plan, task)),
        ]
        for name, *words in tools:
            if only is None or only in name:
                yield Scenario(self, name, *words)


def finish_campaign(title, failed):
    if failed:
        sys.exit(f"{title}: {failed} runs failed")
    print(f"{title}: no run failed")
