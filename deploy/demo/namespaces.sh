# shellcheck shell=bash
# Sourced by demo.sh where there is no Docker engine: a container is a network namespace, with the second address of its node's subnet.

readonly containers="network namespaces in place of containers, for there is no dockerd"

start_container() {
    local node=$1 gateway
    gateway=$(docker0 "$node")
    ip netns add "${prefix}p$node"
    ip -n "${prefix}p$node" link set lo up
    ip -n "${prefix}n$node" link add pod0 type veth peer name eth0 netns "${prefix}p$node"
    ip -n "${prefix}n$node" link set pod0 master docker0 up
    ip -n "${prefix}p$node" address add "$(address_of "$node")/24" dev eth0
    ip -n "${prefix}p$node" link set eth0 mtu 1450 up
    ip -n "${prefix}p$node" route add default via "${gateway%/*}"
}

address_of() { docker0 "$1" | sed 's|\.1/24$|.2|'; }

ping_from() { inside "p$1" ping -c 2 -i 0.2 -W 2 -q "$2" >/dev/null; }

# They go with all other namespaces.
stop_containers() { :; }

how_to_ping() { echo "ip netns exec ${prefix}p1 ping $(address_of 2)"; }
