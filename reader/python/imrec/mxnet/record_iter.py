"""ImageRecordIter and ImageDetRecordIter."""

from __future__ import annotations

from typing import Any

import numpy as np

import imrec
from imrec._errors import InvalidArgumentError, UnsupportedError, make_error
from imrec.mxnet.data_iter import LoaderBatch, MXDataIter
from imrec.mxnet.iter_parameters import IterParameters

# The filters of inter_method, in the notation of recipes.
_FILTERS = ("NEAREST", "TRIANGLE", "CUBIC", "BOX", "LANCZOS")

_PRESET = "use the parameter preset, for example preset='imagenet'"

# Parameters of MXNet's augmenter that recipes of imrec cannot express: values without effect.
_UNSUPPORTED_AUGMENTATION: dict[str, tuple[Any, ...]] = {
    "random_resized_crop": (0, False),
    "max_rotate_angle": (0,),
    "rotate": (-1,),
    "rotate_list": ((), [], ""),
    "max_aspect_ratio": (0,),
    "max_shear_ratio": (0,),
    "max_crop_size": (-1,),
    "min_crop_size": (-1,),
    "max_random_scale": (1,),
    "min_random_scale": (1,),
    "min_img_size": (0,),
    "max_img_size": (1e10,),
    "random_h": (0,),
    "random_s": (0,),
    "random_l": (0,),
    "pad": (0,),
    "max_random_contrast": (0,),
    "max_random_illumination": (0,),
}

# Used by MXNet only together with one of the above.
_OF_UNSUPPORTED = (
    "fill_value",
    "max_random_area",
    "min_aspect_ratio",
    "min_random_area",
)


class ImageRecordIter(MXDataIter):
    """Batches for classification.

    ``data[0]`` has the shape (N, 3, H, W), RGB. ``label[0]`` is float32 of shape (N,), or
    (N, label_width) if that exceeds 1. ``index`` has the keys of the records.

    Parameters of MXNet that are honoured, with MXNet's defaults: ``path_imgrec`` (also several,
    separated by ``;``), ``path_imgidx`` (the file beside it), ``data_shape``, ``batch_size``,
    ``label_width``, ``shuffle``, ``seed``, ``num_parts``, ``part_index``, ``round_batch``,
    ``preprocess_threads``, ``prefetch_buffer``, ``dtype``, ``data_name``, ``label_name``,
    ``resize``, ``rand_crop``, ``inter_method`` (0 to 4, 10), ``mirror``, ``rand_mirror``,
    ``brightness``, ``contrast``, ``saturation``, ``pca_noise``, ``mean_r``, ``mean_g``, ``mean_b``,
    ``std_r``, ``std_g``, ``std_b``, ``scale``. ``verbose``, ``ctx`` and ``device_id`` have no
    effect.

    ``preset`` is imrec's: the name of a preset, a recipe file or a dictionary, which replaces all
    parameters of the augmentation. The size is still that of ``data_shape``.

    What is different from MXNet:

    - All other parameters, and values that imrec cannot honour, are errors that name them.
    - Filters of ``resize`` average when they shrink.
    - ``shuffle`` shuffles the whole set. The order depends on ``seed`` alone, not on threads, and
      so does augmentation. The random numbers are not MXNet's.
    - Part i of n has every n-th sample of the epoch, each sample in exactly one part.
    - Each epoch begins at its start, also if ``round_batch`` filled the last batch. With
      ``round_batch=False``, zeros fill it up, labels are -1 there, and ``pad`` counts the samples.
    - ``contrast`` uses the mean grey of the decoded image, not that of the window.
    - Records without an image (identity records) are left out.
    - ``dtype`` may be float32, float16 or uint8. For uint8, ``mean_*``, ``std_*`` and ``scale`` are
      not applied, as in MXNet.

    Raises:
        imrec.Error: a parameter is unknown, malformed or not supported; a file or record cannot be
            read. All of these are also ``MXNetError``.
    """

    def __init__(self, **kwargs: Any) -> None:
        parameters = IterParameters("ImageRecordIter", kwargs)
        self._size = parameters.data_shape()
        self._label_width = parameters.whole("label_width", 1)
        if self._label_width < 1:
            raise InvalidArgumentError("ImageRecordIter: label_width must be at least 1")
        options = parameters.reader_options()
        names = parameters.names()
        parameters.refuse(
            "seed_aug", (), "augmentation depends on seed, epoch and record, and is reproducible"
        )
        parameters.refuse("aug_seq", ("", "aug_default"), _PRESET)
        preset = parameters.take("preset")
        if preset is not None:
            parameters.finish(preset=True)
        self._as_stored = False
        if preset is None:
            preset = self._recipe(parameters)
        parameters.finish()
        loader = imrec.ClassificationLoader(
            **options,
            preset=preset,
            size=self._size,
            label_layout="stored",
            label_width=self._label_width,
        )
        super().__init__(loader, options["batch_size"], **names)

    def _recipe(self, parameters: IterParameters) -> dict[str, Any]:
        for name, neutral in _UNSUPPORTED_AUGMENTATION.items():
            parameters.refuse(name, neutral, _PRESET)
        for name in _OF_UNSUPPORTED:
            parameters.take(name)
        mirror = 0.5 if parameters.flag("rand_mirror", False) else 0.0
        if parameters.flag("mirror", False):
            mirror = 1.0
        return {
            "resize": self._resize(parameters),
            "color": _color(parameters),
            "mirror_prob": mirror,
            **_normalisation(parameters),
        }

    def _resize(self, parameters: IterParameters) -> dict[str, Any]:
        height, width = self._size
        method = parameters.number("inter_method", 1)
        if method == 10:
            filters = list(_FILTERS)
        elif method in range(len(_FILTERS)):
            filters = [_FILTERS[int(method)]]
        else:
            raise UnsupportedError(
                f"ImageRecordIter: inter_method={method:g} is not supported; use 0..4 or 10"
            )
        resize = {"width": width, "height": height, "filter": filters}
        resize["cut"] = "RANDOM" if parameters.flag("rand_crop", False) else "CENTER"
        shorter = parameters.whole("resize", -1)
        if shorter <= 0:
            self._as_stored = True
            return {**resize, "mode": "CUT"}
        if shorter < max(height, width):
            raise UnsupportedError(
                f"ImageRecordIter: resize={shorter} is not supported: it must be at least the "
                f"longer edge of data_shape, {max(height, width)}"
            )
        return {**resize, "mode": "SHORTER_EDGE", "shorter_edge": shorter}

    def _check(self, batch: LoaderBatch) -> None:
        if not self._as_stored:
            return
        height, width = self._size
        sizes = np.asarray(batch.sizes)
        small = np.flatnonzero((sizes < (width, height)).any(axis=1))
        if small.size:
            first = int(small[0])
            key = int(np.asarray(batch.keys)[first])
            reason = (
                f"the image has {sizes[first][0]}x{sizes[first][1]} pixels, and data_shape needs "
                f"at least {width}x{height}; set resize or preset to enlarge such images"
            )
            raise make_error("unsupported", f"record with key {key}: {reason}", reason, key=key)

    def _labels(self, labels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return labels.reshape(-1) if self._label_width == 1 else labels


class ImageDetRecordIter(MXDataIter):
    """Batches for detection.

    ``data[0]`` has the shape (N, 3, H, W), RGB. ``label[0]`` is float32 of shape (N, 4 + width):
    channels, rows, columns, number of values, and these values: the header, then the objects, then
    ``label_pad_value``. ``index`` has the keys of the records.

    Parameters of MXNet that are honoured: those of the reader as :class:`ImageRecordIter`,
    ``label_pad_width``, ``label_pad_value``, and all of det_aug_default except ``mean_img``,
    ``resize`` and ``inter_method=9``; see docs/mxnet.md. ``preset`` as there.

    What is different from MXNet, besides what :class:`ImageRecordIter` lists:

    - ``label_width`` above 0 is an error.
    - ``label_pad_width=0`` uses the widest label of the whole set, not of the part.
    - Images without objects are read.
    - With ``resize_mode`` ``fit`` and ``shrink``, rows and columns are those of ``data_shape``, and
      boxes are normalised to it.

    Raises as :class:`ImageRecordIter`.
    """

    def __init__(self, **kwargs: Any) -> None:
        parameters = IterParameters("ImageDetRecordIter", kwargs)
        size = parameters.data_shape()
        options = parameters.reader_options()
        names = parameters.names()
        parameters.refuse("aug_seq", ("", "det_aug_default"), _PRESET)
        parameters.refuse("label_width", (-1, 0), "the width of labels is found by reading them")
        parameters.refuse("resize", (-1, 0), "images are resized once; resize them when packing")
        self._pad_width = parameters.whole("label_pad_width", 0)
        self._pad_value = parameters.number("label_pad_value", -1)
        preset = parameters.take("preset")
        if preset is not None:
            parameters.finish(preset=True)
        if preset is None:
            preset = {"data_shape": (3, *size), **parameters.rest()}
        parameters.finish()
        loader = imrec.DetectionLoader(**options, preset=preset, size=size, label_layout="mxnet")
        super().__init__(loader, options["batch_size"], **names)

    def _labels(self, labels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        width = labels.shape[1]
        wanted = 4 + self._pad_width if self._pad_width > 0 else width
        if wanted < width:
            raise InvalidArgumentError(
                f"ImageDetRecordIter: label_pad_width must be at least {width - 4}, the widest "
                f"label of the set, not {self._pad_width}"
            )
        if wanted == width and self._pad_value == -1:
            return labels
        padded = np.full((len(labels), wanted), self._pad_value, dtype=np.float32)
        used = np.arange(wanted) < 4 + labels[:, 3:4]
        padded[used] = labels[used[:, :width]]
        return padded

    def _label_padding(self) -> float:
        return self._pad_value


def _color(parameters: IterParameters) -> dict[str, Any]:
    color: dict[str, Any] = {"model": "BLEND"}
    for name in ("brightness", "contrast", "saturation"):
        reach = parameters.number(name, 0)
        if not reach >= 0:
            raise InvalidArgumentError(f"ImageRecordIter: {name} must be at least 0, not {reach:g}")
        if reach > 0:
            color[f"{name}_prob"] = 1.0
            color[name] = {"min": 1 - reach, "max": 1 + reach}
    color["lighting"] = parameters.number("pca_noise", 0)
    return color


def _normalisation(parameters: IterParameters) -> dict[str, Any]:
    scale = parameters.number("scale", 1)
    if not scale > 0:
        raise UnsupportedError(f"ImageRecordIter: scale={scale:g} is not supported; use > 0")
    # The fourth channel is absent.
    parameters.take("mean_a")
    parameters.take("std_a")
    return {
        "mean": [parameters.number(f"mean_{channel}", 0) for channel in "rgb"],
        "std": [parameters.number(f"std_{channel}", 1) / scale for channel in "rgb"],
    }
