#!/usr/bin/env python3
"""grpc.testing.TestService on Python's `h2`: for the cases of gRPC's interoperability tests that look
at how messages are compressed, and for the negative HTTP/2 ones, which need a server that misbehaves.

    interop_h2_server.py --test_case=goaway

Prints `listening on 127.0.0.1:PORT` and serves until standard input closes; then it prints what the
client did wrong, and exits with 1 if there was anything.
"""

import argparse
import socket
import sys
import threading
import time

import h2.errors
import h2.events
import h2.settings
from hyperframe.frame import GoAwayFrame

import stubs
from h2_peer import Difference, Peer, expect, framed, unframed

empty, messages, _ = stubs.load_testing()
START = [(":status", "200"), ("content-type", "application/grpc")]
CASES = {}
# What went wrong, from all connections.
differences = []
connections = []


def case(function):
    CASES[function.__name__] = function
    return function


class Server(Peer):
    def __init__(self, connection):
        super().__init__(connection, client_side=False)
        self.finished = set()
        self.started = set()
        self.pings = 0

    def note(self, event):
        super().note(event)
        if isinstance(event, h2.events.PingAckReceived):
            self.pings -= 1

    def next_request(self):
        """The next stream whose request is complete, or None if the client has left."""

        def complete():
            waiting = (s for s in self.streams.values() if s.ended)
            return next((s for s in waiting if s.number not in self.finished), None)

        while not (stream := complete()):
            if not self.read():
                return None
        self.finished.add(stream.number)
        return stream

    def request(self):
        stream = self.next_request()
        if stream is None:
            raise Difference("the client left without a request")
        return stream

    def start(self, stream, *fields):
        self.started.add(stream.number)
        self.h2.send_headers(stream.number, START + list(fields))
        self.flush()

    def end(self, stream, status=0, message=""):
        fields = [("grpc-status", str(status))] + ([("grpc-message", message)] if message else [])
        start = [] if stream.number in self.started else START
        self.h2.send_headers(stream.number, start + fields, end_stream=True)
        self.flush()

    def ping(self):
        self.pings += 1
        self.h2.ping(self.pings.to_bytes(8, "big"))
        self.flush()

    def linger(self):
        while self.read():
            pass


def large_response(stream):
    [(request, _)] = unframed(stream.data, messages.SimpleRequest)
    return messages.SimpleResponse(payload=messages.Payload(body=bytes(request.response_size)))


# The service, as far as it is about compression.


class InvalidArgument(Exception):
    pass


def check(expected, was_compressed):
    if expected is not None and expected.value != was_compressed:
        raise InvalidArgument


def optional(message, name):
    return getattr(message, name) if message.HasField(name) else None


def unary_call(server, stream):
    [(request, was_compressed)] = unframed(stream.data, messages.SimpleRequest)
    check(optional(request, "expect_compressed"), was_compressed)
    compressed = request.response_compressed.value
    return [(large_response(stream), compressed)]


def streaming_input_call(server, stream):
    size = 0
    for request, was_compressed in unframed(stream.data, messages.StreamingInputCallRequest):
        check(optional(request, "expect_compressed"), was_compressed)
        size += len(request.payload.body)
    return [(messages.StreamingInputCallResponse(aggregated_payload_size=size), False)]


def streaming_output_call(server, stream):
    [(request, _)] = unframed(stream.data, messages.StreamingOutputCallRequest)
    return [
        (
            messages.StreamingOutputCallResponse(payload=messages.Payload(body=bytes(p.size))),
            p.compressed.value,
        )
        for p in request.response_parameters
    ]


METHODS = {
    "UnaryCall": unary_call,
    "StreamingInputCall": streaming_input_call,
    "StreamingOutputCall": streaming_output_call,
}


@case
def compression(server):
    server.begin()
    while stream := server.next_request():
        expect(
            "grpc-accept-encoding", stream.header("grpc-accept-encoding"), "identity,deflate,gzip"
        )
        flags = {flag for flag in stream.data[:1]}
        if flags == {1}:
            expect("grpc-encoding", stream.header("grpc-encoding"), "gzip")
        try:
            responses = METHODS[stream.header(":path").rpartition("/")[2]](server, stream)
        except InvalidArgument:
            server.end(stream, 3)
            continue
        server.start(stream, ("grpc-encoding", "gzip"))
        for response, compressed in responses:
            server.send(stream.number, framed(response, compressed))
        server.end(stream)


# The negative cases.


@case
def goaway(server):
    """GOAWAY in the middle of a call, which goes on; the next one has to come over another connection."""
    server.begin()
    stream = server.request()
    server.start(stream)
    server.send(stream.number, framed(large_response(stream)))
    # By hand, and together with the end: h2 takes a GOAWAY, its own or the one that our client answers
    # with, for the end of everything.
    server.h2.send_headers(stream.number, [("grpc-status", "0")], end_stream=True)
    goaway_frame = GoAwayFrame(0, last_stream_id=stream.number).serialize()
    server.socket.sendall(goaway_frame + server.h2.data_to_send())
    if server.next_request() is not None:
        raise Difference("a request came behind the GOAWAY")


def respond(server, stream, **how):
    server.start(stream)
    server.send(stream.number, framed(large_response(stream)), **how)
    server.end(stream)


def reset(server, stream):
    server.h2.reset_stream(stream.number, h2.errors.ErrorCodes.NO_ERROR)
    server.flush()


@case
def rst_after_header(server):
    server.begin()
    stream = server.request()
    server.start(stream)
    reset(server, stream)
    server.linger()


@case
def rst_during_data(server):
    server.begin()
    stream = server.request()
    server.start(stream)
    data = framed(large_response(stream))
    server.send(stream.number, data[: len(data) // 2])
    reset(server, stream)
    server.linger()


@case
def rst_after_data(server):
    server.begin()
    stream = server.request()
    server.start(stream)
    server.send(stream.number, framed(large_response(stream)))
    reset(server, stream)
    server.linger()


@case
def ping(server):
    """PINGs around everything; each has to be acknowledged."""
    server.begin()
    stream = server.request()
    server.ping()
    server.start(stream)
    server.ping()
    server.send(stream.number, framed(large_response(stream)))
    server.ping()
    server.end(stream)
    server.read_until("the PINGs' answers", lambda: server.pings == 0)
    server.linger()


@case
def max_streams(server):
    """One stream at a time; h2 refuses a second one."""
    server.begin({h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: 1})
    count = 0
    while stream := server.next_request():
        count += 1
        time.sleep(0.01)
        expect("open streams", server.h2.open_inbound_streams, 1)
        respond(server, stream)
    expect("calls", count, 11)


@case
def data_frame_padding(server):
    """Five bytes in each frame, and 255 of padding, which have to be given back as credit."""
    server.begin()
    respond(server, server.request(), piece=5, padding=255)
    server.linger()


@case
def no_df_padding_sanity_test(server):
    server.begin()
    respond(server, server.request(), piece=5)
    server.linger()


def serve(function, connection):
    server = Server(connection)
    connections.append(server)
    try:
        function(server)
    except Exception as error:  # whatever it is, it is told
        differences.append(f"{type(error).__name__}: {error}")
    finally:
        server.close()


def accept(function, listener, threads):
    while True:
        connection, _ = listener.accept()
        threads.append(threading.Thread(target=serve, args=(function, connection), daemon=True))
        threads[-1].start()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--test_case", required=True, choices=CASES)
    arguments = parser.parse_args()
    listener = socket.create_server(("127.0.0.1", arguments.port))
    threads = []
    function = CASES[arguments.test_case]
    threading.Thread(target=accept, args=(function, listener, threads), daemon=True).start()
    print(f"listening on 127.0.0.1:{listener.getsockname()[1]}", flush=True)
    sys.stdin.read()
    for thread in threads:
        thread.join(timeout=10)
    if arguments.test_case == "goaway" and len(connections) != 2:
        differences.append(f"there were {len(connections)} connections, wanted 2")
    print("\n".join(differences) or "the client did nothing wrong", flush=True)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
