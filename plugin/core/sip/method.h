// imsfail: the SIP methods
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace imsfail::sip {

/// The methods registered with IANA.
enum class Method : std::uint8_t {
    Ack,
    Bye,
    Cancel,
    Info,
    Invite,
    Message,
    Notify,
    Options,
    Prack,
    Publish,
    Refer,
    Register,
    Subscribe,
    Update,
    Other, ///< any other one, or none
};

/// Compared exactly: method names are case-sensitive (RFC 3261 7.1).
Method method_from_name(std::string_view name) noexcept;

/// Its name; "other" for Other. Static storage.
const char *method_name(Method method) noexcept;

} // namespace imsfail::sip
