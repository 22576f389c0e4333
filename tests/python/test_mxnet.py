"""imrec.mxnet: arrays, images, data sets and iterators."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import imrec
import imrec.mxnet as mx
import numpy as np
import pytest
from imrec.recordio import MXIndexedRecordIO, pack

MXNET = Path(__file__).parents[1] / "golden" / "mxnet"
IM2REC = MXNET / "im2rec_py"


def png(height: int, width: int, red: int) -> bytes:
    """A picture whose red is `red` everywhere, green grows to the right, blue downwards."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([np.full_like(x, red), x * 255 // width, y * 255 // height], 2).astype("u1")
    return imrec._imrec.encode_image(pixels, ".png", 1)


def write_images(
    folder: Path, labels: Sequence[Any], size: tuple[int, int] = (8, 12), name: str = "a"
) -> str:
    """A set with one image per label; the keys are 10, 11, ..., and red is 10 times the number."""
    paths = str(folder / f"{name}.idx"), str(folder / f"{name}.rec")
    with MXIndexedRecordIO(*paths, "w") as file:
        for i, label in enumerate(labels):
            file.write_idx(10 + i, pack((0, label, 10 + i, 0), png(*size, 10 * i)))
    return paths[1]


def detection(*objects: Sequence[float]) -> list[float]:
    return [2, 5, *(value for box in objects for value in box)]


BOXES = [
    detection((0, 0.1, 0.2, 0.5, 0.75)),
    detection((1, 0.25, 0.25, 0.5, 0.5), (2, 0, 0, 1, 1)),
    detection(),
    detection((3, 0.5, 0.5, 0.75, 1)),
]


# ---- the package ----


def test_an_absent_attribute_says_what_exists() -> None:
    for module, name in (
        (mx, "sym"),
        (mx.nd, "Convolution"),
        (mx.image, "ImageIter"),
        (mx.io, "CSVIter"),
        (mx.gluon, "nn"),
        (mx.gluon.data, "DataLoader"),
        (mx.gluon.data.vision, "MNIST"),
        (mx.context, "gpu"),
        (mx.base, "_LIB"),
    ):
        with pytest.raises(AttributeError) as caught:
            getattr(module, name)
        message = str(caught.value)
        assert name in message
        for existing in module.__all__:
            assert existing in message
            getattr(module, existing)
        assert not hasattr(module, name)


def test_error_classes() -> None:
    assert mx.base.MXNetError is imrec.Error is mx.MXNetError
    assert issubclass(mx.base.MXNetError, RuntimeError)


def run_python(code: str, *paths: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*paths, *sys.path])}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(
    importlib.util.find_spec("mxnet") is not None, reason="the real mxnet is installed"
)
def test_install_makes_unchanged_programs_run() -> None:
    code = """
import imrec.mxnet
imrec.mxnet.install()
imrec.mxnet.install()
import mxnet, mxnet as mx, mxnet.ndarray as nd
from mxnet import recordio, nd as nd2
from mxnet.gluon.data.vision import ImageRecordDataset
from mxnet.io import DataBatch, DataDesc, ImageRecordIter
from mxnet.base import MXNetError
import mxnet.recordio, mxnet.image
assert nd is nd2 is imrec.mxnet.nd and mx.recordio is imrec.recordio is recordio
print(mx.recordio.pack((0, 1, 2, 3), b"x").hex())
"""
    assert run_python(code) == pack((0, 1, 2, 3), b"x").hex()


def test_install_does_not_hide_the_real_one(tmp_path: Path) -> None:
    (tmp_path / "mxnet.py").write_text("real = True\n")
    code = """
import imrec.mxnet
try:
    imrec.mxnet.install()
except ImportError as error:
    assert "replace=True" in str(error), error
else:
    raise SystemExit("installed")
imrec.mxnet.install(replace=True)
import mxnet
print(mxnet.recordio.__name__)
"""
    assert run_python(code, str(tmp_path)) == "imrec.recordio"
    code = """
import mxnet, imrec.mxnet
try:
    imrec.mxnet.install(replace=True)
except ImportError as error:
    print(error)
"""
    assert "already" in run_python(code, str(tmp_path))


# ---- arrays ----


def test_arrays_are_float32_unless_told_otherwise() -> None:
    assert mx.nd.array([1, 2]).dtype == np.float32
    assert mx.nd.array(np.arange(3, dtype=np.uint8)).dtype == np.float32
    assert mx.nd.array(mx.nd.array([1], dtype="uint8")).dtype == np.uint8
    assert mx.nd.array([1, 2], dtype="int32", ctx=mx.cpu()).dtype == np.int32
    source = np.zeros(2, np.float32)
    mx.nd.array(source)[0] = 5
    assert source[0] == 0


def test_asnumpy_is_a_plain_writable_copy() -> None:
    array = mx.nd.array([[1, 2], [3, 4]])
    plain = mx.nd.transpose(array, axes=(1, 0)).asnumpy()
    assert type(plain) is np.ndarray and plain.flags.c_contiguous and plain.flags.writeable
    plain[0, 0] = 9
    assert array.asnumpy().tolist() == [[1, 2], [3, 4]]
    assert array.T.asnumpy().flags.c_contiguous


def test_elements_are_arrays() -> None:
    array = mx.nd.array([5, 6])
    assert array[1].shape == (1,)
    assert (array[1].asscalar(), float(array[1]), int(array[0])) == (6, 6.0, 5)
    assert [element.asscalar() for element in array] == [5, 6]
    assert array[0:1].shape == (1,) and array[None].shape == (1, 2)
    with pytest.raises(ValueError):
        array.asscalar()
    assert "5" in repr(array)


def test_functions_of_arrays() -> None:
    array = mx.nd.array([[1, 2, 3], [4, 5, 6]])
    assert mx.nd.transpose(array).shape == (3, 2)
    assert mx.ndarray.flip(data=array, axis=1).asnumpy().tolist() == [[3, 2, 1], [6, 5, 4]]
    assert array.flip(0).asnumpy().tolist() == [[4, 5, 6], [1, 2, 3]]
    assert array.reshape((0, -1)).shape == (2, 3)
    assert array.reshape(-1).shape == array.reshape(shape=(6,)).shape == (6,)
    assert array.reshape(3, 2).shape == (3, 2)
    assert array.transpose((1, 0)).shape == array.transpose(axes=(1, 0)).shape == (3, 2)
    assert array.astype("uint8").dtype == np.uint8
    assert isinstance(array.astype("uint8"), mx.nd.NDArray)
    assert mx.nd.concat(array, array, dim=0).shape == (4, 3)
    assert mx.nd.concatenate([array, array]).shape == (4, 3)
    assert mx.nd.stack(array, array).shape == (2, 2, 3)
    assert mx.nd.expand_dims(array, 0).shape == array.expand_dims(0).shape == (1, 2, 3)
    assert mx.nd.zeros((2, 3)).shape == mx.nd.ones((2, 3)).shape == mx.nd.empty((2, 3)).shape
    assert mx.nd.full(2, 7).asnumpy().tolist() == [7, 7]
    assert mx.nd.arange(1, 3, repeat=2).asnumpy().tolist() == [1, 1, 2, 2]
    assert (array + 1).sum() == 27
    assert array.as_in_context(mx.cpu()) is array and array.context == mx.cpu()
    with pytest.raises(ValueError, match="cpu"):
        mx.nd.array([1], ctx=mx.Context("gpu", 0))
    assert np.array_equal(pickle.loads(pickle.dumps(array)), array)


# ---- images ----


def test_imdecode_decodes_to_rgb() -> None:
    data = png(8, 12, 200)
    image = mx.image.imdecode(data)
    assert isinstance(image, mx.nd.NDArray)
    assert (image.shape, image.dtype) == ((8, 12, 3), np.uint8)
    assert (np.asarray(image)[..., 0] == 200).all()
    plain = image.asnumpy()
    assert plain.flags.writeable and plain.flags.c_contiguous
    assert np.array_equal(mx.img.imdecode(data, to_rgb=0), np.asarray(image)[..., ::-1])
    assert mx.image.imdecode(data, flag=0).shape == (8, 12, 1)
    for source in (
        bytearray(data),
        np.frombuffer(data, np.uint8),
        np.frombuffer(data, np.uint8)[None],
        mx.nd.array(list(data), dtype="uint8"),
    ):
        assert np.array_equal(mx.image.imdecode(source), image)
    out = mx.nd.zeros((8, 12, 3), dtype="uint8")
    assert mx.image.imdecode(data, out=out) is out and np.array_equal(out, image)
    with pytest.raises(ValueError, match="shape"):
        mx.image.imdecode(data, out=mx.nd.zeros((1, 2, 3)))


def test_imdecode_ignores_the_orientation() -> None:
    path = MXNET / "imgs" / "04_exif6.jpg"
    assert mx.image.imdecode(path.read_bytes()).shape == (30, 40, 3)
    assert mx.image.imread(path).shape == (30, 40, 3)


@pytest.mark.parametrize("data", [b"", b"no image", b"\xff\xd8\xff\xe0"])
def test_imdecode_fails_on_bad_data(data: bytes) -> None:
    with pytest.raises(mx.base.MXNetError):
        mx.image.imdecode(data)


def test_imdecode_arguments() -> None:
    with pytest.raises(ValueError, match="str"):
        mx.image.imdecode("text")  # type: ignore[arg-type]
    with pytest.raises(mx.base.MXNetError, match="flag"):
        mx.image.imdecode(png(4, 4, 0), flag=2)


def test_imread_errors(tmp_path: Path) -> None:
    for kind in (FileNotFoundError, mx.base.MXNetError):
        with pytest.raises(kind, match="absent.jpg"):
            mx.image.imread(tmp_path / "absent.jpg")
    (tmp_path / "a.jpg").write_bytes(b"text")
    with pytest.raises(mx.base.MXNetError):
        mx.image.imread(str(tmp_path / "a.jpg"))


def test_imdecode_has_the_pixels_of_mxnet() -> None:
    """MXNet's own iterator decoded these images, which are PNG, without changing them."""
    batches = json.loads((IM2REC / "batches.json").read_text())
    for name in ("py_same_cls_pass.rec", "py_same_det_pass.rec"):
        data = mx.gluon.data.vision.ImageRecordDataset(IM2REC / name)
        assert len(data) == len(batches[name])
        for (image, _), expected in zip((data[i] for i in range(len(data))), batches[name]):
            chw = image.asnumpy().transpose(2, 0, 1)
            assert hashlib.sha256(chw.tobytes()).hexdigest() == expected["rgb_sha256"]


def test_resizing() -> None:
    image = mx.image.imdecode(png(20, 30, 100))
    for interp in (0, 1, 2, 3, 4, 9, 10):
        resized = mx.image.imresize(image, 15, 12, interp)
        assert (resized.shape, resized.dtype) == ((12, 15, 3), np.uint8)
        assert (np.asarray(resized)[..., 0] == 100).all()
    same = mx.image.imresize(image, 30, 20)
    assert np.array_equal(same, image) and not np.shares_memory(same, image)
    assert mx.image.resize_short(image, 10).shape == (10, 15, 3)
    assert mx.image.resize_short(mx.nd.transpose(image, (1, 0, 2)), 7).shape == (10, 7, 3)
    assert mx.image.imresize(mx.image.imdecode(png(9, 9, 0), 0), 4, 5).shape == (5, 4, 1)
    for arguments in ((0, 5), (5, -1), (5, 5, 7)):
        with pytest.raises(mx.base.MXNetError):
            mx.image.imresize(image, *arguments)
    with pytest.raises(TypeError, match="uint8"):
        mx.image.imresize(image.astype("float32"), 4, 4)


def test_cropping() -> None:
    image = mx.image.imdecode(png(20, 30, 100))
    window = mx.image.fixed_crop(image, 3, 4, 10, 6)
    assert np.array_equal(window, np.asarray(image)[4:10, 3:13])
    assert mx.image.fixed_crop(image, 3, 4, 10, 6, (5, 3)).shape == (3, 5, 3)
    center, place = mx.image.center_crop(image, (10, 6))
    assert place == (10, 7, 10, 6)
    assert np.array_equal(center, np.asarray(image)[7:13, 10:20])
    crop, (x0, y0, w, h) = mx.image.random_crop(image, (10, 6))
    assert np.array_equal(crop, np.asarray(image)[y0 : y0 + h, x0 : x0 + w])
    assert mx.image.center_crop(image, (60, 30))[1] == (0, 2, 30, 15)
    assert mx.image.scale_down((640, 480), (720, 120)) == (640, 106)
    for wrong in ((-1, 0, 5, 5), (26, 0, 5, 5), (0, 0, 0, 5)):
        with pytest.raises(mx.base.MXNetError, match="window"):
            mx.image.fixed_crop(image, *wrong)
    normal = mx.image.color_normalize(image, (100, 0, 0), (2, 1, 1))
    assert normal.dtype == np.float32 and (np.asarray(normal)[..., 0] == 0).all()


# ---- data sets ----


def test_record_data_sets_go_by_position(tmp_path: Path) -> None:
    path = write_images(tmp_path, [4, [1.5, 2.5], 6])
    raw = mx.gluon.data.RecordFileDataset(path)
    assert len(raw) == 3 and isinstance(raw[0], bytes)
    data = mx.gluon.data.vision.ImageRecordDataset(path)
    image, label = data[0]
    assert (image.shape, label) == ((8, 12, 3), 4.0) and isinstance(label, float)
    assert data[1][1].tolist() == [1.5, 2.5]
    assert [label for _, label in (data[0], data[2])] == [4, 6]
    assert mx.gluon.data.vision.ImageRecordDataset(path, flag=0)[2][0].shape == (8, 12, 1)
    with pytest.raises(IndexError):
        data[3]
    copy = pickle.loads(pickle.dumps(data))
    assert np.array_equal(copy[2][0], data[2][0])


def test_record_data_sets_are_transformed(tmp_path: Path) -> None:
    path = write_images(tmp_path, [4, 5])
    pairs = mx.gluon.data.vision.ImageRecordDataset(
        path, transform=lambda image, label: (image.shape, label + 1)
    )
    assert pairs[1] == ((8, 12, 3), 6)
    data = mx.gluon.data.vision.ImageRecordDataset(path)
    for lazy in (True, False):
        first = data.transform_first(lambda image: image.shape[0], lazy)
        assert [first[i] for i in range(len(first))] == [(8, 4), (8, 5)]
        both = data.transform(lambda image, label: label, lazy)
        assert [both[i] for i in range(len(both))] == [4, 5]
    lengths = mx.gluon.data.RecordFileDataset(path).transform(len)
    assert lengths[0] > 24


def test_missing_files_of_data_sets(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        mx.gluon.data.RecordFileDataset(tmp_path / "a.rec")


# ---- batches ----


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


def plain_pixels(path: str) -> np.ndarray[Any, Any]:
    data = mx.gluon.data.vision.ImageRecordDataset(path)
    return np.stack([data[i][0].asnumpy().transpose(2, 0, 1) for i in range(len(data))])


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


def test_images_of_another_size_are_named(tmp_path: Path) -> None:
    path = write_images(tmp_path, [0], size=(9, 12))
    with pytest.raises(mx.base.MXNetError, match="12x9 pixels.*resize") as caught:
        mx.io.ImageRecordIter(path_imgrec=path, data_shape=(3, 8, 12), batch_size=1)
    assert caught.value.key == 10


@pytest.mark.parametrize(
    "parameters",
    [
        {"rand_crop": True},
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
