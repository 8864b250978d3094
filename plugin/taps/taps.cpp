// imsfail: statistics and reports on the tap "imsfail"
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/taps.h"

#include <epan/tap.h>

#include "taps/end_report.h"

namespace imsfail::taps {

namespace {

int tap = -1;
const Analysis *current = nullptr;

} // namespace

void register_taps() {
    tap = register_tap(kTapName);
    register_tree();
    register_calls();
    register_kpi();
    register_report();
}

void queue(packet_info *pinfo, const MessageRecord &first) {
    tap_queue_packet(tap, pinfo, &first);
}

void open_capture(const Analysis *analysis) noexcept {
    current = analysis;
}

void close_capture() noexcept {
    if (current != nullptr) {
        take_in_all(*current);
    }
    current = nullptr;
}

const Analysis *current_analysis() noexcept {
    return current;
}

} // namespace imsfail::taps
