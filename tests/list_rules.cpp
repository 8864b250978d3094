// imsfail: lists the rules, for the tests and for README.md
//
// Usage: imsfail_rules [--markdown]
//
// One rule a line, its parts with tabs between them: id, severities, group, theme, clause, title,
// meaning, action; a part that the verdict of the response says instead is empty. With --markdown
// the tables of README.md.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/rules/rule_book.h"

#include <cstdio>
#include <cstring>
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

void print_table(const Theme &theme) {
    std::printf(
        "\n**%s**\n\n| finding | severity | what it means | rests on |\n|---|---|---|---|\n",
        theme.name);
    for (const Rule &rule : theme.rules) {
        std::printf("| `%s` | %s | %s | %s |\n", rule.id, severities_of(rule).c_str(), rule.meaning,
                    or_empty(rule.clause));
    }
}

} // namespace

int main(int argc, char **argv) {
    const bool as_markdown = argc == 2 && std::strcmp(argv[1], "--markdown") == 0;
    if (argc > 1 && !as_markdown) {
        std::fprintf(stderr, "usage: imsfail_rules [--markdown]\n");
        return 2;
    }
    for (const Theme &theme : imsfail::diagnosis::themes()) {
        (as_markdown ? print_table : print_lines)(theme);
    }
    return 0;
}
