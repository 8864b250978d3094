#!/bin/bash
# Builds and tests this source on each Wireshark version, in the Debian release that has it.
#
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2317 # step calls the functions
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=plugin/packages.sh
. plugin/packages.sh

declare -A suites=([4.0]=bookworm [4.4]=trixie [4.6]=forky)
versions=(4.0 4.4 4.6)
stable=(4.0 4.4)
foreign=../shared/captures # as in tshark.py
cache=${IMSFAIL_CACHE:-/var/cache/imsfail}

usage() {
    cat <<'END'
Usage: tests/matrix.sh [--stable] [--elsewhere] [--regress | --make] [4.0 | 4.4 | 4.6]...

Builds imsfail on Wireshark 4.0 (Debian 12), 4.4 (Debian 13) and 4.6 (Debian testing), or on the
versions named, and runs every test there. Then makes the Debian package and, in a Debian that
has nothing but tshark, installs, uses and removes it. Needs root.

  --stable     the versions of Debian's stable releases: 4.0 and 4.4
  --elsewhere  not the version that this machine has itself
  --regress    leave out the tests that do not know Wireshark, and those of its windows
  --make       make the Debians only, so that another run has them
  --help       this text

The Debians are chroots made with debootstrap from the mirror in this machine's apt sources. They
are kept in /var/cache/imsfail, or the folder that IMSFAIL_CACHE names; it may be removed at any time.
What was built, the packages and the logs are in build/matrix.

A version that was named, or is stable, must pass. Without arguments Debian testing, which
changes every day, may fail to be made.
END
}

# debian_in_apt: the address of Debian in this machine's apt sources, as far as apt-get knows it.
debian_in_apt() {
    # shellcheck disable=SC2016 # apt-get fills it in
    apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' |
        sed -nE 's/^Debian Debian (https?:)/\1/p' | sort -u | head -n 1
}

# mirror: where this machine gets Debian from; without its package lists it does not know.
mirror() {
    local uri
    uri=$(debian_in_apt)
    [[ -n $uri ]] || {
        quietly apt-get update
        uri=$(debian_in_apt)
    }
    say "${uri:-http://deb.debian.org/debian}"
}

# apt_settings ROOT: apt-get there reaches the network as that of this machine does, with the same
# certificates, in a file that no package there replaces.
apt_settings() {
    local machine=$1/etc/apt/machine-certificates.crt file
    file=$(apt-config dump | sed -nE 's/^Acquire::https::CAInfo "(.+)";/\1/Ip')
    file=${file:-/etc/ssl/certs/ca-certificates.crt}
    [[ ! -e $file ]] || cp "$file" "$machine" || return
    {
        apt-config dump | grep -E '^Acquire::(http|https|ftp)::' | grep -v -e Detect -e '"";$' || true
        [[ ! -e $machine ]] || say "Acquire::https::CAInfo \"${machine#"$1"}\";"
        # Testing is valid for a week; a mirror may be a copy that is older. Signatures are checked.
        say 'Acquire::Check-Valid-Until "false";'
    } >"$1/etc/apt/apt.conf.d/90machine"
}

# inside ROOT COMMAND...: runs it as root in that chroot, with this source, which it cannot write
# to, in /src/imsfail. The mounts belong to a namespace and end with it, however that ends.
inside() {
    local root=$1
    shift
    mkdir -p "$root"/src/{imsfail,"${foreign#../}"} "$archives" "$build" || return
    # shellcheck disable=SC2016 # the other bash fills it in
    unshare --mount --pid --fork --kill-child bash -euc '
        root=$1 archives=$2 build=$3 foreign=$4
        shift 4
        read_only() { mount --bind "$1" "$2" && mount -o remount,bind,ro "$2"; }
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
        mount --bind "$archives" "$root/var/cache/apt/archives"
        read_only . "$root/src/imsfail"
        mount --bind "$build" "$root/src/imsfail/build"
        [ ! -d "$foreign" ] || read_only "$foreign" "$root/src/${foreign#../}"
        exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
            LANG=C.UTF-8 CI="${CI:-}" http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" \
            chroot "$root" bash -euc "cd /src/imsfail; exec \"\$@\"" - "$@"
    ' - "$root" "$archives" "$build" "$foreign" "$@"
}

# renew ROOT: to the newest of its release, also after an installation that was stopped. Without the
# network, what is here must do.
renew() {
    inside "$1" env DEBIAN_FRONTEND=noninteractive bash -c \
        'dpkg --configure -a && apt-get update && apt-get -y dist-upgrade' ||
        say "$1 was not renewed; going on with what is there."
}

# debian ROOT: a minimal Debian in its newest state.
debian() {
    if [[ ! -d $1 ]]; then
        rm -rf --one-file-system "$1.new"
        # The script named, because debootstrap may not know the suite yet.
        unshare --mount --pid --fork --kill-child debootstrap --variant=minbase \
            "$suite" "$1.new" "$(mirror)" /usr/share/debootstrap/scripts/sid &&
            printf '#!/bin/sh\nexit 101\n' >"$1.new/usr/sbin/policy-rc.d" && # starts no servers
            chmod 755 "$1.new/usr/sbin/policy-rc.d" &&
            say force-unsafe-io >"$1.new/etc/dpkg/dpkg.cfg.d/unsafe-io" &&
            mv "$1.new" "$1" || return
    fi
    cp -L /etc/resolv.conf "$1/etc/resolv.conf" &&
        apt_settings "$1" &&
        renew "$1"
}

# copy FROM TO: a chroot like another.
copy() {
    rm -rf --one-file-system "$2" "$2.new" && cp -a "$1" "$2.new" && mv "$2.new" "$2"
}

# tools: the chroot in which the tests run, with what they and the package need.
tools() {
    if [[ -d $home/tools ]]; then
        renew "$home/tools"
    else
        copy "$home/base" "$home/tools" || return
    fi
    # shellcheck disable=SC2016 # the other bash fills it in
    inside "$home/tools" bash -c \
        '. plugin/packages.sh; need_packages "${test_packages[@]}" "${package_packages[@]}"' &&
        has_version
}

has_version() {
    local found
    found=$(inside "$home/tools" bash -c '. plugin/packages.sh; version_here tshark') || return
    [[ $(major_minor "$found") == "$version" ]] || {
        say "Debian $suite has Wireshark $found."
        return 1
    }
}

# regression: the build that the package has, tested.
regression() { inside "$home/tools" tests/run.sh --werror --release "${run_options[@]}"; }

package() {
    rm -f "$build"/release/*.deb
    inside "$home/tools" cmake --preset release -D IMSFAIL_TESTS=OFF &&
        inside "$home/tools" cmake --build --preset release --target package
}

installation() {
    copy "$home/base" "$home/clean" &&
        inside "$home/clean" bash -c 'tests/package.sh build/release/*.deb'
}

# step FAILURE TEXT COMMAND...: what it prints goes to the log. If it fails, its end is shown, and
# $outcome says so.
step() {
    local failure=$1 text=$2 begin=$SECONDS status=0
    shift 2
    "$@" >>"$log" 2>&1 </dev/null || status=$?
    say "$version: $text, $((SECONDS - begin)) s"
    ((status == 0)) || {
        tail -n 40 "$log"
        outcome="$failure: $text: $(tail -n 1 "$log")"
    }
    return "$status"
}

make_leg() {
    step "$not_made" "minimal Debian $suite" debian "$home/base" &&
        step "$not_made" "Debian $suite with what builds and tests" tools &&
        outcome=made
}

test_leg() {
    local tested
    step FAILED 'tests' regression &&
        tested=$(tail -n 1 "$log") &&
        step FAILED 'package made' package &&
        step FAILED 'package installed, used and removed' installation &&
        outcome="passed: $tested; package installed, used and removed"
}

# leg: builds and tests one version; $outcome says how that ended.
leg() {
    suite=${suites[$version]}
    home=$cache/$suite build=$PWD/build/matrix/$version
    archives=$home/archives log=$build/log
    mkdir -p "$home" "$build"
    : >"$log"
    make_leg && { $make_only || test_leg; }
}

not_made='could not be made'
asked=()
required=true
elsewhere=false
make_only=false
run_options=()
for option; do
    case $option in
    --stable) asked+=("${stable[@]}") ;;
    --elsewhere) elsewhere=true ;;
    --regress) run_options+=(--regress) ;;
    --make) make_only=true ;;
    --help)
        usage
        exit
        ;;
    *)
        [[ -v suites[$option] ]] || {
            printf 'matrix.sh: unknown option or version %s\n' "$option" >&2
            usage >&2
            exit 2
        }
        asked+=("$option")
        ;;
    esac
done
if ((${#asked[@]} == 0)); then
    asked=("${versions[@]}")
    required=false
fi
((EUID == 0)) || die "chroots need root: sudo tests/matrix.sh $*"
need_packages debootstrap debian-archive-keyring
mkdir -p "$cache" build/matrix || die "cannot make $cache; IMSFAIL_CACHE may name another folder"
exec 9>"$cache/lock"
flock --nonblock 9 || {
    say "Waiting for another run that uses $cache ..."
    flock 9
}

here=''
$elsewhere && here=$(major_minor "$(version_here tshark)")
status=0
outcomes=()
for version in "${versions[@]}"; do
    [[ " ${asked[*]} " == *" $version "* && $version != "$here" ]] || continue
    begin=$SECONDS
    if ! leg; then
        # The testing release only may be missing, and only if nobody asked for it.
        [[ $outcome == "$not_made"* && " ${stable[*]} " != *" $version "* ]] && ! $required ||
            status=1
    fi
    rm -rf --one-file-system "$home/clean"
    outcomes+=("Wireshark $version (Debian $suite): $outcome ($((SECONDS - begin)) s)")
done
printf '%s\n' "${outcomes[@]}"
exit "$status"
