#!/usr/bin/env bash
# Checks protos/ for style with buf (buf.yaml says by which rules): names, files, and a comment on every part.
set -euo pipefail
cd "$(dirname "$0")/../protos"
exec npx --yes @bufbuild/buf@1.75.0 lint
