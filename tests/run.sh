#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every test project and ends with "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib/prerequisites.sh
. tests/ActorNet.Chaos/prerequisites.sh

readonly configuration=${CONFIGURATION:-Release}

if [ "$(id -u)" -ne 0 ]; then
    echo "make test needs root, for network namespaces and a Docker engine: sudo make test" >&2
    exit 1
fi

need_dotnet
need_chaos
need_packages etcd=etcd-server etcdctl=etcd-client ip=iproute2 ping=iputils-ping dockerd=docker.io busybox=busybox-static docker-compose=docker-compose systemd-analyze=systemd npx=npm
need_packages protoc=protobuf-compiler /usr/include/google/protobuf/duration.proto=libprotobuf-dev \
    /usr/lib/python3/dist-packages/grpc=python3-grpcio /usr/lib/python3/dist-packages/google/protobuf=python3-protobuf

echo "==> building"
quietly dotnet build ActorNet.sln --configuration "$configuration" --nologo --verbosity quiet -p:RestoreLockedMode=true

echo "==> testing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0

# run AT_ONCE PROJECT...: runs test projects, so many at a time.
run() {
    local at_once=$1 modules=""
    shift
    for project in "$@"; do
        modules+="tests/$project/bin/$configuration/net10.0/$project.dll;"
    done
    dotnet test --test-modules "${modules%;}" --root-directory "$PWD" --max-parallel-test-modules "$at_once" --no-progress 2>&1 | tee -a "$log" || status=$?
}

# Most of them wait most of the time. Those that start whole clusters, or keep all cores busy, run alone.
readonly alone="ActorNet.Simulation.Tests ActorNet.Integration ActorNet.Chaos.Tests"
others=()
for directory in tests/*.Tests; do
    project=${directory#tests/}
    [[ " $alone " == *" $project "* ]] || others+=("$project")
done
run 2 "${others[@]}"
run 1 $alone

# count NAME: the sum of the numbers beside it in the summaries.
count() { awk -v name="$1:" '/^Test run summary:/ { inside = 1 } inside && $1 == name { sum += $2; seen = 1; inside = name != $1 } END { if (seen) print sum }' "$log"; }
passed=$(count succeeded)
failed=$(count failed)
skipped=$(count skipped)
if [ -z "$passed" ] || [ -z "$failed" ]; then
    echo "the tests did not run to their end" >&2
    exit 1
fi
if [ "$failed" -gt 0 ]; then
    echo "==> failed"
    grep --after-context 3 '^failed ' "$log" || true # Once more at the end, where it is not to be overlooked.
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
