// imsfail: one message, however often it was sent and seen
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/sending.h"

namespace imsfail::model {

namespace {

// No timer of RFC 3261 or TS 24.229 repeats a message so soon; copies on other interfaces come
// within this time.
constexpr std::int64_t kSameSendingNs = 100'000'000;

// A message travels on a handful of paths. On more than this many, which no real capture has, only
// the time tells copies from retransmissions, so that no walk grows with the capture.
constexpr int kMaxPaths = 16;

} // namespace

Repetition SeenMessage::see(const Sighting &sighting, const Path *path, Arena &arena) {
    if (!seen()) {
        first_ = {.time_ns = sighting.time_ns, .frame = sighting.frame};
        path_ = path;
        return {};
    }
    if (repetitions_ == nullptr) {
        repetitions_ = arena.make<Repetitions>();
        repetitions_->latest = &first_;
        repetitions_->paths = {.path = path_, .latest = &first_};
    }
    Progress *const progress = progress_on(path, arena);
    const auto copy_of = [&](Sending *sending) {
        if (progress != nullptr) {
            progress->latest = sending;
        }
        return Repetition{sending->frame, sending == &first_ ? 0 : first_.frame};
    };
    Sending *&latest = repetitions_->latest;
    if (sighting.time_ns - latest->time_ns < kSameSendingNs) {
        return copy_of(latest);
    }
    if (progress != nullptr) {
        Sending *const unseen = progress->latest == nullptr ? &first_ : progress->latest->next;
        if (unseen != nullptr) {
            return copy_of(unseen);
        }
    }
    latest = latest->next = arena.make<Sending>(sighting.time_ns, sighting.frame);
    ++repetitions_->sendings;
    if (progress != nullptr) {
        progress->latest = latest;
    }
    return {.copy_of = 0, .retransmission_of = first_.frame};
}

std::uint32_t SeenMessage::sendings() const noexcept {
    return repetitions_ == nullptr ? std::uint32_t{seen()} : repetitions_->sendings;
}

SeenMessage::Progress *SeenMessage::progress_on(const Path *path, Arena &arena) {
    Progress *progress = &repetitions_->paths;
    for (int paths = 1; progress->path != path; progress = progress->next, ++paths) {
        if (paths == kMaxPaths) {
            return nullptr;
        }
        if (progress->next == nullptr) {
            progress->next = arena.make<Progress>(path);
        }
    }
    return progress;
}

} // namespace imsfail::model
