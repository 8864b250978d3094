// imsfail: the user's choices
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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
    /// So many calls are remembered, then the older half of them is forgotten; 0: all are.
    std::uint32_t max_calls = 0;
};

/// With fewer calls to remember, those that are just being made would be forgotten.
inline constexpr std::uint32_t kLeastMaxCalls = 100;

/// Choices as the user writes them: lists with commas or spaces between their items. Empty: none.
struct SettingTexts {
    std::string_view home_domains = {};      ///< domain names
    std::string_view country_code = {};      ///< 1 to 3 digits, a "+" before them is passed over
    std::string_view national_prefix = {};   ///< up to 4 digits
    std::string_view emergency_numbers = {}; ///< up to 6 of digits, "*" and "#" each
    std::uint32_t max_calls = 0;             ///< 0, or at least kLeastMaxCalls
};

/// Reads them into the settings. What is no such value is left out; the answer has a line for each
/// of them, which names the preference and says what it may be. Empty: all was read.
std::string read_settings(const SettingTexts &texts, Settings &settings);

/// What is said of a part of a preference that cannot be used, in one line.
std::string left_out(const char *preference, std::string_view text, const char *expected);

} // namespace imsfail::model
