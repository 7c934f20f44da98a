#!/usr/bin/env bash
# make simulate [SEEDS=N] [SEED=N]: builds the simulation and runs it; the last line is what came of it, in JSON.
set -euo pipefail
cd "$(dirname "$0")/../.."
. deploy/lib/prerequisites.sh

need_dotnet
quietly dotnet build tests/ActorNet.Simulation --configuration Release --nologo --verbosity quiet -p:RestoreLockedMode=true
exec tests/ActorNet.Simulation/bin/Release/net10.0/ActorNet.Simulation "$@"
