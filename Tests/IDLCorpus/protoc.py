"""Asks protoc (the one inside grpcio-tools) what it thinks of IDL files.

usage: protoc.py OUTPUT_FOLDER < jobs

Each line of `jobs` is one run: import roots, a tab, import paths (both separated by spaces). Run N
writes OUTPUT_FOLDER/N.pb if protoc accepts the files, else OUTPUT_FOLDER/N.err with its messages.
One process does all runs, because starting Python and protoc costs more than a run.
"""

import os
import sys

from grpc_tools import protoc


def main():
    output = sys.argv[1]
    for number, line in enumerate(sys.stdin):
        roots, files = line.rstrip("\n").split("\t")
        messages = os.path.join(output, f"{number}.err")
        saved = os.dup(2)
        target = os.open(messages, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, 2)
        os.close(target)
        try:
            code = protoc.main(
                ["protoc"]
                + [f"-I{root}" for root in roots.split(" ")]
                + ["--include_imports", "--retain_options"]
                + [f"--descriptor_set_out={output}/{number}.pb"]
                + files.split(" ")
            )
        finally:
            os.dup2(saved, 2)
            os.close(saved)
        if code == 0:
            os.remove(messages)


main()
