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
need_packages etcd=etcd-server etcdctl=etcd-client ip=iproute2 ping=iputils-ping dockerd=docker.io busybox=busybox-static docker-compose=docker-compose systemd-analyze=systemd dbus-daemon=dbus pgrep=procps npx=npm mkfs.ext4=e2fsprogs fsfreeze=util-linux /usr/lib/cni/bridge=containernetworking-plugins ethtool=ethtool iptables=iptables
need_packages protoc=protobuf-compiler /usr/include/google/protobuf/duration.proto=libprotobuf-dev \
    /usr/lib/python3/dist-packages/grpc=python3-grpcio /usr/lib/python3/dist-packages/google/protobuf=python3-protobuf

echo "==> building"
quietly dotnet build ActorNet.sln --configuration "$configuration" --nologo --verbosity quiet -p:RestoreLockedMode=true
# What nodes run is the native binary, so the tests run it; without it, as in the inner loop, they run the managed build.
ACTORNET_TEST_AGENT=$(bash deploy/build-agent.sh)
export ACTORNET_TEST_AGENT

echo "==> testing"
logs=$(mktemp --directory)
lanes=()
trap 'for lane in "${lanes[@]}"; do kill -- "-$lane" 2>/dev/null || true; done; rm -rf "$logs"' EXIT
status=0

# run_one PROJECT: runs a test project, and prints what it says when it is over.
run_one() {
    local project=$1 result=0
    dotnet test --test-modules "tests/$project/bin/$configuration/net10.0/$project.dll" --root-directory "$PWD" --no-progress >"$logs/$project" 2>&1 || result=$?
    cat "$logs/$project"
    return "$result"
}
export -f run_one
export configuration logs

# run PROJECT...: runs test projects one after the other.
run() {
    printf '%s\n' "$@" | xargs --max-args 1 bash -c 'run_one "$1"' run_one
}
export -f run

# lane COMMAND...: runs a command beside this script, apart so that it can be ended as a whole, and with Ctrl-C in force, which a shell switches off for what it starts aside.
lane() {
    setsid env --default-signal=INT,QUIT "$@" &
    lanes+=("$!")
}

# What only computes gets the processor time that nobody else wants: the others wait most of the time, and must not wait for these.
readonly computes="ActorNet.Simulation.Tests ActorNet.Addressing.Tests ActorNet.Histories.Tests"
idly=(chrt --idle 0)
"${idly[@]}" true 2>/dev/null || idly=(nice -n 19) # Not every container may choose.
# shellcheck disable=SC2086 # several words
lane "${idly[@]}" bash -c 'echo 19 2>/dev/null >/proc/self/autogroup || true; run "$@"' run $computes # nice as a whole: "autogroup" in sched(7)

# Those that start whole clusters run one at a time.
readonly clusters="ActorNet.Integration ActorNet.Chaos.Tests"
# shellcheck disable=SC2086
lane bash -c 'run "$@"' run $clusters

# All others beside them, the longest first.
readonly longest="ActorNet.Coordinator.Tests ActorNet.Agent.Tests"
others=()
for directory in tests/*.Tests; do
    project=${directory#tests/}
    [[ " $computes $clusters $longest " == *" $project "* ]] || others+=("$project")
done
# shellcheck disable=SC2086
lane bash -c 'run "$@"' run $longest "${others[@]}"

for lane in "${lanes[@]}"; do
    wait "$lane" || status=$?
done
lanes=()

# count NAME: the sum of the numbers beside it in the summaries.
count() { awk -v name="$1:" 'FNR == 1 { inside = 0 } /^Test run summary:/ { inside = 1 } inside && $1 == name { sum += $2; seen = 1; inside = name != $1 } END { if (seen) print sum }' "$logs"/*; }
passed=$(count succeeded)
failed=$(count failed)
skipped=$(count skipped)
if [ -z "$passed" ] || [ -z "$failed" ]; then
    echo "the tests did not run to their end" >&2
    exit 1
fi
if [ "$failed" -gt 0 ]; then
    echo "==> failed"
    grep --no-filename --after-context 3 '^failed ' "$logs"/* || true # Once more at the end, where it is not to be overlooked.
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
