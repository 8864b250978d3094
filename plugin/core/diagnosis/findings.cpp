// imsfail: what the call model finds around a failure
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/findings.h"

#include "diagnosis/body_findings.h"
#include "diagnosis/found_list.h"
#include "diagnosis/origin.h"
#include "diagnosis/target_findings.h"
#include "diagnosis/wording.h"
#include "model/attempt.h"

#include <algorithm>
#include <string>

namespace imsfail::diagnosis {

using knowledge::Finding;
using knowledge::Severity;
using model::Attempt;
using model::Call;
using model::MethodKind;
using model::Outcome;
using model::Transaction;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// How long a caller may take to answer a challenge, a negotiation or a redirection: Timer B and F
// (RFC 3261 table 4) with T1 of the core.
constexpr std::int64_t kAnswerTime = 32 * kSecond;

void add_verdict(FoundList &list, const Verdict &verdict) {
    list.add(verdict.finding, verdict.severity, verdict.summary);
    if (!verdict.registered_code) {
        list.add(Finding::UnregisteredCode, Severity::Note,
                 "This status code is not registered with IANA; it is handled as x00 of its class "
                 "(RFC 3261 8.1.3.2)");
    }
}

// Two finals with different codes on one transaction (RFC 3261 13.2.2.3, 17.1). Several 2xx of a
// fork are legal.
void add_final_conflict(FoundList &list, const Exchange &exchange,
                        const model::Placement &placement) {
    const model::Final &first = placement.transaction->final;
    const bool both_succeed = first.code < 300 && exchange.code() < 300; // of a fork: legal
    if (exchange.code() < 200 || placement.is_new_final || both_succeed ||
        first.code == exchange.code()) {
        return;
    }
    list.add(Finding::FinalConflict, Severity::Warn,
             "A second final response, " + std::to_string(exchange.code()) + ", after " +
                 std::to_string(first.code) + " in " + frame_words(first.frame) +
                 " on the same transaction; only the first one counts (RFC 3261 13.2.2.3)");
}

// Findings beside the verdict stand once, on the hop nearest the originator.
bool is_branch(const Exchange &exchange) {
    return exchange.transaction != nullptr && exchange.transaction->is_branch();
}

// Without a CANCEL: the caller may have ended the early dialog with a BYE (RFC 3261 15.1.1), or let
// the time of the INVITE run out (13.2.1, 20.19).
std::string cancelled_without_cancel(const Transaction &transaction) {
    const Call *const call = transaction.call;
    if (call != nullptr && call->bye_frame != 0) {
        return "Ended before the answer by the BYE in " + frame_words(call->bye_frame);
    }
    const auto &expires = transaction.request.expires_s;
    if (expires &&
        transaction.final.time_ns - transaction.request_time_ns() >= *expires * kSecond) {
        return "The time that the INVITE allowed was over: Expires " + std::to_string(*expires) +
               " s (RFC 3261 13.2.1)";
    }
    return "Cancelled elsewhere, cannot tell by whom: no CANCEL of this request is in the capture "
           "on this hop";
}

// Who cancelled, why, after how long, and whether it rang (RFC 3261 9, 21.4.25).
void add_cancelled_by(FoundList &list, const Exchange &exchange, const Transaction &transaction) {
    if (exchange.code() != 487 || exchange.request() == nullptr) {
        return;
    }
    if (transaction.parent != nullptr && transaction.parent->tied != nullptr) {
        return; // the CANCEL of the hop before says it
    }
    const Transaction *const cancel = transaction.tied;
    if (cancel == nullptr || !cancel->request_captured()) {
        list.add(Finding::CancelledBy, Severity::Chat, cancelled_without_cancel(transaction));
        return;
    }
    const std::int64_t after = cancel->request_time_ns() - transaction.request_time_ns();
    std::string text = "Cancelled by the sender of the request with the CANCEL in " +
                       frame_words(cancel->request_frame()) + ", after " + seconds_words(after);
    text += transaction.ringing_frame != 0 ? ", while it rang" : ", before it rang";
    if (cancel->request.cancel_reason != nullptr) {
        text += "; Reason: ";
        text += cancel->request.cancel_reason;
    }
    list.add(Finding::CancelledBy, Severity::Chat, text);
}

// The caller gave up or somebody hung up: what is lost then was to end anyway.
bool is_ending(const Call &call) {
    return call.bye_frame != 0 || (call.last_initial != nullptr && call.last_initial->cancelled);
}

void add_dialog_lost(FoundList &list, const Exchange &exchange, const Verdict &verdict) {
    if (verdict.lost == Lost::Nothing || is_branch(exchange) ||
        is_ending(*exchange.transaction->call)) {
        return;
    }
    const bool subscription_gone = exchange.method() == "NOTIFY" && exchange.code() == 481;
    list.add(Finding::DialogLost, subscription_gone ? Severity::Note : Severity::Warn,
             verdict.lost == Lost::Dialog
                 ? "This answer ends the dialog and all that it holds (RFC 5057 5.1)"
                 : "This answer ends this session or subscription; others in the same dialog may "
                   "go on (RFC 5057 5.1)");
}

// The call failed after a request in its early dialog was refused: that is commonly the cause.
void add_early_failure(FoundList &list, const Exchange &exchange, const Transaction &transaction) {
    const Attempt *const attempt = transaction.attempt;
    if (attempt == nullptr || attempt->root != &transaction ||
        attempt->method != MethodKind::Invite || exchange.in_dialog() || exchange.code() < 400) {
        return;
    }
    const Transaction *const early = attempt->call->early_failure;
    if (early != nullptr) {
        list.add(Finding::EarlyDialogRequestFailed, Severity::Note,
                 "Before the call ended, a request in its early dialog was refused with " +
                     std::to_string(early->final.code) + " in " + frame_words(early->final.frame) +
                     ": look there for the cause");
    }
}

// A reliable provisional response after which no PRACK came, of whichever early dialog.
bool is_unacknowledged(const Transaction &transaction, const model::TransactionMessage &message) {
    return message.rseq != 0 && message.seen.first().frame > transaction.call->prack_frame;
}

// One sending more than a slow PRACK, or one that was lost and sent again, would leave behind.
// nullptr: it was not sent so often.
const model::Sending *third_sending(const model::SeenMessage &seen) {
    return seen.second() != nullptr ? seen.second()->next : nullptr;
}

// A PRACK is missing before the final: the provisional response was sent again, or for so long that
// a server refuses the INVITE for it (RFC 3262 3). The third sending itself says it.
bool lacks_prack(const Transaction &transaction, const Exchange &refusal) {
    const std::int64_t patience = transaction.attempt->timeout_ns();
    bool lacks = false;
    for (const model::TransactionMessage &message : model::answers_of(transaction)) {
        if (!is_unacknowledged(transaction, message)) {
            continue;
        }
        if (third_sending(message.seen) != nullptr) {
            return false;
        }
        const std::int64_t waited = refusal.sighting.time_ns - message.seen.first().time_ns;
        lacks = lacks || message.seen.second() != nullptr ||
                (refusal.code() / 100 == 5 && waited >= patience);
    }
    return lacks;
}

// PRACK is missing or refused (RFC 3262 3, 4).
void add_reliability_failed(FoundList &list, const Exchange &exchange, const Verdict &verdict,
                            const Transaction &transaction) {
    const Attempt *const attempt = transaction.attempt;
    if (attempt == nullptr || is_branch(exchange)) {
        return;
    }
    const Attempt *const invite = attempt->call->last_initial;
    const bool after_cancel = exchange.code() == 481 && invite != nullptr && invite->cancelled;
    if (exchange.method() == "PRACK" && verdict.kind == knowledge::Kind::Failure && !after_cancel) {
        list.add(Finding::ReliabilityFailed, Severity::Warn,
                 "The PRACK of a reliable provisional response is refused (RFC 3262 3)");
    } else if (exchange.method() == "INVITE" && transaction.is_reliable &&
               lacks_prack(transaction, exchange)) {
        list.add(
            Finding::ReliabilityFailed, Severity::Warn,
            "A reliable provisional response got no PRACK in this capture before the INVITE was "
            "refused (RFC 3262 3)");
    }
}

bool came_before(const model::Final &final, const Exchange &exchange) {
    return final.frame != 0 && final.frame < exchange.sighting.frame;
}

// A node passed another code on than its only branch had just given it. Where it is a proxy, 16.7
// says what it may do; others are free to.
void add_code_changed(FoundList &list, const Exchange &exchange, const Transaction &transaction) {
    model::for_each_branch(transaction, [&](const Transaction &branch) {
        const std::uint16_t code = branch.final.code;
        const bool proper = code == 503 && exchange.code() == 500; // 16.7 step 6
        if (transaction.branches == 1 && branch.edge != model::Edge::Gap &&
            came_before(branch.final, exchange) && is_changed_answer(code, exchange.code()) &&
            follows_at_once(branch.final.time_ns, exchange.sighting.time_ns) && !proper) {
            list.add(Finding::CodeChanged, Severity::Note,
                     "The answer changed here: " + std::to_string(code) + " came in " +
                         frame_words(branch.final.frame) + ", " + std::to_string(exchange.code()) +
                         " went on");
        }
    });
}

// RFC 3261 16.7 step 6, for proxies. REGISTER is left out.
void add_service_unavailable_relayed(FoundList &list, const Exchange &exchange,
                                     const Transaction &transaction) {
    if (exchange.code() != 503 || exchange.method() == "REGISTER") {
        return;
    }
    const Transaction *relayed = nullptr;
    model::for_each_branch(transaction, [&](const Transaction &branch) {
        if (branch.edge == model::Edge::Next && branch.final.code == 503 &&
            came_before(branch.final, exchange)) {
            relayed = &branch;
        }
    });
    if (relayed != nullptr) {
        list.add(Finding::ServiceUnavailableRelayed, Severity::Note,
                 "The 503 of " + frame_words(relayed->final.frame) +
                     " went on upstream: a proxy should send 500 instead, unless it can serve "
                     "nothing at all (RFC 3261 16.7 step 6)");
    }
}

// The response came in the clear though its request was protected. Where the capture shows requests
// both protected and not, it shows the protected copy of this response too, maybe later. Once for
// each UE, that is, for the two addresses.
void add_security_path_changed(FoundList &list, const Exchange &exchange, model::Session &session) {
    const model::RequestFacts *const request = exchange.request();
    if (request == nullptr || request->protection == model::Protection::None ||
        request->has_other_protection || exchange.sighting.protection != model::Protection::None) {
        return;
    }
    const model::Route &route = exchange.transaction->path()->route;
    const auto [one, other] = std::minmax(route.source.address, route.destination.address);
    if (session.is_first(
            model::Fingerprinter().add("security path").add(one).add(other).finish())) {
        list.add(Finding::SecurityPathChanged, Severity::Note,
                 "The request in " + frame_words(exchange.transaction->request_frame()) +
                     " was protected, this response came outside of that; healthy VoLTE calls "
                     "show the same, so this is a fact, not a fault");
    }
}

Found make(Finding finding, Severity severity, const char *text) {
    return {.finding = finding, .severity = severity, .text = text, .next = nullptr};
}

// The other direction of a hop that was captured at all; without it nothing can be said to be
// absent.
bool answers_are_captured(const Transaction &transaction) {
    return transaction.path() != nullptr && transaction.path()->hop->reverse != nullptr;
}

bool is_unanswered(const Transaction &transaction, std::int64_t now_ns) {
    const Attempt *const attempt = transaction.attempt;
    if (attempt == nullptr || !transaction.request_captured() || transaction.has_final() ||
        transaction.is_cancel()) {
        return false;
    }
    return transaction.is_unreachable() ||
           (answers_are_captured(transaction) &&
            now_ns > attempt->deadline_ns(transaction.request_time_ns(),
                                          transaction.last_provisional_time_ns));
}

// Silence is one fact: it is told once, on the hop nearest the originator.
bool is_told_upstream(const Transaction &transaction, std::int64_t now_ns) {
    return transaction.parent != nullptr && !transaction.is_unreachable() &&
           is_unanswered(*transaction.parent, now_ns);
}

// An ICMP error ends a transaction at once (RFC 3261 18.4), whatever becomes of the attempt.
Found unreachable(const Transaction &transaction, Outcome outcome) {
    const bool is_minor =
        transaction.parent != nullptr || transaction.attempt->method == MethodKind::Options;
    const bool has_ended = outcome == Outcome::Answered || outcome == Outcome::Cancelled;
    return make(Finding::RequestUnanswered,
                has_ended  ? Severity::Chat
                : is_minor ? Severity::Note
                           : Severity::Warn,
                "No final response: an ICMP error says that the request did not arrive (RFC 3261 "
                "18.4)");
}

Found unanswered(const Transaction &transaction, std::int64_t now_ns) {
    const Attempt &attempt = *transaction.attempt;
    const Outcome outcome = attempt.outcome(now_ns);
    if (transaction.is_unreachable()) {
        return unreachable(transaction, outcome);
    }
    if (attempt.method == MethodKind::Options) {
        return make(Finding::RequestUnanswered, Severity::Note,
                    "No final response: whoever this OPTIONS asks for did not answer");
    }
    if (outcome == Outcome::Answered || outcome == Outcome::Cancelled) {
        return make(
            Finding::RequestUnanswered, Severity::Chat,
            "No final response on this branch; the request itself was answered or cancelled");
    }
    // A branch may be silent while another one decides.
    const Severity severity = transaction.parent != nullptr ? Severity::Note : Severity::Warn;
    const bool repeats = transaction.path()->route.transport == model::Transport::Udp;
    if (repeats && transaction.messages.seen.sendings() == 1 &&
        transaction.last_provisional_time_ns == 0) {
        return make(Finding::RequestUnanswered, severity,
                    "No final response although the capture goes on past the timer, and no "
                    "retransmission either: packets are missing from the capture");
    }
    if (!repeats) {
        return make(Finding::RequestUnanswered, severity,
                    "No final response although the capture goes on past the timer; after a gap in "
                    "the stream it may only be missing from the capture (RFC 3261 17.1)");
    }
    return make(Finding::RequestUnanswered, severity,
                "No final response although the capture goes on past the timer (RFC 3261 17.1)");
}

// The final response as it was seen, with its retransmissions.
const model::SeenMessage *seen_final(const Transaction &transaction) {
    for (const model::TransactionMessage &message : model::answers_of(transaction)) {
        if (message.seen.first().frame == transaction.final.frame) {
            return &message.seen;
        }
    }
    return nullptr;
}

// Timer H, 64*T1 (RFC 3261 17.2.1). Timer G repeats the final after T1, so the first gap shows it.
std::int64_t timer_h(const Transaction &transaction, const model::SeenMessage *final) {
    const auto shown = final == nullptr ? std::nullopt : model::shown_t1_ns(*final);
    return shown ? 64 * *shown : transaction.attempt->timeout_ns();
}

// An absent ACK proves something only if the client's side of the hop was captured after the final,
// or the final came again and again.
bool ack_is_missing(const Transaction &transaction, std::int64_t now_ns) {
    const Attempt *const attempt = transaction.attempt;
    if (attempt == nullptr || attempt->method != MethodKind::Invite || transaction.is_cancel() ||
        transaction.ack_frame != 0) {
        return false;
    }
    const model::SeenMessage *const final = seen_final(transaction);
    const bool would_show = (transaction.path() != nullptr &&
                             transaction.path()->hop->last_time_ns > transaction.final.time_ns) ||
                            (final != nullptr && final->sendings() > 2);
    return would_show && now_ns > transaction.final.time_ns + timer_h(transaction, final);
}

// A challenge, negotiation or redirection at the originator's hop that nothing followed. Whom a
// redirection leads to may not be in the capture: there it must have shown another one followed. An
// OPTIONS asks only whether somebody is there.
bool is_abandoned(const Transaction &transaction, std::int64_t now_ns) {
    const Attempt *const attempt = transaction.attempt;
    if (attempt == nullptr || attempt->root != &transaction || transaction.request.in_dialog ||
        attempt->call->last_initial != attempt || attempt->retry_in != 0 ||
        attempt->method == MethodKind::Options) {
        return false;
    }
    const Outcome outcome = attempt->outcome(now_ns);
    const bool asks_for_more =
        outcome == Outcome::Challenged || outcome == Outcome::Negotiated ||
        (outcome == Outcome::Redirected && transaction.path()->hop->shows_followed_redirection);
    return asks_for_more && now_ns > transaction.final.time_ns + kAnswerTime;
}

Found abandoned(const Transaction &transaction) {
    return make(Finding::AttemptAbandoned, Severity::Note,
                transaction.request.has_security_headers
                    ? "Nothing followed this answer in the 32 s after it; an answer inside "
                      "encrypted ESP would not show (TS 33.203)"
                    : "Nothing followed this answer although the capture goes on for 32 s");
}

// No request before the final, nor within a second after it, as where interfaces were merged.
bool is_unmatched(const Transaction &transaction, std::uint32_t frame_number) {
    if (transaction.request_captured()) {
        return transaction.request_frame() > frame_number &&
               transaction.request_time_ns() - transaction.final.time_ns > kSecond;
    }
    return true;
}

// The frame holds the third sending of a reliable provisional response at the originator's hop, and
// no PRACK came although the client's side of that hop was captured.
bool is_sent_in_vain(const Transaction &transaction, std::uint32_t frame_number) {
    if (!transaction.is_reliable || !transaction.request_captured() ||
        transaction.parent != nullptr) {
        return false;
    }
    for (const model::TransactionMessage &message : model::answers_of(transaction)) {
        const model::Sending *const third = third_sending(message.seen);
        if (third != nullptr && third->frame == frame_number) {
            return is_unacknowledged(transaction, message);
        }
    }
    return false;
}

Found sent_in_vain(const Transaction &transaction) {
    return make(Finding::ReliabilityFailed, Severity::Warn,
                transaction.path()->route.transport == model::Transport::Udp
                    ? "This provisional response is sent for the third time and no PRACK came "
                      "(RFC 3262 3)"
                    : "This provisional response is sent for the third time and no PRACK came; "
                      "after a gap in the stream it may only be missing from the capture (RFC 3262 "
                      "3)");
}

// What contradicts an answer that denies a user, or makes it doubtful.
void add_authority(FoundList &list, const Verdict &verdict) {
    if (verdict.authority == nullptr) {
        return;
    }
    for (const AuthorityFinding &found : verdict.authority->findings) {
        list.add(found.finding, found.severity, found.text);
    }
}

} // namespace

const Found *findings_of(const Exchange &exchange, const model::Placement &placement,
                         const Verdict *verdict, model::Session &session) {
    if (!placement.repetition.is_first()) {
        return nullptr;
    }
    FoundList list(session.arena());
    if (verdict != nullptr) {
        add_verdict(list, *verdict);
    }
    if (placement.transaction != nullptr) {
        add_final_conflict(list, exchange, placement);
    }
    if (verdict != nullptr && placement.transaction != nullptr) {
        add_cancelled_by(list, exchange, *placement.transaction);
        add_dialog_lost(list, exchange, *verdict);
        add_early_failure(list, exchange, *placement.transaction);
        add_reliability_failed(list, exchange, *verdict, *placement.transaction);
        if (placement.is_new_final) {
            add_code_changed(list, exchange, *placement.transaction);
            add_service_unavailable_relayed(list, exchange, *placement.transaction);
        }
        if (verdict->kind == knowledge::Kind::Failure) {
            add_security_path_changed(list, exchange, session);
            add_authority(list, *verdict);
        }
        add_target_findings(list, exchange);
        find_in_bodies(list, exchange, *verdict);
    }
    return list.first();
}

const Found *findings_of_request(const sip::Message &request, const model::Placement &placement,
                                 model::Arena &arena) {
    FoundList list(arena);
    if (placement.transaction != nullptr && placement.repetition.is_first()) {
        find_in_release(list, request, *placement.transaction);
    }
    return list.first();
}

LateFindings late_findings(const Transaction &transaction, std::uint16_t code,
                           std::uint32_t frame_number, std::int64_t now_ns) {
    LateFindings late;
    const auto add = [&late](const Found &found) {
        late.found[static_cast<std::size_t>(late.count++)] = found;
    };
    if (code == 0) {
        if (transaction.request_frame() == frame_number && is_unanswered(transaction, now_ns) &&
            !is_told_upstream(transaction, now_ns)) {
            add(unanswered(transaction, now_ns));
        }
        return late;
    }
    if (code < 200 && is_sent_in_vain(transaction, frame_number)) {
        add(sent_in_vain(transaction));
    }
    if (code < 300 || transaction.final.frame != frame_number) {
        return late;
    }
    if (is_unmatched(transaction, frame_number)) {
        add(make(Finding::ResponseUnmatched, Severity::Note,
                 transaction.may_be_cut()
                     ? "The request of this response cannot be told; one on this hop was cut short"
                     : "The request of this response is not in the capture; it may be missing from "
                       "it"));
    }
    if (ack_is_missing(transaction, now_ns)) {
        add(make(Finding::AckMissing, Severity::Warn,
                 "No ACK until Timer H although this side was captured; it may be missing from the "
                 "capture (RFC 3261 17.2.1)"));
    } else if (is_abandoned(transaction, now_ns)) {
        add(abandoned(transaction));
    }
    return late;
}

} // namespace imsfail::diagnosis
