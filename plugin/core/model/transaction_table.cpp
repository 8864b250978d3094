// imsfail: which transaction a message belongs to, and which request it came from
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/transaction_table.h"

#include "model/facts.h"
#include "sip/text.h"

#include <algorithm>

namespace imsfail::model {

using sip::Header;

namespace {

// So many requests with one key are told apart, by target or sender: more than a fork makes.
constexpr int kMaxEqualKeys = 16;

// The requests with one key, from the latest back.
template <typename Item> auto of_one_key(Item &latest) {
    return Chain<&Transaction::older, Item>(&latest, kMaxEqualKeys);
}

// All branches of one parent have this in common: the parent's own key.
std::uint64_t fork_of(const Fingerprint &parent) {
    return parent.nonzero();
}

// A request with the branch of an earlier one that another element sent: on the way of one request,
// the Via values below differ too.
bool is_of_another_hop(const Transaction &earlier, const Observation &seen) {
    if (earlier.sent_by == sent_by(sip::parse_via(seen.via))) {
        return false;
    }
    if (earlier.request.via_count != count_vias(seen.message)) {
        return true;
    }
    bool differs = false;
    int position = 0;
    seen.message.for_each_value(Header::Via, [&](std::string_view value) {
        if (++position == 2) {
            differs = earlier.edge != Edge::Inferred &&
                      earlier.fork != fork_of(transaction_key(seen, seen.message.method(), value));
        }
    });
    return differs;
}

// True if no message belongs to it any more, whatever its key.
bool is_long_over(const Transaction &transaction, std::int64_t time_ns) {
    // 64*T1 with the longest T1, that of a UE (TS 24.229 table 7.7.1), and some reserve.
    constexpr std::int64_t kTransactionLife = 180'000'000'000;
    return transaction.has_final() && time_ns - transaction.final.time_ns > kTransactionLife;
}

// A request with the key of an earlier one that it is no repetition of: long after that ended, sent
// by another element, or, from an element older than RFC 3261, for another target (17.2.3).
bool is_another(const Transaction &earlier, const Observation &seen) {
    if (!earlier.request_captured()) {
        return false;
    }
    if (is_long_over(earlier, seen.sighting.time_ns)) {
        return true;
    }
    if (sip::istarts_with(seen.branch, sip::kMagicCookie)) {
        return is_of_another_hop(earlier, seen);
    }
    const sip::Message &request = seen.message;
    return request.method() != "REGISTER" && earlier.request.target_uri != request.request_uri();
}

// Of the requests with one key, the one that this is a repetition of; nullptr: none, it is another.
Transaction *repeated(Transaction &latest, const Observation &request) {
    Transaction *known = is_long_over(latest, request.sighting.time_ns) ? nullptr : &latest;
    for (int seen = 0; known != nullptr && is_another(*known, request); ++seen) {
        known = seen < kMaxEqualKeys ? known->older : nullptr;
    }
    return known;
}

// Of the requests with one key, the one that a response answers: that which has this response
// already, else the latest without a final. The response has as many Via values as its request.
Transaction &answered_by(Transaction &latest, const Observation &response) {
    if (latest.older == nullptr) {
        return latest;
    }
    const std::uint32_t via_count = count_vias(response.message);
    Transaction *open = nullptr;
    for (Transaction &each : of_one_key(latest)) {
        if (each.request.via_count != via_count || is_long_over(each, response.sighting.time_ns)) {
            continue;
        }
        if (each.find_message(response.message.status(), response.to_tag) != nullptr) {
            return each;
        }
        open = open == nullptr && !each.has_final() ? &each : open;
    }
    return open != nullptr ? *open : latest;
}

// Of what an ACK may name a final by if its branch is wrong.
Fingerprint acknowledgement_key(const Observation &seen, const Path *request_path) {
    return Fingerprinter(seen.call_id)
        .add(seen.message.cseq()->number)
        .add(seen.to_tag)
        .add(reinterpret_cast<std::uintptr_t>(request_path))
        .finish();
}

} // namespace

std::uint32_t sent_by(const sip::Via &via) {
    const Fingerprint both =
        Fingerprinter().add_token(via.host).add_token(sip::port_of(via)).finish();
    return static_cast<std::uint32_t>(both.low);
}

Transaction &TransactionTable::of_request(const Observation &request) {
    Transaction &latest = find_or_add(request.key);
    if (Transaction *const known = repeated(latest, request)) {
        return *known;
    }
    Transaction *const another = transactions_[request.key] = make();
    another->older = &latest;
    return *another;
}

Transaction &TransactionTable::of_ack(const Observation &ack) {
    return find_or_add(ack.key);
}

Transaction &TransactionTable::of_response(const Observation &response) {
    return answered_by(find_or_add(response.key), response);
}

Transaction *TransactionTable::find(const Observation &seen) const {
    return find(seen.key);
}

bool TransactionTable::holds(const Observation &seen) const {
    Transaction *const latest = find(seen);
    if (latest != nullptr && (!seen.message.is_request() || repeated(*latest, seen) != nullptr)) {
        return true;
    }
    const bool follows_invite = seen.message.is_request() && (seen.message.method() == "ACK" ||
                                                              seen.message.method() == "CANCEL");
    return follows_invite && find_invite(seen) != nullptr;
}

void TransactionTable::note_refusal(Transaction &invite, const Observation &response) {
    to_acknowledge_[acknowledgement_key(response, invite.path())] = &invite;
}

// The INVITE that has the top Via of an ACK or CANCEL (RFC 3261 9.1, 17.1.1.3).
Transaction *TransactionTable::find_invite(const Observation &seen) const {
    Transaction *const latest = find(transaction_key(seen, "INVITE", seen.via));
    if (latest == nullptr || latest->older == nullptr) {
        return latest;
    }
    const std::uint32_t sender = sent_by(sip::parse_via(seen.via));
    for (Transaction &each : of_one_key(*latest)) {
        if (each.sent_by == sender) {
            return &each;
        }
    }
    return latest;
}

// The INVITE whose non-2xx final an ACK belongs to; nullptr if there is none. An ACK is known by
// its To tag: that of a non-2xx final makes it the ACK of that, even if its branch is wrong; that
// of a 2xx makes it part of the dialog, even if it has the branch of the INVITE. Where the tag
// tells nothing, the branch decides (RFC 3261 17.2.3).
Transaction *TransactionTable::refused_invite(const Observation &ack) const {
    Transaction *const invite = find_invite(ack);
    // Captures may hold the ACK before the final.
    if (invite != nullptr && !invite->has_final() && invite->request_captured()) {
        return invite;
    }
    const bool is_refused = invite != nullptr && invite->final.code >= 300;
    if (is_refused && invite->final.to_tag == ack.to_tag) {
        return invite;
    }
    const auto known = to_acknowledge_.find(acknowledgement_key(ack, ack.path));
    if (known != to_acknowledge_.end()) {
        return known->second;
    }
    return is_refused && !invite->has_success(ack.to_tag) ? invite : nullptr;
}

// The parent is the nearest captured request upstream: the first Via value below the top that is
// the top of a transaction with the same Call-ID and CSeq.
void TransactionTable::place_in_tree(Transaction &transaction, const Observation &request,
                                     std::string_view sender) {
    transaction.fork = fork_of(Fingerprinter().add_token(sender).finish()); // if a root
    int position = 0;
    request.message.for_each_value(Header::Via, [&](std::string_view value) {
        if (++position == 1 || position > kMaxHops || transaction.parent != nullptr) {
            return;
        }
        const Fingerprint above = transaction_key(request, request.message.method(), value);
        if (position == 2) {
            transaction.fork = fork_of(above);
        }
        const bool has_own_key = above == request.key; // a branch that was used again on the way
        Transaction *const upstream = has_own_key ? transaction.older : find(above);
        if (upstream == nullptr || !upstream->request_captured() ||
            (has_own_key && upstream->request.via_count >= transaction.request.via_count)) {
            return;
        }
        transaction.parent = upstream;
        transaction.edge = position == 2 ? Edge::Next : Edge::Gap;
        ++upstream->branches;
    });
}

// Branches may be captured before the request they come from, where interfaces were merged. Only
// those next to it are looked for. For those with hops between that were not captured either, each
// transaction without a parent would have to keep the keys of its third and further Via values: 16
// bytes for each, and in a capture of one interface that is every transaction. They stay siblings
// of one attempt, and no rule that looks at next edges misses them.
void TransactionTable::adopt_branches(Transaction &transaction, const Observation &request) {
    const std::uint64_t fork = fork_of(request.key);
    for (Transaction &other : from_latest(transaction.previous)) {
        if (other.fork == fork && other.edge != Edge::Next && !transaction.is_below(other)) {
            if (other.parent != nullptr) {
                --other.parent->branches;
            }
            other.parent = &transaction;
            other.edge = Edge::Next;
            ++transaction.branches;
        }
    }
}

Transaction *TransactionTable::find(const Fingerprint &key) const {
    const auto known = transactions_.find(key);
    return known == transactions_.end() ? nullptr : known->second;
}

Transaction &TransactionTable::find_or_add(const Fingerprint &key) {
    Transaction *&transaction = transactions_[key];
    if (transaction == nullptr) {
        transaction = make();
    }
    return *transaction;
}

Transaction *TransactionTable::make() {
    auto *const transaction = arena_.make<Transaction>();
    transaction->index = count_++;
    return transaction;
}

} // namespace imsfail::model
