"""The parts of processes, from the variables of launchers, and jobs that change their size."""

from __future__ import annotations

import json
import logging
import os
import pickle
import re
import shutil
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import imrec
import numpy as np
import pytest
from data_sets import write_detection_set

SMALL: dict[str, Any] = {"batch_size": 5, "size": (32, 40), "threads": 2, "seed": 7}
ALL_KEYS = list(range(100, 123))

# What launchers set in their processes, with {} for the rank, of 3.
TORCHRUN = {"RANK": "{}", "WORLD_SIZE": "3", "LOCAL_RANK": "{}", "LOCAL_WORLD_SIZE": "3",
            "TORCHELASTIC_RUN_ID": "none", "TORCHELASTIC_RESTART_COUNT": "0"}  # fmt: skip
SRUN = {"SLURM_JOB_ID": "7", "SLURM_STEP_ID": "0", "SLURM_PROCID": "{}", "SLURM_LOCALID": "{}",
        "SLURM_NTASKS": "3", "SLURM_NPROCS": "3", "SLURM_STEP_NUM_TASKS": "3"}  # fmt: skip
OPEN_MPI = {"OMPI_COMM_WORLD_RANK": "{}", "OMPI_COMM_WORLD_SIZE": "3", "PMIX_RANK": "{}"}


@pytest.fixture(autouse=True)
def _no_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    known = "(SLURM|OMPI|PMI|PMIX|SGE|PBS|LSB|AWS_BATCH|IMREC_PART|TORCHELASTIC|JOB_COMPLETION)_"
    for name in list(os.environ):
        if re.match(f"{known}|(LOCAL_)?(RANK|WORLD_SIZE)$", name):
            monkeypatch.delenv(name)


def set_rank(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], rank: int) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(rank))


def keys_of(batches: Any) -> list[int]:
    return [key for batch in batches for key in np.asarray(batch.keys).tolist()]


def test_parts_share_the_epoch(detection_set: Path) -> None:
    parts = [imrec.DetectionLoader(detection_set, **SMALL, part=(i, 3)) for i in range(3)]
    assert {len(part) for part in parts} == {2}  # padded, so that all ranks have equal batches
    assert set(sum((keys_of(part) for part in parts), [])) == set(ALL_KEYS)
    exact = [
        imrec.DetectionLoader(detection_set, **SMALL, part=(i, 3), equalise="off") for i in range(3)
    ]
    assert sorted(sum((keys_of(part) for part in exact), [])) == ALL_KEYS


@pytest.mark.parametrize(
    ("variables", "source"),
    [(TORCHRUN, "RANK"), (OPEN_MPI, "OMPI_COMM_WORLD_RANK"), (SRUN, "SLURM_PROCID")],
)
def test_processes_of_a_launcher_read_each_record_once(
    detection_set: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    variables: dict[str, str],
    source: str,
) -> None:
    epochs: list[list[int]] = [[], []]
    for rank in range(3):
        set_rank(monkeypatch, variables, rank)
        assert imrec.DetectionLoader(detection_set, **SMALL).num_samples == 23  # only when asked
        with caplog.at_level(logging.INFO, "imrec"):
            loader = imrec.DetectionLoader(detection_set, **SMALL, part="auto", equalise="off")
        assert f"part {rank} of 3 ({source})" in caplog.text
        for epoch in epochs:
            epoch += keys_of(loader)
    assert epochs[0] != epochs[1]
    assert sorted(epochs[0]) == sorted(epochs[1]) == ALL_KEYS


READER = """
import json, os, sys, imrec
loader = imrec.DetectionLoader(sys.argv[1], size=32, part="auto", equalise="off", log=print)
with open(f"{sys.argv[2]}/{os.getpid()}.json", "w") as file:
    json.dump([batch.keys.tolist() for batch in loader], file)
"""


def test_mpirun(detection_set: Path, tmp_path: Path) -> None:
    if shutil.which("mpirun") is None:
        pytest.skip("mpirun is not installed")
    launcher = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-np", "3"]
    if (
        "Open MPI"
        not in subprocess.run(["mpirun", "--version"], capture_output=True, text=True).stdout
    ):
        launcher = ["mpirun", "-np", "3"]
    done = subprocess.run(
        [*launcher, sys.executable, "-c", READER, str(detection_set), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    lines = sorted(done.stdout.splitlines())
    assert [re.sub(r"\(\w+\)", "()", line) for line in lines] == [
        f"part {i} of 3 ()" for i in range(3)
    ]
    read = [json.loads(path.read_text()) for path in tmp_path.glob("*.json")]
    assert sorted(key for batches in read for batch in batches for key in batch) == ALL_KEYS


def test_wrong_variables_are_named(detection_set: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_rank(monkeypatch, TORCHRUN, 1)
    monkeypatch.setenv("RANK", "one")
    with pytest.raises(ValueError, match="RANK is 'one', not a number"):
        imrec.DetectionLoader(detection_set, **SMALL, part="auto")
    monkeypatch.setenv("RANK", "1")
    set_rank(monkeypatch, SRUN, 2)
    both = r"disagree: part 1 of 3 \(RANK\), and part 2 of 3 \(SLURM_PROCID\)"
    with pytest.raises(ValueError, match=both):
        imrec.DetectionLoader(detection_set, **SMALL, part="auto")
    notices: list[str] = []
    imrec.DetectionLoader(detection_set, **SMALL, part="slurm", log=notices.append)
    assert notices == ["part 2 of 3 (SLURM_PROCID)"]
    with pytest.raises(ValueError, match="must be one of auto, imrec, .*not 'ray'"):
        imrec.DetectionLoader(detection_set, **SMALL, part="ray")
    with pytest.raises(ValueError, match="must be .index, count."):
        imrec.DetectionLoader(detection_set, **SMALL, part=3)  # type: ignore[arg-type]


def test_a_rank_of_an_unknown_launcher_is_an_error(
    detection_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert imrec.DetectionLoader(detection_set, **SMALL, part="auto").num_samples == 23
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(ValueError, match="not by torchrun"):
        imrec.DetectionLoader(detection_set, **SMALL, part="auto")


def test_auto_prefers_torch_distributed(
    detection_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed: Any = types.ModuleType("torch.distributed")
    distributed.is_available = distributed.is_initialized = lambda: True
    distributed.get_rank, distributed.get_world_size = lambda: 2, lambda: 4
    monkeypatch.setitem(sys.modules, "torch.distributed", distributed)
    set_rank(monkeypatch, TORCHRUN, 1)
    notices: list[str] = []
    loader = imrec.DetectionLoader(detection_set, **SMALL, part="auto", log=notices.append)
    assert loader.state_dict()["part_count"] == 4
    assert notices == ["part 2 of 4 (torch.distributed)"]
    by_name = imrec.DetectionLoader(detection_set, **SMALL, part="torchrun")
    assert by_name.state_dict()["part_count"] == 3


def test_a_pickled_loader_keeps_its_part(
    detection_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rank(monkeypatch, TORCHRUN, 1)
    data = pickle.dumps(imrec.DetectionLoader(detection_set, **SMALL, part="auto"))
    monkeypatch.delenv("RANK")
    assert pickle.loads(data).num_samples == 8


def test_an_elastic_restart_goes_on_at_the_right_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_detection_set(tmp_path / "set", 110)

    def start(rank: int, world: int, batch_size: int) -> imrec.DetectionLoader:
        set_rank(monkeypatch, {**TORCHRUN, "WORLD_SIZE": str(world)}, rank)
        options = {**SMALL, "batch_size": batch_size, "equalise": "off"}
        return imrec.DetectionLoader(source, **options, part="auto")

    before: list[int] = []
    states = []
    for rank in range(8):
        loader = start(rank, 8, 3)
        list(loader)  # the restart is in the second epoch
        before += keys_of(batch for _, batch in zip(range(2), loader))
        states.append(json.dumps(loader.state_dict()))
    assert len(before) == 48
    for state in states:  # that of any of the 8 serves all of the 6
        loaders = [start(rank, 6, 4) for rank in range(6)]
        for loader in loaders:
            loader.load_state_dict(json.loads(state))
        rest = [keys_of(loader) for loader in loaders]
        assert sorted(before + sum(rest, [])) == list(range(100, 210))
        assert [loader.epoch for loader in loaders] == [2] * 6
