"""`Benchmarks/run idl`: our compiler beside protoc and buf on one generated tree."""

import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import sys
import time

from idl import tree

from .machine import Machine, conditions, disturbance, first_line, spread
from .peers import BENCHMARKS, build_swift, fail, say

ROOT = BENCHMARKS.parent
BUILD = BENCHMARKS / "build/idl"
TREE = BUILD / "tree"
MARTLET = ROOT / ".build/release/martlet"
TOOLS = ROOT / ".venv/bin"
# protoc's google/protobuf/…: with it for both, their comments are the same too.
WELL_KNOWN = ROOT / ".venv/include"

# At most so much of protoc's wall time, by case; and of its memory.
WALL_BARS = {"descriptors": 0.8, "with source info": 0.6}
MEMORY_BAR = 1.0
# Seconds for `martlet check` after an edit.
CHECK_BAR = 0.3


@dataclasses.dataclass
class Run:
    """One run of a command: what it took, as the kernel counted it."""

    wall: float
    cpu: float
    peak_bytes: int
    taken_by_others: float


def run(command):
    """Runs `command` in the tree; whatever it says goes to a file that a failure shows."""
    machine = Machine()
    with open(BUILD / "output.txt", "wb") as output:
        started = time.monotonic()
        child = os.posix_spawn(
            str(command[0]), [str(part) for part in command], os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, output.fileno(), 1),
                          (os.POSIX_SPAWN_DUP2, output.fileno(), 2)])
        _, status, usage = os.wait4(child, 0)
        wall = time.monotonic() - started
    if status != 0:
        sys.stderr.write((BUILD / "output.txt").read_text(errors="replace")[-4000:])
        fail(f"'{command[0]} {command[1]} …' ended with status {status}")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(wall, cpu, usage.ru_maxrss * 1024, machine.taken_by_others(cpu))


class Peer:
    def __init__(self, name, commands):
        self.name = name
        self.commands = commands


def peers(paths):
    """The commands of each peer for each case; all write the same set, imports included."""
    files = BUILD / "files.txt"
    files.write_text("".join(path + "\n" for path in paths))
    plain, full = ["--include_imports"], ["--include_imports", "--include_source_info"]
    out = {name: BUILD / f"{name}.binpb" for name in ("martlet", "protoc", "buf")}

    def spelled(tool, name, flags):
        return [*tool, "-I.", f"-I{WELL_KNOWN}", *flags, f"--descriptor_set_out={out[name]}", f"@{files}"]

    buf = [TOOLS / "buf", "build", ".", "-o", out["buf"]]
    return [
        Peer("martlet", {
            "descriptors": spelled([MARTLET, "descriptors"], "martlet", plain),
            "with source info": spelled([MARTLET, "descriptors"], "martlet", full),
        }),
        Peer("protoc", {
            "descriptors": spelled([TOOLS / "protoc"], "protoc", plain),
            "with source info": spelled([TOOLS / "protoc"], "protoc", full),
        }),
        Peer("buf", {
            "descriptors": [*buf, "--exclude-source-info"],
            "with source info": buf,
        }),
    ]


def compare(case):
    """Our bytes must be protoc's; else there is nothing to measure."""
    ours, theirs = (BUILD / f"{name}.binpb" for name in ("martlet", "protoc"))
    if ours.read_bytes() != theirs.read_bytes():
        fail(f"{case}: our descriptors are not protoc's")
    say(f"{case}: the same {ours.stat().st_size:,} bytes as protoc's")


def measure_descriptors(all_peers, rounds):
    readings = []
    for case in WALL_BARS:
        for peer in all_peers:
            run(peer.commands[case])
        compare(case)
        for number in range(rounds):
            say(f"{case}: round {number + 1} of {rounds}")
            # Every other round backwards, so that nobody always follows the same neighbour.
            for peer in all_peers if number % 2 == 0 else reversed(all_peers):
                reading = run(peer.commands[case])
                readings.append({"case": case, "peer": peer.name, **dataclasses.asdict(reading)})
    return readings


def edits(paths):
    """Files to edit in turn: some that nobody imports, and one that many do."""
    imported = {}
    for path in paths:
        for line in (pathlib.Path(path)).read_text().splitlines():
            if line.startswith("import "):
                imported.setdefault(line.split('"')[1], []).append(path)
    leaves = [path for path in paths if path not in imported]
    hub = max(imported, key=lambda path: len(imported[path]) * (path != tree.OPTIONS))
    return {"a leaf edited": leaves, f"a hub edited ({len(imported[hub])} importers)": [hub]}


def measure_check(paths, rounds):
    """`martlet check` of the whole tree: cold, with nothing changed, and after edits."""
    cache = BUILD / "cache"
    command = [MARTLET, "check", "--cache", cache, "-I.", "."]
    readings = []

    def take(case):
        readings.append({"case": f"check, {case}", "peer": "martlet",
                         **dataclasses.asdict(run(command))})

    for _ in range(rounds):
        shutil.rmtree(cache, ignore_errors=True)
        take("cold")
    for _ in range(rounds):
        take("nothing changed")
    for case, files in edits(paths).items():
        for number in range(rounds):
            file = pathlib.Path(files[number % len(files)])
            before = file.read_text()
            file.write_text(before + f"\nmessage Edited{number}Here {{ int32 number = 1; }}\n")
            take(case)
            file.write_text(before)
            run(command)
    return readings


def summarize(readings):
    rows = []
    for case, peer in dict.fromkeys((r["case"], r["peer"]) for r in readings):
        own = [r for r in readings if (r["case"], r["peer"]) == (case, peer)]
        rows.append({"case": case, "peer": peer,
                     **{name: spread([r[name] for r in own])
                        for name in ("wall", "cpu", "peak_bytes")}})
    for row in rows:
        ours = next(r for r in rows if (r["case"], r["peer"]) == (row["case"], "martlet"))
        row["wall_ratio"] = ours["wall"]["median"] / row["wall"]["median"]
        row["memory_ratio"] = ours["peak_bytes"]["median"] / row["peak_bytes"]["median"]
    return rows


def table(rows):
    lines = ["| case | peer | wall s: median (min to max) | martlet to it | CPU s | peak MiB |",
             "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        wall = row["wall"]
        lines.append(
            f"| {row['case']} | {row['peer']} "
            f"| {wall['median']:.3f} ({wall['min']:.3f} to {wall['max']:.3f}) "
            f"| {row['wall_ratio']:.2f} | {row['cpu']['median']:.2f} "
            f"| {row['peak_bytes']['median'] / 2**20:.0f} |")
    return "\n".join(lines)


def verdict(holds):
    return "within" if holds else "MISSES"


def bars(rows):
    for row in rows:
        if row["peer"] == "protoc":
            wall, bar = row["wall_ratio"], WALL_BARS[row["case"]]
            yield (f"{row['case']}: {wall:.2f} of protoc's wall time, "
                   f"{verdict(wall <= bar)} the bar of {bar}")
            memory = row["memory_ratio"]
            yield (f"{row['case']}: {memory:.2f} of protoc's memory, "
                   f"{verdict(memory <= MEMORY_BAR)} the bar of {MEMORY_BAR}")
        elif "edited" in row["case"]:
            wall = row["wall"]["median"]
            yield f"{row['case']}: {wall:.3f} s, {verdict(wall < CHECK_BAR)} the bar of {CHECK_BAR} s"


def options(arguments):
    parser = argparse.ArgumentParser(prog="Benchmarks/run idl", description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--megabytes", type=float, default=40)
    parser.add_argument("--rounds", type=int, default=7, help="default: %(default)s")
    parser.add_argument("--skip-build", action="store_true", help="the binary is there already")
    parser.add_argument("--json", type=pathlib.Path, default=BENCHMARKS / "results/idl.json",
                        help="where the readings go; default: Benchmarks/results/idl.json")
    return parser.parse_args(arguments)


def main(arguments):
    parsed = options(arguments)
    if not parsed.skip_build:
        say("building martlet")
        build_swift("..", "--product", "martlet")
    for tool in ("protoc", "buf"):
        if not (TOOLS / tool).exists():
            fail(f".venv/bin/{tool} is missing; scripts/setup bench installs it")
    say(f"writing {parsed.files} files")
    shutil.rmtree(TREE, ignore_errors=True)
    BUILD.mkdir(parents=True, exist_ok=True)
    paths = tree.write(TREE, parsed.files, parsed.megabytes, seed=1)
    os.chdir(TREE)
    size = sum(os.path.getsize(path) for path in paths)

    readings = measure_descriptors(peers(paths), parsed.rounds)
    readings += measure_check(paths, parsed.rounds)
    rows = summarize(readings)
    where = {**conditions(), "tree": f"{len(paths)} files, {size / 1e6:.1f} MB, seed 1",
             "rounds": parsed.rounds, "protoc": first_line([TOOLS / "protoc", "--version"]),
             "buf": first_line([TOOLS / "buf", "--version"])}
    parsed.json.parent.mkdir(parents=True, exist_ok=True)
    parsed.json.write_text(
        json.dumps({"conditions": where, "rows": rows, "readings": readings}, indent=1) + "\n")
    print(table(rows))
    print()
    for key, value in where.items():
        print(f"- {key}: {value}")
    for line in (*bars(rows), disturbance(readings)):
        print(f"- {line}")
