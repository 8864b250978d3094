// imsfail: small facts read from one message, the same for requests and responses
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/facts.h"

#include "model/fingerprint.h"
#include "model/target.h"
#include "sip/body.h"
#include "sip/text.h"
#include "sip/uri.h"

namespace imsfail::model {

using sip::Header;

bool has_sdp(const sip::Message &message) {
    return sip::find_body(message, "application/sdp").has_value();
}

std::uint32_t count_vias(const sip::Message &message) {
    std::uint32_t count = 0;
    message.for_each_value(Header::Via, [&count](std::string_view) { ++count; });
    return count;
}

std::string_view icid_value(const sip::Message &message) {
    return sip::find_parameter(message.first(Header::PChargingVector), "icid-value")
        .value_or(std::string_view());
}

bool is_anonymous(std::string_view uri) noexcept {
    return sip::icontains(uri, "invalid") && // else there is no need to read the URI
           in_domain(sip::without_root(sip::parse_uri(uri).host), "invalid");
}

std::string_view hidden_caller(const sip::Message &request) {
    std::string_view caller;
    for (const Header header : {Header::PPreferredIdentity, Header::PAssertedIdentity}) {
        if (caller.empty() && request.has(header)) {
            caller = sip::parse_name_addr(request.first(header)).uri;
        }
    }
    const bool is_hidden = !caller.empty() && is_anonymous(request.from().uri);
    return is_hidden ? caller : std::string_view();
}

bool refers_to_call(const sip::Message &refer) {
    const sip::Uri uri = sip::parse_uri(sip::parse_name_addr(refer.first(Header::ReferTo)).uri);
    const bool is_dialled = sip::iequals(uri.scheme, "sip") || sip::iequals(uri.scheme, "sips") ||
                            sip::iequals(uri.scheme, "tel");
    return is_dialled &&
           sip::find_parameter(uri.parameters, "method").value_or("INVITE") == "INVITE";
}

// The reason stands escaped among the headers of a URI (RFC 3261 19.1.1), and 6xx are causes of SIP
// only.
bool is_diverted(const sip::Message &request) {
    bool is_named = request.has(Header::Diversion);
    request.for_each(Header::HistoryInfo, [&is_named](std::string_view value) {
        is_named = is_named || sip::icontains(value, "cause%3D6");
    });
    return is_named;
}

namespace {

// Calls `visit(is, text)` for each parameter of a challenge or of credentials, where `is(name)`
// tells whether it goes by that name.
template <typename Visitor> void for_each_digest_parameter(std::string_view value, Visitor visit) {
    sip::take_token(value); // the scheme, "Digest"
    while (const auto parameter = sip::next_parameter(value, ',')) {
        visit([&parameter](std::string_view name) { return sip::iequals(parameter->name, name); },
              sip::unquote(parameter->value));
    }
}

} // namespace

Credentials parse_credentials(std::string_view value) noexcept {
    Credentials credentials;
    for_each_digest_parameter(value, [&credentials](auto is, std::string_view text) {
        if (is("realm")) {
            credentials.realm = text;
        } else if (is("nonce")) {
            credentials.nonce = text;
        } else if (is("response")) {
            credentials.has_response = !text.empty();
        } else if (is("auts")) {
            credentials.resynchronises = !text.empty();
        }
    });
    return credentials;
}

Challenge parse_challenge(std::string_view value) noexcept {
    Challenge challenge;
    for_each_digest_parameter(value, [&challenge](auto is, std::string_view text) {
        if (is("realm")) {
            challenge.realm = text;
        } else if (is("nonce")) {
            challenge.nonce = text;
        } else if (is("stale")) {
            challenge.stale = sip::iequals(text, "true");
        }
    });
    return challenge;
}

ChallengeKey challenge_key(std::string_view realm, std::string_view nonce, bool is_by_proxy) {
    return {.nonce = static_cast<std::uint32_t>(Fingerprinter().add(nonce).finish().nonzero()),
            .realm = hash_realm(realm, is_by_proxy)};
}

Realm hash_realm(std::string_view realm, bool is_by_proxy) {
    return static_cast<Realm>(
        Fingerprinter().add(realm).add(std::uint64_t{is_by_proxy}).finish().nonzero());
}

bool is_emergency_service(std::string_view uri) noexcept {
    constexpr std::string_view kService = "urn:service:sos";
    return sip::istarts_with(uri, kService) &&
           (uri.size() == kService.size() || uri[kService.size()] == '.' ||
            uri[kService.size()] == ';');
}

} // namespace imsfail::model
