// imsfail: which calls a report is about
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "analysis.h"
#include "model/attempt.h"

#include <cstddef>
#include <vector>

namespace imsfail::report {

/// All calls, or those of which a packet passed a filter.
class Selection {
  public:
    /// Of all calls.
    Selection() = default;
    /// Of none yet.
    static Selection none() {
        Selection selection;
        selection.all_ = false;
        return selection;
    }

    /// Takes one more call in; false if it was in before.
    bool add(const model::Call &call) {
        if (contains(call)) {
            return false;
        }
        if (call.index >= chosen_.size()) {
            chosen_.resize(std::size_t{call.index} + 1);
        }
        chosen_[call.index] = true;
        return true;
    }

    bool contains(const model::Call &call) const {
        return all_ || (call.index < chosen_.size() && chosen_[call.index]);
    }

    /// Forgets the calls that were taken in, as for another capture.
    void clear() {
        chosen_.clear();
    }

  private:
    bool all_ = true;
    std::vector<bool> chosen_; ///< by index
};

/// Calls `visit(call)` for the chosen calls that are remembered, in the order in which they began.
template <typename Visitor>
void for_each_call(const Analysis &analysis, const Selection &selection, Visitor visit) {
    analysis.for_each_call([&](const model::Call &call) {
        if (selection.contains(call)) {
            visit(call);
        }
    });
}

} // namespace imsfail::report
