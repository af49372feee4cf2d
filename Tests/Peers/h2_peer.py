"""gRPC on Python's `h2`, with every byte of a message in the caller's hands: what grpcio hides, such as
whether a message is compressed, and what it never does, such as padding."""

import gzip
import socket
import struct

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
import h2.settings

# Nothing is waited for longer.
PATIENCE = 30
WINDOW = 8 << 20


class Difference(Exception):
    """Something that a case wants and that was not so."""


def expect(what, found, wanted):
    if found != wanted:
        raise Difference(f"{what}: found {found!r:.200}, wanted {wanted!r:.200}")


def framed(message, compressed=False):
    data = message.SerializeToString()
    if compressed:
        data = gzip.compress(data)
    return struct.pack(">BI", compressed, len(data)) + data


def unframed(data, kind):
    """The messages in `data`, each with whether it was compressed."""
    found = []
    while data:
        flag, length = struct.unpack(">BI", data[:5])
        payload, data = data[5 : 5 + length], data[5 + length :]
        expect("bytes of the message", len(payload), length)
        found.append((kind.FromString(gzip.decompress(payload) if flag else payload), flag == 1))
    return found


class Stream:
    """What came on one stream."""

    def __init__(self, number):
        self.number = number
        self.blocks = []
        self.data = b""
        self.ended = False
        self.reset = None

    def header(self, name):
        return next((v for block in self.blocks for k, v in block if k == name), None)


class Peer:
    """One connection; `note` may be overridden to see each event."""

    def __init__(self, connection, client_side):
        connection.settimeout(PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = connection
        config = h2.config.H2Configuration(client_side=client_side, header_encoding="utf-8")
        self.h2 = h2.connection.H2Connection(config)
        self.streams = {}
        self.goaway = None
        self.is_open = True

    def begin(self, settings=None):
        initial = {h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: WINDOW, **(settings or {})}
        self.h2.local_settings = h2.settings.Settings(
            client=self.h2.config.client_side, initial_values=initial
        )
        self.h2.initiate_connection()
        self.h2.increment_flow_control_window(WINDOW)
        self.flush()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def read(self):
        """Takes what comes next; returns False once the other side has closed."""
        data = self.socket.recv(1 << 16) if self.is_open else b""
        if not data:
            self.is_open = False
            return False
        for event in self.h2.receive_data(data):
            self.note(event)
        self.flush()
        return True

    def read_until(self, what, condition):
        while not condition():
            if not self.read() and not condition():
                raise Difference(f"{what}: the other side closed the connection")

    def note(self, event):
        number = getattr(event, "stream_id", None)
        if number:
            stream = self.streams.setdefault(number, Stream(number))
        if isinstance(
            event,
            (h2.events.RequestReceived, h2.events.ResponseReceived, h2.events.TrailersReceived),
        ):
            stream.blocks.append(list(event.headers))
        elif isinstance(event, h2.events.DataReceived):
            stream.data += event.data
            self.h2.acknowledge_received_data(event.flow_controlled_length, number)
        elif isinstance(event, h2.events.StreamEnded):
            stream.ended = True
        elif isinstance(event, h2.events.StreamReset):
            stream.reset = event.error_code
        elif isinstance(event, h2.events.ConnectionTerminated):
            self.goaway = event

    def send(self, stream, data, piece=1 << 14, padding=None, end=False):
        """Sends `data` in frames of at most `piece` bytes, as fast as the window allows."""
        cost = 0 if padding is None else padding + 1
        while data:
            part = data[:piece]
            self.read_until(
                "credit",
                lambda: self.h2.local_flow_control_window(stream) >= len(part) + cost,
            )
            data = data[len(part) :]
            self.h2.send_data(stream, part, end_stream=end and not data, pad_length=padding)
            self.flush()

    def close(self):
        self.socket.close()
