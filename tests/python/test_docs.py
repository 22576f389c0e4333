"""The Python blocks of the documentation run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import imrec
import numpy as np
import pytest
from data_sets import pixels, write_detection_set
from test_data_sets import write_voc

ROOT = Path(__file__).parents[2]
torch = pytest.importorskip("torch", reason="torch is not installed")


def blocks(document: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", document.read_text(), re.DOTALL | re.MULTILINE)


class Model(torch.nn.Linear):  # type: ignore[misc]
    """Stands for a detector."""

    def __init__(self) -> None:
        super().__init__(2, 2)

    def __call__(self, images: Any, targets: Any) -> dict[str, float]:
        assert len(images) == len(targets) and targets[0]["boxes"].shape[1] == 4
        return {"loss": 0.0}


@pytest.mark.parametrize("document", ["README.md", "docs/python.md"])
def test_examples_run(document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_voc(tmp_path / "shapes")
    (tmp_path / "data").mkdir()
    (tmp_path / "samples" / "out").mkdir(parents=True)
    for prefix in ("shapes", "samples/out/shapes"):
        write_detection_set(tmp_path / prefix, 40)
    (tmp_path / "dog.jpg").write_bytes(imrec.encode_image(pixels(0)))
    names: dict[str, Any] = {"torch": torch, "model": Model(), "np": np}
    found = blocks(ROOT / document)
    assert found
    for block in found:
        exec(compile(block, document, "exec"), names)
