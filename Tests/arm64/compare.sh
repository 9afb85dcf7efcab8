#!/bin/sh
# Builds the kernels for arm64 and compares their NEON bodies with the scalar ones under qemu.
# Needs clang, gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and qemu-user; exits 77 without them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kernels="$here/../../Sources/CKernels"
for tool in clang aarch64-linux-gnu-gcc qemu-aarch64; do
    command -v "$tool" >/dev/null || { echo "$tool is missing"; exit 77; }
done
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
for source in "$kernels"/*.c "$here/compare.c"; do
    clang --target=aarch64-linux-gnu -std=c17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror \
        -I "$kernels/include" -c "$source" -o "$build/$(basename "$source").o"
done
aarch64-linux-gnu-gcc -static "$build"/*.o -o "$build/compare" -lm -lpthread
qemu-aarch64 "$build/compare"
