// imsfail: the whole analysis as it is fuzzed
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "targets.h"

#include "analysis.h"
#include "diagnosis/rules/rule_book.h"
#include "knowledge/tokens.h"
#include "report/evidence.h"
#include "report/failed_call.h"
#include "report/kpi.h"
#include "report/selection.h"
#include "report/table.h"
#include "report/text_report.h"
#include "sip/text.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace imsfail::fuzz {

namespace {

constexpr char kBetweenFrames = '\xff';
constexpr char kBetweenMessages = '\xfe';

// The next byte; 0 behind the end.
std::uint8_t take_byte(std::string_view &bytes) noexcept {
    if (bytes.empty()) {
        return 0;
    }
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    return byte;
}

std::string_view take_frame(std::string_view &bytes) noexcept {
    const std::size_t end = bytes.find(kBetweenFrames);
    const std::string_view frame = bytes.substr(0, end);
    bytes = end == std::string_view::npos ? std::string_view() : bytes.substr(end + 1);
    return frame;
}

model::Settings choose_settings(std::uint8_t choice) {
    model::Settings settings;
    settings.fold_copies = (choice & 1) == 0;
    if ((choice & 2) != 0) {
        settings.home_domains = {"ims.mnc001.mcc001.3gppnetwork.org", "example.com"};
        settings.country_code = "44";
        settings.national_prefix = "0";
    }
    if ((choice & 4) != 0) {
        settings.retry_window_ns = 0;
    }
    if ((choice & 16) != 0) {
        settings.max_calls = 2; // one call is a generation
    }
    return settings;
}

// Some way back or, by powers of two of a millisecond, up to 12 days ahead: each timer of SIP and
// each clock that was set meanwhile is within that.
std::int64_t step_ns(std::uint8_t byte) noexcept {
    const std::int64_t step = std::int64_t{1'000'000} << (byte & 31) >> 1;
    return (byte & 32) != 0 ? -step : step;
}

// Two IPv4, one IPv6 and one node without an address.
constexpr std::array<std::string_view, 4> kAddresses = {
    std::string_view("\xc0\0\2\1", 4), std::string_view("\xc0\0\2\2", 4),
    std::string_view("\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16), std::string_view()};

model::Endpoint endpoint(unsigned choice) noexcept {
    const auto port = static_cast<std::uint16_t>((choice & 4) == 0 ? 5060 : 6000);
    return {.address = kAddresses[choice & 3], .port = port};
}

model::Sighting sighting(std::uint32_t frame, std::int64_t time_ns, std::uint8_t hop,
                         std::uint8_t carrier) noexcept {
    return {.frame = frame,
            .time_ns = time_ns,
            .protection = static_cast<model::Protection>((carrier & 3) % 3),
            .route = {.source = endpoint(hop & 7U),
                      .destination = endpoint(hop >> 3 & 7U),
                      .transport = static_cast<model::Transport>(hop >> 6),
                      .carrier = carrier >> 2 & 3U}};
}

std::vector<std::string_view> messages_in(std::string_view frame) {
    std::vector<std::string_view> candidates = {frame};
    for (std::size_t at = frame.find(kBetweenMessages); at != std::string_view::npos;
         at = frame.find(kBetweenMessages, at + 1)) {
        candidates.push_back(frame.substr(at + 1));
    }
    return candidates;
}

// A text of ours, or one that is nullptr, fits into a label.
void check_text(const char *text) {
    const std::string_view view = text == nullptr ? "" : text;
    require_fit_to_be_shown(view);
    require(view.size() <= knowledge::kMaxText);
}

void check_verdict(const diagnosis::Verdict &verdict) {
    for (const char *const text : {verdict.summary, verdict.retry_words, verdict.procedure,
                                   verdict.next_message, verdict.texts.cause}) {
        check_text(text);
    }
    for (const diagnosis::ReasonValue &reason : verdict.reasons) { // shown in fields of their own
        for (const char *const text : {reason.protocol, reason.text, reason.location}) {
            require_fit_to_be_shown(text == nullptr ? "" : text);
        }
    }
}

void check_record(const Analysis &analysis, const MessageRecord &record, std::uint32_t frame) {
    require(!record.internal_error);
    if (record.verdict != nullptr) {
        check_verdict(*record.verdict);
    }
    for (const diagnosis::Found *found = record.findings; found != nullptr; found = found->next) {
        require(found->rule != &diagnosis::internal_error());
        check_text(found->text);
    }
    const diagnosis::LateFindings late = analysis.late_findings(record, frame);
    for (std::size_t i = 0; i < late.count; ++i) {
        check_text(late.found[i].text.data());
    }
}

// Each frame on its own; then what reports say at the end.
void observe(Analysis &analysis, std::string_view bytes) {
    std::int64_t now_ns = 1'700'000'000'000'000'000;
    for (std::uint32_t frame = 1; !bytes.empty(); ++frame) {
        std::string_view rest = take_frame(bytes);
        const std::uint8_t hop = take_byte(rest);
        const std::uint8_t step = take_byte(rest);
        const std::uint8_t carrier = take_byte(rest);
        now_ns += step_ns(step);
        const model::Sighting seen = sighting(frame, now_ns, hop, carrier);
        if ((step & 64) != 0) {
            analysis.note_unreachable(seen, rest);
            continue;
        }
        for (const MessageRecord *record = analysis.observe(seen, messages_in(rest));
             record != nullptr; record = record->next) {
            check_record(analysis, *record, frame);
        }
    }
}

void report_on(const Analysis &analysis) {
    const report::Evidence evidence(analysis);
    report::TextReport report;
    report.add(evidence, {}, true);
    const std::string text = report.text(false);
    for (std::string_view lines = text; !lines.empty();) {
        const std::string_view line = sip::take_line(lines);
        require_fit_to_be_shown(line);
        require(report::width_of(line) <= report::kLineWidth);
    }

    report::CountedCalls counted;
    std::vector<report::FailedCall> failed;
    report::for_each_call(analysis, {}, [&](const model::Call &call) {
        counted.add(call, evidence);
        if (call.last_initial != nullptr && call.failed(evidence.now_ns())) {
            failed.push_back(report::describe(call, evidence.findings(call), evidence));
        }
    });
    report::figures(counted.whole);
    report::figures(counted.left_out, report::Repetitions());
    report::calls_text(failed);
}

} // namespace

void run_session(std::string_view bytes) {
    const std::uint8_t choice = take_byte(bytes);
    Analysis analysis(choose_settings(choice));
    if ((choice & 8) != 0) {
        analysis.keep_identifiers();
    }
    observe(analysis, bytes);
    report_on(analysis);
}

} // namespace imsfail::fuzz
