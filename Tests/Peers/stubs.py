"""Python stubs for interop.proto, made by grpc_tools when a peer starts; nothing is committed."""

import importlib
import pathlib
import sys
import tempfile

DEFINITIONS = pathlib.Path(__file__).resolve().parent.parent / "InteropAPI"


def load():
    """The modules (messages, services) generated from interop.proto."""
    import grpc_tools.protoc

    with tempfile.TemporaryDirectory(prefix="martlet-stubs-") as folder:
        arguments = [
            "protoc",
            f"--proto_path={DEFINITIONS}",
            f"--python_out={folder}",
            f"--grpc_python_out={folder}",
            "interop.proto",
        ]
        if grpc_tools.protoc.main(arguments) != 0:
            sys.exit("stubs: grpc_tools.protoc failed on interop.proto")
        sys.path.insert(0, folder)
        try:
            messages = importlib.import_module("interop_pb2")
            services = importlib.import_module("interop_pb2_grpc")
        finally:
            sys.path.remove(folder)
    return messages, services
