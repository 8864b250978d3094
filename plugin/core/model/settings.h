// imsfail: the user's choices
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace imsfail::model {

/// The user's choices. Where there is none, only what the capture shows counts.
struct Settings {
    /// How long after a failure a new request of the same caller for the same target is taken for
    /// another try.
    std::int64_t retry_window_ns = 30'000'000'000;
    /// Copies of a message, seen elsewhere on its way, are told from retransmissions.
    bool fold_copies = true;
    /// Domains whose users are the network's own, subdomains included; lower case.
    std::vector<std::string> home_domains = {};
    /// Digits by which national numbers become international ones; empty: they stay as they are.
    std::string country_code = {};
    /// What stands before a national number where it is dialled; empty: nothing does.
    std::string national_prefix = {};
    /// What is dialled for the emergency services.
    std::vector<std::string> emergency_numbers = {"112", "911"};
};

} // namespace imsfail::model
