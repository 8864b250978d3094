// imsfail: Response-Source
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/response_source.h"

#include <algorithm>

namespace imsfail::sip {

namespace {

constexpr std::string_view kUrn = "urn:3gpp:fe:";

constexpr bool is_label_char(char c) noexcept {
    return is_alpha(c) || is_digit(c) || c == '-';
}

// The next label of the URN, without what separates it; empty at the end.
std::string_view take_label(std::string_view &text) noexcept {
    const auto *const begin = std::find_if(text.begin(), text.end(), is_label_char);
    const auto *const end = std::find_if_not(begin, text.end(), is_label_char);
    const std::string_view label = text.substr(static_cast<std::size_t>(begin - text.begin()),
                                               static_cast<std::size_t>(end - begin));
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
    return label;
}

SessionSide side_of(std::string_view label) noexcept {
    if (iequals(label, "orig")) {
        return SessionSide::Originating;
    }
    if (iequals(label, "term")) {
        return SessionSide::Terminating;
    }
    return iequals(label, "transit") ? SessionSide::Transit : SessionSide::Unknown;
}

// What stands between quotes, white space and angle brackets.
std::string_view strip(std::string_view text) noexcept {
    text = trim(unquote(text));
    if (!text.empty() && text.front() == '<') {
        text.remove_prefix(1);
        text = text.substr(0, text.find('>'));
    }
    return trim(text);
}

} // namespace

std::optional<ResponseSource> parse_response_source(const Parameter &parameter) noexcept {
    const bool named = iequals(parameter.name, "fe");
    std::string_view urn = strip(named ? parameter.value : parameter.name);
    if (istarts_with(urn, kUrn)) {
        urn.remove_prefix(kUrn.size());
    } else if (!named) {
        return std::nullopt;
    }
    ResponseSource source;
    source.node = take_label(urn);
    if (source.node.empty()) {
        return std::nullopt;
    }
    for (std::string_view label = take_label(urn); !label.empty(); label = take_label(urn)) {
        const SessionSide side = side_of(label);
        if (side != SessionSide::Unknown) {
            source.side = side;
        } else if (source.role.empty()) {
            source.role = label;
        }
    }
    return source;
}

} // namespace imsfail::sip
