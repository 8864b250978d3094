// imsfail: the proxies of registered users
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/registration_routes.h"

#include "sip/uri.h"

#include <initializer_list>
#include <vector>

namespace imsfail::model {

using sip::Header;

namespace {

constexpr std::size_t kMaxValues = 16;

Fingerprinter &add_uri(Fingerprinter &key, std::string_view text) {
    const sip::Uri uri = sip::parse_uri(text);
    return key.add(uri.user).add_token(uri.host).add(uri.port);
}

Fingerprint identity_key(std::string_view identity) {
    Fingerprinter key;
    return add_uri(key, identity).finish();
}

Fingerprint route_key(std::string_view identity, std::string_view uri) {
    Fingerprinter key;
    return add_uri(add_uri(key, identity), uri).finish();
}

std::vector<std::string_view> uris_of(const sip::Message &message,
                                      std::initializer_list<Header> headers) {
    std::vector<std::string_view> uris;
    for (const Header header : headers) {
        std::size_t count = 0;
        message.for_each_value(header, [&](std::string_view value) {
            if (++count <= kMaxValues) {
                uris.push_back(sip::parse_name_addr(value).uri);
            }
        });
    }
    return uris;
}

} // namespace

void RegistrationRoutes::note(std::uint32_t frame, const sip::Message &registered) {
    const auto routes = uris_of(registered, {Header::Path, Header::ServiceRoute});
    if (routes.empty()) {
        return;
    }
    for (const std::string_view identity :
         uris_of(registered, {Header::To, Header::PAssociatedUri})) {
        frames_[identity_key(identity)] = frame;
        for (const std::string_view route : routes) {
            frames_[route_key(identity, route)] = frame;
        }
    }
}

RouteCheck RegistrationRoutes::check(std::string_view identity, std::string_view uri) const {
    if (const auto route = frames_.find(route_key(identity, uri)); route != frames_.end()) {
        return {.frame = route->second, .matches = true};
    }
    const auto registration = frames_.find(identity_key(identity));
    return {.frame = registration == frames_.end() ? 0 : registration->second, .matches = false};
}

} // namespace imsfail::model
