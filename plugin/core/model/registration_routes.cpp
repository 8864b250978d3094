// imsfail: the proxies of registered users
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/registration_routes.h"

#include "model/target.h"
#include "sip/uri.h"

#include <initializer_list>
#include <vector>

namespace imsfail::model {

using sip::Header;

namespace {

constexpr std::size_t kMaxValues = 16;

Fingerprint route_key(const Fingerprint &identity, std::string_view route) {
    const sip::Uri uri = sip::parse_uri(route);
    return Fingerprinter(identity).add(uri.user).add_token(uri.host).add(uri.port).finish();
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
        const Fingerprint key = key_of(identity);
        frames_[key] = frame;
        for (const std::string_view route : routes) {
            frames_[route_key(key, route)] = frame;
        }
    }
}

RouteCheck RegistrationRoutes::check(std::string_view identity, std::string_view uri) const {
    const Fingerprint key = key_of(identity);
    if (const auto route = frames_.find(route_key(key, uri)); route != frames_.end()) {
        return {.frame = route->second, .matches = true};
    }
    const auto registration = frames_.find(key);
    return {.frame = registration == frames_.end() ? 0 : registration->second, .matches = false};
}

Fingerprint RegistrationRoutes::key_of(std::string_view identity) const {
    return identity_key(read_target_uri(identity, settings_));
}

} // namespace imsfail::model
