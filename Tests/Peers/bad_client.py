#!/usr/bin/env python3
"""A client that breaks the rules of HTTP/2 and gRPC, to show how our server takes it.

    bad_client.py --port 50051 --case frame_too_large --server-pid 4711

The server serves martlet.test.Interop. Exits 0 if it behaved, 1 if not (and says what differed),
2 when the case is not known. --list prints the names of the cases.
"""

import contextlib
import array
import fcntl
import gzip
import random
import socket
import sys
import termios
import threading
import time
import zlib

from hyperframe.frame import (
    ContinuationFrame,
    HeadersFrame,
    PingFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from wire import (
    PREFACE,
    Difference,
    Response,
    Wire,
    case_table,
    client_main,
    expect,
    expect_that,
    message,
    mutated,
    raw_frame,
)

NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR = 0, 1, 2, 3
STREAM_CLOSED, FRAME_SIZE_ERROR, COMPRESSION_ERROR, ENHANCE_YOUR_CALM = 5, 6, 9, 11

INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL = 3, 8, 12, 13

# What a flood may send before the server must have done something about it.
FLOOD_BYTES = 32 << 20
# What the server's memory may grow by meanwhile: other tests run in its process.
MEMORY_BYTES = 64 << 20

HI = message(b"\x0a\x02hi")  # EchoRequest(text: "hi")
CASES, case = case_table()


def connect(port, receive_bytes):
    """A connection, with so many bytes of receive buffer, or what the system has."""
    connection = socket.socket()
    if receive_bytes:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    connection.settimeout(15)
    connection.connect(("127.0.0.1", port))
    return connection


class Client(Wire):
    def __init__(self, server, preface=True, settings=None, receive_bytes=None):
        super().__init__(connect(server.port, receive_bytes))
        self.acknowledges = preface
        if preface:
            self.send(PREFACE)
            self.send_frame(SettingsFrame(settings=settings or {}))

    def request(self, stream=1, body=HI, end=True, **fields):
        self.send_headers(stream, request_fields(**fields), "END_HEADERS")
        self.send_data(stream, body, *(["END_STREAM"] if end else []))

    def wait_for_credit(self, stream, needed):
        """Until so many bytes may have been sent on `stream`, of our server's first window."""
        self.streams.setdefault(stream, Response())
        self.read_until(
            "credit",
            lambda: "SettingsFrame" in self.seen
            and needed <= (256 << 10) + self.streams[stream].credit,
        )

    def response(self, stream=1):
        """The response on `stream` once it is complete."""
        self.read_until(
            f"the response on stream {stream}",
            lambda: stream in self.streams
            and (self.streams[stream].ended or self.streams[stream].reset is not None),
        )
        return self.streams[stream]

    def expect_status(self, status, http=200, stream=1):
        response = self.response(stream)
        expect(f"HTTP status in {response.describe()}", response.field(":status"), str(http))
        expect(f"status in {response.describe()}", response.field("grpc-status"), str(status))
        if not response.ended:
            raise Difference(f"the response has no end: {response.describe()}")
        return response

    def expect_reset(self, code, stream=1):
        expect("the stream's reset", self.response(stream).reset, code)

    def expect_goes_on(self, stream=1001):
        """The connection still serves a good call."""
        self.request(stream)
        response = self.expect_status(0, stream=stream)
        expect_that("the reply has the text", b"\x0a\x02hi" in response.data)
        expect("GOAWAY", self.goaway, None)

    def expect_closed(self, *codes):
        """The server ends the connection, with a GOAWAY of one of `codes` if there are any."""
        self.read_to_end()
        if codes:
            expect_that("a GOAWAY came", self.goaway is not None)
            if self.goaway.error_code not in codes:
                expect("GOAWAY's code", self.goaway.error_code, codes)

    def flood(self, piece):
        """Sends `piece` again and again, reading nothing, until the server closes."""
        sent = 0
        self.socket.settimeout(1)
        while sent < FLOOD_BYTES:
            try:
                if not self.send(piece):
                    return True
            except TimeoutError:
                # The server reads no more: as good as closing, if its memory agrees.
                return False
            sent += len(piece)
        return False


def request_fields(path="/martlet.test.Interop/Echo", method="POST", drop=(), **more):
    fields = {
        ":method": method,
        ":scheme": "http",
        ":path": path,
        ":authority": "localhost",
        "te": "trailers",
        "content-type": "application/grpc",
    }
    fields.update({name.replace("_", "-"): value for name, value in more.items()})
    return [(name, value) for name, value in fields.items() if name not in drop]


class Memory:
    """The growth of the server's resident memory."""

    def __init__(self, server):
        self.path = f"/proc/{server.pid}/statm"
        self.before = self.now()

    def now(self):
        with open(self.path, encoding="ascii") as file:
            return int(file.read().split()[1]) * 4096

    def expect_bounded(self):
        grown = self.now() - self.before
        expect_that(f"the server's memory grew by {grown >> 20} MiB", grown < MEMORY_BYTES)


# Not HTTP/2: the server closes.


@case
def http1(server):
    client = Client(server, preface=False)
    client.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    client.expect_closed()


@case
def garbage(server):
    client = Client(server, preface=False)
    client.send(random.Random(1).randbytes(100_000))
    client.expect_closed()


@case
def tls_hello(server):
    client = Client(server, preface=False)
    hello = random.Random(2).randbytes(508)
    client.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + hello)
    client.expect_closed()


@case
def nothing(server):
    Client(server, preface=False).expect_closed()


@case
def half_preface(server):
    client = Client(server, preface=False)
    client.send(PREFACE[:12])
    client.expect_closed()


@case
def preface_then_nothing(server):
    client = Client(server, preface=False)
    client.send(PREFACE)
    client.expect_closed()


@case
def preface_then_no_settings(server):
    client = Client(server, preface=False)
    client.send(PREFACE)
    client.send_frame(PingFrame(0, b"12345678"))
    client.expect_closed(PROTOCOL_ERROR)


# HTTP/2 with broken frames: GOAWAY, and the server closes.


@case
def frame_too_large(server):
    client = Client(server)
    client.send_headers(1, request_fields(), "END_HEADERS")
    client.send(raw_frame(0x0, 1, payload=bytes(16_385)))
    client.expect_closed(FRAME_SIZE_ERROR)


@case
def endless_continuation(server):
    memory = Memory(server)
    client = Client(server)
    client.send_headers(1, request_fields())
    more = ContinuationFrame(1, client.encoder.encode([("x-more", "m" * 100)])).serialize()
    client.flood(more)
    client.expect_closed()
    memory.expect_bounded()


@case
def endless_empty_continuation(server):
    client = Client(server)
    client.send_headers(1, request_fields())
    client.flood(ContinuationFrame(1, b"").serialize())
    client.expect_closed()


@case
def headers_without_end(server):
    client = Client(server)
    client.send_headers(1, request_fields())
    client.send_data(1, HI)
    client.expect_closed(PROTOCOL_ERROR)


@case
def continuation_out_of_place(server):
    client = Client(server)
    client.send_frame(ContinuationFrame(1, b"\x82", flags=["END_HEADERS"]))
    client.expect_closed(PROTOCOL_ERROR)


@case
def data_on_stream_0(server):
    client = Client(server)
    client.send(raw_frame(0x0, 0, payload=HI))
    client.expect_closed(PROTOCOL_ERROR)


@case
def data_on_idle_stream(server):
    client = Client(server)
    client.send_data(7, HI)
    client.expect_closed(PROTOCOL_ERROR)


@case
def headers_on_even_stream(server):
    client = Client(server)
    client.send_headers(2, request_fields(), "END_HEADERS")
    client.expect_closed(PROTOCOL_ERROR)


@case
def headers_on_stream_0(server):
    client = Client(server)
    client.send(raw_frame(0x1, 0, 0x4, client.encoder.encode(request_fields())))
    client.expect_closed(PROTOCOL_ERROR)


@case
def malformed_header_block(server):
    client = Client(server)
    client.send(raw_frame(0x1, 1, 0x5, b"\xff\xff\xff\xff\xff\xff\xff\xff"))
    client.expect_closed(COMPRESSION_ERROR)


@case
def ping_of_wrong_length(server):
    client = Client(server)
    client.send(raw_frame(0x6, payload=b"123"))
    client.expect_closed(FRAME_SIZE_ERROR)


@case
def settings_out_of_range(server):
    Client(server, settings={SettingsFrame.INITIAL_WINDOW_SIZE: 1 << 31}).expect_closed(
        FLOW_CONTROL_ERROR
    )


@case
def window_overflow(server):
    client = Client(server)
    for _ in range(2):
        client.send_frame(WindowUpdateFrame(0, (1 << 31) - 1))
    client.expect_closed(FLOW_CONTROL_ERROR)


@case
def too_much_data(server):
    """More DATA than the stream's window allows, to a handler that does not read."""
    memory = Memory(server)
    client = Client(server)
    fields = request_fields("/martlet.test.Interop/Collect")
    client.send_headers(1, fields, "END_HEADERS")
    client.send_data(1, message(b"\x40\x01"))  # wait_for_cancel
    client.flood(raw_frame(0x0, 1, payload=message(b"\x12\xf7\x7f" + bytes(16_375))))
    client.read_until(
        "the refusal", lambda: client.goaway or 1 in client.streams and client.streams[1].reset
    )
    memory.expect_bounded()


# Floods.


@case
def rapid_reset(server):
    memory = Memory(server)
    client = Client(server)
    for first in range(1, 20_001, 200):
        batch = b""
        for stream in range(first, first + 200, 2):
            block = client.encoder.encode(request_fields())
            batch += HeadersFrame(stream, block, flags=["END_HEADERS"]).serialize()
            batch += RstStreamFrame(stream, error_code=8).serialize()
        if not client.send(batch):
            break
    client.expect_closed(INTERNAL_ERROR, ENHANCE_YOUR_CALM)
    memory.expect_bounded()


@case
def breaks_its_streams(server):
    """Makes the server reset what it started: resets that no limit on RST_STREAM sees."""
    memory = Memory(server)
    client = Client(server)
    for first in range(1, 20_001, 200):
        batch = b""
        for stream in range(first, first + 200, 2):
            block = client.encoder.encode(request_fields("/martlet.test.Interop/Chat"))
            batch += HeadersFrame(stream, block, flags=["END_HEADERS"]).serialize()
            batch += WindowUpdateFrame(stream, (1 << 31) - 1).serialize()  # too much
        if not client.send(batch):
            break
    client.expect_closed()
    memory.expect_bounded()


@case
def ping_flood(server):
    memory = Memory(server)
    client = Client(server)
    client.flood(PingFrame(0, b"12345678").serialize() * 100)
    client.expect_closed()
    memory.expect_bounded()


@case
def settings_flood(server):
    memory = Memory(server)
    client = Client(server)
    client.flood(SettingsFrame(settings={SettingsFrame.MAX_FRAME_SIZE: 20_000}).serialize() * 100)
    client.expect_closed()
    memory.expect_bounded()


@case
def refusal_flood(server):
    """Requests that are refused one by one, by a client that neither reads nor acknowledges."""
    memory = Memory(server)
    client = Client(server, receive_bytes=4096)
    client.send_headers(1, request_fields(), "END_HEADERS")
    block = client.encoder.encode(request_fields())  # only indices from now on
    stream, closed = 3, False
    client.socket.settimeout(1)
    while stream < 2_000_000 and not closed:
        batch = b""
        for _ in range(1000):
            batch += HeadersFrame(stream, block, flags=["END_HEADERS"]).serialize()
            stream += 2
        try:
            closed = not client.send(batch)
        except TimeoutError:
            break
    expect_that("the server closed the connection", closed)
    memory.expect_bounded()


# A request that is wrong: an answer, and the connection goes on.


@case
def unknown_frame(server):
    client = Client(server)
    client.send(raw_frame(0xBE, 0, 0xFF, b"what is this?"))
    client.send(raw_frame(0xEF, 3, 0xFF, b"and this?"))
    client.expect_goes_on()


@case
def header_list_too_large(server):
    client = Client(server)
    block = client.encoder.encode(request_fields(**{f"x_{n}": "v" * 1000 for n in range(30)}))
    client.send_frame(HeadersFrame(1, block[:16_000], flags=["END_STREAM"]))
    client.send_frame(ContinuationFrame(1, block[16_000:], flags=["END_HEADERS"]))
    response = client.expect_status(RESOURCE_EXHAUSTED)
    expect("header blocks", len(response.blocks), 1)
    client.expect_goes_on()


# Compression, with Python's own zlib.

ENCODERS = {"gzip": gzip.compress, "deflate": zlib.compress}
DECODERS = {"gzip": gzip.decompress, "deflate": zlib.decompress}
TEXT = "hello " * 100


def echo_request(text, compress_with=""):
    """EchoRequest(text, compress_with)."""
    return field(1, text) + field(11, compress_with)


def field(number, text):
    value = text.encode()
    return varint(number << 3 | 2) + varint(len(value)) + value if value else b""


def varint(value):
    return bytes([value & 127 | 128]) + varint(value >> 7) if value > 127 else bytes([value])


def messages(data):
    """The flags and payloads in what came."""
    found = []
    while data:
        flag, length = data[0], int.from_bytes(data[1:5], "big")
        found.append((flag, data[5 : 5 + length]))
        data = data[5 + length :]
    return found


@case
def compressed_request(server):
    """Both encodings, with and without the flag, are echoed uncompressed: nobody asked."""
    client = Client(server)
    for number, (name, encode) in enumerate(ENCODERS.items()):
        for plain in (False, True):
            stream = 4 * number + 2 * plain + 1
            body = message(HI[5:]) if plain else message(encode(HI[5:]), flag=1)
            client.request(stream, body, grpc_encoding=name, grpc_accept_encoding="gzip")
            response = client.expect_status(0, stream=stream)
            expect("the reply's encoding", response.field("grpc-encoding"), None)
            expect("accepted", response.field("grpc-accept-encoding"), "identity,deflate,gzip")
            [(flag, reply)] = messages(response.data)
            expect("the reply's flag", flag, 0)
            expect_that("the reply has the text", b"\x0a\x02hi" in reply)
            compression = b"identity" if plain else name.encode()
            expect_that(f"{reply} says {compression}", compression in reply)
    client.expect_goes_on()


@case
def compressed_response(server):
    """What is asked for, where the client takes it."""
    client = Client(server)
    asked = [("gzip", "gzip"), ("deflate", "identity, deflate"), ("gzip", "deflate"), ("gzip", "")]
    for number, (name, accepted) in enumerate(asked):
        stream = 2 * number + 1
        more = {"grpc_accept_encoding": accepted} if accepted else {}
        client.request(stream, message(echo_request(TEXT, name)), **more)
        response = client.expect_status(0, stream=stream)
        [(flag, reply)] = messages(response.data)
        if name in accepted:
            expect("the reply's encoding", response.field("grpc-encoding"), name)
            expect("the reply's flag", flag, 1)
            reply = DECODERS[name](reply)
        else:
            expect("the reply's encoding", response.field("grpc-encoding"), None)
            expect("the reply's flag", flag, 0)
        expect_that("the reply has the text", TEXT.encode() in reply)
        expect("accepted", response.field("grpc-accept-encoding"), None)
    client.expect_goes_on()


@case
def compressed_stream(server):
    """Messages of one stream with and without the flag, and a service that leaves out each other."""
    client = Client(server)
    request = echo_request(TEXT, "gzip")
    body = message(zlib.compress(request), flag=1) + message(request)
    client.request(
        body=body * 2, path="/martlet.test.Interop/Chat", grpc_encoding="deflate",
        grpc_accept_encoding="gzip",
    )  # fmt: skip
    response = client.expect_status(0)
    replies = messages(response.data)
    expect("flags", [flag for flag, _ in replies], [1, 0, 1, 0])
    for number, (flag, reply) in enumerate(replies):
        reply = gzip.decompress(reply) if flag else reply
        expect_that("the reply has the text", TEXT.encode() in reply)
        compression = b"identity" if number % 2 else b"deflate"
        expect_that(f"reply {number} says {compression}", compression in reply)
    client.expect_goes_on()


@case
def bad_compression(server):
    """Flags and bytes that do not fit."""
    whole = gzip.compress(HI[5:])
    wrong = {
        "flag without encoding": ("identity", whole),
        "plain bytes with the flag": ("gzip", HI[5:]),
        "nothing": ("gzip", b""),
        "cut short": ("gzip", whole[:-1]),
        "something behind": ("gzip", whole + b"\0"),
        "two in one": ("gzip", whole + whole),
        "the other encoding": ("deflate", whole),
        "bare deflate": ("deflate", zlib.compress(HI[5:])[2:-4]),
        "wrong checksum": ("gzip", whole[:-8] + bytes(4) + whole[-4:]),
    }
    client = Client(server)
    paths = ["/martlet.test.Interop/Echo", "/martlet.test.Interop/Collect"]
    stream = 1
    for why, (encoding, payload) in wrong.items():
        for path in paths:
            client.request(stream, message(payload, flag=1), path=path, grpc_encoding=encoding)
            expect(why, client.response(stream).field("grpc-status"), str(INTERNAL))
            stream += 2
    client.expect_goes_on()


@case
def compression_bomb(server):
    """1 GiB in 1 MiB, again and again: refused for little memory."""
    compressor = zlib.compressobj(wbits=31)
    bomb = b"".join(compressor.compress(bytes(1 << 20)) for _ in range(1 << 10))
    bomb = message(bomb + compressor.flush(), flag=1)
    memory = Memory(server)
    client = Client(server)
    for stream in range(1, 21, 2):
        client.send_headers(stream, request_fields(grpc_encoding="gzip"), "END_HEADERS")
        for start in range(0, len(bomb), 16_384):
            client.wait_for_credit(stream, start + 16_384)
            client.send_data(stream, bomb[start : start + 16_384])
        client.send_data(stream, b"", "END_STREAM")
        response = client.expect_status(RESOURCE_EXHAUSTED, stream=stream)
        expect_that("the limit is told", "limit" in response.field("grpc-message"))
    client.expect_goes_on()
    memory.expect_bounded()


@case
def unknown_path(server):
    client = Client(server)
    paths = {
        "/martlet.test.Absent/Echo": "unknown service",
        "/martlet.test.Interop/Absent": "unknown method",
        "/martlet.test.Interop": "malformed",
        "/": "malformed",
        "*": "malformed",
        "//": "malformed",
        "/martlet.test.Interop/Echo/": "malformed",
        "/martlet.test.Interop/Echo?x=1": "unknown method",
        "/" + "long" * 1000: "malformed",
        "/martlet.test.Interop/Ech\u00f6": "unknown method",
    }
    for number, (path, why) in enumerate(paths.items()):
        stream = 2 * number + 1
        client.request(stream, path=path)
        if path == "*":  # HTTP has no such request
            client.expect_reset(PROTOCOL_ERROR, stream)
            continue
        response = client.expect_status(UNIMPLEMENTED, stream=stream)
        expect_that(
            f"{response.field('grpc-message')!r} says {why}", why in response.field("grpc-message")
        )
    client.expect_goes_on()


@case
def message_too_long(server):
    client = Client(server)
    client.request(body=message(b"begins", length=100 << 20), end=False)
    client.expect_status(RESOURCE_EXHAUSTED)
    # What is still on its way is thrown away.
    memory = Memory(server)
    for _ in range(100):
        client.send_data(1, bytes(16_384))
    client.expect_goes_on()
    memory.expect_bounded()


@case
def no_message(server):
    client = Client(server)
    client.request(body=b"")
    client.expect_status(UNIMPLEMENTED)
    client.send_headers(3, request_fields(), "END_HEADERS", "END_STREAM")
    client.expect_status(UNIMPLEMENTED, stream=3)
    client.expect_goes_on()


@case
def endless_empty_messages(server):
    """A unary request of empty messages without end: refused at the second."""
    client = Client(server)
    client.request(body=message() * 3000, end=False)
    client.expect_status(UNIMPLEMENTED)
    client.expect_goes_on()


@case
def endless_unread_messages(server):
    """A stream of empty messages to a handler that does not read: stopped by the window."""
    memory = Memory(server)
    client = Client(server)
    client.send_headers(1, request_fields("/martlet.test.Interop/Chat"), "END_HEADERS")
    client.send_data(1, message(b"\x40\x01"))  # wait_for_cancel
    client.read_until("the first reply", lambda: 1 in client.streams and client.streams[1].data)
    piece, window = message() * 3200, (256 << 10) - 7
    while window >= len(piece):
        client.send_data(1, piece)
        window -= len(piece)
    # No credit came back by the time that the server answers a later PING.
    client.send_frame(PingFrame(0, b"allthere"))
    client.read_until("the PING's answer", lambda: "PingFrame" in client.seen)
    expect("the stream's credit", client.streams[1].credit, 0)
    client.expect_goes_on()
    memory.expect_bounded()


@case
def window_overflow_on_stream(server):
    client = Client(server)
    client.request(end=False)
    for _ in range(2):
        client.send_frame(WindowUpdateFrame(1, (1 << 31) - 1))
    client.expect_reset(FLOW_CONTROL_ERROR)
    client.expect_goes_on()


@case
def data_behind_the_end(server):
    client = Client(server)
    client.request(body=HI)
    client.send_data(1, HI, "END_STREAM")
    client.read_until(
        "a STREAM_CLOSED error or the reply",
        lambda: client.goaway or (1 in client.streams and client.streams[1].blocks),
    )


@case
def trailers_in_the_request(server):
    """Odd but allowed."""
    client = Client(server)
    client.request(end=False)
    client.send_headers(1, [("x-trailer", "1")], "END_HEADERS", "END_STREAM")
    client.expect_status(0)
    client.expect_goes_on()


@case
def reads_nothing(server):
    """Asks for 50 endless streams and reads none of them."""
    memory = Memory(server)
    client = Client(server, settings={SettingsFrame.INITIAL_WINDOW_SIZE: (1 << 31) - 1})
    client.send_frame(WindowUpdateFrame(0, 1 << 30))
    # EchoRequest(count: 1,000,000, size: 100,000)
    body = message(b"\x18\xc0\x84\x3d\x20\xa0\x8d\x06")
    for stream in range(1, 101, 2):
        client.request(stream, body, path="/martlet.test.Interop/Expand")
    wait_until_nothing_comes(client.socket)
    memory.expect_bounded()
    client.read_until(
        "what was asked for", lambda: 99 in client.streams and client.streams[99].data
    )


def wait_until_nothing_comes(connection):
    """Until the socket's buffer has not grown for half a second."""
    unread, since = -1, time.monotonic()
    while time.monotonic() - since < 0.5:
        now = array.array("i", [0])
        fcntl.ioctl(connection, termios.FIONREAD, now)
        if now[0] != unread:
            unread, since = now[0], time.monotonic()
        time.sleep(0.02)
    expect_that("something came", unread > 0)


class Recorder:
    """Stands for a socket, to see what would be sent."""

    def __init__(self):
        self.sent = b""

    def settimeout(self, _):
        pass

    def sendall(self, data):
        self.sent += data


@case
def mutations(server):
    """A good conversation with a few bytes wrong, on 400 connections from one seed."""
    script = Client.__new__(Client)
    Wire.__init__(script, Recorder())
    script.send_frame(SettingsFrame(settings={SettingsFrame.INITIAL_WINDOW_SIZE: 100_000}))
    script.request(1, x_key="value", grpc_timeout="9S")
    script.send_frame(PingFrame(0, b"12345678"))
    script.request(3, HI * 3, path="/martlet.test.Interop/Chat")
    script.request(5, HI, path="/martlet.test.Interop/Collect", end=False)
    script.send_frame(WindowUpdateFrame(0, 1000))
    script.send_frame(RstStreamFrame(5, error_code=8))
    script.request(7, message(b"\x18\x03\x20\x0a"), path="/martlet.test.Interop/Expand")
    memory = Memory(server)
    for seed in range(400):
        conversation = mutated(script.socket.sent, random.Random(seed))
        with connect(server.port, None) as connection, contextlib.suppress(ConnectionError):
            sender = threading.Thread(target=send_and_end, args=(connection, conversation))
            sender.start()
            try:
                while connection.recv(1 << 16):
                    pass
            except TimeoutError:
                raise Difference(f"seed {seed}: the server neither answers nor closes")
            finally:
                sender.join()
    memory.expect_bounded()


def send_and_end(connection, conversation):
    with contextlib.suppress(OSError):
        connection.sendall(PREFACE + conversation)
        connection.shutdown(socket.SHUT_WR)


@case
def disconnect(server):
    """Leaves in the middle of a call, whose handler must be cancelled; the test looks at that."""
    client = Client(server)
    client.send_headers(1, request_fields("/martlet.test.Interop/Chat"), "END_HEADERS")
    client.send_data(1, message(b"\x40\x01"))  # wait_for_cancel
    client.read_until("the first reply", lambda: 1 in client.streams and client.streams[1].data)
    client.socket.close()


if __name__ == "__main__":
    sys.exit(client_main(CASES, __doc__))
