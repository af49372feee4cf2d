"""`Benchmarks/run schema`: what a schema of 100 messages and 1,000 fields costs its program, in
compile time and in bytes, with our generator and with swift-protobuf's."""

import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess


from codec import schema

from .codec_peers import HOME, build_martlet, build_swift_protobuf, swift_protobuf_plugin
from .machine import Machine, conditions, disturbance, spread
from .peers import BENCHMARKS, build_swift, execute, fail, say

BUILD = HOME / "build/schema"
FLAGS = ("-O", "-wmo", "-swift-version", "6", "-parse-as-library")
# What the program encodes to.
FORMS = ("binary", "json")
# One message: what a program has at least.
SMALL = {"messages": 1, "fields": 3}
WHOLE = {"messages": 100, "fields": 1000}


def generate_martlet(proto, output):
    plugin = BENCHMARKS.parent / ".build/release/protoc-gen-martlet"
    execute(["protoc", f"-I{proto.parent}", f"--plugin={plugin}", f"--martlet_out={output}",
             "--martlet_opt=access=public", proto.name])


def generate_swift_protobuf(proto, output):
    plugin = HOME / "swiftprotobuf/.build/release/protoc-gen-swift"
    execute(["protoc", f"-I{proto.parent}", f"--plugin={plugin}", f"--swift_out={output}",
             "--swift_opt=Visibility=Public", proto.name])


def prepare_martlet():
    build_martlet()
    build_swift("..", "--product", "protoc-gen-martlet")


def prepare_swift_protobuf():
    build_swift_protobuf()
    swift_protobuf_plugin()


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    package: str
    runtime: str
    prepare: callable
    generate: callable
    type_name: str
    initialiser: str
    # What a program links that writes JSON.
    json_modules: tuple

    @property
    def release(self):
        return HOME / self.package / ".build/release"

    @property
    def includes(self):
        return ("-I", self.release / "Modules")

    def folder(self, size):
        return BUILD / self.name / size

    def source(self, size):
        """The generated file; it is a module of its own, so that nothing of it is left out."""
        folder = self.folder(size)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        proto = folder / "schema.proto"
        proto.write_text(schema.write(**(WHOLE if size == "whole" else SMALL)))
        self.generate(proto, folder)
        return next(folder.glob("*.swift"))

    def compile(self, size, source):
        folder = self.folder(size)
        return timed(["swiftc", *FLAGS, *self.includes, "-module-name", "Schema", "-emit-module",
                      "-emit-module-path", folder / "Schema.swiftmodule", "-c", source,
                      "-o", folder / "Schema.o"])

    def program_bytes(self, size, form):
        """The stripped size of a program that decodes one of the messages and encodes it, to the
        binary format or to JSON."""
        folder = self.folder(size)
        modules = self.json_modules if form == "json" else (self.runtime,)
        imports = "\n".join(f"import {module}" for module in ("Schema", *modules))
        result = "jsonString()" if form == "json" else "serializedBytes() as [UInt8]"
        main = folder / "Program.swift"
        main.write_text(f"""
            {imports}

            @main
            struct Program {{
              static func main() throws {{
                let message = try {self.type_name}({self.initialiser}: [8, 1] as [UInt8])
                print(try message.{result})
              }}
            }}
            """)
        program = folder / f"program-{form}"
        objects = [part for module in modules
                   for part in sorted((self.release / f"{module}.build").glob("**/*.o"))]
        execute(["swiftc", *FLAGS, *self.includes, "-I", folder, main, folder / "Schema.o",
                 *objects, "-o", program, "-Xlinker", "--gc-sections"])
        execute(["strip", program])
        execute([program])
        return program.stat().st_size


PEERS = [
    Peer("martlet", "martlet", "MartletProtobuf", prepare_martlet, generate_martlet,
         schema.name(0), "serializedBytes", ("MartletProtobuf", "MartletJSON")),
    Peer("swift-protobuf", "swiftprotobuf", "SwiftProtobuf", prepare_swift_protobuf,
         generate_swift_protobuf, f"Martlet_Bench_Schema_{schema.name(0)}", "serializedBytes",
         ("SwiftProtobuf",)),
]


def timed(command):
    """Seconds of CPU time, and the most memory."""
    machine = Machine()
    child = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        fail(f"'{' '.join(map(str, command))}' failed")
    cpu = usage.ru_utime + usage.ru_stime
    return {"cpu": cpu, "peak_bytes": usage.ru_maxrss * 1024,
            "taken_by_others": machine.taken_by_others(cpu)}


def options(arguments):
    parser = argparse.ArgumentParser(prog="Benchmarks/run schema", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--skip-build", action="store_true", help="all is built already")
    parser.add_argument("--json", type=pathlib.Path, default=BENCHMARKS / "results/schema.json",
                        help="where the readings go; default: Benchmarks/results/schema.json")
    return parser.parse_args(arguments)


def measure(rounds):
    sources = {(peer.name, size): peer.source(size) for peer in PEERS for size in ("small", "whole")}
    for peer in PEERS:
        peer.compile("small", sources[peer.name, "small"])
    readings = []
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for peer in PEERS if number % 2 == 0 else reversed(PEERS):
            reading = peer.compile("whole", sources[peer.name, "whole"])
            readings.append({"peer": peer.name, **reading})
    rows = []
    for peer in PEERS:
        own = [r for r in readings if r["peer"] == peer.name]
        sizes = {form: {size: peer.program_bytes(size, form) for size in ("small", "whole")}
                 for form in FORMS}
        rows.append({"peer": peer.name, "cpu": spread([r["cpu"] for r in own]),
                     "peak_bytes": spread([r["peak_bytes"] for r in own]), "program": sizes,
                     "growth": {form: sizes[form]["whole"] - sizes[form]["small"]
                                for form in FORMS},
                     "lines": len(sources[peer.name, "whole"].read_text().splitlines())})
    return readings, rows


def table(rows):
    lines = ["| generator | lines | compile time, s of CPU: median (min to max) | peak MiB "
             "| stripped program with one message, binary / JSON, KB | growth, KB |",
             "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        cpu = row["cpu"]
        lines.append(
            f"| {row['peer']} | {row['lines']:,} "
            f"| {cpu['median']:.1f} ({cpu['min']:.1f} to {cpu['max']:.1f}) "
            f"| {row['peak_bytes']['median'] / 2**20:.0f} "
            f"| {kilobytes(row['program'][form]['small'] for form in FORMS)} "
            f"| {kilobytes(row['growth'][form] for form in FORMS)} |")
    return "\n".join(lines)


def kilobytes(sizes):
    return " / ".join(f"{size / 1e3:,.0f}" for size in sizes)


def bars(rows):
    ours, theirs = rows
    for what, ratio in (("compile time", ours["cpu"]["median"] / theirs["cpu"]["median"]),
                        *((f"growth, {form}", ours["growth"][form] / theirs["growth"][form])
                         for form in FORMS)):
        yield (f"{what}: {ratio:.2f} of {theirs['peer']}'s, "
               f"{'within' if ratio < 1 else 'MISSES'} the bar of less than 1")


def main(arguments):
    parsed = options(arguments)
    if not parsed.skip_build:
        for peer in PEERS:
            say(f"building {peer.name}")
            peer.prepare()
    readings, rows = measure(parsed.rounds)
    where = {**conditions(), "rounds": parsed.rounds, "flags": " ".join(FLAGS)}
    parsed.json.parent.mkdir(parents=True, exist_ok=True)
    parsed.json.write_text(
        json.dumps({"conditions": where, "rows": rows, "readings": readings}, indent=1) + "\n")
    print(table(rows))
    print()
    for key, value in where.items():
        print(f"- {key}: {value}")
    for line in (*bars(rows), disturbance(readings)):
        print(f"- {line}")
