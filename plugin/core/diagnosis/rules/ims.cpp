// imsfail: rules about IMS procedures and media
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/bodies.h"
#include "diagnosis/rules/themes.h"
#include "diagnosis/wording.h"
#include "model/attempt.h"
#include "model/facts.h"
#include "sip/body.h"
#include "sip/display_text.h"
#include "sip/reason.h"
#include "sip/uri.h"
#include "sip/warning.h"

#include <algorithm>

namespace imsfail::diagnosis {

using knowledge::Severity;
using sip::Header;

namespace {

// --- orders by 3GPP IMS XML

// Empty: anonymous, and nothing in the request says who it is.
std::string_view caller_of(const Exchange &exchange) {
    const std::string_view from = exchange.response.from().uri;
    if (!model::is_anonymous(from)) {
        return from;
    }
    return exchange.request() != nullptr ? exchange.request()->hidden_caller : std::string_view();
}

// A UE may follow the order only if its own P-CSCF or S-CSCF asserts itself there.
std::string asserted_words(const Exchange &exchange) {
    const std::string_view asserted =
        sip::parse_name_addr(exchange.response.first(Header::PAssertedIdentity)).uri;
    if (asserted.empty()) {
        return "P-Asserted-Identity, by which a UE can tell its own P-CSCF or S-CSCF, is missing";
    }
    const std::string_view user = caller_of(exchange);
    if (user.empty()) {
        return "the caller is anonymous here: P-Asserted-Identity cannot be checked";
    }
    const model::ProxyCheck check =
        exchange.session.registrations().check_proxy(user, asserted, exchange.sighting.time_ns);
    if (check.frame == 0) {
        return "P-Asserted-Identity cannot be checked: no Path of this user's present "
               "registration is seen";
    }
    return (check.is_listed ? "P-Asserted-Identity is in Path or Service-Route of "
                            : "P-Asserted-Identity is not in Path or Service-Route of ") +
           frame_words(check.frame);
}

// "; action emergency-registration; reason: emergency number"
std::string order_words(const sip::ImsXml &order) {
    return (order.action.empty() ? "" : "; action " + order.action) +
           (order.reason.empty() ? "" : "; reason: " + order.reason);
}

std::optional<Hit> emergency_redirected(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    const auto &order = exchange.order;
    if (failure.transaction().parent != nullptr || !order || exchange.code() != 380 ||
        !order->orders_emergency()) {
        return std::nullopt;
    }
    const std::string_view contact =
        sip::parse_name_addr(exchange.response.first(Header::Contact)).uri;
    const std::string service =
        model::is_emergency_service(contact) ? " as " + shown(contact, 40) : "";
    return Hit{Severity::Note, "To be made as an emergency call" + service + "; " +
                                   asserted_words(exchange) + order_words(*order)};
}

std::optional<Hit> restoration_ordered(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    const auto &order = exchange.order;
    if (failure.transaction().parent != nullptr || !order || exchange.code() != 504 ||
        !order->orders_registration()) {
        return std::nullopt;
    }
    return Hit{Severity::Note,
               "The UE is to register anew; " + asserted_words(exchange) + order_words(*order)};
}

// --- media and preconditions

bool is_failure_at_originator(const FailureCase &failure) {
    return failure.transaction().parent == nullptr &&
           failure.verdict.kind == knowledge::Kind::Failure;
}

// What fails within a dialog leaves the session as it is.
Severity severity_of(const Exchange &exchange) {
    return exchange.in_dialog() ? Severity::Note : Severity::Warn;
}

// Of the response's own description, if it has one.
std::string_view description_of(const sip::Message &response) {
    return sip::find_body(response, "application/sdp").value_or(std::string_view());
}

std::string warning_words(const sip::Message &response) {
    std::string words;
    response.for_each_value(Header::Warning, [&words](std::string_view value) {
        const auto warning = sip::parse_warning(value);
        if (words.empty() && warning) {
            words = "; Warning " + std::to_string(warning->code) + " " +
                    shortened(sip::display_quoted(warning->text), 60);
        }
    });
    return words;
}

std::optional<Hit> media_rejected(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    if (!is_failure_at_originator(failure) || (exchange.code() != 488 && exchange.code() != 606) ||
        exchange.request() == nullptr || !exchange.request()->has_sdp) {
        return std::nullopt;
    }
    const std::string offered = media_words(exchange.request()->offer(), true);
    const std::string accepted = media_words(description_of(exchange.response), false);
    std::string text = offered.empty() ? "The offered session is not accepted"
                                       : "Not accepted: " + shortened(offered, 100);
    text += warning_words(exchange.response);
    if (!accepted.empty()) {
        text += "; the answer names " + accepted;
    }
    return Hit{severity_of(exchange), text};
}

// Whose side "local" means, where it is named: that of who sent the description (RFC 3312 4).
std::string local_words(const std::string &preconditions, const char *sender) {
    const bool is_named = preconditions.find(" local ") != std::string::npos ||
                          preconditions.find(" remote ") != std::string::npos;
    return is_named ? std::string("; local is the side of who sent the ") + sender : "";
}

std::optional<Hit> precondition_failed(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    if (!is_failure_at_originator(failure) || exchange.code() != 580) {
        return std::nullopt;
    }
    const std::string refused = refused_preconditions(description_of(exchange.response));
    const std::string unmet = exchange.request() != nullptr
                                  ? unmet_preconditions(exchange.request()->offer())
                                  : std::string();
    std::string text = "No session description here says which precondition was not met";
    if (!refused.empty()) {
        text = "Not met, as the 580 says: " + refused + local_words(refused, "580");
    } else if (!unmet.empty()) {
        text = "The 580 does not say what was not met; the offer demands " + unmet +
               local_words(unmet, "offer");
    }
    return Hit{severity_of(exchange), text};
}

// A CANCEL or BYE says so, and no 580 was seen in the call.
std::optional<Hit> released_for_precondition(const RequestCase &release) {
    const sip::Message &request = release.request;
    if ((request.method() != "CANCEL" && request.method() != "BYE") ||
        !request.has(Header::Reason)) {
        return std::nullopt;
    }
    const model::Transaction &transaction = release.transaction();
    // A CANCEL stands where what it cancels does.
    const model::Transaction *const place =
        transaction.is_cancel() ? transaction.tied : &transaction;
    if (place == nullptr || place->parent != nullptr || transaction.call->precondition_refused ||
        !sip::has_reason(request, "SIP", {580})) {
        return std::nullopt;
    }
    return Hit{Severity::Warn,
               "Reason SIP;cause=580: the call is given up because a precondition was not met; "
               "which one is not said here (RFC 3312)"};
}

// --- third_party_registration_failed

// An S-CSCF registers with its own URI in From, which names no user, and the user's in To.
std::optional<Hit> third_party_registration_failed(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    if (exchange.method() != "REGISTER" || !failure.at_originator() ||
        failure.verdict.kind != knowledge::Kind::Failure) {
        return std::nullopt;
    }
    const sip::Uri from = sip::parse_uri(exchange.response.from().uri);
    const std::string_view to = exchange.response.to().uri;
    if (from.host.empty() || !from.user.empty() || sip::parse_uri(to).user.empty()) {
        return std::nullopt;
    }
    constexpr std::size_t kLongest = 40;
    return Hit{
        Severity::Warn,
        "Likely a third-party registration: " + shown(from.host, kLongest) +
            " tells an application server that " + shown(to, kLongest) +
            " is registered, and is refused; an inference from its From, which names no user"};
}

// --- security_path_changed

// The response came in the clear though its request was protected. Where the capture shows requests
// both protected and not, it shows the protected copy of this response too, maybe later. Once for
// each UE, that is, for the two addresses.
std::optional<Hit> security_path_changed(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    const model::RequestFacts *const request = exchange.request();
    if (request == nullptr || request->protection == model::Protection::None ||
        request->has_other_protection || exchange.sighting.protection != model::Protection::None ||
        failure.verdict.kind != knowledge::Kind::Failure) {
        return std::nullopt;
    }
    const model::Route &route = failure.transaction().path()->route;
    const auto [one, other] = std::minmax(route.source.address, route.destination.address);
    if (!failure.session.is_first(
            model::Fingerprinter().add("security path").add(one).add(other).finish())) {
        return std::nullopt;
    }
    return Hit{Severity::Note,
               "The request in " + frame_words(failure.transaction().request_frame()) +
                   " was protected, this response came outside of that; healthy VoLTE calls "
                   "show the same, so this is a fact, not a fault"};
}

constexpr Rule kRules[] = {
    {.id = "emergency_redirected",
     .group = Group::ResponseCode,
     .severities = {Severity::Note},
     .title = "The call is to be made as an emergency call",
     .clause = "TS 24.229 7.6",
     .meaning = "The network recognised an emergency number and orders the UE to call the "
                "emergency services.",
     .action = "Check that the UE begins an emergency registration or call, and who vouches for "
               "the order.",
     .on_failure = emergency_redirected},
    {.id = "restoration_ordered",
     .group = Group::ResponseCode,
     .severities = {Severity::Note},
     .title = "The UE is to register anew",
     .clause = "TS 24.229 7.6",
     .meaning = "A node lost what it knew of the registration and orders a new one.",
     .action = "Check that a new initial registration follows, and which node was restarted.",
     .on_failure = restoration_ordered},
    {.id = "media_rejected",
     .group = Group::ResponseCode,
     .severities = {Severity::Note, Severity::Warn},
     .title = "The offered media are not accepted",
     .clause = "RFC 3261 21.4.26, 21.6.4",
     .meaning = "The session description was refused: codecs, media types, bandwidth or addresses.",
     .action = "Compare the codecs offered with what the other side can do, and with the media "
               "policy of the nodes between.",
     .on_failure = media_rejected},
    {.id = "precondition_failed",
     .group = Group::ResponseCode,
     .severities = {Severity::Note, Severity::Warn},
     .title = "A precondition was not met",
     .clause = "RFC 3312 8",
     .meaning = "Resources that the session depends on were not there: in VoLTE commonly the "
                "dedicated bearer.",
     .action =
         "Follow the dedicated bearer (QCI 1, 5QI 1): Rx or N5 at the P-CSCF, then the packet "
         "core and the radio.",
     .on_request = released_for_precondition,
     .on_failure = precondition_failed},
    {.id = "third_party_registration_failed",
     .group = Group::Assumption,
     .severities = {Severity::Warn},
     .title = "An application server refused a third-party registration",
     .clause = "RFC 3261 10.2",
     .meaning = "An S-CSCF likely told an application server of a user's registration, and the "
                "server refused: its services may be missing for the user.",
     .action = "Check the user's data at the application server, and the initial filter criteria "
               "that lead to it.",
     .on_failure = third_party_registration_failed},
    {.id = "security_path_changed",
     .group = Group::Sequence,
     .severities = {Severity::Note},
     .title = "The response came outside the protection of its request",
     .clause = "TS 33.203 7.1",
     .meaning = "The request was protected by ESP or TLS, and its response was not. Healthy VoLTE "
                "calls show the same.",
     .action = "If the UE does not see the response, compare the ports of the security association "
               "with those of the response.",
     .on_failure = security_path_changed},
};

} // namespace

std::span<const Rule> ims_rules() noexcept {
    return kRules;
}

} // namespace imsfail::diagnosis
