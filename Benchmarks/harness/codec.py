"""`Benchmarks/run codec`: our codec beside its peers, alternating in one invocation."""

import argparse
import json
import math
import os
import pathlib
import resource

from codec import payloads

from .codec_peers import BUILD, PEERS, SCHEMA, WITH_EXTENSIONS, Job
from .machine import Machine, conditions, disturbance, first_line, spread
from .peers import BENCHMARKS, fail, say

# The cases of issue 4 whose ratios count together, on the geometric mean.
TOGETHER = ("scalars", "ints", "mixed", "submessages", "deep", "map", "extensions")
# At most so much of the peer's time, on the geometric mean of those cases.
MEAN_BARS = {("decode", "swift-protobuf"): 1 / 3.5, ("encode", "swift-protobuf"): 1 / 5,
             ("decode", "cpp"): 0.7, ("encode", "cpp"): 0.8}
# No case may take longer than the peer; in this one there is a stricter bar.
CASE_BARS = {("decode", "strings", "cpp"): 0.8,
             ("decode", "json", "swift-protobuf"): 1 / 5,
             ("encode", "json", "swift-protobuf"): 1 / 5}


def options(arguments):
    parser = argparse.ArgumentParser(prog="Benchmarks/run codec", description=__doc__)
    parser.add_argument("--peers", default=",".join(PEERS), help="default: %(default)s")
    parser.add_argument("--cases", default=",".join(payloads.MESSAGES),
                        help="default: %(default)s")
    parser.add_argument("--operations", default="", help="only these, as decode,encode-framed")
    parser.add_argument("--rounds", type=int, default=7, help="default: %(default)s")
    parser.add_argument("--milliseconds", type=float, default=50,
                        help="a reading's length; default: %(default)s")
    parser.add_argument("--no-counts", action="store_true",
                        help="count neither instructions nor allocations")
    parser.add_argument("--skip-build", action="store_true", help="the binaries are there already")
    parser.add_argument("--json", type=pathlib.Path, default=BENCHMARKS / "results/codec.json",
                        help="where the readings go; default: Benchmarks/results/codec.json")
    parsed = parser.parse_args(arguments)
    parsed.peers = [PEERS.get(name) or fail(f"no peer is named '{name}'")
                    for name in parsed.peers.split(",")]
    parsed.cases = parsed.cases.split(",")
    for case in parsed.cases:
        if case not in payloads.MESSAGES:
            fail(f"no case is named '{case}'; there are {', '.join(payloads.MESSAGES)}")
    parsed.operations = [name for name in parsed.operations.split(",") if name]
    return parsed


def jobs_of(parsed, paths):
    """By case and direction, since only those are compared and so take turns."""
    groups = []
    for case in parsed.cases:
        for direction in ("decode", "encode"):
            group = [Job(peer, operation, case, paths[case])
                     for peer in parsed.peers for operation in peer.operations
                     if operation.startswith(direction) and peer.does(operation, case)
                     and (not parsed.operations or operation in parsed.operations)]
            if group:
                groups.append(group)
    return groups


def calibrated(job, milliseconds, core):
    """How many iterations a reading of that length has."""
    iterations = 1
    while True:
        taken = job.run(iterations, warm_ups=1, core=core)
        if taken > 2_000_000 or iterations >= 1 << 26:
            return max(1, round(iterations * milliseconds * 1e6 / max(taken, 1)))
        iterations *= 8


def children_seconds():
    """CPU time of the processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(groups, rounds, milliseconds):
    core = max(os.sched_getaffinity(0))
    readings = []
    for group in groups:
        say(f"{group[0].case}, {group[0].direction}")
        iterations = {job: calibrated(job, milliseconds, core) for job in group}
        for number in range(rounds):
            # Every other round backwards, so that nobody always follows the same neighbour.
            for job in group if number % 2 == 0 else reversed(group):
                machine, before = Machine(), children_seconds()
                taken = job.run(iterations[job], max(1, iterations[job] // 10), core=core)
                own = children_seconds() - before
                readings.append({
                    "case": job.case, "peer": job.peer.name, "operation": job.operation,
                    "ns": taken / iterations[job],
                    "taken_by_others": machine.taken_by_others(own)})
    return readings


def counts(job, nanoseconds):
    """Instructions and allocations, in runs that are short under callgrind too."""
    short = max(2, min(300, round(2e6 / nanoseconds)))
    return {"instructions": job.instructions(short, 3 * short),
            "allocations": job.allocations(short, 3 * short)}


def summarize(groups, readings, counted):
    rows = []
    for job in (job for group in groups for job in group):
        own = [r["ns"] for r in readings if (r["case"], r["peer"], r["operation"])
               == (job.case, job.peer.name, job.operation)]
        row = {"case": job.case, "peer": job.peer.name, "operation": job.operation,
               "bytes": job.payload.stat().st_size, "ns": spread(own)}
        row["mb_per_s"] = row["bytes"] / row["ns"]["median"] * 1e3
        if counted:
            say(f"counting: {job}")
            row.update(counts(job, row["ns"]["median"]))
        rows.append(row)
    return rows


def number(value):
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def table(rows):
    lines = ["| case | operation | peer | ns: median (min to max) | martlet to it | MB/s "
             "| instructions | allocations |",
             "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        ns = row["ns"]
        ratio = ratio_to(rows, row)
        lines.append(
            f"| {row['case']} | {row['operation']} | {row['peer']} "
            f"| {number(ns['median'])} ({number(ns['min'])} to {number(ns['max'])}) "
            f"| {f'{ratio:.2f}' if ratio else ''} | {row['mb_per_s']:,.0f} "
            f"| {number(row['instructions']) if 'instructions' in row else ''} "
            f"| {number(row['allocations']) if 'allocations' in row else ''} |")
    return "\n".join(lines)


def ratio_to(rows, row):
    """Our time to this peer's: of the same operation, ours framed to reused, else the plain one."""
    direction, _, variant = row["operation"].partition("-")
    if row["operation"] in WITH_EXTENSIONS:
        own = row["operation"]
    else:
        own = "encode-framed" if (direction, variant) == ("encode", "reused") else direction
    ours = next((r for r in rows if (r["peer"], r["case"], r["operation"])
                 == ("martlet", row["case"], own)), None)
    return ours["ns"]["median"] / row["ns"]["median"] if ours else None


def bars(rows):
    """Each bar of issue 4 that the readings allow to judge."""
    found = {(row["operation"], row["case"], row["peer"]): ratio_to(rows, row) for row in rows}
    for (operation, peer), bar in MEAN_BARS.items():
        ratios = [found.get((operation, case, peer)) for case in TOGETHER]
        if all(ratios):
            mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
            yield f"{operation}: {mean:.2f} of {peer}'s time, {verdict(mean, bar)}"
    for (operation, case, peer), ratio in found.items():
        bar = CASE_BARS.get((operation, case, peer))
        judged = (operation, peer) in MEAN_BARS or operation in WITH_EXTENSIONS
        if ratio and judged and (bar or ratio > 1):
            yield f"{operation}, {case}: {ratio:.2f} of {peer}'s time, {verdict(ratio, bar or 1.0)}"


def verdict(ratio, bar):
    return f"{'within' if ratio <= bar else 'MISSES'} the bar of {bar:.2f}"


def main(arguments):
    parsed = options(arguments)
    if not parsed.skip_build:
        for peer in parsed.peers:
            say(f"building {peer.about}")
            peer.build()
    made, paths = payloads.write(SCHEMA, BUILD / "payloads")
    groups = jobs_of(parsed, paths)
    for job in (job for group in groups for job in group):
        job.check(made)
    say("every peer gives back the messages it was given")

    readings = measure(groups, parsed.rounds, parsed.milliseconds)
    rows = summarize(groups, readings, counted=not parsed.no_counts)
    where = {**conditions(), "rounds": parsed.rounds,
             "c++ protobuf": first_line(["pkg-config", "--modversion", "protobuf"]),
             "protobuf-c": first_line(["pkg-config", "--modversion", "libprotobuf-c"]),
             "c++": first_line(["g++", "--version"])}
    parsed.json.parent.mkdir(parents=True, exist_ok=True)
    parsed.json.write_text(
        json.dumps({"conditions": where, "rows": rows, "readings": readings}, indent=1) + "\n")
    print(table(rows))
    print()
    for key, value in where.items():
        print(f"- {key}: {value}")
    for line in (*bars(rows), disturbance(readings)):
        print(f"- {line}")
