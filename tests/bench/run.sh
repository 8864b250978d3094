#!/bin/bash
# Measures what the plugin costs: on normal captures (overhead) or on hostile ones (hostile).
# A report, not a test: CPU seconds depend on the machine and on what else it does.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=plugin/packages.sh
. plugin/packages.sh

usage="Usage: tests/bench/run.sh overhead|hostile [option]..., --help after that tells the rest"
case ${1:-} in
overhead | hostile) ;;
--help)
    say "$usage"
    exit
    ;;
*)
    say "$usage" >&2
    exit 2
    ;;
esac
measure=(/usr/bin/python3 "tests/bench/measure_$1.py" "${@:2}")
[[ " ${*:2} " != *" --help "* ]] || exec "${measure[@]}"
need_packages g++ cmake ninja-build robin-map-dev libxml2-dev tshark wireshark-dev python3 valgrind
quietly cmake --preset release || die "the build could not be configured"
quietly cmake --build --preset release || die "the build failed"
exec "${measure[@]}"
