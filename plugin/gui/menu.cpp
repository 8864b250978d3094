// imsfail: the menu in Wireshark
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "gui/menu.h"

#include <wireshark.h>

#include <epan/funnel.h>
#include <epan/plugin_if.h>
#include <wsutil/report_message.h>

#include "report/text_report.h"
#include "taps/taps.h"

namespace imsfail::gui {

namespace {

// The text report on the open capture, in a window.
void show_report(ext_menubar_gui_type /*type*/, gpointer /*gui*/, gpointer /*data*/) {
    const Analysis *const analysis = taps::current_analysis();
    const funnel_ops_t *const window_system = funnel_get_funnel_ops();
    if (analysis == nullptr || window_system == nullptr) {
        report_failure("imsfail: open a capture first; the report is about it.");
        return;
    }
    try {
        report::TextReport report;
        report.add(report::Evidence(*analysis), report::Selection(), true);
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
    ext_menubar_add_entry(menu, "Failure report", "All failed calls by cause, as text", show_report,
                          nullptr);
}

} // namespace imsfail::gui
