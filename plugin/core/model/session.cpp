// imsfail: what happened in a capture
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/session.h"

#include "model/facts.h"
#include "model/failure_facts.h"
#include "model/request_facts.h"
#include "sip/body.h"
#include "sip/reg_info.h"
#include "sip/retry_after.h"
#include "sip/text.h"
#include "sip/uri.h"
#include "sip/via.h"

#include <algorithm>
#include <optional>

namespace imsfail::model {

using sip::Header;

namespace {

// A reliable provisional response is told from others of its code by its RSeq (RFC 3262 3).
Tag rseq_of(const sip::Message &response) {
    return response.status() < 200 ? hash_tag(response.first(Header::RSeq)) : 0;
}

// Credentials for a challenge of their realm in this call that was not followed by another.
void note_answer(Transaction &transaction, const Credentials &credentials) {
    if (!credentials.has_response) {
        return;
    }
    transaction.request.has_credentials = true;
    if (credentials.resynchronises) {
        return;
    }
    const auto &challenges = transaction.call->challenges;
    const std::array either = {challenge_key(credentials.realm, credentials.nonce, false),
                               challenge_key(credentials.realm, credentials.nonce, true)};
    const auto answered =
        std::find_first_of(challenges.begin(), challenges.end(), either.begin(), either.end());
    if (answered != challenges.end()) {
        auto &realms = transaction.request.answered_realms;
        const auto place = std::find_if(realms.begin(), realms.end(), [&](Realm realm) {
            return realm == 0 || realm == answered->realm;
        });
        if (place != realms.end()) {
            *place = answered->realm;
        }
    }
}

// The order in which a proxy would choose among the finals of its branches (RFC 3261 16.7 step 6);
// a cancelled or merged branch comes last.
int rank(const Final &final) {
    if (final.code == 487 || final.code == 482) {
        return 6;
    }
    const int response_class = final.code / 100;
    return response_class == 2 ? 0 : response_class == 6 ? 1 : response_class;
}

// The INVITE that an ACK of a 2xx acknowledges: that of its own hop, else one of the same sender,
// since such an ACK may leave out proxies; else the one nearest the originator.
const Transaction &invite_of(const Attempt &attempt, const Path &path) {
    const Transaction *best = attempt.root;
    for (const Transaction &invite : from_latest(attempt.latest)) {
        if (invite.path() == &path) {
            return invite;
        }
        if (invite.path()->route.source.address == path.route.source.address) {
            best = &invite;
        }
    }
    return *best;
}

// After a fork, the caller leaves each dialog that it does not want with a BYE (RFC 3261 13.2.2.4).
bool is_in_another_dialog(const Call &call, const Observation &bye) {
    const Final answer = call.last_initial == nullptr ? Final() : call.last_initial->final();
    return answer.code / 100 == 2 && answer.to_tag != 0 && answer.to_tag != bye.from_tag &&
           answer.to_tag != bye.to_tag;
}

bool is_better(const Final &final, const Final &than) {
    return than.frame == 0 || rank(final) < rank(than);
}

} // namespace

Placement Session::observe(const Sighting &sighting, const sip::Message &message) {
    capture_->now_ns = std::max(capture_->now_ns, sighting.time_ns);
    std::optional<Observation> seen = read_observation(sighting, message);
    if (!seen) {
        return {};
    }
    seen->path = paths_.see(sighting);
    if (!message.is_request()) {
        return place_response(*seen);
    }
    return message.method() == "ACK" ? place_ack(*seen) : place_request(*seen);
}

void Session::note_unreachable(const Sighting &error, const sip::Message &request) {
    const std::optional<Observation> seen = read_observation(error, request);
    Transaction *const transaction = seen ? transactions_.find(*seen) : nullptr;
    if (transaction != nullptr && transaction->request_captured() && !transaction->has_final() &&
        transaction->icmp_error_frame == 0) {
        transaction->icmp_error_frame = error.frame;
    }
}

void Session::note_cut_request(const Sighting &sighting) {
    paths_.see(sighting)->hop->has_cut_request = true;
}

// As place_request(), place_response() and place_ack() would find it.
Tie Session::tie(const Observation &seen) const {
    return transactions_.holds(seen) ? Tie::Transaction : calls_.tie(seen);
}

Placement Session::place_request(const Observation &seen) {
    const sip::Message &request = seen.message;
    Transaction &transaction = transactions_.of_request(seen);
    const bool is_first = !transaction.request_captured();
    Placement placement;
    placement.transaction = &transaction;
    placement.repetition = see(transaction.messages.seen, seen);
    if (!is_first) {
        transaction.request.has_other_protection =
            transaction.request.has_other_protection ||
            transaction.request.protection != seen.sighting.protection;
        return placement;
    }
    keep_request_facts(transaction.request, seen, registrations_, arena_);
    const sip::Via sender = sip::parse_via(seen.via);
    transaction.sent_by = sent_by(sender);
    if (request.method() == "CANCEL") {
        tie_cancel(transaction, seen);
        transaction.call =
            transaction.attempt != nullptr ? transaction.attempt->call : &calls_.dialog_call(seen);
        return placement;
    }
    transactions_.place_in_tree(transaction, seen, sender.host);
    until_answered_.keep_offer(transaction, request);
    calls_.place(transaction, seen);
    transactions_.adopt_branches(transaction, seen);
    transaction.call = transaction.attempt->call;
    if (transaction.has_final()) { // which came before its request, where interfaces were merged
        settle(transaction);
    }
    if (request.method() == "PRACK") {
        transaction.call->prack_frame = seen.sighting.frame;
    } else if (request.method() == "BYE") {
        Call &call = *transaction.call;
        call.bye_frame = call.bye_frame != 0 ? call.bye_frame : seen.sighting.frame;
        transaction.request.is_in_another_dialog = is_in_another_dialog(call, seen);
    }
    if (request.method() == "NOTIFY") {
        note_ended_registrations(request);
    }
    note_legs(transaction, seen);
    keep_context(transaction.request, *transaction.call, request, arena_);
    until_answered_.keep_identifiers(transaction, seen);
    for_each_credentials(
        request, [&](const Credentials &credentials) { note_answer(transaction, credentials); });
    return placement;
}

// What the registrar tells of the end of registrations, whether asked for or not (RFC 3680).
void Session::note_ended_registrations(const sip::Message &notify) {
    if (const auto body = sip::find_body(notify, sip::kRegInfoType)) {
        for (const std::string &identity : sip::ended_registrations(*body)) {
            registrations_.end(identity);
        }
    }
}

// What ties this call to other legs.
void Session::note_legs(const Transaction &transaction, const Observation &seen) {
    const sip::Message &request = seen.message;
    Call &call = *transaction.call;
    if (seen.to_tag == 0) {
        legs_.note(call, seen); // later requests of the dialog share the same values
    }
    for (const Header header : {Header::Replaces, Header::Join, Header::TargetDialog}) {
        if (!request.has(header)) {
            continue;
        }
        const std::string_view value = request.first(header);
        const Fingerprint call_id =
            Fingerprinter().add(sip::trim(value.substr(0, value.find(';')))).finish();
        for (const char *const tag : {"to-tag", "from-tag", "local-tag", "remote-tag"}) {
            Call *const named =
                calls_.find(call_id, hash_tag(sip::find_parameter(value, tag).value_or("")));
            if (named != nullptr) {
                legs_.note_named(call, *named, sip::header_name(header).data());
            }
        }
    }
    if (request.method() == "REFER") {
        legs_.note_refer(transaction, seen);
        note_refer(transaction, seen);
    } else if (request.method() == "INVITE") {
        legs_.note_referred(transaction, seen);
    }
}

// Reports on what a REFER asked for name it by dialog and CSeq (RFC 3515 2.4.6).
void Session::note_refer(const Transaction &transaction, const Observation &refer) {
    if (transaction.parent == nullptr) {
        Call &call = *transaction.call;
        call.latest_refer = arena_.make<SentRefer>(&transaction, call.latest_refer, refer.from_tag,
                                                   refers_to_call(refer.message));
    }
}

// CANCEL has the branch of what it cancels (RFC 3261 9.1). Only at the originator's hop does it
// cancel the attempt; a proxy cancels branches that it needs no longer.
void Session::tie_cancel(Transaction &transaction, const Observation &cancel) {
    Transaction *const cancelled = transactions_.find_invite(cancel);
    if (cancelled == nullptr || cancelled->attempt == nullptr) {
        return;
    }
    transaction.tied = cancelled;
    transaction.attempt = cancelled->attempt;
    cancelled->tied = &transaction;
    if (cancelled == cancelled->attempt->root) {
        cancelled->attempt->cancelled = true;
    }
}

Placement Session::place_response(const Observation &seen) {
    const sip::Message &response = seen.message;
    Transaction &transaction = transactions_.of_response(seen);
    if (transaction.call == nullptr) {
        transaction.call = &calls_.dialog_call(seen);
    }
    Placement placement;
    placement.transaction = &transaction;
    if (TransactionMessage *const known =
            message_of(transaction, response.status(), seen.to_tag, rseq_of(response))) {
        placement.repetition = see(known->seen, seen);
    }
    if (response.status() < 200) {
        note_provisional(transaction, seen.sighting, response);
        if (response.status() > 100 && placement.repetition.is_first() &&
            !transaction.request.in_dialog) {
            legs_.note(*transaction.call, seen);
            calls_.note_dialog(*transaction.call, seen);
        }
    } else if (placement.repetition.is_first()) {
        placement.is_new_final = !transaction.has_final();
        note_final(transaction, seen);
    }
    return placement;
}

void Session::note_provisional(Transaction &transaction, const Sighting &sighting,
                               const sip::Message &response) {
    transaction.last_provisional_time_ns = sighting.time_ns;
    if (transaction.attempt != nullptr) {
        transaction.attempt->last_provisional_time_ns = sighting.time_ns;
    }
    if (response.status() == 180 && transaction.ringing_frame == 0) {
        transaction.ringing_frame = sighting.frame;
        transaction.ringing_time_ns = sighting.time_ns;
    }
    if (response.status() > 100) { // whoever sends it goes on with the request
        calls_.note_accepted(*transaction.call, transaction.request);
        transaction.is_reliable = transaction.is_reliable || response.has(Header::RSeq);
    }
}

void Session::note_final(Transaction &transaction, const Observation &seen) {
    const sip::Message &response = seen.message;
    if (!transaction.request.in_dialog) {
        legs_.note(*transaction.call, seen);
        if (response.status() < 300) {
            calls_.note_dialog(*transaction.call, seen);
        }
    }
    if (transaction.has_final()) {
        return;
    }
    transaction.final = {.time_ns = seen.sighting.time_ns,
                         .to_tag = seen.to_tag,
                         .frame = seen.sighting.frame,
                         .code = response.status()};
    if (!transaction.request_captured()) {
        until_answered_.keep_identifiers(transaction,
                                         seen); // of what it answers, but for the To tag
    }
    if (response.status() >= 300) {
        transaction.failure = keep_failure_facts(response, transaction.request, arena_);
    }
    if (response.status() >= 300 && response.method() == "INVITE" &&
        transaction.request_captured()) {
        transactions_.note_refusal(transaction, seen);
    }
}

void Session::conclude(Transaction &transaction, const sip::Message &response, Outcome outcome) {
    until_answered_.conclude(transaction, response.status());
    transaction.outcome = outcome;
    if (response.method() == "REGISTER" && response.status() < 300) {
        registrations_.note(transaction, response);
    } else if (response.method() == "REGISTER" &&
               (response.status() == 403 || response.status() == 404)) {
        // Whether the earlier bindings still hold, the capture does not tell.
        registrations_.end(response.to().uri);
    }
    Attempt *const attempt = transaction.attempt;
    if (attempt == nullptr || response.method() == "CANCEL") {
        return;
    }
    const Final &final = transaction.final;
    Call &call = *attempt->call;
    call.redirected = call.redirected || outcome == Outcome::Redirected;
    const bool in_early_dialog = call.last_initial != nullptr &&
                                 call.last_initial->method == sip::Method::Invite &&
                                 call.last_initial->final().frame == 0;
    if (in_early_dialog && !call.last_initial->cancelled && outcome == Outcome::Failed &&
        (response.method() == "UPDATE" || response.method() == "PRACK")) {
        call.early_failure = &transaction;
    }
    call.precondition_refused = call.precondition_refused || final.code == 580;
    settle(transaction);
    learn(transaction, response);
    const auto retry_after = sip::parse_retry_after(response.first(Header::RetryAfter));
    if (attempt->nearest.frame == final.frame) {
        attempt->retry_after_s = retry_after ? retry_after->seconds : 0;
    }
    if (final.code == 503 && retry_after) {
        kept_away_.note(
            transaction.path()->route, transaction.sent_by,
            {.frame = final.frame, .seconds = retry_after->seconds, .time_ns = final.time_ns});
    } else if (final.code < 300 && transaction.request_captured()) {
        kept_away_.forget(transaction.path()->route, transaction.sent_by); // it is back
    }
    calls_.note_challenge(call, transaction.request, response);
    if (final.code >= 300) {
        calls_.note_failure(*attempt);
    }
}

// A target worked that was answered, or that rang: whatever ended the call then, it was reached.
void Session::learn(const Transaction &transaction, const sip::Message &response) {
    const Final &final = transaction.final;
    const bool worked =
        final.code < 300 || (transaction.ringing_frame != 0 && !denies_target(final.code));
    if (worked && transaction.attempt->method == sip::Method::Invite &&
        transaction.request_captured() && !transaction.request.in_dialog) {
        answers_.note(transaction, response.to().uri);
    }
}

// What the final of a transaction means for its attempt and its call.
void Session::settle(Transaction &transaction) {
    Attempt &attempt = *transaction.attempt;
    Call &call = *attempt.call;
    const Final &final = transaction.final;
    if (is_better(final, attempt.best)) {
        attempt.best = final;
        attempt.best_outcome = transaction.outcome;
    }
    if (attempt.is_at_originator(transaction) && is_better(final, attempt.nearest)) {
        attempt.nearest = final;
        attempt.nearest_outcome = transaction.outcome;
    }
    // A dialog goes on after the 2xx that made it, until a BYE; everything else ends with its
    // final.
    const bool makes_dialog = final.code < 300 && (attempt.method == sip::Method::Invite ||
                                                   attempt.method == sip::Method::Subscribe);
    if ((&attempt == call.last_initial && !makes_dialog) || attempt.method == sip::Method::Bye) {
        call.end_time_ns = final.time_ns;
    }
}

Placement Session::place_ack(const Observation &ack) {
    Transaction *const invite = transactions_.refused_invite(ack);
    Placement placement;
    if (invite != nullptr) {
        placement.transaction = invite;
        placement.is_ack = true;
        invite->ack_frame = invite->ack_frame != 0 ? invite->ack_frame : ack.sighting.frame;
        if (auto *const known = message_of(*invite, TransactionMessage::kAck, ack.to_tag)) {
            placement.repetition = see(known->seen, ack);
        }
        return placement;
    }
    Transaction &transaction = transactions_.of_ack(ack);
    placement.transaction = &transaction;
    placement.repetition = see(transaction.messages.seen, ack);
    if (transaction.call == nullptr) {
        const Attempt *const acknowledged = calls_.acknowledged(ack);
        transaction.tied = acknowledged != nullptr ? &invite_of(*acknowledged, *ack.path) : nullptr;
        transaction.call = acknowledged != nullptr ? acknowledged->call : &calls_.dialog_call(ack);
        transaction.call->confirmed = true;
    }
    return placement;
}

Repetition Session::see(SeenMessage &message, const Observation &seen) {
    const Repetition repetition = message.see(seen.sighting, seen.path, arena_);
    if (settings_.fold_copies || repetition.is_first()) {
        return repetition;
    }
    return {.copy_of = 0, .retransmission_of = message.first().frame};
}

TransactionMessage *Session::message_of(Transaction &transaction, std::uint16_t code, Tag to_tag,
                                        Tag rseq) {
    const std::uint32_t digest = static_cast<std::uint32_t>((to_tag ^ rseq) >> 32) ^ code;
    const std::uint32_t count = transaction.message_count;
    auto &digests = transaction.message_digests;
    const auto known = digests.begin() + std::min<std::ptrdiff_t>(count, std::ssize(digests));
    const bool may_be_known =
        count > digests.size() || std::find(digests.begin(), known, digest) != known;
    if (may_be_known) {
        for (auto *message = transaction.messages.next; message != nullptr;
             message = message->next) {
            if (message->code == code && message->to_tag == to_tag && message->rseq == rseq) {
                return message;
            }
        }
    }
    if (count == kMaxMessages) {
        return nullptr;
    }
    if (count < digests.size()) {
        digests[count] = digest;
    }
    ++transaction.message_count;
    auto *const message = arena_.make<TransactionMessage>();
    message->code = code;
    message->to_tag = to_tag;
    message->rseq = rseq;
    message->next = transaction.messages.next;
    return transaction.messages.next = message;
}

} // namespace imsfail::model
