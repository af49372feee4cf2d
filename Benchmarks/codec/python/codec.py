"""Python protobuf (upb) as a peer of `Benchmarks/run codec`:
OPERATION CASE PAYLOAD WARM-UPS ITERATIONS [RESULT]. The descriptors lie beside the payload."""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import payloads  # noqa: E402


def main(operation, case, path, warm_ups, iterations, result=None):
    path = pathlib.Path(path)
    message_class = payloads.classes((path.parent / "codec.binpb").read_bytes())[case]
    data = path.read_bytes()
    message = message_class.FromString(data)
    body = {"decode": lambda: message_class.FromString(data),
            "encode": message.SerializeToString}[operation]
    for _ in range(int(warm_ups)):
        body()
    start = time.thread_time_ns()
    for _ in range(int(iterations)):
        body()
    print(time.thread_time_ns() - start)
    if result:
        pathlib.Path(result).write_bytes(message.SerializeToString())


main(*sys.argv[1:])
