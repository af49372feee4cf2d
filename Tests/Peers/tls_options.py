"""The options that the grpcio peers share: TLS and channel arguments."""

import pathlib

import grpc


def add_to(parser):
    parser.add_argument("--tls-certificate", help="PEM; with --tls-key, what this side proves itself by")
    parser.add_argument("--tls-key", help="PEM")
    parser.add_argument("--tls-roots", help="PEM; whose certificates the other side's may come from")
    parser.add_argument("--tls-name", help="client: the host name that the server's certificate has")
    parser.add_argument(
        "--argument",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="a channel argument of grpcio's",
    )


def _read(path):
    return pathlib.Path(path).read_bytes() if path else None


def channel_arguments(arguments):
    pairs = (argument.split("=") for argument in arguments.argument)
    return [(name, int(value)) for name, value in pairs]


def server_credentials(arguments):
    """None for plaintext. With roots, clients must have a certificate."""
    if not arguments.tls_certificate:
        return None
    pair = (_read(arguments.tls_key), _read(arguments.tls_certificate))
    roots = _read(arguments.tls_roots)
    return grpc.ssl_server_credentials([pair], roots, require_client_auth=roots is not None)


def channel(target, arguments):
    """A channel to `target`, in plaintext without roots."""
    if not arguments.tls_roots:
        return grpc.insecure_channel(target, channel_arguments(arguments))
    credentials = grpc.ssl_channel_credentials(
        _read(arguments.tls_roots), _read(arguments.tls_key), _read(arguments.tls_certificate)
    )
    name = arguments.tls_name
    options = [("grpc.ssl_target_name_override", name)] if name else []
    options += channel_arguments(arguments)
    return grpc.secure_channel(target, credentials, options)
