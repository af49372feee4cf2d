"""Python protobuf as the other side of the codec's tests.

It answers requests until its input ends. A request is a record of arguments, with NUL between them
(SCHEMA, MODE, MESSAGE and what the mode needs), a count, and as many records. The answer is a count
and as many records; the count 2^32 - 1 and one record that says why there is none. What can be asked:

    random SEED COUNT     pairs: a random message, its dump
    plain SEED COUNT      the same without NUL and minus zero, which protobuf-c loses
    judge                 of messages: a verdict for each
    judge-all             the same, with unknown fields in the dumps
    encoded-binary        of messages: each encoded again, behind `=`; `!` and the reason why not; `~`
    encoded-json          the same of JSON
    encoded-text          the same of the text format
    json SEED COUNT       triples: a random message, its JSON, and its JSON with IDL names and defaults
    from-json             of JSON: a verdict for each
    text SEED COUNT       pairs: a random message, its text
    from-text             of texts: a verdict for each
    missing SEED COUNT    pairs: a random message, and the ways to the required fields that it lacks
    defaults              a dump of a message in which each optional field is set to its default
    sorted SEED COUNT     random messages, the entries of maps in the order of their keys
    delimited SEED COUNT  the same messages behind their lengths, in one record
    small SEED COUNT      triples: a random message of few fields, its JSON (empty if it has none) and
                          its text
    mask SEED COUNT       seven records for each random mask: two masks, their union and intersection
                          (paths with commas), a source, a destination, and the dump of the one merged
                          into the other by the first mask; messages and repeated fields are replaced
                          in every second and every third round

Records are a length of 4 bytes, little-endian, and as many bytes; a count has 4 bytes, too. A verdict
is a dump, or `!` and the reason why the bytes are no message, or `~` where this implementation differs
from all others: it takes a map entry with an unknown field in it for unknown as a whole. It takes
strings that need not be UTF-8, but cannot show a map in which they are not; the verdict is then `=` and
the message encoded again, in hexadecimal digits. A dump shows values in a form that does not depend on
the wire format: the test makes the same from the Swift value.
"""

import functools
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


@functools.cache
def load(schema, name):
    """The class of a message, compiled from its IDL file."""
    include = os.path.join(os.path.dirname(grpc_tools.__file__), "_proto")
    with tempfile.NamedTemporaryFile(suffix=".bin") as out:
        status = protoc.main([
            "protoc", "-I" + os.path.dirname(schema), "-I" + include, "--include_imports",
            "--descriptor_set_out=" + out.name, os.path.basename(schema)])
        if status != 0:
            raise ValueError("protoc ends with %d" % status)
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
    made = "".join(rng.choices(alphabet, k=length))
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


ANSWER = []


def write(data):
    ANSWER.append(data)


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
    return random_message(kind, random.Random(seed))


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


def seeded(seed, index):
    return random.Random(seed * 1000003 + index)


def random_message(kind, rng, depth=3):
    message = kind()
    fill(rng, message, depth)
    return message


def write_small(kind, rng):
    """Mutants of something large are mostly like it."""
    while True:
        message = random_message(kind, rng, 2)
        data = message.SerializePartialToString()
        if len(data) <= 600:
            break
    try:
        json = json_format.MessageToJson(message, indent=rng.choice([None, 1])).encode()
    except (json_format.Error, ValueError):
        json = b""
    write(data)
    write(json)
    write(text_format.MessageToString(message, as_one_line=rng.random() < 0.5).encode())


def make(mode, kind, seed, count):
    """What is made without anything given."""
    if mode == "defaults":
        message = kind()
        for field in kind.DESCRIPTOR.fields:
            if not is_message(field) and not field.containing_oneof:
                setattr(message, field.name, field.default_value)
        write(dump(message).encode())
        return
    stream = io.BytesIO()
    for index in range(count):
        if mode == "mask":
            write_mask(kind, seed * 1000003 + index, index)
        elif mode == "small":
            write_small(kind, seeded(seed, index))
        elif mode == "json":
            message = json_sample(kind, seed * 1000003 + index)
            write(message.SerializeToString())
            write(json_format.MessageToJson(message, indent=None).encode())
            write(json_format.MessageToJson(
                message, preserving_proto_field_name=True,
                always_print_fields_with_no_presence=True).encode())
        else:
            message = random_message(kind, seeded(seed, index))
            if mode == "sorted":
                write(message.SerializeToString(deterministic=True))
            elif mode == "delimited":
                proto.serialize_length_prefixed(message, stream)
            elif mode == "text":
                write(message.SerializeToString())
                write(text_format.MessageToString(message).encode())
            elif mode == "missing":
                write(message.SerializePartialToString())
                write("\n".join(sorted(message.FindInitializationErrors())).encode())
            else:
                write(message.SerializeToString())
                write(dump(message).encode())
    if mode == "delimited":
        write(stream.getvalue())


def parse(mode, kind, data):
    if mode.endswith("-json"):
        return json_format.Parse(data.decode(), kind())
    if mode.endswith("-text"):
        return text_format.Parse(data.decode(), kind())
    return kind.FromString(data)


def judge(mode, kind, data):
    try:
        message = parse(mode, kind, data)
        if mode.startswith("encoded-"):
            differs = False
            if mode == "encoded-binary":
                try:
                    differs = has_unknown_entry(message)
                except UnicodeDecodeError:  # It cannot show keys that need not be UTF-8.
                    differs = True
            write(b"~" if differs else b"=" + message.SerializePartialToString(deterministic=True))
            return
        try:
            differs = not WITH_UNKNOWN and has_unknown_entry(message)
            write(b"~" if differs else dump(message).encode())
        except UnicodeDecodeError:
            write(("=" + message.SerializePartialToString().hex()).encode())
    except Exception as error:  # Whatever it is, the verdict is no.
        write(("!" + str(error)).encode(errors="replace"))


def answer(arguments, records):
    schema, mode, name = arguments[:3]
    kind = load(schema, name)
    global WITH_UNKNOWN, PLAIN
    WITH_UNKNOWN = mode == "judge-all"
    PLAIN = mode == "plain"
    if mode in ("judge", "judge-all", "from-json", "from-text") or mode.startswith("encoded-"):
        for record in records:
            judge(mode, kind, record)
    else:
        make(mode, kind, *(int(argument) for argument in arguments[3:5] or (0, 0)))


def read_count():
    head = sys.stdin.buffer.read(4)
    return struct.unpack("<I", head)[0] if len(head) == 4 else None


def read_record(count):
    return sys.stdin.buffer.read(count)


def main():
    out = sys.stdout.buffer
    while (length := read_count()) is not None:
        arguments = read_record(length).decode().split("\0")
        records = [read_record(read_count()) for _ in range(read_count())]
        ANSWER.clear()
        count = None
        try:
            answer(arguments, records)
            count = len(ANSWER)
        except Exception as error:
            count = 2**32 - 1
            ANSWER[:] = [repr(error).encode()]
        out.write(struct.pack("<I", count))
        for record in ANSWER:
            out.write(struct.pack("<I", len(record)) + record)
        out.flush()


main()
