"""Tests of the test store. Run: python3 -m unittest discover -s tests/remote"""

import base64
import concurrent.futures
import hashlib
import http.client
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import botocore.auth
    import botocore.awsrequest
    import botocore.credentials
    import botocore.exceptions
    import botocore.session
except ImportError:
    botocore = None

HERE = pathlib.Path(__file__).parent
DATA = bytes(index * 7 % 251 for index in range(1000))
KEYS = ("--access-key", "K", "--secret-key", "S/+")


class StoreTest(unittest.TestCase):
    def start(self, *options):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bucket = pathlib.Path(folder.name) / "bucket"
        self.bucket.mkdir()
        (self.bucket / "key").write_bytes(DATA)
        process = subprocess.Popen(
            [sys.executable, HERE / "store.py", "--root", folder.name, *options],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.port = int(process.stdout.readline())

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        self.addCleanup(connection.close)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.data = response.read()
        return response

    def control(self, **settings):
        response = self.ask("POST", "/_control", json.dumps(settings))
        self.assertEqual(response.status, 200, response.data)
        return json.loads(response.data)

    def fault(self, kind, **fields):
        self.control(faults=[dict(kind=kind, times=1, **fields)])
        return self.ask("GET", "/bucket/key", range="bytes=100-199")


class ReadingTest(StoreTest):
    def setUp(self):
        self.start()

    def test_ranges(self):
        for range_, status, content_range, data in [
            (None, 200, None, DATA),
            ("bytes=0-9", 206, "bytes 0-9/1000", DATA[:10]),
            ("bytes=990-2000", 206, "bytes 990-999/1000", DATA[990:]),
            ("bytes=900-", 206, "bytes 900-999/1000", DATA[900:]),
            ("bytes=-100", 206, "bytes 900-999/1000", DATA[900:]),
            ("bytes=5-2", 200, None, DATA),
            ("bytes=0-1,3-4", 200, None, DATA),
        ]:
            response = self.ask("GET", "/bucket/key", **({"range": range_} if range_ else {}))
            self.assertEqual(
                (response.status, response.getheader("Content-Range"), response.data),
                (status, content_range, data),
                range_,
            )
            self.assertEqual(response.getheader("ETag"), f'"{hashlib.md5(DATA).hexdigest()}"')
        response = self.ask("GET", "/bucket/key", range="bytes=1000-")
        self.assertEqual(
            (response.status, response.getheader("Content-Range")), (416, "bytes */1000")
        )

    def test_head_has_no_body(self):
        response = self.ask("HEAD", "/bucket/key", range="bytes=0-9")
        self.assertEqual(
            (response.status, response.getheader("Content-Length"), response.data), (206, "10", b"")
        )

    def test_if_match(self):
        etag = self.ask("GET", "/bucket/key").getheader("ETag")
        self.assertEqual(self.ask("GET", "/bucket/key", if_match=etag).status, 200)
        (self.bucket / "key").write_bytes(b"new")
        self.assertEqual(self.ask("GET", "/bucket/key", if_match=etag).status, 412)

    def test_missing(self):
        self.assertIn(b"<Code>NoSuchKey</Code>", self.ask("GET", "/bucket/none").data)
        self.assertIn(b"<Code>NoSuchBucket</Code>", self.ask("GET", "/none/key").data)

    def test_list(self):
        for key in ("a/1", "a/2", "b//c", "x/../y"):
            self.assertEqual(self.ask("PUT", f"/bucket/{key}", b"1").status, 200)
        self.assertEqual(self.keys("list-type=2"), ["a/1", "a/2", "b//c", "key", "x/../y"])
        self.assertEqual(self.keys("list-type=2&prefix=a/"), ["a/1", "a/2"])
        text = self.ask("GET", "/bucket?list-type=2&delimiter=/").data.decode()
        self.assertEqual(
            re.findall("<CommonPrefixes><Prefix>(.*?)</Prefix>", text), ["a/", "b/", "x/"]
        )
        self.ask("PUT", "/bucket/a/%20%2B", b"1")
        self.assertEqual(self.keys("list-type=2&encoding-type=url&prefix=a/%20"), ["a/+%2B"])
        self.ask("DELETE", "/bucket/a/%20%2B")
        found, token = [], ""
        while token is not None:
            text = self.ask("GET", f"/bucket?list-type=2&max-keys=2{token}").data.decode()
            found += re.findall("<Key>(.*?)</Key>", text)
            more = re.search("<NextContinuationToken>(.*?)<", text)
            token = more and "&continuation-token=" + more[1].replace("=", "%3D")
        self.assertEqual(found, ["a/1", "a/2", "b//c", "key", "x/../y"])

    def keys(self, query):
        return re.findall("<Key>(.*?)</Key>", self.ask("GET", f"/bucket?{query}").data.decode())

    def test_counters(self):
        self.control(delay_ms=200)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: self.ask("GET", "/bucket/key"), range(4)))
        counts = json.loads(self.ask("GET", "/_control").data)
        self.assertEqual(counts["requests"], {"GET": 4})
        self.assertEqual(
            (counts["connections"], counts["max_in_flight"], counts["bytes_sent"]), (4, 4, 4000)
        )
        log = json.loads(self.ask("GET", "/_control/log").data)
        self.assertEqual([entry["path"] for entry in log], ["/bucket/key"] * 4)

    def test_bandwidth(self):
        self.control(bandwidth=2000)
        start = time.monotonic()
        self.ask("GET", "/bucket/key")
        self.assertGreaterEqual(time.monotonic() - start, 0.5)

    def test_malformed_control_is_refused(self):
        for body in (b"{", b'{"none": 1}', b'{"faults": [{"kind": "none"}]}'):
            self.assertEqual(self.ask("POST", "/_control", body).status, 400, body)


class WritingTest(StoreTest):
    def setUp(self):
        self.start("--minimum-part", "3")

    def test_put_and_delete(self):
        etag = self.ask("PUT", "/bucket/a/b%20c", b"abc").getheader("ETag")
        self.assertEqual(etag, '"900150983cd24fb0d6963f7d28e17f72"')
        self.assertEqual((self.bucket / "a" / "b c").read_bytes(), b"abc")
        self.assertEqual(self.ask("PUT", "/bucket/key", b"", if_none_match="*").status, 412)
        self.assertEqual(self.ask("DELETE", "/bucket/key").status, 204)
        self.assertEqual(self.ask("PUT", "/bucket/key", b"", if_none_match="*").status, 200)

    def test_files_and_folders(self):
        self.assertEqual(self.ask("PUT", "/bucket/key/x", b"").status, 501)
        self.assertEqual(self.ask("PUT", "/bucket/a/b", b"").status, 200)
        self.assertEqual(self.ask("PUT", "/bucket/a", b"").status, 501)

    def test_digests(self):
        for name, value in (
            ("content-md5", "AAAAAAAAAAAAAAAAAAAAAA=="),
            ("x-amz-content-sha256", "0" * 64),
        ):
            response = self.ask("PUT", "/bucket/new", b"abc", **{name: value})
            self.assertEqual(response.status, 400)
            self.assertIn(b"BadDigest", response.data)
        self.assertFalse((self.bucket / "new").exists())

    def test_multipart(self):
        text = self.ask("POST", "/bucket/big?uploads").data.decode()
        upload = re.search("<UploadId>(.*)</UploadId>", text)[1]
        etags = [
            self.ask("PUT", f"/bucket/big?partNumber={number}&uploadId={upload}", body).getheader(
                "ETag"
            )
            for number, body in ((1, b"abc"), (2, b"d"))
        ]
        body = "".join(
            f"<Part><PartNumber>{number + 1}</PartNumber><ETag>{etag}</ETag></Part>"
            for number, etag in enumerate(etags)
        )
        wrong = self.ask(
            "POST",
            f"/bucket/big?uploadId={upload}",
            "<C><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part></C>",
        )
        self.assertIn(b"InvalidPart", wrong.data)
        response = self.ask(
            "POST",
            f"/bucket/big?uploadId={upload}",
            f'<C xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{body}</C>',
        )
        self.assertEqual(response.status, 200, response.data)
        response = self.ask("GET", "/bucket/big")
        self.assertEqual(response.data, b"abcd")
        self.assertTrue(response.getheader("ETag").endswith('-2"'))
        self.assertEqual(self.ask("DELETE", f"/bucket/big?uploadId={upload}").status, 404)

    def test_conditional_writes(self):
        for mode, status in (("kept", 412), ("ignored", 200), ("refused", 501)):
            self.control(conditional_writes=mode)
            response = self.ask("PUT", "/bucket/key", DATA, if_none_match="*")
            self.assertEqual(response.status, status, mode)

    def test_faults_of_writing(self):
        text = self.ask("POST", "/bucket/faulty?uploads").data.decode()
        upload = re.search("<UploadId>(.*)</UploadId>", text)[1]
        self.assertEqual(json.loads(self.ask("GET", "/_control").data)["uploads"], 1)
        self.control(faults=[dict(kind="hidden_error", times=1)])
        response = self.ask("POST", f"/bucket/faulty?uploadId={upload}", b"<C/>")
        self.assertEqual(response.status, 200)
        self.assertIn(b"<Code>InternalError</Code>", response.data)
        self.control(faults=[dict(kind="lost", times=1)])
        with self.assertRaises(ConnectionResetError):
            self.ask("PUT", "/bucket/lost", b"abc")
        self.assertEqual(self.ask("GET", "/bucket/lost").data, b"abc")
        self.control(faults=[dict(kind="corrupt", times=1)])
        digest = base64.b64encode(hashlib.md5(b"abc").digest()).decode()
        response = self.ask("PUT", "/bucket/bad", b"abc", content_md5=digest)
        self.assertEqual(response.status, 400)
        self.assertIn(b"BadDigest", response.data)


class FaultTest(StoreTest):
    def setUp(self):
        self.start()

    def tearDown(self):
        # A fault with times=1 leaves no trace.
        self.assertEqual(self.ask("GET", "/bucket/key").data, DATA)

    def test_errors(self):
        for kind, status in (
            ("internal_error", 500),
            ("slow_down", 503),
            ("not_found", 404),
            ("too_many_requests", 429),
            ("request_timeout", 408),
            ("expired_token", 403),
        ):
            self.assertEqual(self.fault(kind).status, status)
        self.assertEqual(self.fault("slow_down", retry_after=2).getheader("Retry-After"), "2")

    def test_redirects(self):
        response = self.fault("permanent_redirect", region="eu-west-3")
        self.assertEqual(
            (
                response.status,
                response.getheader("x-amz-bucket-region"),
                response.getheader("Location"),
            ),
            (301, "eu-west-3", None),
        )
        response = self.fault("temporary_redirect")
        self.assertEqual(
            (response.status, response.getheader("Location")),
            (307, f"http://localhost:{self.port}/bucket/key"),
        )

    def test_no_response(self):
        with self.assertRaises(ConnectionResetError):
            self.fault("reset")
        start = time.monotonic()
        self.assertEqual(self.fault("stall", seconds=0.3).status, 206)
        self.assertGreaterEqual(time.monotonic() - start, 0.3)

    def test_cut_bodies(self):
        with self.assertRaises((ConnectionResetError, http.client.IncompleteRead)):
            self.fault("reset_body", bytes=10)
        with self.assertRaises(http.client.IncompleteRead) as caught:
            self.fault("short_body", bytes=10)
        self.assertEqual(caught.exception.partial, DATA[100:110])
        response = self.fault("no_length", bytes=20)
        self.assertEqual(
            (response.status, response.getheader("Content-Length"), response.data),
            (206, None, DATA[100:120]),
        )

    def test_slow_bodies(self):
        for kind, fields in (
            ("stall_body", dict(seconds=0.3)),
            ("trickle", dict(seconds=0.003, bytes=0)),
        ):
            start = time.monotonic()
            self.assertEqual(self.fault(kind, **fields).data, DATA[100:200])
            self.assertGreaterEqual(time.monotonic() - start, 0.3)

    def test_altered_responses(self):
        response = self.fault("whole_object")
        self.assertEqual((response.status, response.data), (200, DATA))
        for kind, content_range in (
            ("wrong_range", "bytes 101-200/1001"),
            ("no_range", None),
            ("wrong_total", "bytes 100-199/1001"),
        ):
            self.assertEqual(self.fault(kind).getheader("Content-Range"), content_range)
        flipped = self.fault("flip", bytes=7).data
        self.assertEqual(
            [index for index in range(100) if flipped[index] != DATA[100 + index]], [7]
        )
        etag = self.ask("GET", "/bucket/key").getheader("ETag")
        self.assertNotEqual(self.fault("changed").getheader("ETag"), etag)
        self.control(faults=[dict(kind="changed", times=1)])
        self.assertEqual(self.ask("GET", "/bucket/key", if_match=etag).status, 412)

    def test_rules(self):
        self.control(
            faults=[
                dict(kind="slow_down", match="/other"),
                dict(kind="not_found", match="key$", method="GET", after=1, times=2),
            ]
        )
        self.assertEqual(
            [self.ask("GET", "/bucket/key").status for _ in range(4)], [200, 404, 404, 200]
        )
        drawn = []
        for _ in range(2):
            self.control(faults=[dict(kind="slow_down", probability=0.5, seed=3)])
            drawn.append([self.ask("GET", "/bucket/key").status for _ in range(20)])
        self.assertEqual(drawn[0], drawn[1])
        self.assertEqual(set(drawn[0]), {200, 503})
        self.control(faults=[])


@unittest.skipUnless(botocore, "botocore is not installed")
class SignatureTest(StoreTest):
    """Compares the verifier with botocore's signer."""

    def client(self, access_key="K", secret_key="S/+", token=None, region="us-east-1"):
        session = botocore.session.Session()
        config = botocore.config.Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            retries={"total_max_attempts": 1},
        )
        return session.create_client(
            "s3",
            region_name=region,
            endpoint_url=f"http://127.0.0.1:{self.port}",
            config=config,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            aws_session_token=token,
        )

    def code(self, **settings):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            self.client(**settings).get_object(Bucket="bucket", Key="key")
        return caught.exception.response["Error"]["Code"]

    def test_requests(self):
        self.start(*KEYS)
        client = self.client()
        key = "a b/ü+=:,()'@&$%~_-.!*"
        client.put_object(Bucket="bucket", Key=key, Body=DATA)
        got = client.get_object(Bucket="bucket", Key=key, Range="bytes=1-3")
        self.assertEqual(got["Body"].read(), DATA[1:4])
        listed = client.list_objects_v2(Bucket="bucket", Prefix="a b/", Delimiter="/")
        self.assertEqual([entry["Key"] for entry in listed["Contents"]], [key])
        upload = client.create_multipart_upload(Bucket="bucket", Key="m")["UploadId"]
        client.abort_multipart_upload(Bucket="bucket", Key="m", UploadId=upload)
        client.delete_object(Bucket="bucket", Key=key)
        url = client.generate_presigned_url("get_object", dict(Bucket="bucket", Key="key"))
        path = url.split(str(self.port), 1)[1]
        self.assertEqual(self.ask("GET", path).data, DATA)
        self.assertEqual(self.ask("HEAD", path).status, 403)

    def test_refusals(self):
        self.start(*KEYS)
        self.assertEqual(self.code(secret_key="wrong"), "SignatureDoesNotMatch")
        self.assertEqual(self.code(access_key="wrong"), "InvalidAccessKeyId")
        self.assertEqual(self.code(token="unasked"), "InvalidToken")
        self.assertEqual(self.ask("GET", "/bucket/key").status, 403)

    def test_regions(self):
        self.start(*KEYS, "--region", "eu-west-3")
        self.client().get_object(Bucket="bucket", Key="key")["Body"].read()
        self.assertEqual(self.statuses(), [400, 200])
        self.control(
            faults=[dict(kind="permanent_redirect", region="eu-west-3")], reset_counters=True
        )
        self.client().get_object(Bucket="bucket", Key="key")["Body"].read()
        self.assertEqual(self.statuses()[-1], 200)
        self.assertIn(301, self.statuses())

    def statuses(self):
        return [entry["status"] for entry in json.loads(self.ask("GET", "/_control/log").data)]

    def test_session_tokens(self):
        self.start(*KEYS, "--session-token", "T")
        self.client(token="T").get_object(Bucket="bucket", Key="key")
        self.assertEqual(self.code(), "InvalidToken")
        self.control(
            credentials=[dict(access_key="K", secret_key="S/+", session_token="T", expired=True)]
        )
        self.assertEqual(self.code(token="T"), "ExpiredToken")


if __name__ == "__main__":
    unittest.main()
