"""The faults that the test store injects, chosen by rules that tests send it."""

import random
import re
import threading

# kind: status, S3 error code. Further fields of a rule are described in store.py.
ERRORS = {
    "internal_error": (500, "InternalError"),
    "bad_gateway": (502, "BadGateway"),
    "gateway_timeout": (504, "GatewayTimeout"),
    "slow_down": (503, "SlowDown"),
    "too_many_requests": (429, "TooManyRequests"),
    "request_timeout": (408, "RequestTimeout"),
    "expired_token": (403, "ExpiredToken"),
    "access_denied": (403, "AccessDenied"),
    "not_implemented": (501, "NotImplemented"),
    "not_found": (404, "NoSuchKey"),
    "permanent_redirect": (301, "PermanentRedirect"),
    "temporary_redirect": (307, "TemporaryRedirect"),
}
# Before the response: reset, stall, late, and hold, until the rules are replaced; with a status,
# that is then the response. After the work, instead of the response: lost. Of the request's body:
# corrupt, which alters a byte. Status 200 with an error in the body: hidden_error. Within the body:
# the next five. The others alter a response.
OTHERS = (
    "lost",
    "corrupt",
    "hidden_error",
    "reset",
    "stall",
    "late",
    "hold",
    "reset_body",
    "stall_body",
    "trickle",
    "short_body",
    "no_length",
    "whole_object",
    "wrong_range",
    "wrong_total",
    "no_range",
    "changed",
    "flip",
)


class Rule:
    def __init__(
        self, kind, match="", method="", times=None, after=0, probability=1.0, seed=0, **fields
    ):
        if kind not in ERRORS and kind not in OTHERS:
            raise ValueError(f"no such kind of fault: {kind}")
        self.kind, self.fields = kind, fields
        self._match, self._method = re.compile(match), method
        self._left, self._after = times, after
        self._probability, self._random = probability, random.Random(seed)

    def applies(self, method, path, region):
        if not self._match.search(path) or self._method not in ("", method):
            return False
        if self.kind == "permanent_redirect" and region == self.fields.get("region", "eu-west-1"):
            return False
        if self._after > 0:
            self._after -= 1
            return False
        if self._left == 0 or self._random.random() >= self._probability:
            return False
        if self._left is not None:
            self._left -= 1
        return True


class Faults:
    """The rules in force. Thread-safe."""

    def __init__(self, rules=()):
        self._lock = threading.Lock()
        self.replace(rules)

    def replace(self, rules):
        rules = [Rule(**rule) for rule in rules]
        with self._lock:
            self._rules = rules

    def holds(self, rule):
        with self._lock:
            return rule in self._rules

    def choose(self, method, path, region):
        """Returns the first rule that applies to the request, or None."""
        with self._lock:
            return next((rule for rule in self._rules if rule.applies(method, path, region)), None)
