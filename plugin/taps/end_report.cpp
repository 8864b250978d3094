// imsfail: what tshark prints when the capture ends
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/end_report.h"

#include <epan/tap.h>
#include <wsutil/report_message.h>

#include "taps/taps.h"
#include "ws_compat.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace imsfail::taps {

using report::Repetitions;
using report::Selection;

namespace {

// One -z option.
struct Listener {
    const ReportKind *kind;
    Form form;
    bool has_filter;
    std::unique_ptr<EndReport> report = nullptr;
    Selection selection = {};
    Repetitions repetitions = {};
    bool is_printed = false;
    bool has_news = false; ///< packets were seen of which nothing was taken in yet

    void start() {
        report = kind->make(form);
        selection = has_filter ? Selection::none() : Selection();
        repetitions = {};
        is_printed = false;
        has_news = false;
    }
    void take_in(const Analysis &analysis) {
        has_news = false;
        report->take_in(report::Evidence(analysis), selection, !has_filter);
        selection.clear();
    }
};

std::vector<std::unique_ptr<Listener>> &listeners() {
    static std::vector<std::unique_ptr<Listener>> all;
    return all;
}

std::vector<const ReportKind *> &kinds() {
    static std::vector<const ReportKind *> all;
    return all;
}

tap_packet_status see_packet(void *data, packet_info * /*pinfo*/, epan_dissect_t * /*edt*/,
                             const void *record, tap_flags_t /*flags*/) {
    auto &listener = *static_cast<Listener *>(data);
    const auto &first = *static_cast<const MessageRecord *>(record);
    listener.has_news = true;
    return guarded([&] {
        listener.repetitions.count(first);
        for (const MessageRecord *message = &first; message != nullptr; message = message->next) {
            if (listener.has_filter && message->transaction != nullptr) {
                listener.selection.add(*message->transaction->call);
            }
        }
    });
}

void reset(void *data) {
    try {
        static_cast<Listener *>(data)->start();
    } catch (...) {
        report_no_memory();
    }
}

// At the end of the capture; Wireshark itself may ask again although nothing has changed.
void print(void *data) {
    auto &listener = *static_cast<Listener *>(data);
    try {
        if (listener.is_printed) {
            return;
        }
        listener.is_printed = true;
        if (const Analysis *const analysis = current_analysis()) {
            listener.take_in(*analysis);
        }
        listener.report->print(listener.repetitions);
        std::fflush(stdout);
    } catch (...) {
        report_no_memory();
    }
}

// What may stand behind -z, one a line.
std::string valid_forms() {
    std::string text;
    for (const ReportKind *const kind : kinds()) {
        text += std::string("    ") + kind->name + (kind->has_forms ? "[,text|,json]" : "") +
                "[,<display filter>]\n";
    }
    return text + "    imsfail,tree[,<display filter>]";
}

struct FormName {
    const char *name;
    Form form;
};

constexpr FormName kForms[] = {{"text", Form::Text}, {"json", Form::Json}};

struct Argument {
    Form form = Form::Text;
    std::string filter;
};

// Takes the comma off the beginning; false: there is none, or nothing behind it.
bool take_comma(std::string_view &rest) {
    if (!rest.starts_with(',') || rest.size() == 1) {
        return false;
    }
    rest.remove_prefix(1);
    return true;
}

// What stands behind the name of a report: nothing, or ",json", ",<display filter>" or both. False:
// it is something else.
bool read_argument(std::string_view rest, const ReportKind &kind, Argument &argument) {
    if (rest.empty()) {
        return true;
    }
    if (!take_comma(rest)) {
        return false;
    }
    const std::string_view word = rest.substr(0, rest.find(','));
    for (const FormName &form : kForms) { // though it might be a filter as well
        if (word == form.name) {
            if (!kind.has_forms) {
                return false; // nobody means the packets of the protocol "json"
            }
            argument.form = form.form;
            rest.remove_prefix(word.size());
            if (!rest.empty() && !take_comma(rest)) {
                return false;
            }
            break;
        }
    }
    argument.filter = rest;
    return true;
}

// Says what is wrong with -z; before 4.6 the callback cannot, so that Wireshark's own end here.
ws_tap_init_result refuse(const std::string &why) {
    report_failure("%s\nValid are:\n%s", why.c_str(), valid_forms().c_str());
    return ws_tap_init(false);
}

ws_tap_init_result listen(const ReportKind &kind, const char *option) {
    Argument argument;
    if (!read_argument(std::string_view(option).substr(std::string_view(kind.name).size()), kind,
                       argument)) {
        return refuse(std::string("-z ") + option + " is none of the reports of imsfail.");
    }
    auto listener = std::make_unique<Listener>(
        Listener{.kind = &kind, .form = argument.form, .has_filter = !argument.filter.empty()});
    listener->start();
    GString *const error = register_tap_listener(
        kTapName, listener.get(), argument.filter.empty() ? nullptr : argument.filter.c_str(),
        TL_REQUIRES_NOTHING, reset, see_packet, print, nullptr);
    if (error != nullptr) {
        const std::string why = std::string("-z ") + option + ": " + error->str;
        g_string_free(error, TRUE);
        return refuse(why);
    }
    listeners().push_back(std::move(listener));
    return ws_tap_init(true);
}

ws_tap_init_result start_listening(const char *option, void *kind) {
    try {
        return listen(*static_cast<const ReportKind *>(kind), option);
    } catch (...) {
        report_no_memory();
        return ws_tap_init(false);
    }
}

// Wireshark keeps pointers to `kind` and the function only.
void listen_for(const ReportKind &kind, const char *option) {
    stat_tap_ui ui = {.group = WS_STAT_GROUP_TELEPHONY,
                      .title = nullptr, // no menu entry: the GUI has tables and a window
                      .cli_string = option,
                      .tap_init_cb = start_listening,
                      .nparams = 1,
                      .params = filter_parameter()};
    register_stat_tap_ui(&ui, const_cast<ReportKind *>(&kind));
}

} // namespace

tap_param *filter_parameter() noexcept {
    static tap_param filter = {.type = PARAM_FILTER,
                               .name = "filter",
                               .title = "Display filter",
                               .enum_vals = nullptr,
                               .optional = true};
    return &filter;
}

void register_end_report(const ReportKind &kind) {
    kinds().push_back(&kind);
    listen_for(kind, kind.name);
    if (kind.has_forms) {
        for (const FormName &form : kForms) { // which tshark lists then, too
            listen_for(kind, (std::string(kind.name) + "," + form.name).c_str());
        }
    }
}

void take_in_all(const Analysis &analysis) noexcept {
    try {
        for (const std::unique_ptr<Listener> &listener : listeners()) {
            if (listener->has_news) {
                listener->take_in(analysis);
            }
        }
    } catch (...) {
        report_no_memory();
    }
}

void report_no_memory() noexcept {
    report_failure("imsfail: there is not enough memory for the report");
}

bool wants_identifiers() noexcept {
    return std::any_of(listeners().begin(), listeners().end(),
                       [](const auto &listener) { return listener->form == Form::Json; });
}

} // namespace imsfail::taps
