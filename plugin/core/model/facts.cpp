// imsfail: small facts read from one message, the same for requests and responses
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/facts.h"

#include "sip/text.h"

namespace imsfail::model {

using sip::Header;

bool has_sdp(const sip::Message &message) {
    const std::string_view type = message.first(Header::ContentType);
    return sip::istarts_with(type, "application/sdp") ||
           (sip::istarts_with(type, "multipart/") &&
            sip::icontains(message.body(), "application/sdp"));
}

std::string_view icid_value(const sip::Message &message) {
    return sip::find_parameter(message.first(Header::PChargingVector), "icid-value")
        .value_or(std::string_view());
}

Credentials parse_credentials(std::string_view value) noexcept {
    sip::take_token(value); // the scheme, "Digest"
    const auto parameter = [value](std::string_view name) {
        return sip::find_parameter(value, name, ',').value_or(std::string_view());
    };
    return {.realm = parameter("realm"),
            .nonce = parameter("nonce"),
            .has_response = !parameter("response").empty(),
            .resynchronises = !parameter("auts").empty()};
}

Challenge parse_challenge(std::string_view value) noexcept {
    sip::take_token(value); // the scheme, "Digest"
    const auto parameter = [value](std::string_view name) {
        return sip::find_parameter(value, name, ',').value_or(std::string_view());
    };
    return {.realm = parameter("realm"),
            .nonce = parameter("nonce"),
            .stale = sip::iequals(parameter("stale"), "true")};
}

Fingerprint challenge_key(std::string_view realm, std::string_view nonce) {
    return Fingerprinter().add(realm).add(nonce).finish();
}

std::uint64_t hash_realm(std::string_view realm) {
    return Fingerprinter().add(realm).finish().low | 1;
}

bool answers_challenge(const sip::Message &message) {
    bool answered = false;
    for_each_credentials(message, [&answered](const Credentials &credentials) {
        answered = answered || credentials.has_response;
    });
    return answered;
}

bool is_emergency_service(std::string_view uri) noexcept {
    constexpr std::string_view kService = "urn:service:sos";
    return sip::istarts_with(uri, kService) &&
           (uri.size() == kService.size() || uri[kService.size()] == '.' ||
            uri[kService.size()] == ';');
}

} // namespace imsfail::model
