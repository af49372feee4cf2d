#!/usr/bin/env python3
"""A client that fills a server's buffers: handlers that do not read, on many streams at once.

    flow_client.py --port 50051 --case windows_shrink --limit 4194304

The server serves martlet.test.Interop and holds at most so many bytes of a connection. Exits 0 if it
behaved, 1 if not (and says what differed).
"""

import itertools
import sys

from hyperframe.frame import PingFrame, SettingsFrame

from bad_client import RESOURCE_EXHAUSTED, Client, request_fields
from wire import case_table, client_main, expect, expect_that, message

CASES, case = case_table()
WINDOW = 256 << 10
# An EchoRequest whose payload makes it as long as a frame may be.
PIECE = message(b"\x12\xf6\x7f" + bytes(0x3FF6))
STALL = message(b"\x40\x01")  # EchoRequest(wait_for_cancel: true): the handler reads no more.


class Filler(Client):
    """Sends what the windows allow, and keeps the account of them."""

    def __init__(self, server, streams):
        self.windows = {}
        self.initial = 65_535
        self.sent = 0
        self.answers = 0
        super().__init__(server)
        # Before the server's SETTINGS are acknowledged its windows are those of the protocol.
        self.catch_up()
        expect("the window of new streams", self.initial, WINDOW)
        for stream in range(1, 2 * streams, 2):
            self.send_headers(stream, request_fields("/martlet.test.Interop/Collect"), "END_HEADERS")
            self.windows[stream] = self.initial
            self.fill(stream, STALL)

    def fill(self, stream, piece):
        self.send_data(stream, piece)
        self.windows[stream] -= len(piece)
        self.sent += len(piece)

    def note(self, frame):
        super().note(frame)
        if isinstance(frame, PingFrame) and "ACK" in frame.flags:
            self.answers += 1
        if isinstance(frame, SettingsFrame) and SettingsFrame.INITIAL_WINDOW_SIZE in frame.settings:
            size = frame.settings[SettingsFrame.INITIAL_WINDOW_SIZE]
            for stream in self.windows:
                self.windows[stream] += size - self.initial
            self.initial = size

    def catch_up(self):
        """Reads what the server has sent in answer to all that went before."""
        wanted = self.answers + 1
        self.send_frame(PingFrame(0, b"catch up"))
        self.read_until("the PING's answer", lambda: self.answers >= wanted)


@case
def windows_shrink(server):
    """Who heeds the windows is never refused: they shrink before the buffers are full."""
    client = Filler(server, streams=60)
    for turn in itertools.count():
        room = [s for s, window in client.windows.items() if window >= len(PIECE)]
        if not room:
            break
        for stream in room[:16]:
            client.fill(stream, PIECE)
        client.catch_up()
        expect_that("it comes to an end", turn < 1000)
    expect("the window of new streams", client.initial, 64 << 10)
    expect_that(f"{client.sent} bytes were taken", client.sent < server.limit)
    expect_that(f"{client.sent} bytes were taken", client.sent > server.limit // 2)
    refused = [s for s, response in client.streams.items() if response.ended or response.reset]
    expect("calls that have ended", refused, [])
    client.expect_goes_on()


@case
def buffers_full(server):
    """Who sends as fast as the first windows allow, reading nothing: calls end, others go on."""
    client = Filler(server, streams=60)
    for _ in range(WINDOW // len(PIECE) - 1):
        for stream in list(client.windows):
            client.fill(stream, PIECE)
    client.read_until(
        "an end", lambda: any(response.ended for response in client.streams.values()))
    ended = [s for s, response in client.streams.items() if response.ended]
    client.expect_status(RESOURCE_EXHAUSTED, stream=ended[0])
    expect_that(
        "it says why", "unread" in client.streams[ended[0]].field("grpc-message"))
    client.catch_up()
    going = [s for s in client.windows if s not in client.streams or not client.streams[s].ended]
    expect_that("those that were there first go on", going)
    client.expect_goes_on()


if __name__ == "__main__":
    sys.exit(client_main(CASES, __doc__, limit=int))
