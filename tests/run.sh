#!/bin/bash
# Builds and runs every test; the last line counts them.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=plugin/packages.sh
. plugin/packages.sh

usage() {
    cat <<'END'
Usage: tests/run.sh [--werror] [--asan] [--release] [--regress]

Builds imsfail, runs its unit, regression and GUI tests and ends with a line that counts them.
Installs missing packages with apt-get (Debian, Ubuntu).

  --werror   turn compiler warnings into errors; always so in CI (CI=true)
  --asan     run the unit tests under AddressSanitizer and UBSan as well
  --release  test the build that install.sh and the package install, not the debug build
  --regress  run those tests only that let tshark and sharkd dissect
  --help     this text
END
}

werror=OFF
[[ ${CI:-} != true ]] || werror=ON
build=dev
unit=true
selection=()
asan=()
for option; do
    case $option in
    --werror) werror=ON ;;
    --asan) asan=(asan) ;;
    --release) build=release ;;
    --regress)
        unit=false
        selection=(-m 'not core')
        ;;
    --help)
        usage
        exit
        ;;
    *)
        printf 'run.sh: unknown option %s\n' "$option" >&2
        usage >&2
        exit 2
        ;;
    esac
done

need_packages "${test_packages[@]}"
! $unit || need_packages "${gui_packages[@]}"

presets=("$build" "${asan[@]}")
unit_presets=("${presets[@]}")
target=all
if ! $unit; then
    ((${#asan[@]} == 0)) || die "--asan is for the unit tests, which --regress leaves out"
    unit_presets=()
    target=imsfail_regress
fi
for preset in "${presets[@]}"; do
    # Afresh, because the folder may have been moved or Wireshark renewed since the last time.
    cmake --fresh --preset "$preset" -D IMSFAIL_TESTS=ON -D IMSFAIL_WERROR="$werror" \
        >/dev/null ||
        die "preset $preset could not be configured: no test was run"
    cmake --build --preset "$preset" --target "$target" ||
        die "preset $preset did not build: no test was run"
done

status=0
results=()
for preset in "${unit_presets[@]}"; do
    results+=("$PWD/build/$preset/unit.xml")
    rm -f "${results[-1]}"
    ctest --preset "$preset" -L unit --no-tests=error -j "$(nproc)" \
        --output-junit "${results[-1]}" || status=1
done
results+=("$PWD/build/$build/regress.xml")
rm -f "${results[-1]}"
/usr/bin/python3 -m pytest tests/regress -n "$(nproc)" --dist loadgroup \
    --plugin-folder="$PWD/build/$build/plugins" "${selection[@]}" \
    --junitxml="${results[-1]}" || status=1
if $unit; then
    results+=("$PWD/build/$build/gui.xml")
    rm -f "${results[-1]}"
    timeout 400 tests/gui/run.py --build "$build" || status=1
fi

# A runner that failed without a failed test to show for it fails the run all the same.
/usr/bin/python3 - "${results[@]}" <<'END' || status=1
import sys
import xml.etree.ElementTree as ET

passed = failed = skipped = 0
for path in sys.argv[1:]:
    try:
        cases = list(ET.parse(path).iter("testcase"))
    except (OSError, ET.ParseError) as error:
        print(f"no results: {error}")
        cases = []
    for case in cases:
        outcomes = {child.tag for child in case}
        if outcomes & {"failure", "error"}:
            failed += 1
        elif "skipped" in outcomes:
            skipped += 1
        else:
            passed += 1
print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(failed > 0 or passed == 0)
END
exit "$status"
