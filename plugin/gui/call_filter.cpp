// imsfail: the display filter of a packet's call
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "gui/call_filter.h"

#include "frame_record.h"
#include "taps/taps.h"
#include "ws_compat.h"

#include <cstdint>
#include <set>

namespace imsfail::gui {

namespace {

// A packet may hold messages of several calls.
std::set<std::uint32_t> calls_of(packet_info *pinfo) {
    const Analysis *const analysis = taps::current_analysis();
    const MessageRecord *message = analysis == nullptr ? nullptr : stored_record(pinfo, *analysis);
    std::set<std::uint32_t> calls;
    for (; message != nullptr; message = message->next) {
        if (message->transaction != nullptr) {
            calls.insert(message->transaction->call->index);
        }
    }
    return calls;
}

ws_conversation_bool has_call(packet_info *pinfo WS_CONVERSATION_DATA) {
    try {
        return !calls_of(pinfo).empty();
    } catch (...) {
        return false; // without memory there is no filter either
    }
}

// Wireshark frees it.
char *build_filter(packet_info *pinfo WS_CONVERSATION_DATA) {
    try {
        const std::string filter = call_filter(pinfo);
        return filter.empty() ? nullptr : g_strdup(filter.c_str());
    } catch (...) {
        return nullptr;
    }
}

} // namespace

std::string call_filter(packet_info *pinfo) {
    std::string filter;
    for (const std::uint32_t call : calls_of(pinfo)) {
        filter += (filter.empty() ? "imsfail.call == " : " || imsfail.call == ");
        filter += std::to_string(call);
    }
    return filter;
}

void register_call_filter() {
    ws_register_conversation_filter("imsfail", "IMS call", has_call, build_filter);
}

} // namespace imsfail::gui
