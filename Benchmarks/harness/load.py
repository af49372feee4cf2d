"""Load from h2load, and what it has to say afterwards."""

import dataclasses
import os
import re
import resource
import subprocess

from .peers import fail


@dataclasses.dataclass(frozen=True)
class Case:
    """So many connections with so many calls in flight on each."""

    connections: int
    streams: int

    def __str__(self):
        return f"{self.connections}x{self.streams}"

    @classmethod
    def parse(cls, text):
        found = re.fullmatch(r"(\d+)x(\d+)", text)
        if not found:
            fail(f"'{text}' is no case; it looks like 8x32 (connections x streams)")
        return cls(int(found[1]), int(found[2]))


@dataclasses.dataclass(frozen=True)
class Load:
    seconds: float
    requests_per_second: float
    cpu_seconds: float


def run(peer, port, case, requests, core, payload, timeout=300):
    """Makes so many requests and returns when all have succeeded; else it ends the benchmark."""
    requests = max(requests, case.connections)
    command = ["h2load", "-n", str(requests), "-c", str(case.connections),
               "-m", str(case.streams), "-t", "1"]
    if peer.is_grpc:
        command += ["-d", str(payload.body)]
        command += ["-H", "content-type: application/grpc", "-H", "te: trailers"]
    if payload.body_bytes > 16 * 1024:
        # h2load's own windows of 1 GiB are more than any client has; ours start at these.
        command += ["-w", "18", "-W", "24"]
    command.append(f"{'https' if peer.tls else 'http'}://127.0.0.1:{port}{peer.path}")

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        result = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    except subprocess.TimeoutExpired:
        fail(f"{peer.name} at {case}: no end after {timeout} s")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    output = result.stdout
    done = re.search(r"requests: (\d+) total, \d+ started, (\d+) done, (\d+) succeeded, "
                     r"(\d+) failed, (\d+) errored, (\d+) timeout", output)
    status = re.search(r"status codes: (\d+) 2xx", output)
    data = re.search(r"traffic: .*\((\d+)\) data", output)
    finish = re.search(r"finished in ([\d.]+)(us|ms|s), ([\d.]+) req/s", output)
    if not (done and status and data and finish):
        fail(f"{peer.name} at {case}: h2load said\n{output}{result.stderr}")
    wanted = ((str(requests),) * 3 + ("0",) * 3, str(requests), payload.body_bytes * requests)
    if (done.groups(), status[1], int(data[1])) != wanted:
        fail(f"{peer.name} at {case}: not every one of {requests} requests succeeded "
             f"with a reply of {payload.body_bytes} bytes:\n{output}")
    seconds = float(finish[1]) * {"us": 1e-6, "ms": 1e-3, "s": 1}[finish[2]]
    return Load(
        seconds=seconds,
        requests_per_second=float(finish[3]),
        cpu_seconds=(after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime))
