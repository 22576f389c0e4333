"""The objects of the test store: files DIR/BUCKET/KEY."""

import hashlib
import os
import pathlib
import threading
import typing
import uuid

from sigv4 import Refusal


class Entry(typing.NamedTuple):
    path: str
    size: int
    etag: str


def _segment(text):
    """Returns a file name for a part of a key between slashes, one for each part."""
    return {"": "%", ".": "%2E", "..": "%2E%2E"}.get(text, text)


def _part(name):
    return {"%": "", "%2E": ".", "%2E%2E": ".."}.get(name, name)


class Objects:
    """Thread-safe. ETags are MD5 sums, except of multipart uploads by this process."""

    def __init__(self, root, minimum_part):
        self._root, self._minimum_part = os.path.abspath(root), minimum_part
        self._lock = threading.Lock()
        self._etags = {}  # path and state of a file: ETag
        self._uploads = {}  # id: (bucket, key, {number: bytes})

    def has_bucket(self, bucket):
        return bucket not in ("", ".", "..", "_control") and os.path.isdir(
            os.path.join(self._root, bucket)
        )

    def _path(self, bucket, key):
        return os.path.join(self._root, bucket, *map(_segment, key.split("/")))

    def find(self, bucket, key):
        path = self._path(bucket, key)
        return self._entry(path) if os.path.isfile(path) else None

    @staticmethod
    def _state(path):
        status = os.stat(path)
        return path, status.st_ino, status.st_mtime_ns, status.st_size

    def _entry(self, path):
        state = self._state(path)
        etag = self._etags.get(state)
        if not etag:
            with open(path, "rb") as file:
                etag = f'"{hashlib.file_digest(file, "md5").hexdigest()}"'
            self._etags[state] = etag
        return Entry(path, state[3], etag)

    @staticmethod
    def read(entry, begin, end):
        with open(entry.path, "rb") as file:
            file.seek(begin)
            return file.read(end - begin)

    def put(self, bucket, key, body, etag=None):
        """`etag`: that of a multipart upload."""
        path = self._path(bucket, key)
        temporary = os.path.join(self._root, f".{uuid.uuid4().hex}")
        with open(temporary, "wb") as file:
            file.write(body)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.replace(temporary, path)
        except (NotADirectoryError, FileExistsError, IsADirectoryError):
            os.unlink(temporary)
            raise Refusal(
                501, "NotImplemented", "A key cannot be both a file and a folder here."
            ) from None
        etag = etag or f'"{hashlib.md5(body).hexdigest()}"'
        self._etags[self._state(path)] = etag
        return etag

    def delete(self, bucket, key):
        pathlib.Path(self._path(bucket, key)).unlink(missing_ok=True)

    def list(self, bucket, prefix, delimiter, start, limit):
        """Returns [(key, entry)], [common prefix], whether more follow, from after `start`."""
        root = os.path.join(self._root, bucket)
        keys = []
        for folder, _, names in os.walk(root):
            for name in names:
                path = os.path.join(folder, name)
                keys.append(("/".join(map(_part, os.path.relpath(path, root).split("/"))), path))
        found, prefixes = [], []
        for key, path in sorted(keys, key=lambda pair: pair[0].encode()):
            if not key.startswith(prefix):
                continue
            cut = key.find(delimiter, len(prefix)) if delimiter else -1
            name = key if cut < 0 else key[: cut + len(delimiter)]
            if name.encode() <= start.encode() or (prefixes and name == prefixes[-1]):
                continue
            if len(found) + len(prefixes) == limit:
                return found, prefixes, limit > 0
            if cut < 0:
                found.append((key, self._entry(path)))
            else:
                prefixes.append(name)
        return found, prefixes, False

    # Multipart uploads

    def uploads(self):
        """Returns the number of uploads that are neither complete nor aborted."""
        return len(self._uploads)

    def start_upload(self, bucket, key):
        upload = uuid.uuid4().hex
        self._uploads[upload] = (bucket, key, {})
        return upload

    def _parts(self, bucket, key, upload):
        if self._uploads.get(upload, ())[:2] != (bucket, key):
            raise Refusal(404, "NoSuchUpload", "The upload does not exist.")
        return self._uploads[upload][2]

    def put_part(self, bucket, key, upload, number, body):
        if not number or not number.isdigit() or not 1 <= int(number) <= 10000:
            raise Refusal(400, "InvalidArgument", "Part numbers are 1 to 10000.")
        self._parts(bucket, key, upload)[int(number)] = body
        return f'"{hashlib.md5(body).hexdigest()}"'

    def complete_upload(self, bucket, key, upload, parts, opaque=None):
        held = self._parts(bucket, key, upload)
        numbers = [number for number, _ in parts]
        if not numbers or numbers != sorted(set(numbers)):
            raise Refusal(400, "InvalidPartOrder", "Parts must be listed in ascending order.")
        digests = []
        for number, etag in parts:
            digest = hashlib.md5(held.get(number, b"")).digest()
            if number not in held or (etag or "").strip('"') != digest.hex():
                raise Refusal(400, "InvalidPart", "A part is missing or has another ETag.")
            if number != numbers[-1] and len(held[number]) < self._minimum_part:
                raise Refusal(400, "EntityTooSmall", "A part is smaller than the minimum.")
            digests.append(digest)
        etag = opaque or f'"{hashlib.md5(b"".join(digests)).hexdigest()}-{len(parts)}"'
        with self._lock:
            self.put(bucket, key, b"".join(held[number] for number in numbers), etag)
            self._uploads.pop(upload, None)
        return etag

    def abort_upload(self, bucket, key, upload):
        self._parts(bucket, key, upload)
        self._uploads.pop(upload, None)
