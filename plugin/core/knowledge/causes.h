// imsfail: names of the cause values that Reason headers carry
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace imsfail::knowledge {

/// Name of a cause value of a Reason protocol (compared without case): SIP (the registered phrase),
/// Q.850, Preemption, RELEASE_CAUSE, FAILURE_CAUSE, EMM, ESM, 5GMM, 5GSM, S1AP-*, NGAP-*, DIAMETER,
/// IKEV2. nullptr where the protocol or the value is not known. Static storage.
const char *cause_name(std::string_view protocol, std::uint32_t cause) noexcept;

/// Which part of the network a Reason protocol speaks of, such as "5G access: gNB and AMF"; nullptr
/// for SIP, for what the UE itself says, and where the protocol is not known. Static storage.
const char *reason_layer(std::string_view protocol) noexcept;

/// Where a Q.850 cause arose, by the token of RFC 8606 (compared without case): "transit network"
/// for TN. nullptr for spare, national and unknown ones. Static storage.
const char *location_name(std::string_view location) noexcept;

} // namespace imsfail::knowledge
