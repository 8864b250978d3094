// imsfail: where and when one message was captured
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace imsfail::model {

/// What protects a message on the hop where it was captured.
enum class Protection : std::uint8_t {
    None,
    Esp, ///< IPsec ESP with nothing but transport between it and SIP: the Gm protection of TS
         ///< 33.203, not a tunnel such as an ePDG's
    Tls,
};

/// Two such times can be added and subtracted without overflow.
inline constexpr std::int64_t kLatestTimeNs = 4'500'000'000'000'000'000;

/// Facts of the capture about one message, filled in by whoever read it.
struct Sighting {
    std::uint32_t frame = 0; ///< frame number, from 1
    /// Since the epoch; within kLatestTimeNs either way, however damaged the capture.
    std::int64_t time_ns = 0;
    Protection protection = Protection::None;
};

} // namespace imsfail::model
