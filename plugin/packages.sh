# What install.sh, the tests and CI need from the system: names what is missing, installs it
# with apt-get and refuses versions that are not supported. To be sourced.
#
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash

declare -A minimum=([g++]=11 [cmake]=3.24 [tshark]=4.0 [wireshark-dev]=4.0)
declare -A maximum=([tshark]=4.6 [wireshark-dev]=4.6)
supported="Wireshark 4.0 to 4.6, CMake 3.24 or later and g++ 11 or later, \
as in Debian 12 and Ubuntu 24.04 or later"

# What the tests need, the build included.
# shellcheck disable=SC2034 # for those who source this
test_packages=(g++ cmake ninja-build robin-map-dev libxml2-dev tshark wireshark-dev libgtest-dev
    parallel postgresql python3-jsonschema python3-pytest python3-pytest-xdist valgrind)
# What the tests of Wireshark's windows need beside them.
# shellcheck disable=SC2034
gui_packages=(wireshark xvfb xdotool dbus-daemon at-spi2-core gir1.2-atspi-2.0 python3-gi)
# What fuzzing needs beside the build.
# shellcheck disable=SC2034
fuzz_packages=(clang libclang-rt-dev)
# What making the Debian package needs beside the build.
# shellcheck disable=SC2034
package_packages=(dpkg-dev file)

say() { printf '%s\n' "$*"; }

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# quietly COMMAND...: shows the end of its output if it fails, else nothing.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    ((status == 0)) || tail -n 40 "$log" >&2
    rm -f "$log"
    return "$status"
}

may_be_root() { ((EUID == 0)) || command -v sudo >/dev/null; }

# as_root COMMAND...: runs it with the rights of root.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif may_be_root; then
        sudo "$@"
    else
        die "this needs root, and there is no sudo. An administrator must run:"$'\n'"    $*"
    fi
}

# first_version TEXT: the first thing in it that reads like 1.2 or 1.2.3.
first_version() {
    [[ $1 =~ [0-9]+(\.[0-9]+)+ ]] || return 0
    say "${BASH_REMATCH[0]}"
}

major_minor() { cut -d. -f1,2 <<<"$1"; }

# at_least VERSION WANTED
at_least() { printf '%s\n%s\n' "$2" "$1" | sort --check=quiet --version-sort; }

# wireshark_config: the file by which CMake knows the version of Wireshark's development files.
wireshark_config() {
    local prefix
    for prefix in /usr/local/lib /usr/local/lib/* /usr/lib /usr/lib/*; do
        compgen -G "$prefix/wireshark/cmake/WiresharkConfigVersion.cmake" ||
            compgen -G "$prefix/cmake/wireshark/WiresharkConfigVersion.cmake" || continue
        return 0
    done
}

# version_here PACKAGE: the version that is in reach, whoever installed it; nothing if none is.
version_here() {
    case $1 in
    g++) first_version "$(g++ -dumpfullversion 2>/dev/null)" ;;
    cmake | tshark) first_version "$("$1" --version 2>/dev/null)" ;;
    wireshark-dev) first_version "$(grep -s 'set(PACKAGE_VERSION ' "$(wireshark_config)")" ;;
    esac
}

# version_in_apt PACKAGE: the version apt-get would install, which need not have a dot; nothing if it
# knows none.
version_in_apt() {
    LC_ALL=C apt-cache policy "$1" |
        sed -nE 's/^ *Candidate: *([0-9]+:)?//p' | grep -vFx '(none)' || true
}

# is_here PACKAGE: what the scripts use of the package is in reach, whoever installed it.
is_here() {
    case $1 in
    g++ | cmake | tshark | wireshark-dev) [[ -n $(version_here "$1") ]] ;;
    robin-map-dev) [[ -e /usr/include/tsl/robin_map.h || -e /usr/local/include/tsl/robin_map.h ]] ;;
    libxml2-dev) [[ -e /usr/include/libxml2/libxml || -e /usr/local/include/libxml2/libxml ]] ;;
    ninja-build) command -v ninja >/dev/null ;;
    libclang-rt-dev)
        compgen -G "$(clang -print-resource-dir 2>/dev/null)/lib/*/libclang_rt.fuzzer*" >/dev/null
        ;;
    libgtest-dev) [[ -e /usr/include/gtest/gtest.h || -e /usr/local/include/gtest/gtest.h ]] ;;
    debian-archive-keyring) [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] ;;
    dpkg-dev) command -v dpkg-shlibdeps >/dev/null ;;
    python3-jsonschema) /usr/bin/python3 -c 'import jsonschema' 2>/dev/null ;;
    python3-pytest) /usr/bin/python3 -c 'import pytest' 2>/dev/null ;;
    python3-pytest-xdist) /usr/bin/python3 -c 'import xdist' 2>/dev/null ;;
    python3-gi) /usr/bin/python3 -c 'import gi' 2>/dev/null ;;
    gir1.2-atspi-2.0) compgen -G '/usr/lib/*/girepository-1.0/Atspi-2.0.typelib' >/dev/null ;;
    at-spi2-core) [[ -e /usr/libexec/at-spi-bus-launcher ]] ;;
    xvfb) command -v Xvfb >/dev/null ;;
    parallel) [[ $(parallel --version 2>/dev/null) == GNU* ]] ;; # that of moreutils is another
    postgresql)
        # The server's programs are not on PATH, and no server need run.
        command -v psql >/dev/null && compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
        ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

# check_version PACKAGE VERSION
check_version() {
    local lowest=${minimum[$1]:-} highest=${maximum[$1]:-}
    [[ -z $lowest ]] || at_least "$2" "$lowest" || unsupported "$1 $2"
    [[ -z $highest ]] || at_least "$highest" "$(major_minor "$2")" || unsupported "$1 $2"
}

unsupported() { die "$1 is not supported."$'\n'"$(support)"; }

support() {
    say "    Supported: $supported."
    say "    Found: $(system_name)."
}

system_name() {
    local PRETTY_NAME=''
    # shellcheck source=/dev/null
    [[ ! -r /etc/os-release ]] || . /etc/os-release
    say "${PRETTY_NAME:-$(uname -sr)}"
}

# need_packages PACKAGE...: afterwards all of them are here, in versions that are supported.
# What is here is checked before anything is installed, what apt-get would install as well.
need_packages() {
    local package version missing=() tshark='' headers=''
    for package; do
        if is_here "$package"; then
            check_version "$package" "$(version_here "$package")"
        else
            missing+=("$package")
        fi
    done
    if ((${#missing[@]} > 0)); then
        install_packages "${missing[@]}"
        hash -r
    fi
    for package; do
        is_here "$package" || die "$package is still missing after its installation"
        version=$(version_here "$package")
        check_version "$package" "$version"
        case $package in
        tshark) tshark=$version ;;
        wireshark-dev) headers=$version ;;
        esac
    done
    [[ -z $tshark || -z $headers || $(major_minor "$tshark") == "$(major_minor "$headers")" ]] ||
        die "tshark is $tshark, but Wireshark's development files are $headers." \
            "A plugin is built for one minor version: install both from the same source."
}

install_packages() {
    local package version
    local install=(apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@")
    local by_hand="    apt-get update && apt-get install --no-install-recommends $*"

    command -v apt-get >/dev/null ||
        die "missing: $*, and there is no apt-get to install them with."$'\n'"$(support)"$'\n' \
            "   Elsewhere, install what is missing by hand and try again."
    may_be_root ||
        die "missing: $*. There is neither root nor sudo; an administrator must run:"$'\n'"$by_hand"

    say "Missing packages: $*"
    quietly as_root apt-get -o DPkg::Lock::Timeout=300 update ||
        say "apt-get update failed; trying with the package lists that are here."
    for package; do
        version=$(version_in_apt "$package")
        [[ -n $version ]] || die "apt-get knows no package $package on $(system_name)"
        check_version "$package" "$version"
    done
    say "Installing them with apt-get ..."
    # wireshark-common would ask whether all users may capture.
    quietly as_root env DEBIAN_FRONTEND=noninteractive "${install[@]}" ||
        die "apt-get could not install them. An administrator may try:"$'\n'"$by_hand"
}
