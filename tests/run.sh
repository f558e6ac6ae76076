#!/usr/bin/env bash
# Runs all tests: installs or builds the programs that the tests need, builds everything once, runs every test, and prints a
# summary.
# Requires the .NET 10 SDK, Node 20 for the Grafana dashboards and the page of LlmCost.AI.AspNetCore, and clang or gcc to link
# the NativeAot sample.
# tests/stack/get-stack.sh finds or builds the other programs for the end-to-end tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

sdk=$(dotnet --version 2> /dev/null) || sdk=none
[[ $sdk == 10.* ]] || { echo "The .NET 10 SDK is required, found: $sdk." >&2; exit 1; }

node=$(node --version 2> /dev/null) || node=none
[[ $node =~ ^v([0-9]+) && ${BASH_REMATCH[1]} -ge 20 ]] || { echo "Node 20 or newer is required, found: $node." >&2; exit 1; }

type -P clang > /dev/null || type -P gcc > /dev/null || { echo "A C compiler is required to link native code: install clang or gcc." >&2; exit 1; }

results=$(mktemp -d) # a new folder, so that no earlier results are counted
trap 'rm -rf "$results"; jobs -pr | xargs -r kill' EXIT

# Runs in the background, because it takes minutes without a cache.
tests/stack/get-stack.sh > "$results/stack" &
stack=$!

# These projects generate and check the Grafana dashboards, render them, and build the page of LlmCost.AI.AspNetCore.
for project in grafana/source tests/dashboard-page src/LlmCost.AI.AspNetCore/app; do
  [[ $project/node_modules/.package-lock.json -nt $project/package-lock.json ]] ||
    npm ci --prefix "$project" --no-audit --no-fund --loglevel=error
done
npm run --silent --prefix tests/dashboard-page check
npm run --silent --prefix tests/dashboard-page build

dotnet restore LlmCost.AI.sln --locked-mode
dotnet build LlmCost.AI.sln -c Release -warnaserror --no-restore

wait "$stack"
outcome=0
export LLMCOST_STACK LLMCOST_FAULTS_TABLE=$results/faults.md LLMCOST_PACKAGE_SIZES=$results/package-sizes
LLMCOST_STACK=$(<"$results/stack")
# The end-to-end tests spend much of their time waiting, so all other tests run in parallel with the lowest priority.
nice -n 19 dotnet test LlmCost.AI.sln -c Release --no-build -m:1 -p:WithoutEndToEnd=true --logger "trx;LogFilePrefix=others" \
  --results-directory "$results" > "$results/others" 2>&1 &
others=$!
dotnet test tests/LlmCost.AI.EndToEnd -c Release --no-build --logger trx --results-directory "$results" || outcome=$?
wait "$others" || outcome=$?
cat "$results/others"

total=0 executed=0 passed=0
while read -r t e p; do
  total=$((total + t)) executed=$((executed + e)) passed=$((passed + p))
done < <(find "$results" -name '*.trx' -exec grep -ho '<Counters [^>]*>' {} + |
  sed -E 's/.* total="([0-9]+)" executed="([0-9]+)" passed="([0-9]+)".*/\1 \2 \3/')
[[ ! -e $LLMCOST_FAULTS_TABLE ]] || cat "$LLMCOST_FAULTS_TABLE"
[[ ! -e $LLMCOST_PACKAGE_SIZES ]] || cat "$LLMCOST_PACKAGE_SIZES"
failed=$((executed - passed)) skipped=$((total - executed))

if ((outcome != 0 && failed == 0)); then echo "The test run failed: dotnet test exited with code $outcome." >&2; fi
if ((executed == 0)); then echo "No test ran." >&2; outcome=1; fi
if ((failed > 0)); then outcome=1; fi

summary="$passed passed, $failed failed"
((skipped == 0)) || summary+=", $skipped skipped"
echo "$summary"
exit "$outcome"
