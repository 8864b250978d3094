// imsfail: Reason
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/reason.h"

#include "sip/text.h"

namespace imsfail::sip {

std::optional<Reason> parse_reason(std::string_view value) noexcept {
    Reason reason;
    reason.protocol = take_token(value);
    if (reason.protocol.empty()) {
        return std::nullopt;
    }
    while (const auto parameter = next_parameter(value)) {
        if (iequals(parameter->name, "cause") && !reason.cause) {
            reason.cause = to_number(trim(unquote(parameter->value)));
        } else if (iequals(parameter->name, "text") && reason.text.empty()) {
            reason.text = unquote(parameter->value);
        } else if (iequals(parameter->name, "location") && reason.location.empty()) {
            reason.location = unquote(parameter->value);
        }
    }
    return reason;
}

} // namespace imsfail::sip
