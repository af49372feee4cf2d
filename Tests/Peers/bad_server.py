#!/usr/bin/env python3
"""A server that breaks the rules of HTTP/2 and gRPC, to show what our client makes of it.

    bad_server.py --case no_trailers

Prints `listening on 127.0.0.1:PORT` and does to every connection what the case says, until
standard input closes. Exits 2 when the case is not known; --list prints the names of the cases.
"""

import argparse
import gzip
import itertools
import json
import random
import socket
import ssl
import sys
import threading
import time
import zlib

from hyperframe.frame import (
    ContinuationFrame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    PushPromiseFrame,
    RstStreamFrame,
    SettingsFrame,
)

from wire import PREFACE, Difference, Wire, case_table, expect_that, message, mutated, raw_frame

REFUSED_STREAM, ENHANCE_YOUR_CALM = 7, 11

REPLY = message(b"\x0a\x02hi")  # EchoReply(text: "hi")
START = [(":status", "200"), ("content-type", "application/grpc")]
OK = [("grpc-status", "0")]
CASES, case = case_table()
# The connections so far, for cases that do not treat all alike.
NEWCOMERS = []
HAS_ANSWERED = threading.Event()


class Server(Wire):
    def greet(self, settings=None):
        """The opening; returns once the client's preface is there."""
        if self.take(len(PREFACE)) != PREFACE:
            raise Difference("no preface came")
        self.send_frame(SettingsFrame(settings=settings or {}))

    def await_request(self):
        """The stream of the next request, once it is complete."""
        while True:
            frame = self.read()
            if frame is None:
                raise Difference("the client left")
            if frame.stream_id and "END_STREAM" in frame.flags:
                return frame.stream_id

    def request(self):
        self.greet()
        return self.await_request()

    def start(self, stream, fields=None):
        self.send_headers(stream, START if fields is None else fields, "END_HEADERS")

    def end(self, stream, fields=None):
        fields = OK if fields is None else fields
        self.send_headers(stream, fields, "END_HEADERS", "END_STREAM")

    def respond(self, stream, data=REPLY, start=None, trailers=None):
        self.start(stream, start)
        self.send_data(stream, data)
        self.end(stream, trailers)

    def linger(self):
        """Reads until the client leaves."""
        self.read_to_end()


# Not HTTP/2.


@case
def http1_400(server):
    server.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    server.linger()


@case
def garbage(server):
    server.send(random.Random(1).randbytes(10_000))
    server.linger()


@case
def immediate_close(server):
    pass


@case
def silence(server):
    server.linger()


@case
def ping_first(server):
    """A frame before SETTINGS."""
    server.send(raw_frame(0x6, payload=b"12345678"))
    server.linger()


# Streams and connections that end early.


@case
def reset(server):
    """Resets the n-th call of the connection with code n."""
    server.greet()
    for code in range(14):
        server.send_frame(RstStreamFrame(server.await_request(), error_code=code))
    server.linger()


@case
def reset_within_message(server):
    stream = server.request()
    server.start(stream)
    server.send_data(stream, REPLY[:-1])
    server.send_frame(RstStreamFrame(stream, error_code=2))
    server.linger()


@case
def goaway_refuses(server):
    """No stream was processed; the call may be made again elsewhere."""
    server.request()
    server.send_frame(GoAwayFrame(0, last_stream_id=0, error_code=0))
    server.linger()


@case
def sends_everybody_away(server):
    """No connection answers a call; but whoever comes for the fiftieth time has waited long enough."""
    NEWCOMERS.append(server)
    if len(NEWCOMERS) == 50:
        server.respond(server.request())
        server.linger()
        return
    server.take(len(PREFACE))
    # At once, or a request may be on its way before the client knows.
    full = GoAwayFrame(0, last_stream_id=0, error_code=0, additional_data=b"full")
    server.send(SettingsFrame().serialize() + full.serialize())
    server.linger()


@case
def first_connection_goes_deaf(server):
    """The first connection hears and says nothing after the opening, until the client has left the second,
    which answers."""
    NEWCOMERS.append(server)
    if len(NEWCOMERS) == 1:
        server.greet()
        HAS_ANSWERED.wait(60)
        return
    server.respond(server.request())
    server.linger()
    HAS_ANSWERED.set()


@case
def goaway_too_many_pings(server):
    stream = server.request()
    server.send_frame(
        GoAwayFrame(
            0,
            last_stream_id=stream,
            error_code=ENHANCE_YOUR_CALM,
            additional_data=b"too_many_pings",
        )
    )


@case
def goaway_then_answer(server):
    """A graceful end: the call that runs is answered."""
    stream = server.request()
    server.send_frame(GoAwayFrame(0, last_stream_id=stream, error_code=0))
    server.respond(stream)
    server.linger()


@case
def close_mid_call(server):
    server.request()


@case
def close_mid_message(server):
    stream = server.request()
    server.start(stream)
    server.send_data(stream, REPLY[:-1])


@case
def garbage_mid_call(server):
    server.request()
    server.send(random.Random(2).randbytes(10_000))
    server.linger()


@case
def never_answers(server):
    server.request()
    server.linger()


@case
def answers_tenth_ping(server):
    """Answers PINGs, and the call once ten have come."""
    server.answers_pings = True
    stream = server.request()
    server.read_until("ten PINGs", lambda: server.seen.count("PingFrame") >= 10)
    server.respond(stream)
    server.linger()


CALMED = []


@case
def calms_pings(server):
    """Does not like the first connection's PINGs; the second's may come after 100 ms."""
    server.answers_pings = True
    stream = server.request()
    started = time.monotonic()
    server.read_until("a PING", lambda: "PingFrame" in server.seen)
    waited = time.monotonic() - started
    if not CALMED:
        CALMED.append(waited)
        server.send_frame(
            GoAwayFrame(0, 0, error_code=ENHANCE_YOUR_CALM, additional_data=b"too_many_pings")
        )
        return
    # Less than 100 ms only by what the request took from its sending to here.
    expect_that(f"the PING came after {waited:.3f} s", waited > 0.075)
    server.respond(stream)
    server.linger()


@case
def no_streams_allowed(server):
    server.greet({SettingsFrame.MAX_CONCURRENT_STREAMS: 0})
    server.linger()


@case
def streams_allowed_later(server):
    """The call waits for its turn, which comes with the second SETTINGS."""
    server.greet({SettingsFrame.MAX_CONCURRENT_STREAMS: 0})
    server.send_frame(PingFrame(0, b"have you"))
    server.read_until("the PING's answer", lambda: "PingFrame" in server.seen)
    server.send_frame(SettingsFrame(settings={SettingsFrame.MAX_CONCURRENT_STREAMS: 1}))
    server.respond(server.await_request())
    server.linger()


@case
def push(server):
    stream = server.request()
    block = server.encoder.encode([(":method", "GET"), (":scheme", "http"), (":path", "/")])
    server.send_frame(PushPromiseFrame(stream, 2, block, flags=["END_HEADERS"]))
    server.linger()


# Answers of every kind.


@case
def as_asked(server):
    """Answers each call with what its request's text says: JSON with `start`, `data` (hexadecimal) and
    `trailers`; the last that is there ends the stream."""
    server.greet()
    while True:
        stream = server.await_request()
        asked = json.loads(request_text(server.streams[stream].data))
        data, trailers = asked.get("data"), asked.get("trailers")
        ends = ["END_STREAM"]
        alone = data is None and trailers is None
        send_block(server, stream, asked["start"], *(ends if alone else []))
        if data is not None:
            server.send_data(stream, bytes.fromhex(data), *(ends if trailers is None else []))
        if trailers is not None:
            send_block(server, stream, trailers, *ends)


def request_text(data):
    """The first field of the message in `data`, a string."""
    length, shift, place = 0, 0, 6
    while data[place] & 128:
        length |= (data[place] & 127) << shift
        shift, place = shift + 7, place + 1
    length |= data[place] << shift
    return data[place + 1 : place + 1 + length]


def send_block(server, stream, fields, *flags):
    """Headers, in two frames where one does not hold them."""
    block, room = server.encoder.encode([tuple(field) for field in fields]), 16_000
    first = HeadersFrame(stream, block[:room], flags=list(flags))
    if len(block) > room:
        server.send_frame(first)
        server.send_frame(ContinuationFrame(stream, block[room:], flags=["END_HEADERS"]))
    else:
        first.flags.add("END_HEADERS")
        server.send_frame(first)


# Answers that are nearly gRPC's.


def compressed(name, encode):
    """An answer that is `encode`d, once the client has said that it takes that."""

    def answer(server):
        stream = server.request()
        accepted = dict(server.streams[stream].blocks[0]).get("grpc-accept-encoding", "")
        if name not in accepted.split(","):
            raise Difference(f"the client takes {accepted!r} only")
        body = message(encode(REPLY[5:]), flag=1)
        server.respond(stream, body, START + [("grpc-encoding", name)])
        server.linger()

    return answer


CASES["gzip"] = compressed("gzip", gzip.compress)
CASES["deflate"] = compressed("deflate", zlib.compress)
CASES["compressed_cut_short"] = compressed("gzip", lambda reply: gzip.compress(reply)[:-1])
CASES["compressed_and_more"] = compressed("gzip", lambda reply: gzip.compress(reply) + b"!")
CASES["compression_bomb"] = compressed("deflate", lambda _: zlib.compress(bytes(12 << 20)))


@case
def compressed_stream(server):
    """A stream in which every other message is compressed."""
    stream = server.request()
    body = (REPLY + message(gzip.compress(REPLY[5:]), flag=1)) * 2
    server.respond(stream, body, START + [("grpc-encoding", "gzip")])
    server.linger()


@case
def two_messages_without_end(server):
    stream = server.request()
    server.start(stream)
    server.send_data(stream, REPLY * 2)
    server.linger()


@case
def headers_between_messages(server):
    stream = server.request()
    server.start(stream)
    server.send_data(stream, REPLY)
    server.start(stream, [("x-more", "1")])
    server.linger()


@case
def data_before_headers(server):
    server.send_data(server.request(), REPLY)
    server.linger()


@case
def early_hints(server):
    """Informational answers before the real one: fine."""
    stream = server.request()
    for _ in range(2):
        server.start(stream, [(":status", "103"), ("link", "</style.css>")])
    server.respond(stream)
    server.linger()


def large(fields):
    return fields + [(f"x-{n}", "v" * 1000) for n in range(30)]


def send_split(server, stream, fields, *flags):
    block = server.encoder.encode(fields)
    server.send_frame(HeadersFrame(stream, block[:16_000], flags=list(flags)))
    server.send_frame(ContinuationFrame(stream, block[16_000:], flags=["END_HEADERS"]))


@case
def endless_continuation(server):
    stream = server.request()
    server.send_frame(HeadersFrame(stream, server.encoder.encode(START)))
    while server.send_frame(ContinuationFrame(stream, b"")):
        pass


numbers = itertools.count()


@case
def mutations(server):
    """A good answer with a few bytes wrong, other ones on each connection."""
    stream = server.request()
    answer = (
        HeadersFrame(stream, server.encoder.encode(START + [("x-key", "v")]), flags=["END_HEADERS"])
        .serialize()
        + raw_frame(0x0, stream, payload=REPLY)
        + raw_frame(0x1, stream, 0x5, server.encoder.encode(OK + [("grpc-message", "%e2%98%83")]))
    )
    server.send(mutated(answer, random.Random(next(numbers))))


@case
def ping_flood(server):
    server.request()
    server.socket.settimeout(1)
    until = time.monotonic() + 10
    while server.send(raw_frame(0x6, payload=b"12345678") * 1000) and time.monotonic() < until:
        pass


def serve(function, connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection:
        try:
            function(Server(connection))
        except (Difference, OSError):
            pass  # The client saw enough; what it makes of it is the test.


def accept(function, listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(function, connection), daemon=True).start()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--certificate", help="serves over TLS")
    parser.add_argument("--key")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(CASES))
        return 0
    if arguments.case not in CASES:
        print(f"unknown case {arguments.case!r}; known: {', '.join(CASES)}", file=sys.stderr)
        return 2
    listener = socket.create_server(("127.0.0.1", 0))
    if arguments.certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(arguments.certificate, arguments.key)
        tls.set_alpn_protocols(["h2"])
        listener = tls.wrap_socket(listener, server_side=True)
    function = CASES[arguments.case]
    threading.Thread(target=accept, args=(function, listener), daemon=True).start()
    print(f"listening on 127.0.0.1:{listener.getsockname()[1]}", flush=True)
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
