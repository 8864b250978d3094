// imsfail: findings strung together
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/findings.h"

#include <string>

namespace imsfail::diagnosis {

/// Keeps the findings of one message in the arena, in the order in which they are added.
class FoundList {
  public:
    explicit FoundList(model::Arena &arena) : arena_(arena) {}

    /// Of a text that does not fit into a label, what fits is kept.
    void add(knowledge::Finding finding, knowledge::Severity severity, const std::string &text);

    const Found *first() const noexcept {
        return first_;
    }

  private:
    model::Arena &arena_;
    const Found *first_ = nullptr;
    Found *last_ = nullptr;
};

} // namespace imsfail::diagnosis
