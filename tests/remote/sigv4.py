"""Verifies AWS Signature Version 4 as an S3 server does: from the request alone."""

import datetime
import hashlib
import hmac
import re
import urllib.parse

MAX_SKEW = datetime.timedelta(minutes=15)
_TIME_FORMAT = "%Y%m%dT%H%M%SZ"


class Refusal(Exception):
    """The answer to a request that is refused: an HTTP status and an S3 error code."""

    def __init__(self, status, code, message, **fields):
        super().__init__(message)
        self.status, self.code, self.message, self.fields = status, code, message, fields


class Credentials:
    """A key pair that the store accepts. `expired` makes the session token an expired one."""

    def __init__(self, access_key, secret_key, session_token=None, expired=False):
        self.access_key, self.secret_key = access_key, secret_key
        self.session_token, self.expired = session_token, expired


def quote(text):
    return urllib.parse.quote(text, safe="-._~")


def canonical_path(raw_path):
    return "/".join(quote(urllib.parse.unquote_to_bytes(part)) for part in raw_path.split("/"))


def canonical_query(raw_query):
    pairs = []
    for field in raw_query.split("&") if raw_query else []:
        name, _, value = field.partition("=")
        name, value = (quote(urllib.parse.unquote_to_bytes(text)) for text in (name, value))
        if name != "X-Amz-Signature":
            pairs.append((name, value))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def scope_region(headers, raw_query):
    """Returns the region for which the request is signed, or None."""
    match = re.search(r"Credential=[^/]+/\d+/([^/]*)/", headers.get("authorization", ""))
    match = match or re.search(r"X-Amz-Credential=[^&]+%2F\d+%2F([^%]*)%2F", raw_query)
    return match and match.group(1)


def _sign(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _signature(secret_key, scope, time, canonical_request):
    key = ("AWS4" + secret_key).encode()
    for part in scope:
        key = _sign(key, part)
    digest = hashlib.sha256(canonical_request.encode()).hexdigest()
    return _sign(key, "\n".join(["AWS4-HMAC-SHA256", time, "/".join(scope), digest])).hex()


def _fields(headers, query):
    """Returns credential, signed headers, signature, time and lifetime in seconds (or None)."""
    if "X-Amz-Signature" in query:
        names = ("X-Amz-Credential", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Date")
        try:
            return (*(query[name] for name in names), int(query["X-Amz-Expires"]))
        except (KeyError, ValueError):
            raise Refusal(
                400, "AuthorizationQueryParametersError", "A parameter is missing."
            ) from None
    if "authorization" not in headers:
        raise Refusal(403, "AccessDenied", "Access Denied")
    match = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^, ]+), *SignedHeaders=([^, ]+), *"
        r"Signature=([0-9a-f]{64})",
        headers["authorization"],
    )
    if not match or "x-amz-date" not in headers:
        raise Refusal(400, "AuthorizationHeaderMalformed", "The header or its date is malformed.")
    return (*match.groups(), headers["x-amz-date"], None)


def verify(method, raw_path, raw_query, headers, known, region, now=None):
    """Raises Refusal unless the request is signed by one of `known` (access key: Credentials).

    `headers` maps lower-case names to values. Returns the declared digest of the body.
    """
    query = dict(urllib.parse.parse_qsl(raw_query, keep_blank_values=True))
    credential, names, signature, time, lifetime = _fields(headers, query)
    access_key, *scope = credential.split("/")
    if len(scope) != 4 or scope[2:] != ["s3", "aws4_request"] or scope[0] != time[:8]:
        raise Refusal(400, "AuthorizationHeaderMalformed", f"The scope '{credential}' is invalid.")
    if scope[1] != region:
        raise Refusal(
            400,
            "AuthorizationHeaderMalformed",
            f"The region '{scope[1]}' is wrong; expecting '{region}'",
            Region=region,
        )
    if access_key not in known:
        raise Refusal(403, "InvalidAccessKeyId", "The access key does not exist in our records.")
    owner = known[access_key]
    token = headers.get("x-amz-security-token", query.get("X-Amz-Security-Token"))

    signed_names = names.split(";")
    unsigned = [name for name in headers if name.startswith("x-amz-") and name not in signed_names]
    if unsigned or "host" not in signed_names or signed_names != sorted(signed_names):
        raise Refusal(403, "AccessDenied", f"Headers are not signed or sorted: {unsigned}")
    body_digest = "UNSIGNED-PAYLOAD"
    if lifetime is None:
        if "x-amz-content-sha256" not in headers:
            raise Refusal(400, "InvalidRequest", "Missing required header: x-amz-content-sha256")
        body_digest = headers["x-amz-content-sha256"]
    lines = [f"{name}:{' '.join(headers.get(name, '').split())}\n" for name in signed_names]
    request = "\n".join(
        [
            method,
            canonical_path(raw_path),
            canonical_query(raw_query),
            "".join(lines),
            names,
            body_digest,
        ]
    )
    if not hmac.compare_digest(_signature(owner.secret_key, scope, time, request), signature):
        raise Refusal(
            403, "SignatureDoesNotMatch", "The signature does not match.", CanonicalRequest=request
        )

    signed_at = datetime.datetime.strptime(time, _TIME_FORMAT)
    age = (now or datetime.datetime.utcnow()) - signed_at
    if lifetime is None and abs(age) > MAX_SKEW:
        raise Refusal(403, "RequestTimeTooSkewed", "The request's time is too far from ours.")
    if lifetime is not None and age > datetime.timedelta(seconds=lifetime):
        raise Refusal(403, "AccessDenied", "Request has expired")
    if token and owner.expired:
        raise Refusal(400, "ExpiredToken", "The provided token has expired.")
    if token != owner.session_token:
        raise Refusal(400, "InvalidToken", "The provided token is malformed or invalid.")
    return body_digest
