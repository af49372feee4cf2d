#!/bin/sh
# Builds the protobuf-c driver: build_c_driver.sh OUTPUT-DIRECTORY. What protoc-c generates stays
# there too; none of it is committed. Needs protoc-c, libprotobuf-c and a C compiler.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
protoc-c --proto_path="$here/../Schemas" --c_out="$1" subset.proto
${CC:-cc} -std=c11 -O1 -I"$1" -o "$1/protobuf_c_driver" \
  "$here/protobuf_c_driver.c" "$1/subset.pb-c.c" -lprotobuf-c
