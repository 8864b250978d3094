// imsfail: rules about dialogs
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/rules/themes.h"
#include "diagnosis/wording.h"
#include "model/attempt.h"
#include "sip/body.h"
#include "sip/text.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace imsfail::diagnosis {

using knowledge::Severity;
using model::Attempt;
using model::Call;
using model::Transaction;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// --- cancelled_by

// Without a CANCEL: the caller may have ended the early dialog with a BYE (RFC 3261 15.1.1), or let
// the time of the INVITE run out (13.2.1, 20.19).
std::string cancelled_without_cancel(const Transaction &transaction, bool may_be_forgotten) {
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
    return std::string("Cancelled elsewhere, cannot tell by whom: no CANCEL of this request is in "
                       "the capture on this hop") +
           forgotten_words(may_be_forgotten);
}

// Who cancelled, why, after how long, and whether it rang.
std::optional<Hit> cancelled_by(const FailureCase &failure) {
    const Transaction &transaction = failure.transaction();
    if (failure.exchange.code() != 487 || failure.exchange.request() == nullptr ||
        (transaction.parent != nullptr && transaction.parent->tied != nullptr)) {
        return std::nullopt; // the CANCEL of the hop before says it
    }
    const Transaction *const cancel = transaction.tied;
    if (cancel == nullptr || !cancel->request_captured()) {
        return Hit{Severity::Chat,
                   cancelled_without_cancel(
                       transaction, failure.session.may_have_forgotten(failure.transaction()))};
    }
    const std::int64_t after = cancel->request_time_ns() - transaction.request_time_ns();
    std::string text = "Cancelled by the sender of the request with the CANCEL in " +
                       frame_words(cancel->request_frame()) + ", after " + seconds_words(after);
    text += transaction.ringing_frame != 0 ? ", while it rang" : ", before it rang";
    if (cancel->request.cancel_reason != nullptr) {
        text += "; Reason: ";
        text += cancel->request.cancel_reason;
    }
    return Hit{Severity::Chat, text};
}

// --- dialog_lost

// Of a call that began before what is remembered, the BYE may be forgotten.
bool may_have_ended(const Call &call, const model::Session &session) {
    return call.last_initial == nullptr && session.has_forgotten();
}

// The caller gave up or somebody hung up: what is lost then was to end anyway.
bool is_ending(const Call &call) {
    return call.bye_frame != 0 || (call.last_initial != nullptr && call.last_initial->cancelled);
}

std::optional<Hit> dialog_lost(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    if (failure.verdict.lost == Lost::Nothing || !failure.at_originator() ||
        is_ending(*failure.transaction().call) ||
        may_have_ended(*failure.transaction().call, failure.session)) {
        return std::nullopt;
    }
    const bool subscription_gone = exchange.method() == "NOTIFY" && exchange.code() == 481;
    return Hit{subscription_gone ? Severity::Note : Severity::Warn,
               failure.verdict.lost == Lost::Dialog
                   ? "This answer ends the dialog and all that it holds (RFC 5057 5.1)"
                   : "This answer ends this session or subscription; others in the same dialog may "
                     "go on (RFC 5057 5.1)"};
}

// --- early_dialog_request_failed

// The call failed after a request in its early dialog was refused: that is commonly the cause.
std::optional<Hit> early_dialog_request_failed(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    const Attempt *const attempt = failure.transaction().attempt;
    if (attempt == nullptr || attempt->root != &failure.transaction() ||
        attempt->method != sip::Method::Invite || exchange.in_dialog() || exchange.code() < 400 ||
        attempt->call->early_failure == nullptr) {
        return std::nullopt;
    }
    const model::Final &early = attempt->call->early_failure->final;
    return Hit{Severity::Note,
               "Before the call ended, a request in its early dialog was refused with " +
                   std::to_string(early.code) + " in " + frame_words(early.frame) +
                   ": look there for the cause"};
}

// --- reliability_failed

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

// A PRACK was refused, or the INVITE for the want of one.
std::optional<Hit> reliability_failed(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    const Transaction &transaction = failure.transaction();
    if (transaction.attempt == nullptr || !failure.at_originator()) {
        return std::nullopt;
    }
    const Attempt *const invite = transaction.call->last_initial;
    const bool after_cancel = exchange.code() == 481 && invite != nullptr && invite->cancelled;
    if (exchange.method() == "PRACK" && failure.verdict.kind == knowledge::Kind::Failure &&
        !after_cancel) {
        return Hit{Severity::Warn,
                   "The PRACK of a reliable provisional response is refused (RFC 3262 3)"};
    }
    if (exchange.method() == "INVITE" && transaction.is_reliable &&
        lacks_prack(transaction, exchange)) {
        return Hit{
            Severity::Warn,
            std::string("A reliable provisional response got no PRACK in this capture before the "
                        "INVITE was refused (RFC 3262 3)") +
                forgotten_words(failure.session.may_have_forgotten(failure.transaction()))};
    }
    return std::nullopt;
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

std::optional<Hit> sent_in_vain(const LateCase &message) {
    if (message.code == 0 || message.code >= 200 ||
        !is_sent_in_vain(message.transaction, message.frame)) {
        return std::nullopt;
    }
    const bool is_udp = message.transaction.path()->route.transport == model::Transport::Udp;
    return Hit{
        Severity::Warn,
        std::string(is_udp
                        ? "This provisional response is sent for the third time and no PRACK came "
                          "(RFC 3262 3)"
                        : "This provisional response is sent for the third time and no PRACK came; "
                          "after a gap in the stream it may only be missing from the capture (RFC "
                          "3262 3)") +
            forgotten_words(message.may_be_forgotten)};
}

// --- transferred_call_failed

// The REFER that a NOTIFY reports on: the one with the CSeq in its Event, without that the first of
// its sender in the dialog (RFC 3515 2.4.6). One that was refused is not reported on. nullptr: it
// was not captured.
const model::SentRefer *reported_refer(const Call &call, const sip::Message &notify) {
    const auto id = sip::find_parameter(notify.first(sip::Header::Event), "id");
    const model::Tag sender = model::hash_tag(sip::tag_of(notify.to()));
    const model::SentRefer *first = nullptr;
    bool are_all = false;
    for (const model::SentRefer &refer : model::from_latest(call.latest_refer)) {
        are_all = refer.previous == nullptr;
        if (refer.from_tag != sender || refer.transaction->final.code >= 300) {
            continue;
        }
        first = &refer;
        if (id && sip::to_number(*id) == refer.transaction->attempt->cseq) {
            return first;
        }
    }
    return !id && are_all ? first : nullptr;
}

// The status of the call that a NOTIFY tells; 0: no failure. A challenge may be answered yet.
std::uint16_t reported_failure(const sip::Message &notify) {
    std::string_view event = notify.first(sip::Header::Event);
    if (!sip::iequals(sip::take_token(event), "refer")) {
        return 0;
    }
    const auto body = sip::find_body(notify, "message/sipfrag");
    sip::Message report;
    const std::uint16_t code = body && report.scan(*body, true) ? report.status() : 0;
    return code >= 400 && code != 401 && code != 407 ? code : 0;
}

// Busy, declined, given up: what users do is no fault of the network. Where the answer only
// negotiates, another request may follow.
Severity severity_of_call(const knowledge::ResponseInfo &response) {
    return std::min(response.failure->severity == Severity::Chat ? Severity::Note
                                                                 : response.failure->severity,
                    Severity::Warn);
}

std::optional<Hit> transferred_call_failed(const RequestCase &request) {
    if (request.request.method() != "NOTIFY" || request.transaction().parent != nullptr ||
        request.transaction().call->latest_refer == nullptr) {
        return std::nullopt;
    }
    const std::uint16_t code = reported_failure(request.request);
    const model::SentRefer *const refer =
        code == 0 ? nullptr : reported_refer(*request.transaction().call, request.request);
    if (refer == nullptr || !refer->asks_for_call ||
        !request.session.is_first(
            model::Fingerprinter().add("REFER").add(refer->transaction->index).finish())) {
        return std::nullopt;
    }
    const knowledge::ResponseInfo &response = knowledge::response_info(code);
    return Hit{severity_of_call(response), "The call that the REFER in " +
                                               frame_words(refer->transaction->request_frame()) +
                                               " asked for failed with " + std::to_string(code) +
                                               " " + response.phrase + " (RFC 3515 2.4.5)"};
}

constexpr Rule kRules[] = {
    {.id = "cancelled_by",
     .group = Group::Sequence,
     .severities = {Severity::Chat},
     .title = "Who cancelled the request",
     .clause = "RFC 3261 9, 21.4.25",
     .meaning = "A 487 is how a cancelled request ends; this says who cancelled it, when and why.",
     .action = "If the caller did not hang up, look at the Reason of the CANCEL and at the timers "
               "of the node that sent it.",
     .on_failure = cancelled_by},
    {.id = "dialog_lost",
     .group = Group::Protocol,
     .severities = {Severity::Note, Severity::Warn},
     .title = "The answer ends a dialog or a usage of it",
     .clause = "RFC 5057 5.1",
     .meaning = "A request within a dialog got an answer by which the dialog, or this session or "
                "subscription in it, is over for its sender.",
     .action = "Check whether the other end knew of it: it may have restarted, or its Contact may "
               "lead elsewhere now. It may hold the session still.",
     .on_failure = dialog_lost},
    {.id = "early_dialog_request_failed",
     .group = Group::Assumption,
     .severities = {Severity::Note},
     .title = "A request in the early dialog was refused before",
     .clause = "RFC 3311 5, RFC 3262 3",
     .meaning = "An UPDATE or PRACK was refused before the call failed: commonly that is the "
                "cause, and the final only its consequence.",
     .action = "Look at the frame that is named, at its code and its session description.",
     .on_failure = early_dialog_request_failed},
    {.id = "reliability_failed",
     .group = Group::Protocol,
     .severities = {Severity::Warn},
     .title = "A reliable provisional response was not acknowledged",
     .clause = "RFC 3262 3, 4",
     .meaning = "A provisional response that asks for PRACK got none, or the PRACK was refused; "
                "a server may give the call up for that.",
     .action = "Follow the PRACK: its route set, and whether a node on the way knows the method "
               "and the early dialog.",
     .on_failure = reliability_failed,
     .afterwards = sent_in_vain},
    {.id = "transferred_call_failed",
     .group = Group::ResponseCode,
     .severities = {Severity::Note, Severity::Warn},
     .title = "The call that a REFER asked for failed",
     .clause = "RFC 3515 2.4.5",
     .meaning =
         "Who was asked by REFER to make a call reports that it failed. The REFER itself was "
         "not refused, so no response shows it.",
     .action = "Look for that call, on the other leg of who was asked, for the node that refused "
               "it; and whether the first call went on.",
     .on_request = transferred_call_failed},
};

} // namespace

std::span<const Rule> dialog_rules() noexcept {
    return kRules;
}

} // namespace imsfail::diagnosis
