// imsfail: URIs and addresses
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/uri.h"

#include "sip/text.h"

#include <algorithm>

namespace imsfail::sip {

namespace {

// Host and port of "host:port", where the host may be an IPv6 address in brackets. Without them
// nothing tells where its port begins (RFC 5118 4.2), so that all of it is the host.
void read_host_port(std::string_view text, Uri &uri) {
    const std::size_t bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
    const std::size_t from = bracket == std::string_view::npos ? 0 : bracket;
    std::size_t colon = text.find(':', from);
    if (colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos) {
        colon = std::string_view::npos;
    }
    uri.host = trim(text.substr(0, colon));
    if (colon != std::string_view::npos) {
        uri.port = trim(text.substr(colon + 1));
    }
}

// The host in "192.0.2.1:5060" is no scheme.
bool is_scheme(std::string_view text) {
    return !text.empty() && is_alpha(text.front()) &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
           });
}

} // namespace

Uri parse_uri(std::string_view text) noexcept {
    Uri uri;
    text = trim(text);
    if (text.starts_with('<') && text.ends_with('>')) {
        text = trim(text.substr(1, text.size() - 2));
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) {
        uri.user = text;
        return uri;
    }
    uri.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
    const bool is_sip = iequals(uri.scheme, "sip") || iequals(uri.scheme, "sips");
    if (!is_sip) {
        const std::size_t semicolon = text.find(';');
        uri.user = text.substr(0, semicolon);
        uri.parameters = semicolon == std::string_view::npos ? "" : text.substr(semicolon);
        return uri;
    }
    // The userinfo may hold semicolons and question marks of its own, such as phone parameters
    // (RFC 3261 19.1.6), but no unescaped "@". Where there are several against the grammar, it ends
    // at the last one before the URI's headers.
    std::size_t at = text.find('@');
    if (at != std::string_view::npos) {
        const std::string_view rest = text.substr(0, text.find('?', at));
        at = rest.find('@', at + 1) == std::string_view::npos ? at : rest.rfind('@');
        uri.user = text.substr(0, at);
        uri.user = uri.user.substr(0, uri.user.find(':'));
        text.remove_prefix(at + 1);
    }
    text = text.substr(0, text.find('?')); // before the headers
    const std::size_t semicolon = text.find(';');
    read_host_port(text.substr(0, semicolon), uri);
    if (semicolon != std::string_view::npos) {
        uri.parameters = text.substr(semicolon);
    }
    return uri;
}

NameAddr parse_name_addr(std::string_view value) noexcept {
    value = trim(value);
    NameAddr address;
    const std::size_t open = value.starts_with('<') ? 0 : find_outside_quotes(value, '<');
    if (open == std::string_view::npos) {
        const std::size_t semicolon = value.find(';');
        address.uri = trim(value.substr(0, semicolon));
        address.parameters = semicolon == std::string_view::npos ? "" : value.substr(semicolon);
        return address;
    }
    address.display = unquote(trim(value.substr(0, open)));
    const std::size_t close = value.find('>', open);
    address.uri = trim(value.substr(open + 1, close - open - 1));
    if (close != std::string_view::npos) {
        address.parameters = trim(value.substr(close + 1));
    }
    return address;
}

std::string_view tag_of(const NameAddr &address) noexcept {
    return find_parameter(address.parameters, "tag").value_or(std::string_view());
}

} // namespace imsfail::sip
