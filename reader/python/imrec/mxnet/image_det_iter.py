"""ImageDetIter."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import imrec
from imrec._errors import InvalidArgumentError, UnsupportedError
from imrec.mxnet.data_iter import MXDataIter
from imrec.mxnet.iter_parameters import IterParameters

# What mean=True and std=True stand for.
_MEAN = (123.68, 116.28, 103.53)
_STD = (58.395, 57.12, 57.375)

_LAST_BATCH = {"pad": "pad", "discard": "drop", "roll_over": "roll"}

# Arguments of CreateDetAugmenter that recipes of imrec cannot express: values without effect.
_UNSUPPORTED: dict[str, tuple[Any, ...]] = {
    "resize": (0,),
    "rand_crop": (0, False),
    "rand_pad": (0, False),
    "rand_gray": (0, False),
    "brightness": (0,),
    "contrast": (0,),
    "saturation": (0,),
    "hue": (0,),
    "pca_noise": (0,),
}

# Used by MXNet only together with rand_crop or rand_pad.
_OF_UNSUPPORTED = (
    "min_object_covered",
    "aspect_ratio_range",
    "area_range",
    "min_eject_coverage",
    "max_attempts",
    "pad_val",
)


class ImageDetIter(MXDataIter):
    """Batches for detection with labels per object.

    ``data[0]`` is float32 of shape (N, 3, H, W), RGB. ``label[0]`` is float32 of shape
    (N, max_objects, width): class, xmin, ymin, xmax, ymax in fractions of the image, and extra
    values; -1 after the last object.

    Args:
        batch_size: samples per batch.
        data_shape: (3, height, width); images are resized to it.
        path_imgrec: the ``.rec`` file.
        path_imgidx: its ``.idx`` file, which must be beside it.
        shuffle: a new order of the whole set in each epoch.
        part_index, num_parts: every num_parts-th sample; parts are equally long, and the samples
            that remain are left out.
        data_name, label_name: names of the arrays.
        last_batch_handle: ``"pad"`` fills the last batch with samples of the beginning, which
            ``pad`` counts; ``"discard"``; or ``"roll_over"`` to the next epoch.
        rand_mirror: mirror with probability ½.
        mean, std: three values; True for those of ImageNet.
        inter_method: 0 to 4 or 10; by default 2, cubic.
        preset: imrec's: a preset, recipe file or dictionary, which replaces the augmentation.

    ``path_imglist``, ``path_root``, ``imglist``, ``aug_list`` and the other arguments of
    CreateDetAugmenter are errors unless they have no effect: their random crops, pads and colours
    have laws that imrec does not have; use `preset`.

    Threads, epochs and errors as :class:`imrec.mxnet.io.ImageRecordIter`.

    Attributes:
        data_shape: (3, height, width). ``label_shape``: (max_objects, width).
    """

    def __init__(
        self,
        batch_size: int,
        data_shape: tuple[int, int, int],
        path_imgrec: str | os.PathLike[str] | None = None,
        path_imglist: str | None = None,
        path_root: str | None = None,
        path_imgidx: str | os.PathLike[str] | None = None,
        shuffle: bool = False,
        part_index: int = 0,
        num_parts: int = 1,
        aug_list: Sequence[Any] | None = None,
        imglist: Sequence[Any] | None = None,
        data_name: str = "data",
        label_name: str = "label",
        last_batch_handle: str = "pad",
        **kwargs: Any,
    ) -> None:
        if path_imgrec is None:
            raise InvalidArgumentError("ImageDetIter needs path_imgrec")
        for name, value in (("path_root", path_root), ("imglist", imglist), ("aug_list", aug_list)):
            if value:
                raise UnsupportedError(
                    f"ImageDetIter: {name} is not supported; pack the images with im2rec, and use "
                    "preset for the augmentation"
                )
        if last_batch_handle not in _LAST_BATCH:
            raise InvalidArgumentError(
                "ImageDetIter: last_batch_handle must be pad, discard or roll_over, not "
                f"{last_batch_handle!r}"
            )
        parameters = IterParameters(
            "ImageDetIter",
            {
                "batch_size": batch_size,
                "data_shape": data_shape,
                "path_imgrec": path_imgrec,
                "path_imglist": path_imglist,
                "path_imgidx": path_imgidx,
                "shuffle": shuffle,
                "part_index": part_index,
                "num_parts": num_parts,
                **kwargs,
            },
        )
        height, width = parameters.data_shape()
        options = parameters.reader_options()
        options["last_batch"] = _LAST_BATCH[last_batch_handle]
        options["equalise"] = "drop"
        preset = parameters.take("preset")
        if preset is not None:
            parameters.finish(preset=True)
        if preset is None:
            preset = _augmentation(parameters, height, width)
        parameters.finish()
        self._options = {**options, "preset": preset, "label_layout": "objects"}
        self._names = {"data_name": data_name, "label_name": label_name}
        self.data_shape = (3, height, width)
        self.label_shape = (0, 0)
        self._open()

    def _open(self) -> None:
        loader = imrec.DetectionLoader(**self._options, size=self.data_shape[1:])
        found = tuple(int(n) for n in loader.label_shape[1:])
        self.label_shape = (max(found[0], self.label_shape[0]), max(found[1], self.label_shape[1]))
        super().__init__(loader, self._options["batch_size"], **self._names)

    def reshape(
        self,
        data_shape: tuple[int, int, int] | None = None,
        label_shape: tuple[int, int] | None = None,
    ) -> None:
        """Changes the shape of images, or enlarges that of labels. Restarts at epoch 0.

        Raises:
            ValueError: a shape is invalid, or `label_shape` is smaller than it was. Nothing is
                changed then.
        """
        before = dict(self.__dict__)
        if data_shape is not None:
            if len(data_shape) != 3 or data_shape[0] != 3 or min(data_shape) < 1:
                raise ValueError(f"data_shape must be (3, height, width), not {data_shape}")
            self.data_shape = (3, int(data_shape[1]), int(data_shape[2]))
        if label_shape is not None:
            if len(label_shape) != 2 or any(
                new < old for new, old in zip(label_shape, self.label_shape)
            ):
                self.data_shape = before["data_shape"]
                raise ValueError(
                    f"label_shape {tuple(label_shape)} is smaller than {self.label_shape}"
                )
            self.label_shape = (int(label_shape[0]), int(label_shape[1]))
        if data_shape is None and label_shape is None:
            return
        try:
            self._open()
        except BaseException:
            if self._loader is not before["_loader"]:
                self.close()
            self.__dict__.update(before)
            raise
        before["_loader"].close()

    def sync_label_shape(self, it: ImageDetIter, verbose: bool = False) -> ImageDetIter:
        """Gives both iterators the larger of their label shapes, and returns `it`. `verbose` prints
        the shape."""
        if not isinstance(it, ImageDetIter):
            raise AssertionError("sync_label_shape() needs another ImageDetIter")
        larger = (
            max(self.label_shape[0], it.label_shape[0]),
            max(self.label_shape[1], it.label_shape[1]),
        )
        for iterator in (self, it):
            if larger != iterator.label_shape:
                iterator.reshape(None, larger)
        if verbose:
            print(f"label shape of both iterators: {larger}")
        return it

    def draw_next(
        self,
        color: tuple[int, int, int] | None = None,
        thickness: int = 2,
        mean: ArrayLike | bool | None = None,
        std: ArrayLike | bool | None = None,
        clip: bool = True,
        waitKey: int | None = None,
        window_name: str = "draw_next",
        id2labels: Any = None,
    ) -> Iterator[np.ndarray[Any, Any]]:
        """Draws the boxes of the next samples.

        Args:
            color: of all boxes, BGR; by default one per class.
            thickness: of their edges in pixels.
            mean, std: what was subtracted and divided by, to restore the pixels; True for those of
                ImageNet.
            clip: to 0..255.
            waitKey, window_name, id2labels: windows and text are not supported;
                `waitKey` and `id2labels` must be None.

        Returns:
            an iterator over images of shape (H, W, 3), **BGR**: uint8, or float32 without `clip`.
            It begins the next epoch when one is over.
        """
        if waitKey is not None or id2labels is not None:
            raise UnsupportedError(
                "draw_next() shows no windows and draws no texts; see imrec preview"
            )
        del window_name
        shift = np.zeros(3) if mean is None else _three("mean", mean, _MEAN)
        factor = np.ones(3) if std is None else _three("std", std, _STD)
        while True:
            try:
                batch = self.next()
            except StopIteration:
                self.reset()
                continue
            label = batch.label[0]
            count = self.batch_size - (batch.pad or 0)
            for chw, objects in zip(batch.data[0].asnumpy()[:count], label.asnumpy()):
                picture = chw.transpose(1, 2, 0).astype(np.float32) * factor + shift
                picture = np.ascontiguousarray(picture[..., ::-1], dtype=np.float32)
                for box in objects[objects[:, 0] >= 0]:
                    _draw_box(picture, box, color or _color_of(int(box[0])), thickness)
                yield np.clip(picture, 0, 255).astype(np.uint8) if clip else picture

    def _labels(self, labels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        if labels.shape[1:] == self.label_shape:
            return labels
        larger = np.full((len(labels), *self.label_shape), -1, dtype=np.float32)
        larger[:, : labels.shape[1], : labels.shape[2]] = labels
        return larger


def _augmentation(parameters: IterParameters, height: int, width: int) -> dict[str, Any]:
    for name, neutral in _UNSUPPORTED.items():
        parameters.refuse(name, neutral, "use the parameter preset, for example preset='ssd300'")
    for name in _OF_UNSUPPORTED:
        parameters.take(name)
    recipe: dict[str, Any] = {
        "data_shape": (3, height, width),
        "inter_method": parameters.whole("inter_method", 2),
        "rand_mirror_prob": 0.5 if parameters.flag("rand_mirror", False) else 0,
    }
    for name, standard in (("mean", _MEAN), ("std", _STD)):
        value = parameters.take(name)
        if value is None or value is False:
            continue
        for channel, number in zip("rgb", _three(name, value, standard)):
            recipe[f"{name}_{channel}"] = float(number)
    return recipe


def _three(name: str, value: ArrayLike | bool, standard: tuple[float, ...]) -> Any:
    values = np.asarray(standard if value is True else value, dtype=np.float64).reshape(-1)
    if values.shape not in ((1,), (3,)):
        raise InvalidArgumentError(f"{name} must be True or have three values, not {value!r}")
    return np.broadcast_to(values, (3,))


def _color_of(number: int) -> tuple[int, int, int]:
    # Steps that have no common factor with 256, so that neighbours differ.
    return (number * 73 + 40) % 256, (number * 151 + 90) % 256, (number * 199 + 220) % 256


def _draw_box(
    picture: np.ndarray[Any, Any],
    box: np.ndarray[Any, Any],
    color: tuple[int, int, int],
    thickness: int,
) -> None:
    height, width = picture.shape[:2]
    left, right = (int(np.clip(x * width, 0, width - 1)) for x in (box[1], box[3]))
    top, bottom = (int(np.clip(y * height, 0, height - 1)) for y in (box[2], box[4]))
    edge = max(thickness, 1)
    picture[top : top + edge, left : right + 1] = color
    picture[max(bottom - edge + 1, 0) : bottom + 1, left : right + 1] = color
    picture[top : bottom + 1, left : left + edge] = color
    picture[top : bottom + 1, max(right - edge + 1, 0) : right + 1] = color
