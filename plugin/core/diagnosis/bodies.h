// imsfail: what the bodies of a request and its failure response say
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "sip/ims_xml.h"
#include "sip/message.h"

#include <optional>
#include <string>
#include <string_view>

namespace imsfail::diagnosis {

/// The 3GPP IMS XML body of a 380 or 504 (TS 24.229 7.6); nothing where there is none. In other
/// responses it orders nothing that is known, and is not read.
std::optional<sip::ImsXml> order_of(const sip::Message &response);

/// The media of a session description in words: "audio AMR-WB, AMR, telephone-event; video H264".
/// Codecs that are named twice stand once. With `in_use`, media with port 0 are left out, which an
/// offer does not ask for (RFC 3264 5.1). Fit to be shown; empty: there are none.
std::string media_words(std::string_view sdp, bool in_use);

/// The preconditions that a description reports as failed or unknown (RFC 3312 8): "audio qos local
/// sendrecv"; empty: none.
std::string refused_preconditions(std::string_view sdp);

/// The mandatory preconditions that were not met when a description was sent: "audio qos local
/// sendrecv (now none)"; empty: none.
std::string unmet_preconditions(std::string_view sdp);

} // namespace imsfail::diagnosis
