"""Fixtures of all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from data_sets import write_classification_set, write_detection_set


@pytest.fixture(scope="session")
def detection_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """23 records with the keys 100, 101, ...; tests must not change it."""
    return write_detection_set(tmp_path_factory.mktemp("detection") / "set")


@pytest.fixture(scope="session")
def classification_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """12 records with the keys 0, 1, ... and the labels 0..3."""
    return write_classification_set(tmp_path_factory.mktemp("classification") / "set")
