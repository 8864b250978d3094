// imsfail: the routes on which messages were seen, each remembered once
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/fingerprint_map.h"
#include "model/sighting.h"

#include <cstdint>

namespace imsfail::model {

/// One direction between two endpoints over one transport, whatever carries it.
struct Hop {
    std::int64_t last_time_ns = 0; ///< when a message was last seen on it
    Hop *reverse = nullptr;        ///< the way back, once a message was seen on it
    bool has_cut_request = false;  ///< a request on it was captured in part, without its CSeq
    /// A redirection that answered a request on it was followed, so that such requests are
    /// captured.
    bool shows_followed_redirection = false;
};

/// A route of the capture; equal routes have one Path.
struct Path {
    Route route;
    Hop *hop = nullptr; ///< shared with the same route in or outside a tunnel, or on an interface
};

class PathTable {
  public:
    explicit PathTable(Arena &arena) : arena_(arena) {}

    /// The path of a sighting, whose time becomes the latest of its hop.
    Path *see(const Sighting &sighting);

  private:
    Path *find_or_add(const Route &route);
    Hop *hop_of(const Route &route);

    Arena &arena_;
    FingerprintMap<Path *> paths_;
    FingerprintMap<Hop *> hops_; ///< by route without carrier
};

} // namespace imsfail::model
