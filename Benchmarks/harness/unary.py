"""`Benchmarks/run unary`: our echo server beside its peers, alternating in one invocation."""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import time

from . import instructions, load
from .machine import Machine, conditions, disturbance, first_line, spread
from .peers import (BENCHMARKS, CERTIFICATE, PEERS, Payload, Server, fail, make_certificate, say,
                    serve_file)

DEFAULT_PEERS = "martlet,nghttpd,cpp,grpc-swift"
DEFAULT_CASES = "1x1,1x100,8x32"
# At most so much of a peer's CPU time per request, and where that counts.
BARS = {"nghttpd": 2.5, "cpp": 0.5, "grpc-swift": 0.1}
BAR_CASES = ("1x100", "8x32")


def options(arguments):
    parser = argparse.ArgumentParser(prog="Benchmarks/run unary", description=__doc__)
    parser.add_argument("--peers", default=DEFAULT_PEERS,
                        help=f"of {', '.join(PEERS)}; default: %(default)s")
    parser.add_argument("--cases", default=DEFAULT_CASES,
                        help="connections x streams; default: %(default)s")
    parser.add_argument("--text-bytes", type=int, default=31,
                        help="how long the echoed text is; default: %(default)s")
    parser.add_argument("--rounds", type=int, default=7, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=1.5,
                        help="a reading's length, by which requests are counted out after the "
                        "warm-up; default: %(default)s")
    parser.add_argument("--requests", type=int,
                        help="requests in each reading, in place of --seconds")
    parser.add_argument("--instructions", action="store_true",
                        help="count instructions per call under callgrind as well")
    parser.add_argument("--skip-build", action="store_true", help="the binaries are there already")
    parser.add_argument("--json", type=pathlib.Path, default=BENCHMARKS / "results/unary.json",
                        help="where the readings go; default: Benchmarks/results/unary.json")
    parsed = parser.parse_args(arguments)
    parsed.peers = [pick_peer(name) for name in parsed.peers.split(",")]
    parsed.cases = [load.Case.parse(text) for text in parsed.cases.split(",")]
    if parsed.rounds < 1:
        fail("--rounds is at least 1")
    return parsed


def pick_peer(name):
    return PEERS.get(name) or fail(f"no peer is named '{name}'; there are {', '.join(PEERS)}")


def cores():
    """One for the servers, another for the load."""
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2:
        fail("two cores are needed: one for the server, one for the load")
    return usable[0], usable[1]


def prepare(peers):
    for peer in peers:
        say(f"building {peer.name}")
        peer.build()
    for tool in ("h2load", *(peer.executable for peer in peers if peer.needs_port)):
        if not shutil.which(tool):
            fail(f"{tool} is missing; scripts/setup bench installs it")


def check(server, payload):
    """The peer must answer a real gRPC client with OK and the same bytes."""
    python = BENCHMARKS.parent / ".venv/bin/python"
    if not python.exists():
        fail(".venv is missing; scripts/setup bench makes it")
    result = subprocess.run(
        [str(python), str(BENCHMARKS / "harness/check_echo.py"), str(server.port),
         str(payload.message), *([str(CERTIFICATE)] if server.peer.tls else [])],
        capture_output=True, text=True, timeout=60)
    if result.returncode != 0:
        fail(f"{server.peer.name} does not answer as gRPC does: {result.stderr.strip()}")


def read(server, case, requests, load_core, payload):
    """One reading of one peer."""
    machine = Machine()
    before = server.cpu_seconds()
    made = load.run(server.peer, server.port, case, requests, load_core, payload)
    cpu = server.cpu_seconds() - before
    return {
        "peer": server.peer.name,
        "case": str(case),
        "requests": requests,
        "requests_per_second": made.requests_per_second,
        "megabytes_per_second": made.requests_per_second * payload.body_bytes / 1e6,
        "cpu_microseconds": cpu / requests * 1e6,
        "taken_by_others": machine.taken_by_others(cpu + made.cpu_seconds),
    }


def warm_up(server, case, parsed, load_core, payload):
    """Warms the peer and says how many requests a reading shall make."""
    few = 2000 if payload.body_bytes < 16 * 1024 else 100
    load.run(server.peer, server.port, case, few, load_core, payload)
    rate = load.run(
        server.peer, server.port, case, 2 * few, load_core, payload).requests_per_second
    return parsed.requests or max(few // 2, int(rate * parsed.seconds))


def measure(parsed, server_core, load_core, payload):
    readings, memory = [], {}
    for case in parsed.cases:
        with contextlib.ExitStack() as stack:
            servers = [stack.enter_context(Server(peer, server_core)) for peer in parsed.peers]
            for server in servers:
                if server.peer.is_grpc:
                    check(server, payload)
            requests = {s.peer.name: warm_up(s, case, parsed, load_core, payload) for s in servers}
            for number in range(parsed.rounds):
                say(f"{case}: round {number + 1} of {parsed.rounds}")
                # Every other round backwards, so that nobody always follows the same neighbour.
                for server in servers if number % 2 == 0 else reversed(servers):
                    readings.append(
                        read(server, case, requests[server.peer.name], load_core, payload))
            for server in servers:
                memory.setdefault(server.peer.name, {})[str(case)] = server.peak_memory()
    return readings, memory


def summarize(parsed, readings, counts):
    """A row for each case and peer, with the first peer's median CPU time divided by its own."""
    rows = []
    for case in map(str, parsed.cases):
        reference = None
        for peer in parsed.peers:
            own = [r for r in readings if (r["peer"], r["case"]) == (peer.name, case)]
            row = {
                "case": case,
                "peer": peer.name,
                "requests_per_second": spread([r["requests_per_second"] for r in own]),
                "cpu_microseconds": spread([r["cpu_microseconds"] for r in own]),
                "megabytes_per_second": spread([r["megabytes_per_second"] for r in own]),
                "instructions": counts.get(peer.name, {}).get(case),
            }
            reference = reference or row
            row["cpu_ratio"] = (reference["cpu_microseconds"]["median"]
                                / row["cpu_microseconds"]["median"])
            rows.append(row)
    return rows


def table(parsed, rows):
    first = parsed.peers[0].name
    lines = [
        f"| case | peer | CPU µs per request: median (min to max) | {first} to it | "
        "requests/s: median (min to max) | MB/s each way | instructions per call |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        cpu, rate = row["cpu_microseconds"], row["requests_per_second"]
        count = f"{row['instructions']:,.0f}" if row["instructions"] else ""
        lines.append(
            f"| {row['case']} | {row['peer']} "
            f"| {cpu['median']:.2f} ({cpu['min']:.2f} to {cpu['max']:.2f}) "
            f"| {row['cpu_ratio']:.2f} "
            f"| {rate['median']:,.0f} ({rate['min']:,.0f} to {rate['max']:,.0f}) "
            f"| {row['megabytes_per_second']['median']:,.0f} | {count} |")
    return "\n".join(lines)


def bars(parsed, rows):
    """Whether Martlet's CPU time is within what is promised, where both were measured."""
    if parsed.peers[0].name != "martlet":
        return []
    return [
        f"{row['case']}: {row['cpu_ratio']:.2f} of {row['peer']}'s CPU time, "
        f"{'within' if row['cpu_ratio'] <= BARS[row['peer']] else 'MISSES'} "
        f"the bar of {BARS[row['peer']]}"
        for row in rows if row["peer"] in BARS and row["case"] in BAR_CASES]


def describe(parsed, server_core, load_core):
    return {
        **conditions(),
        "load": first_line(["h2load", "--version"]),
        "text": f"{parsed.text_bytes} bytes",
        "pinning": f"server on core {server_core}, h2load on core {load_core}",
        "rounds": parsed.rounds,
        "peers": {peer.name: peer.about for peer in parsed.peers},
    }


def main(arguments):
    parsed = options(arguments)
    server_core, load_core = cores()
    if not parsed.skip_build:
        prepare(parsed.peers)
    started = time.monotonic()
    payload = Payload(parsed.text_bytes)
    serve_file(payload)
    make_certificate()
    readings, memory = measure(parsed, server_core, load_core, payload)
    counts = {}
    if parsed.instructions:
        for peer in parsed.peers:
            for case in parsed.cases:
                say(f"{case}: counting the instructions of {peer.name}")
                count = instructions.per_call(peer, case, server_core, load_core, payload)
                counts.setdefault(peer.name, {})[str(case)] = count
    rows = summarize(parsed, readings, counts)
    where = describe(parsed, server_core, load_core)

    parsed.json.parent.mkdir(parents=True, exist_ok=True)
    parsed.json.write_text(json.dumps(
        {"conditions": where, "rows": rows, "peak_memory_bytes": memory, "readings": readings},
        indent=1) + "\n")
    print(table(parsed, rows))
    print()
    for key, value in where.items():
        if key != "peers":
            print(f"- {key}: {value}")
    for name, about in where["peers"].items():
        peak = max(memory[name].values()) / 2**20
        print(f"- {name}: {about}; {peak:.0f} MiB at its largest")
    for line in (*bars(parsed, rows), disturbance(readings)):
        print(f"- {line}")
    say(f"measured in {time.monotonic() - started:.0f} s; readings in {parsed.json}")
