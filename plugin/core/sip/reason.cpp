// imsfail: Reason
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/reason.h"

#include "sip/text.h"

#include <algorithm>

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

bool has_reason(const Message &message, std::string_view protocol,
                std::initializer_list<std::uint32_t> causes) {
    bool found = false;
    message.for_each_value(Header::Reason, [&](std::string_view value) {
        const auto reason = parse_reason(value);
        found = found || (reason && reason->cause && iequals(reason->protocol, protocol) &&
                          std::find(causes.begin(), causes.end(), *reason->cause) != causes.end());
    });
    return found;
}

} // namespace imsfail::sip
