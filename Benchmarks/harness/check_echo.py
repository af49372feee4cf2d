"""Calls Echo.Get once with Python's grpcio and compares: `check_echo.py PORT HEX`, HEX being the
message. h2load reads no trailers; this does, so that what is measured is known to be gRPC."""

import sys

import grpc


def main():
    port, message = int(sys.argv[1]), bytes.fromhex(sys.argv[2])
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        get = channel.unary_unary("/martlet.bench.Echo/Get")
        try:
            reply, call = get.with_call(message, timeout=20)
        except grpc.RpcError as error:
            sys.exit(f"{error.code()}: {error.details()}")
    if call.code() != grpc.StatusCode.OK or reply != message:
        sys.exit(f"status {call.code()}, reply {reply!r}, wanted {message!r}")


if __name__ == "__main__":
    main()
