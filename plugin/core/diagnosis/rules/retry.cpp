// imsfail: rules about trying again
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/circumstances.h"
#include "diagnosis/repeat.h"
#include "diagnosis/rules/themes.h"
#include "diagnosis/wording.h"
#include "knowledge/responses.h"
#include "model/attempt.h"
#include "model/target.h"
#include "sip/text.h"
#include "sip/uri.h"

namespace imsfail::diagnosis {

using knowledge::Severity;
using model::Attempt;
using model::Outcome;
using model::Transaction;

namespace {

// RFC 3261 20.33 and table 3. For a code from 300 on.
bool defines_retry_after(std::uint16_t code) {
    return knowledge::response_info(code).failure->retry_after_defined;
}

// --- retry_after_global

bool sets_up(std::string_view method) {
    return method == "INVITE" || method == "SUBSCRIBE" || method == "REFER";
}

// What makes the repeated request hopeless by the answer to the first, in words; nullptr: nothing.
// After 600 and 603 only an early one: they may pass (RFC 3261 21.6.1, 21.6.2).
const char *against_global_retry(const Repeat &repeat) {
    switch (repeat.code()) {
    case 604:
    case 607:
    case 608:
        return "which speaks for every server";
    case 606:
        return repeat.same_media() ? "with the media that it refused for every server" : nullptr;
    case 600:
    case 603:
        return repeat.is_early() ? "before the time that its Retry-After names" : nullptr;
    default:
        return nullptr;
    }
}

std::optional<Hit> retry_after_global(const RequestCase &request) {
    const std::optional<Repeat> repeat = repeat_of(request);
    if (!repeat || !sets_up(request.request.method()) || !repeat->same_target()) {
        return std::nullopt;
    }
    const char *const why = against_global_retry(*repeat);
    if (why == nullptr) {
        return std::nullopt;
    }
    return Hit{Severity::Note,
               "The same target again " + repeat->words() + ", " + why + repeat->doubt()};
}

// --- retry_unchanged

// Of a failure, and of a negotiation that only a change ends. With Retry-After the answer says that
// time may be the cure: then retry_too_soon looks at it (RFC 3261 20.33, 21.4.11).
bool calls_for_change(const Repeat &repeat) {
    const bool is_negotiation = repeat.code() == 422 || repeat.code() == 423;
    const bool time_may_help = repeat.retry_after_s() != 0 && defines_retry_after(repeat.code());
    return (repeat.refused.outcome == Outcome::Failed || is_negotiation) && !time_may_help;
}

std::optional<Hit> retry_unchanged(const RequestCase &request) {
    const std::optional<Repeat> repeat = repeat_of(request);
    const std::string missing =
        repeat && calls_for_change(*repeat) ? missing_change(*repeat) : std::string();
    if (missing.empty()) {
        return std::nullopt;
    }
    return Hit{repeat->same_call() ? Severity::Warn : Severity::Note,
               "Sent again " + repeat->words() + ", unchanged in what it refused: " + missing +
                   repeat->doubt()};
}

// --- retry_too_soon

bool has_emergency_target(const Transaction &transaction, const model::Settings &settings) {
    return model::read_target_uri(transaction.request.target_uri, settings).form ==
           model::TargetForm::Emergency;
}

// On its way to the emergency centre a call gets another Request-URI, so that of its originator
// counts too. A registration for an emergency call commonly says so in its Contact.
bool is_for_emergency(const RequestCase &request) {
    const Transaction &transaction = request.transaction();
    const model::Settings &settings = request.session.settings();
    bool is_emergency = has_emergency_target(transaction, settings) ||
                        (transaction.attempt != nullptr &&
                         has_emergency_target(*transaction.attempt->root, settings));
    if (request.request.method() == "REGISTER") {
        request.request.for_each_value(sip::Header::Contact, [&](std::string_view contact) {
            const sip::Uri uri = sip::parse_uri(sip::parse_name_addr(contact).uri);
            is_emergency = is_emergency || sip::find_parameter(uri.parameters, "sos").has_value();
        });
    }
    return is_emergency;
}

// An OPTIONS may ask whether a server is back; what ends something or stands in a dialog has only
// one way to go.
bool must_wait(const RequestCase &request) {
    const std::string_view method = request.request.method();
    return !request.transaction().request.in_dialog && method != "OPTIONS" && method != "BYE" &&
           method != "CANCEL" && !is_for_emergency(request);
}

// What the server on the way of a request has said with a 503, if that still holds.
const model::KeepAway *keep_away(const Transaction &transaction, const RequestCase &request) {
    const model::KeepAway *const said =
        request.session.kept_away().find(transaction.path()->route, transaction.sent_by);
    return said != nullptr && said->holds(request.sighting.time_ns) ? said : nullptr;
}

// A request that has nothing to do with the refused one may have been under way to the server when
// that answered; T1 is the estimate of how long that takes (RFC 3261 17.1.1.1).
bool may_have_known(const Transaction &transaction, const model::KeepAway &said) {
    constexpr std::int64_t kT1 = 500'000'000;
    const bool goes_on =
        transaction.attempt != nullptr && transaction.attempt->retry_of == said.frame;
    return goes_on || transaction.request_time_ns() - said.time_ns > kT1;
}

// A 503 asks its client to send no other request to this server either. Where it was passed on, it
// is the hop before that should have waited.
std::optional<Hit> despite_503(const RequestCase &request) {
    const Transaction &transaction = request.transaction();
    const model::KeepAway *const said = keep_away(transaction, request);
    if (said == nullptr || !may_have_known(transaction, *said) ||
        (transaction.parent != nullptr && keep_away(*transaction.parent, request) != nullptr) ||
        !must_wait(request) ||
        !request.session.kept_away().note_passed_over(transaction.path()->route,
                                                      transaction.sent_by)) {
        return std::nullopt;
    }
    return Hit{Severity::Warn, "Sent " + duration_words(request.sighting.time_ns - said->time_ns) +
                                   " after the 503 in " + frame_words(said->frame) +
                                   ", by which this server asked its client to send nothing for " +
                                   std::to_string(said->seconds) + " s (RFC 3261 21.5.4)"};
}

std::optional<Hit> retry_too_soon(const RequestCase &request) {
    if (auto hit = despite_503(request)) {
        return hit;
    }
    const std::optional<Repeat> repeat = repeat_of(request);
    if (!repeat || !repeat->same_target() || !repeat->is_early() ||
        !defines_retry_after(repeat->code()) || !must_wait(request)) {
        return std::nullopt;
    }
    const std::string text = "The same target again " + repeat->words() +
                             ", whose Retry-After says " + std::to_string(repeat->retry_after_s()) +
                             " s";
    switch (repeat->code()) {
    case 500:
        return Hit{Severity::Warn, text + " (RFC 3261 21.5.1)" + repeat->doubt()};
    case 404:
    case 413:
    case 480:
    case 486:
        return Hit{Severity::Chat, text + "; there it tells when the called party may be reached" +
                                       repeat->doubt()};
    default:
        return std::nullopt; // 503 is above, 600 and 603 are global
    }
}

// --- retry_after_misplaced

// Of a private code no standard says what it may carry; to a NOTIFY, any code may.
std::optional<Hit> retry_after_misplaced(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    if (!exchange.response.has(sip::Header::RetryAfter) || !failure.at_originator() ||
        !failure.verdict.registered_code) {
        return std::nullopt;
    }
    if (!defines_retry_after(exchange.code()) && exchange.method() != "NOTIFY") {
        return Hit{Severity::Note, "Retry-After is not defined for " +
                                       std::to_string(exchange.code()) +
                                       " (RFC 3261 20.33, table 3): a client may pass over it"};
    }
    if (!failure.verdict.retry_after) {
        return Hit{Severity::Note, "Retry-After cannot be read as a number of seconds (RFC 3261 "
                                   "20.33): a client cannot keep to it"};
    }
    return std::nullopt;
}

// --- authentication_loop

std::optional<Hit> authentication_loop(const FailureCase &failure) {
    if (!failure.at_originator() || failure.verdict.kind != knowledge::Kind::Failure ||
        !rejects_credentials(failure.exchange)) {
        return std::nullopt;
    }
    return Hit{Severity::Warn, "The credentials in " +
                                   frame_words(failure.transaction().request_frame()) +
                                   ", which answered the latest challenge, are refused: it "
                                   "challenges again and does not call the nonce stale"};
}

// --- attempt_abandoned

// How long a caller may take to answer a challenge, a negotiation or a redirection: Timer B and F
// (RFC 3261 table 4) with T1 of the core.
constexpr std::int64_t kAnswerTime = 32'000'000'000;

// Whom a redirection leads to may not be in the capture: there it must have shown another one
// followed. An OPTIONS asks only whether somebody is there.
bool is_abandoned(const Transaction &transaction, std::int64_t now_ns) {
    const Attempt *const attempt = transaction.attempt;
    if (attempt == nullptr || attempt->root != &transaction || transaction.request.in_dialog ||
        attempt->call->last_initial != attempt || attempt->retry_in != 0 ||
        attempt->method == sip::Method::Options) {
        return false;
    }
    const Outcome outcome = attempt->outcome(now_ns);
    const bool asks_for_more =
        outcome == Outcome::Challenged || outcome == Outcome::Negotiated ||
        (outcome == Outcome::Redirected && transaction.path()->hop->shows_followed_redirection);
    return asks_for_more && now_ns > transaction.final.time_ns + kAnswerTime;
}

std::optional<Hit> attempt_abandoned(const LateCase &message) {
    const Transaction &transaction = message.transaction;
    if (message.code < 300 || transaction.final.frame != message.frame ||
        !is_abandoned(transaction, message.now_ns)) {
        return std::nullopt;
    }
    return Hit{Severity::Note,
               transaction.request.has_security_headers
                   ? "Nothing followed this answer in the 32 s after it; an answer inside "
                     "encrypted ESP would not show (TS 33.203)"
                   : "Nothing followed this answer although the capture goes on for 32 s"};
}

constexpr Rule kRules[] = {
    {.id = "retry_after_global",
     .group = Group::Protocol,
     .severities = {Severity::Note},
     .title = "Tried again after a global failure",
     .clause = "RFC 3261 21.6",
     .meaning = "The same sender asks for the same target again although a 6xx spoke for every "
                "server and nothing shows that it has changed.",
     .action = "Find out who tries again: the user, an application or the network. Check whether "
               "the 6xx claims more than its sender can know.",
     .on_request = retry_after_global},
    {.id = "retry_unchanged",
     .group = Group::Protocol,
     .severities = {Severity::Note, Severity::Warn},
     .title = "Tried again without the change that the answer calls for",
     .clause = "RFC 3261 8.1.3.5, 21.4",
     .meaning = "A request that was refused is sent again, and what the answer found fault with "
                "is as before.",
     .action = "Find out who sends it again: a client that does not understand the answer, or a "
               "user. Compare the two requests with the headers of the answer.",
     .on_request = retry_unchanged},
    {.id = "retry_too_soon",
     .group = Group::Protocol,
     .severities = {Severity::Chat, Severity::Warn},
     .title = "Tried again before Retry-After has passed",
     .clause = "RFC 3261 20.33, 21.5.4, TS 24.229 5.1.3.1",
     .meaning = "A server said for how long it is out of service, or the called party out of "
                "reach, and the client did not wait.",
     .action = "Check whether the client reads Retry-After and has another server to go to; "
               "clients that do not wait make an overload worse.",
     .on_request = retry_too_soon},
    {.id = "retry_after_misplaced",
     .group = Group::Protocol,
     .severities = {Severity::Note},
     .title = "Retry-After that says nothing",
     .clause = "RFC 3261 20.33, table 3",
     .meaning = "Retry-After stands on a code for which it is not defined, or cannot be read; "
                "clients need not keep to it.",
     .action = "Look at the node that set it: commonly it mapped another code to this one, or "
               "writes a date or a unit beside the seconds.",
     .on_failure = retry_after_misplaced},
    {.id = "authentication_loop",
     .group = Group::Protocol,
     .severities = {Severity::Warn},
     .title = "Credentials are refused and challenged again",
     .clause = "RFC 3261 22.1",
     .meaning = "The client answered a challenge, and the same realm challenges it again; the "
                "refused credentials must not be sent again.",
     .action = "Check user name, realm and password, or the keys and SQN of AKA, on both sides; "
               "then whether a node on the way changes what the digest covers.",
     .on_failure = authentication_loop},
    {.id = "attempt_abandoned",
     .group = Group::Sequence,
     .severities = {Severity::Note},
     .title = "A challenge, negotiation or redirection was not followed",
     .clause = "RFC 3261 8.1.3.4, 8.1.3.5",
     .meaning = "The answer asked for another request, and none came: the client gave up, or the "
                "answer never reached it.",
     .action = "Check whether the answer arrived; for an IMS registration look at AKA (wrong keys, "
               "SQN) and at the security association.",
     .afterwards = attempt_abandoned},
};

} // namespace

std::span<const Rule> retry_rules() noexcept {
    return kRules;
}

} // namespace imsfail::diagnosis
