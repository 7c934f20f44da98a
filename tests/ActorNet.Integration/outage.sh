#!/usr/bin/env bash
# outage.sh [SECONDS, 300]: kills coordinator and agents while Docker containers ping each other for so long, with each backend; needs root and what make test installs.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly seconds=${1:-300} configuration=${CONFIGURATION:-Release}
dotnet build tests/ActorNet.Integration --configuration "$configuration" --nologo --verbosity quiet -p:RestoreLockedMode=true
ACTORNET_OUTAGE_PINGS=$((seconds * 5)) exec timeout "$((seconds * 2 + 600))" \
    "tests/ActorNet.Integration/bin/$configuration/net10.0/ActorNet.Integration" -class ActorNet.Integration.DataPath.OutageTests -diagnostics
