"""Packing with many processes. Those of an engine that is not installed are skipped."""

from __future__ import annotations

import importlib.util
import io
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import imrec
import numpy as np
import pytest
from data_sets import pixels
from imrec import distributed
from imrec.distributed import _spark, _task
from imrec.distributed._interrupts import deferred_interrupts
from imrec.distributed._progress import progress_line
from stores import needs_store, running_store

ENGINES = ["processes", "ray", "spark"]
PACKAGES = {"ray": "ray", "spark": "pyspark"}
# So slow that a test can find the process of a shard.
SLOW: dict[str, Any] = {"encoding": ".png", "quality": 9}


def require(engine: str) -> None:
    name = PACKAGES.get(engine)
    if name and importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed; tests/python/engines.sh runs this test")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    require(request.param)
    return str(request.param)


def write_photos(folder: Path, images: int, height: int, width: int) -> Path:
    """Writes photos/ and photos.lst; the image of line 5 is missing."""
    (folder / "photos").mkdir(parents=True)
    lines = []
    for index in range(images):
        name = f"photo {index}.jpg"
        if index != 5:
            data = imrec.encode_image(pixels(index, height, width))
            (folder / "photos" / name).write_bytes(data)
        lines.append(f"{index}\t{index % 3}\t{name}\n")
    (folder / "photos.lst").write_text("".join(lines))
    return folder


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_photos(tmp_path, 14, 60, 80)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="module")
def large_photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each takes about a second as PNG; tests write to folders of their own."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "photos").mkdir()
    noise = np.random.default_rng(1).integers(0, 64, (1200, 1600, 3), dtype=np.uint8)
    for index in range(4):
        (folder / "photos" / f"{index}.jpg").write_bytes(imrec.encode_image(noise + index))
    (folder / "photos.lst").write_text("".join(f"{i}\t{i}\t{i}.jpg\n" for i in range(4)))
    return folder


def files_of(folder: Path, name: str) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name.startswith(name) and path.suffix not in (".json5", ".lst")
        and not path.name.endswith(".plan.json")
    }  # fmt: skip


def expected(folder: Path, shards: int, *options: str) -> dict[str, bytes]:
    """The files that one im2rec writes."""
    (folder / "one").mkdir()
    subprocess.run(
        ["im2rec", "photos.lst", "photos", "-o", "one/photos", f"--num-shards={shards}", "--quiet",
         *options],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    files = files_of(folder / "one", "photos")
    assert len(files) >= 3 * shards + 1
    return files


def running(folder: Path) -> list[int]:
    """The processes of im2rec that pack a shard in this folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"--shards" in words and words[1].startswith(os.fsencode(folder)):
            found.append(int(entry.name))
    return found


def parent_of(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(next(line for line in status.splitlines() if line.startswith("PPid:")).split()[1])


class Killer(threading.Thread):
    """Kills the first ``count`` processes that pack a shard in a folder, or their parents."""

    def __init__(self, folder: Path, count: int, parents: bool = False) -> None:
        super().__init__(daemon=True)
        self.folder, self.count, self.parents = folder, count, parents
        self.killed: set[int] = set()
        self.stopping = threading.Event()

    def run(self) -> None:
        while len(self.killed) < self.count and not self.stopping.wait(0.002):
            for pid in running(self.folder):
                victim = parent_of(pid) if self.parents else pid
                if victim > 1 and victim not in self.killed and len(self.killed) < self.count:
                    os.kill(victim, signal.SIGKILL)
                    self.killed.add(victim)

    def __enter__(self) -> Killer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.join()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """The commands that this process starts."""
    commands: list[list[str]] = []
    original = subprocess.Popen

    class Recorder(original):  # type: ignore[type-arg, misc]
        def __init__(self, command: Any, *args: Any, **kwargs: Any) -> None:
            commands.append(command)
            super().__init__(command, *args, **kwargs)

    monkeypatch.setattr(subprocess, "Popen", Recorder)
    yield commands


def tasks_of(commands: list[list[str]]) -> list[int]:
    return [int(words[words.index("--shards") + 1]) for words in commands if "--shards" in words]


def test_the_files_are_those_of_one_im2rec(photos: Path, engine: str) -> None:
    one = expected(photos, 4, "--resize=20", "--inter-method=3", "--quality=80")
    steps: list[tuple[int, int]] = []
    notices: list[str] = []
    result = distributed.pack(
        "photos.lst", "photos", engine=engine, num_shards=4, prefix=photos / "many/photos",
        resize=20, interpolation="area", quality=80, log=notices.append,
        progress=lambda done, total: steps.append((done, total)),
    )  # fmt: skip
    assert files_of(photos / "many", "photos") == one
    assert steps == [(done, 4) for done in range(5)]
    same = imrec.pack(
        "photos.lst", "photos", shards=4, prefix="same/photos", resize=20, interpolation="area",
        quality=80,
    )  # fmt: skip
    assert result["record_path"].replace("many", "same").endswith(same["record_path"])
    for field in ("records", "bytes", "shards", "resumed", "bad_labels"):
        assert result[field] == same[field], field
    assert [(line["line"], line["index"], line["path"]) for line in result["skipped"]] == [
        (6, 5, "photo 5.jpg")
    ]
    assert result["skipped"] == same["skipped"]
    assert running(photos) == []


# In a process of its own, whose workers have its environment.
PACK_INTO_STORE = """
import imrec.distributed
result = imrec.distributed.pack(
    "photos.lst", "photos", engine={engine!r}, num_shards=3, prefix="s3://bucket/many/photos"
)
print(result["record_path"], result["records"])
"""


@needs_store
def test_a_store_gets_the_files_of_one_im2rec(
    photos: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = expected(photos, 3)
    (photos / "store" / "bucket").mkdir(parents=True)
    with running_store(photos / "store") as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", url)
        monkeypatch.setenv("IMREC_S3_ANONYMOUS", "true")
        done = subprocess.run(
            [sys.executable, "-c", PACK_INTO_STORE.format(engine=engine)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == "13", done.stdout
    assert files_of(photos / "store/bucket/many", "photos") == one
    left = [path.name for path in (photos / "store/bucket").rglob("*") if path.is_file()]
    assert sorted(left) == sorted([*one, "photos.plan.json"])


@pytest.mark.parametrize(
    ("options", "flags"),
    [
        ({"pass_through": True}, ["--pass-through"]),
        ({"pass_through": True, "check_pixels": True}, ["--pass-through", "--check=decode"]),
        ({"compression": 5, "pack_label": False}, ["--compress=zstd:5", "--no-pack-label"]),
        ({"encoding": ".png", "center_crop": True}, ["--encoding=.png", "--center-crop"]),
    ],
)
def test_options_are_those_of_im2rec(
    photos: Path, options: dict[str, Any], flags: list[str]
) -> None:
    one = expected(photos, 3, *flags)
    distributed.pack("photos", "photos", num_shards=3, workers=2, prefix="many/photos", **options)
    assert files_of(photos / "many", "photos") == one


def test_a_killed_task_runs_again(
    large_photos: Path, tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(large_photos)
    with Killer(tmp_path, 2) as killer:
        result = distributed.pack(
            "photos.lst", "photos", engine=engine, num_shards=4, prefix=tmp_path / "photos", **SLOW
        )
    assert len(killer.killed) == 2
    assert result["records"] == 4
    imrec.pack("photos.lst", "photos", shards=4, prefix=tmp_path / "one/photos", **SLOW)
    assert files_of(tmp_path, "photos") == files_of(tmp_path / "one", "photos")


@pytest.mark.parametrize("engine", ["ray", "spark"])
def test_a_killed_worker_of_the_engine_is_replaced(
    large_photos: Path, tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    require(engine)
    monkeypatch.chdir(large_photos)
    with Killer(tmp_path, 1, parents=True) as killer:
        result = distributed.pack(
            "photos.lst", "photos", engine=engine, num_shards=4, prefix=tmp_path / "photos", **SLOW
        )
    assert len(killer.killed) == 1
    assert result["records"] == 4 and running(tmp_path) == []


def test_retries_are_bounded(
    large_photos: Path, tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(large_photos)
    options: dict[str, Any] = {"engine": engine, "num_shards": 2, "prefix": tmp_path / "photos"}
    with Killer(tmp_path, 1000) as killer:
        with pytest.raises(imrec.Error, match="shard [01]: im2rec was killed by signal 9"):
            distributed.pack("photos.lst", "photos", retries=1, **options, **SLOW)
    assert 2 <= len(killer.killed) <= 4
    assert running(tmp_path) == []
    assert not list(tmp_path.glob("*.manifest.json"))
    assert distributed.pack("photos.lst", "photos", **options, **SLOW)["records"] == 4


def test_a_wrong_option_is_not_tried_again(photos: Path, started: list[list[str]]) -> None:
    with pytest.raises(imrec.Error, match="--quality.*1000"):
        distributed.pack("photos", "photos", num_shards=4, quality=1000)
    assert len(started) == 1
    with pytest.raises(TypeError, match="'num_shard'; did you mean 'num_shards'"):
        distributed.pack("photos", "photos", num_shard=4)  # type: ignore[call-arg]
    for option, value in (
        ("num_shards", 0),
        ("engine", "dask"),
        ("threads", 0),
        ("workers", 0),
        ("retries", -1),
        ("interpolation", "best"),
        ("progress", 3),
    ):
        with pytest.raises(ValueError, match=option):
            distributed.pack("photos", "photos", **{"num_shards": 4, option: value})
    with pytest.raises(imrec.Error, match="nowhere.lst"):
        distributed.pack("nowhere", "photos", num_shards=4)
    assert len(started) == 2


def test_a_task_that_fails_is_not_tried_again(
    photos: Path, engine: str, started: list[list[str]]
) -> None:
    with pytest.raises(imrec.Error, match="photo 5.jpg"):
        distributed.pack(
            "photos", "photos", engine=engine, num_shards=14, workers=1, on_error="fail"
        )
    if engine == "processes":
        assert tasks_of(started) == [0, 1, 2, 3, 4, 5]
    assert running(photos) == []
    assert not (photos / "photos.manifest.json").exists()


def test_errors_of_spark_are_readable() -> None:
    class Java:
        def getMessage(self) -> str:
            return (
                "Job aborted due to stage failure: Task 0 in stage 1.0 failed 1 times\n"
                "Traceback (most recent call last):\n"
                '  File "worker.py", line 1, in main\n'
                "ModuleNotFoundError: No module named 'imrec'\n\n"
                "\tat org.apache.spark.api.python.BasePythonRunner(PythonRunner.scala:1)"
            )

    class Py4JJavaError(Exception):
        java_exception = Java()

    raw = Py4JJavaError()
    readable = _spark._readable(raw)
    assert isinstance(readable, imrec.Error) and readable.__cause__ is raw
    assert str(readable) == "Spark gave up a task: ModuleNotFoundError: No module named 'imrec'"
    assert _spark._readable(raw.__class__.__mro__[1]("plain")).args == ("plain",)


def test_spark_names_what_a_task_has_raised(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require("spark")

    def fail(plan: str, shard: int, threads: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_spark, "run_shard", fail)
    with pytest.raises(imrec.Error, match=r"^shard \d: OSError: .*No space left on device$"):
        distributed.pack("photos", "photos", engine="spark", num_shards=2)


def test_a_failure_keeps_the_old_set_and_the_packed_shards(
    photos: Path, started: list[list[str]]
) -> None:
    imrec.pack("photos.lst", "photos", shards=4)
    before = files_of(photos, "photos")

    def stop_at(done: int, _: int) -> None:
        if done == 2:
            raise LookupError("enough")

    options: dict[str, Any] = {"num_shards": 4, "resize": 20, "workers": 1}
    with pytest.raises(LookupError):
        distributed.pack("photos", "photos", progress=stop_at, **options)
    kept = files_of(photos, "photos")
    assert {name: kept[name] for name in before} == before
    one = expected(photos, 4, "--resize=20")
    distributed.pack("photos", "photos", **options)
    assert files_of(photos, "photos") == one


PACK = """
import signal, sys, imrec.distributed
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores the signal
try:
    imrec.distributed.pack("photos.lst", "photos", engine=sys.argv[1], num_shards=4,
                           prefix=sys.argv[2], encoding=".png", quality=9)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def wait_for(condition: Callable[[], object], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_control_c_leaves_nothing(large_photos: Path, tmp_path: Path, engine: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PACK, engine, str(tmp_path / "photos")],
        cwd=large_photos,
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: running(tmp_path), 120)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[0].splitlines()[-1:] == ["interrupted"]
    assert running(tmp_path) == []
    assert not list(tmp_path.glob("*.rec")) and not list(tmp_path.glob("*.manifest.json"))


def test_control_c_during_a_start_waits_for_the_process() -> None:
    kept = []
    before = signal.getsignal(signal.SIGINT)
    # A background job ignores the signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            with deferred_interrupts():
                os.kill(os.getpid(), signal.SIGINT)
                kept.append("a process")
        assert kept and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_dead_parent_leaves_no_child(large_photos: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PACK, "processes", str(tmp_path / "photos")], cwd=large_photos
    )
    wait_for(lambda: running(tmp_path), 60)
    process.kill()
    process.wait()
    wait_for(lambda: not running(tmp_path), 5)


def test_a_missing_program_is_an_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise imrec.NotFoundError(f"the program {name} is not installed")

    monkeypatch.setattr(_task, "find", missing)
    outcome = _task.run_shard("no.plan.json", 3, 1)
    assert outcome == (3, 2, "the program im2rec is not installed")
    assert not outcome.is_done and not outcome.was_killed


def test_a_missing_engine_is_named(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="engine 'ray' needs the package ray"):
        distributed.pack("photos", "photos", engine="ray", num_shards=4)
    assert not (photos / "photos.plan.json").exists()


def test_a_terminal_shows_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for is_terminal, text in ((True, "imrec: 1 of 2 shards\rimrec: 2 of 2 shards\n"), (False, "")):
        stderr = io.StringIO()
        monkeypatch.setattr(stderr, "isatty", lambda: is_terminal)
        monkeypatch.setattr(sys, "stderr", stderr)
        progress_line(1, 2)
        progress_line(2, 2)
        assert stderr.getvalue() == text


def test_messages_go_to_the_log(photos: Path, caplog: pytest.LogCaptureFixture) -> None:
    (photos / "photos.lst").write_text("0\t1\tphoto 0.jpg\nno line\n1\t1\tphoto 1.jpg\n")
    with caplog.at_level(logging.WARNING, "imrec"):
        result = distributed.pack("photos", "photos", num_shards=2)
    assert "photos.lst" in caplog.text
    assert result["records"] == 2 and result["skipped"][0]["index"] is None


def test_a_list_without_images_that_can_be_packed(photos: Path) -> None:
    for index in range(14):
        (photos / f"photos/photo {index}.jpg").write_text("no image")
    result = distributed.pack("photos", "photos", num_shards=2)
    same = imrec.pack("photos.lst", "photos", shards=2, prefix="same/photos")
    assert result["records"] == 0 and result["skipped"] == same["skipped"]
    assert not list(photos.glob("*.rec"))


def test_ray_that_is_running_is_used_and_kept(photos: Path) -> None:
    require("ray")
    import ray

    ray.init(num_cpus=2)
    try:
        options: dict[str, Any] = {"engine": "ray", "num_shards": 5}
        assert distributed.pack("photos", "photos", workers=1, **options)["records"] == 13
        assert ray.is_initialized()
        with pytest.raises(ValueError, match="threads is 3, but no machine of the Ray cluster"):
            distributed.pack("photos", "photos", threads=3, **options)
    finally:
        ray.shutdown()


def test_spark_that_is_running_is_used_and_kept(photos: Path, monkeypatch: Any) -> None:
    require("spark")
    import pyspark

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    conf = pyspark.SparkConf().setMaster("local[2]").set("spark.ui.enabled", "false")
    context = pyspark.SparkContext(conf=conf)
    try:
        options: dict[str, Any] = {"engine": "spark", "num_shards": 5}
        assert distributed.pack("photos", "photos", **options)["records"] == 13
        assert context.parallelize([1, 2]).sum() == 3
        with pytest.raises(ValueError, match="workers is for a Spark that is started"):
            distributed.pack("photos", "photos", workers=2, **options)
    finally:
        context.stop()
