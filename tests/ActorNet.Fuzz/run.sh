#!/usr/bin/env bash
# make fuzz [F='--target X --seed N']: builds the fuzzer and runs it; the last line is what came of it, in JSON.
set -euo pipefail
cd "$(dirname "$0")/../.."
. deploy/lib/prerequisites.sh

need_dotnet
quietly dotnet build tests/ActorNet.Fuzz --configuration Release --nologo --verbosity quiet -p:RestoreLockedMode=true
exec tests/ActorNet.Fuzz/bin/Release/net10.0/ActorNet.Fuzz "$@"
