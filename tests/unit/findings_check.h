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

    void add(const diagnosis::Rule &rule, knowledge::Severity severity, const char *text);
};

/// But for those that every verdict brings.
Findings findings_on(const Trace &trace, std::size_t frame);

/// Expects of every line the findings that stand behind its bar.
void check(const std::vector<TraceCase> &cases);

/// What the first of them says.
std::string text_of(const Trace &trace, std::size_t frame);

} // namespace imsfail::test
