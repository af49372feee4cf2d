"""What the benchmarks tell about the machine they ran on, and how they sum up readings."""

import contextlib
import datetime
import os
import pathlib
import platform
import statistics
import subprocess
import time

from .peers import BENCHMARKS, execute

# The share of the machine that others may take before the readings are called disturbed.
QUIET = 0.05


class Machine:
    """How much of the machine others took since the last look."""

    def __init__(self):
        self.look()

    def busy_seconds(self):
        fields = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
        user, nice, system, _, _, irq, soft_irq, steal = map(int, fields)
        ticks = user + nice + system + irq + soft_irq + steal
        return ticks / os.sysconf("SC_CLK_TCK")

    def look(self):
        self.start, self.busy = time.monotonic(), self.busy_seconds()

    def taken_by_others(self, own_seconds):
        elapsed = (time.monotonic() - self.start) * os.cpu_count()
        return max(0.0, (self.busy_seconds() - self.busy - own_seconds) / elapsed)


def spread(values):
    return {"min": min(values), "median": statistics.median(values), "max": max(values)}


def first_line(command):
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        return execute(command).strip().splitlines()[0]
    return "unknown"


def conditions():
    model = next((line.partition(":")[2].strip() for line in
                  pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return {
        "date": datetime.date.today().isoformat(),
        "commit": first_line(["git", "-C", BENCHMARKS, "describe", "--always", "--dirty"]),
        "cpu": f"{model}, {os.cpu_count()} cores",
        "kernel": platform.release(),
        "swift": first_line(["swift", "--version"]),
    }


def disturbance(readings):
    shares = [r["taken_by_others"] for r in readings]
    disturbed = sum(share > QUIET for share in shares)
    text = (f"Others took {statistics.median(shares):.1%} of the machine (median), "
            f"{max(shares):.1%} at most.")
    if disturbed:
        text += (f" DISTURBED: more than {QUIET:.0%} in {disturbed} of {len(shares)} readings; "
                 "run it again on a quiet machine.")
    return text
