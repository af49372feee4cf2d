"""The payloads that all peers decode and encode: made once, by Python protobuf, from one seed."""

import json
import random
import subprocess

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, text_format

PACKAGE = "martlet.bench.codec"

# Each case's message; the sizes that issue 4 asks for are checked in `write`.
MESSAGES = {
    "scalars": "Scalars",
    "ints": "Ints",
    "mixed": "Mixed",
    "submessages": "Submessages",
    "strings": "Strings",
    "blob": "Blob",
    "deep": "Deep",
    "map": "Entries",
    "extensions": "Extensible",
    "json": "Mixed",
}
SIZES = {
    "scalars": (25, 25), "ints": (93, 93), "mixed": (850, 950), "submessages": (26_000, 28_000),
    "strings": (30_000, 32_000), "blob": (2**20, 2**20 + 16), "deep": (500, 1500),
    "map": (15_000, 25_000), "extensions": (200, 400), "json": (1_000, 3_000),
}
# The order of a map's entries and of extensions is free, so re-encoded bytes may differ.
IN_ANY_ORDER = {"mixed", "map", "extensions"}

WORDS = ("alder beech cedar dogwood elm fir ginkgo hazel ivy juniper katsura larch maple nutmeg "
         "oak pine quince rowan spruce teak umbrella viburnum willow yew zelkova").split()
WORDS_BEYOND_ASCII = "Ärger Öl grün Straße œuvre naïve καλημέρα 柳 🌲".split()


def classes(descriptor_set):
    """The message classes of a serialised FileDescriptorSet, by case."""
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(descriptor_set).file:
        pool.Add(file)
    return {case: message_factory.GetMessageClass(
                pool.FindMessageTypeByName(f"{PACKAGE}.{name}"))
            for case, name in MESSAGES.items()}


def compiled(proto, output):
    subprocess.run(["protoc", f"-I{proto.parent}", f"--descriptor_set_out={output}", proto.name,
                    "extensions.proto"], check=True)
    return classes(output.read_bytes())


def text(dice, length, words=WORDS):
    line = " ".join(dice.choices(words, k=length // 3))
    return line[:length].rstrip()


def fill_scalars(message, dice):
    message.id = dice.randrange(2**27, 2**28)  # four bytes
    message.count = dice.randrange(128, 2**14)
    message.active = True
    message.name = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=13))


def fill_ints(message, dice):
    """Five negative numbers, of ten bytes each, and seven positive ones."""
    longest = [dice.randrange(2**28, 2**31) for _ in range(5)]
    negative = [-dice.randrange(1, 2**31) for _ in range(5)]
    values = longest + negative + [dice.randrange(2**21, 2**28), dice.randrange(128, 2**14)]
    dice.shuffle(values)
    for field, value in zip(message.DESCRIPTOR.fields, values):
        setattr(message, field.name, value)


def fill_mixed(message, dice):
    message.id = dice.randrange(2**40)
    message.count = dice.randrange(2**14)
    message.flags = dice.randrange(2**7)
    message.total = dice.randrange(2**50)
    message.delta = -dice.randrange(2**12)
    message.offset = -dice.randrange(2**30)
    message.checksum = dice.randrange(2**32)
    message.token = dice.randrange(2**64)
    message.ratio = dice.random()
    message.score = dice.random() * 100
    message.active = True
    message.kind = 2
    message.name = text(dice, 24)
    message.description = text(dice, 160)
    message.digest = dice.randbytes(32)
    message.place.latitude = dice.uniform(-90, 90)
    message.place.longitude = dice.uniform(-180, 180)
    message.place.label = text(dice, 20)
    message.place.floor = 3
    message.numbers.extend(dice.randrange(2**dice.choice((7, 14, 14, 21))) for _ in range(90))
    message.tags.extend(dice.choice(WORDS) for _ in range(10))
    for number, word in enumerate(dice.sample(WORDS, 20)):
        message.counts[word] = number * 50
    message.samples.extend(dice.random() for _ in range(8))


def fill_submessages(message, dice):
    for _ in range(1000):
        fill_scalars(message.items.add(), dice)


def fill_strings(message, dice):
    """Every tenth line has letters beyond ASCII."""
    for number in range(200):
        words = WORDS if number % 10 else WORDS + WORDS_BEYOND_ASCII
        message.lines.append(text(dice, dice.randrange(100, 200), words))


def fill_blob(message, dice):
    message.data = dice.randbytes(2**20)


def fill_deep(message, dice):
    """The outermost message and 32 within each other."""
    for level in range(33):
        message.level = level
        message.name = text(dice, 12 + level)
        if level < 32:
            message = message.child


def fill_map(message, dice):
    while len(message.values) < 1000:
        key = dice.choice(WORDS) + "-" + str(dice.randrange(10**6))
        message.values[key] = dice.randrange(2**28)


def fill_extensions(message, dice):
    """Three fields of its own and eight extensions."""
    pool = message.DESCRIPTOR.file.pool

    def extension(name):
        return pool.FindExtensionByName(f"{PACKAGE}.{name}")

    message.id = dice.randrange(2**40)
    message.name = text(dice, 24)
    message.numbers.extend(dice.randrange(2**14) for _ in range(8))
    message.Extensions[extension("priority")] = dice.randrange(128, 2**14)
    message.Extensions[extension("owner")] = text(dice, 20)
    message.Extensions[extension("score")] = dice.random()
    message.Extensions[extension("note")].text = text(dice, 30)
    message.Extensions[extension("note")].weight = 7
    message.Extensions[extension("labels")].extend(dice.choice(WORDS) for _ in range(4))
    message.Extensions[extension("hidden")] = True
    message.Extensions[extension("token")] = dice.randrange(2**64)
    for weight in range(3):
        note = message.Extensions[extension("notes")].add()
        note.text, note.weight = text(dice, 12), weight


fill_json = fill_mixed


def as_json(message):
    """The JSON text that the peers decode: without spaces, in the order of the fields."""
    return json.dumps(json_format.MessageToDict(message), separators=(",", ":"),
                      ensure_ascii=False).encode()


def in_field_order(message, proto):
    """The encoded message with extensions in the order of their numbers, as most encoders write them;
    Python's upb does it the other way round."""
    return subprocess.run(
        ["protoc", f"-I{proto.parent}", f"--encode={message.DESCRIPTOR.full_name}",
         "extensions.proto"],
        input=text_format.MessageToBytes(message), capture_output=True, check=True).stdout


def write(proto, folder):
    """Writes `CASE.bin` for every case; the classes and paths by case."""
    folder.mkdir(parents=True, exist_ok=True)
    made = compiled(proto, folder / "codec.binpb")
    paths = {}
    for case in MESSAGES:
        message = made[case]()
        globals()[f"fill_{case}"](message, random.Random(case))
        data = (as_json(message) if case == "json"
                else in_field_order(message, proto) if case == "extensions"
                else message.SerializeToString(deterministic=True))
        low, high = SIZES[case]
        if not low <= len(data) <= high:
            raise ValueError(f"{case}: {len(data)} bytes, not {low} to {high}")
        paths[case] = folder / f"{case}.bin"
        paths[case].write_bytes(data)
    return made, paths


def is_same(case, made, operation, expected, found):
    """Whether a peer gave back the message: byte for byte where the order is fixed."""
    if case == "json":
        read = json_format.Parse(expected, made[case]())
        if operation == "encode":
            return read == json_format.Parse(found, made[case]())
        return read == made[case].FromString(found)
    if case not in IN_ANY_ORDER:
        return expected == found
    return made[case].FromString(expected) == made[case].FromString(found)
