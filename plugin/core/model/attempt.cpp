// imsfail: one logical request, wherever it travelled, and the call that it belongs to
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/attempt.h"

#include <algorithm>
#include <array>

namespace imsfail::model {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kT1Core = kSecond / 2;
constexpr std::int64_t kT1Ue = 2 * kSecond;
constexpr std::int64_t kProxyInviteTimer = 180 * kSecond; // timer C

constexpr std::array<const char *, 9> kOutcomes = {
    "open",       "answered",  "failed", "challenged", "negotiated",
    "redirected", "cancelled", "probed", "unanswered",
};

// Another request from where the root comes may still be answered: of a client that went on to the
// next server, or a branch whose parent was not captured. After 6xx no answer counts any more.
bool may_go_on(const Attempt &attempt, std::int64_t now_ns) {
    if (!attempt.has_siblings || attempt.final().code >= 600) {
        return false;
    }
    for (const Transaction &sibling : from_latest<const Transaction>(attempt.latest)) {
        const bool is_open = !sibling.has_final() && !sibling.is_unreachable() &&
                             now_ns <= attempt.deadline_ns(sibling.request_time_ns(),
                                                           sibling.last_provisional_time_ns);
        if (is_open && sibling.parent == nullptr && sibling.fork == attempt.root->fork) {
            return true;
        }
    }
    return false;
}

} // namespace

const char *token(Outcome outcome) noexcept {
    return kOutcomes[static_cast<std::size_t>(outcome)];
}

std::optional<std::int64_t> shown_t1_ns(const SeenMessage &message) noexcept {
    const Sending *const second = message.second();
    if (second == nullptr) {
        return std::nullopt;
    }
    // A shorter gap may be a late copy; in a longer one, retransmissions are missing.
    return std::clamp(second->time_ns - message.first().time_ns, kT1Core, kT1Ue);
}

std::int64_t Attempt::t1_ns() const noexcept {
    if (const auto shown = shown_t1_ns(root->messages.seen)) {
        return *shown;
    }
    const RequestFacts &request = root->request;
    const bool touches_ue = request.protection == Protection::Esp || request.via_count == 1;
    return request.ims_signs.any() && touches_ue ? kT1Ue : kT1Core;
}

std::int64_t Attempt::timeout_ns() const noexcept {
    return 64 * t1_ns();
}

std::int64_t Attempt::deadline_ns() const noexcept {
    return deadline_ns(first_time_ns, last_provisional_time_ns);
}

std::int64_t Attempt::deadline_ns(std::int64_t sent_ns,
                                  std::int64_t last_provisional_ns) const noexcept {
    return last_provisional_ns != 0 && method == sip::Method::Invite
               ? last_provisional_ns + kProxyInviteTimer
               : sent_ns + timeout_ns();
}

Outcome Attempt::outcome(std::int64_t now_ns) const noexcept {
    const Final &end = final();
    // A proxy cancels branches that it needs no longer: then their finals tell how it ended.
    const bool finals_decide = has_siblings ? end.frame != 0 : end.code >= 200 && end.code < 300;
    if (cancelled && !finals_decide) {
        return Outcome::Cancelled;
    }
    if (end.code >= 300 && !cancelled && may_go_on(*this, now_ns)) {
        return Outcome::Open;
    }
    if (end.frame != 0) {
        return nearest.frame != 0 ? nearest_outcome : best_outcome;
    }
    return now_ns > deadline_ns() && !may_be_older ? Outcome::Unanswered : Outcome::Open;
}

const Attempt *Call::first_initial() const noexcept {
    for (const Attempt &attempt : attempts_of(*this)) {
        if (attempt.is_initial()) {
            return &attempt;
        }
    }
    return nullptr;
}

Outcome Call::outcome(std::int64_t now_ns) const noexcept {
    if (last_initial != nullptr) {
        return last_initial->outcome(now_ns);
    }
    return confirmed ? Outcome::Answered : Outcome::Open;
}

bool Call::failed(std::int64_t now_ns) const noexcept {
    const Outcome ended = outcome(now_ns);
    return (ended == Outcome::Failed || ended == Outcome::Unanswered) &&
           method != sip::Method::Options;
}

std::uint16_t Call::final_code() const noexcept {
    return last_initial == nullptr ? std::uint16_t{0} : last_initial->final().code;
}

} // namespace imsfail::model
