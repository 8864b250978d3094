// imsfail: a request that a client sends again after it failed
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/repeat.h"

#include "diagnosis/wording.h"

namespace imsfail::diagnosis {

using model::Attempt;
using model::Transaction;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

bool is_same_way(const Transaction &earlier, const Transaction &later) {
    const model::Route &before = earlier.path()->route;
    const model::Route &now = later.path()->route;
    return before.source.address == now.source.address && before.destination == now.destination;
}

} // namespace

bool Repeat::is_early() const noexcept {
    return retry_after_s() != 0 &&
           request.sighting.time_ns < refused.final.time_ns + retry_after_s() * kSecond;
}

std::string Repeat::words() const {
    return seconds_words(request.sighting.time_ns - refused.final.time_ns) + " after the " +
           std::to_string(code()) + " in " + frame_words(refused.final.frame);
}

const char *Repeat::doubt() const noexcept {
    return same_call() ? "" : "; with a new Call-ID, it may be the user";
}

std::optional<Repeat> repeat_of(const RequestCase &request) {
    const Transaction &transaction = request.transaction();
    const Attempt *const attempt = transaction.attempt;
    // The first request of the attempt that was captured: its other hops come from there.
    if (attempt == nullptr || attempt->repeats == nullptr || attempt->root != &transaction ||
        transaction.previous != nullptr || attempt->method == model::MethodKind::Options ||
        attempt->repeats->method != attempt->method) {
        return std::nullopt;
    }
    const Transaction &refused = *attempt->repeats->root;
    const bool has_own_final =
        refused.failure != nullptr && refused.final.frame == attempt->retry_of;
    return has_own_final && is_same_way(refused, transaction)
               ? std::optional(Repeat{request, refused})
               : std::nullopt;
}

} // namespace imsfail::diagnosis
