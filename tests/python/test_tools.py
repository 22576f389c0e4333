"""python -m imrec.tools.im2rec."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import imrec
import numpy as np
import pytest
from imrec import _tools, recordio


@pytest.fixture
def im2rec() -> list[str]:
    try:
        _tools.find("im2rec")
    except imrec.NotFoundError:
        pytest.skip("im2rec is not installed")
    return [sys.executable, "-m", "imrec.tools.im2rec"]


def test_im2rec_packs_with_the_arguments_of_mxnets_tool(im2rec: list[str], tmp_path: Path) -> None:
    for number, folder in enumerate(("a", "b")):
        (tmp_path / "images" / folder).mkdir(parents=True)
        picture = np.full((8, 8, 3), number, np.uint8)
        (tmp_path / "images" / folder / "0.png").write_bytes(imrec.encode_image(picture, ".png"))
    for options in (["--list", "--recursive"], ["--pass-through"]):
        command = [*im2rec, *options, "set", "images"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    file = recordio.MXIndexedRecordIO(str(tmp_path / "set.idx"), str(tmp_path / "set.rec"), "r")
    assert sorted(recordio.unpack(record)[0].label for record in file) == [0, 1]


def test_im2rec_passes_its_exit_code_on(im2rec: list[str], tmp_path: Path) -> None:
    done = subprocess.run([*im2rec, "--no-such-option"], cwd=tmp_path, capture_output=True)
    assert done.returncode == 2
