"""`Benchmarks/run calls`: our client beside its peers, and each peer's client with its own server:
unary calls, a stream of messages, and echoes of 1 MiB, alternating in one invocation."""

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import time

from .machine import Machine, conditions, disturbance, first_line, spread
from .peers import BENCHMARKS, CERTIFICATE, PEERS, Server, fail, make_certificate, say
from .unary import cores, pick_peer

DEFAULT_PEERS = "martlet,cpp,grpc-swift,martlet-tls,cpp-tls,grpc-swift-tls"


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    # What the clients' programs are asked for.
    kind: str
    tasks: int
    text_bytes: int
    # All clients call our server, since only they are compared; else each its own peer's.
    shared_server: bool
    # What is judged, and by how much: at most so much of C++'s CPU time, or at least its rate.
    bar: tuple


CASES = {case.name: case for case in [
    Case("unary-1", "unary", 1, 31, True, ()),
    Case("unary-100", "unary", 100, 31, True, ("client_cpu", 0.5)),
    Case("stream", "stream", 1, 31, False, ("rate", 1.0)),
    Case("echo-1MiB", "unary", 8, 1 << 20, False, ("rate", 1.0)),
]}


def options(arguments):
    parser = argparse.ArgumentParser(prog="Benchmarks/run calls", description=__doc__)
    parser.add_argument("--peers", default=DEFAULT_PEERS,
                        help=f"of {', '.join(PEERS)}; default: %(default)s")
    parser.add_argument("--cases", default=",".join(CASES), help="default: %(default)s")
    parser.add_argument("--rounds", type=int, default=7, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=1.5,
                        help="a reading's length; default: %(default)s")
    parser.add_argument("--skip-build", action="store_true", help="the binaries are there already")
    parser.add_argument("--json", type=pathlib.Path, default=BENCHMARKS / "results/calls.json",
                        help="where the readings go; default: Benchmarks/results/calls.json")
    parsed = parser.parse_args(arguments)
    parsed.peers = [pick_peer(name) for name in parsed.peers.split(",")]
    for peer in parsed.peers:
        if not peer.has_client:
            fail(f"{peer.name} has no client")
    parsed.cases = [CASES.get(name) or fail(f"no case is named '{name}'; there are "
                                            f"{', '.join(CASES)}")
                    for name in parsed.cases.split(",")]
    return parsed


def server_of(case, peer):
    if not case.shared_server:
        return peer
    return PEERS["martlet-tls" if peer.tls else "martlet"]


def run_client(peer, case, count, port, core, timeout=300):
    """Seconds of the measured part, and seconds of CPU in it; a tenth more warms up before."""
    command = [str(BENCHMARKS / peer.executable), "client", str(port), case.kind, str(count),
               str(case.tasks), str(case.text_bytes), *([str(CERTIFICATE)] if peer.tls else [])]
    try:
        result = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    except subprocess.TimeoutExpired:
        fail(f"{peer.name}, {case.name}: no end after {timeout} s")
    found = re.search(r"seconds ([\d.e-]+) cpu ([\d.e-]+)", result.stdout)
    if result.returncode != 0 or not found:
        fail(f"{peer.name}, {case.name}: the client failed: {result.stdout}{result.stderr}")
    return float(found[1]), float(found[2])


def calibrated(peer, case, seconds, port, core):
    """How many calls, or messages, a reading of that length has."""
    count = 10 * case.tasks
    while True:
        taken, _ = run_client(peer, case, count, port, core)
        if taken > 0.3:
            return max(case.tasks, int(count * seconds / taken))
        count *= 4


def read(peer, case, count, server, core):
    machine, before = Machine(), server.cpu_seconds()
    seconds, cpu = run_client(peer, case, count, server.port, core)
    # The server's has the warm-up's tenth, too.
    server_cpu = (server.cpu_seconds() - before) / 1.1
    return {
        "peer": peer.name, "case": case.name, "count": count, "rate": count / seconds,
        "client_cpu": cpu / count * 1e6, "server_cpu": server_cpu / count * 1e6,
        "taken_by_others": machine.taken_by_others((cpu + server_cpu) * 1.1),
    }


def measure(parsed, server_core, client_core):
    readings = []
    for case in parsed.cases:
        with contextlib.ExitStack() as stack:
            servers = {}
            for peer in parsed.peers:
                wanted = server_of(case, peer)
                if wanted.name not in servers:
                    servers[wanted.name] = stack.enter_context(Server(wanted, server_core))
            own = {peer.name: servers[server_of(case, peer).name] for peer in parsed.peers}
            counts = {peer.name: calibrated(peer, case, parsed.seconds, own[peer.name].port,
                                            client_core) for peer in parsed.peers}
            for number in range(parsed.rounds):
                say(f"{case.name}: round {number + 1} of {parsed.rounds}")
                # Every other round backwards, so that nobody always follows the same neighbour.
                for peer in parsed.peers if number % 2 == 0 else reversed(parsed.peers):
                    readings.append(
                        read(peer, case, counts[peer.name], own[peer.name], client_core))
    return readings


def summarize(parsed, readings):
    rows = []
    for case in parsed.cases:
        for peer in parsed.peers:
            own = [r for r in readings if (r["peer"], r["case"]) == (peer.name, case.name)]
            row = {"case": case.name, "peer": peer.name, "tls": peer.tls}
            for key in ("rate", "client_cpu", "server_cpu"):
                row[key] = spread([r[key] for r in own])
            row["gigabytes_per_second"] = row["rate"]["median"] * case.text_bytes / 1e9
            rows.append(row)
    return rows


def ours_to(rows, row, key):
    ours = next((r for r in rows if r["case"] == row["case"] and r["tls"] == row["tls"]
                 and r["peer"].startswith("martlet")), None)
    return ours[key]["median"] / row[key]["median"] if ours else None


def table(rows):
    lines = ["| case | peer | calls or messages/s: median (min to max) | ours to it "
             "| client's CPU µs each | ours to it | server's CPU µs each | GB/s each way |",
             "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        rate, client = row["rate"], row["client_cpu"]
        lines.append(
            f"| {row['case']} | {row['peer']} "
            f"| {rate['median']:,.0f} ({rate['min']:,.0f} to {rate['max']:,.0f}) "
            f"| {ratio(ours_to(rows, row, 'rate'))} "
            f"| {client['median']:,.2f} ({client['min']:,.2f} to {client['max']:,.2f}) "
            f"| {ratio(ours_to(rows, row, 'client_cpu'))} "
            f"| {row['server_cpu']['median']:,.2f} | {row['gigabytes_per_second']:.3f} |")
    return "\n".join(lines)


def ratio(value):
    return f"{value:.2f}" if value else ""


def bars(rows):
    for row in rows:
        bar = CASES[row["case"]].bar
        if not row["peer"].startswith("cpp") or not bar:
            continue
        key, limit = bar
        value = ours_to(rows, row, key)
        if value is None:
            continue
        kept = value <= limit if key == "client_cpu" else value >= limit
        what = "of its client's CPU time" if key == "client_cpu" else "times its rate"
        yield (f"{row['case']}: {value:.2f} {what} ({row['peer']}), "
               f"{'within' if kept else 'MISSES'} the bar of {limit}")


def main(arguments):
    parsed = options(arguments)
    server_core, client_core = cores()
    if not parsed.skip_build:
        for peer in {peer.build: peer for peer in parsed.peers}.values():
            say(f"building {peer.name}")
            peer.build()
    started = time.monotonic()
    make_certificate()
    readings = measure(parsed, server_core, client_core)
    rows = summarize(parsed, readings)
    where = {**conditions(), "rounds": parsed.rounds,
             "c++ grpc": first_line(["pkg-config", "--modversion", "grpc++"]),
             "pinning": f"server on core {server_core}, client on core {client_core}"}
    parsed.json.parent.mkdir(parents=True, exist_ok=True)
    parsed.json.write_text(
        json.dumps({"conditions": where, "rows": rows, "readings": readings}, indent=1) + "\n")
    print(table(rows))
    print()
    for key, value in where.items():
        print(f"- {key}: {value}")
    for line in (*bars(rows), disturbance(readings)):
        print(f"- {line}")
    say(f"measured in {time.monotonic() - started:.0f} s; readings in {parsed.json}")
