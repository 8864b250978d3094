// imsfail: the routes on which messages were seen, each remembered once
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/path.h"

#include <functional>

namespace imsfail::model {

Path *PathTable::see(const Sighting &sighting) {
    // Messages come in bursts on one path and its way back.
    for (Path *const recent : recent_) {
        if (recent != nullptr && recent->route == sighting.route) {
            recent->last_time_ns = sighting.time_ns;
            return recent;
        }
    }
    auto known = paths_.find(sighting.route);
    if (known == paths_.end()) {
        auto *const path = arena_.make<Path>();
        path->route = sighting.route;
        path->route.source.address = arena_.copy(sighting.route.source.address);
        path->route.destination.address = arena_.copy(sighting.route.destination.address);
        known = paths_.insert(path).first;
        Route back = path->route;
        std::swap(back.source, back.destination);
        if (const auto reverse = paths_.find(back); reverse != paths_.end()) {
            path->reverse = *reverse;
            (*reverse)->reverse = path;
        }
    }
    (*known)->last_time_ns = sighting.time_ns;
    recent_[next_recent_++ % recent_.size()] = *known;
    return *known;
}

std::size_t PathTable::Hash::operator()(const Route &route) const noexcept {
    const std::hash<std::string_view> hash;
    const std::size_t ports =
        (std::size_t{route.source.port} << 16 | route.destination.port) * 2654435761U;
    return (hash(route.source.address) * 31 + hash(route.destination.address)) ^ ports ^
           (std::size_t{route.carrier} << 3 | static_cast<std::size_t>(route.transport));
}

} // namespace imsfail::model
