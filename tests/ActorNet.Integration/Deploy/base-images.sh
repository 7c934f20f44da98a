#!/usr/bin/env bash
# Makes the images that ours and docker-compose.yml start from, under their public names, of what is installed here: no registry is asked. The
# SDK's has the packages of the lock files as well, so that building in it needs no network. DOCKER_HOST says which engine gets them.
set -euo pipefail
cd "$(dirname "$0")/../../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
readonly path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# root DIRECTORY PACKAGE...: the files of installed packages, below the links of a merged /usr.
root() {
    local directory=$1 link file
    shift
    mkdir -p "$directory"/{etc,root,tmp,usr/{bin,sbin,lib,lib64},var/lib}
    chmod 1777 "$directory/tmp"
    for link in bin sbin lib lib64; do ln -s "usr/$link" "$directory/$link"; done
    dpkg --listfiles "$@" | sed -E 's,^/(bin|sbin|lib|lib64)/,/usr/\1/,' | grep -Ev '^/usr/share/(doc|man|locale|info|lintian)/' | sort -u |
        while read -r file; do
            if [ -L "$file" ] || [ -f "$file" ]; then printf '%s\n' "${file#/}"; fi
        done >"$work/files"
    tar --create --directory / --files-from "$work/files" | tar --extract --directory "$directory"
    printf 'root:x:0:0:root:/root:/bin/sh\napp:x:1654:1654::/home/app:/bin/sh\n' >"$directory/etc/passwd"
    printf 'root:x:0:\napp:x:1654:\n' >"$directory/etc/group"
}

# import NAME ROOT CHANGES FILE...: makes an image of a root and of files that are where they will be in the image.
import() {
    local name=$1 root=$2 change changes=() files=()
    local -n wanted=$3
    shift 3
    [ "$#" -eq 0 ] || files=(--directory / "${@#/}")
    for change in "${wanted[@]}"; do changes+=(--change "$change"); done
    tar --create --owner 0 --group 0 --directory "$root" . "${files[@]}" | docker import "${changes[@]}" - "$name" >/dev/null
}

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
packages=$(dotnet nuget locals global-packages --list | sed 's,^[^/]*,,')
packages=${packages%/}

root "$work/dotnet" libc6 libgcc-s1 libstdc++6 libssl3 zlib1g \
    base-files bash coreutils dash findutils grep libacl1 libattr1 libgmp10 libpcre2-8-0 libselinux1 libtinfo6 sed
ln -s "$dotnet/dotnet" "$work/dotnet/usr/bin/dotnet"

# shellcheck disable=SC2034 # by their names
of_runtime=("ENV PATH=$path" "ENV DOTNET_ROOT=$dotnet" "ENV APP_UID=1654" "ENV ASPNETCORE_HTTP_PORTS=8080" "ENV DOTNET_RUNNING_IN_CONTAINER=true")
# The audit would ask the registry for known weaknesses.
# shellcheck disable=SC2034
of_sdk=("${of_runtime[@]}" "ENV NUGET_PACKAGES=$packages" "ENV NuGetAudit=false" "ENV DOTNET_NOLOGO=true" "ENV DOTNET_CLI_TELEMETRY_OPTOUT=true"
    "ENV DOTNET_GENERATE_ASPNET_CERTIFICATE=false" "ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true")
# shellcheck disable=SC2034
of_etcd=("ENV PATH=$path")

mapfile -t needed < <(awk -F '"' '/^      "/ { name = tolower($2) } $2 == "resolved" { print name "/" tolower($4) }' src/*/packages.lock.json | sort -u)

runtime=("$dotnet"/{dotnet,host,shared/Microsoft.NETCore.App})
aspnet=("${runtime[@]}" "$dotnet/shared/Microsoft.AspNetCore.App")
import mcr.microsoft.com/dotnet/runtime:10.0 "$work/dotnet" of_runtime "${runtime[@]}"
import mcr.microsoft.com/dotnet/aspnet:10.0 "$work/dotnet" of_runtime "${aspnet[@]}"
import mcr.microsoft.com/dotnet/sdk:10.0 "$work/dotnet" of_sdk "${aspnet[@]}" "$dotnet"/{packs,sdk,sdk-manifests} "${needed[@]/#/$packages/}"

# For native binaries: what links them, and what they run on.
root "$work/aot" libc6 libgcc-s1 libstdc++6 libssl3 zlib1g \
    base-files bash coreutils dash findutils grep libacl1 libattr1 libgmp10 libpcre2-8-0 libselinux1 libtinfo6 sed \
    gcc gcc-12 cpp-12 libgcc-12-dev binutils binutils-common "binutils-$(dpkg-architecture --query DEB_HOST_MULTIARCH | tr _ -)" libbinutils libctf0 libctf-nobfd0 \
    libc6-dev libc-dev-bin linux-libc-dev libcrypt-dev zlib1g-dev libisl23 libmpc3 libmpfr6 libzstd1 libjansson4
ln -s "$dotnet/dotnet" "$work/aot/usr/bin/dotnet"
import mcr.microsoft.com/dotnet/sdk:10.0-noble-aot "$work/aot" of_sdk "${aspnet[@]}" "$dotnet"/{packs,sdk,sdk-manifests} "${needed[@]/#/$packages/}" \
    "$packages"/microsoft.{aspnetcore.app.runtime,netcore.app.host,netcore.app.runtime}.*
root "$work/deps" libc6 libgcc-s1 libstdc++6 libssl3 zlib1g base-files
import mcr.microsoft.com/dotnet/runtime-deps:10.0-noble "$work/deps" of_etcd

root "$work/etcd" libc6 base-files
import "$(awk '/image: .*etcd/ { print $2 }' docker-compose.yml)" "$work/etcd" of_etcd "$(command -v etcd)" "$(command -v etcdctl)"
