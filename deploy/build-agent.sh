#!/usr/bin/env bash
# Builds the agent's native binary: deploy/build-agent.sh [DIRECTORY], by default where the tests look for it. Prints where it is.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib/prerequisites.sh

readonly configuration=${CONFIGURATION:-Release}
readonly output=${1:-src/ActorNet.Agent/bin/$configuration/native}

need_dotnet
need_native
quietly dotnet publish src/ActorNet.Agent --configuration "$configuration" --nologo --verbosity quiet \
    -p:RestoreLockedMode=true -p:RunAnalyzers=false -p:DebugType=none -p:CopyOutputSymbolsToPublishDirectory=false -p:PublishDocumentationFiles=false --output "$output"
printf '%s\n' "$(cd "$output" && pwd)/actornet-agent"
