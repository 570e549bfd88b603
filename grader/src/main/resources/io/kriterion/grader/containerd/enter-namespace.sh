#!/bin/sh
# Runs in a mount namespace of its own, arranges what containerd sees there, and becomes containerd.
# Arguments: state directory, data directory, containerd's path.
# -n: mount and umount keep no notes under /run.
set -eu
state=$1
data=$2
containerd=$3

# containerd and its shims keep sockets and runtime state under /run/containerd, whatever their configuration says. Here /run is
# a file system that only this namespace has; the machine's own entries stay reachable by links. Its name is how the processes of
# this instance are found again.
mount -n --rbind /run "$data/host-run"
mount -n -t tmpfs -o mode=755,size=64m "kriterion:$state" /run
own=
case $state in
  /run/*)
    own=${state#/run/}
    own=${own%%/*}
    mkdir "/run/$own"
    mount -n --rbind "$data/host-run/$own" "/run/$own"
    ;;
esac
for entry in "$data"/host-run/*; do
  name=${entry##*/}
  case $name in
    containerd | "$own" | '*') ;;
    *) ln -s "$entry" "/run/$name" ;;
  esac
done

# runsc gives the files behind a container's standard streams to the container's user, /dev/null of the machine among them. Here that is
# another file for the same device.
mknod -m 666 /run/null c 1 3
mount -n --bind /run/null /dev/null

# crun of Debian 12 refuses a version 1 machine that also has the version 2 hierarchy mounted.
if [ -e /sys/fs/cgroup/unified/cgroup.procs ]; then
  umount -n /sys/fs/cgroup/unified
fi

cd /
exec "$containerd" --config "$state/config.toml"
