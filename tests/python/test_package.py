"""The package as a whole: names, types, documentation."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import imrec
from imrec import _imrec


def test_the_types_of_the_extension_module_name_what_is_there() -> None:
    stub = Path(inspect.getfile(imrec)).with_name("_imrec.pyi")
    for node in ast.parse(stub.read_text()).body:
        if isinstance(node, ast.ClassDef):
            declared = {
                item.name if isinstance(item, ast.FunctionDef) else ast.unparse(item.target)
                for item in node.body
                if isinstance(item, (ast.FunctionDef, ast.AnnAssign))
            }
            found = {name for name in vars(getattr(_imrec, node.name)) if name[:2] != "__"}
            assert {name for name in declared if name[:2] != "__"} == found, node.name
    functions = {node.name for node in ast.parse(stub.read_text()).body if hasattr(node, "name")}
    assert functions == {name for name in dir(_imrec) if name[:2] != "__"}


def test_everything_public_is_documented() -> None:
    for name in imrec.__all__:
        item = getattr(imrec, name)
        assert inspect.getdoc(item), name
        if inspect.isclass(item):
            for member, value in vars(item).items():
                if member[0] != "_" and (callable(value) or isinstance(value, property)):
                    assert inspect.getdoc(value), f"{name}.{member}"


def test_the_version_is_that_of_the_programs() -> None:
    import subprocess

    from imrec._tools import find

    done = subprocess.run([find("imrec"), "--version"], capture_output=True, text=True, check=True)
    assert imrec.__version__ in done.stdout
