#!/bin/bash
# Fuzzes the core: builds the fuzzers with clang, takes seeds from the captures, runs.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=plugin/packages.sh
. plugin/packages.sh

# Each target with its dictionary and the longest input that is tried.
targets='message sip 2048
reason sip 512
retry_after sip 512
sdp sdp 1024
session sip 2048
uri sip 512
xml xml 2048'

usage() {
    cat <<END2
Usage: tests/fuzz/run.sh [--runs N] [--seed N] [TARGET...]

Gives each target, or those that are named, so many inputs made at random from the messages of
captures/, under AddressSanitizer and UBSan, one target after the other. Stops at the first input
that makes a target crash, hang or give an impossible answer, and says what to do with it.

  --runs N  how many inputs for each target (1000000)
  --seed N  another number, other inputs (1)
  --help    this text

Targets: $(cut -d' ' -f1 <<<"$targets" | paste -sd' ').
What was found worth keeping stays in build/fuzz/corpus, and the next run begins with it.
Installs missing packages with apt-get (Debian, Ubuntu).
END2
}

misused() {
    printf 'run.sh: %s\n' "$1" >&2
    usage >&2
    exit 2
}

# number OPTION VALUE: the value, if it is a number above 0.
number() {
    [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || misused "$1 needs a number, as in $1 1000"
    say "$2"
}

runs=1000000
seed=1
chosen=()
while (($# > 0)); do
    case $1 in
    --runs | --seed)
        value=$(number "$@") || exit
        [[ $1 == --runs ]] && runs=$value || seed=$value
        shift
        ;;
    --help)
        usage
        exit
        ;;
    *)
        grep -q "^$1 " <<<"$targets" || misused "there is no target or option $1"
        chosen+=("$1")
        ;;
    esac
    shift
done

need_packages clang libclang-rt-dev cmake ninja-build robin-map-dev libxml2-dev tshark

# fuzz TARGET DICTIONARY LONGEST
fuzz() {
    local folder=build/fuzz/corpus/$1 log=build/fuzz/$1.log
    mkdir -p "$folder" build/fuzz/found "tests/fuzz/regressions/$1"
    if ! build/fuzz/tests/fuzz/"fuzz_$1" -runs="$runs" -seed="$seed" -max_len="$3" \
        -dict="tests/fuzz/$2.dict" -entropic=0 -timeout=10 -rss_limit_mb=4096 \
        -artifact_prefix="build/fuzz/found/$1-" -print_final_stats=1 \
        "$folder" "build/fuzz/seeds/$1" "tests/fuzz/regressions/$1" >"$log" 2>&1; then
        grep -v '^#' "$log" | tail -n 40 >&2
        die "$1 fails. The input is named above: see it again with" \
            "build/fuzz/tests/fuzz/fuzz_$1 <input>, mend what fails," \
            "and keep it in tests/fuzz/regressions/$1."
    fi
    awk -v target="$1" '/^stat::number_of_executed_units/ { runs = $2 }
        /^stat::average_exec_per_sec/ { rate = $2 }
        END { printf "%-12s %9d runs without a finding, %d a second\n", target, runs, rate }' "$log"
}

quietly cmake --preset fuzz || die "preset fuzz could not be configured"
quietly cmake --build --preset fuzz || die "preset fuzz did not build"
rm -rf build/fuzz/seeds
/usr/bin/python3 tests/fuzz/seeds.py build/fuzz/seeds
while read -r target dictionary longest; do
    if ((${#chosen[@]} == 0)) || [[ " ${chosen[*]} " == *" $target "* ]]; then
        fuzz "$target" "$dictionary" "$longest"
    fi
done <<<"$targets"
