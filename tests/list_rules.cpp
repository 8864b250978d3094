// imsfail: lists the rules, for the tests and for tests/finding_pages.py
//
// One rule a line, its parts with tabs between them: id, severities, group, theme, clause, title,
// meaning, action; a part that the verdict of the response says instead is empty.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/rules/rule_book.h"

#include <cstdio>
#include <string>

using imsfail::diagnosis::Rule;
using imsfail::diagnosis::Theme;
using imsfail::knowledge::Severity;

namespace {

constexpr Severity kSeverities[] = {Severity::Chat, Severity::Note, Severity::Warn,
                                    Severity::Error};

std::string severities_of(const Rule &rule) {
    std::string names;
    for (const Severity each : kSeverities) {
        if (rule.severities.contain(each)) {
            names += (names.empty() ? "" : ", ") + std::string(token(each));
        }
    }
    return names;
}

const char *or_empty(const char *text) {
    return text == nullptr ? "" : text;
}

void print_lines(const Theme &theme) {
    for (const Rule &rule : theme.rules) {
        std::printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", rule.id, severities_of(rule).c_str(),
                    name(rule.group), theme.name, or_empty(rule.clause), rule.title, rule.meaning,
                    or_empty(rule.action));
    }
}

} // namespace

int main() {
    for (const Theme &theme : imsfail::diagnosis::themes()) {
        print_lines(theme);
    }
    return 0;
}
