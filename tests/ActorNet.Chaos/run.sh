#!/usr/bin/env bash
# make chaos: installs what the laboratory needs, builds it and runs all of it, or what the arguments say.
set -euo pipefail
cd "$(dirname "$0")/../.."
. deploy/lib/prerequisites.sh
. tests/ActorNet.Chaos/prerequisites.sh

if [ "$(id -u)" -ne 0 ]; then
    echo "make chaos needs root, for network namespaces: sudo make chaos" >&2
    exit 1
fi

need_dotnet
need_chaos
quietly dotnet build tests/ActorNet.Chaos --configuration Release --nologo --verbosity quiet -p:RestoreLockedMode=true
exec tests/ActorNet.Chaos/bin/Release/net10.0/ActorNet.Chaos "$@"
