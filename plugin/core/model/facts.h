// imsfail: small facts read from one message, the same for requests and responses
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "sip/message.h"

#include <string_view>

namespace imsfail::model {

/// True if the body is, or as multipart contains, a session description (application/sdp).
bool has_sdp(const sip::Message &message);

/// icid-value of P-Charging-Vector (RFC 7315 5.6), unquoted; empty if there is none.
std::string_view icid_value(const sip::Message &message);

/// True if the request carries credentials whose `response` is not empty (RFC 3261 22.4). The first
/// REGISTER in IMS carries credentials with an empty one, which answer no challenge.
bool answers_challenge(const sip::Message &message);

/// True for urn:service:sos and its sub-services (RFC 5031 4.2), without case.
bool is_emergency_service(std::string_view uri) noexcept;

} // namespace imsfail::model
