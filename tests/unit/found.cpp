// imsfail: findings as the tests name them
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "found.h"

#include <gtest/gtest.h>

namespace imsfail::test {

std::string in_words(const diagnosis::Rule &rule, knowledge::Severity severity,
                     std::string_view text) {
    const char *const severities[] = {"chat", "note", "warn", "error"};
    EXPECT_LE(text.size(), std::size_t{knowledge::kMaxText}) << text;
    EXPECT_TRUE(rule.severities.contain(severity)) << rule.id;
    return std::string(rule.id) + ":" + severities[static_cast<std::size_t>(severity)];
}

const diagnosis::Found *find_on(const MessageRecord &record, std::string_view id) {
    EXPECT_NE(diagnosis::find_rule(id), nullptr) << id;
    const diagnosis::Found *found = record.findings;
    while (found != nullptr && found->rule->id != id) {
        found = found->next;
    }
    if (found != nullptr) {
        in_words(*found->rule, found->severity, found->text);
    }
    return found;
}

} // namespace imsfail::test
