#!/usr/bin/env bash
# Fuzzes one target, or all of them in turn, guided by branch coverage.
# Inputs that cause failures are added to the corpus folder of the target, where they become regression tests.
# Usage: fuzz.sh [TARGET|all] [MINUTES per target, default 10]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

project=tests/LlmCost.AI.Fuzz
minutes=${2:-10}

dotnet build "$project" -c Release -m:1 -v quiet --nologo

targets=${1:-all}
[[ $targets != all ]] || targets=$(dotnet "$project/bin/Release/net10.0/LlmCost.AI.Fuzz.dll" targets)

# Instruments a copy, so that the assemblies of the tests stay unchanged.
instrumented=$(mktemp -d)
trap 'rm -rf "$instrumented"' EXIT
cp -r "$project/bin/Release/net10.0/." "$instrumented"
dotnet "$project/bin/Release/net10.0/LlmCost.AI.Fuzz.dll" instrument "$instrumented"/LlmCost.AI{,.OpenAI,.Anthropic,.PriceFeeds}.dll

outcome=0
for target in $targets; do
  folder=$project/Corpus/$target
  mkdir -p "$folder"
  dotnet "$instrumented/LlmCost.AI.Fuzz.dll" fuzz "$target" "$minutes" "$folder" || outcome=1
  if [[ -e $folder/running ]]; then
    echo "The input $folder/running crashed the process." >&2
    mv "$folder/running" "$folder/$(sha256sum < "$folder/running" | cut -c-12)"
  fi
done
exit "$outcome"
