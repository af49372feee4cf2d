"""The servers that are measured: how each is built, started, watched and ended."""

import dataclasses
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
BUILD = BENCHMARKS / "build"

# What TLS peers prove themselves by; made by `make_certificate`.
CERTIFICATE, KEY = BUILD / "tls.pem", BUILD / "tls.key"
TLS = ("--tls", str(CERTIFICATE), str(KEY))


class Payload:
    """What a call carries, and its reply alike: an EchoRequest with a text of so many bytes. 31 make
    35 bytes, so 40 with gRPC's prefix."""

    def __init__(self, text_bytes=31):
        text = (b"a line of thirty-one characters" * (text_bytes // 31 + 1))[:text_bytes]
        message = b"\x0a" + varint(len(text)) + text + b"\x10\x2a"
        body = b"\x00" + len(message).to_bytes(4, "big") + message
        BUILD.mkdir(parents=True, exist_ok=True)
        self.message, self.body = BUILD / "message.bin", BUILD / "body.bin"
        self.message.write_bytes(message)
        self.body.write_bytes(body)
        self.body_bytes = len(body)


def varint(number):
    groups = []
    while True:
        groups.append(number & 0x7F | (0x80 if number > 0x7F else 0))
        number >>= 7
        if not number:
            return bytes(groups)


def fail(text):
    sys.exit(f"benchmark: error: {text}")


def say(text):
    print(f"benchmark: {text}", file=sys.stderr, flush=True)


def execute(command, **options):
    """Runs a step of a build; its output is shown only when it fails."""
    result = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        **options)
    if result.returncode != 0:
        sys.stderr.write(result.stdout[-8000:])
        fail(f"'{' '.join(map(str, command))}' failed")
    return result.stdout


def build_swift(package, *arguments):
    execute(["swift", "build", "-c", "release", "--package-path", BENCHMARKS / package, *arguments])


def build_martlet():
    build_swift("martlet-echo", "--product", "martlet-echo")


def build_grpc_swift():
    """Generates its Swift from echo.proto with its own plugins, then builds it."""
    package = BENCHMARKS / "grpc-swift"
    generated = package / "Sources/grpc-swift-echo/Generated"
    proto = BENCHMARKS / "echo.proto"
    made = generated / "echo.grpc.swift"
    if not made.exists() or made.stat().st_mtime < proto.stat().st_mtime:
        plugins = ["protoc-gen-swift", "protoc-gen-grpc-swift-2"]
        for plugin in plugins:
            build_swift("grpc-swift", "--product", plugin)
        generated.mkdir(exist_ok=True)
        execute(["protoc", f"--proto_path={BENCHMARKS}",
                 *(f"--plugin={package}/.build/release/{plugin}" for plugin in plugins),
                 f"--swift_out={generated}", f"--grpc-swift-2_out={generated}", proto])
    build_swift("grpc-swift", "--product", "grpc-swift-echo")


def build_cpp():
    execute(["make", "-C", BENCHMARKS / "cpp"])


def build_nghttpd():
    """No build."""


def serve_file(payload):
    """What nghttpd serves: a file as large as a framed reply."""
    root = BUILD / "files"
    root.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(payload.body, root / "reply")


def make_certificate():
    BUILD.mkdir(parents=True, exist_ok=True)
    execute(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", KEY, "-out", CERTIFICATE,
             "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    about: str
    build: callable
    executable: str
    arguments: tuple = ()
    # The path that is requested; posts a framed message and expects one, unless it is a file.
    path: str = "/martlet.bench.Echo/Get"
    is_grpc: bool = True
    # Cannot listen on port 0 and does not print where it listens.
    needs_port: bool = False
    tls: bool = False
    # Its program is a client, too (`client …`).
    has_client: bool = False


PEERS = {peer.name: peer for peer in [
    Peer("martlet", "Martlet, async handler, default executor", build_martlet,
         "martlet-echo/.build/release/martlet-echo", has_client=True),
    Peer("martlet-tls", "the same over TLS 1.3", build_martlet,
         "martlet-echo/.build/release/martlet-echo", TLS, tls=True, has_client=True),
    Peer("nghttpd", "nghttpd, GET of a file as large as a framed reply, the floor", build_nghttpd,
         "nghttpd", ("--no-tls", "--address=127.0.0.1", "-d", str(BUILD / "files")),
         path="/reply", is_grpc=False, needs_port=True),
    Peer("cpp", "C++ gRPC, callback API", build_cpp, "cpp/build/cpp-echo", has_client=True),
    Peer("cpp-tls", "the same over TLS 1.3", build_cpp, "cpp/build/cpp-echo", TLS, tls=True,
         has_client=True),
    Peer("cpp-queue", "C++ gRPC, completion queue, one thread", build_cpp, "cpp/build/cpp-echo",
         ("--queue",)),
    Peer("grpc-swift", "grpc-swift-2, as it comes", build_grpc_swift,
         "grpc-swift/.build/release/grpc-swift-echo", has_client=True),
    Peer("grpc-swift-tls", "the same over TLS", build_grpc_swift,
         "grpc-swift/.build/release/grpc-swift-echo", TLS, tls=True, has_client=True),
    Peer("grpc-swift-loop", "grpc-swift-2, handlers on NIO's event loops", build_grpc_swift,
         "grpc-swift/.build/release/grpc-swift-echo", ("--takeover",)),
]}


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Server:
    """A peer's running process, pinned to one core; a context manager that ends it by its id."""

    def __init__(self, peer, core, wrapper=(), executable=None):
        self.peer = peer
        own = BENCHMARKS / peer.executable
        program = str(executable or (own if own.exists() else shutil.which(peer.executable)))
        port = free_port() if peer.needs_port else None
        command = [*wrapper, program, *peer.arguments, *([str(port)] if port else [])]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        try:
            self.port = port or self.read_port(timeout=60)
            self.await_connection(timeout=60)
        except BaseException:
            self.end()
            raise

    def read_port(self, timeout):
        until = time.monotonic() + timeout
        output = b""
        while time.monotonic() < until:
            if select.select([self.process.stdout], [], [], 0.1)[0]:
                chunk = os.read(self.process.stdout.fileno(), 4096)
                output += chunk
                found = re.search(rb"listening on \S*?:(\d+)\n", output)
                if found:
                    return int(found[1])
                if not chunk:
                    break
        fail(f"{self.peer.name} did not say where it listens: {output!r}")

    def await_connection(self, timeout):
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        fail(f"{self.peer.name} does not listen on port {self.port}")

    def cpu_seconds(self):
        """User and system time of all its threads so far."""
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_memory(self):
        """Its resident set at its largest, in bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
