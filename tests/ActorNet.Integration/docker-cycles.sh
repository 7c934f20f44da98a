#!/usr/bin/env bash
# docker-cycles.sh [CYCLES, 20]: kills, restarts, re-addresses and moves a Docker engine beside an agent, so often; needs root and what make test installs. At most 4 minutes a cycle.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly cycles=${1:-20} configuration=${CONFIGURATION:-Release}
dotnet build tests/ActorNet.Integration --configuration "$configuration" --nologo --verbosity quiet -p:RestoreLockedMode=true
ACTORNET_DOCKER_CYCLES=$cycles exec timeout "$((cycles * 240 + 300))" \
    "tests/ActorNet.Integration/bin/$configuration/net10.0/ActorNet.Integration" -class ActorNet.Integration.DataPath.DockerCyclesTests
