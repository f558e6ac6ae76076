#!/usr/bin/env bash
# Runs mixed traffic, reloads and faults for a long time, against a real Collector and a real Prometheus, with a ledger and
# three viewers of the dashboard.
# Prints calls, cost and memory every minute. At the end, prints memory, garbage collections and the totals in Prometheus.
# Fails if the totals are not exact, an exception reached a caller, or memory has grown.
# Usage: soak.sh [MINUTES]         default: 60
# LLMCOST_SOAK_RATE                calls per second, default: 2000
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

LLMCOST_SOAK_MINUTES=${1:-60}
LLMCOST_STACK=$(tests/stack/get-stack.sh)
export LLMCOST_SOAK_MINUTES LLMCOST_STACK

dotnet build tests/LlmCost.AI.EndToEnd -c Release --verbosity quiet --nologo
dotnet tests/LlmCost.AI.EndToEnd/bin/Release/net10.0/LlmCost.AI.EndToEnd.dll \
  -noLogo -noColor -showLiveOutput -class LlmCost.AI.EndToEnd.Faults.SoakTests | sed -u 's/^ *LlmCost\.AI\..* \[OUTPUT\] //'
