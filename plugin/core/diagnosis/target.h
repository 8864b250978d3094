// imsfail: whom the failed request was for
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"

#include <cstdint>
#include <string_view>

namespace imsfail::diagnosis {

/// The form of a target, tested in this order.
enum class TargetForm : std::uint8_t {
    Anonymous,  ///< host in the domain "invalid" (TS 23.003 13.6, 13.7)
    Emergency,  ///< urn:service:sos* (RFC 5031), or a dialled 112 or 911
    ServiceUrn, ///< any other urn:service:
    Gruu,       ///< `gr` parameter (RFC 5627)
    Imsi,       ///< 14 or 15 digits at ims.mnc*.mcc*.3gppnetwork.org, not user=phone (TS 23.003 13)
    E164,       ///< "+" and digits (RFC 3966 5.1.4)
    LocalNumber, ///< phone-context present (RFC 3966 5.1.5)
    ShortCode,   ///< up to 6 of digits, "*" and "#", or beginning with "*" or "#"
    National,    ///< 7 or more digits without "+"
    Name,        ///< any other user
    None,        ///< no user part
};

/// Token such as "e164"; the same rules as in knowledge/tokens.h.
const char *token(TargetForm form) noexcept;

/// Zero-terminated and fit to be shown; nullptr: that part is absent.
struct Target {
    const char *uri = nullptr;
    const char *scheme = nullptr; ///< lower case
    const char *user = nullptr;   ///< for tel the number as written
    const char *host = nullptr;   ///< lower case
    const char *number = nullptr; ///< digits, "*" and "#" only, no "+" (RFC 8224 8.3)
    TargetForm form = TargetForm::None;
};

/// Splits and classifies a URI. Any text is accepted; what is no URI is a Name.
Target read_target(std::string_view uri, model::Arena &arena);

} // namespace imsfail::diagnosis
