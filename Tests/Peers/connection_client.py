#!/usr/bin/env python3
"""A client that looks at how our server keeps its connections: age, idleness, keepalive.

    connection_client.py --port 50051 --case max_age

The server serves martlet.test.Interop; what it must be told is said at each case. Exits 0 if it behaved,
1 if not (and says what differed), 2 when the case is not known. --list prints the names of the cases.
"""

import sys

from hyperframe.frame import PingFrame

from bad_client import ENHANCE_YOUR_CALM, HI, NO_ERROR, Client, request_fields
from wire import case_table, client_main, expect, expect_that

CASES, case = case_table()
LAST_STREAM = (1 << 31) - 1


def begin_chat(client, stream=1):
    """A call that goes on until `end_chat`, and that nothing is sent on meanwhile."""
    client.send_headers(stream, request_fields("/martlet.test.Interop/Chat"), "END_HEADERS")
    client.send_data(stream, HI)
    client.read_until(
        "the first reply", lambda: stream in client.streams and client.streams[stream].data
    )


def end_chat(client, stream=1):
    client.send_data(stream, b"", "END_STREAM")
    client.expect_status(0, stream=stream)


def expect_drain(client, reason, last_stream):
    """GOAWAY in two steps with a PING between them."""
    client.read_until("a GOAWAY", lambda: client.goaway)
    expect("the first GOAWAY's code", client.goaway.error_code, NO_ERROR)
    expect("the first GOAWAY's last stream", client.goaway.last_stream_id, LAST_STREAM)
    client.goaway = None
    client.read_until("the second GOAWAY", lambda: client.goaway)
    expect("its code", client.goaway.error_code, NO_ERROR)
    expect("its last stream", client.goaway.last_stream_id, last_stream)
    expect("its debug data", bytes(client.goaway.additional_data), reason)


@case
def max_age(server):
    """max age: short. The call goes on to its end."""
    client = Client(server)
    client.answers_pings = True
    begin_chat(client)
    expect_drain(client, b"max_age", 1)
    end_chat(client)
    client.expect_closed(NO_ERROR)


@case
def max_age_grace(server):
    """max age and grace: short. The call that does not end is cut off."""
    client = Client(server)
    client.answers_pings = True
    begin_chat(client)
    expect_drain(client, b"max_age", 1)
    client.expect_closed(NO_ERROR)
    expect("the call's status", client.streams[1].field("grpc-status"), None)


@case
def max_idle(server):
    """max idle: short. Counted from the end of the last call."""
    client = Client(server)
    client.answers_pings = True
    begin_chat(client)
    for _ in range(2):
        client.send_data(1, HI)
    end_chat(client)
    expect("a GOAWAY while there was a call", client.goaway, None)
    expect_drain(client, b"max_idle", 1)
    client.expect_closed(NO_ERROR)


@case
def keepalive_silence(server):
    """keepalive time and timeout: short. No answer to the PING."""
    client = Client(server)
    begin_chat(client)
    client.read_until("a PING", lambda: "PingFrame" in client.seen)
    client.expect_closed()


@case
def keepalive_answers(server):
    """keepalive time and timeout: short. Answered again and again."""
    client = Client(server)
    client.answers_pings = True
    begin_chat(client)
    client.read_until("five PINGs", lambda: client.seen.count("PingFrame") >= 5)
    end_chat(client)
    client.expect_goes_on()


def ping(client):
    """Sends a PING and waits for its answer, or the end of the connection."""
    before = client.seen.count("PingFrame")
    client.send_frame(PingFrame(0, b"12345678"))
    while client.seen.count("PingFrame") == before and client.read() is not None:
        pass


def expect_too_many(client):
    client.expect_closed(ENHANCE_YOUR_CALM)
    expect("debug data", bytes(client.goaway.additional_data), b"too_many_pings")


@case
def too_many_pings(server):
    """Defaults. The fourth PING in a row: the first is due, two are forgiven."""
    client = Client(server)
    begin_chat(client)
    for number in range(3):
        ping(client)
        expect(f"GOAWAY after PING {number}", client.goaway, None)
    ping(client)
    expect_too_many(client)


@case
def too_many_pings_at_once(server):
    """Defaults. A flood gets its GOAWAY, too."""
    client = Client(server)
    client.send(PingFrame(0, b"12345678").serialize() * 500)
    expect_too_many(client)


@case
def pings_between_answers(server):
    """Defaults. What the server sends forgives."""
    client = Client(server)
    for number in range(20):
        ping(client)
        ping(client)
        client.request(2 * number + 1)
        client.expect_status(0, stream=2 * number + 1)
    client.expect_goes_on()


@case
def pings_without_calls(server):
    """min PING interval: 0. Not permitted without calls."""
    client = Client(server)
    begin_chat(client)
    for _ in range(10):
        ping(client)
    expect("a GOAWAY", client.goaway, None)
    end_chat(client)
    for _ in range(4):
        ping(client)
    expect_too_many(client)


@case
def pings_without_calls_permitted(server):
    """min PING interval: 0. Permitted without calls."""
    client = Client(server)
    for _ in range(20):
        ping(client)
    client.expect_goes_on()


@case
def one_too_many(server):
    """max connections: 1. The second is closed at once; when the first is gone, there is room."""
    first = Client(server)
    first.expect_goes_on()
    second = Client(server)
    second.expect_closed()
    expect_that("the second got SETTINGS", "SettingsFrame" not in second.seen)
    first.expect_goes_on(stream=1003)
    first.socket.close()
    while True:
        third = Client(server)
        if third.read() is not None:
            return third.expect_goes_on()


if __name__ == "__main__":
    sys.exit(client_main(CASES, __doc__))
