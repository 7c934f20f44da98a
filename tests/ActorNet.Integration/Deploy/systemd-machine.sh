#!/usr/bin/env bash
# A machine whose first process is systemd: systemd-machine.sh NETWORK-NAMESPACE DIRECTORY. It has this machine's files, and what it writes is in memory and gone with it; processes, mounts
# and control groups of its own; and no unit but those of the distribution. Nothing of this machine can be changed from in there but the network namespace: /sys and /proc/sys are read-only
# beyond it. Runs until the process is killed, which ends all of it. DIRECTORY is where it mounts its files, for itself only.
set -euo pipefail

readonly network=$1 directory=$2 stage=${3:-outside}
groups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
[ -n "$groups" ] || { echo "systemd needs control groups of the second version, and none are mounted here" >&2; exit 1; }

case $stage in
outside)
    exec nsenter --net="/run/netns/$network" unshare --pid --fork --kill-child --mount --uts --ipc --propagation private bash "$0" "$network" "$directory" grouped
    ;;
grouped)
    # The namespace of control groups begins where the process is.
    mkdir -p "$groups/$network"
    echo 0 >"$groups/$network/cgroup.procs"
    exec unshare --cgroup bash "$0" "$network" "$directory" inside
    ;;
esac

readonly root=$directory/root
mount -t tmpfs tmpfs "$directory"
mkdir "$directory"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$directory/upper,workdir=$directory/work" "$root"

mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
for place in run tmp dev var/lib/docker; do
    mkdir -p "$root/$place"
    mount -t tmpfs tmpfs "$root/$place"
done
for device in null zero full random urandom tty; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root"/dev/{pts,shm}
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"

rm -rf "$root/etc/systemd/system"
mkdir -p "$root/etc/systemd/system"
printf '[Unit]\nDescription=A machine of a test\nWants=dbus.socket systemd-journald.socket\nAllowIsolate=yes\n' >"$root/etc/systemd/system/machine.target"

cd "$root"
mkdir old
pivot_root . old
umount --lazy /old
exec env --ignore-environment container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=machine.target --log-target=journal --show-status=no
