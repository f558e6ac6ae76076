#!/usr/bin/env bash
# Mutation testing of Usage and Pricing: changes the code in thousands of small ways and counts how many of them a test notices.
# Fails below 90 %. Takes long, so it is no part of CI; tests/LlmCost.AI.Tests/MUTATIONS.md says what it found. Needs the .NET 10 SDK.
# Options of Stryker follow, such as --concurrency 2.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/LlmCost.AI.Tests"

least=90
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
export CustomAfterDirectoryBuildProps=$PWD/mutation.props

# Counts the mutants of some reports, and says their score.
score() {
  local name=$1 killed timeout survived uncovered
  shift
  killed=$(count Killed "$@") timeout=$(count Timeout "$@") survived=$(count Survived "$@") uncovered=$(count NoCoverage "$@")
  local detected=$((killed + timeout))
  local all=$((detected + survived + uncovered))
  ((all > 0)) || { echo "$name: no mutant was tested." >&2; exit 1; }
  printf '%-16s %5d mutants: %5d killed, %3d timeout, %3d survived, %3d not covered: %d.%02d %%\n' \
    "$name" "$all" "$killed" "$timeout" "$survived" "$uncovered" $((detected * 100 / all)) $((detected * 10000 / all % 100))
  ((detected * 100 >= least * all))
}

count() {
  local status=$1
  shift
  { grep -ohE "\"status\": ?\"$status\"" "$@" || true; } | wc -l
}

dotnet tool restore > /dev/null

# Each folder with the tests of the same folder alone: what others notice by chance, nobody relies on.
reports=()
for folder in Usage Pricing Pricing/Lists Pricing/Updates; do
  MutationTests="$folder/*.cs" dotnet stryker --mutate "**/$folder/*.cs" --output "$results/$folder" "$@"
  reports+=("$results/$folder/reports/mutation-report.json")
done

echo
for report in "${reports[@]}"; do
  folder=${report#"$results/"}
  score "${folder%/reports/*}" "$report" || true
done
score "All" "${reports[@]}" || { echo "The score is below $least %." >&2; exit 1; }
