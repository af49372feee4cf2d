#!/usr/bin/env python3
"""grpc.testing.TestService served by Python's grpcio (C-core), for gRPC's interoperability tests.

Prints `listening on 127.0.0.1:PORT` and serves until standard input closes (--until-eof) or SIGTERM.
It cannot tell whether a request was compressed; interop_h2_server.py can.
"""

import argparse
import concurrent.futures
import signal
import sys
import threading
import time

import grpc

import service_account
import stubs
import tls_options

empty, messages, services = stubs.load_testing()
CODES = {code.value[0]: code for code in grpc.StatusCode}
INITIAL, FINAL = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"


def payload(size):
    return messages.Payload(body=bytes(size))


def echo_metadata(context):
    metadata = dict(context.invocation_metadata())
    if INITIAL in metadata:
        context.send_initial_metadata(((INITIAL, metadata[INITIAL]),))
    if FINAL in metadata:
        context.set_trailing_metadata(((FINAL, metadata[FINAL]),))


def end_as_asked(request, context):
    if request.HasField("response_status") and request.response_status.code:
        status = request.response_status
        context.abort(CODES[status.code], status.message)


class TestService(services.TestServiceServicer):
    def __init__(self, key):
        self.key = key

    def EmptyCall(self, request, context):
        echo_metadata(context)
        return empty.Empty()

    def UnaryCall(self, request, context):
        if request.HasField("response_compressed"):
            context.set_compression(grpc.Compression.Gzip)
            if not request.response_compressed.value:
                context.disable_next_message_compression()
        echo_metadata(context)
        end_as_asked(request, context)
        response = messages.SimpleResponse(payload=payload(request.response_size))
        if request.fill_username and self.key:
            authorization = dict(context.invocation_metadata()).get("authorization", "")
            response.username = self.key.user(authorization.removeprefix("Bearer ")) or ""
        return response

    def StreamingOutputCall(self, request, context):
        if any(parameters.HasField("compressed") for parameters in request.response_parameters):
            context.set_compression(grpc.Compression.Gzip)
        echo_metadata(context)
        yield from self.responses(request, context)

    def StreamingInputCall(self, requests, context):
        size = sum(len(request.payload.body) for request in requests)
        return messages.StreamingInputCallResponse(aggregated_payload_size=size)

    def FullDuplexCall(self, requests, context):
        echo_metadata(context)
        for request in requests:
            yield from self.responses(request, context)

    def HalfDuplexCall(self, requests, context):
        for request in list(requests):
            yield from self.responses(request, context)

    def responses(self, request, context):
        end_as_asked(request, context)
        for parameters in request.response_parameters:
            time.sleep(parameters.interval_us / 1e6)
            if parameters.HasField("compressed") and not parameters.compressed.value:
                context.disable_next_message_compression()
            yield messages.StreamingOutputCallResponse(payload=payload(parameters.size))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input closes")
    parser.add_argument("--service_account_key_file", help="what tokens must be signed with")
    tls_options.add_to(parser)
    arguments = parser.parse_args()
    path = arguments.service_account_key_file
    key = service_account.Key(path) if path else None

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server = grpc.server(
        concurrent.futures.ThreadPoolExecutor(max_workers=16), options=[("grpc.so_reuseport", 0)]
    )
    services.add_TestServiceServicer_to_server(TestService(key), server)
    address, credentials = f"127.0.0.1:{arguments.port}", tls_options.server_credentials(arguments)
    if credentials:
        port = server.add_secure_port(address, credentials)
    else:
        port = server.add_insecure_port(address)
    server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)
    if arguments.until_eof:
        sys.stdin.buffer.read()
    else:
        stop.wait()
    server.stop(grace=0)


if __name__ == "__main__":
    main()
