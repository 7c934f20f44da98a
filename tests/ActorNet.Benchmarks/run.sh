#!/usr/bin/env bash
# make bench B=NAME: builds the benchmarks and runs the one that is named; without a name it lists them.
set -euo pipefail
cd "$(dirname "$0")/../.."
. deploy/lib/prerequisites.sh

need_dotnet
if [ "$#" -gt 0 ]; then
    need_packages etcd=etcd-server etcdctl=etcd-client
fi

if [ "${1:-}" = agent ]; then
    ACTORNET_TEST_AGENT=$(bash deploy/build-agent.sh)
    export ACTORNET_TEST_AGENT
fi
quietly dotnet build tests/ActorNet.Benchmarks --configuration Release --nologo --verbosity quiet -p:RestoreLockedMode=true
exec tests/ActorNet.Benchmarks/bin/Release/net10.0/ActorNet.Benchmarks "$@"
