// imsfail: names of the cause values that Reason headers carry
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace imsfail::knowledge {

/// Name of a cause value of a Reason protocol (compared without case): Q.850, SIP (the registered
/// phrase), Preemption, RELEASE_CAUSE, FAILURE_CAUSE. nullptr where the protocol or the
/// value is not known. Static storage.
const char *cause_name(std::string_view protocol, std::uint32_t cause) noexcept;

} // namespace imsfail::knowledge
