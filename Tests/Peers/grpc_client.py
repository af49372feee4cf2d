#!/usr/bin/env python3
"""Python's grpcio calling martlet.test.Interop: the outsider that our server is held against.

    grpc_client.py --port 50051 --case unary
    grpc_client.py --port 50051 --case all

One line per case; exits 0 when every assertion held, 1 when one did not (and says what differed),
2 when the case is not known. --list prints the names of the cases.
"""

import argparse
import contextlib
import queue
import sys
import threading
import time
import traceback

import grpc
from grpc_status import rpc_status

import error_details
import stubs
import tls_options

messages, services = stubs.load()
Request = messages.EchoRequest

# No case takes longer; a server that hangs gives DEADLINE_EXCEEDED and not a test that hangs.
PATIENCE = 20
CASES = {}


class Difference(Exception):
    """An assertion of a case that did not hold."""


def case(function):
    CASES[function.__name__] = function
    return function


def expect(what, found, wanted):
    if found != wanted:
        raise Difference(f"{what}: found {found!r:.300}, wanted {wanted!r:.300}")


def expect_that(what, holds):
    if not holds:
        raise Difference(what)


@contextlib.contextmanager
def expect_status(code, message=None):
    """The block must end in an RpcError with this code (and message)."""
    try:
        yield
    except grpc.RpcError as error:
        expect("status code", error.code(), code)
        if message is not None:
            expect("status message", error.details(), message)
    else:
        raise Difference(f"the call succeeded, wanted {code}")


def pairs(metadata, prefix):
    return sorted((key, value) for key, value in metadata or () if key.startswith(prefix))


def cancelled_calls(stub):
    return stub.Stats(Request(), timeout=PATIENCE).cancelled_calls


def expect_cancel_seen(stub, before):
    """The server's handler of one more wait_for_cancel call must notice within five seconds."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if cancelled_calls(stub) == before + 1:
            return
        time.sleep(0.02)
    expect("cancelled calls seen by the server", cancelled_calls(stub), before + 1)


class Outbox:
    """Requests that a case puts in one by one, as an iterator that grpcio can pump."""

    def __init__(self):
        self.queue = queue.SimpleQueue()

    def write(self, request):
        self.queue.put(request)

    def finish(self):
        self.queue.put(None)

    def __iter__(self):
        return iter(self.queue.get, None)


def compressed(name, compression):
    """All four kinds of call, compressed in both directions as far as the server was told to."""

    def calls(stub, channel):
        requests = [Request(text=f"line {number} " * 100) for number in range(10)]
        texts = [request.text for request in requests]
        options = {"timeout": PATIENCE, "compression": compression}
        for request in requests:
            reply = stub.Echo(request, **options)
            expect("text", reply.text, request.text)
            expect("how the request came", reply.request_compression, name)
        reply = stub.Collect(iter(requests), **options)
        expect("count", reply.count, 10)
        replies = list(stub.Expand(Request(text=texts[0], count=10, size=10_000), **options))
        expect("texts", [reply.text for reply in replies], [texts[0]] * 10)
        replies = list(stub.Chat(iter(requests), **options))
        expect("texts", [reply.text for reply in replies], texts)
        expect("how requests came", {reply.request_compression for reply in replies}, {name})
        reply = stub.Echo(Request(payload=bytes(4_000_000)), **options)
        expect("payload", reply.payload, bytes(4_000_000))

    return calls


CASES["gzip"] = compressed("gzip", grpc.Compression.Gzip)
CASES["deflate"] = compressed("deflate", grpc.Compression.Deflate)

@case
def error_with_details(stub, channel):
    """As `grpcio-status` reads them, which insists on the same code and message in both places."""
    request = Request(fail_code=3, fail_message="no \u2603", fail_details=True)
    try:
        stub.Echo(request, timeout=PATIENCE)
    except grpc.RpcError as error:
        expect("the status", rpc_status.from_call(error), error_details.status(request))
    else:
        raise Difference("the call succeeded")


# All four kinds.


@case
def unary(stub, channel):
    reply, call = stub.Echo.with_call(
        Request(text="grüße ☃", payload=bytes(range(256))), timeout=PATIENCE
    )
    expect("text", reply.text, "grüße ☃")
    expect("payload", reply.payload, bytes(range(256)))
    expect("index", reply.index, 0)
    expect("code", call.code(), grpc.StatusCode.OK)
    expect_that(f"user agent {reply.user_agent!r}", reply.user_agent.startswith("grpc-python/"))


@case
def unary_empty(stub, channel):
    reply = stub.Echo(Request(), timeout=PATIENCE)
    expect("text", reply.text, "")
    expect("payload", reply.payload, b"")


@case
def server_streaming(stub, channel):
    replies = list(stub.Expand(Request(text="x", count=50, size=1000), timeout=PATIENCE))
    expect("indices", [reply.index for reply in replies], list(range(50)))
    expect("sizes", {len(reply.payload) for reply in replies}, {1000})
    expect("no replies", list(stub.Expand(Request(count=0), timeout=PATIENCE)), [])


@case
def client_streaming(stub, channel):
    requests = (Request(payload=bytes(size)) for size in range(100))
    reply = stub.Collect(requests, timeout=PATIENCE)
    expect("count", reply.count, 100)
    expect("payload bytes", reply.payload_bytes, sum(range(100)))
    empty = stub.Collect(iter(()), timeout=PATIENCE)
    expect("count of none", empty.count, 0)


@case
def bidi(stub, channel):
    texts = [f"line {number}" for number in range(100)]
    replies = list(stub.Chat((Request(text=text) for text in texts), timeout=PATIENCE))
    expect("texts", [reply.text for reply in replies], texts)
    expect("indices", [reply.index for reply in replies], list(range(100)))
    expect("no replies", list(stub.Chat(iter(()), timeout=PATIENCE)), [])


@case
def bidi_ping_pong(stub, channel):
    outbox = Outbox()
    replies = stub.Chat(iter(outbox), timeout=PATIENCE)
    for number in range(50):
        outbox.write(Request(text=str(number)))
        expect("reply", next(replies).text, str(number))
    outbox.finish()
    expect("end of stream", next(replies, None), None)
    expect("code", replies.code(), grpc.StatusCode.OK)


# Metadata.


def check_metadata(stub, sent):
    """What is sent comes back in front and behind, from a unary call and from a stream."""
    sent = sorted(sent)
    trailing = sorted(("t-" + key, value) for key, value in sent)
    request = Request(text="m", echo_metadata=True, count=2)
    _, call = stub.Echo.with_call(request, metadata=sent, timeout=PATIENCE)
    expect("initial metadata", pairs(call.initial_metadata(), "x-"), sent)
    expect("trailing metadata", pairs(call.trailing_metadata(), "t-x-"), trailing)

    call = stub.Expand(request, metadata=sent, timeout=PATIENCE)
    expect("initial metadata of a stream", pairs(call.initial_metadata(), "x-"), sent)
    expect("replies", len(list(call)), 2)
    expect("trailing metadata of a stream", pairs(call.trailing_metadata(), "t-x-"), trailing)


@case
def metadata_ascii(stub, channel):
    check_metadata(stub, [("x-one", "1"), ("x-with-spaces", "a b  c, d;e=\"f\""), ("x-_.9", "~")])


@case
def metadata_binary(stub, channel):
    check_metadata(stub, [("x-all-bin", bytes(range(256))), ("x-one-bin", b"\x00"),
                          ("x-two-bin", b"\xff\xfe"), ("x-comma-bin", b"a,b")])


@case
def metadata_repeated_keys(stub, channel):
    sent = (("x-many", "b"), ("x-many", "a"), ("x-other", "z"), ("x-many", "c"),
            ("x-many-bin", b"\x02"), ("x-many-bin", b"\x01"))
    _, call = stub.Echo.with_call(Request(echo_metadata=True), metadata=sent, timeout=PATIENCE)
    for key in ("x-many", "x-other", "x-many-bin"):
        wanted = [value for name, value in sent if name == key]
        initial = [value for name, value in call.initial_metadata() if name == key]
        trailing = [value for name, value in call.trailing_metadata() if name == "t-" + key]
        expect(f"initial {key}, in order", initial, wanted)
        expect(f"trailing {key}, in order", trailing, wanted)


# Errors.


@case
def error_unary(stub, channel):
    for code in grpc.StatusCode:
        number = code.value[0]
        if number == 0:
            continue
        with expect_status(code, f"failure {number}"):
            stub.Echo(Request(fail_code=number, fail_message=f"failure {number}"),
                      timeout=PATIENCE)
    with expect_status(grpc.StatusCode.NOT_FOUND, ""):
        stub.Echo(Request(fail_code=5), timeout=PATIENCE)
    # Trailing metadata comes with an error too.
    try:
        stub.Echo(Request(fail_code=5, echo_metadata=True), metadata=[("x-a", "1")],
                  timeout=PATIENCE)
    except grpc.RpcError as error:
        expect("code", error.code(), grpc.StatusCode.NOT_FOUND)
        expect("trailing metadata", pairs(error.trailing_metadata(), "t-x-"), [("t-x-a", "1")])


@case
def error_message_unicode(stub, channel):
    for message in ("grüße ☃\n%", "100%", "%41%zz", "\ttab, \"quotes\" and \\", "𝄞" * 50):
        with expect_status(grpc.StatusCode.FAILED_PRECONDITION, message):
            stub.Echo(Request(fail_code=9, fail_message=message), timeout=PATIENCE)


@case
def error_mid_stream(stub, channel):
    request = Request(count=10, fail_code=10, fail_after=3, fail_message="after three")
    replies = stub.Expand(request, timeout=PATIENCE)
    received = []
    with expect_status(grpc.StatusCode.ABORTED, "after three"):
        for reply in replies:
            received.append(reply.index)
    expect("replies before the failure", received, [0, 1, 2])

    requests = [Request(text=str(number)) for number in range(10)]
    requests[0].fail_code, requests[0].fail_after = 14, 2
    received = []
    with expect_status(grpc.StatusCode.UNAVAILABLE):
        for reply in stub.Chat(iter(requests), timeout=PATIENCE):
            received.append(reply.text)
    expect("echoes before the failure", received, ["0", "1"])


@case
def error_immediate_stream(stub, channel):
    with expect_status(grpc.StatusCode.PERMISSION_DENIED, "not you"):
        next(stub.Expand(Request(count=5, fail_code=7, fail_message="not you"), timeout=PATIENCE))
    request = Request(fail_code=7, fail_message="not you")
    with expect_status(grpc.StatusCode.PERMISSION_DENIED, "not you"):
        next(stub.Chat(iter([request]), timeout=PATIENCE))
    with expect_status(grpc.StatusCode.PERMISSION_DENIED, "not you"):
        stub.Collect(iter([request]), timeout=PATIENCE)


# Deadlines.


@case
def deadline_exceeded(stub, channel):
    start = time.monotonic()
    with expect_status(grpc.StatusCode.DEADLINE_EXCEEDED):
        stub.Echo(Request(delay_milliseconds=5000), timeout=0.2)
    with expect_status(grpc.StatusCode.DEADLINE_EXCEEDED):
        list(stub.Expand(Request(count=1000, delay_milliseconds=50), timeout=0.3))
    elapsed = time.monotonic() - start
    expect_that(f"deadlines of 0.5 s took {elapsed:.2f} s", 0.5 <= elapsed < 3)
    # The server's handler ends too, without a word from the client.
    before = cancelled_calls(stub)
    with expect_status(grpc.StatusCode.DEADLINE_EXCEEDED):
        stub.Echo(Request(wait_for_cancel=True), timeout=0.2)
    expect_cancel_seen(stub, before)


@case
def deadline_visible(stub, channel):
    remaining = stub.Echo(Request(), timeout=5).deadline_milliseconds
    expect_that(f"remaining {remaining} ms of 5000", 3000 < remaining <= 5000)
    remaining = stub.Echo(Request(), timeout=86_400 * 3).deadline_milliseconds
    # grpcio rounds a long timeout up to few digits.
    expect_that(f"remaining {remaining} ms of three days", 0.99 < remaining / 259_200_000 < 1.03)
    expect("without a deadline", stub.Echo(Request()).deadline_milliseconds, -1)


# Cancellation.


@case
def cancel_unary(stub, channel):
    before = cancelled_calls(stub)
    call = stub.Echo.future(Request(wait_for_cancel=True), timeout=PATIENCE)
    time.sleep(0.2)
    call.cancel()
    expect("code", call.code(), grpc.StatusCode.CANCELLED)
    expect_cancel_seen(stub, before)


@case
def cancel_server_stream(stub, channel):
    before = cancelled_calls(stub)
    call = stub.Expand(Request(count=3, wait_for_cancel=True), timeout=PATIENCE)
    expect("replies", [next(call).index for _ in range(3)], [0, 1, 2])
    call.cancel()
    with expect_status(grpc.StatusCode.CANCELLED):
        next(call)
    expect_cancel_seen(stub, before)


@case
def cancel_bidi(stub, channel):
    before = cancelled_calls(stub)
    outbox = Outbox()
    call = stub.Chat(iter(outbox), timeout=PATIENCE)
    outbox.write(Request(text="first", wait_for_cancel=True))
    expect("reply", next(call).text, "first")
    call.cancel()
    with expect_status(grpc.StatusCode.CANCELLED):
        next(call)
    outbox.finish()
    expect_cancel_seen(stub, before)


# What the server does not have, and what is too much for it.


def call_unknown(channel, path):
    method = channel.unary_unary(
        path,
        request_serializer=Request.SerializeToString,
        response_deserializer=messages.EchoReply.FromString,
    )
    with expect_status(grpc.StatusCode.UNIMPLEMENTED):
        method(Request(), timeout=PATIENCE)


@case
def unimplemented_method(stub, channel):
    call_unknown(channel, "/martlet.test.Interop/Missing")
    expect("a call after it", stub.Echo(Request(text="a"), timeout=PATIENCE).text, "a")


@case
def unimplemented_service(stub, channel):
    call_unknown(channel, "/martlet.test.Absent/Echo")
    call_unknown(channel, "/Absent/Echo")
    expect("a call after it", stub.Echo(Request(text="a"), timeout=PATIENCE).text, "a")


@case
def large_message(stub, channel):
    payload = bytes(range(256)) * 4096
    reply = stub.Echo(Request(payload=payload), timeout=PATIENCE)
    expect_that("1 MiB came back changed", reply.payload == payload)
    sizes = [len(r.payload) for r in stub.Chat(iter([Request(payload=payload)] * 3),
                                               timeout=PATIENCE)]
    expect("sizes in a stream", sizes, [1 << 20] * 3)


@case
def too_large_request(stub, channel):
    with expect_status(grpc.StatusCode.RESOURCE_EXHAUSTED):
        stub.Echo(Request(payload=bytes(5 << 20)), timeout=PATIENCE)
    expect("a call after it", stub.Echo(Request(text="a"), timeout=PATIENCE).text, "a")


# Many at once, slow ones, early ends.


@case
def concurrent(stub, channel):
    calls = [stub.Echo.future(Request(text=str(n), size=n), timeout=PATIENCE) for n in range(200)]
    for number, call in enumerate(calls):
        reply = call.result()
        expect("text", reply.text, str(number))
        expect("size", len(reply.payload), number)


@case
def many_streams(stub, channel):
    outboxes = [Outbox() for _ in range(50)]
    calls = [stub.Chat(iter(outbox), timeout=PATIENCE) for outbox in outboxes]
    for turn in range(10):
        for number, outbox in enumerate(outboxes):
            outbox.write(Request(text=f"{number}/{turn}"))
        for number, call in enumerate(calls):
            expect("reply", next(call).text, f"{number}/{turn}")
    for outbox, call in zip(outboxes, calls):
        outbox.finish()
        expect("end of stream", next(call, None), None)


@case
def slow_reader(stub, channel):
    count, size = 256, 64 << 10
    replies = stub.Expand(Request(count=count, size=size), timeout=PATIENCE)
    expect("first", next(replies).index, 0)
    # Nobody reads the stream; others on the same connection get through meanwhile.
    until = time.monotonic() + 1
    while time.monotonic() < until:
        expect("another call", stub.Echo(Request(text="a"), timeout=2).text, "a")
        time.sleep(0.05)
    received = 1
    for reply in replies:
        expect("index", reply.index, received)
        expect("size", len(reply.payload), size)
        received += 1
    expect("replies", received, count)


@case
def early_status(stub, channel):
    offered = 0
    ended = threading.Event()

    def requests():
        nonlocal offered
        first = Request(fail_code=11, fail_after=2, fail_message="enough", payload=bytes(1000))
        while offered < 1000 and not ended.is_set():
            offered += 1
            yield first if offered == 1 else Request(payload=bytes(1000))
            time.sleep(0.01)

    start = time.monotonic()
    with expect_status(grpc.StatusCode.OUT_OF_RANGE, "enough"):
        stub.Collect(requests(), timeout=PATIENCE)
    elapsed = time.monotonic() - start
    ended.set()
    expect_that(f"the status came after {elapsed:.2f} s", elapsed < 5)
    expect_that(f"{offered} requests were offered by then", offered < 1000)


def run(name, target, arguments):
    start = time.monotonic()
    try:
        with tls_options.channel(target, arguments) as channel:
            CASES[name](services.InteropStub(channel), channel)
    except Difference as difference:
        print(f"FAILED {name}: {difference}", flush=True)
    except grpc.RpcError as error:
        print(f"FAILED {name}: {error.code()}: {error.details()}", flush=True)
        traceback.print_exc()
    else:
        print(f"ok {name} ({time.monotonic() - start:.2f} s)", flush=True)
        return True
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, help="the server's port on 127.0.0.1")
    parser.add_argument("--target", help="instead of --port: any target that grpcio takes")
    parser.add_argument("--case", default="all", metavar="NAME")
    parser.add_argument("--list", action="store_true")
    tls_options.add_to(parser)
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(CASES))
        return 0
    if not arguments.port and not arguments.target:
        parser.error("--port or --target is needed")
    if arguments.case != "all" and arguments.case not in CASES:
        parser.error(f"no case is named {arguments.case}; --list tells them")
    target = arguments.target or f"127.0.0.1:{arguments.port}"
    names = CASES if arguments.case == "all" else [arguments.case]
    results = [run(name, target, arguments) for name in names]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
