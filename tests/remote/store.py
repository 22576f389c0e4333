#!/usr/bin/env python3
"""An object store for tests: enough of S3 to read and write objects, and faults on demand.

Serves DIR/BUCKET/KEY at /BUCKET/KEY and prints its port. With keys, requests must be signed.
POST /_control takes a JSON object with any of these members:
  faults          a list of rules, replacing the former ones: {"kind": K, ...}; the first that
                  applies to a request is used. match: regular expression searched in path and
                  query; method; times: uses (default unlimited); after: matching requests let
                  through first; probability, seed. Kinds are listed in faults.py; further members:
                  status and code (of an error), retry_after, region (permanent_redirect), location
                  (temporary_redirect; default: this host under its other name), seconds (stall,
                  stall_body: 30; late: 1; trickle: 0.1 per byte), bytes (of the body sent before
                  the fault; default half; flip: position of the flipped byte)
  delay_ms        before each response
  bandwidth       bytes/s of each connection, 0: unlimited
  rate            requests/s of all connections, of which 10 may come at once; the others are
                  answered with status 503; 0: unlimited
  credentials     a list of {"access_key", "secret_key", "session_token", "expired"}; []: anonymous
  region          that requests must be signed for
  conditional_writes  what If-None-Match and If-Match do: "kept" (default), "ignored", "refused"
  etags           of objects that are written: "md5" (default), "opaque", as of encrypted ones;
                  of those that are read, whatever their own is: "weak", "none"
  reset_counters  true: counters start again from 0
GET /_control returns counters; `uploads` are the multipart uploads that have not ended.
GET /_control/log returns the last 10,000 requests: method, path, range, status, fault, access_key
(null if unsigned), authorization (its kind, or null), host.
"""

import argparse
import base64
import collections
import hashlib
import http.server
import json
import os
import re
import ssl
import sys
import threading
import time
import urllib.parse
import uuid
from xml.etree import ElementTree

import faults
import sigv4
from objects import Objects
from responses import Responses

BURST = 10  # requests that may come at once in spite of a rate


class Store(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, options):
        super().__init__(("127.0.0.1", options.port), Handler)
        self.objects = Objects(options.root, options.minimum_part)
        self.faults = faults.Faults(options.faults)
        self.domain, self.region = options.domain, options.region
        self.delay, self.bandwidth = options.delay_ms / 1000, options.bandwidth
        self.rate, self.room, self.refilled = 0, 0, 0
        self.conditional_writes, self.etags = "kept", "md5"
        self.known = {}
        if options.access_key:
            self.know(
                [
                    dict(
                        access_key=options.access_key,
                        secret_key=options.secret_key,
                        session_token=options.session_token,
                    )
                ]
            )
        self.lock = threading.Lock()
        self.in_flight = 0
        self.reset_counters()
        self.scheme = "http"
        if options.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(options.certificate, options.key)
            # The handshake is left to the connection's own thread.
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
            self.scheme = "https"

    def know(self, credentials):
        self.known = {entry["access_key"]: sigv4.Credentials(**entry) for entry in credentials}

    def reset_counters(self):
        self.counts = {name: collections.Counter() for name in ("requests", "statuses", "faults")}
        self.numbers = dict(
            connections=0, max_in_flight=self.in_flight, bytes_sent=0, bytes_received=0
        )
        self.log = collections.deque(maxlen=10000)

    def control(self, settings):
        with self.lock:
            for name, value in settings.items():
                if name == "faults":
                    self.faults.replace(value)
                elif name == "delay_ms":
                    self.delay = value / 1000
                elif name == "credentials":
                    self.know(value)
                elif name in ("bandwidth", "rate", "region", "conditional_writes", "etags"):
                    setattr(self, name, value)
                elif name == "reset_counters":
                    self.reset_counters()
                else:
                    raise ValueError(f"no such setting: {name}")

    def has_room(self):
        """Whether the rate allows another request now."""
        if not self.rate:
            return True
        with self.lock:
            now = time.monotonic()
            self.room = min(BURST, self.room + (now - self.refilled) * self.rate)
            self.refilled = now
            if self.room < 1:
                return False
            self.room -= 1
            return True

    def handle_error(self, request, client_address):
        # Clients that go away are normal; anything else is a fault of this program.
        if not isinstance(sys.exc_info()[1], (ConnectionError, ssl.SSLError, TimeoutError)):
            super().handle_error(request, client_address)


class Handler(Responses):
    counted = is_in_flight = False

    def dispatch(self):
        self.rule, self.access_key, self.status = None, None, None
        self.raw_path, _, self.raw_query = self.path.partition("?")
        self.query = dict(urllib.parse.parse_qsl(self.raw_query, keep_blank_values=True))
        self.fields = {}
        for name, value in self.headers.items():
            name = name.lower()
            self.fields[name] = f"{self.fields[name]},{value}" if name in self.fields else value
        length = int(self.fields.get("content-length", 0))
        self.body = self.rfile.read(length)
        if len(self.body) < length:
            self.close_connection = True
            return
        if self.is_control():
            self.control()
            return
        server = self.server
        with server.lock:
            server.in_flight += 1
            server.numbers["max_in_flight"] = max(server.numbers["max_in_flight"], server.in_flight)
            server.numbers["bytes_received"] += length
            server.numbers["connections"] += not self.counted
            server.counts["requests"][self.command] += 1
            self.counted = True
        self.is_in_flight = True
        try:
            time.sleep(server.delay)
            self.serve()
        except sigv4.Refusal as refusal:
            self.refuse(refusal)
        finally:
            self.leave()

    def leave(self):
        """Ends the time in flight, and logs the request: before the last bytes of the response, as
        the client may send the next request, or ask for the log, when it has them."""
        server = self.server
        with server.lock:
            if not self.is_in_flight:
                return
            self.is_in_flight = False
            server.in_flight -= 1
            server.counts["statuses"][str(self.status)] += 1
            server.log.append(
                dict(
                    method=self.command,
                    path=self.path,
                    range=self.fields.get("range"),
                    status=self.status,
                    fault=self.rule and self.rule.kind,
                    access_key=self.access_key,
                    authorization=self.fields.get("authorization", "").partition(" ")[0] or None,
                    host=self.fields.get("host"),
                )
            )

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = dispatch

    def control(self):
        server = self.server
        try:
            if self.command == "POST":
                server.control(json.loads(self.body))
        except (ValueError, TypeError, KeyError, re.error) as error:
            self.answer(400, f"{error}\n".encode())
            return
        with server.lock:
            report = {**server.counts, **server.numbers, "in_flight": server.in_flight}
            report["uploads"] = server.objects.uploads()
            if self.raw_path == "/_control/log":
                report = list(server.log)
            text = json.dumps(report)
        self.answer(200, text.encode(), {"Content-Type": "application/json"})

    def serve(self):
        region = sigv4.scope_region(self.fields, self.raw_query)
        self.rule = self.server.faults.choose(self.command, self.path, region)
        if self.rule:
            with self.server.lock:
                self.server.counts["faults"][self.rule.kind] += 1
            if self.fail_early():
                return
            if self.rule.kind == "corrupt" and self.body:
                self.body = bytes([self.body[0] ^ 0x10]) + self.body[1:]
        if not self.server.has_room():
            raise sigv4.Refusal(503, "SlowDown", "Please reduce your request rate.")
        self.authenticate()
        bucket, key = self.bucket_and_key()
        if not key:
            self.list_objects(bucket)
        elif self.command in ("GET", "HEAD"):
            self.get(bucket, key)
        elif "uploads" in self.query or "uploadId" in self.query:
            self.multipart(bucket, key)
        elif self.command == "PUT":
            self.check_conditions(bucket, key)
            etag = self.server.objects.put(bucket, key, self.body, self.opaque_etag())
            self.answer(200, b"", {"ETag": etag})
        elif self.command == "DELETE":
            self.server.objects.delete(bucket, key)
            self.answer(204, b"")
        else:
            raise sigv4.Refusal(405, "MethodNotAllowed", "The method is not allowed.")

    def bucket_and_key(self):
        path = urllib.parse.unquote(self.raw_path)
        host = self.fields.get("host", "").rsplit(":", 1)[0]
        if self.server.domain and host.endswith("." + self.server.domain):
            path = "/" + host[: -len(self.server.domain) - 1] + path
        bucket, _, key = path[1:].partition("/")
        if not self.server.objects.has_bucket(bucket):
            raise sigv4.Refusal(
                404, "NoSuchBucket", "The bucket does not exist.", BucketName=bucket
            )
        return bucket, key

    def authenticate(self):
        digest = self.fields.get("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
        if self.server.known:
            self.access_key = self.credential()
            digest = sigv4.verify(
                self.command,
                self.raw_path,
                self.raw_query,
                self.fields,
                self.server.known,
                self.server.region,
            )
        md5 = self.fields.get("content-md5")
        if (digest != "UNSIGNED-PAYLOAD" and digest != hashlib.sha256(self.body).hexdigest()) or (
            md5 and md5 != base64.b64encode(hashlib.md5(self.body).digest()).decode()
        ):
            raise sigv4.Refusal(400, "BadDigest", "The digest differs from that of the body.")

    def credential(self):
        match = re.search(r"Credential=([^/%]+)", self.fields.get("authorization", self.raw_query))
        return match and match.group(1)

    # Writing

    def opaque_etag(self):
        return f'"{uuid.uuid4().hex}"' if self.server.etags == "opaque" else None

    def check_conditions(self, bucket, key):
        absent, match = self.fields.get("if-none-match") == "*", self.fields.get("if-match")
        if not (absent or match) or self.server.conditional_writes == "ignored":
            return
        if self.server.conditional_writes == "refused":
            raise sigv4.Refusal(501, "NotImplemented", "Conditions are not implemented.")
        entry = self.server.objects.find(bucket, key)
        if match and not entry:
            raise sigv4.Refusal(404, "NoSuchKey", "The object does not exist.")
        if (absent and entry) or (match and match != entry.etag):
            raise sigv4.Refusal(412, "PreconditionFailed", "The object is another one.")

    def multipart(self, bucket, key):
        objects, upload = self.server.objects, self.query.get("uploadId")
        if self.command == "POST" and "uploads" in self.query:
            self.answer_xml(
                "InitiateMultipartUploadResult",
                ("Bucket", bucket),
                ("Key", key),
                ("UploadId", objects.start_upload(bucket, key)),
            )
        elif self.command == "PUT":
            etag = objects.put_part(bucket, key, upload, self.query.get("partNumber"), self.body)
            self.answer(200, b"", {"ETag": etag})
        elif self.command == "POST":
            self.check_conditions(bucket, key)
            if self.rule and self.rule.kind == "hidden_error":
                body = self.error_body(self.rule.fields.get("code", "InternalError"), "Injected.")
                self.answer(200, body, {"Content-Type": "application/xml"})
                return
            try:
                parts = [
                    (int(part.findtext("{*}PartNumber")), part.findtext("{*}ETag"))
                    for part in ElementTree.fromstring(self.body)
                ]
            except (ElementTree.ParseError, TypeError, ValueError):
                raise sigv4.Refusal(400, "MalformedXML", "The XML is not well-formed.") from None
            etag = objects.complete_upload(bucket, key, upload, parts, self.opaque_etag())
            self.answer_xml(
                "CompleteMultipartUploadResult", ("Bucket", bucket), ("Key", key), ("ETag", etag)
            )
        else:
            objects.abort_upload(bucket, key, upload)
            self.answer(204, b"")

    # Reading

    def list_objects(self, bucket):
        if self.command == "HEAD":
            self.answer(200, b"", {"x-amz-bucket-region": self.server.region})
            return
        if self.command != "GET" or self.query.get("list-type") != "2":
            raise sigv4.Refusal(501, "NotImplemented", "Only ListObjectsV2 is implemented.")
        prefix, delimiter = self.query.get("prefix", ""), self.query.get("delimiter", "")
        token, limit = self.query.get("continuation-token"), int(self.query.get("max-keys", 1000))
        start = self.query.get("start-after", "")
        if token is not None:
            start = base64.urlsafe_b64decode(token).decode()
        limit = min(limit, 1000)
        found, prefixes, more = self.server.objects.list(bucket, prefix, delimiter, start, limit)
        is_encoded = self.query.get("encoding-type") == "url"

        def encode(text):
            return urllib.parse.quote_plus(text, safe="/") if is_encoded else str(text)

        parts = [
            ("Name", bucket),
            ("Prefix", encode(prefix)),
            ("MaxKeys", limit),
            ("KeyCount", len(found) + len(prefixes)),
            ("IsTruncated", "true" if more else "false"),
        ]
        if more:
            last = max([key for key, _ in found] + prefixes, key=str.encode)
            parts.append(
                ("NextContinuationToken", base64.urlsafe_b64encode(last.encode()).decode())
            )
        if encode is not str:
            parts.append(("EncodingType", "url"))
        parts += [
            (
                "Contents",
                [
                    ("Key", encode(key)),
                    ("ETag", entry.etag),
                    ("Size", entry.size),
                    ("StorageClass", "STANDARD"),
                ],
            )
            for key, entry in found
        ]
        parts += [("CommonPrefixes", [("Prefix", encode(name))]) for name in prefixes]
        self.answer_xml("ListBucketResult", *parts)

    def get(self, bucket, key):
        entry = self.server.objects.find(bucket, key)
        if not entry:
            raise sigv4.Refusal(404, "NoSuchKey", "The key does not exist.", Key=key)
        kind = self.rule and self.rule.kind
        etag = '"changed-by-the-test"' if kind == "changed" else entry.etag
        if self.fields.get("if-match", "*") not in ("*", etag):
            raise sigv4.Refusal(
                412, "PreconditionFailed", "A condition did not hold.", Condition="If-Match"
            )
        if self.server.etags == "weak":
            etag = "W/" + etag
        begin, end = 0, entry.size
        match = re.fullmatch(r"bytes=(\d*)-(\d*)", self.fields.get("range", ""))
        if match and kind != "whole_object" and match.groups() != ("", ""):
            first, last = match.groups()
            begin = int(first) if first else max(0, end - int(last))
            if first and last and int(last) < begin:
                match = None  # like one that cannot be parsed
                begin = 0
            elif begin >= entry.size:
                self.answer(
                    416,
                    self.error_body("InvalidRange", "The range is not satisfiable."),
                    {"Content-Range": f"bytes */{entry.size}"},
                )
                return
            elif first and last:
                end = min(end, int(last) + 1)
        else:
            match = None
        headers = {
            "ETag": etag,
            "Accept-Ranges": "bytes",
            "Content-Type": "application/octet-stream",
            "Last-Modified": self.date_time_string(os.stat(entry.path).st_mtime),
        }
        if self.server.etags == "none":
            del headers["ETag"]
        if match and kind != "no_range":
            shift, extra = (kind == "wrong_range"), (kind == "wrong_total")
            headers["Content-Range"] = (
                f"bytes {begin + shift}-{end - 1 + shift}/{entry.size + shift + extra}"
            )
        body = b"" if self.command == "HEAD" else self.server.objects.read(entry, begin, end)
        self.answer(206 if match else 200, body, headers, end - begin)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", required=True, help="folder whose subfolders are buckets")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--access-key")
    parser.add_argument("--secret-key")
    parser.add_argument("--session-token")
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--domain", help="serve BUCKET.DOMAIN/KEY as well")
    parser.add_argument("--delay-ms", type=float, default=0)
    parser.add_argument("--bandwidth", type=int, default=0, help="bytes/s of each connection")
    parser.add_argument("--minimum-part", type=int, default=5 << 20)
    parser.add_argument("--faults", help="JSON file: a list of rules")
    parser.add_argument("--certificate", help="PEM file; serves https")
    parser.add_argument("--key", help="PEM file")
    options = parser.parse_args()
    if bool(options.access_key) != bool(options.secret_key):
        parser.error("--access-key and --secret-key go together")
    if options.faults:
        with open(options.faults, encoding="utf-8") as file:
            options.faults = json.load(file)
    options.faults = options.faults or []
    server = Store(options)
    print(server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
