// imsfail: which calls are legs of one another
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/attempt.h"
#include "model/fingerprint_map.h"
#include "model/observation.h"

#include <array>
#include <cstdint>

namespace imsfail::model {

/// Calls that share a value which elements copy from leg to leg.
struct LegGroup {
    /// More calls than this share only an icid-value that means nothing, such as a constant. Of
    /// those that share another value, the latest so many are tied to the next one.
    static constexpr std::uint32_t kMaxLegs = 8;

    std::array<Call *, kMaxLegs> calls = {};
    std::uint32_t count = 0; ///< may be more than there is room for
};

/// Ties calls of different legs together: as evidence, never as one call, and only calls that
/// overlap in time. Each look-up is one in a hash table, and no group has more than eight members.
class LegTable {
  public:
    explicit LegTable(Arena &arena) : arena_(arena) {}

    /// Notes what a message of this call shares with others: Call-ID, a UUID of Session-ID that is
    /// not nil (RFC 7989), icid-value (RFC 7315 5.6).
    void note(Call &call, const Observation &seen);

    /// Notes that a request of `call` names a dialog of `other` in this header.
    void note_named(Call &call, Call &other, const char *header);

    /// Notes a REFER on one of its hops, so that the call it causes is recognised.
    void note_refer(const Transaction &transaction, const Observation &refer);

    /// Ties the INVITE that a REFER caused to it: begun, within the referring call or soon after
    /// the REFER, by who received that last, to its Refer-To.
    void note_referred(const Transaction &transaction, const Observation &invite);

  private:
    void join(Call &call, const Fingerprint &key, const char *evidence, bool only_of_few = false);
    void tie(Call &call, Call &other, const char *evidence, const LegGroup *group);

    Arena &arena_;
    // Most values stand in one call only.
    struct Sharers {
        Call *first = nullptr;
        LegGroup *all = nullptr; ///< nullptr while there is but one
    };
    FingerprintMap<Sharers> sharers_;
    struct Referral {
        Call *call = nullptr;
        std::int64_t time_ns = 0;
    };
    FingerprintMap<Referral> refers_; ///< by receiver and Refer-To
};

} // namespace imsfail::model
