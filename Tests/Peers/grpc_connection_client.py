#!/usr/bin/env python3
"""Python's grpcio as a client whose connections are kept, or not kept, for long.

    grpc_connection_client.py --port 50051 --case churn --argument grpc.keepalive_time_ms=50

Exits 0 if what it met is right, 1 if not (and says what differed), 2 when the case is not known.
"""

import argparse
import sys

import grpc

import tls_options
from grpc_client import PATIENCE, Request, expect, expect_that, services
from wire import case_table, run_case

CASES, case = case_table()


@case
def churn(stub):
    """Calls go on while the server sends one connection after the other away."""
    for number in range(100):
        request = Request(text=str(number), delay_milliseconds=10)
        expect("text", stub.Echo(request, timeout=PATIENCE).text, str(number))


@case
def long_call(stub):
    """A call that takes long, while this side asks again and again if the server is there."""
    reply = stub.Echo(Request(text="a", delay_milliseconds=1500), timeout=PATIENCE)
    expect("text", reply.text, "a")


@case
def too_many_pings(stub):
    """The same, where the server does not like it."""
    try:
        stub.Echo(Request(delay_milliseconds=60_000), timeout=PATIENCE)
    except grpc.RpcError as error:
        expect("code", error.code(), grpc.StatusCode.UNAVAILABLE)
        words = error.details().lower().replace("_", " ")
        expect_that(f"{error.details()!r} says why", "too many pings" in words)
    else:
        expect_that("the call succeeded", False)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--case", required=True)
    tls_options.add_to(parser)
    arguments = parser.parse_args()
    with tls_options.channel(f"127.0.0.1:{arguments.port}", arguments) as channel:
        return run_case(CASES, arguments.case, services.InteropStub(channel))


if __name__ == "__main__":
    sys.exit(main())
