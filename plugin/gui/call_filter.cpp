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

// Of the first message of a packet; nullptr: it has none.
const MessageRecord *record_of(packet_info *pinfo) {
    const Analysis *const analysis = taps::current_analysis();
    return analysis == nullptr ? nullptr : stored_record(pinfo, *analysis);
}

// A packet may hold messages of several calls.
std::set<std::uint32_t> calls_of(packet_info *pinfo) {
    std::set<std::uint32_t> calls;
    for (const MessageRecord *message = record_of(pinfo); message != nullptr;
         message = message->next) {
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

bool is_forgotten(packet_info *pinfo) {
    const MessageRecord *const record = record_of(pinfo);
    return record != nullptr && record->forgotten;
}

void register_call_filter() {
    ws_register_conversation_filter("imsfail", "IMS call", has_call, build_filter);
}

} // namespace imsfail::gui
