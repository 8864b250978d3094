// imsfail: one logical request, wherever it travelled, and the call that it belongs to
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/facts.h"
#include "model/fingerprint.h"
#include "model/outcome.h"
#include "model/transaction.h"
#include "sip/method.h"

#include <array>
#include <cstdint>
#include <optional>

namespace imsfail::model {

struct Call;

/// A call on another leg that this one hangs together with.
struct RelatedCall {
    const Call *call = nullptr;
    const char *evidence = nullptr; ///< what ties them, in words; static storage
    /// The calls that share it, which proves nothing if they are too many; nullptr: it always does.
    const struct LegGroup *group = nullptr;
    RelatedCall *next = nullptr;

    /// False if too many calls share what ties them.
    bool means_something() const noexcept;
};

/// Retransmission timer T1 as the first gap between the sendings of a message shows it, within the
/// two values that it has (RFC 3261 17.1.1.1, TS 24.229 table 7.7.1); nothing if it was sent once.
std::optional<std::int64_t> shown_t1_ns(const SeenMessage &message) noexcept;

/// One logical request: the transactions with the same Call-ID, tags, CSeq number and method.
struct Attempt {
    Call *call = nullptr;
    Transaction *root = nullptr;   ///< nearest the originator of those captured
    Transaction *latest = nullptr; ///< the latest transaction; the others by Transaction::previous
    /// The best final at the hop nearest the originator, and of any branch: 2xx, else 6xx, else the
    /// lowest class, 487 and 482 last.
    Final nearest;
    Final best;
    std::int64_t first_time_ns = 0;
    std::int64_t last_provisional_time_ns = 0; ///< 0: none
    Fingerprint caller;      ///< caller, method and next hop of an initial request; zero: none
    Attempt *next = nullptr; ///< the one after it in its call
    const Attempt *repeats = nullptr; ///< the failed one that this one tries again; nullptr: none
    std::uint32_t cseq = 0;
    std::uint32_t retry_after_s = 0; ///< of the final nearest the originator
    std::uint32_t retry_of = 0;      ///< frame of the failure that `repeats` ended with
    std::uint32_t retry_in = 0;      ///< frame of the request that repeats this one
    /// Failure response at the hop nearest the originator that has findings beside its verdict,
    /// told there once; 0: none.
    std::uint32_t findings_frame = 0;
    Outcome nearest_outcome = Outcome::Open;
    Outcome best_outcome = Outcome::Open;
    sip::Method method = sip::Method::Other;
    bool cancelled = false; ///< a CANCEL was sent for it, at the root's hop
    /// Calls were forgotten shortly before it showed, and it may have been among them: what was
    /// seen of it first may be no first sending, and it may have been answered.
    bool may_be_older = false;
    /// Other requests come from where the root does, as branches of one that was not captured or
    /// from a client that tries one server after the other.
    bool has_siblings = false;

    const Final & final() const noexcept {
        return nearest.frame != 0 ? nearest : best;
    }
    bool ended_badly() const noexcept {
        return final().code >= 300;
    }
    /// Retransmission timer T1 of the hop nearest the originator: the first gap if there is one, as
    /// far as it lies between the two values that T1 has; else 2 s where that hop touches a UE in
    /// IMS, else 0.5 s (TS 24.229 table 7.7.1).
    std::int64_t t1_ns() const noexcept;
    /// Until when a final response may come: 64*T1 after the first sending, for an INVITE with a
    /// provisional response 3 minutes after the last one (RFC 3261 17.1, 16.6 step 11).
    std::int64_t deadline_ns() const noexcept;
    /// The same for one of its transactions, by the request's first sending and the last
    /// provisional response on that hop, 0 for none.
    std::int64_t deadline_ns(std::int64_t sent_ns, std::int64_t last_provisional_ns) const noexcept;
    /// 64*T1: timers B, F and H (RFC 3261 table 4).
    std::int64_t timeout_ns() const noexcept;
    Outcome outcome(std::int64_t now_ns) const noexcept;
    /// True for one of its transactions at the hop nearest the originator, of which a client that
    /// goes from one server to the next has several.
    bool is_at_originator(const Transaction &transaction) const noexcept {
        return transaction.parent == nullptr &&
               transaction.request.via_count == root->request.via_count;
    }
    /// It began or continued a call, and is no request within its dialogs.
    bool is_initial() const noexcept {
        return !root->request.in_dialog;
    }
};

/// Calls `visit(branch)` for the captured requests that have `parent` upstream, the latest first.
/// Looks at no more than kMaxTransactions of the attempt; false: there were more.
template <typename Visitor> bool for_each_branch(const Transaction &parent, Visitor visit) {
    std::uint32_t left = parent.branches;
    if (left == 0) {
        return true;
    }
    for (const Transaction &other : from_latest(parent.attempt->latest)) {
        if (other.parent == &parent) {
            visit(other);
            if (--left == 0) {
                return true;
            }
        }
    }
    return false;
}

/// One of the two ends of a call, told by the From tag of the requests it sends.
struct Side {
    Tag tag = 0;                    ///< 0: none yet
    std::uint32_t initial_cseq = 0; ///< the highest outside a dialog, from where its dialogs count
    /// Its latest INVITE and UPDATE, the latest first.
    std::array<const Transaction *, 2> offers = {};
};

/// The requests of one side in one dialog, which count their CSeq from one to the next (RFC 3261
/// 12.2.1.1).
struct Sequence {
    std::uint64_t dialog = 0; ///< hash of the side's tag and the other one's
    std::uint32_t highest_cseq = 0;
    Sequence *next = nullptr;
};

/// A REFER at its sender's hop.
struct SentRefer {
    const Transaction *transaction = nullptr;
    const SentRefer *previous = nullptr; ///< the one before it in its call
    Tag from_tag = 0;
    bool asks_for_call = false; ///< it is to be followed by an INVITE
};

/// So many REFERs of one call are looked at: more than anybody transfers it.
inline constexpr int kMaxRefers = 16;

/// The REFERs of a call, from this one back. nullptr: none.
inline auto from_latest(const SentRefer *latest) noexcept {
    return Chain<&SentRefer::previous, const SentRefer>(latest, kMaxRefers);
}

/// So many challenges of one call are remembered: of a proxy and of the callee, for two algorithms
/// each (RFC 8760).
inline constexpr std::size_t kChallenges = 4;

/// One wish of one caller: the attempt that began it, those that continue it, and all requests of
/// the dialogs it made, in both directions.
struct Call {
    Fingerprint to_uri;
    Attempt *last_initial = nullptr;   ///< the latest attempt without To tag; nullptr: not captured
    Attempt *first_attempt = nullptr;  ///< of any request; the others by Attempt::next
    Attempt *latest_attempt = nullptr; ///< nullptr: no request was captured
    Call *next = nullptr;              ///< the call that began after it
    /// Of each realm those of the response that challenged last, the latest realm first. Further
    /// ones are forgotten.
    std::array<ChallengeKey, kChallenges> challenges = {};
    RelatedCall *related = nullptr;
    std::array<Side, 2> sides = {};
    Sequence *sequences = nullptr;           ///< of its dialogs, in both directions
    const SentRefer *latest_refer = nullptr; ///< the others by SentRefer::previous
    /// An UPDATE or PRACK that was refused before the latest INVITE had its final; nullptr: none.
    const Transaction *early_failure = nullptr;
    std::int64_t first_time_ns = 0;
    std::int64_t end_time_ns = 0; ///< 0: not ended, as far as the capture shows
    std::uint32_t index = 0;
    std::uint32_t prack_frame = 0;           ///< the latest PRACK; 0: none
    std::uint32_t bye_frame = 0;             ///< the first BYE; 0: none
    sip::Method method = sip::Method::Other; ///< of the request that began it, or came first
    bool confirmed = false;                  ///< a BYE, re-INVITE or ACK showed a confirmed dialog
    bool redirected = false;                 ///< a request of it was answered with 3xx
    bool precondition_refused = false;       ///< a request was answered with 580 (RFC 3312 8)

    /// The attempt that began it; nullptr: no request outside a dialog was captured.
    const Attempt *first_initial() const noexcept;
    /// How the call ended by the time `now`: as its last attempt without To tag did; if that was
    /// not captured, answered once a confirmed dialog shows, else open.
    Outcome outcome(std::int64_t now_ns) const noexcept;
    /// Failed or unanswered, never for OPTIONS.
    bool failed(std::int64_t now_ns) const noexcept;
    /// Status of the final response to the last attempt without To tag; 0: none.
    std::uint16_t final_code() const noexcept;
};

/// All attempts of a call, in the order in which they began, in dialogs and outside.
inline auto attempts_of(const Call &call) noexcept {
    return Chain<&Attempt::next, const Attempt>(call.first_attempt, kNoLimit);
}

/// The calls on other legs, in the order in which they showed; no more than kMaxTransactions.
inline auto legs_of(const Call &call) noexcept {
    return Chain<&RelatedCall::next, const RelatedCall>(call.related, kMaxTransactions);
}

} // namespace imsfail::model
