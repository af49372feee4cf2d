"""HTTP/2 written and read by hand, frame by frame, so that a peer can break every rule of it."""

import argparse
import socket
import struct
import sys
import time

from hpack import Decoder, Encoder
from hyperframe.frame import (
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    PushPromiseFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
# No case waits longer for one thing: what hangs becomes a difference.
PATIENCE = 15


class Difference(Exception):
    """The other side did not do what it should."""


def expect(what, found, wanted):
    if found != wanted:
        raise Difference(f"{what}: found {found!r:.300}, wanted {wanted!r:.300}")


def expect_that(what, holds):
    if not holds:
        raise Difference(what)


def raw_frame(kind, stream=0, flags=0, payload=b"", length=None):
    """A frame from its parts; `length` may lie."""
    size = len(payload) if length is None else length
    return struct.pack(">I", size)[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def message(payload=b"", flag=0, length=None):
    """A message behind gRPC's prefix; `length` may lie."""
    return struct.pack(">BI", flag, len(payload) if length is None else length) + payload


def mutated(data, chance):
    """`data` with a few bytes changed, taken out or put in, as the generator `chance` decides."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[place] ^= 1 << chance.randrange(8)
            case 1:
                data[place] = chance.randrange(256)
            case 2:
                del data[place : place + chance.randint(1, 10)]
            case _:
                data[place:place] = chance.randbytes(chance.randint(1, 10))
    return bytes(data)


class Response:
    """What came on one stream."""

    def __init__(self):
        self.blocks = []
        self.data = b""
        self.reset = None
        self.ended = False
        # How many bytes of credit WINDOW_UPDATE gave back.
        self.credit = 0

    def field(self, name):
        return next((v for block in reversed(self.blocks) for k, v in block if k == name), None)

    def describe(self):
        return f"{self.blocks}, {len(self.data)} bytes, reset {self.reset}, ended {self.ended}"


class Wire:
    """One connection, on a socket that is open already."""

    def __init__(self, connection):
        self.socket = connection
        self.socket.settimeout(PATIENCE)
        self.encoder = Encoder()
        # The decoder of this side must not be what limits a test.
        self.decoder = Decoder(max_header_list_size=1 << 24)
        self.buffer = b""
        self.goaway = None
        self.closed = False
        self.streams = {}
        self.block = b""
        self.seen = []
        # Whether SETTINGS are acknowledged as they come.
        self.acknowledges = True
        # Whether PINGs are, too.
        self.answers_pings = False

    # Sending.

    def send(self, data):
        """Sends; a peer that has closed already is found out by reading."""
        try:
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def send_frame(self, frame):
        return self.send(frame.serialize())

    def send_headers(self, stream, fields, *flags):
        return self.send_frame(
            HeadersFrame(stream, self.encoder.encode(fields), flags=list(flags))
        )

    def send_data(self, stream, data, *flags):
        return self.send_frame(DataFrame(stream, data, flags=list(flags)))

    # Receiving.

    def read(self):
        """Reads and notes one frame; None where the peer has closed."""
        header = self.take(9)
        if header is None:
            return None
        frame, length = Frame.parse_frame_header(memoryview(header))
        body = self.take(length)
        if body is None:
            return None
        frame.parse_body(memoryview(body))
        self.note(frame)
        return frame

    def take(self, count):
        while len(self.buffer) < count:
            try:
                chunk = self.socket.recv(1 << 16)
            except ConnectionResetError:
                chunk = b""
            except TimeoutError:
                raise Difference(f"nothing came for {PATIENCE} s; before: {self.seen[-5:]}")
            if not chunk:
                self.closed = True
                return None
            self.buffer += chunk
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def note(self, frame):
        self.seen.append(type(frame).__name__)
        response = self.streams.setdefault(frame.stream_id, Response())
        if isinstance(frame, SettingsFrame):
            if self.acknowledges and "ACK" not in frame.flags:
                self.send_frame(SettingsFrame(flags=["ACK"]))
        elif isinstance(frame, PingFrame):
            if self.answers_pings and "ACK" not in frame.flags:
                self.send_frame(PingFrame(0, frame.opaque_data, flags=["ACK"]))
        elif isinstance(frame, GoAwayFrame):
            self.goaway = frame
        elif isinstance(frame, RstStreamFrame):
            response.reset = frame.error_code
        elif isinstance(frame, WindowUpdateFrame):
            response.credit += frame.window_increment
        elif isinstance(frame, DataFrame):
            response.data += frame.data
        elif isinstance(frame, PushPromiseFrame):
            raise Difference("a PUSH_PROMISE came")
        elif hasattr(frame, "data") and frame.stream_id:  # HEADERS and CONTINUATION
            self.block += frame.data
            if "END_HEADERS" in frame.flags:
                response.blocks.append(
                    [(text(k), text(v)) for k, v in self.decoder.decode(self.block)]
                )
                self.block = b""
        if "END_STREAM" in frame.flags:
            response.ended = True

    def read_until(self, what, condition):
        until = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > until:
                raise Difference(f"{what}: not within {PATIENCE} s; came: {self.seen[-5:]}")
            if self.read() is None and not condition():
                raise Difference(f"{what}: the connection was closed; came: {self.seen[-5:]}")

    def read_to_end(self):
        until = time.monotonic() + PATIENCE
        while self.read() is not None:
            if time.monotonic() > until:
                raise Difference(f"the connection was not closed; came: {self.seen[-5:]}")


def text(value):
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def case_table():
    """A table of cases by their names, and the decorator that enters one."""
    cases = {}

    def case(function):
        cases[function.__name__] = function
        return function

    return cases, case


def client_main(cases, about, **more):
    """Runs the case that the command line names against the server that it names; the process's exit
    code. `more`: further options, each with its type."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--port", type=int)
    parser.add_argument("--case")
    parser.add_argument("--server-pid", dest="pid", type=int, help="whose memory is looked at")
    parser.add_argument("--list", action="store_true", help="print the names of the cases")
    for name, kind in more.items():
        parser.add_argument(f"--{name}", type=kind)
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(cases))
        return 0
    return run_case(cases, arguments.case, arguments)


def run_case(cases, name, *arguments):
    """Runs one case; the process's exit code."""
    if name not in cases:
        print(f"unknown case {name!r}; known: {', '.join(cases)}", file=sys.stderr)
        return 2
    try:
        cases[name](*arguments)
    except (Difference, socket.timeout, OSError) as difference:
        print(f"{name}: {type(difference).__name__}: {difference}")
        return 1
    return 0
