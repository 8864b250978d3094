#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Make the captures: calls between real SIP software on loopback addresses, recorded by
# tcpdump, and the synthetic ones.

set -eu -o pipefail

here=$(cd "$(dirname "$0")" && pwd)
scenarios=$here/scenarios
port=5060
tls_port=5061
hss=127.0.0.12
hss_user=sip:+442079460201 # the only subscriber that the HSS knows
networks='net 127.0.0.0/8 or net 2001:db8::/32'
added_addresses=()

usage() {
    cat <<'END'
usage: captures/make.sh [case...]

Makes captures/<case>.pcapng, all of them without an argument. A case is the name of a
file scenarios/<case>.flow, or one that synthetic.py makes.

    --list    print the cases
    --help    print this text

Recording needs root, and the Debian packages sip-tester, kamailio,
kamailio-ims-modules, tcpdump, openssl and iproute2.
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
openssl openssl
ip iproute2
ss iproute2
END
    find / -xdev -path '*/kamailio/modules/ims_icscf.so' -print -quit 2>/dev/null | grep -q . ||
        missing="$missing kamailio-ims-modules"
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

# listening TRANSPORT ADDRESS PORT: somebody has that port of that address.
listening() {
    local address=$2
    case $address in *:*) address="[$address]" ;; esac
    ss -Hln "--$1" "src $address and sport = :$3" | grep -q .
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

# What an address says to itself stays out: it is between sipp and the TLS relay.
start_recorder() {
    tcpdump -i lo -Z root -U --immediate-mode -s 65535 -w "$work/capture.pcap" \
        "(port $port or port $tls_port) and ($networks) and (ip6 or ip[12:4] != ip[16:4])" \
        2>"$work/tcpdump.log" &
    wait_for 5 grep -qs 'listening on' "$work/tcpdump.log" || fail 'tcpdump does not start'
}

# start_proxy ADDRESS CONFIG
start_proxy() {
    [ "$2" != icscf ] || prepare_icscf "$1"
    kamailio -f "$scenarios/$2.cfg" -A "DIAMETER_FILE=\"$work/diameter.xml\"" \
        -A "DATABASE=\"text://$work/database\"" -DD -E -m 32 -Y "$work" \
        -l "udp:$1:$port" -l "tcp:$1:$port" >"$work/kamailio.log" 2>&1 &
    wait_for 10 listening tcp "$1" "$port" ||
        fail "kamailio does not start: $(cat "$work/kamailio.log")"
    [ "$2" != icscf ] || wait_for 10 grep -q ready "$work/hss.log" ||
        fail "the I-CSCF does not connect to the HSS: $(cat "$work/kamailio.log")"
}

# prepare_icscf ADDRESS: its HSS, what it knows of that, and its list of S-CSCFs.
prepare_icscf() {
    local realm=ims.mnc001.mcc001.3gppnetwork.org s_cscf=127.0.0.2
    python3 "$here/hss.py" "$hss" "$realm" "sip:$s_cscf:$port" "$hss_user@$realm" \
        >"$work/hss.log" 2>&1 &
    wait_for 5 listening tcp "$hss" 3868 || fail "the HSS does not start: $(cat "$work/hss.log")"
    cat >"$work/diameter.xml" <<END
<?xml version="1.0"?>
<DiameterPeer FQDN="$1" Realm="$realm" Vendor_Id="10415" Product_Name="I-CSCF"
    AcceptUnknownPeers="0" DropUnknownOnDisconnect="1" Tc="1" Workers="1" QueueLength="8"
    TransactionTimeout="5" SessionsHashSize="16" DefaultAuthSessionTimeout="3600"
    MaxAuthSessionTimeout="3600">
  <Peer FQDN="$hss" Realm="$realm" port="3868"/>
  <Acceptor port="3868" bind="$1"/>
  <Auth id="16777216" vendor="10415"/>
  <SupportedVendor vendor="10415"/>
  <DefaultRoute FQDN="$hss" metric="10"/>
</DiameterPeer>
END
    mkdir "$work/database"
    cat >"$work/database/version" <<'END'
id(int) table_name(string) table_version(int)
1:s_cscf:1
2:s_cscf_capabilities:1
3:nds_trusted_domains:1
END
    cat >"$work/database/s_cscf" <<END
id(int) name(string) s_cscf_uri(string)
1:s-cscf:sip\\:$s_cscf\\:$port
END
    printf 'id(int) id_s_cscf(int) capability(int)\n' >"$work/database/s_cscf_capabilities"
    printf 'id(int) trusted_domain(string)\n' >"$work/database/nds_trusted_domains"
}

# start_tls_relay CALLER CALLEE: sipp of Debian speaks no TLS, so something does it for both.
start_tls_relay() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 \
        -subj "/CN=$2" -addext "subjectAltName=IP:$2" \
        -keyout "$work/key.pem" -out "$work/certificate.pem" 2>"$work/openssl.log" ||
        fail "no certificate: $(cat "$work/openssl.log")"
    python3 "$here/tls_relay.py" "$1" "$2" "$port" "$tls_port" "$work" 2>"$work/relay.log" &
    wait_for 5 listening tcp "$1" "$tls_port" ||
        fail "the TLS relay does not start: $(cat "$work/relay.log")"
}

# run_sipp XML ADDRESS REMOTE PORT TRANSPORT CALL-ID DIGEST-URI: one call, then exit.
run_sipp() {
    local remote=$3
    case $remote in *:*) remote="[$remote]" ;; esac
    cd "$work"
    exec sipp -sf "$1" -i "$2" -p "$port" -t "${5:0:1}1" -cid_str "$6" -auth_uri "$7" \
        -m 1 -nostdin -max_retrans 11 -max_non_invite_retrans 11 -timeout 45s -timeout_error \
        -trace_err -error_file "$1.err" "$remote:$4" >/dev/null 2>>"$1.log"
}

# run_calls: read the plan of one flow, callees first; the caller's end ends the call.
run_calls() {
    local call agent xml address remote remote_port transport call_id digest_uri proxy config pid
    local agents=() proxies=''
    while read -r call agent xml address remote transport call_id digest_uri proxy config; do
        provide_address "$address"
        case "$proxies " in
        *" $proxy "*) ;;
        *)
            [ "$proxy" = - ] || start_proxy "$proxy" "$config"
            proxies="$proxies $proxy"
            ;;
        esac
        remote_port=$port
        if [ "$transport" = tls ]; then
            transport=tcp
            if [ "$agent" = a ]; then
                listening tcp "$address" "$tls_port" || start_tls_relay "$address" "$remote"
                remote=$address
                remote_port=$tls_port
            fi
        fi
        (run_sipp "$xml" "$address" "$remote" "$remote_port" "$transport" "$call_id" \
            "$digest_uri") &
        agents+=($!)
        if [ "$agent" != a ]; then
            wait_for 5 listening "$transport" "$address" "$port" ||
                fail "sipp does not start: $xml"
            continue
        fi
        for pid in "${agents[@]}"; do
            wait "$pid" || fail "call $call went wrong: $(cat "$work"/*.err "$work"/*.log)"
        done
        agents=()
    done
}

record() {
    local case=$1 tls_keys=()
    python3 "$here/sipp_xml.py" "$scenarios/$case.flow" "$work" >"$work/plan"
    start_recorder
    run_calls <"$work/plan"
    sleep 0.2
    stop_all
    [ ! -e "$work/keylog" ] || tls_keys=("$work/keylog")
    python3 "$here/pcapng.py" "$work/capture.pcap" "$here/$case.pcapng" "${tls_keys[@]}"
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
