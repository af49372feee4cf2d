"""The codecs that are measured: how each is built and run."""

import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from codec import payloads

from .peers import BENCHMARKS, build_swift, execute, fail

HOME = BENCHMARKS / "codec"
BUILD = HOME / "build"
SCHEMA = HOME / "codec.proto"
SCHEMAS = (SCHEMA, HOME / "extensions.proto")


def build_martlet():
    build_swift("codec/martlet", "--product", "martlet-codec")


def swift_protobuf_plugin():
    package = HOME / "swiftprotobuf"
    build_swift(package, "--product", "protoc-gen-swift")
    return package / ".build/release/protoc-gen-swift"


def build_swift_protobuf():
    """Generates its Swift with its own plugin, then builds it."""
    generated = HOME / "swiftprotobuf/Sources/swiftprotobuf-codec/Generated"
    made = generated / "extensions.pb.swift"
    if not made.exists() or made.stat().st_mtime < max(s.stat().st_mtime for s in SCHEMAS):
        generated.mkdir(exist_ok=True)
        execute(["protoc", f"-I{HOME}", f"--plugin={swift_protobuf_plugin()}",
                 f"--swift_out={generated}", *(schema.name for schema in SCHEMAS)])
    build_swift("codec/swiftprotobuf", "--product", "swiftprotobuf-codec")


def build_cpp():
    execute(["make", "-C", HOME / "cpp"])


def build_c():
    execute(["make", "-C", HOME / "c"])


def build_python():
    """No build: Python compiles for itself."""


# A codec may keep extensions encoded until somebody asks for them. In these operations somebody does:
# every extension is read when the message is decoded, or set before it is encoded.
WITH_EXTENSIONS = ("decode-read", "encode-set")


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    about: str
    build: callable
    command: tuple
    operations: tuple
    # Cases that it cannot do, or only by other means than those that are measured.
    without: frozenset = frozenset()

    def does(self, operation, case):
        if case in self.without or operation not in self.operations:
            return False
        if operation in WITH_EXTENSIONS:
            return case == "extensions"
        return case != "json" or "-" not in operation


PEERS = {peer.name: peer for peer in [
    Peer("martlet", "Martlet", build_martlet, (HOME / "martlet/.build/release/martlet-codec",),
         ("decode", "encode", "encode-framed", *WITH_EXTENSIONS)),
    Peer("swift-protobuf", "swift-protobuf 1.39, [UInt8]", build_swift_protobuf,
         (HOME / "swiftprotobuf/.build/release/swiftprotobuf-codec",),
         ("decode", "encode", *WITH_EXTENSIONS)),
    Peer("cpp", "C++ protobuf", build_cpp, (HOME / "cpp/build/cpp-codec",),
         ("decode", "decode-reused", "decode-arena", "encode", "encode-reused",
          *WITH_EXTENSIONS)),
    Peer("protobuf-c", "protobuf-c; a map is a repeated message to it", build_c,
         (HOME / "c/build/c-codec",), ("decode", "encode", "encode-reused"), frozenset({"json", "extensions"})),
    Peer("upb", "Python protobuf on upb, Python's own work included", build_python,
         (sys.executable, HOME / "python/codec.py"), ("decode", "encode"), frozenset({"json"})),
]}


@dataclasses.dataclass(frozen=True)
class Job:
    """One operation of one peer on one payload."""

    peer: Peer
    operation: str
    case: str
    payload: pathlib.Path

    @property
    def direction(self):
        return self.operation.partition("-")[0]

    @property
    def variant(self):
        return self.operation.partition("-")[2]

    def run(self, iterations, warm_ups=0, result=None, wrapper=(), environment=None, core=None):
        """The nanoseconds that the iterations took."""
        command = [*wrapper, *self.peer.command, self.operation, self.case, self.payload,
                   warm_ups, iterations, *([result] if result else [])]
        done = subprocess.run(
            [str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True,
            text=True, env={**os.environ, **(environment or {})},
            preexec_fn=(lambda: os.sched_setaffinity(0, {core})) if core is not None else None)
        if done.returncode != 0 or not done.stdout.strip().isdigit():
            fail(f"{self}: status {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
        return int(done.stdout)

    def __str__(self):
        return f"{self.peer.name} {self.operation} {self.case}"

    def check(self, made):
        """What the peer gives back must be the message that it was given."""
        with tempfile.TemporaryDirectory(prefix="martlet-codec-") as folder:
            result = pathlib.Path(folder, "result")
            self.run(1, result=result)
            found = result.read_bytes()
        if not payloads.is_same(self.case, made, self.operation, self.payload.read_bytes(), found):
            fail(f"{self}: it gives back another message")

    def instructions(self, short, long):
        """Instructions for one message: the difference of two runs, so that start-up cancels."""
        few, many = self.counted_instructions(short), self.counted_instructions(long)
        return (many - few) / (long - short)

    def counted_instructions(self, iterations):
        with tempfile.TemporaryDirectory(prefix="martlet-callgrind-") as folder:
            out = pathlib.Path(folder, "out")
            self.run(iterations, wrapper=("valgrind", "--tool=callgrind", "-q",
                                          f"--callgrind-out-file={out}"))
            found = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.MULTILINE)
        return int(found[1]) if found else fail(f"{self}: callgrind left no count")

    def allocations(self, short, long):
        """Calls of malloc and its kin for one message."""
        few, many = self.counted_allocations(short), self.counted_allocations(long)
        return (many - few) / (long - short)

    def counted_allocations(self, iterations):
        with tempfile.TemporaryDirectory(prefix="martlet-allocations-") as folder:
            out = pathlib.Path(folder, "out")
            self.run(iterations, environment={"LD_PRELOAD": str(allocation_counter()),
                                              "COUNT_ALLOCATIONS": str(out)})
            return int(out.read_text())


def allocation_counter():
    source, library = HOME / "count_allocations.c", BUILD / "count_allocations.so"
    if not library.exists() or library.stat().st_mtime < source.stat().st_mtime:
        BUILD.mkdir(parents=True, exist_ok=True)
        execute(["cc", "-O2", "-Wall", "-shared", "-fPIC", "-o", library, source, "-ldl"])
    return library
