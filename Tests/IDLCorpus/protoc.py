"""Asks protoc (the one inside grpcio-tools) what it thinks of IDL files.

usage: protoc.py OUTPUT_FOLDER < jobs

Each line of `jobs` is one run: import roots, a tab, import paths (both separated by spaces). Run N
writes OUTPUT_FOLDER/N.pb if protoc accepts the files, OUTPUT_FOLDER/N.err with its messages if it
refuses them, and neither if it crashes. Runs are forks of one process, because starting Python
costs more than a run.
"""

import os
import sys

import grpc_tools
from grpc_tools import protoc

OWN = os.path.join(os.path.dirname(grpc_tools.__file__), "_proto")


def run(number, roots, files, output):
    messages = os.path.join(output, f"{number}.err")
    os.dup2(os.open(messages, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    code = protoc.main(
        ["protoc"]
        + [f"-I{root}" for root in roots + [OWN]]
        + ["--include_imports", "--retain_options"]
        + [f"--descriptor_set_out={output}/{number}.pb"]
        + files
    )
    if code == 0:
        os.remove(messages)


def main():
    output = sys.argv[1]
    for number, line in enumerate(sys.stdin.read().splitlines()):
        roots, files = (part.split(" ") for part in line.split("\t"))
        child = os.fork()
        if child == 0:
            run(number, roots, files, output)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            os.remove(os.path.join(output, f"{number}.err"))


main()
