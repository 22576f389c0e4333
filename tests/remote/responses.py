"""The responses of the test store, with the faults that are injected into them."""

import http.server
import socket
import struct
import time
from xml.sax.saxutils import escape

import faults
import sigv4


def xml(name, *parts):
    text = "".join(
        f"<{key}>{escape(str(value))}</{key}>"
        if isinstance(value, (str, int))
        else xml(key, *value)
        for key, value in parts
    )
    return f"<{name}>{text}</{name}>"


class Responses(http.server.BaseHTTPRequestHandler):
    """Needs `server` (a Store) and, of the request, `rule`, `fields`, `raw_path`."""

    protocol_version = "HTTP/1.1"
    server_version = "TestStore"
    disable_nagle_algorithm = True

    def log_message(self, format, *arguments):
        pass

    def is_control(self):
        return self.raw_path.startswith("/_control")

    def fail_early(self):
        """Performs a fault that replaces the response. Returns whether it did."""
        kind, fields = self.rule.kind, self.rule.fields
        if kind in ("stall", "late"):
            time.sleep(fields.get("seconds", 30 if kind == "stall" else 1))
            return False
        if kind == "hold":
            while self.server.faults.holds(self.rule):
                time.sleep(0.01)
            if "status" not in fields:
                return False
            self.refuse(sigv4.Refusal(fields["status"], "Injected", "Injected."), {})
            return True
        if kind == "reset":
            self.reset()
            return True
        if kind not in faults.ERRORS:
            return False
        status, code = faults.ERRORS[kind]
        headers = {}
        if "retry_after" in fields:
            headers["Retry-After"] = str(fields["retry_after"])
        if kind == "permanent_redirect":
            headers["x-amz-bucket-region"] = fields.get("region", "eu-west-1")
        if kind == "temporary_redirect":
            other = "localhost" if "127.0.0.1" in self.fields.get("host", "") else "127.0.0.1"
            here = f"{self.server.scheme}://{other}:{self.server.server_address[1]}{self.path}"
            headers["Location"] = fields.get("location", here)
        code = fields.get("code", code)
        self.refuse(sigv4.Refusal(fields.get("status", status), code, "Injected."), headers)
        return True

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        # The reader shares the socket, which only its last user closes.
        self.rfile.close()
        self.connection.close()

    def error_body(self, code, message, fields=()):
        parts = [
            ("Code", code),
            ("Message", message),
            *dict(fields).items(),
            ("Resource", self.raw_path),
            ("RequestId", f"TEST{time.time_ns():X}"),
        ]
        return ('<?xml version="1.0" encoding="UTF-8"?>\n' + xml("Error", *parts)).encode()

    def refuse(self, refusal, headers=None):
        headers = dict(headers or {}, **{"Content-Type": "application/xml"})
        fields = dict(refusal.fields)
        if "x-amz-bucket-region" in headers:
            fields["Endpoint"] = f"s3.{headers['x-amz-bucket-region']}.amazonaws.com"
        self.answer(refusal.status, self.error_body(refusal.code, refusal.message, fields), headers)

    def answer_xml(self, name, *parts):
        body = '<?xml version="1.0" encoding="UTF-8"?>\n' + xml(name, *parts)
        self.answer(200, body.encode(), {"Content-Type": "application/xml"})

    def answer(self, status, body, headers=(), length=None):
        self.status = status
        kind = self.rule and self.rule.kind
        if kind == "lost":
            self.reset()
            return
        length = len(body) if length is None else length
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("x-amz-request-id", f"TEST{time.time_ns():X}")
        if kind == "no_length":
            self.send_header("Connection", "close")
        elif status != 204:
            self.send_header("Content-Length", str(length))
        if self.command == "HEAD" or not body:
            self.leave()
            self.end_headers()
            return
        self.end_headers()
        if kind not in ("reset_body", "stall_body", "trickle", "short_body", "no_length", "flip"):
            self.send(body)
            return
        cut = min(self.rule.fields.get("bytes", len(body) // 2), len(body))
        if kind == "flip":
            cut = min(cut, len(body) - 1)
            body = body[:cut] + bytes([body[cut] ^ 0x10]) + body[cut + 1 :]
            self.send(body)
            return
        self.send(body[:cut])
        if kind == "reset_body":
            self.reset()
        elif kind == "stall_body":
            time.sleep(self.rule.fields.get("seconds", 30))
            self.send(body[cut:])
        elif kind == "trickle":
            for position in range(cut, len(body)):
                time.sleep(self.rule.fields.get("seconds", 0.1))
                self.send(body[position : position + 1])
        else:
            self.close_connection = True

    def send(self, body):
        if self.is_control():
            self.wfile.write(body)
            return
        bandwidth = self.server.bandwidth
        step = min(1 << 16, max(1, bandwidth // 20)) if bandwidth else 1 << 20
        view = memoryview(body)
        for position in range(0, len(view), step):
            if bandwidth:
                time.sleep(step / bandwidth)
            if position + step >= len(view):
                self.leave()
            self.wfile.write(view[position : position + step])
            with self.server.lock:
                self.server.numbers["bytes_sent"] += len(view[position : position + step])
