#!/bin/bash
# Measures what hostile captures cost; --help lists the options.
# A report, not a test: the figures depend on the machine and on what else it does.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=plugin/packages.sh
. plugin/packages.sh

[[ ${1:-} != --help ]] || exec /usr/bin/python3 tests/bench/measure_hostile.py --help
need_packages g++ cmake ninja-build robin-map-dev libxml2-dev tshark wireshark-dev python3
quietly cmake --preset release || die "the build could not be configured"
quietly cmake --build --preset release || die "the build failed"
exec /usr/bin/python3 tests/bench/measure_hostile.py "$@"
