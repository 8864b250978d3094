// imsfail: servers that asked a client to leave them alone for a while
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/keep_away.h"

#include <iterator>
#include <utility>

namespace imsfail::model {

namespace {

Fingerprint key_of(const Route &request, std::uint32_t sent_by) {
    return Fingerprinter()
        .add(request.source.address)
        .add(request.transport == Transport::Udp ? request.source.port : sent_by)
        .add(request.destination.address)
        .add(request.destination.port)
        .finish();
}

} // namespace

void KeepAwayTable::note(const Route &request, std::uint32_t sent_by, const KeepAway &said) {
    said_[key_of(request, sent_by)] = said;
}

const KeepAway *KeepAwayTable::find(const Route &request, std::uint32_t sent_by) const {
    if (said_.empty()) { // as in most captures
        return nullptr;
    }
    const auto known = said_.find(key_of(request, sent_by));
    return known == said_.end() ? nullptr : &known->second;
}

bool KeepAwayTable::note_passed_over(const Route &request, std::uint32_t sent_by) {
    const auto known = said_.find(key_of(request, sent_by));
    return known != said_.end() && !std::exchange(known.value().was_passed_over, true);
}

void KeepAwayTable::forget(const Route &request, std::uint32_t sent_by) {
    if (!said_.empty()) {
        said_.erase(key_of(request, sent_by));
    }
}

void KeepAwayTable::forget_past(std::int64_t now_ns) {
    for (auto each = said_.begin(); each != said_.end();) {
        each = each->second.holds(now_ns) ? std::next(each) : said_.erase(each);
    }
}

} // namespace imsfail::model
