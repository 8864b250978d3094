// imsfail: who is registered, as far as the capture shows it
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/registration_table.h"

#include "model/target.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <algorithm>

namespace imsfail::model {

using sip::Header;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// What a binding lasts where nothing readable says it (RFC 3261 10.2.1.1).
constexpr std::uint32_t kDefaultExpires = 3600;

// More identities than a network gives to one registration are passed over.
constexpr int kMaxAssociated = 64;

Fingerprint server_key(std::uint64_t host, const Endpoint &server) {
    return Fingerprinter().add(host).add(server.address).add(server.port).finish();
}

// 0: it has no host.
std::uint64_t hash_proxy(std::string_view text) {
    const sip::Uri uri = sip::parse_uri(text);
    return uri.host.empty()
               ? 0
               : Fingerprinter().add(uri.user).add_token(uri.host).add(uri.port).finish().nonzero();
}

// The hops of one REGISTER share it, no other REGISTER does.
std::uint64_t refresh_of(const sip::Message &response) {
    return Fingerprinter()
               .add(response.first(Header::CallId))
               .add(response.cseq()->number)
               .finish()
               .low |
           1;
}

// The longest binding that the 2xx lists, in seconds. Of a REGISTER that removes bindings, what is
// listed without expiry is what was removed.
std::uint32_t longest_binding(const sip::Message &response, bool removes) {
    const auto read = [](std::string_view text) {
        return sip::to_number(text).value_or(kDefaultExpires);
    };
    const std::uint32_t otherwise = removes ? 0
                                    : response.has(Header::Expires)
                                        ? read(response.first(Header::Expires))
                                        : kDefaultExpires;
    std::uint32_t longest = 0;
    response.for_each_value(Header::Contact, [&](std::string_view value) {
        const auto expires = sip::find_parameter(sip::parse_name_addr(value).parameters, "expires");
        longest = std::max(longest, expires ? read(*expires) : otherwise);
    });
    return longest;
}

} // namespace

bool removes_bindings(const sip::Message &request) {
    const bool all = sip::to_number(request.first(Header::Expires)) == 0U;
    bool any = false;
    bool removes = true;
    request.for_each_value(Header::Contact, [&](std::string_view value) {
        const sip::NameAddr contact = sip::parse_name_addr(value);
        const auto expires = sip::find_parameter(contact.parameters, "expires");
        const bool goes = expires ? sip::to_number(*expires) == 0U : all;
        any = true;
        removes = removes && (goes || contact.uri == "*");
    });
    return any && removes;
}

std::uint64_t hash_host(std::string_view host) noexcept {
    return host.empty() ? 0 : Fingerprinter().add_token(host).finish().nonzero();
}

void RegistrationTable::note(const Transaction &transaction, const sip::Message &response) {
    const std::string_view address = response.to().uri;
    const std::string_view from = response.from().uri;
    const TargetUri target = read_target_uri(address, settings_);
    const Fingerprint key = identity_key(target);
    if (!response.cseq() || (from != address && key_of(from) != key)) {
        return;
    }
    const std::uint64_t domain = hash_host(target.host);
    const Final &final = transaction.final;
    if (transaction.path() != nullptr) {
        servers_[server_key(domain, transaction.path()->route.destination)] = final.frame;
    }
    Bindings *bindings = identities_[key].bindings;
    if (bindings == nullptr) {
        bindings = arena_.make<Bindings>();
    }
    const Bindings before = *bindings;
    bindings->refresh = refresh_of(response);
    bindings->until_ns =
        final.time_ns + longest_binding(response, transaction.request.removes_bindings) * kSecond;
    note_proxies(*bindings, bindings->refresh != before.refresh, final.frame, response);
    name(key, domain, *bindings, before, final);
    int associated = 0;
    response.for_each_value(Header::PAssociatedUri, [&](std::string_view value) {
        if (++associated <= kMaxAssociated) {
            const TargetUri identity = read_target_uri(sip::parse_name_addr(value).uri, settings_);
            const std::uint64_t host = hash_host(identity.host);
            name(identity_key(identity), host != 0 ? host : domain, *bindings, before, final);
        }
    });
}

// A hop may leave out what the others of the same REGISTER list.
void RegistrationTable::note_proxies(Bindings &bindings, bool renewed, std::uint32_t frame,
                                     const sip::Message &response) {
    const bool lists_any = response.has(Header::Path) || response.has(Header::ServiceRoute);
    if (bindings.proxies == nullptr && lists_any) {
        bindings.proxies = arena_.make<Proxies>();
    }
    if (bindings.proxies == nullptr || !(lists_any || renewed)) {
        return;
    }
    Proxies &proxies = *bindings.proxies;
    proxies.count = 0;
    proxies.frame = lists_any ? frame : 0;
    for (const Header header : {Header::Path, Header::ServiceRoute}) {
        response.for_each_value(header, [&proxies](std::string_view value) {
            if (proxies.count < proxies.hashes.size()) {
                proxies.hashes[proxies.count++] = hash_proxy(sip::parse_name_addr(value).uri);
            }
        });
    }
}

void RegistrationTable::name(const Fingerprint &key, std::uint64_t host, Bindings &bindings,
                             const Bindings &before, const Final &final) {
    Identity &identity = identities_[key];
    Registration &registration = identity.registration;
    if (identity.bindings == &bindings && registration.frame == final.frame) {
        return; // a number in another of its forms
    }
    const bool goes_on = identity.bindings == &bindings && identity.refresh == before.refresh &&
                         final.time_ns < before.until_ns;
    identity.bindings = &bindings;
    identity.refresh = bindings.refresh;
    registration = {.frame = final.frame,
                    .since_ns = goes_on ? registration.since_ns : final.time_ns,
                    .until_ns = bindings.until_ns,
                    .host = host};
}

void RegistrationTable::end(std::string_view identity_uri) {
    identities_.erase(key_of(identity_uri));
}

const RegistrationTable::Identity *RegistrationTable::find_registered(std::string_view uri,
                                                                      std::int64_t time_ns) const {
    const auto known = identities_.find(key_of(uri));
    if (known == identities_.end()) {
        return nullptr;
    }
    const Identity &identity = known->second;
    const bool holds =
        identity.refresh == identity.bindings->refresh && time_ns < identity.bindings->until_ns;
    return holds ? &identity : nullptr;
}

const Registration *RegistrationTable::find(std::string_view uri, std::int64_t time_ns) const {
    const Identity *const identity = find_registered(uri, time_ns);
    return identity != nullptr ? &identity->registration : nullptr;
}

ProxyCheck RegistrationTable::check_proxy(std::string_view uri, std::string_view proxy,
                                          std::int64_t time_ns) const {
    const Identity *const identity = find_registered(uri, time_ns);
    const Proxies *const proxies = identity != nullptr ? identity->bindings->proxies : nullptr;
    if (proxies == nullptr) {
        return {};
    }
    const std::uint64_t hash = hash_proxy(proxy);
    const auto end = proxies->hashes.begin() + static_cast<std::ptrdiff_t>(proxies->count);
    return {.frame = proxies->frame,
            .is_listed = hash != 0 && std::find(proxies->hashes.begin(), end, hash) != end};
}

std::uint32_t RegistrationTable::handled_by(std::uint64_t host, const Endpoint &server) const {
    const auto known = servers_.find(server_key(host, server));
    return known == servers_.end() ? 0 : known->second;
}

Fingerprint RegistrationTable::key_of(std::string_view uri) const {
    return identity_key(read_target_uri(uri, settings_));
}

} // namespace imsfail::model
