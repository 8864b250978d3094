// imsfail: the routes on which messages were seen, each remembered once
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/path.h"

namespace imsfail::model {

namespace {

Fingerprint hop_key(const Endpoint &source, const Endpoint &destination, Transport transport) {
    return Fingerprinter()
        .add(source.address)
        .add(destination.address)
        .add(std::uint64_t{source.port} << 16 | destination.port)
        .add(static_cast<std::uint64_t>(transport))
        .finish();
}

} // namespace

Path *PathTable::see(const Sighting &sighting) {
    Path *const path = find_or_add(sighting.route);
    path->hop->last_time_ns = sighting.time_ns;
    return path;
}

Path *PathTable::find_or_add(const Route &route) {
    const Fingerprint key = Fingerprinter(hop_key(route.source, route.destination, route.transport))
                                .add(route.carrier)
                                .finish();
    Path *&path = paths_[key];
    if (path == nullptr) {
        path = arena_.make<Path>(route);
        path->route.source.address = arena_.copy(route.source.address);
        path->route.destination.address = arena_.copy(route.destination.address);
        path->hop = hop_of(route);
    }
    return path;
}

Hop *PathTable::hop_of(const Route &route) {
    Hop *&known = hops_[hop_key(route.source, route.destination, route.transport)];
    if (known != nullptr) {
        return known;
    }
    Hop *const hop = known = arena_.make<Hop>();
    const auto reverse = hops_.find(hop_key(route.destination, route.source, route.transport));
    if (reverse != hops_.end()) {
        hop->reverse = reverse->second;
        reverse->second->reverse = hop;
    }
    return hop;
}

} // namespace imsfail::model
