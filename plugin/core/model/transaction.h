// imsfail: one request and its responses on one hop (RFC 3261 17)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/ims_evidence.h"
#include "model/sighting.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace imsfail::model {

/// What a request tells that its failure will be explained with. The views live in the session and
/// are zero-terminated.
struct RequestFacts {
    std::string_view target_uri; ///< Request-URI; for REGISTER the To address (RFC 3261 10.2)
    std::string_view access;     ///< P-Access-Network-Info as it stands
    std::string_view icid;       ///< icid-value of P-Charging-Vector
    ImsSigns ims_signs;
    std::optional<std::uint32_t> max_forwards;
    std::uint32_t via_count = 0;
    Protection protection = Protection::None;
    bool in_dialog = false;              ///< To tag present
    bool has_credentials = false;        ///< Authorization with a response that is not empty
    bool has_sdp = false;                ///< a session description in the body
    bool has_security_headers = false;   ///< Security-Client or Security-Verify (RFC 3329 2.2)
    bool has_charging_functions = false; ///< P-Charging-Function-Addresses
};

struct Transaction {
    RequestFacts request; ///< meaningful only when request_frame is not 0
    std::int64_t request_time_ns = 0;
    std::uint32_t request_frame = 0; ///< first sighting; 0: not in the capture
    std::uint32_t final_frame = 0;   ///< first final response; 0: none yet
    std::uint16_t final_code = 0;
    std::uint16_t latest_final_code = 0; ///< another one only where several finals came
    /// The transaction upstream that this one was forked or forwarded from: the nearest captured
    /// one by the Via stack. Looked for when a failure response comes; nullptr at the originator's
    /// hop, or if nothing upstream was captured.
    const Transaction *parent = nullptr;

    bool request_captured() const noexcept {
        return request_frame != 0;
    }
};

} // namespace imsfail::model
