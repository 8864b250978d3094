// imsfail: one request and its responses on one hop
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/transaction.h"

#include "model/attempt.h"
#include "sip/sdp.h"

namespace imsfail::model {

namespace {

// A branch that starts so soon after one without any answer did not wait for it.
constexpr std::int64_t kT1Ns = 500'000'000;

// RFC 3263 4.3: the next server is tried after 503, after a timeout, and after silence or an ICMP
// error.
bool gave_way_to_next_server(const Transaction &earlier) {
    return !earlier.has_final() || earlier.final.code == 503 || earlier.final.code == 408;
}

// Not over when the other one started.
bool is_parallel(const Transaction &earlier, const Transaction &later) {
    const std::int64_t start_ns = later.request_time_ns();
    if (earlier.has_final()) {
        return earlier.final.time_ns > start_ns;
    }
    if (earlier.is_unreachable() && earlier.icmp_error_frame < later.request_frame()) {
        return false;
    }
    return earlier.last_provisional_time_ns != 0 || start_ns - earlier.request_time_ns() < kT1Ns;
}

} // namespace

std::uint32_t RequestFacts::media_digest() const {
    const bool is_whole = offer_size < kMaxOffer && body_size != kUnknownSize;
    const std::string lines = is_whole ? sip::media_lines(offer()) : std::string();
    return lines.empty() ? 0
                         : static_cast<std::uint32_t>(Fingerprinter().add(lines).finish().low) | 1;
}

const SeenMessage *Transaction::find_message(std::uint16_t code, Tag to_tag) const noexcept {
    for (const TransactionMessage &message : answers_of(*this)) {
        if (message.code == code && message.to_tag == to_tag) {
            return &message.seen;
        }
    }
    return nullptr;
}

bool Transaction::may_be_cut() const noexcept {
    const TransactionMessage *response = messages.next;
    while (response != nullptr && response->code == TransactionMessage::kAck) {
        response = response->next;
    }
    if (request_captured() || response == nullptr) {
        return false;
    }
    const Hop *const way = response->seen.path()->hop->reverse;
    return way != nullptr && way->has_cut_request;
}

bool Transaction::has_success(Tag to_tag) const noexcept {
    for (const TransactionMessage &message : answers_of(*this)) {
        if (message.code / 100 == 2 && message.to_tag == to_tag) {
            return true;
        }
    }
    return false;
}

bool Transaction::is_branch() const noexcept {
    if (parent != nullptr || attempt == nullptr || request.via_count <= 1) {
        return parent != nullptr;
    }
    const Transaction &root = *attempt->root;
    return request.via_count > root.request.via_count ||
           (attempt->has_siblings && fork == root.fork);
}

bool Transaction::is_below(const Transaction &other) const noexcept {
    for (const Transaction &upstream : upstream_of(*this)) {
        if (&upstream == &other) {
            return true;
        }
    }
    return false;
}

BranchKind Transaction::branch_kind() const noexcept {
    const Transaction *nearest = nullptr;
    for (const Transaction &earlier : from_latest(previous)) {
        if (earlier.fork != fork) {
            continue;
        }
        if (is_parallel(earlier, *this)) {
            return BranchKind::Parallel;
        }
        nearest = nearest != nullptr ? nearest : &earlier;
    }
    if (nearest == nullptr) {
        return BranchKind::Only;
    }
    return nearest->request.target_uri == request.target_uri && gave_way_to_next_server(*nearest)
               ? BranchKind::Failover
               : BranchKind::SerialFork;
}

} // namespace imsfail::model
