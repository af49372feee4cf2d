"""Python protobuf as the other side of the codec's tests.

    python_driver.py SCHEMA random MESSAGE SEED COUNT   writes pairs: a random message, its dump
    python_driver.py SCHEMA plain MESSAGE SEED COUNT    the same without NUL and minus zero, which
                                                        protobuf-c loses
    python_driver.py SCHEMA judge MESSAGE               reads messages, writes a verdict for each
    python_driver.py SCHEMA judge-all MESSAGE           the same, with unknown fields in the dumps
    python_driver.py SCHEMA json MESSAGE SEED COUNT     writes triples: a random message, its JSON,
                                                        and its JSON with IDL names and defaults
    python_driver.py SCHEMA from-json MESSAGE           reads JSON, writes a verdict for each
    python_driver.py SCHEMA text MESSAGE SEED COUNT     writes pairs: a random message, its text
    python_driver.py SCHEMA from-text MESSAGE           reads text format, writes a verdict for each
    python_driver.py SCHEMA missing MESSAGE SEED COUNT  writes pairs: a random message, and the ways
                                                        to the required fields that it lacks
    python_driver.py SCHEMA defaults MESSAGE            writes a dump of a message in which each
                                                        optional field is set to its default
    python_driver.py SCHEMA sorted MESSAGE SEED COUNT   writes random messages, the entries of maps
                                                        in the order of their keys
    python_driver.py SCHEMA delimited MESSAGE SEED COUNT
                                                        the same messages behind their lengths, in
                                                        one record
    python_driver.py SCHEMA mask MESSAGE SEED COUNT     writes seven records for each random mask:
                                                        two masks, their union and intersection
                                                        (paths with commas), a source, a
                                                        destination, and the dump of the one merged
                                                        into the other by the first mask; messages
                                                        and repeated fields are replaced in every
                                                        second and every third round

Records are a length of 4 bytes, little-endian, and as many bytes. A verdict is a dump, or `!` and
the reason why the bytes are no message, or `~` where this implementation differs from all others:
it takes a map entry with an unknown field in it for unknown as a whole. It takes strings that need
not be UTF-8, but cannot show a map in which they are not; the verdict is then `=` and the message
encoded again, in hexadecimal digits. A dump shows values in a form that does not depend on the wire format:
the test makes the same from the Swift value.
"""

import io
import os
import random
import struct
import sys
import tempfile

import grpc_tools
from google.protobuf import (
    descriptor_pb2, descriptor_pool, field_mask_pb2, json_format, message_factory, proto,
    text_format, unknown_fields)
from google.protobuf.descriptor import FieldDescriptor as Field
from grpc_tools import protoc


def load(schema, name):
    """The class of a message, compiled from its IDL file."""
    include = os.path.join(os.path.dirname(grpc_tools.__file__), "_proto")
    with tempfile.NamedTemporaryFile(suffix=".bin") as out:
        status = protoc.main([
            "protoc", "-I" + os.path.dirname(schema), "-I" + include, "--include_imports",
            "--descriptor_set_out=" + out.name, os.path.basename(schema)])
        if status != 0:
            sys.exit(status)
        files = descriptor_pb2.FileDescriptorSet.FromString(open(out.name, "rb").read())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def is_message(field):
    return field.type in (Field.TYPE_MESSAGE, Field.TYPE_GROUP)


def is_map(field):
    return field.type == Field.TYPE_MESSAGE and field.message_type.GetOptions().map_entry


WITH_UNKNOWN = False


def dump_unknown(fields):
    """In the order of their numbers; those of one number as they came."""
    texts = []
    for field in sorted(fields, key=lambda field: field.field_number):
        data = field.data
        if isinstance(data, bytes):
            data = "b" + data.hex()
        elif field.wire_type == 3:
            data = "{" + ";".join(dump_unknown(data)) + "}"
        texts.append("?%d/%d:%s" % (field.field_number, field.wire_type, data))
    return texts


def dump_value(field, value):
    if is_message(field):
        return dump(value)
    if field.type == Field.TYPE_STRING:
        # Where a string need not be UTF-8 and is not, Python gives its bytes.
        return "s" + (value if isinstance(value, bytes) else value.encode()).hex()
    if field.type == Field.TYPE_BYTES:
        return "b" + value.hex()
    if field.type == Field.TYPE_DOUBLE:
        return "d%016x" % struct.unpack("<Q", struct.pack("<d", value))
    if field.type == Field.TYPE_FLOAT:
        return "f%08x" % struct.unpack("<I", struct.pack("<f", value))
    if field.type == Field.TYPE_BOOL:
        return "true" if value else "false"
    return str(value)


def dump(message):
    fields = []
    for field, value in message.ListFields():
        if is_map(field):
            key_field = field.message_type.fields_by_name["key"]
            value_field = field.message_type.fields_by_name["value"]
            text = "<" + ",".join(sorted(
                dump_value(key_field, key) + "=" + dump_value(value_field, value[key])
                for key in value)) + ">"
        elif field.is_repeated:
            text = "[" + ",".join(dump_value(field, element) for element in value) + "]"
        else:
            text = dump_value(field, value)
        name = "[" + field.full_name + "]" if field.is_extension else camel(field.name)
        fields.append(name + ":" + text)
    fields.sort()
    if WITH_UNKNOWN:
        fields += dump_unknown(unknown_fields.UnknownFieldSet(message))
    return "{" + ";".join(fields) + "}"


def integer(rng, bits, signed):
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    return rng.choice([
        0, 1, low, high, rng.randint(low, high), rng.randint(0, 127), rng.randint(0, 16383),
        max(low, -rng.randint(1, 300)), 1 << rng.randint(0, bits - 2)])


PLAIN = False


def text(rng):
    alphabet = rng.choice(["abc xyz", "äöüß", "日本語", "😀🚀", "a\x00\x7fé\uffff\U0010ffff"])
    length = rng.choice([0, 1, 3, 7, 8, 15, 16, 31, 40, 127, 128, 300])
    made = "".join(rng.choice(alphabet) for _ in range(length))
    return made.replace("\x00", "0") if PLAIN else made


def scalar(rng, field):
    kind = field.type
    if kind in (Field.TYPE_INT32, Field.TYPE_SINT32, Field.TYPE_SFIXED32):
        return integer(rng, 32, True)
    if kind in (Field.TYPE_INT64, Field.TYPE_SINT64, Field.TYPE_SFIXED64):
        return integer(rng, 64, True)
    if kind in (Field.TYPE_UINT32, Field.TYPE_FIXED32):
        return integer(rng, 32, False)
    if kind in (Field.TYPE_UINT64, Field.TYPE_FIXED64):
        return integer(rng, 64, False)
    if kind == Field.TYPE_BOOL:
        return rng.random() < 0.5
    if kind == Field.TYPE_STRING:
        return text(rng)
    if kind == Field.TYPE_BYTES:
        return rng.randbytes(rng.choice([0, 1, 5, 127, 128, 1000]))
    if kind == Field.TYPE_ENUM:
        known = [value.number for value in field.enum_type.values]
        if field.enum_type.is_closed:
            return rng.choice(known)
        return rng.choice(known + [rng.randint(-1000, 1000)])
    value = rng.choice([0.0, -0.0, 1.5, -1e300, 5e-324, float("inf"), rng.uniform(-1e6, 1e6)])
    if PLAIN and value == 0:
        return 0.0
    if kind == Field.TYPE_FLOAT:
        # As it will be stored, so that the dump shows the same bits.
        return struct.unpack("<f", struct.pack("<f", max(min(value, 1e30), -1e30)))[0]
    return value


def fill_extension(rng, message, field, depth):
    """An extension, which may be anything but a map."""
    values = message.Extensions
    if is_message(field):
        # Two levels at once: where a message has many extensions, they grow fast.
        if depth < 2:
            return
        if field.is_repeated:
            for _ in range(rng.choice([1, 2])):
                fill(rng, values[field].add(), depth - 2)
        else:
            values[field].SetInParent()
            fill(rng, values[field], depth - 2)
    elif field.is_repeated:
        values[field].extend(scalar(rng, field) for _ in range(rng.choice([1, 2, 9, 100])))
    else:
        values[field] = scalar(rng, field)


def extensions(message):
    """In the order of their numbers."""
    descriptor = message.DESCRIPTOR
    found = descriptor.file.pool.FindAllExtensions(descriptor)
    return sorted(found, key=lambda field: field.number)


def fill(rng, message, depth):
    density = rng.choice([0.05, 0.3, 0.9])
    for field in list(message.DESCRIPTOR.fields) + extensions(message):
        if rng.random() > density:
            continue
        if field.is_extension:
            fill_extension(rng, message, field, depth)
            continue
        if is_message(field) and not is_map(field):
            if depth == 0:
                continue
            if field.is_repeated:
                for _ in range(rng.choice([1, 2, 20])):
                    fill(rng, getattr(message, field.name).add(), depth - 1)
            else:
                getattr(message, field.name).SetInParent()
                fill(rng, getattr(message, field.name), depth - 1)
        elif is_map(field):
            key_field = field.message_type.fields_by_name["key"]
            value_field = field.message_type.fields_by_name["value"]
            for _ in range(rng.choice([1, 3, 30])):
                key = scalar(rng, key_field)
                if is_message(value_field):
                    fill(rng, getattr(message, field.name)[key], max(0, depth - 1))
                else:
                    getattr(message, field.name)[key] = scalar(rng, value_field)
        elif field.is_repeated:
            count = rng.choice([1, 2, 9, 100])
            getattr(message, field.name).extend(scalar(rng, field) for _ in range(count))
        else:
            setattr(message, field.name, scalar(rng, field))


def has_unknown_entry(message):
    """Whether a map entry was taken for an unknown field, anywhere in the message."""
    numbers = {field.number for field in message.DESCRIPTOR.fields if is_map(field)}
    for field in unknown_fields.UnknownFieldSet(message):
        if field.field_number in numbers and field.wire_type == 2:
            return True
    for field, value in message.ListFields():
        if not is_message(field):
            continue
        if is_map(field):
            if not is_message(field.message_type.fields_by_name["value"]):
                continue
            inner = [value[key] for key in value]
        else:
            inner = value if field.is_repeated else [value]
        if any(has_unknown_entry(element) for element in inner):
            return True
    return False


def write(data):
    sys.stdout.buffer.write(struct.pack("<I", len(data)) + data)


def json_sample(kind, seed):
    """A random message that has a JSON form: not all durations and values have one."""
    rng = random.Random(seed)
    while True:
        message = kind()
        fill(rng, message, 3)
        try:
            # Through JSON, since a Value of no kind is null there, which is a kind.
            return json_format.Parse(json_format.MessageToJson(message), kind())
        except (json_format.Error, ValueError):
            continue


def sample(kind, seed):
    message = kind()
    fill(random.Random(seed), message, 3)
    return message


def random_path(rng, descriptor):
    field = rng.choice(descriptor.fields)
    if is_message(field) and not field.is_repeated and rng.random() < 0.8:
        return field.name + "." + random_path(rng, field.message_type)
    return field.name


def set_parents(path, source, destination):
    """A submessage that the source has and the mask goes through is there afterwards, as in C++."""
    for name in path.split(".")[:-1]:
        if not source.HasField(name):
            return
        source, destination = getattr(source, name), getattr(destination, name)
        destination.SetInParent()


def write_mask(kind, seed, index):
    rng = random.Random(seed)
    masks = [field_mask_pb2.FieldMask(paths=[
        random_path(rng, kind.DESCRIPTOR) for _ in range(rng.randint(1, 40))]) for _ in range(2)]
    union, both = field_mask_pb2.FieldMask(), field_mask_pb2.FieldMask()
    union.Union(*masks)
    both.Intersect(*masks)
    for mask in masks + [union, both]:
        write(",".join(mask.paths).encode())
    source, destination = sample(kind, seed + 1), sample(kind, seed + 2)
    write(source.SerializeToString())
    write(destination.SerializeToString())
    canonical = field_mask_pb2.FieldMask()
    canonical.CanonicalFormFromMask(masks[0])
    for path in canonical.paths:
        set_parents(path, source, destination)
    masks[0].MergeMessage(source, destination, index % 2 == 1, index % 3 == 1)
    write(dump(destination).encode())


def main():
    schema, mode, name = sys.argv[1:4]
    kind = load(schema, name)
    global WITH_UNKNOWN
    WITH_UNKNOWN = mode == "judge-all"
    if mode in ("random", "plain"):
        global PLAIN
        PLAIN = mode == "plain"
        for index in range(int(sys.argv[5])):
            rng = random.Random(int(sys.argv[4]) * 1000003 + index)
            message = kind()
            fill(rng, message, 3)
            write(message.SerializeToString())
            write(dump(message).encode())
        return
    if mode in ("sorted", "delimited", "mask"):
        seeds = [int(sys.argv[4]) * 1000003 + index for index in range(int(sys.argv[5]))]
        if mode == "sorted":
            for seed in seeds:
                write(sample(kind, seed).SerializeToString(deterministic=True))
        elif mode == "delimited":
            stream = io.BytesIO()
            for seed in seeds:
                proto.serialize_length_prefixed(sample(kind, seed), stream)
            write(stream.getvalue())
        else:
            for index, seed in enumerate(seeds):
                write_mask(kind, seed, index)
        return
    if mode == "text":
        for index in range(int(sys.argv[5])):
            message = kind()
            fill(random.Random(int(sys.argv[4]) * 1000003 + index), message, 3)
            write(message.SerializeToString())
            write(text_format.MessageToString(message).encode())
        return
    if mode == "json":
        for index in range(int(sys.argv[5])):
            message = json_sample(kind, int(sys.argv[4]) * 1000003 + index)
            write(message.SerializeToString())
            write(json_format.MessageToJson(message, indent=None).encode())
            write(json_format.MessageToJson(
                message, preserving_proto_field_name=True,
                always_print_fields_with_no_presence=True).encode())
        return
    if mode == "missing":
        for index in range(int(sys.argv[5])):
            message = kind()
            fill(random.Random(int(sys.argv[4]) * 1000003 + index), message, 3)
            write(message.SerializePartialToString())
            write("\n".join(sorted(message.FindInitializationErrors())).encode())
        return
    if mode == "defaults":
        message = kind()
        for field in kind.DESCRIPTOR.fields:
            if not is_message(field) and not field.containing_oneof:
                setattr(message, field.name, field.default_value)
        write(dump(message).encode())
        return
    while True:
        head = sys.stdin.buffer.read(4)
        if not head:
            return
        data = sys.stdin.buffer.read(struct.unpack("<I", head)[0])
        try:
            if mode == "from-json":
                message = json_format.Parse(data.decode(), kind())
            elif mode == "from-text":
                message = text_format.Parse(data.decode(), kind())
            else:
                message = kind.FromString(data)
            try:
                differs = not WITH_UNKNOWN and has_unknown_entry(message)
                write(b"~" if differs else dump(message).encode())
            except UnicodeDecodeError:
                write(("=" + message.SerializePartialToString().hex()).encode())
        except Exception as error:  # Whatever it is, the verdict is no.
            write(("!" + str(error)).encode())


main()
