// imsfail: URIs and addresses (RFC 3261 19.1 and 25.1, RFC 3966, RFC 8141)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string_view>

namespace imsfail::sip {

/// A URI in its parts, all views into the caller's text, escapes kept. Empty parts are absent.
struct Uri {
    std::string_view scheme; ///< sip, sips, tel, urn, ... as it stands
    std::string_view user;   ///< sip: userinfo without password; tel: the number; urn: the rest
    std::string_view host;   ///< without port; an IPv6 address in its brackets
    std::string_view port;
    std::string_view
        parameters; ///< ";name=value..." of the URI itself, from the first semicolon on
};

/// Reads a URI of any scheme. `text` is a bare URI; angle brackets around it, in which no
/// Request-URI may stand (RFC 3261 7.1), are passed over. Where it does not begin with a scheme and
/// a colon (RFC 3986 3.1) the whole text is the user.
Uri parse_uri(std::string_view text) noexcept;

/// A host name without the dot of the root at its end.
constexpr std::string_view without_root(std::string_view host) noexcept {
    host.remove_suffix(host.ends_with('.') ? 1 : 0);
    return host;
}

/// A name-addr or addr-spec with its header parameters, as in From, To and Contact.
struct NameAddr {
    std::string_view display;    ///< unquoted, possibly empty
    std::string_view uri;        ///< without angle brackets
    std::string_view parameters; ///< ";tag=..." of the header field
};

/// Reads one value of such a header. Without angle brackets the URI ends at the first semicolon,
/// since the parameters then belong to the header (RFC 3261 20.10).
NameAddr parse_name_addr(std::string_view value) noexcept;

/// The tag parameter of a From or To; empty if there is none.
std::string_view tag_of(const NameAddr &address) noexcept;

} // namespace imsfail::sip
