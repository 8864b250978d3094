#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Make the captures: calls between real SIP software on loopback addresses, recorded by
# tcpdump, and the synthetic ones.

set -eu -o pipefail

here=$(cd "$(dirname "$0")" && pwd)
scenarios=$here/scenarios
port=5060
networks='net 127.0.0.0/8 or net 2001:db8::/32'
added_addresses=()

usage() {
    cat <<'END'
usage: captures/make.sh [case...]

Makes captures/<case>.pcapng, all of them without an argument. A case is the name of a
file scenarios/<case>.flow, or one that synthetic.py makes.

    --list    print the cases
    --help    print this text

Recording needs root, and the Debian packages sip-tester, kamailio, tcpdump
and iproute2.
Nothing leaves the loopback interface.
END
}

fail() {
    printf 'make.sh: %s\n' "$1" >&2
    exit 1
}

flow_cases() {
    local flow
    for flow in "$scenarios"/*.flow; do
        basename "$flow" .flow
    done
}

synthetic_cases() {
    python3 "$here/synthetic.py" --list
}

# Everything a recording needs, with the package to install for what is missing.
check_requirements() {
    local command package missing=
    while read -r command package; do
        command -v "$command" >/dev/null || missing="$missing $package"
    done <<'END'
sipp sip-tester
kamailio kamailio
tcpdump tcpdump
ip iproute2
ss iproute2
END
    [ -z "$missing" ] || fail "not installed, try: apt-get install$missing"
    [ "$(id -u)" -eq 0 ] || fail 'recording needs root'
}

# Stop what this script started, wait for it, and take the added addresses away.
clean_up() {
    local address
    stop_all
    for address in "${added_addresses[@]}"; do
        ip -6 address del "$address/128" dev lo 2>/dev/null || true
    done
    added_addresses=()
    rm -rf "$work"
}

stop_all() {
    local pid running
    running=$(jobs -pr)
    for pid in $running; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in $running; do
        wait_for 5 gone "$pid" || kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
}

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
    local tries=$(($1 * 50))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.02
    done
}

gone() {
    ! kill -0 "$1" 2>/dev/null
}

# listening TRANSPORT ADDRESS: somebody has the SIP port of that address.
listening() {
    local address=$2
    case $address in *:*) address="[$address]" ;; esac
    ss -Hln "--$1" "src $address and sport = :$port" | grep -q .
}

# IPv6 knows one loopback address only: give lo the documentation addresses a case uses.
provide_address() {
    case $1 in
    2001:db8:*)
        ip -6 address show dev lo | grep -qF " $1/" && return
        ip -6 address add "$1/128" dev lo nodad
        added_addresses+=("$1")
        ;;
    esac
}

start_recorder() {
    tcpdump -i lo -Z root -U --immediate-mode -s 65535 -w "$work/capture.pcap" \
        "port $port and ($networks)" 2>"$work/tcpdump.log" &
    wait_for 5 grep -qs 'listening on' "$work/tcpdump.log" || fail 'tcpdump does not start'
}

start_proxy() {
    kamailio -f "$scenarios/proxy.cfg" -DD -E -m 32 -Y "$work" \
        -l "udp:$1:$port" -l "tcp:$1:$port" >"$work/kamailio.log" 2>&1 &
    wait_for 10 listening tcp "$1" || fail "kamailio does not start: $(cat "$work/kamailio.log")"
}

# run_sipp XML ADDRESS REMOTE TRANSPORT CALL-ID DIGEST-URI: one call, then exit.
run_sipp() {
    local remote=$3
    case $remote in *:*) remote="[$remote]" ;; esac
    cd "$work"
    exec sipp -sf "$1" -i "$2" -p "$port" -t "${4:0:1}1" -cid_str "$5" -auth_uri "$6" \
        -m 1 -nostdin -timeout 15s -timeout_error -trace_err -error_file "$1.err" \
        "$remote:$port" >/dev/null 2>>"$1.log"
}

# run_calls: read the plan of one flow, callees first; the caller's end ends the call.
run_calls() {
    local call agent xml address remote transport call_id digest_uri proxy pid
    local agents=() proxies=''
    while read -r call agent xml address remote transport call_id digest_uri proxy; do
        provide_address "$address"
        case "$proxies " in
        *" $proxy "*) ;;
        *)
            [ "$proxy" = - ] || start_proxy "$proxy"
            proxies="$proxies $proxy"
            ;;
        esac
        (run_sipp "$xml" "$address" "$remote" "$transport" "$call_id" "$digest_uri") &
        agents+=($!)
        if [ "$agent" != a ]; then
            wait_for 5 listening "$transport" "$address" || fail "sipp does not start: $xml"
            continue
        fi
        for pid in "${agents[@]}"; do
            wait "$pid" || fail "call $call went wrong: $(cat "$work"/*.err "$work"/*.log)"
        done
        agents=()
    done
}

record() {
    local case=$1
    python3 "$here/sipp_xml.py" "$scenarios/$case.flow" "$work" >"$work/plan"
    start_recorder
    run_calls <"$work/plan"
    sleep 0.2
    stop_all
    python3 "$here/pcapng.py" "$work/capture.pcap" "$here/$case.pcapng"
    rm -rf "${work:?}"/*
}

make_case() {
    if [ -e "$scenarios/$1.flow" ]; then
        check_requirements
        record "$1"
    elif synthetic_cases | grep -xF -e "$1" >/dev/null; then
        python3 "$here/synthetic.py" "$here" "$1"
    else
        fail "no case $1, see --list"
    fi
    printf '%s\n' "$1.pcapng"
}

main() {
    local case
    case ${1:-} in
    --help | -h) usage && return ;;
    --list) flow_cases && synthetic_cases && return ;;
    -*) usage >&2 && return 2 ;;
    esac
    if [ $# -eq 0 ]; then
        mapfile -t cases < <(flow_cases && synthetic_cases)
        set -- "${cases[@]}"
    fi
    work=$(mktemp -d)
    trap clean_up EXIT
    trap 'exit 130' INT TERM
    for case; do
        make_case "$case"
    done
}

main "$@"
