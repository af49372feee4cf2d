"""Instructions per call, counted by callgrind: repeatable whatever else the machine is doing."""

import pathlib
import re
import shutil
import subprocess
import tempfile

from . import load
from .peers import BENCHMARKS, BUILD, Server, fail


def stripped(peer):
    """A copy without debug information, which valgrind cannot always read from Swift."""
    own = BENCHMARKS / peer.executable
    original = own if own.exists() else pathlib.Path(shutil.which(peer.executable))
    copy = BUILD / "stripped" / original.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["strip", "-g", "-o", str(copy), str(original)], check=True)
    return copy


def total(peer, case, requests, server_core, load_core, payload):
    """Instructions of a whole run of the server, start and end included."""
    with tempfile.TemporaryDirectory(prefix="martlet-callgrind-") as folder:
        wrapper = ["valgrind", "--tool=callgrind", "-q", f"--callgrind-out-file={folder}/out"]
        with Server(peer, server_core, wrapper, executable=stripped(peer)) as server:
            load.run(peer, server.port, case, requests, load_core, payload)
        output = pathlib.Path(folder, "out")
        found = re.search(r"^(?:summary|totals): (\d+)", output.read_text(), re.MULTILINE) \
            if output.exists() else None
    if not found:
        fail(f"{peer.name}: callgrind left no count")
    return int(found[1])


def per_call(peer, case, server_core, load_core, payload, short=1000, long=4000):
    """The difference of two run lengths, so that start-up cancels."""
    few = total(peer, case, short, server_core, load_core, payload)
    many = total(peer, case, long, server_core, load_core, payload)
    return (many - few) / (long - short)
