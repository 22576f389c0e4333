"""samples/train_ssd.py: learning, continuing after a kill, and several processes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
from collections import Counter
from pathlib import Path

import imrec
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="samples/train_ssd.py needs torch")

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SCRIPT = SAMPLES / "train_ssd.py"
sys.path.insert(0, str(SAMPLES))

import ssd_boxes  # noqa: E402

RECORDS = 26
LOSSES = re.compile(r"epoch (\d+): class loss ([\d.]+), box loss ([\d.]+)")

# Runs the script, and writes the keys of each batch of each epoch that a process has trained with.
RECORDER = """
import json, os, sys
import imrec
sys.path.insert(0, {samples!r})
batches = []

class Recorder(imrec.DetectionLoader):
    def __init__(self, *sources, **options):
        super().__init__(*sources, **options)
        self.trains = options.get("part") == "auto"

    def __next__(self):
        batch = super().__next__()
        if self.trains:
            batches.append((batch.epoch, batch.numpy()["keys"].tolist()))
        return batch

imrec.DetectionLoader = Recorder
import train_ssd
train_ssd.main()
with open("keys" + os.environ["RANK"] + ".json", "w") as file:
    json.dump(batches, file)
"""


def write_blocks(prefix: Path, count: int, seed: int) -> None:
    """Writes images with one or two blocks, light ones of class 0 and dark ones of class 1."""
    random = np.random.default_rng(seed)
    with imrec.Writer(prefix, class_names=["light", "dark"]) as writer:
        for key in range(count):
            pixels = random.integers(110, 140, (96, 96, 3)).astype(np.uint8)
            label = [2.0, 6.0]
            for column in range(1 + key % 2):
                kind = int(random.integers(2))
                x, y = 48 * column + int(random.integers(2, 12)), int(random.integers(2, 56))
                width, height = random.integers(18, 34, 2)
                pixels[y : y + height, x : x + width] = (30, 225)[kind == 0]
                label += [kind, x / 96, y / 96, (x + width) / 96, (y + height) / 96, 0]
            writer.write(key, label, pixels)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blocks")
    write_blocks(folder / "train", RECORDS, seed=1)
    write_blocks(folder / "test", 10, seed=2)
    return folder


def arguments(blocks: Path, out: Path, *more: str) -> list[str]:
    data = ["--train", str(blocks / "train.rec"), "--test", str(blocks / "test.rec")]
    return [*data, "--out", str(out), "--size", "80", "--batch-size", "8", *more]


def run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def losses(output: str) -> dict[int, tuple[float, float]]:
    return {int(epoch): (float(a), float(b)) for epoch, a, b in LOSSES.findall(output)}


def png_size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:])
    return width, height


def test_it_learns_and_draws(blocks: Path, tmp_path: Path) -> None:
    output = run(str(SCRIPT), *arguments(blocks, tmp_path, "--epochs", "6"))
    history = losses(output)
    assert list(history) == list(range(1, 7))
    assert sum(history[6]) < 0.85 * sum(history[1]), output
    precision = re.search(r"mAP@0.5 ([\d.]+)", output)
    assert precision and 0 <= float(precision[1]) <= 1
    assert png_size(tmp_path / "ssd_losses.png") == (810, 480)
    assert png_size(tmp_path / "ssd_detections.png") == (3 * 406, 3 * 306)


def test_a_killed_run_continues_with_the_same_losses(blocks: Path, tmp_path: Path) -> None:
    options = arguments(blocks, tmp_path, "--epochs", "4")
    expected = run(str(SCRIPT), *options)
    checkpoint = tmp_path / "run.pt"
    options += ["--checkpoint", str(checkpoint)]
    killed = subprocess.Popen(
        [sys.executable, str(SCRIPT), *options], stdout=subprocess.PIPE, text=True
    )
    assert killed.stdout
    for line in killed.stdout:
        if line.startswith("epoch 2"):
            killed.send_signal(signal.SIGKILL)
            break
    killed.stdout.close()
    assert killed.wait(60) == -signal.SIGKILL

    continued = run(str(SCRIPT), *options)
    assert losses(continued), continued
    assert min(losses(continued)) > 1, "it began anew"
    for epoch, values in losses(continued).items():
        assert values == losses(expected)[epoch]
    assert continued.splitlines()[-2] == expected.splitlines()[-2]  # the precision

    other = subprocess.run(
        [sys.executable, str(SCRIPT), *options, "--no-augment"], capture_output=True, text=True
    )
    assert other.returncode != 0
    assert "was written with other options" in other.stderr


def run_two_ranks(script: Path, options: list[str], folder: Path) -> str:
    """Runs a script as torchrun does, and returns what it prints."""
    if tuple(int(part) for part in torch.__version__.split(".")[:2]) < (2, 4):
        # With Python 3.11, torch 1.13 fails with the default values of the last two.
        launcher = ["--standalone", "--nproc_per_node", "2", "--redirects", "1", "--tee", "1"]
        command = ["-m", "torch.distributed.run", *launcher, str(script), *options]
        return run(*command, cwd=folder)
    # Debian's newer versions are built without libuv, which their torchrun needs.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    shared = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "USE_LIBUV": "0"}
    ranks = [
        subprocess.Popen(
            [sys.executable, str(script), *options],
            cwd=folder,
            env={**os.environ, **shared, "RANK": rank, "LOCAL_RANK": rank},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in ("0", "1")
    ]
    outputs = [process.communicate(timeout=300)[0] for process in ranks]
    assert [process.returncode for process in ranks] == [0, 0], outputs
    return "".join(outputs)


def test_two_processes_share_the_records(blocks: Path, tmp_path: Path) -> None:
    recorder = tmp_path / "recorder.py"
    recorder.write_text(RECORDER.format(samples=str(SAMPLES)))
    options = arguments(blocks, tmp_path, "--epochs", "2")
    output = run_two_ranks(recorder, options, tmp_path)
    assert list(losses(output)) == [1, 2], output  # printed by one process only
    ranks = [json.loads((tmp_path / f"keys{rank}.json").read_text()) for rank in range(2)]
    for epoch in range(2):
        shares = [[keys for number, keys in rank if number == epoch] for rank in ranks]
        for share in shares:
            assert [len(keys) for keys in share] == [4, 4, 4, 1]
        seen = Counter(key for share in shares for keys in share for key in keys)
        assert seen == Counter(range(RECORDS))


def test_each_object_gets_a_prior_of_its_own() -> None:
    priors = ssd_boxes.make_priors(4, 0.2, 0.3)
    # Both objects have their best overlap with the same prior, and not half of it.
    objects = torch.tensor(
        [[0, 0.3, 0.3, 0.4, 0.4, 0], [1, 0.31, 0.31, 0.43, 0.43, 0], [-1] * 6], dtype=torch.float32
    )
    classes, offsets = ssd_boxes.match(objects, priors)
    assert sorted(classes[classes > 0].tolist()) == [1, 2]
    found = ssd_boxes.decode(offsets, priors)
    for number in (0, 1):
        torch.testing.assert_close(found[classes == number + 1][0], objects[number, 1:5])
    classes, _ = ssd_boxes.match(objects[2:], priors)
    assert not classes.any()


def test_average_precision() -> None:
    near, far = torch.tensor([0.1, 0.1, 0.3, 0.3]), torch.tensor([0.6, 0.6, 0.9, 0.9])
    truth = [torch.tensor([[0, *near, 0], [0, *far, 0], [-1] * 6])]

    def precision(*found: ssd_boxes.Detection) -> float:
        return ssd_boxes.mean_average_precision([list(found)], truth, 1)

    assert precision() == 0
    assert precision((0, 0.9, near)) == 0.5
    assert precision((0, 0.9, near), (0, 0.8, far)) == 1
    # A second detection of the same object is wrong: precisions of 1 and 2/3 at the two objects.
    assert precision((0, 0.9, near), (0, 0.8, near), (0, 0.7, far)) == pytest.approx(5 / 6)
    truth[0][1, 5] = 1  # a difficult object counts neither for nor against
    assert precision((0, 0.95, far), (0, 0.9, near)) == 1


def test_suppression_is_per_class() -> None:
    boxes = torch.tensor([[0.1, 0.1, 0.5, 0.5], [0.11, 0.1, 0.5, 0.5], [0.6, 0.6, 0.9, 0.9]])
    scores = torch.tensor([[0.9, 0.0], [0.8, 0.7], [0.3, 0.0]])
    found = [(kind, round(score, 2)) for kind, score, _ in ssd_boxes.suppress(scores, boxes, 0.2)]
    assert found == [(0, 0.9), (0, 0.3), (1, 0.7)]
