"""Loaders: iterators over augmented batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional, Union

from ._checks import INT64, integer, text
from ._imrec import Reader
from ._loader_base import Loader, arguments_of, log_notice
from ._loader_options import BadRecords, Color, Log, PathLike, Size, Sources, reader_options
from ._names import named_options
from ._parts import PartLike
from ._recipe import RecipeLike


class DetectionLoader(Loader):
    """Reads augmented batches for detection.

    ::

        loader = imrec.DetectionLoader("train.rec", preset="ssd300", batch_size=32, seed=42)
        for images, labels in loader:
            ...

    Args:
        sources: a file, a pattern, a manifest or the PREFIX of a data set; a list of these; or a
            dictionary with a weight for each: how often its records occur per epoch.
        preset: how samples are augmented: a preset, a recipe file or a dictionary, see
            ``imrec.load_recipe``.
        batch_size: samples per batch.
        size: the side of the output, or (height, width), instead of that of the recipe.
        mean, std: what is subtracted from red, green and blue in 0..255, and what they are divided
            by afterwards, instead of the values of the recipe.
        dtype: ``"float32"``, ``"float16"`` or ``"uint8"`` (not normalised).
        layout: ``"NCHW"`` or ``"NHWC"``.
        channels: ``"RGB"`` or ``"BGR"``.
        shuffle: True: a new order in each epoch; False: the order of the files; ``"window"`` or
            ``"window:RECORDS"``: for hard disks and compressed files.
        seed: of the order and the augmentation.
        last_batch: what happens to the samples after the last full batch: ``"keep"`` them as a
            smaller batch, ``"pad"`` the batch with the first samples, ``"drop"`` them, or
            ``"roll"`` them over to the next epoch.
        part: (index, count): the share of this process; ``"auto"``: as torch.distributed says if
            it is initialised, or else the variables of a launcher (torchrun, MPI, Slurm and others,
            see docs/cluster.md), or everything without any; ``"slurm"`` and so on: those of this
            launcher; None: everything.
        equalise: ``"pad"``, ``"drop"`` or ``"off"``: what happens if the samples cannot be divided
            equally among the parts. By default they are padded if there are several parts.
        max_objects: rows of labels per sample; 0: the maximum of all records.
        label_layout: ``"objects"``, or ``"mxnet"`` as ImageDetRecordIter.
        threads: workers; 0: one per usable processor.
        prefetch: batches that are being filled or ready.
        memory: the maximum of bytes for these batches; None: 4 GiB.
        bad_records: ``"skip"``: another record is used instead; ``"fail"``: ``next()`` raises the
            Error; or a function that gets the Error and returns True to skip the record. It is
            called in the thread of ``next()``, which passes on what it raises.
        max_bad_share: the maximum share of skipped samples per epoch.
        keep_plans: return how each sample was augmented, in ``batch.plans``.
        check_checksums: compare each record with PREFIX.crc; None: those of remote files that have
            one.
        cache: a folder on a local disk where bytes of remote files (``s3://``, ``https://``) are
            kept, for later epochs and runs and for other processes.
        cache_bytes: the size of that folder, at least 8392704; 0: half of what is free without it.
        remote: how remote files are read: a dictionary with any of ``endpoint``, ``region``,
            ``profile``, ``anonymous``, ``path_style`` (of a store; by default from the variables
            and profiles of AWS's tools), ``match_etags``, ``max_in_flight``, ``max_attempts``,
            ``memory``, ``connect_limit``, ``first_byte_limit``, ``stall_limit``, ``total_limit``,
            ``outage_limit`` and ``hedge_after`` (in seconds), see docs/remote.md.
        mix_class_names: allow sources with different class names.
        pin_threads: pin each worker to a processor.
        huge_pages: request huge pages for the pixels of batches of 2 MiB or more.
        max_pixels: images with more pixels are bad records; 0: the limit of the library.
        max_scan_pixels: progressive JPEGs with more pixels, counted once per scan, are bad records;
            0: the limit of the library.
        map_files: map local files into memory instead of reading them. If one is truncated
            meanwhile, SIGBUS ends the process.
        keep_cached: leave what was read in the page cache; False: drop it again.
        frame_cache_bytes: the size of the cache of decompressed frames of .rec.zst files; other
            sets have none.
        log: gets each notice, for example that a file without an index is scanned, and which part
            was taken from a launcher. By default the logger ``imrec`` gets them, as warnings and as
            information.

    Raises:
        InvalidArgumentError: an option is out of range; the message names it.
        NotFoundError: a source does not exist.
        CorruptDataError, InputOutputError: a file cannot be used or contains no record.
        TypeError: there is no such option; the message names the nearest one.
    """

    @named_options
    def __init__(
        self,
        sources: Sources,
        *,
        preset: RecipeLike = "ssd300",
        batch_size: int = 32,
        size: Size = None,
        mean: Color = None,
        std: Color = None,
        dtype: str = "float32",
        layout: str = "NCHW",
        channels: str = "RGB",
        shuffle: Union[bool, str] = True,
        seed: int = 0,
        last_batch: str = "keep",
        part: PartLike = None,
        equalise: Optional[str] = None,
        max_objects: int = 0,
        label_layout: str = "objects",
        threads: int = 0,
        prefetch: int = 4,
        memory: Optional[int] = None,
        bad_records: BadRecords = "skip",
        max_bad_share: float = 0.05,
        keep_plans: bool = False,
        check_checksums: Optional[bool] = None,
        cache: Optional[PathLike] = None,
        cache_bytes: int = 0,
        remote: Optional[Mapping[str, Any]] = None,
        mix_class_names: bool = False,
        pin_threads: bool = False,
        huge_pages: bool = True,
        max_pixels: int = 0,
        max_scan_pixels: int = 0,
        map_files: bool = False,
        keep_cached: bool = True,
        frame_cache_bytes: int = 16 << 20,
        log: Optional[Log] = None,
    ) -> None:
        arguments = arguments_of(locals())
        own = ("max_objects", "label_layout")
        options = reader_options(**{k: v for k, v in arguments.items() if k not in own})
        self._start(
            arguments,
            options,
            lambda: Reader(
                options,
                label_layout=text("label_layout", label_layout),
                max_objects=integer("max_objects", max_objects, -INT64),
                log=log or log_notice,
                on_bad_record=None if isinstance(bad_records, str) else bad_records,
            ),
        )


class ClassificationLoader(Loader):
    """Reads augmented batches for classification. The options are those of
    :class:`DetectionLoader`, except:

    Args:
        label_layout: ``"stored"``: as in the records; ``"multi_hot"``: a 1 at each class number;
            ``"identity"``: only the first label, the identity in face recognition sets.
        label_width: values per sample; 0: the maximum of all records. ``"multi_hot"``: the number
            of classes.
    """

    @named_options
    def __init__(
        self,
        sources: Sources,
        *,
        preset: RecipeLike = "imagenet",
        batch_size: int = 32,
        size: Size = None,
        mean: Color = None,
        std: Color = None,
        dtype: str = "float32",
        layout: str = "NCHW",
        channels: str = "RGB",
        shuffle: Union[bool, str] = True,
        seed: int = 0,
        last_batch: str = "keep",
        part: PartLike = None,
        equalise: Optional[str] = None,
        label_layout: str = "stored",
        label_width: int = 0,
        threads: int = 0,
        prefetch: int = 4,
        memory: Optional[int] = None,
        bad_records: BadRecords = "skip",
        max_bad_share: float = 0.05,
        keep_plans: bool = False,
        check_checksums: Optional[bool] = None,
        cache: Optional[PathLike] = None,
        cache_bytes: int = 0,
        remote: Optional[Mapping[str, Any]] = None,
        mix_class_names: bool = False,
        pin_threads: bool = False,
        huge_pages: bool = True,
        max_pixels: int = 0,
        max_scan_pixels: int = 0,
        map_files: bool = False,
        keep_cached: bool = True,
        frame_cache_bytes: int = 16 << 20,
        log: Optional[Log] = None,
    ) -> None:
        arguments = arguments_of(locals())
        own = ("label_layout", "label_width")
        options = reader_options(**{k: v for k, v in arguments.items() if k not in own})
        self._start(
            arguments,
            options,
            lambda: Reader(
                options,
                label_layout=text("label_layout", label_layout),
                label_width=integer("label_width", label_width, -INT64),
                log=log or log_notice,
                on_bad_record=None if isinstance(bad_records, str) else bad_records,
            ),
        )
