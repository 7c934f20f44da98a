#!/usr/bin/env bash
# One coordinator, three nodes and a container on each, every one in a network namespace of its own: the agents get their subnets and make
# docker0 and the routes, and every container pings every other. Removes all of it at the end, however it ends.
set -euo pipefail
cd "$(dirname "$0")/../.."
. deploy/lib/prerequisites.sh

readonly configuration=${CONFIGURATION:-Release}
readonly prefix="andemo$$"
readonly nodes=(1 2 3)
readonly endpoint=http://10.77.0.100:7410
readonly expected="demo: 3 nodes, 3 subnets, 6 of 6 container pings ok"
readonly patience=30

# A signal may come while a command's output is redirected: the last line goes where the first went.
exec 3>&1

work=
pids=()
outcome=

fail() {
    outcome="demo: $1"
    exit 1
}

step() { printf '==> %s\n' "$1"; }

program() { printf 'src/%s/bin/%s/net10.0/%s' "$1" "$configuration" "$2"; }

inside() {
    local namespace=$1
    shift
    ip netns exec "$prefix$namespace" "$@"
}

# start NAME NAMESPACE PROGRAM...: in the background, its output in a log.
start() {
    local name=$1 namespace=$2
    shift 2
    ip netns exec "$prefix$namespace" "$@" >"$work/$name.log" 2>&1 3>&- &
    pids+=($!)
}

# await WHAT COMMAND...: until the command succeeds, or for as long as patience lasts.
await() {
    local what=$1 deadline=$((SECONDS + patience))
    shift
    until "$@" >/dev/null 2>&1; do
        if [ "$SECONDS" -ge "$deadline" ]; then
            tail -n 15 "$work"/*.log >&2 || true
            fail "$what did not happen within $patience s"
        fi
        sleep 0.1
    done
}

# shellcheck disable=SC2329 # called by the trap
clean_up() {
    local status=$? pid namespace
    trap '' INT TERM HUP
    set +e # Whatever cannot be removed must not keep the rest.
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in "${pids[@]}"; do
        for _ in $(seq 50); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    for namespace in $(ip netns list 2>/dev/null | awk -v prefix="$prefix" 'index($1, prefix) == 1 { print $1 }'); do
        ip netns delete "$namespace"
    done
    [ -z "$work" ] || rm -rf "$work"
    if [ -z "$outcome" ]; then
        outcome="demo: ended before it was done (status $status)"
    fi
    echo "$outcome" >&3
    [ "$outcome" = "$expected" ] && exit 0
    exit 1
}

if [ "$(id -u)" -ne 0 ]; then
    echo "demo: needs root, for network namespaces: sudo make demo" >&2
    exit 1
fi

trap clean_up EXIT
trap 'exit 130' INT TERM HUP

need_dotnet || fail "needs the .NET 10 SDK"
need_packages flock=util-linux ip=iproute2 ping=iputils-ping || fail "what it needs could not be installed"

step "building"
for project in ActorNet.Coordinator ActorNet.Agent ActorNet.Cli; do
    # One build at a time: two demos at once would write the same files. The lock must not pass to the compiler's server, which stays.
    quietly flock --close . dotnet build "src/$project" --configuration "$configuration" --nologo --verbosity quiet -p:RestoreLockedMode=true 3>&- || fail "the build failed"
done

work=$(mktemp -d "${TMPDIR:-/tmp}/$prefix.XXXXXX")

step "making a switch, a host for the coordinator and three nodes"
ip netns add "${prefix}sw"
ip -n "${prefix}sw" link add br0 type bridge stp_state 0 forward_delay 0
ip -n "${prefix}sw" link set br0 up
# connect HOST ADDRESS: a host with eth0 on the switch.
connect() {
    ip netns add "$prefix$1"
    ip -n "$prefix$1" link set lo up
    ip -n "${prefix}sw" link add "$1" type veth peer name eth0 netns "$prefix$1"
    ip -n "${prefix}sw" link set "$1" master br0 up
    ip -n "$prefix$1" address add "$2/24" dev eth0
    ip -n "$prefix$1" link set eth0 up
}
connect c 10.77.0.100
for i in "${nodes[@]}"; do connect "n$i" "10.77.0.$i"; done

step "starting the coordinator on an empty embedded journal"
start coordinator c "$(program ActorNet.Coordinator actornet-coordinator)" --data-directory "$work/coordinator"
actornet() { inside c "$(program ActorNet.Cli actornet)" "$@" --endpoint "$endpoint"; }
await "the coordinator's first answer" actornet status

step "starting an agent on every node"
for i in "${nodes[@]}"; do
    start "agent$i" "n$i" "$(program ActorNet.Agent actornet-agent)" run --coordinators "$endpoint" --node-id "node-$i" --interface eth0 \
        --state-directory "$work/node-$i" --subnet-file "$work/node-$i/subnet.env" --docker-options-file "$work/node-$i/docker_opts.env"
done

docker0() { ip -n "${prefix}n$1" -brief -4 address show dev docker0 | awk '{ print $3 }'; }
routes() { ip -n "${prefix}n$1" -4 route show | grep -c ' via '; }
has_docker0() { [ -n "$(docker0 "$1")" ]; }
has_routes() { [ "$(routes "$1")" -eq 2 ]; }
for i in "${nodes[@]}"; do
    await "docker0 on node-$i" has_docker0 "$i"
    await "the routes of node-$i to both others" has_routes "$i"
    step "node-$i has docker0 $(docker0 "$i") and $(routes "$i") routes"
done

step "attaching a container to every docker0"
# container I: its address is the second of the node's subnet.
container() { docker0 "$1" | sed 's|\.1/24$|.2|'; }
for i in "${nodes[@]}"; do
    ip netns add "${prefix}p$i"
    ip -n "${prefix}p$i" link set lo up
    ip -n "${prefix}n$i" link add pod0 type veth peer name eth0 netns "${prefix}p$i"
    ip -n "${prefix}n$i" link set pod0 master docker0 up
    ip -n "${prefix}p$i" address add "$(container "$i")/24" dev eth0
    ip -n "${prefix}p$i" link set eth0 up
    gateway=$(docker0 "$i")
    ip -n "${prefix}p$i" route add default via "${gateway%/*}"
done

step "pinging every container from every other"
pings=0
for from in "${nodes[@]}"; do
    for to in "${nodes[@]}"; do
        [ "$from" -eq "$to" ] && continue
        if inside "p$from" ping -c 2 -i 0.2 -W 2 -q "$(container "$to")" >/dev/null; then
            pings=$((pings + 1))
            echo "    container on node-$from ($(container "$from")) -> container on node-$to ($(container "$to")): ok"
        else
            echo "    container on node-$from ($(container "$from")) -> container on node-$to ($(container "$to")): no answer"
        fi
    done
done

step "the leases, as the coordinator has them (actornet lease list)"
actornet lease list
step "what the kernel of every node has"
printf '%-8s %-16s %s\n' NODE DOCKER0 ROUTES
for i in "${nodes[@]}"; do
    ip -n "${prefix}n$i" -4 route show | awk -v node="node-$i" -v docker0="$(docker0 "$i")" \
        '/ via / { printf "%-8s %-16s %s\n", node, docker0, $0; node = ""; docker0 = "" }'
done

subnets=$(for i in "${nodes[@]}"; do docker0 "$i"; done | sort -u | wc -l)
outcome="demo: ${#nodes[@]} nodes, $subnets subnets, $pings of 6 container pings ok"
[ "$outcome" = "$expected" ] || exit 1

if [ -t 0 ] && [ -t 1 ]; then
    step "all of it stays up until Ctrl-C; look around from another terminal:"
    echo "    ip netns exec ${prefix}c $PWD/$(program ActorNet.Cli actornet) watch --endpoint $endpoint"
    echo "    ip -n ${prefix}n1 route;  ip netns exec ${prefix}p1 ping $(container 2);  tail -f $work/*.log"
    # With job control the terminal's Ctrl-C reaches what sleeps here and nobody else: make would die of it.
    set -m
    while sleep 1; do :; done
fi
