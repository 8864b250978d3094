// imsfail: the table of all rules, and what they find
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/rules/rule.h"
#include "knowledge/responses.h"
#include "model/arena.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imsfail::diagnosis {

/// The rules of one theme.
struct Theme {
    const char *name; ///< "Forking and proxies"
    std::span<const Rule> rules;
};

/// All rules, in the order in which their findings are shown. Static storage.
std::span<const Theme> themes() noexcept;

/// The rule with that id; nullptr: none.
const Rule *find_rule(std::string_view id) noexcept;

/// What is raised where the analysis itself failed. It cannot be switched off.
const Rule &internal_error() noexcept;

/// One finding on one message. The text is in the arena or static, and fits into a label.
struct Found {
    const Rule *rule = nullptr;
    knowledge::Severity severity = knowledge::Severity::Note;
    const char *text = nullptr;
    const Found *next = nullptr;
};

/// A finding that the rest of the capture decides. Without a destructor, since it stands on the
/// stack of code that may longjmp.
struct LateFound {
    const Rule *rule = nullptr;
    knowledge::Severity severity = knowledge::Severity::Note;
    std::array<char, knowledge::kMaxText + 1> text = {};
};

/// More than stand on one message.
struct LateFindings {
    std::array<LateFound, 4> found = {};
    std::size_t count = 0;
};

/// Which findings the user wants to see.
struct RuleChoice {
    knowledge::Severity least = knowledge::Severity::Chat; ///< nothing below this
    std::vector<const Rule *> silenced = {};
};

/// Reads ids with commas or spaces between them into `silenced`. What is no id of a rule is left
/// out, as is internal_error, and named in the answer, one line each; empty: all was read.
std::string read_silenced(std::string_view ids, RuleChoice &choice);

/// The rules of one analysis, sorted by what they look at. If a rule throws, that becomes
/// internal_error on its message, and the others still run.
class RuleBook {
  public:
    /// Of all rules those that the user wants.
    explicit RuleBook(const RuleChoice &choice = {});
    /// Of these rules, which must outlive the book.
    RuleBook(std::span<const Theme> themes, const RuleChoice &choice);

    /// The findings on the first sighting of a request; nullptr: none. In the session's arena, here
    /// and below.
    const Found *examine(const RequestCase &request) const;

    /// The findings on the first sighting of a final response, those of its verdict first. The
    /// verdict is nullptr below 300. To be called before the session is told how the transaction
    /// ended; the session remembers what is said only once.
    const Found *examine(const FinalCase &final, const Verdict *verdict) const;

    /// What the rest of the capture, as far as it is known, says about a message. Never throws: if
    /// memory runs out, findings are missing.
    LateFindings examine(const LateCase &message) const noexcept;

  private:
    class Findings;
    void add(const Rule &rule);
    bool is_wanted(knowledge::Severity severity) const noexcept {
        return severity >= least_;
    }

    knowledge::Severity least_;
    std::vector<const Rule *> on_request_;
    std::vector<const Rule *> on_final_;
    std::vector<const Rule *> on_failure_;
    std::vector<const Rule *> afterwards_;
};

} // namespace imsfail::diagnosis
