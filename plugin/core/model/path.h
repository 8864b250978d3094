// imsfail: the routes on which messages were seen, each remembered once
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/sighting.h"

#include <array>
#include <cstddef>
#include <unordered_set>

namespace imsfail::model {

/// A route of the capture; equal routes have one Path.
struct Path {
    Route route;
    std::int64_t last_time_ns = 0; ///< when a message was last seen on it
    Path *reverse = nullptr;       ///< the way back, once a message was seen on it
    bool has_cut_request = false;  ///< a request on it was captured in part, without its CSeq
};

class PathTable {
  public:
    explicit PathTable(Arena &arena) : arena_(arena) {}

    /// The path of a sighting, whose time becomes its latest.
    Path *see(const Sighting &sighting);

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(const Route &route) const noexcept;
        std::size_t operator()(const Path *path) const noexcept {
            return (*this)(path->route);
        }
    };
    struct Equal {
        using is_transparent = void;
        static const Route &route(const Route &route) noexcept {
            return route;
        }
        static const Route &route(const Path *path) noexcept {
            return path->route;
        }
        template <typename A, typename B> bool operator()(const A &a, const B &b) const noexcept {
            return route(a) == route(b);
        }
    };

    Arena &arena_;
    std::unordered_set<Path *, Hash, Equal> paths_;
    std::array<Path *, 4> recent_ = {};
    std::size_t next_recent_ = 0;
};

} // namespace imsfail::model
