// imsfail: calls that were forgotten so short a while ago that their requests may be sent again
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/attempt.h"
#include "model/capture.h"

#include <tsl/robin_map.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace imsfail::model {

/// Of such calls, the tags of those who sent requests. It grows with the calls of two minutes.
class RecentlyForgotten {
  public:
    /// Notes a call that is forgotten at this time.
    void add(const Call &call, std::int64_t now_ns) {
        if (call.latest_attempt == nullptr || !may_repeat(*call.latest_attempt, now_ns)) {
            return;
        }
        for (const Side &side : call.sides) {
            if (side.tag != 0) {
                sent_ns_[side.tag] = call.latest_attempt->first_time_ns;
            }
        }
    }

    /// Drops what cannot be sent again any more; not each time, so that the work stays small.
    void forget_past(std::int64_t now_ns) {
        if (sent_ns_.size() < 2 * left_) {
            return;
        }
        for (auto each = sent_ns_.begin(); each != sent_ns_.end();) {
            each = now_ns - each->second > kLongestRepetitionNs ? sent_ns_.erase(each)
                                                                : std::next(each);
        }
        left_ = sent_ns_.size();
    }

    /// True if what begins this call at that time may be a request of a forgotten one. Without tags
    /// (RFC 2543) it cannot be told.
    bool may_hold(const Call &call, std::int64_t time_ns) const {
        const auto is_held = [&](const Side &side) {
            const auto known = sent_ns_.find(side.tag);
            return known != sent_ns_.end() && time_ns - known->second <= kLongestRepetitionNs;
        };
        return call.sides.front().tag == 0 ||
               std::any_of(call.sides.begin(), call.sides.end(), is_held);
    }

  private:
    static bool may_repeat(const Attempt &attempt, std::int64_t now_ns) {
        return now_ns - attempt.first_time_ns <= kLongestRepetitionNs;
    }

    tsl::robin_map<Tag, std::int64_t> sent_ns_; ///< when their latest request was sent first
    std::size_t left_ = 0;                      ///< after the last time that some were dropped
};

} // namespace imsfail::model
