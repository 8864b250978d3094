// imsfail: Via
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/via.h"

#include "sip/text.h"

#include <algorithm>

namespace imsfail::sip {

Via parse_via(std::string_view value) noexcept {
    Via via;
    const std::size_t first_slash = value.find('/');
    const std::size_t second_slash =
        first_slash == std::string_view::npos ? first_slash : value.find('/', first_slash + 1);
    const std::size_t semicolon = value.find(';');
    if (second_slash < semicolon) {
        std::string_view sent = value.substr(second_slash + 1, semicolon - second_slash - 1);
        via.transport = take_token(sent);
        const std::size_t bracket = sent.starts_with('[') ? sent.find(']') : 0;
        const std::size_t colon =
            bracket == std::string_view::npos ? bracket : sent.find(':', bracket);
        via.host = trim(sent.substr(0, colon));
        if (colon != std::string_view::npos) {
            via.port = trim(sent.substr(colon + 1));
        }
    }
    via.branch = via_branch(value);
    return via;
}

std::string_view port_of(const Via &via) noexcept {
    if (!via.port.empty()) {
        return via.port;
    }
    return iequals(via.transport, "TLS") ? "5061" : "5060";
}

std::string_view via_branch(std::string_view value) noexcept {
    std::string_view parameters = value.substr(std::min(value.find(';'), value.size()));
    return find_parameter(parameters, "branch").value_or(std::string_view());
}

} // namespace imsfail::sip
