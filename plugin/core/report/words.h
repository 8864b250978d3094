// imsfail: how reports write addresses, times and numbers
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/sighting.h"

#include <cstdint>
#include <string>

namespace imsfail::report {

/// "UDP", "TCP", "SCTP", or "other". Static storage.
const char *transport_name(model::Transport transport) noexcept;

/// "192.0.2.1:5060", "[2001:db8::1]:5060".
std::string endpoint_text(const model::Endpoint &endpoint);

/// Where a request is sent: "192.0.2.1:5060/UDP".
std::string next_hop_text(const model::Route &route);

/// "2026-03-01T09:30:00.123Z", cut to milliseconds; any time within model::kLatestTimeNs.
std::string time_text(std::int64_t ns);

/// "1.234", in seconds, rounded to milliseconds.
std::string seconds_text(std::int64_t ns);

/// "404 Not Found", with the registered phrase.
std::string status_text(std::uint16_t code);

/// "1 call", "3 calls": the singular, with an s where there is not exactly one.
std::string count_text(std::uint64_t count, const char *noun);

/// That so many calls are left out because they were forgotten, and why.
std::string forgotten_text(std::uint64_t calls);

} // namespace imsfail::report
