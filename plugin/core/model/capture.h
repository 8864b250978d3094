// imsfail: what is known of a capture, whichever of its calls are forgotten
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/keep_away.h"
#include "model/path.h"
#include "model/registration_table.h"
#include "model/settings.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>

namespace imsfail::model {

/// So long a request is repeated at most: 64*T1, where T1 of a UE is 2 s (RFC 3261 17.1, TS 24.229
/// table 7.7.1).
inline constexpr std::int64_t kLongestRepetitionNs = 128'000'000'000;

/// What goes on from one session of a capture to the next. It holds nothing that points to calls,
/// and grows with the users that register, the ways that messages take and the clients that were
/// sent away, not with calls.
struct Capture {
    explicit Capture(Settings chosen = {}) : settings(std::move(chosen)) {}

    const Settings settings;
    Arena arena; ///< of what follows
    PathTable paths{arena};
    RegistrationTable registrations{arena, settings};
    KeepAwayTable kept_away;
    std::int64_t now_ns = 0;        ///< time of the latest message
    std::uint32_t calls = 0;        ///< begun so far: the index of the next one
    std::uint32_t transactions = 0; ///< the same of transactions
    std::uint32_t forgotten_calls = 0;
    bool keeps_identifiers = false; ///< of all requests: see UntilAnswered::keep_identifiers()
    /// When calls were forgotten, the last time and the one before: whatever is remembered was seen
    /// after that.
    std::array<std::int64_t, 2> forgotten_ns = {kNever, kNever};

    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

    /// Notes that so many calls are forgotten now.
    void note_forgotten(std::uint32_t more_calls) noexcept {
        forgotten_calls += more_calls;
        forgotten_ns = {now_ns, forgotten_ns[0]};
    }
    /// True if a request at that time may have been sent before calls were forgotten, too. What
    /// other interfaces saw may have a time that is a little earlier than what was seen before.
    bool forgot_shortly_before(std::int64_t time_ns) const noexcept {
        constexpr std::int64_t kDisorder = 500'000'000;
        return std::any_of(forgotten_ns.begin(), forgotten_ns.end(), [time_ns](std::int64_t then) {
            return then != kNever && time_ns - then >= -kDisorder &&
                   time_ns - then <= kLongestRepetitionNs;
        });
    }
};

} // namespace imsfail::model
