// imsfail: Retry-After
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/retry_after.h"

#include "sip/text.h"

#include <algorithm>

namespace imsfail::sip {

std::optional<RetryAfter> parse_retry_after(std::string_view value) noexcept {
    value = trim(value);
    const auto *const digits_end = std::find_if_not(value.begin(), value.end(), is_digit);
    const auto seconds =
        to_number(value.substr(0, static_cast<std::size_t>(digits_end - value.begin())));
    if (!seconds) {
        return std::nullopt;
    }
    RetryAfter retry_after;
    retry_after.seconds = *seconds;
    value = value.substr(static_cast<std::size_t>(digits_end - value.begin()));
    const std::size_t semicolon = find_outside_quotes(value, ';', true);
    const std::string_view comment = trim(value.substr(0, semicolon));
    if (!comment.empty()) {
        if (comment.front() != '(') {
            return std::nullopt;
        }
        retry_after.comment = comment.substr(1, comment.size() - (comment.ends_with(')') ? 2 : 1));
    }
    if (semicolon != std::string_view::npos) {
        if (const auto duration = find_parameter(value.substr(semicolon), "duration")) {
            retry_after.duration = to_number(*duration);
        }
    }
    return retry_after;
}

} // namespace imsfail::sip
