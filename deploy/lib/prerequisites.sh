# shellcheck shell=bash
# Sourced. need_packages COMMAND=PACKAGE...: installs the Debian package of every command, or file named by its path, that is missing.

have() { command -v "$1" >/dev/null 2>&1 || [[ "$1" == /* && -e "$1" ]]; }

need_packages() {
    local pair missing=()
    for pair in "$@"; do
        have "${pair%%=*}" || missing+=("${pair#*=}")
    done
    [ "${#missing[@]}" -eq 0 ] && return 0
    if ! have apt-get; then
        echo "missing: ${missing[*]}; this system has no apt-get, install them by its own means" >&2
        return 1
    fi
    echo "==> installing ${missing[*]}"
    quietly apt-get update && DEBIAN_FRONTEND=noninteractive quietly apt-get install --yes --no-install-recommends "${missing[@]}"
}

# quietly COMMAND...: shows what the command prints only when it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 || status=$?
    [ "$status" -eq 0 ] || tail -n 40 "$log" >&2
    rm -f "$log"
    return "$status"
}

# need_dotnet: says what is needed when the .NET 10 SDK is not there.
need_dotnet() {
    if ! have dotnet || ! dotnet --list-sdks | grep -q '^10\.'; then
        echo "the .NET 10 SDK is needed: dotnet --list-sdks shows none" >&2
        return 1
    fi
}

# need_native: a linker's driver and the library that native binaries of .NET are linked with.
need_native() {
    local compiler=clang=clang
    have gcc && compiler=gcc=gcc
    need_packages "$compiler" /usr/include/zlib.h=zlib1g-dev
}
