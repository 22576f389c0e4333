"""imrec.mxnet: arrays, images and data sets."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import imrec
import imrec.mxnet as mx
import numpy as np
import pytest
from imrec.recordio import pack
from mxnet_sets import IM2REC, MXNET, png, write_images

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
