#!/bin/bash
# Installs the Debian package in the system this runs in, uses it as an ordinary user, removes it and
# looks for what is left. tests/matrix.sh runs it, in a chroot that it throws away.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=plugin/packages.sh
. plugin/packages.sh

name='wireshark-plugin-imsfail'
sample=captures/not-found-404-and-604.pcapng

(($# == 1)) || die "usage: tests/package.sh PACKAGE"
[[ $PWD == /src/imsfail ]] || die "tests/matrix.sh runs this, where it may change the system"
package=$1

install=(env DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends)

# as_user COMMAND...: as an ordinary user with an empty home.
as_user() {
    setpriv --reuid 65534 --regid 65534 --clear-groups env -i PATH="$PATH" HOME="$work/home" \
        LANG=C.UTF-8 TZ=UTC "$@"
}

# files: every file with its kind, mode and owner, but for the books and logs of apt and dpkg.
files() {
    find /etc /opt /usr /var \
        \( -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache/apt -o -path /var/log \) \
        -prune -o -printf '%p %y %m %u:%g\n' | LC_ALL=C sort
}

# shows TEXT COMMAND...: its output must have a line with this text.
shows() {
    local text=$1 output
    shift
    output=$(as_user "$@" 2>&1) || die "$* failed:"$'\n'"$output"
    grep -qF -- "$text" <<<"$output" || die "$* does not show \"$text\":"$'\n'"$output"
}

# holds SOURCE INSTALLED: what stands there is that file or folder of the source.
holds() { diff -r "$1" "$2" || die "$2 is not $1"; }

# beside VERSION: what apt-get says of the package where wireshark-common has this version.
beside() {
    mkdir -p "$work/common/DEBIAN"
    printf '%s\n' 'Package: wireshark-common' "Version: $1" 'Architecture: all' \
        'Maintainer: nobody <nobody@localhost>' 'Description: stand-in' >"$work/common/DEBIAN/control"
    dpkg-deb --build "$work/common" "$work" >/dev/null
    LC_ALL=C "${install[@]}" --simulate install "$work/wireshark-common_$1_all.deb" "$package" 2>&1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
install -d -o 65534 -g 65534 "$work/home"
cp "$package" "$sample" "$work"
package=$work/${package##*/}
sample=$work/${sample##*/}

quietly "${install[@]}" install tshark || die "apt-get could not install tshark"
files >"$work/before"

wireshark=$(major_minor "$(version_here tshark)")
minor=${wireshark#*.}
beside "$wireshark.99" >"$work/same" || die "not for $wireshark.99:"$'\n'"$(<"$work/same")"
# With ~~ it is older than the first of this minor version.
for other in "$wireshark~~" "4.$((minor + 1)).0"; do
    ! beside "$other" >"$work/other" || die "may be installed beside Wireshark $other"
    grep -q "$name : Depends: wireshark-common" "$work/other" ||
        die "refused beside Wireshark $other, but not for that:"$'\n'"$(<"$work/other")"
done

quietly "${install[@]}" install "$package" || die "apt-get could not install ${package##*/}"
shows "$(dpkg -L "$name" | grep '/imsfail\.so$')" tshark -G plugins
shows 'IMS Failure Analysis: 604 Does Not Exist Anywhere, global, do not retry' \
    tshark -r "$sample" -O imsfail -Y 'imsfail.global == 1'
shows '604 Does Not Exist Anywhere' tshark -r "$sample" -q -z imsfail,report
shows '604 global no i-cscf does_not_exist_anywhere' tshark -C 'IMS Failures' -r "$sample"
holds README.md "/usr/share/doc/$name/README.md"
holds share "/usr/share/$name"
holds docs "/usr/share/doc/$name/docs"
holds plugin/gui/profile '/usr/share/wireshark/profiles/IMS Failures'

quietly "${install[@]}" purge "$name" || die "apt-get could not remove $name"
quietly "${install[@]}" --purge autoremove || die "apt-get could not remove what came with $name"
files >"$work/after"
diff "$work/before" "$work/after" || die "files left, changed or lost by $name (above)"
say "${package##*/} was installed, used and removed."
