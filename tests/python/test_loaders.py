"""Loaders: options, epochs, states, parts, callbacks."""

from __future__ import annotations

import json
import logging
import pickle
import random
from pathlib import Path
from typing import Any

import imrec
import numpy as np
import pytest
from data_sets import pixels, spoil_image, write_detection_set

SMALL: dict[str, Any] = {"batch_size": 5, "size": (32, 40), "threads": 2, "seed": 7}


def keys_of(batches: Any) -> list[list[int]]:
    return [np.asarray(batch.keys).tolist() for batch in batches]


def stream_of(batches: Any) -> list[bytes]:
    return [np.asarray(b.images).tobytes() + np.asarray(b.labels).tobytes() for b in batches]


def test_an_epoch_has_each_record_once(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    assert len(loader) == 5
    assert loader.num_samples == 23
    assert loader.batch_shape == (5, 3, 32, 40)
    assert loader.label_shape == (5, 3, 5)
    assert loader.class_names == ["circle", "square", "star"]
    first, second = keys_of(loader), keys_of(loader)
    assert [len(batch) for batch in first] == [5, 5, 5, 5, 3]
    assert sorted(sum(first, [])) == sorted(sum(second, [])) == list(range(100, 123))
    assert first != second


def test_threads_and_prefetch_change_nothing(detection_set: Path) -> None:
    expected = stream_of(imrec.DetectionLoader(detection_set, **SMALL))
    for threads, prefetch in ((1, 1), (3, 2), (8, 16)):
        options = {**SMALL, "threads": threads, "prefetch": prefetch}
        assert stream_of(imrec.DetectionLoader(detection_set, **options)) == expected


def test_a_loop_after_a_break_reads_the_next_epoch(detection_set: Path) -> None:
    whole = imrec.DetectionLoader(detection_set, **SMALL)
    epochs = [keys_of(whole) for _ in range(4)]
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    for batch in loader:
        assert batch.epoch == 0
        break
    assert keys_of(loader) == epochs[1]
    for _ in zip(range(5), loader):  # all batches, but not the end of the epoch
        pass
    assert keys_of(loader) == epochs[3]


def test_next_ends_each_epoch_once(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    numbers = [next(loader).number for _ in range(5)]
    assert numbers == [0, 1, 2, 3, 4]
    with pytest.raises(StopIteration):
        next(loader)
    assert next(loader).epoch == 1


def test_set_epoch_chooses_an_epoch(detection_set: Path) -> None:
    whole = imrec.DetectionLoader(detection_set, **SMALL)
    epochs = [keys_of(whole) for _ in range(4)]
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    loader.set_epoch(3)
    assert keys_of(loader) == epochs[3]
    for epoch in (0, 1, 2):  # as code for torch's samplers does
        loader.set_epoch(epoch)
        assert keys_of(loader) == epochs[epoch]
    next(loader)
    loader.set_epoch(2)
    assert keys_of(loader) == epochs[2]
    with pytest.raises(ValueError, match="epoch"):
        loader.set_epoch(-1)


def test_a_state_can_be_taken_and_loaded_at_any_point(detection_set: Path) -> None:
    reference = imrec.DetectionLoader(detection_set, **SMALL)
    batches = []
    for _ in range(5):
        batches += [(batch.epoch, batch.number, stream_of([batch])) for batch in reference]
    draw = random.Random(5)
    for _ in range(12):
        position = draw.randrange(15)
        source = imrec.DetectionLoader(detection_set, **SMALL)
        source.load_state_dict({**source.state_dict(), "epoch": 0})
        for _ in range(position):
            try:
                next(source)
            except StopIteration:
                next(source)
        state = json.loads(json.dumps(source.state_dict()))
        target = imrec.DetectionLoader(detection_set, **{**SMALL, "threads": 1})
        if draw.random() < 0.5:
            next(target)  # before or during an epoch
        target.load_state_dict(state)
        rest = [(b.epoch, b.number, stream_of([b])) for b in target]
        rest += [(b.epoch, b.number, stream_of([b])) for b in target]
        assert rest and rest == batches[position : position + len(rest)]


def test_a_state_at_the_end_of_an_epoch_has_nothing_left_of_it(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    for _ in loader:
        state = loader.state_dict()
    loader.load_state_dict(state)
    assert keys_of(loader) == []
    assert [batch.epoch for batch in loader] == [1] * 5


def test_a_wrong_state_names_the_field(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL)
    before = loader.state_dict()
    for change, name in (
        ({"seed": 1}, "seed"),
        ({"records": 4}, "records"),
        ({"epoch": "x"}, "epoch"),
    ):
        with pytest.raises(ValueError, match=name):
            loader.load_state_dict({**before, **change})
    missing = {key: value for key, value in before.items() if key != "batch"}
    with pytest.raises(ValueError, match="batch"):
        loader.load_state_dict(missing)
    with pytest.raises(ValueError, match="dictionary"):
        loader.load_state_dict([])  # type: ignore[arg-type]
    assert loader.state_dict() == before


@pytest.mark.parametrize("dtype", ["float32", "float16", "uint8"])
@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
def test_formats(detection_set: Path, dtype: str, layout: str) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL, dtype=dtype, layout=layout)
    images = np.asarray(next(loader).images)
    assert images.dtype == np.dtype(dtype)
    assert images.shape == ((5, 3, 32, 40) if layout == "NCHW" else (5, 32, 40, 3))
    assert images.flags.c_contiguous and images.std() > 1


def test_channels_mean_and_std(detection_set: Path) -> None:
    plain = {**SMALL, "preset": "eval300", "shuffle": False, "mean": 0, "std": 1}
    rgb = np.asarray(next(imrec.DetectionLoader(detection_set, **plain)).images)
    options = {**plain, "channels": "BGR", "mean": (10, 20, 30), "std": (2, 4, 5)}
    bgr = np.asarray(next(imrec.DetectionLoader(detection_set, **options)).images)
    mean = np.array([10, 20, 30], np.float32).reshape(1, 3, 1, 1)
    std = np.array([2, 4, 5], np.float32).reshape(1, 3, 1, 1)
    np.testing.assert_allclose(bgr[:, ::-1], (rgb - mean) / std, atol=1e-4)


def test_sources_and_weights(detection_set: Path, tmp_path: Path) -> None:
    other = write_detection_set(tmp_path / "other", 10)
    both = imrec.DetectionLoader([detection_set, str(other)], **SMALL)
    assert both.num_samples == 33
    weighted = imrec.DetectionLoader({detection_set: 1, other: 3}, **SMALL)
    assert weighted.num_samples == 23 + 30
    assert imrec.DetectionLoader(str(other.with_suffix("")), **SMALL).num_samples == 10


def test_recipes(detection_set: Path, tmp_path: Path) -> None:
    recipe = imrec.load_recipe(
        {"preset": "ssd300", "expand": {"max_ratio": 2}, "mirror_prob": 0.25}
    )
    assert "mirror_prob: 0.25" in recipe.text() and "max_ratio: 2" in recipe.text()
    (tmp_path / "mine.prototxt").write_text(recipe.text())
    expected = stream_of(imrec.DetectionLoader(detection_set, **SMALL, preset=recipe))
    from_file = imrec.DetectionLoader(detection_set, **SMALL, preset=tmp_path / "mine.prototxt")
    assert stream_of(from_file) == expected
    crop = {
        "sampler": {"min_scale": 0.5, "max_scale": 1.0},
        "sample_constraint": {"min_jaccard_overlap": 0.5},
    }
    text = imrec.load_recipe(
        {"batch_sampler": [crop, crop], "resize": {"mode": "LETTERBOX"}}
    ).text()
    assert text.count("batch_sampler {") == 2 and "LETTERBOX" in text
    mxnet = imrec.load_recipe({"data_shape": (3, 20, 30), "rand_mirror_prob": 0.5})
    assert mxnet.size == (20, 30)
    with pytest.raises(imrec.Error, match="no_such_setting"):
        imrec.load_recipe({"preset": "ssd300", "no_such_setting": 1})
    with pytest.raises(FileNotFoundError, match="ssd300"):
        imrec.load_recipe("ssd30")


def test_unknown_options_name_the_nearest(detection_set: Path) -> None:
    with pytest.raises(TypeError, match="'batch_sise'; did you mean 'batch_size'"):
        imrec.DetectionLoader(detection_set, batch_sise=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="there is no option 'zzz'; there are .*batch_size"):
        imrec.ClassificationLoader(detection_set, zzz=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'decod'; did you mean 'decode'"):
        imrec.RecordDataset(detection_set, decod=False)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'sed'; did you mean 'seed'"):
        imrec.preview(detection_set, sed=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'epok'; did you mean 'epoch'"):
        imrec.augment(pixels(1), epok=1)  # type: ignore[call-arg]


def test_how_files_are_read_changes_no_batch(detection_set: Path) -> None:
    expected = stream_of(imrec.DetectionLoader(detection_set, **SMALL))
    for reading in ({"map_files": True}, {"keep_cached": False}, {"frame_cache_bytes": 0}):
        assert stream_of(imrec.DetectionLoader(detection_set, **SMALL, **reading)) == expected
    loader = imrec.DetectionLoader(detection_set, **SMALL, map_files=True)
    assert str(detection_set) in Path("/proc/self/maps").read_text()
    loader.close()
    with pytest.raises(imrec.Error, match="max_scan_pixels"):
        imrec.DetectionLoader(detection_set, **SMALL, max_scan_pixels=-1)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("batch_size", -3, "batch_size .*not -3"),
        ("last_batch", "rol", "last_batch must be one of keep, pad, drop, roll, not 'rol'"),
        ("dtype", "int8", "dtype must be one of"),
        ("shuffle", "windows", "shuffle must be"),
        ("part", (3, 2), "part_index"),
        ("mean", (1, 2), "mean needs one value or three"),
        ("label_layout", "rows", "label_layout must be one of objects, mxnet"),
        ("memory", 10, "memory"),
        ("batch_size", 2**70, "batch_size"),
        ("batch_size", 3.5, "batch_size must be a whole number, not float"),
        ("threads", None, "threads"),
        ("memory", 2**64, "memory"),
        ("size", 2**40, "size"),
        ("size", (1, 2, 3), "size"),
        ("max_pixels", 2**70, "max_pixels"),
        ("bad_records", None, "bad_records must be"),
        ("log", 3, "log must be a function"),
    ],
)
def test_wrong_values_name_the_option(
    detection_set: Path, option: str, value: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        imrec.DetectionLoader(detection_set, **{**SMALL, option: value})
    assert isinstance(caught.value, imrec.Error) and caught.value.code == "invalid_argument"


def test_parts_share_the_epoch(detection_set: Path) -> None:
    parts = [imrec.DetectionLoader(detection_set, **SMALL, part=(i, 3)) for i in range(3)]
    assert {len(part) for part in parts} == {2}  # padded, so that all ranks have equal batches
    assert set(sum((sum(keys_of(part), []) for part in parts), [])) == set(range(100, 123))
    exact = [
        imrec.DetectionLoader(detection_set, **SMALL, part=(i, 3), equalise="off") for i in range(3)
    ]
    assert sorted(sum((sum(keys_of(part), []) for part in exact), [])) == list(range(100, 123))


def test_bad_records(tmp_path: Path) -> None:
    source = write_detection_set(tmp_path / "set")
    key = spoil_image(source, 4)
    options: dict[str, Any] = {**SMALL, "preset": "eval300", "max_bad_share": 1.0}
    assert len(sum(keys_of(imrec.DetectionLoader(source, **options)), [])) == 23

    with pytest.raises(imrec.CorruptDataError) as failed:
        list(imrec.DetectionLoader(source, **options, bad_records="fail"))
    assert failed.value.key == key and str(key) in str(failed.value)
    index = dict(line.split("\t") for line in source.with_suffix(".idx").read_text().splitlines())
    assert failed.value.file == str(source) and failed.value.offset == int(index[str(key)])

    seen: list[imrec.Error] = []

    def skip(error: imrec.Error) -> bool:
        seen.append(error)
        return True

    assert len(list(imrec.DetectionLoader(source, **options, bad_records=skip))) == 5
    assert [error.key for error in seen] == [key]

    # Anything that Python takes for true or false is an answer.
    for answer in (1, np.bool_(True)):
        loader = imrec.DetectionLoader(source, **options, bad_records=lambda _: answer)
        assert len(list(loader)) == 5
    kept: list[imrec.Error] = []
    with pytest.raises(imrec.CorruptDataError) as failed:
        list(imrec.DetectionLoader(source, **options, bad_records=kept.append))
    assert failed.value.key == key and [error.key for error in kept] == [key]

    def refuse(error: imrec.Error) -> bool:
        raise LookupError(f"no {error.key}")

    loader = imrec.DetectionLoader(source, **options, bad_records=refuse)
    batches, errors = 0, 0
    for _ in range(5):  # reading goes on after the exception
        try:
            batches += len(next(loader)) > 0
        except LookupError as error:
            assert str(key) in str(error)
            errors += 1
    assert (batches, errors) == (4, 1)
    assert loader.stats()["bad_records"] == 1


def test_a_callback_must_not_use_its_loader(tmp_path: Path) -> None:
    source = write_detection_set(tmp_path / "set")
    spoil_image(source, 0)
    loader: imrec.DetectionLoader

    def reenter(_: imrec.Error) -> bool:
        assert loader.state_dict()["epoch"] == 0  # that much is allowed
        next(loader)
        return True

    options = {**SMALL, "preset": "eval300", "bad_records": reenter}
    loader = imrec.DetectionLoader(source, **options)
    with pytest.raises(ValueError, match="must not use this loader"):
        list(loader)


def test_log_gets_notices(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = write_detection_set(tmp_path / "set")
    source.with_suffix(".idx").unlink()
    notices: list[str] = []
    imrec.DetectionLoader(source, **SMALL, log=notices.append)
    assert any("set.rec" in notice for notice in notices)
    with caplog.at_level(logging.WARNING, "imrec"):
        imrec.DetectionLoader(source, **SMALL)
    assert "set.rec" in caplog.text

    def refuse(_: str) -> None:
        raise LookupError("no notices")

    with pytest.raises(LookupError, match="no notices"):
        imrec.DetectionLoader(source, **SMALL, log=refuse)


def test_a_closed_loader_says_so(detection_set: Path) -> None:
    with imrec.DetectionLoader(detection_set, **SMALL) as loader:
        batch = next(loader)
        total = np.asarray(batch.images).sum()
    loader.close()
    with pytest.raises(ValueError, match="closed"):
        next(loader)
    assert np.asarray(batch.images).sum() == total


def test_classification(classification_set: Path) -> None:
    loader = imrec.ClassificationLoader(classification_set, **SMALL, shuffle=False)
    batch = next(loader)
    assert np.asarray(batch.labels).tolist() == [[0.0], [1.0], [2.0], [3.0], [0.0]]
    one_hot = imrec.ClassificationLoader(
        classification_set, **SMALL, shuffle=False, label_layout="multi_hot", label_width=4
    )
    np.testing.assert_array_equal(np.asarray(next(one_hot).labels)[:4], np.eye(4))


def test_plans(detection_set: Path) -> None:
    loader = imrec.DetectionLoader(detection_set, **SMALL, keep_plans=True)
    batch = next(loader)
    assert len(batch.plans) == 5
    for plan, count in zip(batch.plans, np.asarray(batch.counts)):
        assert plan["source"] == (48, 64) and plan["output"] == (32, 40)
        assert len(plan["objects"]) == count


@pytest.mark.parametrize("decode_ratio", [2, 100])  # with 100, decoders do not shrink JPEGs
def test_augment_gives_the_pixels_of_the_loader(detection_set: Path, decode_ratio: int) -> None:
    resize = {"width": 40, "height": 32, "decode_ratio": decode_ratio}
    options = {**SMALL, "preset": {"preset": "ssd300", "resize": resize}}
    del options["size"]
    loader = imrec.DetectionLoader(detection_set, **options, keep_plans=True)
    records = imrec.RecordDataset(detection_set, decode=False)
    ordinals = {records.key(i): i for i in range(len(records))}
    for batch in (next(loader), next(loader)):
        for i, key in enumerate(np.asarray(batch.keys).tolist()):
            encoded, label = records[ordinals[key]]
            boxes = np.asarray(label)[2:].reshape(-1, 5)[:, 1:]
            of_sample = {"preset": options["preset"], "seed": 7, "ordinal": ordinals[key]}
            image, kept, plan = imrec.augment(encoded, boxes, **of_sample)
            np.testing.assert_array_equal(np.asarray(image), np.asarray(batch.images)[i])
            image, _, of_pixels = imrec.augment(imrec.decode_image(encoded), boxes, **of_sample)
            assert of_pixels == plan
            if decode_ratio == 100:
                np.testing.assert_array_equal(np.asarray(image), np.asarray(batch.images)[i])
            count = int(np.asarray(batch.counts)[i])
            np.testing.assert_allclose(
                kept, np.asarray(batch.labels)[i, :count, 1:5], rtol=0, atol=1e-6
            )
            assert plan == batch.plans[i]


def test_augment_takes_pixels_and_says_what_is_wrong() -> None:
    image, boxes, plan = imrec.augment(pixels(1), [[0.1, 0.1, 0.6, 0.9]], preset="eval300")
    assert np.asarray(image).shape == (3, 300, 300) and len(boxes) == 1 and not plan["mirror"]
    image, boxes, _ = imrec.augment(pixels(1), dtype="uint8")
    assert np.asarray(image).dtype == np.uint8 and boxes.shape == (0, 4)
    with pytest.raises(ValueError, match=r"shape \(n, 4\)"):
        imrec.augment(pixels(1), [[1, 2, 3]])
    with pytest.raises(ValueError, match="uint8"):
        imrec.augment(pixels(1).astype(np.float32))
    with pytest.raises(ValueError, match="box"):
        imrec.augment(pixels(1), [[0.5, 0.5, 0.4, 0.9]])
    with pytest.raises(imrec.CorruptDataError):
        imrec.augment(b"\xff\xd8\xff\xe0 no image")


def test_numbers_of_numpy_are_numbers(detection_set: Path) -> None:
    options = {
        "batch_size": np.int64(5),
        "seed": np.uint64(7),
        "size": np.int64(32),
        "mean": np.array([1.0, 2.0, 3.0]),
        "std": np.float32(3),
    }
    loader = imrec.DetectionLoader(detection_set, **options)  # type: ignore[arg-type]
    assert loader.batch_shape == (5, 3, 32, 32)
    state = {name: np.int64(value) for name, value in loader.state_dict().items()}
    loader.load_state_dict(state)


def test_a_recipe_stays_as_it_is(detection_set: Path) -> None:
    recipe = imrec.load_recipe("ssd300")
    loader = imrec.DetectionLoader(detection_set, preset=recipe, size=64, mean=0)
    assert recipe.size == (300, 300) and loader.batch_shape[2:] == (64, 64)
    copy = pickle.loads(pickle.dumps(loader))
    assert stream_of([next(copy)]) == stream_of([next(loader)])


def test_a_loop_after_an_error_reads_the_next_epoch(tmp_path: Path) -> None:
    source = write_detection_set(tmp_path / "set")
    spoil_image(source, 0)
    options = {**SMALL, "preset": "eval300", "shuffle": False, "bad_records": "fail"}
    loader = imrec.DetectionLoader(source, **options)
    with pytest.raises(imrec.CorruptDataError):
        list(loader)
    with pytest.raises(imrec.CorruptDataError):
        list(loader)
    assert loader.epoch == 1


def test_a_set_without_objects(tmp_path: Path) -> None:
    with imrec.Writer(tmp_path / "set") as writer:
        for key in range(4):
            writer.write(key, [2, 5, -1, 0, 0, 0, 0], pixels(key))
    loader = imrec.DetectionLoader(tmp_path / "set.rec", **SMALL)
    assert loader.label_shape[2:] == (5,)
    assert np.asarray(next(loader).labels).shape[2] == 5
