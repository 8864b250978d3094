#!/bin/bash
# Builds the plugin, installs it, checks that Wireshark loads it, and analyses a sample.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=plugin/packages.sh
. plugin/packages.sh
# Where Wireshark looks for plugins must not depend on the shell this runs in.
unset WIRESHARK_PLUGIN_DIR WIRESHARK_RUN_FROM_BUILD_DIRECTORY

sample=captures/not-found-404-and-604.pcapng

usage() {
    cat <<'END'
Usage: plugin/install.sh [--system] [--no-demo]
       plugin/install.sh --uninstall

Builds imsfail, installs it into your personal Wireshark plugin folder and shows what it
says about a sample capture. Installs missing packages with apt-get (Debian, Ubuntu).

  --system     install for all users, into Wireshark's own plugin folder; always so for
               root, for whom Wireshark loads no personal plugins
  --no-demo    leave out the sample
  --uninstall  remove the plugin from both folders
  --help       this text
END
}

# tshark without the warning that it runs as root.
quiet_tshark() { tshark "$@" 2> >(grep -v '^Running as user "root"' >&2); }

# plugin_folder Personal|Global: where this Wireshark looks for dissector plugins.
plugin_folder() {
    local folder
    folder=$(quiet_tshark -G folders | sed -n "s/^$1 Plugins:[[:space:]]*//p")
    [[ -n $folder ]] || die "tshark -G folders names no ${1,} plugin folder"
    say "$folder/epan"
}

# put FILE: installs the plugin there.
put() {
    local install=(install -D -m 644 "$built" "$1")
    if $system; then
        as_root "${install[@]}"
    else
        "${install[@]}"
    fi || die "cannot write to ${1%/*}"
}

# loaded_from: the file from which tshark loads the plugin.
loaded_from() { quiet_tshark -G plugins | awk -F '\t' '$1 ~ /^imsfail\.so/ { print $4 }'; }

uninstall() {
    local personal system file found=false
    command -v tshark >/dev/null ||
        die "tshark is not installed, and only it knows its plugin folders (imsfail.so is the file)"
    personal=$(plugin_folder Personal)
    system=$(plugin_folder Global)
    # Personal copies for other Wireshark versions go as well.
    for file in "${personal%/*/epan}"/*/epan/imsfail.so "$system/imsfail.so"; do
        [[ -e $file ]] || continue
        found=true
        if [[ -w ${file%/*} ]]; then
            rm -f "$file"
        else
            as_root rm -f "$file"
        fi || die "cannot remove $file"
        say "Removed $file"
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
In Wireshark: open "IMS Failure Analysis" in a SIP packet, or filter imsfail.global == 1
END
}

system=false
((EUID != 0)) || system=true
show_demo=true
remove=false
for option; do
    case $option in
    --system) system=true ;;
    --no-demo) show_demo=false ;;
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

need_packages g++ cmake ninja-build robin-map-dev libxml2-dev tshark wireshark-dev
wireshark=$(version_here tshark)
say "Found Wireshark $wireshark, CMake $(version_here cmake), g++ $(version_here g++)"

personal_file=$(plugin_folder Personal)/imsfail.so
system_file=$(plugin_folder Global)/imsfail.so
if $system; then
    target=$system_file
    may_be_root || die "--system needs root, and there is no sudo; an administrator must run this"
else
    target=$personal_file
    [[ ! -e $system_file ]] ||
        die "imsfail is installed for all users, and Wireshark prefers $system_file." \
            "Renew that one with --system, or remove it with --uninstall."
fi

say "Building ..."
mkdir -p build/release || die "cannot make $PWD/build/release"
[[ -w build/release ]] ||
    die "cannot write to $PWD/build/release; if another user made it, remove it"
# Afresh, because the folder may have been moved or Wireshark renewed since the last time.
quietly cmake --fresh --preset release || die "the build could not be configured"
quietly cmake --build --preset release || die "the build failed"
built=build/release/plugins/$(major_minor "$wireshark")/epan/imsfail.so
[[ -e $built ]] || die "the build made no plugin for Wireshark $wireshark"

put "$target"
say "Installed $target"
if $system && [[ -e $personal_file ]]; then
    rm -f "$personal_file"
    say "Removed $personal_file, which it replaces"
fi

[[ $(loaded_from) -ef $target ]] ||
    die "Wireshark does not load it; tshark -G plugins names: $(loaded_from)"
say "Wireshark $wireshark loads it."
if $show_demo; then
    demo
fi
