// imsfail: Warning (RFC 3261 20.43)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace imsfail::sip {

struct Warning {
    std::uint16_t code = 0; ///< three digits, IANA registry "Warning Codes"
    std::string_view agent; ///< host or pseudonym of who added it
    std::string_view text;  ///< unquoted, escapes kept
};

/// Reads one value, 'code agent "text"'. Nothing if it does not begin with three digits.
std::optional<Warning> parse_warning(std::string_view value) noexcept;

} // namespace imsfail::sip
