// imsfail: what the rules find on the lines of a trace
//
// Expected of each line (see trace.h), as far as the whole capture shows it: its findings with
// their severity, but for those that every verdict brings.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "found.h"
#include "trace.h"

#include <string>
#include <vector>

namespace imsfail::test {

/// The findings on one message.
struct Findings {
    std::string words; ///< "ack_missing:warn response_unmatched:note"
    std::string first_text;

    void add(const diagnosis::Rule &rule, knowledge::Severity severity, const char *text) {
        words += (words.empty() ? "" : " ") + in_words(rule, severity, text);
        first_text = first_text.empty() ? text : first_text;
    }
};

/// But for those that every verdict brings.
inline Findings findings_on(const Trace &trace, std::size_t frame) {
    Findings all;
    const MessageRecord &record = trace.record(frame);
    for (const diagnosis::Found *found = record.findings; found != nullptr; found = found->next) {
        if (!found->rule->on_every_hop) {
            all.add(*found->rule, found->severity, found->text);
        }
    }
    const diagnosis::LateFindings late = trace.late_findings(frame);
    for (std::size_t i = 0; i < late.count; ++i) {
        const diagnosis::LateFound &found = late.found.at(i);
        all.add(*found.rule, found.severity, found.text.data());
    }
    return all;
}

/// Expects of every line the findings that stand behind its bar.
inline void check(const std::vector<TraceCase> &cases) {
    check_traces(cases, [](const Trace &trace, std::size_t frame) {
        return findings_on(trace, frame).words;
    });
}

/// What the first of them says.
inline std::string text_of(const Trace &trace, std::size_t frame) {
    return findings_on(trace, frame).first_text;
}

} // namespace imsfail::test
