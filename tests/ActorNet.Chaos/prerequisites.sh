# shellcheck shell=bash
# Sourced, after deploy/lib/prerequisites.sh. need_chaos: what the laboratory needs of the system.

need_chaos() {
    need_packages etcd=etcd-server etcdctl=etcd-client ip=iproute2 nft=nftables ping=iputils-ping strace=strace mkfs.ext4=e2fsprogs fsfreeze=util-linux faketime=faketime
}
