"""Recipes from presets, files and dictionaries."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Union

from ._errors import InvalidArgumentError
from ._imrec import Recipe

RecipeLike = Union[str, "os.PathLike[str]", Mapping[str, Any], Recipe]

# The blocks and settings of imrec's own recipes, see augment/config/recipe.proto.
_OWN = {
    "preset",
    "color",
    "expand",
    "crop",
    "resize",
    "mirror_prob",
    "fill",
    "mean",
    "std",
    "batch_sampler",
}
_TOP = {"batch_sampler"}


def _scalar(value: Any, quoted: bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if quoted else value
    return repr(float(value)) if isinstance(value, float) else str(value)


def _prototxt(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        inner = " ".join(_prototxt(str(key), item) for key, item in value.items())
        return f"{name} {{ {inner} }}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(_prototxt(name, item) for item in value)
    return f"{name}: {_scalar(value, quoted=name == 'preset')}"


def _mxnet_value(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "(" + ", ".join(_mxnet_value(item) for item in value) + ",)"
    return str(value)


def recipe_text(settings: Mapping[str, Any]) -> str:
    """Returns the recipe file for a dictionary: imrec's settings, or parameters of MXNet."""
    if not settings or _OWN & settings.keys():
        top = [_prototxt(name, settings[name]) for name in settings if name in _TOP]
        own = [_prototxt(name, settings[name]) for name in settings if name not in _TOP]
        return "\n".join([*top, "imrec {", *own, "}"])
    return "\n".join(f"{name} = {_mxnet_value(value)}" for name, value in settings.items())


def load_recipe(recipe: RecipeLike) -> Recipe:
    """Returns a recipe, which the caller may change.

    Args:
        recipe: the name of a preset (see ``presets()``); a recipe file (Caffe-SSD's prototxt,
            parameters of MXNet's ImageDetRecordIter, or imrec's own settings); a recipe; or a
            dictionary.
            Its keys are imrec's settings, nested as in the file (``{"preset": "ssd300",
            "expand": {"max_ratio": 2}}``), or parameters of ImageDetRecordIter
            (``{"data_shape": (3, 300, 300), "rand_mirror_prob": 0.5}``).

    Raises:
        NotFoundError: there is no such preset or file.
        InvalidArgumentError, CorruptDataError: a setting is unknown or out of range.
    """
    if isinstance(recipe, Recipe):
        return Recipe.parse(recipe.text(), "recipe")
    if isinstance(recipe, Mapping):
        return Recipe.parse(recipe_text(recipe), "recipe")
    if isinstance(recipe, (str, os.PathLike)):
        return Recipe.load(os.fspath(recipe))
    raise InvalidArgumentError(
        f"a recipe is the name of a preset, a file or a dictionary, not {type(recipe).__name__}"
    )
