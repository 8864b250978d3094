#!/bin/bash
# Builds the plugin, installs it, checks that Wireshark loads it, and analyses a sample.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=plugin/packages.sh
. plugin/packages.sh
# shellcheck source=plugin/profile.sh
. plugin/profile.sh
# Where Wireshark looks for plugins must not depend on the shell this runs in.
unset WIRESHARK_PLUGIN_DIR WIRESHARK_RUN_FROM_BUILD_DIRECTORY

sample=captures/not-found-404-and-604.pcapng

usage() {
    cat <<'END'
Usage: plugin/install.sh [--system] [--no-build] [--no-demo]
       plugin/install.sh --uninstall

Builds imsfail, installs it into your personal Wireshark plugin folder, with the profile
"IMS Failures" beside your own ones, and shows what it says about a sample capture.
Installs missing packages with apt-get (Debian, Ubuntu).

  --system     install for all users, into Wireshark's own folders; always so for root,
               for whom Wireshark loads no personal plugins
  --no-build   install what was built before
  --no-demo    leave out the sample
  --uninstall  remove the plugin and the profile, unless you changed it, from both places
  --help       this text
END
}

# tshark without the warning that it runs as root.
quiet_tshark() { tshark "$@" 2> >(grep -v '^Running as user "root"' >&2); }

# read_folders: asks this Wireshark for its folders.
read_folders() { folders=$(quiet_tshark -G folders); }

# folder LABEL: what it calls so.
folder() {
    local folder
    folder=$(sed -n "s/^$1:[[:space:]]*//p" <<<"$folders")
    [[ -n $folder ]] || die "tshark -G folders has no line \"$1\""
    say "$folder"
}

# Where this Wireshark looks for dissector plugins, and for profiles: Personal or Global.
plugin_folder() {
    local parent
    parent=$(folder "$1 Plugins") && say "$parent/epan"
}
profile_folder() {
    local parent
    parent=$(folder "$1 configuration") && say "$parent/profiles/IMS Failures"
}

# with_rights COMMAND...: with those that the installation takes.
with_rights() {
    if $system; then
        as_root "$@"
    else
        "$@"
    fi
}

# put FILE TARGET: installs it there.
put() { with_rights install -D -m 644 "$1" "$2" || die "cannot write to ${2%/*}"; }

# need_writable FOLDER: as an ordinary user, before time is spent on building. What is missing of it
# would be made.
need_writable() {
    local above=$1
    while [[ ! -e $above ]]; do
        above=$(dirname "$above")
    done
    [[ -d $above && -w $above ]] ||
        die "cannot write to $1: $above is not a folder of yours. Give it to your user, or install" \
            "for all users with --system."
}

# package_of FILE: the Debian package that installed it.
package_of() { dpkg-query --search "$1" 2>/dev/null | cut -d: -f1 || true; }

# loaded_from: the file from which tshark loads the plugin.
loaded_from() { quiet_tshark -G plugins | awk -F '\t' '$1 ~ /^imsfail\.so/ { print $4 }'; }

# leave_to_package FILE: if a package owns it, says so.
leave_to_package() {
    local package
    package=$(package_of "$1")
    [[ -n $package ]] || return 1
    say "Left $1: it belongs to the package $package. Remove that with apt-get."
}

# uninstall_plugin FILE
uninstall_plugin() {
    if ! leave_to_package "$1"; then
        with_rights rm -f "$1" || die "cannot remove $1"
        say "Removed $1"
    fi
}

uninstall() {
    local personal files file profile found=false
    command -v tshark >/dev/null ||
        die "tshark is not installed, and only it knows its plugin folders (imsfail.so is the file)"
    read_folders
    for system in false true; do
        if $system; then
            files=("$(plugin_folder Global)/imsfail.so")
            profile=$(profile_folder Global)
        else
            # Personal copies for other Wireshark versions go as well.
            personal=$(plugin_folder Personal)
            files=("${personal%/*/epan}"/*/epan/imsfail.so)
            profile=$(profile_folder Personal)
        fi
        for file in "${files[@]}"; do
            if [[ -e $file ]]; then
                found=true
                uninstall_plugin "$file"
            fi
        done
        if [[ -e $profile ]]; then
            found=true
            leave_to_package "$profile" || uninstall_profile "$profile"
        fi
    done
    $found || say "Nothing to remove: imsfail is not installed."
}

demo() {
    local command="tshark -O imsfail -Y 'imsfail.failure == 1' -r"
    printf '\nThe main lines of\n  %s %s\n\n' "$command" "$sample"
    # Of each frame its number and the first level of the verdict, without the marks of
    # generated fields.
    quiet_tshark -O imsfail -Y 'imsfail.failure == 1' -r "$sample" | awk '
        /^Frame [0-9]+:/ { sub(":.*", ""); print }
        /^IMS Failure Analysis/
        /^    \[[^[]*: .*]$/ && !/Expert Info/ { print "    " substr($0, 6, length($0) - 6) }
        /^$/'
    cat <<END
Your own captures: $command FILE
In Wireshark: choose the profile "IMS Failures" at the bottom right, and open "IMS Failure
Analysis" in a SIP packet. More is in the menu, under Telephony.
END
}

# build: makes the plugin that is installed.
build() {
    say "Found Wireshark $(version_here tshark), CMake $(version_here cmake)," \
        "g++ $(version_here g++)"
    say "Building ..."
    mkdir -p build/release || die "cannot make $PWD/build/release"
    [[ -w build/release ]] ||
        die "cannot write to $PWD/build/release; if another user made it, remove it"
    # Afresh, because the folder may have been moved or Wireshark renewed since the last time.
    quietly cmake --fresh --preset release || die "the build could not be configured"
    quietly cmake --build --preset release || die "the build failed"
}

system=false
((EUID != 0)) || system=true
with_build=true
with_demo=true
remove=false
for option; do
    case $option in
    --system) system=true ;;
    --no-build) with_build=false ;;
    --no-demo) with_demo=false ;;
    --uninstall) remove=true ;;
    --help)
        usage
        exit
        ;;
    *)
        printf 'install.sh: unknown option %s\n' "$option" >&2
        usage >&2
        exit 2
        ;;
    esac
done
if $remove; then
    uninstall
    exit
fi

packages=(tshark)
! $with_build ||
    packages+=(g++ cmake ninja-build robin-map-dev libxml2-dev wireshark-dev)
need_packages "${packages[@]}"
wireshark=$(version_here tshark)
read_folders
personal_file=$(plugin_folder Personal)/imsfail.so
personal_profile=$(profile_folder Personal)
system_file=$(plugin_folder Global)/imsfail.so
package=$(package_of "$system_file")
[[ -z $package ]] || die "$system_file belongs to the package $package. Remove that first."
if $system; then
    target=$system_file
    profile=$(profile_folder Global)
    may_be_root || die "--system needs root, and there is no sudo; an administrator must run this"
else
    target=$personal_file
    profile=$personal_profile
    [[ ! -e $system_file ]] ||
        die "imsfail is installed for all users, and Wireshark prefers $system_file." \
            "Renew that one with --system, or remove it with --uninstall."
    need_writable "${target%/*}"
    need_writable "$profile"
fi

! $with_build || build
built=build/release/plugins/$(major_minor "$wireshark")/epan/imsfail.so
[[ -e $built ]] || die "there is no $built: no plugin was built for Wireshark $wireshark"

put "$built" "$target"
say "Installed $target"
if $system && [[ -e $personal_file ]]; then
    rm -f "$personal_file"
    say "Removed $personal_file, which it replaces"
fi
if $system && [[ -e $personal_profile/.imsfail ]]; then
    uninstall_profile "$personal_profile" # Wireshark would prefer it
fi
install_profile "$profile"

[[ $(loaded_from) -ef $target ]] ||
    die "Wireshark does not load it; tshark -G plugins names: $(loaded_from)"
say "Wireshark $wireshark loads it."
if $with_demo; then
    demo
fi
