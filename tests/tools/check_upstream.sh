#!/bin/bash
# Runs the checks that Wireshark makes of its own dissectors over the plugin's side of the adapter.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

usage() {
    cat <<'END2'
Usage: WIRESHARK_SRC=<folder> tests/tools/check_upstream.sh

Runs checkAPIs.pl, checkhf.pl and checkfiltername.pl of that Wireshark source tree over plugin/.
On Debian the tree comes from "apt-get source wireshark".
END2
}

if [[ ${1:-} == --help ]]; then
    usage
    exit
fi
if [[ $# -gt 0 || ! -e ${WIRESHARK_SRC:-}/tools/checkAPIs.pl ]]; then
    printf 'check_upstream.sh: WIRESHARK_SRC must name a Wireshark source tree\n' >&2
    usage >&2
    exit 2
fi

mapfile -t adapter < <(find plugin -path plugin/core -prune -o \
    -type f \( -name '*.c' -o -name '*.h' -o -name '*.cpp' \) -print)
# Before 4.6 a tap cannot say that its options are wrong: it ends the program, as Wireshark's do.
known='Error: Found dissectors-prohibited APIs in plugin/ws_compat.h: exit'
status=0
# check SCRIPT ARGUMENT...: the script, which is silent where it finds nothing.
check() {
    local script=$1 said
    shift
    said=$(perl "$WIRESHARK_SRC/tools/$script" "$@" 2>&1 | grep -vxF -e "$known" -e '' || true)
    [[ -z $said ]] || {
        printf '%s: %s\n' "$script" "$said"
        status=1
    }
}
# Both want the protocol and its fields in one file, as dissectors have them.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dissector=$work/packet-imsfail.cpp
cat plugin/packet-imsfail.cpp plugin/render.cpp >"$dissector"

check checkAPIs.pl --group dissectors-prohibited --group dissectors-restricted "${adapter[@]}"
check checkhf.pl "$dissector"
check checkfiltername.pl "$dissector"
exit "$status"
