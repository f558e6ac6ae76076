#!/usr/bin/env bash
# Mutation testing of usage and pricing: makes thousands of small changes to the code and counts those that a test detects.
# Fails if the score is below 90 %. The script takes half an hour, so it is not part of CI. Requires the .NET 10 SDK and jq.
# tests/LlmCost.AI.Tests/MUTATIONS.md contains the results.
#
#   tests/mutation.sh [folder ...] [-- Stryker options, such as --concurrency 1]     default: all folders
#
# KEEP=dir stores the reports and the lists of surviving mutants in dir.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/LlmCost.AI.Tests"

least=90
one=Providers/UsageDialectTests.cs # any file with a test that has few dependencies
folders=()
while (($# > 0)) && [[ $1 != -- ]]; do folders+=("$1"); shift; done
shift $(($# > 0))
((${#folders[@]} > 0)) || folders=(Providers Usage Pricing PriceLists PriceLists/Catalog PriceLists/Formats PriceLists/Updates)

results=${KEEP:-$(mktemp -d)}
mkdir -p "$results"
[[ ${KEEP:-} ]] || trap 'rm -rf "$results"' EXIT
export CustomAfterDirectoryBuildProps=$PWD/mutation.props
build=bin/Debug/net10.0

# Copies the mutated library, which temporarily replaces the real one while Stryker runs.
snapshot() {
  local mutated=$build/LlmCost.AI.dll original=$build/LlmCost.AI.dll.stryker-unchanged
  until [[ -e $original && -e $mutated ]] && ! cmp -s "$original" "$mutated"; do sleep 1; done
  sleep 2
  cp "$mutated" "$1"
}

# Runs the tests with one mutant in a separate process, and prints its status.
alone() {
  local copy=$1 id=$2 code=0
  STRYKER_MUTANT_ID_CONTROL_VAR=MUTANT MUTANT=$id timeout 120 "$copy/LlmCost.AI.Tests" -stopOnFail > "$copy/$id.log" 2>&1 || code=$?
  case $code in
    0) echo "$id Survived" ;;
    124) echo "$id Timeout" ;;
    *) echo "$id Killed" ;;
  esac
}
export -f alone

# Stryker runs all mutants in one test process, in which static fields keep values of earlier mutants, and mutants in static
# initializers never run. Therefore, Stryker only creates the mutants, with a single test. Each mutant runs in a separate process.
each() {
  local report=$1 copy=$2
  local ids
  mapfile -t ids < <(jq -r '.files[].mutants[] | select(.status | IN("Killed", "Survived", "Timeout", "NoCoverage")) | .id' "$report")
  alone "$copy" -1 | grep -q ' Survived$' || { echo "The tests fail without a mutant." >&2; tail -20 "$copy/-1.log" >&2; exit 1; }
  printf '%s\n' "${ids[@]}" | xargs -P "$(nproc)" -I{} bash -c 'alone "$1" "$2"' _ "$copy" {} > "$copy/each.txt"
  grep -q ' Killed$' "$copy/each.txt" || { echo "No mutant was killed, so mutants are not active in separate processes." >&2; exit 1; }
  jq --rawfile told "$copy/each.txt" '
    ($told | split("\n") | map(select(. != "") | split(" ") | {key: .[0], value: .[1]}) | from_entries) as $status
    | .files |= map_values(.mutants |= map(.status = ($status[.id] // .status)))' "$report"
}

# Prints the numbers of mutants in the given reports, and their score.
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
  jq -r --arg status "$status" '.files[].mutants[] | select(.status == $status) | .id' "$@" | wc -l
}

dotnet tool restore > /dev/null

# Each folder is tested only with the tests of the same folder. A mutant that only other tests detect, by chance, survives.
reports=()
for folder in "${folders[@]}"; do
  out=$results/$folder.results
  mkdir -p "$out"
  rm -rf "$out/build" "$out/LlmCost.AI.dll" bin/Debug obj/Debug
  snapshot "$out/LlmCost.AI.dll" &
  copying=$!
  MutationTests=$one dotnet stryker --mutate "**/$folder/*.cs" --output "$out" "$@"
  kill "$copying" 2> /dev/null || true
  [[ -e $out/LlmCost.AI.dll ]] || { echo "$folder: the mutated library was not found." >&2; exit 1; }
  rm -rf bin/Debug obj/Debug
  MutationTests="$folder/*.cs" dotnet build -c Debug --verbosity quiet --nologo
  cp -r "$build" "$out/build"
  cp "$out/LlmCost.AI.dll" "$out/build"
  each "$out/reports/mutation-report.json" "$out/build" > "$out/report.json"
  reports+=("$out/report.json")
  jq -r '.files | to_entries[] | .key as $file | .value.mutants[] | select(.status | IN("Survived", "NoCoverage"))
    | "\($file | sub(".*/src/"; "")):\(.location.start.line) \(.mutatorName): \(.replacement) (\(.status))"' "$out/report.json" > "$out/survivors.txt"
done

echo
for i in "${!folders[@]}"; do
  score "${folders[i]}" "${reports[i]}" || true
done
score "All" "${reports[@]}" || { echo "The score is below $least %." >&2; exit 1; }
