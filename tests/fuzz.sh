#!/usr/bin/env bash
# Fuzzes one target, or all in turn, for some minutes each, guided by the branches of the library that an input takes.
# What breaks something is kept in the target's folder of the corpus, where it is a test from then on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

project=tests/LlmCost.AI.Fuzz
minutes=${2:-10}

dotnet build "$project" -c Release -m:1 -v quiet --nologo

targets=${1:-all}
[[ $targets != all ]] || targets=$(dotnet "$project/bin/Release/net10.0/LlmCost.AI.Fuzz.dll" targets)

# A copy, whose assemblies count their branches: the tests' own stay as they are built.
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
    echo "$folder/running ended the process." >&2
    mv "$folder/running" "$folder/$(sha256sum < "$folder/running" | cut -c-12)"
  fi
done
exit "$outcome"
