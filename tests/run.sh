#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every test project and ends with "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib/prerequisites.sh

readonly configuration=${CONFIGURATION:-Release}

if [ "$(id -u)" -ne 0 ]; then
    echo "make test needs root, for network namespaces and a Docker engine: sudo make test" >&2
    exit 1
fi

need_dotnet
need_packages etcd=etcd-server etcdctl=etcd-client ip=iproute2 ping=iputils-ping dockerd=docker.io busybox=busybox-static protoc=protobuf-compiler npx=npm
if ! /usr/bin/python3 -c 'import grpc, google.protobuf' 2>/dev/null; then
    need_packages no-such-command=python3-grpcio no-such-command-either=python3-protobuf
fi

echo "==> building"
quietly dotnet build ActorNet.sln --configuration "$configuration" --nologo --verbosity quiet -p:RestoreLockedMode=true

echo "==> testing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test --solution ActorNet.sln --configuration "$configuration" --no-build --max-parallel-test-modules 1 --no-progress 2>&1 | tee "$log" || status=$?

# count NAME: the number beside it in the summary of the whole run.
count() { awk -v name="$1:" '/^Test run summary:/ { inside = 1 } inside && $1 == name { print $2; exit }' "$log"; }
passed=$(count succeeded)
failed=$(count failed)
skipped=$(count skipped)
if [ -z "$passed" ] || [ -z "$failed" ]; then
    echo "the tests did not run to their end" >&2
    exit 1
fi
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1 # A test project that crashed counts as one.
fi
if [ "${skipped:-0}" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
