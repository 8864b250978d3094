# The configuration profile in Wireshark's folders. To be sourced after packages.sh.
#
# Beside the files of a profile that install.sh put there stands .imsfail with their checksums, which
# Wireshark passes over. What a user changed is never touched.
#
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash

profile_source=plugin/gui/profile

# profile_is_unchanged FOLDER: it is ours, of this version or an older one, as it was installed. So is
# the copy of all our files that Wireshark makes where a profile for all users is first used.
profile_is_unchanged() {
    local file
    if [[ -e $1/.imsfail ]]; then
        (cd "$1" && sha256sum --check --status --strict .imsfail) 2>/dev/null
    else
        for file in "$profile_source"/*; do
            cmp -s "$file" "$1/${file##*/}" || return 1
        done
    fi
}

# profile_files FOLDER: our files there, one a line.
profile_files() {
    if [[ -e $1/.imsfail ]]; then
        sed 's/^[0-9a-f]* [ *]//' "$1/.imsfail"
    else
        ls "$profile_source"
    fi
}

# remove_profile_files FOLDER: takes away what we put into it.
remove_profile_files() {
    local files
    mapfile -t files < <(profile_files "$1")
    with_rights rm -f "${files[@]/#/$1/}" "$1/.imsfail"
}

# install_profile FOLDER: renews ours; another one stays as it is.
install_profile() {
    local folder=$1 checksums file
    if [[ -e $folder ]]; then
        if ! profile_is_unchanged "$folder"; then
            say "Left the profile $folder as it is: you changed it, or it is not imsfail's." \
                "To get the new one, rename or remove yours and run this again."
            return
        fi
        remove_profile_files "$folder" || die "cannot write to $folder"
    fi
    for file in "$profile_source"/*; do
        put "$file" "$folder/${file##*/}"
    done
    checksums=$(mktemp)
    (cd "$profile_source" && sha256sum -- *) >"$checksums"
    put "$checksums" "$folder/.imsfail"
    rm -f "$checksums"
    say "Installed the profile $folder"
}

# uninstall_profile FOLDER: as far as it is ours. Wireshark itself writes the file "recent".
uninstall_profile() {
    local folder=$1
    if ! profile_is_unchanged "$folder"; then
        say "Left the profile $folder: you changed it, or it is not imsfail's." \
            "Remove it yourself if you do not want it."
        return
    fi
    remove_profile_files "$folder" || die "cannot remove $folder"
    with_rights rm -f "$folder/recent"
    if with_rights rmdir "$folder" 2>/dev/null; then
        say "Removed the profile $folder"
    else
        say "Removed imsfail's files from the profile $folder; others in it are yours."
    fi
}
