#!/usr/bin/env python3
"""Requests right and wrong, one stream each on one connection, and what our server answers: the table of
the specification for servers. (`bad_client.py` has what cannot be said in headers and data.)

    bad_requests.py --port 50051

The server serves martlet.test.Interop. Exits 0 if every answer was right, 1 if not (and says which).

Source: the gRPC specification, "PROTOCOL-HTTP2.md", Requests; RFC 9113 §8.2, §8.3 for what is reset.
"""

import argparse
import sys

from bad_client import HI, INTERNAL, INVALID_ARGUMENT, PROTOCOL_ERROR, RESOURCE_EXHAUSTED
from bad_client import UNIMPLEMENTED, Client, request_fields
from wire import Difference, expect, expect_that, message

OK, DEADLINE_EXCEEDED = 0, 4
CHAT = "/martlet.test.Interop/Chat"


class Row:
    """A request that differs from a good one, and the answer: a status, or a reset."""

    def __init__(self, why, status=None, http=200, reset=None, body=HI, words="", drop=(), **fields):
        self.why, self.status, self.http, self.reset, self.words = why, status, http, reset, words
        self.body = body
        extra = fields.pop("extra", [])
        pseudo = fields.pop("pseudo", [])
        front, back = [], []
        for field in request_fields(drop=list(drop), **fields):
            (front if field[0].startswith(":") else back).append(field)
        self.fields = front + pseudo + back + extra

    def run(self, client, stream):
        client.send_headers(stream, self.fields, "END_HEADERS")
        client.send_data(stream, self.body, "END_STREAM")
        response = client.response(stream)
        if self.reset is not None:
            expect("the reset", response.reset, self.reset)
            return
        expect(":status", response.field(":status"), str(self.http))
        expect("grpc-status", response.field("grpc-status"), str(self.status))
        expect("content-type", response.field("content-type"), "application/grpc")
        words = response.field("grpc-message") or ""
        expect_that(f"{words!r} says {self.words!r}", self.words in words)
        if self.status == OK and self.body:
            expect_that("there is a reply", len(response.data) >= 5)


def refused(why, **fields):
    return Row(why, reset=PROTOCOL_ERROR, **fields)


METHODS = [
    Row(f"method {method}", INTERNAL, http=405, method=method, words="POST")
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "PATCH", "post", "QUERY")
]

CONTENT_TYPES = [
    Row(f"content-type {name!r}", OK, content_type=name)
    for name in (
        "application/grpc",
        "application/grpc+proto",
        "application/grpc;charset=utf-8",
        "application/grpc+proto;v=1",
    )
] + [
    Row(f"content-type {name!r}", INVALID_ARGUMENT, http=415, content_type=name)
    for name in (
        "",
        "text/plain",
        "application/json",
        "application/grpcx",
        "application/grpc+json",
        "application/grpc+protox",
        "application/grpc-web",
        "application/grpc-web+proto",
    )
]
CONTENT_TYPES.append(Row("no content-type", INVALID_ARGUMENT, http=415, drop=["content-type"]))

TIMEOUTS = [
    Row(f"grpc-timeout {text!r}", INTERNAL, words="malformed grpc-timeout", grpc_timeout=text)
    for text in (
        "", "1", "S", "x1S", "-1S", "+1S", "1.5S", "123456789S", "1s", "1 S", "1SS", "S1", "1h",
        "0x1S", "1\u00b5", "\u0661S",
    )
] + [
    Row(f"grpc-timeout {text!r}", OK, grpc_timeout=text)
    for text in ("20S", "00000020S", "1M", "1H", "99999999H", "20000m", "20000000u", "99999999u")
] + [
    Row(f"grpc-timeout {text!r}", DEADLINE_EXCEEDED, grpc_timeout=text)
    for text in ("0S", "00000000n", "1n")
]  # fmt: skip

ENCODINGS = [
    Row(f"grpc-encoding {name!r}", OK, grpc_encoding=name)
    for name in ("identity", "gzip", "deflate")
] + [
    Row(f"grpc-encoding {name!r}", UNIMPLEMENTED, grpc_encoding=name, words="identity,deflate,gzip")
    for name in ("", "zzz", "GZIP", "snappy", "gzip,identity", "gzip;q=1")
] + [
    Row(
        f"flag {flag} with grpc-encoding {name!r}",
        INTERNAL,
        grpc_encoding=name,
        body=message(HI[5:], flag=flag),
    )
    for flag, name in ((1, "identity"), (1, "gzip"), (2, "gzip"), (0x81, "gzip"), (255, "identity"))
] + [
    Row("flag 1 without grpc-encoding", INTERNAL, body=message(HI[5:], flag=1)),
    Row("grpc-accept-encoding nobody knows", OK, grpc_accept_encoding="zzz,,;q=1,\u00e9"),
]  # fmt: skip

BODIES = [
    Row("an empty message", OK, body=message()),
    Row("no message", UNIMPLEMENTED, body=b""),
    Row("two messages", UNIMPLEMENTED, body=HI + HI),
    Row("no message in a stream", OK, body=b"", path=CHAT),
    Row("two messages in a stream", OK, body=HI + HI, path=CHAT),
    Row("part of a prefix", INTERNAL, body=HI[:3], words="within a message"),
    Row("a prefix alone", INTERNAL, body=HI[:5], words="within a message"),
    Row("all but one byte", INTERNAL, body=HI[:-1], words="within a message"),
    Row("a message and part of a prefix", INTERNAL, body=HI + HI[:2], words="within a message"),
    Row("the same in a stream", INTERNAL, body=HI + HI[:2], path=CHAT, words="within a message"),
    Row("a length of 4 MiB and 1", RESOURCE_EXHAUSTED, body=message(b"a", length=(4 << 20) + 1)),
    Row("a length of 4 GiB", RESOURCE_EXHAUSTED, body=message(b"a", length=0xFFFF_FFFF)),
    Row("a length that is cut off", INTERNAL, body=message(HI[5:], length=2), words=""),
    Row("bytes that do not decode", INTERNAL, body=message(b"\x0a\xff\xff\xff\xff\x0f")),
    Row("text that is not UTF-8", INTERNAL, body=message(b"\x0a\x01\xff")),
]

BLOCKS = [
    refused("no :method", drop=[":method"]),
    refused("no :path", drop=[":path"]),
    refused("no :scheme", drop=[":scheme"]),
    refused("an empty :path", path=""),
    refused("CONNECT", method="CONNECT"),
    refused("two :path", pseudo=[(":path", CHAT)]),
    refused("a pseudo-header that nobody knows", pseudo=[(":future", "1")]),
    refused("a pseudo-header of responses", pseudo=[(":status", "200")]),
    refused("a pseudo-header behind others", extra=[(":authority", "localhost")]),
    refused("a name in upper case", extra=[("X-Upper", "1")]),
    refused("a name with a space", extra=[("x key", "1")]),
    refused("connection", extra=[("connection", "keep-alive")]),
    refused("transfer-encoding", extra=[("transfer-encoding", "chunked")]),
    refused("a value that begins with a space", extra=[("x-key", " v")]),
    refused("te that is not trailers", te="gzip"),
    refused("a content-length that lies", extra=[("content-length", "1")]),
    Row("a content-length that is right", OK, extra=[("content-length", str(len(HI)))]),
    Row("no te", OK, drop=["te"]),
    Row("host instead of :authority", OK, drop=[":authority"], extra=[("host", "localhost")]),
    Row("metadata that is not base64", OK, extra=[("x-data-bin", "?!")]),
    Row("gRPC's own headers that nobody knows", OK, extra=[("grpc-future", "1")]),
    Row("a status in a request", OK, extra=[("grpc-status", "5"), ("grpc-message", "no")]),
    Row("64 headers", OK, extra=[(f"x-{number}", "v") for number in range(64)]),
]

ROWS = METHODS + CONTENT_TYPES + TIMEOUTS + ENCODINGS + BODIES + BLOCKS


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int)
    arguments = parser.parse_args()
    client = Client(arguments)
    differences = 0
    for number, row in enumerate(ROWS):
        try:
            row.run(client, 2 * number + 1)
        except Difference as difference:
            differences += 1
            print(f"{row.why}: {difference}")
            if client.closed:
                break
    client.expect_goes_on(2 * len(ROWS) + 1)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
