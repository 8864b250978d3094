// imsfail: Warning
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/warning.h"

#include "sip/text.h"

namespace imsfail::sip {

std::optional<Warning> parse_warning(std::string_view value) noexcept {
    const std::string_view digits = take_token(value);
    const auto code = to_number(digits);
    if (digits.size() != 3 || !code) {
        return std::nullopt;
    }
    Warning warning;
    warning.code = static_cast<std::uint16_t>(*code);
    const std::size_t quote = value.find('"');
    warning.agent = trim(value.substr(0, quote));
    if (quote != std::string_view::npos) {
        warning.text = unquote(trim(value.substr(quote)));
    }
    return warning;
}

} // namespace imsfail::sip
