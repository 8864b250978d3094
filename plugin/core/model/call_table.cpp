// imsfail: which call a request belongs to
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/call_table.h"

#include "model/facts.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <algorithm>
#include <array>

namespace imsfail::model {

using sip::Header;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// So many dialogs of a call are counted, each in both directions: more than a fork makes. In
// further ones nothing is said of the order, so that no walk grows with the capture.
constexpr int kMaxSequences = 16;

Fingerprint tag_key(const Fingerprint &call_id, Tag tag) {
    return Fingerprinter(call_id).add(tag).finish();
}

Fingerprint method_key(const Observation &request) {
    return Fingerprinter(request.call_id).add(request.message.method()).finish();
}

Fingerprint attempt_key(const Observation &request, std::string_view method, Tag request_to_tag) {
    return Fingerprinter(request.call_id)
        .add(request.from_tag)
        .add(request_to_tag)
        .add(method)
        .add(request.message.cseq()->number)
        .finish();
}

// Who calls: by From, or where that hides it, by the identity beside it; empty: it cannot be told.
std::string_view caller_of(const sip::Message &request) {
    const std::string_view from = request.from().uri;
    return is_anonymous(from) ? hidden_caller(request) : from;
}

// What a caller's other try has in common with the first, beside the target: method, caller, next
// hop. Zero where the caller cannot be told: behind one sender there may be many.
// OPTIONS repeat by design.
Fingerprint caller_key(const Observation &request) {
    const std::string_view caller = caller_of(request.message);
    if (caller.empty() || request.message.method() == "OPTIONS") {
        return {};
    }
    const Route &route = request.sighting.route;
    return Fingerprinter()
        .add(request.message.method())
        .add(route.source.address)
        .add(route.destination.address)
        .add(route.destination.port)
        .add(static_cast<std::uint64_t>(route.transport))
        .add(caller)
        .finish();
}

Fingerprint retry_key(const Fingerprint &caller, std::string_view target_uri) {
    return Fingerprinter().add(caller.low).add(caller.high).add(target_uri).finish();
}

Fingerprint nonce_key(std::string_view nonce) {
    return Fingerprinter().add(nonce).finish();
}

// True if a request with the numbers of this attempt is of another one.
bool is_past(const Attempt &attempt, const Observation &request) {
    constexpr std::int64_t kAttemptLife = 180 * kSecond; // Timer C (RFC 3261 16.6 step 11)
    const Final &end = attempt.final();
    return !request.in_dialog() && end.frame != 0 &&
           request.sighting.time_ns - end.time_ns > kAttemptLife;
}

// Overlap dialling: the next number begins with the digits of the one that was incomplete.
bool is_dialled_on(std::string_view target_uri, std::string_view incomplete) {
    const std::string_view user = sip::parse_uri(target_uri).user;
    const std::string_view prefix = sip::parse_uri(incomplete).user;
    return !prefix.empty() && user.size() > prefix.size() && user.starts_with(prefix);
}

Side &side_of(Call &call, Tag tag) {
    for (Side &side : call.sides) {
        if (side.tag == 0 || side.tag == tag) {
            side.tag = tag;
            return side;
        }
    }
    return call.sides.back(); // a third tag: a fork, which shares the callee's side
}

bool was_pending(const Transaction *offer, std::int64_t time_ns) {
    return offer != nullptr && (!offer->has_final() || offer->final.time_ns > time_ns);
}

// The count of the sender in the dialog of a request; nullptr: there are too many dialogs.
Sequence *sequence_of(Call &call, const Side &sender, const Observation &seen, Arena &arena) {
    const std::uint64_t dialog = Fingerprinter().add(seen.from_tag).add(seen.to_tag).finish().low;
    Sequence **place = &call.sequences;
    for (int dialogs = 0; *place != nullptr; place = &(*place)->next, ++dialogs) {
        if ((*place)->dialog == dialog) {
            return *place;
        }
        if (dialogs == kMaxSequences) {
            return nullptr;
        }
    }
    return *place = arena.make<Sequence>(dialog, sender.initial_cseq);
}

// True if its side has sent a higher CSeq in its dialog before. After a fork, each dialog counts on
// its own from the CSeq of the INVITE.
bool is_cseq_too_low(Call &call, Side &sender, const Observation &seen, bool in_dialog,
                     Arena &arena) {
    const std::uint32_t cseq = seen.message.cseq()->number;
    if (!in_dialog) {
        sender.initial_cseq = std::max(sender.initial_cseq, cseq);
        return false;
    }
    Sequence *const sequence = sequence_of(call, sender, seen, arena);
    if (sequence == nullptr) {
        return false;
    }
    const bool is_too_low = cseq < sequence->highest_cseq;
    sequence->highest_cseq = std::max(sequence->highest_cseq, cseq);
    return is_too_low;
}

// Order of the requests of one side (RFC 3261 12.2.2, 14.2; RFC 3311 5.2).
void note_order(Transaction &transaction, Call &call, const Observation &seen, Arena &arena) {
    const sip::Message &message = seen.message;
    if (transaction.parent != nullptr) {
        return; // the same request on a later hop
    }
    Side &side = side_of(call, seen.from_tag);
    RequestFacts &request = transaction.request;
    request.is_cseq_too_low = is_cseq_too_low(call, side, seen, request.in_dialog, arena);
    if (message.method() != "INVITE" && message.method() != "UPDATE") {
        return;
    }
    request.overlaps_offer =
        request.in_dialog &&
        std::any_of(side.offers.begin(), side.offers.end(), [&](const Transaction *offer) {
            return was_pending(offer, transaction.request_time_ns());
        });
    side.offers = {&transaction, side.offers.front()};
}

Fingerprint to_uri(const sip::Message &message) {
    return Fingerprinter().add(message.to().uri).finish();
}

// A request of the same caller to the same place, after the first one got its final: the caller
// used the CSeq again. A proxy's next branch names the proxy's own transaction in its second Via
// value.
bool is_sent_again(const Attempt &attempt, const Transaction &transaction) {
    const Transaction &root = *attempt.root;
    return root.has_final() && transaction.parent == nullptr && transaction.path() == root.path() &&
           transaction.request.via_count == root.request.via_count &&
           (transaction.request.via_count == 1 || transaction.fork != root.fork);
}

// The open request of the attempt that went to where this one comes from: its parent, if a node on
// the way hid the Via values.
Transaction *infer_parent(const Attempt &attempt, const Transaction &transaction) {
    for (Transaction &other : from_latest(attempt.latest)) {
        const Route &route = other.path()->route;
        if (!other.has_final() && route.destination == transaction.path()->route.source &&
            route.source != transaction.path()->route.source) {
            return &other;
        }
    }
    return nullptr;
}

// What looked like a failure was a step towards what the caller wanted.
void turn_into_negotiation(Attempt &attempt) {
    attempt.nearest_outcome = Outcome::Negotiated;
    attempt.best_outcome = Outcome::Negotiated;
}

void append(Call &call, Attempt &attempt) {
    (call.latest_attempt == nullptr ? call.first_attempt : call.latest_attempt->next) = &attempt;
    call.latest_attempt = &attempt;
}

// The root of an attempt is the transaction nearest its originator: the one with the fewest Via
// values. What was known of the end there belongs to another hop once a nearer one shows.
void join(Attempt &attempt, Transaction &transaction) {
    if (transaction.parent == nullptr && attempt.latest != nullptr) {
        Transaction *const parent = infer_parent(attempt, transaction);
        transaction.parent = parent;
        transaction.edge = parent != nullptr ? Edge::Inferred : Edge::Root;
        if (parent != nullptr) {
            ++parent->branches;
            transaction.fork = Fingerprinter().add(parent->index).finish().nonzero();
        }
    }
    transaction.attempt = &attempt;
    transaction.previous = attempt.latest;
    attempt.latest = &transaction;
    if (attempt.root == nullptr ||
        (transaction.parent == nullptr &&
         transaction.request.via_count < attempt.root->request.via_count)) {
        attempt.root = &transaction;
        attempt.has_siblings = false;
        attempt.nearest = {};
        attempt.nearest_outcome = Outcome::Open;
    } else if (transaction.parent == nullptr && transaction.fork == attempt.root->fork) {
        attempt.has_siblings = true;
    }
}

} // namespace

void CallTable::place(Transaction &transaction, const Observation &request) {
    const Fingerprint key = attempt_key(request, request.message.method(), request.to_tag);
    const auto known = attempts_.find(key);
    Attempt *attempt = known == attempts_.end() ? nullptr : known->second;
    if (attempt == nullptr || is_sent_again(*attempt, transaction)) {
        attempt = &add_attempt(key, transaction, request, attempt);
    }
    if (attempt->root == nullptr) {
        append(*attempt->call, *attempt);
    }
    join(*attempt, transaction);
    note_order(transaction, *attempt->call, request, arena_);
}

Attempt &CallTable::add_attempt(const Fingerprint &key, const Transaction &transaction,
                                const Observation &request, Attempt *sent_before) {
    const sip::Message &message = request.message;
    const Sighting &sighting = request.sighting;
    auto *const attempt = arena_.make<Attempt>();
    attempt->first_time_ns = sighting.time_ns;
    attempt->cseq = message.cseq()->number;
    attempt->method = sip::method_from_name(message.method());
    attempts_[key] = attempt;
    if (transaction.request.in_dialog) {
        attempt->call = sent_before != nullptr ? sent_before->call : &dialog_call(request);
        attempt->call->confirmed =
            attempt->call->confirmed || message.method() == "BYE" || message.method() == "INVITE";
        return *attempt;
    }
    if (sent_before != nullptr &&
        sighting.time_ns - sent_before->final().time_ns > settings_.retry_window_ns) {
        sent_before = nullptr; // the same numbers, but another wish
    }
    attempt->caller = caller_key(request);
    Attempt *earlier = sent_before;
    if (sent_before != nullptr) {
        attempt->call = sent_before->call;
    } else if (Call *const call = continued(request)) {
        attempt->call = call;
        earlier = call->last_initial;
    } else if (Call *const begun = find(request.call_id, request.from_tag);
               begun != nullptr && begun->last_initial == nullptr) {
        attempt->call = begun; // so far only responses or later requests were captured
    } else {
        attempt->call = &begin(request);
        earlier = transaction.parent == nullptr ? failed_before(attempt->caller, request) : nullptr;
        if (Attempt *const incomplete = dialled_before(attempt->caller, request)) {
            turn_into_negotiation(*incomplete);
        }
    }
    attempt->call->last_initial = attempt;
    attempt->call->early_failure = nullptr;
    attempt->call->end_time_ns = 0;
    latest_[method_key(request)] = attempt->call;
    add_tag(*attempt->call, request.call_id, request.from_tag);
    if (earlier != nullptr && earlier->ended_badly()) {
        attempt->repeats = earlier;
        attempt->retry_of = earlier->final().frame;
        earlier->retry_in = sighting.frame;
        // Going on without the extension, the client did not fail (RFC 3261 8.1.3.4).
        if (earlier->final().code == 420 && earlier->call == attempt->call) {
            turn_into_negotiation(*earlier);
        }
        if (earlier->final().code / 100 == 3) {
            earlier->root->path()->hop->shows_followed_redirection = true;
        }
    }
    return *attempt;
}

// The call that a request without To tag goes on with: the latest of its Call-ID and method, if
// that ended in a final that a changed request may follow, or the one whose challenge it answers.
// Pings repeat by design, challenged or not: only credentials make one go on with another.
Call *CallTable::continued(const Observation &request) {
    Call *const challenger = answered(request.message);
    Call *const call = refused_before(request);
    return call != nullptr ? call : challenger;
}

Call *CallTable::refused_before(const Observation &request) const {
    Call *const call = latest(request);
    if (call == nullptr || call->last_initial == nullptr) {
        return nullptr;
    }
    const Attempt &last = *call->last_initial;
    const bool goes_on =
        last.method != sip::Method::Options && last.ended_badly() &&
        request.message.cseq()->number > last.cseq &&
        request.sighting.time_ns - last.final().time_ns <= settings_.retry_window_ns &&
        call->to_uri == to_uri(request.message);
    return goes_on ? call : nullptr;
}

// The latest call of this Call-ID and method. A B2BUA may keep the Call-ID, so the caller's own
// goes first; a UE may change its From tag, so that of another will do.
Call *CallTable::latest(const Observation &request) const {
    Call *const own = find(request.call_id, request.from_tag);
    const sip::Method method = sip::method_from_name(request.message.method());
    if (own != nullptr && method != sip::Method::Other && own->method == method) {
        return own;
    }
    const auto known = latest_.find(method_key(request));
    return known == latest_.end() ? nullptr : known->second;
}

// A nonce continues one call once: a client may use it again for other requests (RFC 3261 22.2).
Call *CallTable::answered(const sip::Message &message) {
    Call *call = nullptr;
    for_each_credentials(message, [&](const Credentials &credentials) {
        const auto known = by_nonce_.find(nonce_key(credentials.nonce));
        if (known != by_nonce_.end()) {
            call = known->second;
            by_nonce_.erase(known);
        }
    });
    return call;
}

// The call of the same caller to the same target that failed a short while ago.
Attempt *CallTable::failed_before(const Fingerprint &caller, const Observation &request) const {
    const auto known = caller == Fingerprint()
                           ? failed_.end()
                           : failed_.find(retry_key(caller, request.target_uri()));
    if (known == failed_.end()) {
        return nullptr;
    }
    Attempt *const earlier = known->second;
    const std::int64_t window =
        std::max(settings_.retry_window_ns, earlier->retry_after_s * kSecond);
    // By its answer to a challenge, or by another try.
    const bool was_followed = earlier->call->last_initial != earlier || earlier->retry_in != 0;
    return !was_followed && request.sighting.time_ns - earlier->final().time_ns <= window ? earlier
                                                                                          : nullptr;
}

Attempt *CallTable::acknowledged(const Observation &ack) const {
    for (const Tag request_to_tag : {Tag{0}, ack.to_tag}) {
        const auto known = attempts_.find(attempt_key(ack, "INVITE", request_to_tag));
        if (known != attempts_.end()) {
            return known->second;
        }
    }
    return nullptr;
}

Call &CallTable::dialog_call(const Observation &seen) {
    for (const Tag tag : {seen.from_tag, seen.to_tag}) {
        if (Call *const call = find(seen.call_id, tag)) {
            return *call;
        }
    }
    Call &call = begin(seen);
    add_tag(call, seen.call_id, seen.from_tag);
    add_tag(call, seen.call_id, seen.to_tag);
    return call;
}

Call &CallTable::begin(const Observation &seen) {
    auto *const call = arena_.make<Call>();
    call->index = count_++;
    call->method = sip::method_from_name(seen.message.method());
    call->to_uri = to_uri(seen.message);
    call->first_time_ns = seen.sighting.time_ns;
    (last_ == nullptr ? first_ : last_->next) = call;
    last_ = call;
    return *call;
}

Call *CallTable::find(const Fingerprint &call_id, Tag tag) const {
    const auto known = tag == 0 ? by_tag_.end() : by_tag_.find(tag_key(call_id, tag));
    return known == by_tag_.end() ? nullptr : known->second;
}

void CallTable::add_tag(Call &call, const Fingerprint &call_id, Tag tag) {
    if (tag != 0) {
        by_tag_[tag_key(call_id, tag)] = &call;
    }
}

void CallTable::note_dialog(Call &call, const Observation &response) {
    add_tag(call, response.call_id, response.to_tag);
}

void CallTable::note_accepted(Call &call, const RequestFacts &request) noexcept {
    for (ChallengeKey &known : call.challenges) {
        known.nonce = request.answers(known.realm) ? 0 : known.nonce;
    }
}

void CallTable::note_challenge(Call &call, const RequestFacts &request,
                               const sip::Message &response) {
    note_accepted(call, request);
    std::array<ChallengeKey, kChallenges> latest = {};
    auto end = latest.begin();
    for_each_challenge(response, [&](const Challenge &challenge) {
        if (end != latest.end()) {
            *end++ = challenge_key(challenge.realm, challenge.nonce, challenge.is_by_proxy);
        }
        if (!request.in_dialog) { // else a new call answers it only by chance
            by_nonce_[nonce_key(challenge.nonce)] = &call;
        }
    });
    // One realm may challenge for several algorithms at once; what it asked for before is over.
    const auto asked = end;
    for (const ChallengeKey &known : call.challenges) {
        const bool is_over = std::any_of(latest.begin(), asked, [&known](const ChallengeKey &key) {
            return key.realm == known.realm;
        });
        if (!is_over && end != latest.end()) {
            *end++ = known;
        }
    }
    call.challenges = latest;
}

void CallTable::note_failure(Attempt &attempt) {
    if (attempt.caller == Fingerprint()) {
        return;
    }
    failed_[retry_key(attempt.caller, attempt.root->request.target_uri)] = &attempt;
    if (attempt.final().code == 404 || attempt.final().code == 484) {
        incomplete_[attempt.caller] = &attempt;
    }
}

// 404 or 484 to a number, and then one that begins with it: the caller was still dialling.
Attempt *CallTable::dialled_before(const Fingerprint &caller, const Observation &request) const {
    const auto known = caller == Fingerprint() ? incomplete_.end() : incomplete_.find(caller);
    if (known == incomplete_.end()) {
        return nullptr;
    }
    Attempt *const earlier = known->second;
    const bool is_in_time =
        request.sighting.time_ns - earlier->final().time_ns <= settings_.retry_window_ns;
    return is_in_time && is_dialled_on(request.target_uri(), earlier->root->request.target_uri)
               ? earlier
               : nullptr;
}

Tie CallTable::tie(const Observation &seen) const {
    const sip::Message &message = seen.message;
    const bool is_dependent = message.method() == "ACK" || message.method() == "CANCEL";
    if (message.is_request() && !is_dependent) {
        const auto attempt = attempts_.find(attempt_key(seen, message.method(), seen.to_tag));
        if (attempt != attempts_.end() && !is_past(*attempt->second, seen)) {
            return Tie::Transaction;
        }
        if (!seen.in_dialog()) {
            return goes_on(seen) ? Tie::Call : Tie::None;
        }
    }
    const bool has_from = find(seen.call_id, seen.from_tag) != nullptr;
    const bool has_to = find(seen.call_id, seen.to_tag) != nullptr;
    return has_from && has_to ? Tie::Dialog : has_from || has_to ? Tie::Call : Tie::None;
}

// True if a request without To tag has to do with a call that is known: see add_attempt().
bool CallTable::goes_on(const Observation &request) const {
    const Call *const begun = find(request.call_id, request.from_tag);
    const Fingerprint caller = caller_key(request);
    bool answers = false;
    for_each_credentials(request.message, [&](const Credentials &credentials) {
        answers = answers || by_nonce_.contains(nonce_key(credentials.nonce));
    });
    return answers || refused_before(request) != nullptr ||
           (begun != nullptr && begun->last_initial == nullptr) ||
           failed_before(caller, request) != nullptr || dialled_before(caller, request) != nullptr;
}

} // namespace imsfail::model
