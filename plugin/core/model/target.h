// imsfail: whom a request is for: its URI in parts, the form of it, and who is meant
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/fingerprint.h"
#include "model/settings.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace imsfail::model {

/// The form of a target, tested in this order.
enum class TargetForm : std::uint8_t {
    Anonymous,  ///< host in the domain "invalid" (TS 23.003 13.6, 13.7)
    Emergency,  ///< urn:service:sos* (RFC 5031), or a dialled emergency number
    ServiceUrn, ///< any other urn:service:
    Gruu,       ///< `gr` parameter (RFC 5627)
    Imsi,       ///< 14 or 15 digits at ims.mnc*.mcc*.3gppnetwork.org, not user=phone (TS 23.003 13)
    E164,       ///< "+" and digits (RFC 3966 5.1.4)
    LocalNumber, ///< phone-context present (RFC 3966 5.1.5)
    ShortCode,   ///< up to 6 of digits, "*" and "#", or beginning with "*" or "#"
    National,    ///< 7 or more digits without "+"
    Name,        ///< any other user
    None,        ///< no user part
};

/// Digits of the longest E.164 number (TS 23.003 13.4), and of the longest country code.
inline constexpr std::size_t kMaxE164 = 15;
inline constexpr std::size_t kMaxCountryCode = 3;

/// Token such as "e164"; the same rules as in knowledge/tokens.h.
const char *token(TargetForm form) noexcept;

/// A URI in its parts. The views point into the text it was read from.
struct TargetUri {
    std::string_view scheme;          ///< as it stands
    std::string_view userinfo;        ///< as it stands, without password; for tel the number
    std::string_view user_parameters; ///< ";name=value..." within the userinfo (RFC 3261 19.1.6)
    std::string_view host;            ///< as it stands, without port and trailing dot
    std::string_view uri_parameters;  ///< ";name=value..." of the URI
    std::string user;                 ///< unescaped, without the number's own parameters
    std::string digits;               ///< digits, "*" and "#" only (RFC 8224 8.3); empty: no number
    /// Digits of the international number that is meant, country code first; empty: not known.
    std::string international;
    bool is_phone = false; ///< the URI says that it holds a number: tel, or user=phone
    TargetForm form = TargetForm::None;

    /// True for the forms that are dialled: global, local, national, short and emergency numbers.
    bool is_number() const noexcept;
    /// True if the caller named it: a number, or the user of To, and no contact that a node put in.
    bool is_original(const TargetUri &to) const noexcept {
        return is_number() || user == to.user;
    }
    /// Value of phone-context (RFC 3966 5.1.5), wherever it stands, a global one without
    /// separators; empty: absent.
    std::string phone_context() const;
};

/// Splits and classifies a URI; any text is accepted, what is no URI is a Name. A national number
/// becomes international only by the user's country code and national prefix. It allocates for
/// users of more than 15 characters only.
TargetUri read_target_uri(std::string_view uri, const Settings &settings);

/// Stands for whoever is meant: equal for two spellings of one user, and for nothing else. A global
/// number is its digits, whatever the scheme, host and visual separators (RFC 3966 4, RFC 8224 8);
/// so is a national one that the settings make global. A local number counts within its
/// phone-context, any other number only at its host. Everybody else is the unescaped user, with
/// case, at the host, without case (RFC 3261 19.1.4), ports and parameters left out, sips kept
/// apart from sip.
Fingerprint identity_key(const TargetUri &target);

/// True for a host of the user's own domains.
bool is_home_domain(std::string_view host, const Settings &settings) noexcept;

/// True for an IPv4 address, and for an IPv6 address in its brackets.
bool is_ip_address(std::string_view host) noexcept;

/// True if `host` is `domain` or lies within it, without case; `domain` in lower case.
bool in_domain(std::string_view host, std::string_view domain) noexcept;

} // namespace imsfail::model
