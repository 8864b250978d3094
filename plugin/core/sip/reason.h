// imsfail: Reason (RFC 3326, RFC 6432, RFC 8606, RFC 9366)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "sip/message.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace imsfail::sip {

/// One Reason value, all views into the caller's text.
struct Reason {
    std::string_view protocol;          ///< SIP, Q.850, Preemption, ... as it stands
    std::optional<std::uint32_t> cause; ///< absent or unreadable: nothing
    std::string_view text;              ///< unquoted, escapes kept
    std::string_view location;          ///< Q.850 location, RFC 8606
};

/// Reads one value, "protocol;cause=...;text=...", its parameters in any order, spacing and case,
/// quoted or not. Without a protocol the value is no Reason: nothing.
std::optional<Reason> parse_reason(std::string_view value) noexcept;

/// True if a Reason value of that protocol (without case) has one of these causes.
bool has_reason(const Message &message, std::string_view protocol,
                std::initializer_list<std::uint32_t> causes);

} // namespace imsfail::sip
