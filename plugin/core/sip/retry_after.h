// imsfail: Retry-After (RFC 3261 20.33)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace imsfail::sip {

struct RetryAfter {
    std::uint32_t seconds = 0;
    std::string_view comment;              ///< without its parentheses, escapes kept
    std::optional<std::uint32_t> duration; ///< how long the called party will be reachable, seconds
};

/// Reads "delta-seconds (comment);duration=delta-seconds". Nothing if it does not begin with a
/// number that is followed by the end, white space, a comment or a parameter.
std::optional<RetryAfter> parse_retry_after(std::string_view value) noexcept;

} // namespace imsfail::sip
