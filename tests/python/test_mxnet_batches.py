"""imrec.mxnet: ImageRecordIter and its batches."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import imrec.mxnet as mx
import numpy as np
import pytest
from imrec.recordio import MXIndexedRecordIO, pack
from mxnet_sets import BOXES, IM2REC, plain_pixels, png, write_images


def test_data_desc_is_a_tuple() -> None:
    desc = mx.io.DataDesc("data", (2, 3), np.uint8, "NC")
    name, shape = desc
    assert (name, shape, desc.dtype, desc.layout) == ("data", (2, 3), np.uint8, "NC")
    assert desc == ("data", (2, 3))
    assert mx.io.DataDesc("x", [4]).dtype == np.float32
    assert mx.io.DataDesc.get_batch_axis("TNC") == 1
    assert pickle.loads(pickle.dumps(desc)).layout == "NC"


def test_data_batch_holds_lists() -> None:
    array = mx.nd.zeros((2, 3))
    batch = mx.io.DataBatch([array], [array], pad=1, index=None)
    assert (batch.data[0] is array, batch.pad, batch.bucket_key) == (True, 1, None)
    assert mx.io.DataBatch(data=[array]).label is None
    assert "(2, 3)" in str(batch)
    with pytest.raises(AssertionError):
        mx.io.DataBatch(array)  # type: ignore[arg-type]


def records(iterator: mx.io.MXDataIter) -> list[tuple[int, float]]:
    """Key and first label of each sample of an epoch, without those that fill up."""
    found = []
    for batch in iterator:
        count = iterator.batch_size - (batch.pad or 0)
        assert batch.label is not None and batch.index is not None
        labels = batch.label[0].asnumpy().reshape(iterator.batch_size, -1)
        found += [(int(k), float(row[0])) for k, row in zip(batch.index[:count], labels)]
    return found


def test_image_record_iter_delivers_stored_pixels(tmp_path: Path) -> None:
    path = write_images(tmp_path, [0.5, 1, 2, 3, 4])
    iterator = mx.io.ImageRecordIter(
        path_imgrec=path, data_shape=(3, 8, 12), batch_size=2, preprocess_threads=2, ctx="cpu"
    )
    assert iterator.provide_data == [("data", (2, 3, 8, 12))]
    assert iterator.provide_label == [("softmax_label", (2,))]
    assert iterator.provide_data[0].dtype == np.float32
    assert (iterator.batch_size, len(iterator), iter(iterator) is iterator) == (2, 3, True)
    batches = list(iterator)
    assert [batch.pad for batch in batches] == [0, 0, 1]
    dataset = mx.gluon.data.vision.ImageRecordDataset(path)
    for i in range(6):
        image, label = dataset[i % 5]
        batch = batches[i // 2]
        assert np.array_equal(batch.data[0].asnumpy()[i % 2], image.asnumpy().transpose(2, 0, 1))
        assert batch.label[0][i % 2].asscalar() == label
        assert batch.index[i % 2] == 10 + i % 5


def test_image_record_iter_protocol(tmp_path: Path) -> None:
    path = write_images(tmp_path, range(5))
    iterator = mx.io.ImageRecordIter(path_imgrec=path, data_shape=(3, 8, 12), batch_size=2)
    iterator.reset()  # before the first batch: nothing is lost
    first = [iterator.next() for _ in range(3)]
    for _ in range(3):
        with pytest.raises(StopIteration):
            iterator.next()
        with pytest.raises(StopIteration):
            next(iterator)
    iterator.reset()
    assert [k for k, _ in records(iterator)] == [10, 11, 12, 13, 14]
    assert records(iterator) == []
    iterator.reset()
    iterator.next()
    iterator.reset()  # within an epoch
    assert len(records(iterator)) == 5
    iterator.reset()
    assert iterator.iter_next()
    assert np.array_equal(iterator.getdata(), first[0].data[0])
    assert iterator.getlabel().asnumpy().tolist() == [0, 1]
    assert (iterator.getpad(), iterator.getindex().tolist()) == (0, [10, 11])
    assert iterator.iter_next() and iterator.iter_next()
    assert iterator.getpad() == 1
    assert not iterator.iter_next()
    assert not iterator.iter_next()
    with pytest.raises(RuntimeError):
        iterator.getdata()
    # Batches that were kept are unchanged.
    assert (first[1].data[0].asnumpy()[:, 0, 0, 0] == [20, 30]).all()


def test_image_record_iter_shuffles_each_epoch_anew(tmp_path: Path) -> None:
    path = write_images(tmp_path, range(40))

    def orders(seed: int) -> list[list[int]]:
        iterator = mx.io.ImageRecordIter(
            path_imgrec=path, data_shape=(3, 8, 12), batch_size=8, shuffle=True, seed=seed
        )
        found = []
        for _ in range(2):
            pairs = records(iterator)
            assert all(label == key - 10 for key, label in pairs)
            found.append([key for key, _ in pairs])
            iterator.reset()
        return found

    first, second = orders(1)
    assert sorted(first) == sorted(second) == list(range(10, 50))
    assert first != second and first != sorted(first)
    assert orders(1) == [first, second]
    assert orders(2)[0] != first


@pytest.mark.parametrize("iterator", ["ImageRecordIter", "ImageDetRecordIter"])
def test_parts_have_each_record_once(tmp_path: Path, iterator: str) -> None:
    labels = range(11) if iterator == "ImageRecordIter" else (BOXES * 3)[:11]
    path = write_images(tmp_path, labels)
    keys = []
    for part in range(3):
        keys += records(
            getattr(mx.io, iterator)(
                path_imgrec=path, data_shape=(3, 8, 12), batch_size=2, num_parts=3, part_index=part
            )
        )
    assert sorted(key for key, _ in keys) == list(range(10, 21))


def test_round_batch_off_pads_with_zeros(tmp_path: Path) -> None:
    path = write_images(tmp_path, range(1, 6))
    iterator = mx.io.ImageRecordIter(
        path_imgrec=path, data_shape=(3, 8, 12), batch_size=4, round_batch=False
    )
    batches = list(iterator)
    assert [batch.pad for batch in batches] == [0, 3]
    assert batches[1].data[0].shape == (4, 3, 8, 12)
    assert not batches[1].data[0].asnumpy()[1:].any()
    assert batches[1].label[0].asnumpy().tolist() == [5, -1, -1, -1]


def test_several_labels_and_names(tmp_path: Path) -> None:
    path = write_images(tmp_path, [[1, 2], [3, 4]])
    iterator = mx.io.ImageRecordIter(
        path_imgrec=path,
        path_imgidx=path[:-3] + "idx",
        data_shape="(3, 8, 12)",
        batch_size="2",
        label_width=2,
        data_name="x",
        label_name="y",
    )
    assert iterator.provide_data[0].name == "x"
    assert iterator.provide_label == [("y", (2, 2))]
    assert iterator.next().label[0].asnumpy().tolist() == [[1, 2], [3, 4]]


def test_normalisation_and_mirror(tmp_path: Path) -> None:
    path = write_images(tmp_path, [0, 1])
    plain = mx.io.ImageRecordIter(path_imgrec=path, data_shape=(3, 8, 12), batch_size=2)
    normal = mx.io.ImageRecordIter(
        path_imgrec=path,
        data_shape=(3, 8, 12),
        batch_size=2,
        mirror=True,
        mean_r=10,
        mean_g=20,
        mean_b=30,
        std_r=2,
        std_g=4,
        std_b=8,
        scale=0.5,
    )
    pixels = plain.next().data[0].asnumpy()[..., ::-1]
    mean = np.array([10, 20, 30]).reshape(3, 1, 1)
    std = np.array([2, 4, 8]).reshape(3, 1, 1)
    expected = (pixels - mean) * 0.5 / std
    assert np.allclose(normal.next().data[0], expected, atol=1e-5)
    uint8 = mx.io.ImageRecordIter(
        path_imgrec=path, data_shape=(3, 8, 12), batch_size=2, dtype="uint8", mean_r=10
    ).next()
    assert uint8.data[0].dtype == np.uint8
    assert np.array_equal(uint8.data[0], plain_pixels(path))


def test_random_mirror(tmp_path: Path) -> None:
    path = write_images(tmp_path, range(20))
    batch = mx.io.ImageRecordIter(
        path_imgrec=path, data_shape=(3, 8, 12), batch_size=20, rand_mirror=True, seed=3
    ).next()
    pixels = plain_pixels(path)
    mirrored = 0
    for found, image in zip(batch.data[0].asnumpy(), pixels):
        if np.array_equal(found, image[..., ::-1]):
            mirrored += 1
        else:
            assert np.array_equal(found, image)
    assert 2 < mirrored < 18


def test_resize_takes_the_middle(tmp_path: Path) -> None:
    path = write_images(tmp_path, [0], size=(20, 40))
    batch = mx.io.ImageRecordIter(
        path_imgrec=path, data_shape=(3, 16, 16), batch_size=1, resize=20, inter_method=2
    ).next()
    middle = mx.image.imdecode(png(20, 40, 0)).asnumpy()[2:18, 12:28].transpose(2, 0, 1)
    assert np.abs(batch.data[0].asnumpy()[0] - middle).max() < 1


def test_colour_parameters_have_their_laws(tmp_path: Path) -> None:
    path = write_images(tmp_path, [0] * 200)
    base = plain_pixels(path)[10].astype(float)
    batch = mx.io.ImageRecordIter(
        path_imgrec=path, data_shape=(3, 8, 12), batch_size=200, brightness=0.25, seed=5
    ).next()
    # Green of the column in the middle, as it is the same for all images.
    factors = batch.data[0].asnumpy()[:, 1, :, 5].mean(1) / base[1, :, 5].mean()
    assert 0.745 < factors.min() < 0.79 and 1.21 < factors.max() < 1.255


def test_preset_replaces_the_augmentation(tmp_path: Path) -> None:
    path = write_images(tmp_path, range(4), size=(40, 50))
    batch = mx.io.ImageRecordIter(
        path_imgrec=path, data_shape=(3, 32, 32), batch_size=4, preset="imagenet"
    ).next()
    assert batch.data[0].shape == (4, 3, 32, 32)
    with pytest.raises(mx.base.MXNetError, match="rand_mirror and preset"):
        mx.io.ImageRecordIter(
            path_imgrec=path,
            data_shape=(3, 32, 32),
            batch_size=4,
            preset="imagenet",
            rand_mirror=True,
        )


def test_images_that_are_too_small_are_named(tmp_path: Path) -> None:
    path = write_images(tmp_path, [0], size=(9, 11))
    with pytest.raises(mx.base.MXNetError, match="11x9 pixels.*resize") as caught:
        mx.io.ImageRecordIter(path_imgrec=path, data_shape=(3, 8, 12), batch_size=1)
    assert caught.value.key == 10


def test_the_middle_of_larger_images_is_cut_out(tmp_path: Path) -> None:
    path = write_images(tmp_path, range(3), size=(11, 17))
    iterator = mx.io.ImageRecordIter(path_imgrec=path, data_shape=(3, 8, 12), batch_size=3)
    expected = plain_pixels(path)[:, :, 1:9, 2:14]  # half of 3 and of 5, rounded down
    np.testing.assert_array_equal(iterator.next().data[0].asnumpy(), expected)


def test_rand_crop_takes_any_window(tmp_path: Path) -> None:
    path = write_images(tmp_path, range(4), size=(10, 15))
    stored = plain_pixels(path)

    def windows(seed: int, **options: Any) -> list[tuple[int, int]]:
        iterator = mx.io.ImageRecordIter(
            path_imgrec=path,
            data_shape=(3, 8, 12),
            batch_size=4,
            rand_crop=True,
            seed=seed,
            **options,
        )
        found = []
        for _ in range(30):
            for image, plain in zip(iterator.next().data[0].asnumpy(), stored):
                places = [
                    (y, x)
                    for y in range(3)
                    for x in range(4)
                    if np.array_equal(image, plain[:, y : y + 8, x : x + 12])
                ]
                assert len(places) == 1
                found += places
            iterator.reset()
        return found

    assert set(windows(1)) == {(y, x) for y in range(3) for x in range(4)}
    assert windows(1) == windows(1, preprocess_threads=1) != windows(2)


def test_rand_crop_after_resize(tmp_path: Path) -> None:
    path = write_images(tmp_path, [0], size=(20, 40))
    common = {"path_imgrec": path, "batch_size": 1, "resize": 10, "preprocess_threads": 1}
    (whole,) = mx.io.ImageRecordIter(data_shape=(3, 10, 10), **common).next().data[0].asnumpy()
    iterator = mx.io.ImageRecordIter(data_shape=(3, 10, 10), rand_crop=True, **common)
    columns = set()
    for _ in range(60):
        (image,) = iterator.next().data[0].asnumpy()
        np.testing.assert_allclose(image[2], whole[2], atol=1)  # blue depends on the row alone
        columns.add(int(image[1, 0].min()))  # green grows to the right
        iterator.reset()
    assert len(columns) > 5


@pytest.mark.parametrize(
    "parameters",
    [
        {"random_resized_crop": 1},
        {"max_rotate_angle": 10},
        {"rotate": 90},
        {"max_aspect_ratio": 0.25},
        {"max_shear_ratio": 0.1},
        {"max_random_scale": 1.2},
        {"min_random_scale": 0.8},
        {"random_h": 36},
        {"random_s": 50},
        {"random_l": 50},
        {"pad": 4},
        {"max_random_contrast": 0.2},
        {"max_random_illumination": 10},
        {"mean_img": "mean.bin"},
        {"path_imglist": "a.lst"},
        {"path_imgidx": "other.idx"},
        {"shuffle_chunk_size": 4},
        {"seed_aug": 0},
        {"aug_seq": "aug_other"},
        {"dtype": "int8"},
        {"inter_method": 9},
        {"resize": 6},
        {"scale": 0},
        {"label_width": 0},
        {"data_shape": (1, 8, 12)},
        {"data_shape": (8, 12)},
        {"batch_size": 0},
        {"num_parts": 2, "part_index": 2},
        {"rand_miror": True},
        {"shuffle": "yes"},
        {"mean_r": "red"},
        {"batch_size": 2.5},
        {"batch_size": "x"},
        {"preprocess_threads": "a"},
        {"seed": float("nan")},
        {"label_width": 1.5},
        {"brightness": -1},
        {"dtype": "foo"},
    ],
    ids=lambda parameters: next(iter(parameters)),
)
def test_what_cannot_be_honoured_is_an_error(tmp_path: Path, parameters: dict[str, Any]) -> None:
    path = write_images(tmp_path, [0])
    good = {"path_imgrec": path, "data_shape": (3, 8, 12), "batch_size": 1}
    with pytest.raises(mx.base.MXNetError) as caught:
        mx.io.ImageRecordIter(**{**good, **parameters})
    name = next(iter(parameters))
    assert name in str(caught.value) or name == "num_parts" and "part" in str(caught.value)


def test_seeds_keep_all_digits(tmp_path: Path) -> None:
    path = write_images(tmp_path, list(range(20)))

    def order(seed: int) -> list[int]:
        iterator = mx.io.ImageRecordIter(
            path_imgrec=path, data_shape=(3, 8, 12), batch_size=20, shuffle=True, seed=seed
        )
        return iterator.next().index.tolist()

    assert order(2**53) != order(2**53 + 1)


def test_values_without_effect_are_accepted(tmp_path: Path) -> None:
    path = write_images(tmp_path, [0])
    mx.io.ImageRecordIter(
        path_imgrec=path,
        data_shape=(3, 8, 12),
        batch_size=1,
        rand_crop=False,
        rotate=-1,
        random_h=0,
        verbose=False,
        ctx="gpu",
        device_id=1,
        prefetch_buffer=2,
        fill_value=0,
        max_random_area=1.0,
        mean_a=3,
        aug_seq="aug_default",
        path_imglist="",
        seed_aug=None,
        mean_img="",
        max_img_size=1e10,
        dtype=None,
    )


def test_needed_parameters() -> None:
    for name in ("ImageRecordIter", "ImageDetRecordIter"):
        with pytest.raises(mx.base.MXNetError, match="data_shape"):
            getattr(mx.io, name)(path_imgrec="a.rec", batch_size=1)
        with pytest.raises(mx.base.MXNetError, match="batch_size"):
            getattr(mx.io, name)(path_imgrec="a.rec", data_shape=(3, 8, 8))
        with pytest.raises(mx.base.MXNetError, match="path_imgrec"):
            getattr(mx.io, name)(data_shape=(3, 8, 8), batch_size=1)
        with pytest.raises(mx.base.MXNetError, match="absent.rec"):
            getattr(mx.io, name)(path_imgrec="absent.rec", data_shape=(3, 8, 8), batch_size=1)
    with pytest.raises(mx.base.MXNetError, match="rand_mirror"):
        mx.io.ImageRecordIter(
            path_imgrec=str(IM2REC / "py_same_cls_pass.rec"),
            data_shape=(3, 16, 20),
            batch_size=1,
            rand_miror=1,
        )


def test_identity_records_are_left_out(tmp_path: Path) -> None:
    paths = str(tmp_path / "a.idx"), str(tmp_path / "a.rec")
    with MXIndexedRecordIO(*paths, "w") as file:
        for key in (1, 2, 3, 4):
            file.write_idx(key, pack((0, (key - 1) // 2, key, 0), png(8, 12, key)))
        file.write_idx(5, pack((2, [1, 3], 5, 0), b""))
        file.write_idx(6, pack((2, [3, 5], 6, 0), b""))
        file.write_idx(0, pack((2, [5, 7], 0, 1), b""))
    iterator = mx.io.ImageRecordIter(path_imgrec=paths[1], data_shape=(3, 8, 12), batch_size=1)
    assert records(iterator) == [(1, 0), (2, 0), (3, 1), (4, 1)]


def test_several_files(tmp_path: Path) -> None:
    one = write_images(tmp_path, [0, 1], name="a")
    two = write_images(tmp_path, [2], name="b")
    iterator = mx.io.ImageRecordIter(
        path_imgrec=f"{one};{two}", data_shape=(3, 8, 12), batch_size=3
    )
    assert sorted(iterator.next().label[0].asnumpy()) == [0, 1, 2]
