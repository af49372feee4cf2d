#!/usr/bin/env python3
"""The cases of gRPC's interoperability tests by Python's grpcio (C-core), against any server.

    interop_client.py --server_port=50051 --test_case=large_unary

Exits 0 if everything was as it should be, 1 if not (and says what), 2 when the case is not known or
not one for Python: it cannot see whether a response was compressed, and cannot leave a request of a
stream uncompressed; interop_h2_client.py can.
"""

import argparse
import concurrent.futures
import queue
import sys

import grpc

import service_account
import stubs
import tls_options

empty, messages, services = stubs.load_testing()
CASES = {}
PATIENCE = 60
REQUEST_BYTES, RESPONSE_BYTES = 271_828, 314_159
REQUEST_SIZES = [27_182, 8, 1828, 45_904]
RESPONSE_SIZES = [31_415, 9, 2653, 58_979]
INITIAL, FINAL = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"


class Difference(Exception):
    """Something that a case wants and that was not so."""


def case(function):
    CASES[function.__name__] = function
    return function


def expect(what, found, wanted):
    if found != wanted:
        raise Difference(f"{what}: found {found!r:.200}, wanted {wanted!r:.200}")


def expect_failure(what, code, call):
    try:
        call()
    except grpc.RpcError as error:
        expect(f"{what}'s code ({error.details()})", error.code(), code)
        return error
    raise Difference(f"{what}: the call succeeded")


def payload(size):
    return messages.Payload(body=bytes(size))


def large_request(**more):
    return messages.SimpleRequest(
        response_size=RESPONSE_BYTES, payload=payload(REQUEST_BYTES), **more
    )


def output_request(size=None, request=None, **more):
    parameters = [] if size is None else [messages.ResponseParameters(size=size)]
    return messages.StreamingOutputCallRequest(
        response_parameters=parameters,
        payload=None if request is None else payload(request),
        **more,
    )


class Outbox:
    """Requests that are put in one by one."""

    def __init__(self):
        self.queue = queue.SimpleQueue()

    def write(self, request):
        self.queue.put(request)

    def finish(self):
        self.queue.put(None)

    def __iter__(self):
        return iter(self.queue.get, None)


@case
def empty_unary(stub, channel):
    expect("the reply", stub.EmptyCall(empty.Empty(), timeout=PATIENCE), empty.Empty())


@case
def large_unary(stub, channel):
    response = stub.UnaryCall(large_request(), timeout=PATIENCE)
    expect("the response", response.payload.body, bytes(RESPONSE_BYTES))


@case
def concurrent_large_unary(stub, channel):
    calls = [stub.UnaryCall.future(large_request(), timeout=PATIENCE) for _ in range(1000)]
    for call in calls:
        expect("the response", call.result().payload.body, bytes(RESPONSE_BYTES))


@case
def client_compressed_unary(stub, channel):
    compressed = large_request(expect_compressed=messages.BoolValue(value=True))
    plain = large_request(expect_compressed=messages.BoolValue(value=False))
    invalid = grpc.StatusCode.INVALID_ARGUMENT
    expect_failure("the probe", invalid, lambda: stub.UnaryCall(compressed, timeout=PATIENCE))
    for compression in (grpc.Compression.Gzip, grpc.Compression.Deflate):
        response = stub.UnaryCall(compressed, timeout=PATIENCE, compression=compression)
        expect("the response", response.payload.body, bytes(RESPONSE_BYTES))
    response = stub.UnaryCall(plain, timeout=PATIENCE)
    expect("the response", response.payload.body, bytes(RESPONSE_BYTES))


@case
def client_streaming(stub, channel):
    requests = [messages.StreamingInputCallRequest(payload=payload(n)) for n in REQUEST_SIZES]
    response = stub.StreamingInputCall(iter(requests), timeout=PATIENCE)
    expect("the sum", response.aggregated_payload_size, 74_922)


@case
def server_streaming(stub, channel):
    request = messages.StreamingOutputCallRequest(
        response_parameters=[messages.ResponseParameters(size=size) for size in RESPONSE_SIZES]
    )
    responses = stub.StreamingOutputCall(request, timeout=PATIENCE)
    bodies = [response.payload.body for response in responses]
    expect("the responses", bodies, [bytes(size) for size in RESPONSE_SIZES])


@case
def ping_pong(stub, channel):
    outbox = Outbox()
    responses = stub.FullDuplexCall(iter(outbox), timeout=PATIENCE)
    for request, response in zip(REQUEST_SIZES, RESPONSE_SIZES):
        outbox.write(output_request(response, request))
        expect("a response", next(responses).payload.body, bytes(response))
    outbox.finish()
    expect("what is left", list(responses), [])


@case
def empty_stream(stub, channel):
    expect("the responses", list(stub.FullDuplexCall(iter(()), timeout=PATIENCE)), [])


@case
def custom_metadata(stub, channel):
    metadata = ((INITIAL, "test_initial_metadata_value"), (FINAL, b"\xab\xab\xab"))

    def check(call):
        expect("initial metadata", dict(call.initial_metadata()).get(INITIAL), metadata[0][1])
        expect("trailing metadata", dict(call.trailing_metadata()).get(FINAL), metadata[1][1])

    _, call = stub.UnaryCall.with_call(large_request(), metadata=metadata, timeout=PATIENCE)
    check(call)
    requests = iter([output_request(RESPONSE_BYTES, REQUEST_BYTES)])
    call = stub.FullDuplexCall(requests, metadata=metadata, timeout=PATIENCE)
    expect("the responses", len(list(call)), 1)
    check(call)


def expect_status(stub, message):
    status = messages.EchoStatus(code=2, message=message)
    unknown = grpc.StatusCode.UNKNOWN
    unary = messages.SimpleRequest(response_status=status)
    error = expect_failure("unary", unknown, lambda: stub.UnaryCall(unary, timeout=PATIENCE))
    expect("the message", error.details(), message)
    requests = iter([output_request(response_status=status)])
    error = expect_failure(
        "stream", unknown, lambda: list(stub.FullDuplexCall(requests, timeout=PATIENCE))
    )
    expect("the message", error.details(), message)


@case
def status_code_and_message(stub, channel):
    expect_status(stub, "test status message")


@case
def special_status_message(stub, channel):
    expect_status(
        stub, "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    )


@case
def unimplemented_method(stub, channel):
    expect_failure(
        "the call", grpc.StatusCode.UNIMPLEMENTED,
        lambda: stub.UnimplementedCall(empty.Empty(), timeout=PATIENCE),
    )  # fmt: skip


@case
def unimplemented_service(stub, channel):
    other = services.UnimplementedServiceStub(channel)
    expect_failure(
        "the call", grpc.StatusCode.UNIMPLEMENTED,
        lambda: other.UnimplementedCall(empty.Empty(), timeout=PATIENCE),
    )  # fmt: skip


@case
def cancel_after_begin(stub, channel):
    call = stub.StreamingInputCall.future(iter(Outbox()), timeout=PATIENCE)
    call.cancel()
    expect("cancelled", call.cancelled(), True)
    expect("the code", call.code(), grpc.StatusCode.CANCELLED)


@case
def cancel_after_first_response(stub, channel):
    outbox = Outbox()
    call = stub.FullDuplexCall(iter(outbox), timeout=PATIENCE)
    outbox.write(output_request(31_415, 27_182))
    expect("the response", next(call).payload.body, bytes(31_415))
    call.cancel()
    expect_failure("the call", grpc.StatusCode.CANCELLED, lambda: next(call))


@case
def timeout_on_sleeping_server(stub, channel):
    outbox = Outbox()
    outbox.write(output_request(request=27_182))
    expect_failure(
        "the call", grpc.StatusCode.DEADLINE_EXCEEDED,
        lambda: list(stub.FullDuplexCall(iter(outbox), timeout=0.001)),
    )  # fmt: skip


@case
def per_rpc_creds(stub, channel):
    key = service_account.Key(channel.arguments.service_account_key_file)
    token = key.token("https://localhost/grpc.testing.TestService")
    response = stub.UnaryCall(
        messages.SimpleRequest(fill_username=True), timeout=PATIENCE,
        credentials=grpc.access_token_call_credentials(token),
    )  # fmt: skip
    expect("the user", response.username, key.email)


@case
def rpc_soak(stub, channel):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(large_unary, stub, channel) for _ in range(100)]:
            done.result()


@case
def channel_soak(stub, channel):
    for _ in range(50):
        run("large_unary", channel.arguments)


def run(name, arguments):
    target = f"{arguments.server_host}:{arguments.server_port}"
    with tls_options.channel(target, arguments) as channel:
        channel.arguments = arguments
        CASES[name](services.TestServiceStub(channel), channel)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server_host", default="127.0.0.1")
    parser.add_argument("--server_port", type=int, required=True)
    parser.add_argument("--test_case", default="large_unary", help="may be several, with commas")
    parser.add_argument("--service_account_key_file", help="for per_rpc_creds")
    tls_options.add_to(parser)
    arguments = parser.parse_args()
    names = arguments.test_case.split(",")
    if unknown := set(names) - set(CASES):
        print(f"no such case: {unknown}; known: {', '.join(CASES)}", file=sys.stderr)
        return 2
    for name in names:
        try:
            run(name, arguments)
        except (Difference, grpc.RpcError) as difference:
            print(f"{name}: {difference}")
            return 1
        print(f"{name}: passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
