// imsfail: what was found out about each call, at the end of the capture
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "analysis.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/verdict.h"
#include "knowledge/tokens.h"
#include "model/attempt.h"

#include <cstdint>
#include <string>
#include <vector>

namespace imsfail::report {

/// One finding, on the frame that it stands on.
struct Finding {
    std::uint32_t frame = 0;
    const diagnosis::Rule *rule = nullptr;
    knowledge::Severity severity = knowledge::Severity::Note;
    std::string text;

    /// It tells no more than that the request failed, as the verdict does.
    bool says_the_verdict() const noexcept {
        return rule->on_every_hop && rule->action == nullptr;
    }
};

/// The verdicts and findings of an analysis, which must outlive it, by call and attempt, as far as
/// they are known when it is asked. Of forgotten calls there are none.
class Evidence {
  public:
    explicit Evidence(const Analysis &analysis) : analysis_(analysis) {}

    /// The verdict on the final response that an attempt ended with; nullptr below 300, or if there
    /// is none.
    const diagnosis::Verdict *verdict(const model::Attempt &attempt) const;
    /// That on the final response of a transaction.
    const diagnosis::Verdict *verdict(const model::Transaction &transaction) const;

    /// All findings on the messages of a call, on every hop, in the order of their frames.
    std::vector<Finding> findings(const model::Call &call) const;
    /// Those of one attempt and its CANCEL.
    std::vector<Finding> findings(const model::Attempt &attempt) const;
    /// Those of one transaction.
    std::vector<Finding> findings(const model::Transaction &transaction) const;

    /// Calls `visit(transaction)` for those that have a final response, and whose requests were not
    /// captured, in the order of the capture.
    template <typename Visitor> void for_each_unrequested(Visitor visit) const {
        analysis_.for_each_notable([&visit](const Notable &notable) {
            const MessageRecord &record = *notable.record;
            if (record.is_new_final && !record.transaction->request_captured()) {
                visit(*record.transaction);
            }
        });
    }

    const Analysis &analysis() const noexcept {
        return analysis_;
    }
    /// Time of the latest message.
    std::int64_t now_ns() const noexcept {
        return analysis_.now_ns();
    }

  private:
    void add(std::vector<Finding> &findings, const model::Transaction &transaction) const;
    void add(std::vector<Finding> &findings, const model::Attempt &attempt) const;
    void add_late(std::vector<Finding> &findings, const model::Transaction &transaction) const;

    const Analysis &analysis_;
};

} // namespace imsfail::report
