"""Calls Echo.Get once with Python's grpcio and compares: `check_echo.py PORT MESSAGE [ROOTS]`, MESSAGE
being a file, and so the roots where the server speaks TLS. h2load reads no trailers; this does, so
that what is measured is known to be gRPC."""

import pathlib
import sys

import grpc


def connect(port, roots):
    if not roots:
        return grpc.insecure_channel(f"127.0.0.1:{port}")
    credentials = grpc.ssl_channel_credentials(pathlib.Path(roots[0]).read_bytes())
    return grpc.secure_channel(f"localhost:{port}", credentials)


def main():
    port, message, *roots = sys.argv[1:]
    message = pathlib.Path(message).read_bytes()
    with connect(port, roots) as channel:
        get = channel.unary_unary("/martlet.bench.Echo/Get")
        try:
            reply, call = get.with_call(message, timeout=20)
        except grpc.RpcError as error:
            sys.exit(f"{error.code()}: {error.details()}")
    if call.code() != grpc.StatusCode.OK or reply != message:
        sys.exit(f"status {call.code()}, reply {reply!r}, wanted {message!r}")


if __name__ == "__main__":
    main()
