// imsfail: servers that asked a client to leave them alone for a while (RFC 3261 21.5.4)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/fingerprint.h"
#include "model/fingerprint_map.h"
#include "model/sighting.h"

#include <cstdint>

namespace imsfail::model {

/// What a server said with a 503 and its Retry-After.
struct KeepAway {
    std::uint32_t frame = 0; ///< of the 503
    std::uint32_t seconds = 0;
    std::int64_t time_ns = 0;     ///< of the 503
    bool was_passed_over = false; ///< a request was sent all the same, which is told once

    bool holds(std::int64_t now_ns) const noexcept {
        return now_ns < time_ns + std::int64_t{seconds} * 1'000'000'000;
    }
};

/// The latest word of each server to each of its clients. Others may be behind the same address as
/// a client, so it is told by its port too, or, where each connection has another one, by the
/// sent-by of its Via.
class KeepAwayTable {
  public:
    /// `request` is the route of the request that was answered so, `sent_by` the hash of the
    /// sent-by in its top Via.
    void note(const Route &request, std::uint32_t sent_by, const KeepAway &said);

    /// What the server on this route has said to the client that sends as `sent_by`; nullptr:
    /// nothing.
    const KeepAway *find(const Route &request, std::uint32_t sent_by) const;

    /// Notes that what find() gives was passed over; false: it was before.
    bool note_passed_over(const Route &request, std::uint32_t sent_by);

    /// The server on this route serves that client again.
    void forget(const Route &request, std::uint32_t sent_by);

    /// Forgets what does not hold any more, so that this does not grow with the capture.
    void forget_past(std::int64_t now_ns);

  private:
    FingerprintMap<KeepAway> said_;
};

} // namespace imsfail::model
