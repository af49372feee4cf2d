"""Python protobuf as the other side of the descriptor pool's tests.

    descriptor_facts.py SET     what Python's pool says of a FileDescriptorSet, one element a line

The test makes the same lines from our pool.
"""

import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.descriptor import FieldDescriptor as Field

FEATURES = ["field_presence", "enum_type", "repeated_field_encoding", "utf8_validation",
            "message_encoding", "json_format"]


def features(element):
    found = element._GetFeatures()
    return "/".join(str(getattr(found, name)) for name in FEATURES)


def name(element):
    return element.full_name if element is not None else "-"


def default(field):
    if field.is_repeated or field.message_type is not None:
        return "-"
    value = field.default_value
    if field.cpp_type in (Field.CPPTYPE_FLOAT, Field.CPPTYPE_DOUBLE):
        return struct.pack(">d", value).hex()
    if field.type == Field.TYPE_STRING:
        return value.encode().hex()
    if field.type == Field.TYPE_BYTES:
        return value.hex()
    return str(int(value))


def field(element):
    yield "\t".join([
        "field", element.full_name, str(element.number), str(element.type), element.json_name,
        "repeated" if element.is_repeated else "required" if element.is_required else "singular",
        "presence" if element.has_presence else "-", "packed" if element.is_packed else "-",
        "extension" if element.is_extension else "-", name(element.containing_type),
        name(element.extension_scope),
        name(element.message_type), name(element.enum_type), name(element.containing_oneof),
        "default" if element.has_default_value else "-", default(element), features(element)])


def enum(element):
    yield "\t".join([
        "enum", element.full_name, "closed" if element.is_closed else "open",
        name(element.containing_type), features(element)])
    for value in element.values:
        yield "\t".join([
            "value", element.full_name, value.name, str(value.number), features(value)])


def message(element):
    yield "\t".join([
        "message", element.full_name, name(element.containing_type),
        "map" if element.GetOptions().map_entry else "-",
        " ".join("%d-%d" % (start, end) for start, end in element.extension_ranges),
        features(element)])
    for oneof in element.oneofs:
        yield "\t".join([
            "oneof", oneof.full_name, " ".join(f.name for f in oneof.fields), features(oneof)])
    for each in element.fields:
        yield from field(each)
    for each in element.nested_types:
        yield from message(each)
    for each in element.enum_types:
        yield from enum(each)
    for each in element.extensions:
        yield from field(each)


def service(element):
    yield "\t".join(["service", element.full_name, features(element)])
    for method in element.methods:
        yield "\t".join([
            "method", method.full_name, method.input_type.full_name, method.output_type.full_name,
            "stream" if method.client_streaming else "-",
            "stream" if method.server_streaming else "-", features(method)])


def file(element, proto):
    yield "\t".join([
        "file", element.name, element.package, " ".join(d.name for d in element.dependencies),
        " ".join(d.name for d in element.public_dependencies), features(element)])
    for each in proto.message_type:
        yield from message(element.message_types_by_name[each.name])
    for each in proto.enum_type:
        yield from enum(element.enum_types_by_name[each.name])
    for each in proto.extension:
        yield from field(element.extensions_by_name[each.name])
    for each in proto.service:
        yield from service(element.services_by_name[each.name])


def main(path):
    files = descriptor_pb2.FileDescriptorSet.FromString(open(path, "rb").read()).file
    pool = descriptor_pool.DescriptorPool()
    for each in files:
        pool.AddSerializedFile(each.SerializeToString())
    for each in files:
        for line in file(pool.FindFileByName(each.name), each):
            print(line)


main(sys.argv[1])
