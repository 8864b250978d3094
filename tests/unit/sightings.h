// imsfail: where and when the messages of the unit tests were seen
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/sighting.h"

#include <cstdint>

namespace imsfail::test {

inline constexpr std::int64_t kMillisecond = 1'000'000;
inline constexpr std::int64_t kSecond = 1'000 * kMillisecond;

/// A sighting where it does not matter between which nodes.
inline model::Sighting sighting(std::uint32_t frame, std::int64_t time_ns = 0,
                                model::Protection protection = model::Protection::None) {
    return {.frame = frame, .time_ns = time_ns, .protection = protection, .route = {}};
}

} // namespace imsfail::test
