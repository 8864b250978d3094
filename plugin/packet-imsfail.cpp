// imsfail: the postdissector
//
// First pass: extract the SIP messages of the frame, let the core analyse them, hang the record on
// the frame. Every pass: render the record. Nothing of a non-trivial type is alive while an epan
// function runs, since epan reports errors by longjmp; no exception leaves the core.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "packet-imsfail.h"

#include <wireshark.h>

#include <epan/packet.h>
#include <epan/prefs.h>
#include <wsutil/report_message.h>

#include "analysis.h"
#include "frame_record.h"
#include "gui/call_filter.h"
#include "gui/menu.h"
#include "render.h"
#include "sip_extract.h"
#include "taps/taps.h"
#include "ws_compat.h"

#include <string>

using imsfail::Analysis;
using imsfail::MessageRecord;
using imsfail::stored_record;
using imsfail::diagnosis::RuleChoice;
using imsfail::knowledge::Severity;
using imsfail::model::Settings;

static int proto_imsfail = -1;
static dissector_handle_t handle;

namespace {

// Preferences.
unsigned retry_window_s = 30;
ws_pref_bool fold_copies = true;
const char *home_domains = "";
const char *country_code = "";
const char *national_prefix = "";
const char *emergency_numbers = "112, 911";
int least_severity = static_cast<int>(Severity::Chat);
const char *silenced_findings = "";
unsigned max_calls = 0;

constexpr enum_val_t kSeverityNames[] = {
    {"chat", "Chat", static_cast<int>(Severity::Chat)},
    {"note", "Note", static_cast<int>(Severity::Note)},
    {"warn", "Warning", static_cast<int>(Severity::Warn)},
    {"error", "Error", static_cast<int>(Severity::Error)},
    {nullptr, nullptr, 0},
};

// One for each file that is open; made and dropped by Wireshark's init and cleanup routines.
Analysis *analysis = nullptr;

// First pass: analyses the SIP messages of the frame and hangs the record on it. A frame may come
// here again before it counts as visited; then it has its record already.
const MessageRecord *observe(packet_info *pinfo, proto_tree *tree) {
    const imsfail::SipFrame frame = imsfail::sip_extract(pinfo, tree);
    if (frame.count == 0) {
        return nullptr;
    }
    if (const MessageRecord *const record = stored_record(pinfo, *analysis)) {
        return record;
    }
    if (frame.undelivered) {
        analysis->note_unreachable(frame.sighting, frame.candidates[0]);
        return nullptr;
    }
    if (imsfail::taps::wants_identifiers()) {
        analysis->keep_identifiers();
    }
    const MessageRecord *const record =
        analysis->observe(frame.sighting, {frame.candidates, frame.count});
    if (record != nullptr) {
        imsfail::store_record(pinfo, *analysis, *record);
    }
    return record;
}

int dissect_imsfail(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void * /*data*/) {
    if (analysis == nullptr) {
        return 0;
    }
    const MessageRecord *const record =
        PINFO_FD_VISITED(pinfo) ? stored_record(pinfo, *analysis) : observe(pinfo, tree);
    if (record != nullptr) {
        imsfail::render(pinfo, tvb, tree, *analysis, *record);
        imsfail::taps::queue(pinfo, *record);
    }
    return 0; // anything else would name the postdissector in frame.protocols of every frame
}

// The preferences as settings; the answer says what is wrong with them, empty: nothing.
std::string read_preferences(Settings &settings, RuleChoice &choice) {
    settings.retry_window_ns = int64_t{retry_window_s} * 1'000'000'000;
    settings.fold_copies = fold_copies;
    std::string problems = read_settings({.home_domains = home_domains,
                                          .country_code = country_code,
                                          .national_prefix = national_prefix,
                                          .emergency_numbers = emergency_numbers,
                                          .max_calls = max_calls},
                                         settings);
    choice.least = static_cast<Severity>(least_severity);
    const std::string more = read_silenced(silenced_findings, choice);
    return problems + (problems.empty() || more.empty() ? "" : "\n") + more;
}

void open_file() {
    try {
        Settings settings;
        RuleChoice choice;
        read_preferences(settings, choice);
        analysis = new Analysis(settings, choice);
    } catch (...) {
        analysis = nullptr; // as without the plugin
    }
    imsfail::taps::open_capture(analysis);
}

// The user set preferences: what cannot be used is said once, in a dialog or on standard error.
void check_preferences() {
    try {
        Settings settings;
        RuleChoice choice;
        const std::string problems = read_preferences(settings, choice);
        if (!problems.empty()) {
            report_failure("%s", problems.c_str());
        }
    } catch (...) {
        return; // there is no memory to complain with
    }
}

void close_file() {
    imsfail::taps::close_capture();
    delete analysis;
    analysis = nullptr;
}

} // namespace

void proto_register_imsfail(void) {
    proto_imsfail = proto_register_protocol("IMS Failure Analysis", "IMSFAIL", "imsfail");
    imsfail::frame_record_init(proto_imsfail);
    imsfail::register_fields(proto_imsfail);

    module_t *const preferences = prefs_register_protocol(proto_imsfail, check_preferences);
    prefs_register_uint_preference(
        preferences, "retry_window", "Retry window (seconds)",
        "How long after a failure a new request of the same caller for the same target over the "
        "same "
        "next hop is shown as another try. Retry-After, if longer, counts instead.",
        10, &retry_window_s);
    prefs_register_bool_preference(
        preferences, "fold_copies", "Tell copies from retransmissions",
        "Whether a message that was captured several times on its way, for example in a tunnel and "
        "outside it, counts as one message. If not, every later sighting is a retransmission.",
        &fold_copies);
    prefs_register_string_preference(
        preferences, "home_domains", "Home domains",
        "Domains of your own network, subdomains included, with commas between them. A target "
        "there is never taken for one with a wrong domain. Empty: what the capture shows counts.",
        &home_domains);
    prefs_register_string_preference(
        preferences, "country_code", "Country code",
        "Country code, such as 44, by which national numbers become international ones, so that "
        "both spellings count as one number. Empty: national numbers stay as they are.",
        &country_code);
    prefs_register_string_preference(
        preferences, "national_prefix", "National prefix",
        "What is dialled before a national number, such as 0. Only numbers that begin with it are "
        "made international. Empty: national numbers have no prefix.",
        &national_prefix);
    prefs_register_string_preference(
        preferences, "emergency_numbers", "Emergency numbers",
        "Numbers, with commas between them, that are dialled for the emergency services: a target "
        "that is one of them has the form emergency.",
        &emergency_numbers);
    prefs_register_enum_preference(
        preferences, "least_severity", "Least severity of findings",
        "Findings below this severity are not raised: neither as expert infos nor as "
        "imsfail.finding. The fields of the verdict stay.",
        &least_severity, kSeverityNames, FALSE);
    prefs_register_string_preference(
        preferences, "silenced_findings", "Silenced findings",
        "Ids of findings that are not to be raised, with commas between them, such as "
        "security_path_changed: the last part of their filter.",
        &silenced_findings);
    prefs_register_uint_preference(
        preferences, "max_calls", "Remembered calls",
        "How many calls are remembered, so that a live capture may go on for weeks: once there are "
        "so many, the older half is forgotten, with all that is shown of it. At least 100; 0: all "
        "are remembered.",
        10, &max_calls);

    imsfail::taps::register_taps();
    imsfail::gui::register_menu(proto_imsfail);
    imsfail::gui::register_call_filter();

    register_init_routine(open_file);
    register_cleanup_routine(close_file);
    handle = create_dissector_handle(dissect_imsfail, proto_imsfail);
    register_postdissector(handle);
}

void proto_reg_handoff_imsfail(void) {
    GArray *const wanted = imsfail::sip_extract_init();
    if (wanted == nullptr) {
        ws_warning("imsfail: this Wireshark has no SIP dissector; nothing will be analysed");
        return;
    }
    set_postdissector_wanted_hfids(handle, wanted);
}
