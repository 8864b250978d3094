// imsfail: Response-Source (TS 24.229 7.2.17)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "sip/message.h"
#include "sip/text.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace imsfail::sip {

/// The half of the session that a node stands in.
enum class SessionSide : std::uint8_t { Unknown, Originating, Terminating, Transit };

/// The functional entity that a URN such as "urn:3gpp:fe:as.mmtel-as.term" names; views into the
/// caller's text.
struct ResponseSource {
    std::string_view node; ///< fe-id as it stands: "p-cscf", "AS"; never empty
    std::string_view role; ///< of an AS or other server, as it stands: "mmtel-as"; or empty
    SessionSide side = SessionSide::Unknown;
};

/// Reads one "fe=<urn:3gpp:fe:...>". The angle brackets, "fe=" and the beginning of the URN may be
/// missing (but not both of these), and whatever is no letter, digit or hyphen separates the
/// parameters of the URN, since implementations differ. Role and side come in any order. Nothing if
/// it names no entity.
std::optional<ResponseSource> parse_response_source(const Parameter &parameter) noexcept;

/// Calls `visit(source)` for every functional entity that a header field names, joined by commas or
/// by semicolons.
template <typename Visitor> void for_each_response_source(std::string_view field, Visitor visit) {
    for (std::string_view value = next_value(field); !value.empty(); value = next_value(field)) {
        while (const auto parameter = next_parameter(value)) {
            if (const auto source = parse_response_source(*parameter)) {
                visit(*source);
            }
        }
    }
}

/// The same for all such fields of a message.
template <typename Visitor> void for_each_response_source(const Message &message, Visitor visit) {
    message.for_each(Header::ResponseSource,
                     [&visit](std::string_view field) { for_each_response_source(field, visit); });
}

} // namespace imsfail::sip
