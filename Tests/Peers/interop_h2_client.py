#!/usr/bin/env python3
"""The cases of gRPC's interoperability tests that look at how messages are compressed, on Python's
`h2`: grpcio hides that.

    interop_h2_client.py --server_port=50051 --test_case=server_compressed_unary

Exits 0 if everything was as it should be, 1 if not (and says what), 2 when the case is not known.
"""

import argparse
import socket
import sys

import stubs
from h2_peer import Difference, Peer, expect, framed, unframed

_, messages, _ = stubs.load_testing()
CASES = {}
OK, INVALID_ARGUMENT = "0", "3"
REQUEST_BYTES, RESPONSE_BYTES = 271_828, 314_159


def case(function):
    CASES[function.__name__] = function
    return function


def payload(size):
    return messages.Payload(body=bytes(size))


def boolean(value):
    return messages.BoolValue(value=value)


def large_request(**more):
    return messages.SimpleRequest(
        response_size=RESPONSE_BYTES, payload=payload(REQUEST_BYTES), **more
    )


class Client(Peer):
    def __init__(self, host, port):
        super().__init__(socket.create_connection((host, port)), client_side=True)
        self.begin()

    def call(self, method, requests, kind, status=OK, encoding="gzip"):
        """Sends `requests`, each with whether it is to be compressed; returns the responses alike."""
        number = self.h2.get_next_available_stream_id()
        fields = {
            ":method": "POST",
            ":scheme": "http",
            ":path": f"/grpc.testing.TestService/{method}",
            ":authority": "localhost",
            "te": "trailers",
            "content-type": "application/grpc",
            "grpc-accept-encoding": "gzip",
        }
        if encoding:
            fields["grpc-encoding"] = encoding
        self.h2.send_headers(number, list(fields.items()))
        for request, compressed in requests:
            self.send(number, framed(request, compressed))
        self.h2.end_stream(number)
        self.flush()
        self.read_until(
            "the response", lambda: number in self.streams and self.streams[number].ended
        )
        stream = self.streams[number]
        expect(f"the status ({stream.header('grpc-message')})", stream.header("grpc-status"), status)
        responses = unframed(stream.data, kind)
        if any(compressed for _, compressed in responses):
            expect("grpc-encoding", stream.header("grpc-encoding"), "gzip")
        return responses


@case
def client_compressed_unary(client):
    kind = messages.SimpleResponse
    compressed = large_request(expect_compressed=boolean(True))
    plain = large_request(expect_compressed=boolean(False))
    for encoding in ("gzip", None):
        client.call("UnaryCall", [(compressed, False)], kind, INVALID_ARGUMENT, encoding)
    client.call("UnaryCall", [(plain, True)], kind, INVALID_ARGUMENT)
    for request, is_compressed in ((compressed, True), (plain, False)):
        [(response, _)] = client.call("UnaryCall", [(request, is_compressed)], kind)
        expect("the response", response.payload.body, bytes(RESPONSE_BYTES))


@case
def server_compressed_unary(client):
    for wanted in (True, False):
        request = large_request(response_compressed=boolean(wanted))
        [(response, compressed)] = client.call(
            "UnaryCall", [(request, False)], messages.SimpleResponse
        )
        expect("the response", response.payload.body, bytes(RESPONSE_BYTES))
        expect("compressed", compressed, wanted)


@case
def client_compressed_streaming(client):
    def request(size, expected):
        return messages.StreamingInputCallRequest(
            payload=payload(size), expect_compressed=boolean(expected)
        )

    kind = messages.StreamingInputCallResponse
    probe = [(request(27_182, True), False)]
    client.call("StreamingInputCall", probe, kind, INVALID_ARGUMENT)
    requests = [(request(27_182, True), True), (request(45_904, False), False)]
    [(response, _)] = client.call("StreamingInputCall", requests, kind)
    expect("the sum", response.aggregated_payload_size, 73_086)


@case
def server_compressed_streaming(client):
    wanted = [(31_415, True), (92_653, False)]
    request = messages.StreamingOutputCallRequest(
        response_parameters=[
            messages.ResponseParameters(size=size, compressed=boolean(compressed))
            for size, compressed in wanted
        ]
    )
    responses = client.call(
        "StreamingOutputCall", [(request, False)], messages.StreamingOutputCallResponse
    )
    found = [(len(response.payload.body), compressed) for response, compressed in responses]
    expect("the responses", found, wanted)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server_host", default="127.0.0.1")
    parser.add_argument("--server_port", type=int, required=True)
    parser.add_argument("--test_case", required=True, help="may be several, with commas")
    arguments = parser.parse_args()
    names = arguments.test_case.split(",")
    if unknown := set(names) - set(CASES):
        print(f"no such case: {unknown}; known: {', '.join(CASES)}", file=sys.stderr)
        return 2
    for name in names:
        try:
            client = Client(arguments.server_host, arguments.server_port)
            CASES[name](client)
            client.close()
        except (Difference, OSError) as difference:
            print(f"{name}: {type(difference).__name__}: {difference}")
            return 1
        print(f"{name}: passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
