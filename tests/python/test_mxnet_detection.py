"""imrec.mxnet: ImageDetRecordIter and ImageDetIter."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import imrec.mxnet as mx
import numpy as np
import pytest
from imrec.recordio import MXIndexedRecordIO, pack
from mxnet_sets import BOXES, IM2REC, plain_pixels, png, write_images

# ---- detection ----


def golden_size(name: str) -> tuple[int, int, int]:
    image, _ = mx.gluon.data.vision.ImageRecordDataset(IM2REC / name)[0]
    return (3, *image.shape[:2])


def test_det_iter_delivers_what_mxnet_delivered() -> None:
    name = "py_same_det_pass.rec"
    expected = json.loads((IM2REC / "batches.json").read_text())[name]
    iterator = mx.io.ImageDetRecordIter(
        path_imgrec=str(IM2REC / name), data_shape=golden_size(name), batch_size=len(expected)
    )
    batch = iterator.next()
    assert batch.index.tolist() == [record["key"] for record in expected]
    for pixels, row, record in zip(batch.data[0].asnumpy(), batch.label[0].asnumpy(), expected):
        rgb = pixels.astype(np.uint8)
        assert hashlib.sha256(rgb.tobytes()).hexdigest() == record["rgb_sha256"]
        count, header, width = int(row[3]), int(row[4]), int(row[5])
        assert row[:3].tolist() == list(golden_size(name))
        objects = row[4 + header : 4 + count].reshape(-1, width)
        assert np.allclose(objects, record["objects"], atol=1e-6)
        assert (row[4 + count :] == -1).all()


def test_cls_iter_delivers_what_mxnet_delivered() -> None:
    name = "py_same_cls_pass.rec"
    expected = json.loads((IM2REC / "batches.json").read_text())[name]
    batch = mx.io.ImageRecordIter(
        path_imgrec=str(IM2REC / name), data_shape=golden_size(name), batch_size=len(expected)
    ).next()
    assert batch.label[0].asnumpy().tolist() == [record["label"] for record in expected]
    for pixels, record in zip(batch.data[0].asnumpy().astype(np.uint8), expected):
        assert hashlib.sha256(pixels.tobytes()).hexdigest() == record["rgb_sha256"]


def test_det_rows(tmp_path: Path) -> None:
    path = write_images(tmp_path, BOXES)
    parameters: dict[str, Any] = {
        "path_imgrec": path,
        "data_shape": (3, 8, 12),
        "batch_size": 4,
        "verbose": True,
    }
    batch = mx.io.ImageDetRecordIter(**parameters).next()
    assert batch.label[0].shape == (4, 4 + 2 + 2 * 5)
    row = batch.label[0].asnumpy()[0]
    assert np.allclose(row[:11], [3, 8, 12, 7, 2, 5, 0, 0.1, 0.2, 0.5, 0.75], atol=1e-6)
    assert (row[11:] == -1).all()
    assert batch.label[0].asnumpy()[2, 3] == 2  # no object
    wide = mx.io.ImageDetRecordIter(**parameters, label_pad_width=30, label_pad_value=-7).next()
    assert wide.label[0].shape == (4, 34)
    rows = wide.label[0].asnumpy()
    assert np.allclose(rows[:, :6], batch.label[0].asnumpy()[:, :6])
    assert np.allclose(rows[1, :16], batch.label[0].asnumpy()[1])
    assert (rows[0, 11:] == -7).all() and (rows[1, 16:] == -7).all() and (rows[2, 6:] == -7).all()
    with pytest.raises(mx.base.MXNetError, match="label_pad_width must be at least 12"):
        mx.io.ImageDetRecordIter(**parameters, label_pad_width=11)


def test_det_parameters_of_the_ssd_recipe(tmp_path: Path) -> None:
    path = write_images(tmp_path, BOXES * 4, size=(30, 40))
    iterator = mx.io.ImageDetRecordIter(
        path_imgrec=path,
        batch_size=5,
        shuffle=True,
        seed=233,
        round_batch=True,
        data_shape=(3, 24, 24),
        mean_r=123.68,
        mean_g=116.779,
        mean_b=103.939,
        rand_crop_prob=0.8333,
        num_crop_sampler=5,
        min_crop_scales=(0.3, 0.3, 0.3, 0.3, 0.3),
        max_crop_scales=(1, 1, 1, 1, 1),
        min_crop_aspect_ratios=(0.5,),
        max_crop_aspect_ratios=(2,),
        min_crop_overlaps=(0.1, 0.3, 0.5, 0.7, 0.9),
        max_crop_trials=(25,),
        rand_pad_prob=0.5,
        max_pad_scale=4,
        fill_value=127,
        random_hue_prob=0.5,
        max_random_hue=18,
        random_saturation_prob=0.5,
        max_random_saturation=32,
        random_illumination_prob=0.5,
        max_random_illumination=32,
        random_contrast_prob=0.5,
        max_random_contrast=0.5,
        rand_mirror_prob=0.5,
        inter_method=10,
        preprocess_threads=2,
        label_name="label",
    )
    assert iterator.provide_label[0].name == "label"
    for _ in range(2):
        batches = list(iterator)
        assert [batch.pad for batch in batches] == [0, 0, 0, 4]
        keys = np.concatenate([batch.index for batch in batches])[:16]
        assert sorted(keys) == list(range(10, 26))
        for batch in batches:
            assert batch.data[0].shape == (5, 3, 24, 24)
        iterator.reset()


@pytest.mark.parametrize(
    "parameters",
    [
        {"resize": 20},
        {"rand_crop": 1},
        {"label_width": 7},
        {"mean_img": "m"},
        {"inter_method": 9},
        {"path_imglist": "a.lst"},
        {"rand_mirror": True},
    ],
    ids=lambda parameters: next(iter(parameters)),
)
def test_det_errors(tmp_path: Path, parameters: dict[str, Any]) -> None:
    path = write_images(tmp_path, BOXES)
    with pytest.raises(mx.base.MXNetError, match=next(iter(parameters))):
        mx.io.ImageDetRecordIter(
            path_imgrec=path, data_shape=(3, 8, 12), batch_size=2, **parameters
        )


def test_damaged_records_are_errors(tmp_path: Path) -> None:
    idx, rec = str(tmp_path / "a.idx"), str(tmp_path / "a.rec")
    with MXIndexedRecordIO(idx, rec, "w") as file:
        for key in range(6):
            data = png(8, 12, 0)
            file.write_idx(key, pack((0, 0, key, 0), data[:60] if key == 3 else data))
    iterator = mx.io.ImageRecordIter(path_imgrec=rec, data_shape=(3, 8, 12), batch_size=2)
    iterator.next()
    with pytest.raises(mx.base.MXNetError, match="a.rec"):
        iterator.next()


# ---- ImageDetIter ----


def test_image_det_iter(tmp_path: Path) -> None:
    path = write_images(tmp_path, BOXES)
    iterator = mx.image.ImageDetIter(3, (3, 8, 12), path_imgrec=path, path_imgidx=path[:-3] + "idx")
    assert iterator.label_shape == (2, 5) and iterator.data_shape == (3, 8, 12)
    assert iterator.provide_label == [("label", (3, 2, 5))]
    batches = list(iterator)
    assert [batch.pad for batch in batches] == [0, 2]
    labels = batches[0].label[0].asnumpy()
    assert np.allclose(labels[0], [[0, 0.1, 0.2, 0.5, 0.75], [-1] * 5], atol=1e-6)
    assert np.allclose(labels[1, 1], [2, 0, 0, 1, 1])
    assert np.array_equal(batches[0].data[0], plain_pixels(path)[:3])
    for handle, count in (("discard", 1), ("pad", 2), ("roll_over", 1)):
        again = mx.image.ImageDetIter(3, (3, 8, 12), path, last_batch_handle=handle)
        assert len(list(again)) == count


def test_image_det_iter_parts_drop_the_rest(tmp_path: Path) -> None:
    path = write_images(tmp_path, (BOXES * 3)[:11])
    found = []
    for part in range(3):
        iterator = mx.image.ImageDetIter(
            1, (3, 8, 12), path, num_parts=3, part_index=part, shuffle=True
        )
        found.append([int(batch.index[0]) for batch in iterator])
    assert [len(keys) for keys in found] == [3, 3, 3]
    assert len({key for keys in found for key in keys}) == 9


def test_label_shapes_of_image_det_iter(tmp_path: Path) -> None:
    train = mx.image.ImageDetIter(2, (3, 8, 12), write_images(tmp_path, BOXES, name="t"))
    val = mx.image.ImageDetIter(2, (3, 8, 12), write_images(tmp_path, BOXES[:1], name="v"))
    assert val.label_shape == (1, 5)
    assert train.sync_label_shape(val) is val
    assert val.label_shape == train.label_shape == (2, 5)
    assert val.next().label[0].shape == (2, 2, 5)
    train.reshape(data_shape=(3, 16, 10), label_shape=(4, 6))
    batch = train.next()
    assert batch.data[0].shape == (2, 3, 16, 10) and batch.label[0].shape == (2, 4, 6)
    assert (batch.label[0].asnumpy()[:, 2:] == -1).all()
    with pytest.raises(ValueError, match="smaller"):
        train.reshape(label_shape=(3, 6))
    # What fails changes nothing.
    for wrong in (
        {"data_shape": (3, 20000, 20000)},
        {"data_shape": (3, 4, 4), "label_shape": (1, 5)},
    ):
        with pytest.raises(ValueError):
            train.reshape(**wrong)
        assert train.data_shape == (3, 16, 10) and train.label_shape == (4, 6)
    assert train.next().data[0].shape == (2, 3, 16, 10)


def test_normalisation_of_image_det_iter(tmp_path: Path) -> None:
    path = write_images(tmp_path, BOXES)
    plain = plain_pixels(path)
    batch = mx.image.ImageDetIter(4, (3, 8, 12), path, mean=True, std=np.array([2, 4, 8])).next()
    mean = np.array([123.68, 116.28, 103.53]).reshape(3, 1, 1)
    std = np.array([2, 4, 8]).reshape(3, 1, 1)
    assert np.allclose(batch.data[0], (plain - mean) / std, atol=1e-4)


@pytest.mark.parametrize(
    "arguments",
    [
        {"rand_crop": 0.5},
        {"rand_pad": 1},
        {"brightness": 0.1},
        {"resize": 300},
        {"aug_list": [1]},
        {"imglist": [[0, "a.jpg"]]},
        {"path_imglist": "a.lst"},
        {"last_batch_handle": "keep"},
        {"rand_mirrors": True},
    ],
    ids=lambda arguments: next(iter(arguments)),
)
def test_errors_of_image_det_iter(tmp_path: Path, arguments: dict[str, Any]) -> None:
    path = write_images(tmp_path, BOXES)
    with pytest.raises(mx.base.MXNetError, match=next(iter(arguments))):
        mx.image.ImageDetIter(2, (3, 8, 12), path, **arguments)


def test_draw_next(tmp_path: Path) -> None:
    path = write_images(tmp_path, BOXES, size=(40, 60))
    iterator = mx.image.ImageDetIter(3, (3, 40, 60), path, mean=True)
    drawn = iterator.draw_next(color=(1, 2, 3), thickness=1, mean=True)
    pictures = [next(drawn) for _ in range(6)]
    assert pictures[0].shape == (40, 60, 3) and pictures[0].dtype == np.uint8
    assert pictures[0][8, 6].tolist() == [1, 2, 3]
    assert pictures[0][20, 20].tolist() != [1, 2, 3]
    plain = plain_pixels(path)[2].transpose(1, 2, 0)[..., ::-1]
    assert np.abs(pictures[2].astype(int) - plain).max() <= 1  # no object
    assert np.array_equal(pictures[4], pictures[0])
    with pytest.raises(mx.base.MXNetError):
        next(iterator.draw_next(waitKey=1))
