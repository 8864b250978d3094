// imsfail: one message, however often it was sent and seen
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/path.h"

#include <cstdint>

namespace imsfail::model {

/// One sending of a message: the first, or a retransmission.
struct Sending {
    std::int64_t time_ns = 0; ///< of its first sighting
    std::uint32_t frame = 0;  ///< of its first sighting
    Sending *next = nullptr;  ///< the retransmission after it
};

/// How a sighting stands to the earlier ones of the same message. 0: it does not.
struct Repetition {
    std::uint32_t copy_of = 0;           ///< first sighting of the same sending
    std::uint32_t retransmission_of = 0; ///< first sighting of the first sending

    bool is_first() const noexcept {
        return copy_of == 0 && retransmission_of == 0;
    }
};

/// A message that its transaction, start line and To tag tell from all others. Its sightings are
/// copies where the capture saw one sending several times on its way, else retransmissions.
class SeenMessage {
  public:
    /// Notes one more sighting, in the order of the capture. Less than 100 ms after the latest
    /// sending it is a copy of that; else, on a path that has not seen all sendings yet, a copy of
    /// the first of those; else a retransmission.
    Repetition see(const Sighting &sighting, const Path *path, Arena &arena);

    bool seen() const noexcept {
        return first_.frame != 0;
    }
    const Sending &first() const noexcept {
        return first_;
    }
    /// The first retransmission; nullptr if there is none.
    const Sending *second() const noexcept {
        return first_.next;
    }
    /// The path of the first sighting.
    const Path *path() const noexcept {
        return path_;
    }
    std::uint32_t sendings() const noexcept;

  private:
    // The latest sending that was seen on a path.
    struct Progress {
        const Path *path = nullptr;
        Sending *latest = nullptr;
        Progress *next = nullptr;
    };
    // Kept only for messages that were seen more than once.
    struct Repetitions {
        Sending *latest = nullptr;
        std::uint32_t sendings = 1;
        Progress paths;
    };
    Progress *progress_on(const Path *path, Arena &arena);

    Sending first_;
    const Path *path_ = nullptr;
    Repetitions *repetitions_ = nullptr;
};

} // namespace imsfail::model
