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

bool answers_challenge(const sip::Message &message) {
    bool answered = false;
    const auto read = [&answered](std::string_view credentials) {
        sip::take_token(credentials); // the scheme, "Digest"
        const auto response = sip::find_parameter(credentials, "response", ',');
        answered = answered || (response && !response->empty());
    };
    message.for_each(Header::Authorization, read);
    message.for_each(Header::ProxyAuthorization, read);
    return answered;
}

bool is_emergency_service(std::string_view uri) noexcept {
    constexpr std::string_view kService = "urn:service:sos";
    return sip::istarts_with(uri, kService) &&
           (uri.size() == kService.size() || uri[kService.size()] == '.' ||
            uri[kService.size()] == ';');
}

} // namespace imsfail::model
