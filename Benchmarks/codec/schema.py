"""A schema as larger programs have them: 100 messages with 1,000 fields, from one seed."""

import random

# How often a field is of which kind.
SINGLE = {"int32": 10, "int64": 12, "uint32": 4, "bool": 10, "double": 6, "float": 2,
          "sint64": 1, "fixed64": 1, "string": 24, "bytes": 4, "State": 6, "message": 20}
REPEATED = {"string": 8, "int32": 4, "double": 2, "message": 10}
MAPPED = {"map<string, string>": 2, "map<string, int64>": 1, "map<int32, message>": 1}


def name(number):
    return f"Record{number:03}"


def write(messages=100, fields=1000, seed=1):
    """The text of the file. Messages name those before them, so they nest many levels deep."""
    dice = random.Random(seed)
    kinds = ([("", kind, weight) for kind, weight in SINGLE.items()]
             + [("repeated ", kind, weight) for kind, weight in REPEATED.items()]
             + [("", kind, weight) for kind, weight in MAPPED.items()])
    weights = [weight for _, _, weight in kinds]
    lines = ['syntax = "proto3";', "", "package martlet.bench.schema;", "", "enum State {",
             "  STATE_UNSPECIFIED = 0;", "  STATE_OPEN = 1;", "  STATE_CLOSED = 2;", "}"]
    for number in range(messages):
        lines += ["", f"message {name(number)} {{"]
        count = (fields * (number + 1)) // messages - (fields * number) // messages
        for field in range(1, count + 1):
            label, kind, _ = dice.choices(kinds, weights)[0]
            kind = kind.replace("message", name(dice.randrange(number)) if number else "string")
            # One message in ten has a oneof, of its last three fields.
            if number % 10 == 9 and field > count - 3:
                label, kind = "", "string" if kind.startswith("map") else kind
                lines += ["  oneof choice {"] if field == count - 2 else []
                lines.append(f"    {kind} choice_{field} = {field};")
                lines += ["  }"] if field == count else []
            else:
                lines.append(f"  {label}{kind} field_{field} = {field};")
        lines.append("}")
    return "\n".join(lines) + "\n"
