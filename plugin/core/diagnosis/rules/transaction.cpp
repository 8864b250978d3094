// imsfail: rules about transactions
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/address.h"
#include "diagnosis/rules/themes.h"
#include "diagnosis/wording.h"
#include "model/attempt.h"
#include "sip/via.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace imsfail::diagnosis {

using knowledge::Severity;
using model::Attempt;
using model::Outcome;
using model::Transaction;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// --- request_unanswered

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
Hit unreachable(const Transaction &transaction, Outcome outcome) {
    const bool is_minor =
        transaction.parent != nullptr || transaction.attempt->method == sip::Method::Options;
    const bool has_ended = outcome == Outcome::Answered || outcome == Outcome::Cancelled;
    return {has_ended  ? Severity::Chat
            : is_minor ? Severity::Note
                       : Severity::Warn,
            "No final response: an ICMP error says that the request did not arrive (RFC 3261 "
            "18.4)"};
}

Hit unanswered(const Transaction &transaction, const LateCase &message) {
    const Attempt &attempt = *transaction.attempt;
    const Outcome outcome = attempt.outcome(message.now_ns);
    if (transaction.is_unreachable()) {
        return unreachable(transaction, outcome);
    }
    const auto hit = [&message](Severity severity, const char *text) {
        return Hit{severity, std::string(text) + forgotten_words(message.may_be_forgotten)};
    };
    if (attempt.method == sip::Method::Options) {
        return hit(Severity::Note,
                   "No final response: whoever this OPTIONS asks for did not answer");
    }
    if (outcome == Outcome::Answered || outcome == Outcome::Cancelled) {
        return hit(Severity::Chat,
                   "No final response on this branch; the request itself was answered or "
                   "cancelled");
    }
    // A branch may be silent while another one decides.
    const Severity severity = transaction.parent != nullptr ? Severity::Note : Severity::Warn;
    const bool repeats = transaction.path()->route.transport == model::Transport::Udp;
    if (repeats && transaction.messages.seen.sendings() == 1 &&
        transaction.last_provisional_time_ns == 0) {
        return {severity,
                std::string("No final response although the capture goes on past the timer, and "
                            "no retransmission either: packets are missing from the capture") +
                    (message.may_be_forgotten ? " or were forgotten (imsfail.max_calls)" : "")};
    }
    if (!repeats) {
        return hit(severity,
                   "No final response although the capture goes on past the timer; after a gap in "
                   "the stream it may only be missing from the capture (RFC 3261 17.1)");
    }
    return hit(severity,
               "No final response although the capture goes on past the timer (RFC 3261 17.1)");
}

std::optional<Hit> request_unanswered(const LateCase &message) {
    const Transaction &transaction = message.transaction;
    if (message.code != 0 || transaction.request_frame() != message.frame ||
        !is_unanswered(transaction, message.now_ns) ||
        is_told_upstream(transaction, message.now_ns)) {
        return std::nullopt;
    }
    return unanswered(transaction, message);
}

// --- routing_loop

// A request came to where it, or rather the one it was made from, had been before, and nothing that
// a proxy routes by had changed. Where it has, the way is a spiral (RFC 3261 6): the S-CSCF is
// passed for the caller and again for the callee.
bool came_again(const Transaction &upstream, const Transaction &request) {
    const model::Route &before = upstream.path()->route;
    const model::Route &now = request.path()->route;
    return upstream.request.route == request.request.route &&
           before.destination == now.destination && before.transport == now.transport &&
           upstream.request.target_uri == request.request.target_uri;
}

struct Loop {
    const Transaction *entry = nullptr;
    const Transaction *again = nullptr; ///< nullptr: none shows
};

// The first time that it came again.
Loop find_loop(const Attempt &attempt) {
    Loop loop;
    for (const Transaction &request : model::from_latest(attempt.latest)) {
        for (const Transaction &upstream : model::upstream_of(request)) {
            if (came_again(upstream, request)) {
                loop = {&upstream, &request};
                break;
            }
        }
    }
    return loop;
}

// "; Via names 192.0.2.22:5060 6 times", of the node that it names most often; empty: each once.
std::string repeated_sender_words(const sip::Message &response) {
    std::vector<std::string> senders;
    response.for_each_value(sip::Header::Via, [&senders](std::string_view value) {
        if (senders.size() < model::kMaxHops) {
            const sip::Via via = sip::parse_via(value);
            std::string &sender = senders.emplace_back(via.host);
            std::transform(sender.begin(), sender.end(), sender.begin(), sip::to_lower);
            sender.append(":").append(sip::port_of(via));
        }
    });
    std::sort(senders.begin(), senders.end());
    std::ptrdiff_t most = 1;
    std::string_view name;
    for (auto begin = senders.begin(); begin != senders.end();) {
        const auto end = std::upper_bound(begin, senders.end(), *begin);
        if (end - begin > most) {
            most = end - begin;
            name = *begin;
        }
        begin = end;
    }
    return most == 1 ? ""
                     : "; Via names " + shown(name, 40) + " " + std::to_string(most) + " times";
}

std::string no_loop_words(const Exchange &exchange) {
    if (exchange.code() == 482) {
        return "The loop is not in this capture; or the request reached its server by two ways, "
               "which is answered so too (RFC 3261 8.2.2.2)";
    }
    const auto &max_forwards = exchange.request()->max_forwards;
    return "Too many hops beyond this point" +
           (max_forwards ? ", where Max-Forwards is " + std::to_string(*max_forwards) : "") +
           "; no loop shows in this capture (RFC 3261 16.3 step 3)";
}

// Of a REGISTER, what is known of the Request-URI is not enough.
std::optional<Hit> routing_loop(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    if ((exchange.code() != 482 && exchange.code() != 483) || !failure.is_new_final ||
        !failure.at_originator() || failure.verdict.kind != knowledge::Kind::Failure ||
        exchange.request() == nullptr) {
        return std::nullopt;
    }
    const Loop loop =
        exchange.method() == "REGISTER" ? Loop() : find_loop(*failure.transaction().attempt);
    const std::string sender = repeated_sender_words(exchange.response);
    if (loop.again == nullptr) {
        return Hit{Severity::Note,
                   no_loop_words(exchange) + sender +
                       (sender.empty() ? "" : ", which alone proves nothing") +
                       forgotten_words(failure.session.may_have_forgotten(failure.transaction()))};
    }
    const model::Endpoint &node = loop.entry->path()->route.destination;
    return Hit{Severity::Warn,
               "A loop: the request came to " + address_text(node.address) + " port " +
                   std::to_string(node.port) + " in " + frame_words(loop.entry->request_frame()) +
                   " and again in " + frame_words(loop.again->request_frame()) +
                   ", with the same Request-URI and Route (RFC 3261 16.3 step 4)" + sender};
}

// --- ack_missing

bool is_failure_of(const Transaction &transaction, const LateCase &message) {
    return message.code >= 300 && transaction.final.frame == message.frame;
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
std::optional<Hit> ack_missing(const LateCase &message) {
    const Transaction &transaction = message.transaction;
    const Attempt *const attempt = transaction.attempt;
    if (!is_failure_of(transaction, message) || attempt == nullptr ||
        attempt->method != sip::Method::Invite || transaction.is_cancel() ||
        transaction.ack_frame != 0) {
        return std::nullopt;
    }
    const model::SeenMessage *const final = seen_final(transaction);
    const bool would_show = (transaction.path() != nullptr &&
                             transaction.path()->hop->last_time_ns > transaction.final.time_ns) ||
                            (final != nullptr && final->sendings() > 2);
    if (!would_show || message.now_ns <= transaction.final.time_ns + timer_h(transaction, final)) {
        return std::nullopt;
    }
    return Hit{
        Severity::Warn,
        std::string("No ACK until Timer H although this side was captured; it may be missing "
                    "from the capture (RFC 3261 17.2.1)") +
            forgotten_words(message.may_be_forgotten)};
}

// --- response_unmatched

// No request before the final, nor within a second after it, as where interfaces were merged.
std::optional<Hit> response_unmatched(const LateCase &message) {
    const Transaction &transaction = message.transaction;
    const bool came_later = transaction.request_frame() > message.frame &&
                            transaction.request_time_ns() - transaction.final.time_ns > kSecond;
    if (!is_failure_of(transaction, message) || (transaction.request_captured() && !came_later)) {
        return std::nullopt;
    }
    const char *const why =
        transaction.may_be_cut()
            ? "The request of this response cannot be told; one on this hop was cut short"
            : "The request of this response was not found: it may be missing from the capture, not "
              "be valid SIP, or not be taken for SIP";
    return Hit{Severity::Note, std::string(why) + forgotten_words(message.may_be_forgotten)};
}

constexpr Rule kRules[] = {
    {.id = "routing_loop",
     .group = Group::Protocol,
     .severities = {Severity::Note, Severity::Warn},
     .title = "A routing loop, or too many hops",
     .clause = "RFC 3261 16.3 steps 3 and 4, RFC 5393",
     .meaning = "A request came to one node twice with nothing changed that it is routed by: a "
                "loop. Or it took more hops than it was allowed, which often is one too.",
     .action = "Compare the routes that the nodes on the way have for this target. Where no loop "
               "shows, capture farther on, or look whether Max-Forwards began too low.",
     .on_failure = routing_loop},
    {.id = "request_unanswered",
     .group = Group::Sequence,
     .severities = {Severity::Chat, Severity::Note, Severity::Warn},
     .title = "No final response",
     .clause = "RFC 3261 17.1",
     .meaning = "The capture goes on past the timer of the request, or an ICMP error came back, "
                "and no final response shows.",
     .action = "Check whether the next hop is up and gets the request (retransmissions show that "
               "the sender waits), and whether answers take another way than the capture sees.",
     .afterwards = request_unanswered},
    {.id = "response_unmatched",
     .group = Group::Sequence,
     .severities = {Severity::Note},
     .title = "A failure response without its request",
     .clause = "RFC 3261 17.1.3",
     .meaning = "No request with this branch, Call-ID and CSeq is known, so target, time and "
                "dialog are not known.",
     .action = "Look for a request that is not valid, such as one with two methods, or on another "
               "port; else capture earlier, or on the side that the request came from.",
     .afterwards = response_unmatched},
    {.id = "ack_missing",
     .group = Group::Sequence,
     .severities = {Severity::Warn},
     .title = "No ACK for a failure response",
     .clause = "RFC 3261 17.1.1.3, 17.2.1",
     .meaning = "Every client must acknowledge a failure response to INVITE, hop by hop; without "
                "ACK the server repeats it until Timer H.",
     .action = "Check whether the response reached the client (addresses in Via, NAT, security "
               "association) and whether the ACK takes the same way.",
     .afterwards = ack_missing},
};

} // namespace

std::span<const Rule> transaction_rules() noexcept {
    return kRules;
}

} // namespace imsfail::diagnosis
