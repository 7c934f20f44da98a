#!/usr/bin/env bash
# One coordinator, three nodes and a container on each, every host a network namespace: the agents get their subnets and make docker0, routes and
# tunnels, and every container pings every other. Two nodes are on one link and reach one another by plain routes; the third is behind a router, and VXLAN
# leads to it. The containers are Docker's where there is an engine. Removes all of it at the end, however it ends.
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
    [ -z "$work" ] || stop_containers
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
need_native && need_packages flock=util-linux ip=iproute2 ping=iputils-ping || fail "what it needs could not be installed"
if have dockerd && have docker && need_packages busybox=busybox-static nsenter=util-linux; then
    . deploy/demo/docker.sh
else
    . deploy/demo/namespaces.sh
fi

step "building"
for project in ActorNet.Coordinator ActorNet.Cli; do
    # One build at a time: two demos at once would write the same files. The lock must not pass to the compiler's server, which stays.
    quietly flock --close . dotnet build "src/$project" --configuration "$configuration" --nologo --verbosity quiet -p:RestoreLockedMode=true 3>&- || fail "the build failed"
done
agent=$(flock --close . bash deploy/build-agent.sh 3>&-) || fail "the build of the agent failed"

work=$(mktemp -d "${TMPDIR:-/tmp}/$prefix.XXXXXX")

step "making two links and a router between them: the coordinator, node-1 and node-2 are on one, node-3 on the other"
# host NAME: one with nothing but a loopback.
host() {
    ip netns add "$prefix$1"
    ip -n "$prefix$1" link set lo up
}
# connect HOST INTERFACE LINK ADDRESS
connect() {
    ip -n "$prefix$3" link add "$1" type veth peer name "$2" netns "$prefix$1"
    ip -n "$prefix$3" link set "$1" master br0 up
    ip -n "$prefix$1" address add "$4/24" dev "$2"
    ip -n "$prefix$1" link set "$2" up
}
for link in l1 l2; do
    host "$link"
    ip -n "$prefix$link" link add br0 type bridge stp_state 0 forward_delay 0
    ip -n "$prefix$link" link set br0 up
done
host r
connect r eth1 l1 10.77.0.254
connect r eth2 l2 10.78.0.254
inside r bash -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
# join HOST LINK ADDRESS: a host whose way to the other link is the router.
join() {
    host "$1"
    connect "$1" eth0 "$2" "$3"
    ip -n "$prefix$1" route add default via "${3%.*}.254"
}
join c l1 10.77.0.100
join n1 l1 10.77.0.1
join n2 l1 10.77.0.2
join n3 l2 10.78.0.3

step "starting the coordinator on an empty embedded journal"
start coordinator c "$(program ActorNet.Coordinator actornet-coordinator)" --data-directory "$work/coordinator"
actornet() { inside c "$(program ActorNet.Cli actornet)" "$@" --endpoint "$endpoint"; }
await "the coordinator's first answer" actornet status

step "starting an agent on every node"
for i in "${nodes[@]}"; do
    start "agent$i" "n$i" "$agent" run --coordinators "$endpoint" --node-id "node-$i" --interface eth0 \
        --backend vxlan --direct-routing true --state-directory "$work/node-$i" --subnet-file "$work/node-$i/subnet.env" --docker-options-file "$work/node-$i/docker_opts.env" \
        --docker-socket "$work/docker-$i/sock"
done

docker0() { ip -n "${prefix}n$1" -brief -4 address show dev docker0 | awk '{ print $3 }'; }
# To other nodes; the default route is nobody's here.
routes() { ip -n "${prefix}n$1" -4 route show proto 74 | grep ' via '; }
count_routes() { routes "$1" | wc -l; }
has_docker0() { [ -n "$(docker0 "$1")" ]; }
has_routes() { [ "$(count_routes "$1")" -eq 2 ]; }
for i in "${nodes[@]}"; do
    await "docker0 on node-$i" has_docker0 "$i"
    await "the routes of node-$i to both others" has_routes "$i"
    step "node-$i has docker0 $(docker0 "$i") and $(count_routes "$i") routes"
done

step "starting $containers"
for i in "${nodes[@]}"; do start_container "$i"; done

step "pinging every container from every other"
pings=0
for from in "${nodes[@]}"; do
    for to in "${nodes[@]}"; do
        [ "$from" -eq "$to" ] && continue
        line="container on node-$from ($(address_of "$from")) -> container on node-$to ($(address_of "$to"))"
        if ping_from "$from" "$(address_of "$to")"; then
            pings=$((pings + 1))
            echo "    $line: ok"
        else
            echo "    $line: no answer"
        fi
    done
done

step "the leases, as the coordinator has them (actornet lease list)"
actornet lease list
step "what the kernel of every node has"
printf '%-8s %-16s %s\n' NODE DOCKER0 ROUTES
for i in "${nodes[@]}"; do
    routes "$i" | awk -v node="node-$i" -v docker0="$(docker0 "$i")" '{ printf "%-8s %-16s %s\n", node, docker0, $0; node = ""; docker0 = "" }'
done

subnets=$(for i in "${nodes[@]}"; do docker0 "$i"; done | sort -u | wc -l)
outcome="demo: ${#nodes[@]} nodes, $subnets subnets, $pings of 6 container pings ok"
[ "$outcome" = "$expected" ] || exit 1

if [ -t 0 ] && [ -t 1 ]; then
    step "all of it stays up until Ctrl-C; look around from another terminal:"
    echo "    ip netns exec ${prefix}c $PWD/$(program ActorNet.Cli actornet) watch --endpoint $endpoint"
    echo "    $(how_to_ping)"
    echo "    ip -n ${prefix}n1 route;  tail -f $work/*.log"
    # With job control the terminal's Ctrl-C reaches what sleeps here and nobody else: make would die of it.
    set -m
    while sleep 1; do :; done
fi
