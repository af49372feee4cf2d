#!/usr/bin/env python3
"""Writes a tree of IDL files shaped as the public ones are (`shape.json`), from a seed.

usage: tree.py FOLDER [--files 5000] [--megabytes 40] [--seed 1]

Every file is valid for protoc, for buf and for us. How many imports, messages, fields, comments
and options a file has is drawn from what was measured; to reach the size that is asked for, the
number of declarations in a file is multiplied.
"""

import argparse
import json
import pathlib
import random

HERE = pathlib.Path(__file__).parent
OPTIONS = "bench/options.proto"
PER_FOLDER = 50

WORDS = """account action address agent amount archive attribute audit balance batch billing body
bucket build cache channel cluster color column config contact content context cost count currency
cursor customer data date default delivery device display domain duration edge email entry error
event expiry feature field file filter format group handle header host image index instance item
job key label language level limit link list location log machine mask member message metadata
method mode model name network node note object offset operation option order owner page parent
part path payload period phase place plan point policy port price priority product profile project
property quota range rate reason record region release replica request resource response result
role route rule schedule scope score secret segment service session setting size snapshot source
stage state status step storage stream subject summary table tag target task team template term
text thread time title token topic total trace type unit update usage user value vault version
view volume warning weight window worker zone""".split()

# Options as public files have them: a list of numbers, a text, and a message with a choice.
OPTIONS_TEXT = """syntax = "proto3";

package bench;

import "google/protobuf/descriptor.proto";

// Whether a caller has to set a field.
enum Behavior {
  BEHAVIOR_UNSPECIFIED = 0;
  OPTIONAL = 1;
  REQUIRED = 2;
  OUTPUT_ONLY = 3;
}

// How a method is reached by HTTP.
message Rule {
  oneof pattern {
    string get = 2;
    string put = 3;
    string post = 4;
    string delete = 5;
  }
  string body = 7;
  repeated Rule additional = 11;
}

// What kind of resource a message is.
message Resource {
  string type = 1;
  repeated string pattern = 2;
}

extend google.protobuf.FieldOptions {
  repeated Behavior behavior = 50001;
  string reference = 50002;
  string format = 50003;
}

extend google.protobuf.MethodOptions {
  Rule http = 50001;
  repeated string signature = 50002;
}

extend google.protobuf.MessageOptions {
  Resource resource = 50001;
}
"""


class Draw:
    """Random draws from what was measured."""

    def __init__(self, seed):
        shape = json.loads((HERE / "shape.json").read_text())
        self.random = random.Random(seed)
        self.quantiles = shape["quantiles"]
        self.counts = {name: (list(values), list(values.values()))
                       for name, values in shape["counts"].items()}

    def number(self, name):
        return self.random.choice(self.quantiles[name])

    def kind(self, name):
        values, weights = self.counts[name]
        return self.random.choices(values, weights)[0]

    def scaled(self, name, factor):
        exact = self.number(name) * factor
        return int(exact) + (self.random.random() < exact % 1)

    def word(self):
        return self.random.choice(WORDS)


class File:
    """One file on its way to text."""

    def __init__(self, draw, number, earlier, scale):
        self.draw = draw
        self.scale = scale
        self.number = number
        folder = number // PER_FOLDER
        self.package = f"bench.area{folder}.v1"
        self.path = f"bench/area{folder}/v1/file{number}.proto"
        # Most imports are of neighbours; a few files are everybody's.
        wanted = min(draw.number("imports"), len(earlier))
        picks = {earlier[self.near(len(earlier))] for _ in range(wanted)}
        self.imported = sorted(picks, key=lambda file: file.path)
        self.unused = list(self.imported)
        self.messages = []
        self.enums = []
        self.lines = []
        self.share = draw.number("commentedShare")
        self.uses_options = False

    def near(self, count):
        if self.draw.random.random() < 0.3:
            return self.draw.random.randrange(min(count, 20))
        return max(0, count - 1 - int(self.draw.random.expovariate(1 / 30)))

    def text(self):
        self.body()
        head = [f"// {line}" for line in self.prose(12)] + ["", 'syntax = "proto3";', ""]
        head += [f"package {self.package};", ""]
        imports = [file.path for file in self.imported] + [OPTIONS] * self.uses_options
        head += [f'import "{path}";' for path in sorted(imports)]
        options = [f'go_package = "example.com/bench/area{self.number // PER_FOLDER};area"',
                   "java_multiple_files = true", f'java_outer_classname = "File{self.number}Proto"',
                   f'java_package = "com.example.{self.package}"', 'objc_class_prefix = "BEN"',
                   "cc_enable_arenas = true", 'csharp_namespace = "Example.Bench"',
                   'php_namespace = "Example\\\\Bench"', 'ruby_package = "Example::Bench"']
        head += [""] + [f"option {text};" for text in options[:self.draw.number("fileOptions")]]
        return "\n".join(head + self.lines) + "\n"

    def body(self):
        count = max(1, self.draw.scaled("messages", self.scale))
        for index in range(self.draw.scaled("enums", self.scale)):
            self.enum(f"{self.title()}Kind{self.number}_{index}", "", f"{self.number}_{index}")
        for index in range(count):
            self.message(f"{self.title()}{self.number}_{index}", "", 0)
        # So that no import goes unused, which would be a warning for each.
        if self.unused:
            self.lines += ["", f"message Uses{self.number} {{"]
            for number, file in enumerate(self.unused, 1):
                self.lines.append(f"  {file.messages[0]} other_{number} = {number};")
            self.lines.append("}")
        for index in range(self.draw.scaled("services", self.scale)):
            self.service(index)

    def title(self):
        return self.draw.word().capitalize() + self.draw.word().capitalize()

    def prose(self, lines):
        for _ in range(lines):
            width = self.draw.number("commentWidth")
            text = self.draw.word().capitalize()
            while len(text) < width:
                text += " " + self.draw.word()
            yield text

    def comment(self, indent):
        if self.draw.random.random() >= min(self.share, 1):
            return
        # The longest comment measured is a page of its own; one in a thousand declarations.
        lines = min(self.draw.number("commentLines"), 40)
        self.lines += [f"{indent}// {line}" for line in self.prose(lines)]

    def message(self, name, indent, depth):
        draw = self.draw
        if not indent:
            self.lines.append("")
        self.comment(indent)
        self.lines.append(f"{indent}message {name} {{")
        inner = indent + "  "
        if draw.number("messageOptions"):
            self.uses_options = True
            self.lines.append(f'{inner}option (bench.resource) = {{ type: "bench/{name}" '
                              f'pattern: "places/{{place}}/{name.lower()}" }};')
        local = []
        if depth < 2:
            for index in range(draw.number("nestedEnums")):
                self.enum(f"Kind{index}", inner, name)
                local.append(f"Kind{index}")
            for index in range(draw.number("nestedMessages")):
                self.message(f"Part{index}", inner, depth + 1)
        fields = draw.number("fields")
        choice = draw.number("oneofs") and fields > 2
        for number in range(1, fields + 1):
            kind = draw.kind("fieldKinds")
            if choice and number == 2:
                self.lines.append(f"{inner}oneof choice {{")
            in_choice = choice and number in (2, 3)
            self.field(kind.split()[-1] if in_choice and kind != "map" else kind, number,
                       inner + "  " * in_choice, local, in_choice)
            if choice and number == 3:
                self.lines.append(f"{inner}}}")
        self.lines.append(f"{indent}}}")
        full = f"{self.package}.{name}"
        if not indent:
            self.messages.append(full)

    def field(self, kind, number, indent, local, in_choice):
        self.comment(indent)
        *label, base = kind.split()
        if base == "map":
            base = "string" if in_choice else f"map<string, {self.type('string', local)}>"
        elif base in ("message", "enum"):
            base = self.type(base, local)
        label = label[0] + " " if label else ""
        length = self.draw.number("nameLength")
        name = self.draw.word()
        while len(name) < length:
            name += "_" + self.draw.word()
        self.lines.append(f"{indent}{label}{base} {name}_{number} = {number}{self.options()};")

    def options(self):
        count = self.draw.number("fieldOptions")
        if not count:
            return ""
        self.uses_options = True
        some = ["(bench.behavior) = REQUIRED", '(bench.reference) = "bench/Thing"',
                "deprecated = true", '(bench.format) = "UUID4"']
        return " [" + ", ".join(some[:count]) + "]"

    def type(self, base, local):
        if base == "string":
            return "string"
        draw = self.draw
        if self.unused and base == "message":
            return self.unused.pop().messages[0]
        if base == "enum":
            names = local or self.enums
        else:
            others = [self] + self.imported
            names = draw.random.choice(others).messages or self.messages
        if not names:
            return "int32"
        name = draw.random.choice(names)
        # Half of the references are relative, as people write them.
        own = self.package + "."
        return name.removeprefix(own) if draw.random.random() < 0.5 else name

    def enum(self, name, indent, tag):
        if not indent:
            self.lines.append("")
            self.enums.append(name)
        self.comment(indent)
        self.lines.append(f"{indent}enum {name} {{")
        prefix = f"{name}_{tag}".upper()
        for number in range(self.draw.number("enumValues")):
            self.comment(indent + "  ")
            word = "UNSPECIFIED" if number == 0 else self.draw.word().upper()
            self.lines.append(f"{indent}  {prefix}_{word}_{number} = {number};")
        self.lines.append(f"{indent}}}")

    def service(self, index):
        self.lines.append("")
        self.comment("")
        self.lines.append(f"service Service{self.number}_{index} {{")
        for number in range(self.draw.number("methods")):
            self.comment("  ")
            name = f"{self.draw.word().capitalize()}{number}"
            kind = self.draw.kind("streaming")
            request, reply = (self.draw.random.choice(self.messages) for _ in range(2))
            request = "stream " * ("c" in kind) + request
            reply = "stream " * ("s" in kind) + reply
            head = f"  rpc {name}({request}) returns ({reply})"
            options = self.draw.number("methodOptions")
            if not options:
                self.lines.append(head + ";")
                continue
            self.uses_options = True
            self.lines += [head + " {", "    option (bench.http) = {",
                           f'      post: "/v1/{{name=places/*}}:{name.lower()}"',
                           '      body: "*"', "    };"]
            if options > 1:
                self.lines.append('    option (bench.signature) = "name,value";')
            self.lines.append("  }")
        self.lines.append("}")


def build(seed, files, scale):
    """Yields the files' paths and texts, those that others import first."""
    draw = Draw(seed)
    earlier = []
    for number in range(files):
        file = File(draw, number, earlier, scale)
        yield file.path, file.text()
        file.lines = []
        earlier.append(file)


def fitting_scale(seed, files, wanted):
    """How many times as many declarations a file needs for the tree to reach `wanted` bytes."""
    low, high = 0.25, 32.0
    some = min(files, 400)
    for _ in range(9):
        middle = (low + high) / 2
        size = sum(len(text) for _, text in build(seed, some, middle))
        if size * files < wanted * some:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def write(folder, files, megabytes, seed):
    """Writes the tree and returns the import paths."""
    scale = fitting_scale(seed, files, megabytes * 1_000_000)
    folder = pathlib.Path(folder)
    paths = [OPTIONS]
    (folder / OPTIONS).parent.mkdir(parents=True, exist_ok=True)
    (folder / OPTIONS).write_text(OPTIONS_TEXT)
    for path, text in build(seed, files - 1, scale):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        paths.append(path)
    return paths


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--megabytes", type=float, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    paths = write(arguments.folder, arguments.files, arguments.megabytes, arguments.seed)
    size = sum((arguments.folder / path).stat().st_size for path in paths)
    print(f"{len(paths)} files, {size / 1_000_000:.1f} MB")


if __name__ == "__main__":
    main()
