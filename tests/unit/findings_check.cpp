// imsfail: what the rules find on the lines of a trace
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings_check.h"

namespace imsfail::test {

void Findings::add(const diagnosis::Rule &rule, knowledge::Severity severity, const char *text) {
    words += (words.empty() ? "" : " ") + in_words(rule, severity, text);
    first_text = first_text.empty() ? text : first_text;
}

Findings findings_on(const Trace &trace, std::size_t frame) {
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

void check(const std::vector<TraceCase> &cases) {
    check_traces(cases, [](const Trace &trace, std::size_t frame) {
        return findings_on(trace, frame).words;
    });
}

std::string text_of(const Trace &trace, std::size_t frame) {
    return findings_on(trace, frame).first_text;
}

} // namespace imsfail::test
