// imsfail: the menu in Wireshark
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "gui/menu.h"

#include <wireshark.h>

#include <cfile.h>
#include <epan/epan_dissect.h>
#include <epan/funnel.h>
#include <epan/plugin_if.h>
#include <wsutil/report_message.h>

#include "gui/call_filter.h"
#include "report/text_report.h"
#include "taps/taps.h"

namespace imsfail::gui {

namespace {

// An entry that applies a display filter.
struct FilterEntry {
    const char *label;
    const char *tooltip;
    const char *filter;
};

constexpr FilterEntry kFilterEntries[] = {
    {"Show failed calls", "Every packet of every call that failed or was not answered",
     "imsfail.call.failed == 1"},
    {"Show global failures", "Answers that claim to hold everywhere (6xx)", "imsfail.global == 1"},
    {"Show contradicted answers",
     "Answers that deny a user of whom this capture shows the opposite",
     "imsfail.authority == \"contradicted\""},
};

// Whether a capture is open; if not, the user is told.
bool capture_is_open() {
    if (taps::current_analysis() != nullptr) {
        return true;
    }
    report_warning("Open a capture first: IMS Failure Analysis is about its packets.");
    return false;
}

// Wireshark does not run a filter again that has not changed, though what it finds may have: calls
// go on in a live capture.
void apply_afresh(const char *filter) {
    plugin_if_apply_filter("", TRUE);
    plugin_if_apply_filter(filter, TRUE);
}

void show_filtered(ext_menubar_gui_type /*type*/, void * /*gui*/, void *entry) {
    if (capture_is_open()) {
        apply_afresh(static_cast<const FilterEntry *>(entry)->filter);
    }
}

// The packet that is selected in the main window. Wireshark passes the open capture, which may be
// missing, and hands the answer on.
void *selected_packet(capture_file *capture, void * /*data*/) {
    return capture == nullptr || capture->edt == nullptr ? nullptr : &capture->edt->pi;
}

void show_this_call(ext_menubar_gui_type /*type*/, void * /*gui*/, void * /*data*/) {
    if (!capture_is_open()) {
        return;
    }
    auto *const packet =
        static_cast<packet_info *>(plugin_if_get_capture_file(selected_packet, nullptr));
    if (packet == nullptr) {
        report_warning("Select a packet of the call first.");
        return;
    }
    try {
        const std::string filter = call_filter(packet);
        if (is_forgotten(packet)) {
            report_warning("What the selected packet belongs to was forgotten: the preference "
                           "imsfail.max_calls has %u calls remembered. Raise it, or set it to 0 "
                           "for all, and reload the capture.",
                           taps::current_analysis()->settings().max_calls);
        } else if (filter.empty()) {
            report_warning("The selected packet belongs to no call. Select a SIP packet that has "
                           "an IMS Failure Analysis.");
        } else {
            apply_afresh(filter.c_str());
        }
    } catch (...) {
        report_failure("imsfail: there is not enough memory to find the call.");
    }
}

// The text report on the open capture, in a window.
void show_report(ext_menubar_gui_type /*type*/, void * /*gui*/, void * /*data*/) {
    const funnel_ops_t *const window_system = funnel_get_funnel_ops();
    if (!capture_is_open() || window_system == nullptr) {
        return;
    }
    try {
        report::TextReport report;
        report.add(report::Evidence(*taps::current_analysis()), report::Selection(), true);
        const std::string text = report.text(false);
        funnel_text_window_t *const window =
            window_system->new_text_window(window_system->ops_id, "IMS Failure Report");
        window_system->set_text(window, text.c_str());
    } catch (...) {
        report_failure("imsfail: there is not enough memory for the report.");
    }
}

} // namespace

void register_menu(int proto) {
    ext_menu_t *const menu = ext_menubar_register_menu(proto, "IMS Failure Analysis", TRUE);
    ext_menubar_set_parentmenu(menu, "Telephony");
    for (const FilterEntry &entry : kFilterEntries) {
        // Wireshark's interface takes no const; it only hands the entry back.
        ext_menubar_add_entry(menu, entry.label, entry.tooltip, show_filtered,
                              const_cast<FilterEntry *>(&entry));
    }
    ext_menubar_add_entry(menu, "Show this call", "Every packet of the selected packet's call",
                          show_this_call, nullptr);
    ext_menubar_add_separator(menu);
    ext_menubar_add_entry(menu, "Failure report", "All failed calls by cause, as text", show_report,
                          nullptr);
}

} // namespace imsfail::gui
