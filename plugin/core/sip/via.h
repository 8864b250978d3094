// imsfail: Via (RFC 3261 20.42, 18.1.1)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string_view>

namespace imsfail::sip {

/// One Via value, all views into the caller's text. Absent parts are empty.
struct Via {
    std::string_view transport; ///< UDP, TCP, SCTP, TLS, WS, ... as it stands
    std::string_view host;      ///< sent-by without port; an IPv6 address in its brackets
    std::string_view port;
    std::string_view branch;
};

/// Begins every branch made by an element that follows RFC 3261 (8.1.1.7).
inline constexpr std::string_view kMagicCookie = "z9hG4bK";

/// Reads one value, "SIP/2.0/UDP host:port;branch=...", with white space wherever the grammar
/// allows it. What is malformed stays empty.
Via parse_via(std::string_view value) noexcept;

/// The port of sent-by; where it is absent, that of the transport (RFC 3261 18.1.1).
std::string_view port_of(const Via &via) noexcept;

/// The branch parameter of one value alone, which is all that tells most transactions apart.
std::string_view via_branch(std::string_view value) noexcept;

} // namespace imsfail::sip
