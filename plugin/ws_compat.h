/* imsfail: differences between Wireshark versions, the only place that asks for the version
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <wireshark.h>
#include <ws_version.h>

#if WIRESHARK_VERSION_MAJOR != 4 || WIRESHARK_VERSION_MINOR > 6
#error "imsfail supports Wireshark 4.0 to 4.6"
#endif

/* C reads this file as well. NOLINTBEGIN(modernize-use-using, modernize-deprecated-headers) */

/* What a boolean preference points to; the sizes differ, so a cast would corrupt memory. */
#if WIRESHARK_VERSION_MINOR >= 4
typedef bool ws_pref_bool;
#else
typedef gboolean ws_pref_bool;
#endif

#if WIRESHARK_VERSION_MINOR >= 4
#include <wsutil/plugins.h>
#else
/* What the plugin registers; 4.4 and later ask for it and show it in "About Wireshark". */
#define WS_PLUGIN_DESC_DISSECTOR 1u
#endif

#include <epan/stat_groups.h>

/* The Telephony menu. */
#if WIRESHARK_VERSION_MINOR >= 4
#define WS_STAT_GROUP_TELEPHONY REGISTER_TELEPHONY_GROUP_UNSORTED
#else
#define WS_STAT_GROUP_TELEPHONY REGISTER_STAT_GROUP_TELEPHONY
#endif

#include <epan/conversation_filter.h>

/* The callbacks of a conversation filter: what the first answers, and what follows the packet in
 * their parameters. */
typedef ws_pref_bool ws_conversation_bool;
#if WIRESHARK_VERSION_MINOR >= 2
#define WS_CONVERSATION_DATA , void *
#else
#define WS_CONVERSATION_DATA
#endif

static inline void ws_register_conversation_filter(const char *protocol, const char *label,
                                                   is_filter_valid_func has_filter,
                                                   build_filter_string_func build_filter) {
#if WIRESHARK_VERSION_MINOR >= 2
    register_conversation_filter(protocol, label, has_filter, build_filter, NULL);
#else
    register_conversation_filter(protocol, label, has_filter, build_filter);
#endif
}

/* What the callback behind -z returns; before 4.6 it cannot say that it failed. */
#if WIRESHARK_VERSION_MINOR >= 6
typedef bool ws_tap_init_result;
static inline ws_tap_init_result ws_tap_init(bool success) {
    return success;
}
#else
#include <stdlib.h>
typedef void ws_tap_init_result;
static inline ws_tap_init_result ws_tap_init(bool success) {
    if (!success) {
        exit(1);
    }
}
#endif
/* NOLINTEND(modernize-use-using, modernize-deprecated-headers) */
