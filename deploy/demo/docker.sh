# shellcheck shell=bash
# Sourced by demo.sh where there is a Docker engine: the containers are Docker's, one on each node, on an engine of the node's own.

readonly containers="Docker containers"

docker_on() {
    local node=$1
    shift
    docker --host "unix://$work/docker-$node/sock" "$@"
}

answers() { docker_on "$1" version; }

# start_container NODE: an engine with the options that the agent wrote, an image with nothing but busybox, and a container of it.
start_container() {
    local node=$1 directory=$work/docker-$1 DOCKER_OPTS
    # shellcheck source=/dev/null
    . "$work/node-$node/docker_opts.env"
    mkdir -p "$directory"
    # nsenter and not ip netns exec: that hides /sys/fs/cgroup, without which dockerd does not start.
    # shellcheck disable=SC2086 # several options
    nsenter --net="/run/netns/${prefix}n$node" dockerd --data-root "$directory/data" --exec-root "$directory/exec" --pidfile "$directory/pid" \
        --host "unix://$directory/sock" $DOCKER_OPTS >"$work/docker$node.log" 2>&1 3>&- &
    pids+=($!)
    await "the Docker engine of node-$node" answers "$node"

    tar --create --file "$directory/image.tar" --directory "$(dirname "$(command -v busybox)")" --transform 's|^|bin/|' --dereference busybox
    docker_on "$node" import "$directory/image.tar" demo:1 >/dev/null
    docker_on "$node" run --detach --name "demo-$node" --init=false demo:1 /bin/busybox sleep 86400 >/dev/null
}

address_of() { docker_on "$1" inspect --format '{{.NetworkSettings.IPAddress}}' "demo-$1"; }

ping_from() { docker_on "$1" exec "demo-$1" /bin/busybox ping -c 2 -W 2 "$2" >/dev/null 2>&1; }

# An engine that stops waits for its containers.
stop_containers() {
    local node
    for node in "${nodes[@]}"; do
        [ ! -S "$work/docker-$node/sock" ] || docker_on "$node" rm --force "demo-$node" >/dev/null 2>&1
    done
}

how_to_ping() { echo "docker --host unix://$work/docker-1/sock exec demo-1 busybox ping $(address_of 2)"; }
