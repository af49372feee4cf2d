"""Python stubs, made by grpc_tools when a peer starts; nothing is committed."""

import importlib
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def load():
    """The modules (messages, services) generated from interop.proto."""
    return generate(ROOT / "Tests/InteropAPI", "interop_pb2", "interop_pb2_grpc")


def load_testing():
    """The modules (empty, messages, services) of grpc.testing.

    Their files are in grpc/testing, where Python would look within the package of grpcio. So the
    folders go, from names of files only: those of messages and services stay.
    """
    with tempfile.TemporaryDirectory(prefix="martlet-idl-") as folder:
        for file in (ROOT / "idl/grpc/testing").glob("*.proto"):
            text = file.read_text(encoding="utf-8").replace('import "grpc/testing/', 'import "')
            pathlib.Path(folder, file.name).write_text(text, encoding="utf-8")
        return generate(folder, "empty_pb2", "messages_pb2", "test_pb2_grpc")


def generate(definitions, *modules):
    """The modules by these names, of all files in a folder."""
    import grpc_tools.protoc

    # Google's own files, as descriptor.proto, lie within the package.
    google = pathlib.Path(grpc_tools.protoc.__file__).parent / "_proto"
    files = sorted(file.name for file in pathlib.Path(definitions).glob("*.proto"))
    with tempfile.TemporaryDirectory(prefix="martlet-stubs-") as folder:
        arguments = [
            "protoc",
            f"--proto_path={definitions}",
            f"--proto_path={google}",
            f"--python_out={folder}",
            f"--grpc_python_out={folder}",
            *files,
        ]
        if grpc_tools.protoc.main(arguments) != 0:
            sys.exit(f"stubs: grpc_tools.protoc failed on {files}")
        sys.path.insert(0, folder)
        try:
            return tuple(importlib.import_module(name) for name in modules)
        finally:
            sys.path.remove(folder)
