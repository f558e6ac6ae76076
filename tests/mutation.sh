#!/usr/bin/env bash
# Mutation testing of Usage and Pricing: changes the code in thousands of small ways and counts how many of them a test notices.
# Fails below 90 %. Takes long, so it is no part of CI; tests/LlmCost.AI.Tests/MUTATIONS.md says what it found. Needs the .NET 10 SDK and jq.
#
#   tests/mutation.sh [folder ...] [-- options of Stryker, such as --concurrency 1]     all folders, or some
#
# KEEP=dir keeps the reports and the lists of survivors there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/LlmCost.AI.Tests"

least=90
one=Providers/UsageDialectTests.cs # any file with a test that needs next to nothing
folders=()
while (($# > 0)) && [[ $1 != -- ]]; do folders+=("$1"); shift; done
shift $(($# > 0))
((${#folders[@]} > 0)) || folders=(Providers Usage Pricing PriceLists PriceLists/Catalog PriceLists/Formats PriceLists/Updates)

results=${KEEP:-$(mktemp -d)}
mkdir -p "$results"
[[ ${KEEP:-} ]] || trap 'rm -rf "$results"' EXIT
export CustomAfterDirectoryBuildProps=$PWD/mutation.props
build=bin/Debug/net10.0

# Copies the mutated library while Stryker has it in place of the real one.
snapshot() {
  local mutated=$build/LlmCost.AI.dll original=$build/LlmCost.AI.dll.stryker-unchanged
  until [[ -e $original && -e $mutated ]] && ! cmp -s "$original" "$mutated"; do sleep 1; done
  sleep 2
  cp "$mutated" "$1"
}

# Runs the tests with one mutant in a process of its own, and prints what became of it.
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

# Stryker keeps one process of tests for all mutants. What a mutant makes and a static field keeps is there for the next ones, and what a static field was made of before is
# there in place of the mutant. So Stryker only makes the mutants, with a single test, and each runs in a process of its own.
each() {
  local report=$1 copy=$2
  local ids
  mapfile -t ids < <(jq -r '.files[].mutants[] | select(.status | IN("Killed", "Survived", "Timeout", "NoCoverage")) | .id' "$report")
  alone "$copy" -1 | grep -q ' Survived$' || { echo "The tests fail without any mutant." >&2; tail -20 "$copy/-1.log" >&2; exit 1; }
  printf '%s\n' "${ids[@]}" | xargs -P "$(nproc)" -I{} bash -c 'alone "$1" "$2"' _ "$copy" {} > "$copy/each.txt"
  grep -q ' Killed$' "$copy/each.txt" || { echo "No mutant is there in a fresh process." >&2; exit 1; }
  jq --rawfile told "$copy/each.txt" '
    ($told | split("\n") | map(select(. != "") | split(" ") | {key: .[0], value: .[1]}) | from_entries) as $status
    | .files |= map_values(.mutants |= map(.status = ($status[.id] // .status)))' "$report"
}

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
  jq -r --arg status "$status" '.files[].mutants[] | select(.status == $status) | .id' "$@" | wc -l
}

dotnet tool restore > /dev/null

# Each folder with the tests of the same folder alone: what others notice by chance, nobody relies on.
reports=()
for folder in "${folders[@]}"; do
  out=$results/$folder.results
  mkdir -p "$out"
  rm -rf "$out/build" "$out/LlmCost.AI.dll" bin/Debug obj/Debug
  snapshot "$out/LlmCost.AI.dll" &
  copying=$!
  MutationTests=$one dotnet stryker --mutate "**/$folder/*.cs" --output "$out" "$@"
  kill "$copying" 2> /dev/null || true
  [[ -e $out/LlmCost.AI.dll ]] || { echo "$folder: the mutated library was not seen." >&2; exit 1; }
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
