// imsfail: small facts read from one message, the same for requests and responses
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "sip/message.h"

#include <cstdint>
#include <string_view>

namespace imsfail::model {

/// True if the body is, or as multipart contains, a session description (application/sdp), even an
/// empty one.
bool has_sdp(const sip::Message &message);

/// How many Via values it has.
std::uint32_t count_vias(const sip::Message &message);

/// icid-value of P-Charging-Vector (RFC 7315 5.6), unquoted; empty if there is none.
std::string_view icid_value(const sip::Message &message);

/// True for a URI that hides who it is: its host is in the domain "invalid" (TS 23.003 13.6, 13.7).
bool is_anonymous(std::string_view uri) noexcept;

/// Of a request with an anonymous From: the URI of the caller, by P-Preferred-Identity, else by
/// P-Asserted-Identity (RFC 3325 9), the first value; empty where neither is there. Empty too where
/// From is not anonymous.
std::string_view hidden_caller(const sip::Message &request);

/// True for a request that says it was diverted: by Diversion (RFC 5806), or by a History-Info that
/// gives a 6xx as the reason (RFC 7044).
bool is_diverted(const sip::Message &request);

/// True for a REFER that asks for a call: to a sip, sips or tel URI, which names no other method
/// (RFC 3515 2.1, RFC 3261 19.1.1).
bool refers_to_call(const sip::Message &refer);

/// What matters of one Authorization or Proxy-Authorization (RFC 3261 22.4); views into the
/// message.
struct Credentials {
    std::string_view realm;
    std::string_view nonce;
    /// The digest was computed. The first REGISTER in IMS carries credentials without one, which
    /// answer no challenge.
    bool has_response = false;
    bool resynchronises = false; ///< `auts`: the sequence number was out of range (RFC 3310 3.4)
};

/// What matters of one WWW-Authenticate or Proxy-Authenticate; views into the message.
struct Challenge {
    std::string_view realm;
    std::string_view nonce;
    bool stale = false; ///< the credentials were right, only the nonce was old (RFC 2617 3.2.1)
    bool is_by_proxy = false; ///< Proxy-Authenticate
};

Credentials parse_credentials(std::string_view value) noexcept;
Challenge parse_challenge(std::string_view value) noexcept;

/// Calls `visit(credentials)` for each set of credentials in a request.
template <typename Visitor> void for_each_credentials(const sip::Message &message, Visitor visit) {
    for (const sip::Header header : {sip::Header::Authorization, sip::Header::ProxyAuthorization}) {
        message.for_each(header, [&](std::string_view value) { visit(parse_credentials(value)); });
    }
}

/// Calls `visit(challenge)` for each challenge in a response.
template <typename Visitor> void for_each_challenge(const sip::Message &message, Visitor visit) {
    for (const sip::Header header :
         {sip::Header::WwwAuthenticate, sip::Header::ProxyAuthenticate}) {
        message.for_each(header, [&](std::string_view value) {
            Challenge challenge = parse_challenge(value);
            challenge.is_by_proxy = header == sip::Header::ProxyAuthenticate;
            visit(challenge);
        });
    }
}

/// Hash of a realm and of who challenges for it: a proxy and the callee, or the registrar behind
/// it, may have one name for it and want credentials each (RFC 3261 22.3). 0: none.
using Realm = std::uint32_t;

/// What tells a challenge from others.
struct ChallengeKey {
    std::uint32_t nonce = 0; ///< hash; 0: none that may still be answered
    Realm realm = 0;

    bool operator==(const ChallengeKey &) const = default;
};

ChallengeKey challenge_key(std::string_view realm, std::string_view nonce, bool is_by_proxy);

/// Never 0, not even for an empty realm.
Realm hash_realm(std::string_view realm, bool is_by_proxy);

/// True for urn:service:sos and its sub-services (RFC 5031 4.2), without case.
bool is_emergency_service(std::string_view uri) noexcept;

} // namespace imsfail::model
