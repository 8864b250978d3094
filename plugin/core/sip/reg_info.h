// imsfail: what a NOTIFY says of registrations (RFC 3680)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace imsfail::sip {

/// Media type of the body.
inline constexpr std::string_view kRegInfoType = "application/reginfo+xml";

/// A longer body is not read, nor are more registrations than a network gives to one user.
inline constexpr std::size_t kMaxRegInfoSize = std::size_t{64} * 1024;
inline constexpr std::size_t kMaxEndedRegistrations = 64;

/// The addresses-of-record whose registration the body says is terminated (RFC 3680 5.2); of a
/// damaged body those before the damage.
std::vector<std::string> ended_registrations(std::string_view body);

} // namespace imsfail::sip
