"""imrec.recordio: headers of records, and images."""

from __future__ import annotations

import pickle
import struct
from typing import Any

import imrec
import imrec.mxnet
import numpy as np
import pytest
from imrec import recordio
from imrec.recordio import IRHeader, pack, unpack
from recordio_sets import MXNET

# ---- headers ----


def test_header_is_a_tuple() -> None:
    header = IRHeader(0, 4.5, 7, 0)
    assert repr(header) == "HEADER(flag=0, label=4.5, id=7, id2=0)"
    assert pickle.loads(pickle.dumps(header)) == header == (0, 4.5, 7, 0)
    flag, label, *_ = header._replace(flag=3)
    assert (flag, label) == (3, 4.5)
    assert IRHeader(flag=1, label=2, id=3, id2=4).id == 3


@pytest.mark.parametrize("label", [4, 4.0, True, np.float32(4), np.int64(4), np.float16(4)])
def test_numbers_are_stored_in_the_header(label: Any) -> None:
    payload = pack((9, label, 5, 6), b"image")
    assert payload == struct.pack("<IfQQ", 0, float(label), 5, 6) + b"image"
    header, image = unpack(payload)
    assert type(header.label) is float
    assert (header, image) == ((0, float(label), 5, 6), b"image")


@pytest.mark.parametrize(
    "label",
    [[1, 2.5], (1, 2.5), np.array([1, 2.5]), np.array([[1], [2.5]]), np.array([1, 0, 2.5])[::2]],
)
def test_arrays_are_stored_after_the_header(label: Any) -> None:
    payload = pack(IRHeader(0, label, 5, 0), b"image")
    assert payload == struct.pack("<IfQQff", 2, 0, 5, 0, 1, 2.5) + b"image"
    header, image = unpack(payload)
    assert header.flag == 2 and image == b"image"
    assert header.label.tolist() == [1, 2.5]
    assert not header.label.flags.writeable
    with pytest.raises(ValueError):
        header.label[0] = 3


def test_one_label_as_list_keeps_its_flag() -> None:
    header, _ = unpack(pack(IRHeader(0, [3], 0, 0), b""))
    assert (header.flag, header.label.tolist()) == (1, [3])


def test_empty_list_of_labels() -> None:
    assert unpack(pack(IRHeader(0, [], 1, 0), b"x")) == ((0, 0.0, 1, 0), b"x")


def test_records_without_an_image() -> None:
    header, image = unpack(pack(IRHeader(2, [4, 9], 0, 1), b""))
    assert (header.label.tolist(), header.id2, image) == ([4, 9], 1, b"")


def test_ids_have_64_bits() -> None:
    assert unpack(pack(IRHeader(0, 0, 2**64 - 1, 2**63), b""))[0][2:] == (2**64 - 1, 2**63)
    for wrong in (-1, 2**64, 1.5):
        with pytest.raises(struct.error):
            pack(IRHeader(0, 0, wrong, 0), b"")


def test_too_short_records() -> None:
    with pytest.raises(struct.error):
        unpack(b"x" * 23)
    with pytest.raises(ValueError):
        unpack(struct.pack("<IfQQf", 2, 0, 0, 0, 1))
    with pytest.raises(ValueError):
        unpack(struct.pack("<IfQQ", 2**32 - 1, 0, 0, 0))
    with pytest.raises(TypeError):
        pack((0, 1, 2), b"")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        pack((0, 1, 2, 3), "text")  # type: ignore[arg-type]


def test_image_is_bytes() -> None:
    for kind in (bytes, bytearray, memoryview):
        _, image = unpack(kind(pack(IRHeader(0, [1, 2], 0, 0), b"image")))  # type: ignore[arg-type]
        assert type(image) is bytes and image == b"image"


# ---- images ----


def picture(height: int = 20, width: int = 30) -> np.ndarray[Any, Any]:
    """BGR with a different gradient in each channel."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // width, y * 255 // height, 255 - x * 100 // width], 2).astype("u1")


def test_png_images_are_exact() -> None:
    image = picture()
    payload = recordio.pack_img(IRHeader(0, 3, 4, 0), image, quality=9, img_fmt=".png")
    header, found = recordio.unpack_img(payload)
    assert header == (0, 3, 4, 0)
    assert found is not None and found.flags.writeable and found.flags.c_contiguous
    assert np.array_equal(found, image)
    # Red is the last channel here, and the first one of decoded images elsewhere.
    rgb = np.asarray(imrec.mxnet.image.imdecode(unpack(payload)[1]))
    assert np.array_equal(rgb, image[..., ::-1])


def test_png_quality_is_a_compression_level() -> None:
    image = np.random.default_rng(1).integers(0, 2, (64, 64, 3), dtype=np.uint8) * 9
    sizes = [len(recordio.pack_img((0, 0, 0, 0), image, q, ".png")) for q in (0, 9, 95)]
    assert sizes[0] > sizes[1] == sizes[2]


def test_jpeg_images_are_near() -> None:
    image = picture()
    for extension in (".jpg", ".jpeg", ".JPG"):
        payload = recordio.pack_img((0, 0, 0, 0), image, 95, extension)
        assert unpack(payload)[1][:2] == b"\xff\xd8"
        found = recordio.unpack_img(payload)[1]
        assert found is not None
        assert np.abs(found.astype(int) - image).mean() < 3
    sizes = [len(recordio.pack_img((0, 0, 0, 0), image, q)) for q in (10, 50, 95)]
    assert sizes == sorted(sizes) and sizes[0] < sizes[2]


@pytest.mark.parametrize("shape", [(20, 30), (20, 30, 1)])
def test_grey_images_have_two_axes(shape: tuple[int, ...]) -> None:
    image = picture()[..., 0].reshape(shape)
    payload = recordio.pack_img((0, 0, 0, 0), image, 9, ".png")
    found = recordio.unpack_img(payload)[1]
    assert found is not None and found.shape == (20, 30)
    assert np.array_equal(found, image.reshape(20, 30))
    color = recordio.unpack_img(payload, 1)[1]
    assert color is not None and color.shape == (20, 30, 3)


def test_alpha_is_kept_only_as_stored() -> None:
    image = np.dstack([picture(), np.full((20, 30), 77, np.uint8)])
    payload = recordio.pack_img((0, 0, 0, 0), image, 9, ".png")
    found = recordio.unpack_img(payload)[1]
    assert found is not None and np.array_equal(found, image)
    found = recordio.unpack_img(payload, 4)[1]
    assert found is not None and np.array_equal(found, image[..., :3])


def test_orientation_is_applied_only_on_request() -> None:
    encoded = (MXNET / "imgs" / "04_exif6.jpg").read_bytes()
    payload = pack((0, 0, 0, 0), encoded)
    shapes = {}
    for flag in (-1, 1, 1 + 128, 0, 128, 4):
        found = recordio.unpack_img(payload, flag)[1]
        assert found is not None
        shapes[flag] = found.shape[:2]
    assert shapes[-1] == shapes[129] == shapes[128] == (30, 40)
    assert shapes[1] == shapes[0] == shapes[4] == (40, 30)
    with pytest.raises(ValueError, match="iscolor"):
        recordio.unpack_img(payload, 2)


@pytest.mark.parametrize("encoded", [b"", b"no image", b"\xff\xd8\xff"])
def test_images_that_cannot_be_decoded_are_none(encoded: bytes) -> None:
    header, image = recordio.unpack_img(pack((0, 5, 0, 0), encoded))
    assert header.label == 5 and image is None


@pytest.mark.parametrize(
    ("image", "extension"),
    [
        (picture(), ".bmp"),
        (picture(), "jpg"),
        (picture().astype(np.float32), ".png"),
        (picture()[..., :2], ".png"),
        (np.empty((0, 0, 3), np.uint8), ".png"),
        (np.zeros(5, np.uint8), ".jpg"),
    ],
)
def test_images_that_cannot_be_encoded(image: np.ndarray[Any, Any], extension: str) -> None:
    with pytest.raises(AssertionError):
        recordio.pack_img((0, 0, 0, 0), image, img_fmt=extension)
