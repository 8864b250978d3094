// imsfail: the user's choices
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/settings.h"

#include "model/target.h"
#include "sip/display_text.h"
#include "sip/text.h"

#include <algorithm>

namespace imsfail::model {

namespace {

constexpr std::size_t kMaxPrefix = 4;
constexpr std::size_t kMaxShortCode = 6;

bool is_digits(std::string_view text, std::size_t most) {
    return text.size() <= most && std::all_of(text.begin(), text.end(), sip::is_digit);
}

bool is_domain(std::string_view text) {
    return text.find_first_not_of('.') != std::string_view::npos &&
           text.find("..") == std::string_view::npos && text.front() != '.' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return sip::is_alpha(c) || sip::is_digit(c) || c == '-' || c == '_' || c == '.';
           });
}

bool is_country_code(std::string_view text) {
    return !text.empty() && is_digits(text, kMaxCountryCode) && text.front() != '0';
}

bool is_national_prefix(std::string_view text) {
    return is_digits(text, kMaxPrefix);
}

bool is_short_number(std::string_view text) {
    return text.size() <= kMaxShortCode && std::all_of(text.begin(), text.end(), [](char c) {
               return sip::is_digit(c) || c == '*' || c == '#';
           });
}

bool is_max_calls(std::string_view text) {
    const auto number = sip::to_number(text);
    return number && (*number == 0 || *number >= kLeastMaxCalls);
}

// One preference: what it may be, and what is wrong with it otherwise.
struct Rule {
    const char *preference;
    bool (*is_valid)(std::string_view);
    const char *expected;
};

constexpr Rule kHomeDomains = {"imsfail.home_domains", is_domain,
                               "domain names such as ims.example.com"};
constexpr Rule kCountryCode = {"imsfail.country_code", is_country_code, "1 to 3 digits such as 44"};
constexpr Rule kNationalPrefix = {"imsfail.national_prefix", is_national_prefix,
                                  "at most 4 digits such as 0"};
constexpr Rule kMaxCalls = {"imsfail.max_calls", is_max_calls,
                            "0 to remember all calls, or a number from 100 on"};
constexpr Rule kEmergencyNumbers = {"imsfail.emergency_numbers", is_short_number,
                                    "numbers of at most 6 digits, * and # such as 112"};

class Reader {
  public:
    std::string value(const Rule &rule, std::string_view text) {
        if (text.empty() || rule.is_valid(text)) {
            return std::string(text);
        }
        problems_ +=
            (problems_.empty() ? "" : "\n") + left_out(rule.preference, text, rule.expected);
        return {};
    }
    std::vector<std::string> list(const Rule &rule, std::string_view text) {
        std::vector<std::string> items;
        for (std::string_view word = sip::next_word(text); !word.empty();
             word = sip::next_word(text)) {
            const std::string item = value(rule, word);
            if (!item.empty()) {
                items.push_back(item);
            }
        }
        return items;
    }
    const std::string &problems() const {
        return problems_;
    }

  private:
    std::string problems_;
};

} // namespace

std::string left_out(const char *preference, std::string_view text, const char *expected) {
    return std::string(preference) + ": \"" + sip::display_text(text) +
           "\" is left out; expected are " + expected;
}

std::string read_settings(const SettingTexts &texts, Settings &settings) {
    Reader reader;
    settings.home_domains = reader.list(kHomeDomains, texts.home_domains);
    for (std::string &domain : settings.home_domains) {
        std::transform(domain.begin(), domain.end(), domain.begin(), sip::to_lower);
        domain.erase(domain.find_last_not_of('.') + 1); // a rooted name
    }
    std::string_view country_code = sip::trim(texts.country_code);
    country_code.remove_prefix(country_code.starts_with('+') ? 1 : 0);
    settings.country_code = reader.value(kCountryCode, country_code);
    settings.national_prefix = reader.value(kNationalPrefix, sip::trim(texts.national_prefix));
    settings.emergency_numbers = reader.list(kEmergencyNumbers, texts.emergency_numbers);
    const std::string max_calls = reader.value(kMaxCalls, std::to_string(texts.max_calls));
    settings.max_calls = max_calls.empty() ? 0 : texts.max_calls;
    return reader.problems();
}

} // namespace imsfail::model
