// imsfail: findings from what the bodies and Reason headers of a message say
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/body_findings.h"

#include "diagnosis/bodies.h"
#include "diagnosis/wording.h"
#include "model/attempt.h"
#include "model/facts.h"
#include "sip/body.h"
#include "sip/display_text.h"
#include "sip/reason.h"
#include "sip/text.h"
#include "sip/uri.h"
#include "sip/warning.h"

#include <algorithm>
#include <array>

namespace imsfail::diagnosis {

using knowledge::Finding;
using knowledge::Kind;
using knowledge::Severity;
using sip::Header;

namespace {

// Empty: anonymous, and nothing in the request says who it is.
std::string_view caller_of(const Exchange &exchange) {
    const std::string_view from = sip::parse_name_addr(exchange.response.first(Header::From)).uri;
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

void find_order(FoundList &list, const Exchange &exchange) {
    const auto &order = exchange.order;
    if (order && exchange.code() == 380 && order->orders_emergency()) {
        const std::string_view contact =
            sip::parse_name_addr(exchange.response.first(Header::Contact)).uri;
        const std::string service = model::is_emergency_service(contact)
                                        ? " as " + shortened(sip::display_text(contact), 40)
                                        : "";
        list.add(Finding::EmergencyRedirected, Severity::Note,
                 "To be made as an emergency call" + service + "; " + asserted_words(exchange) +
                     order_words(*order));
    } else if (order && exchange.code() == 504 && order->orders_registration()) {
        list.add(Finding::RestorationOrdered, Severity::Note,
                 "The UE is to register anew; " + asserted_words(exchange) + order_words(*order));
    }
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

void find_media_rejected(FoundList &list, const Exchange &exchange) {
    if ((exchange.code() != 488 && exchange.code() != 606) || exchange.request() == nullptr ||
        !exchange.request()->has_sdp) {
        return;
    }
    const std::string offered = media_words(exchange.request()->offer(), true);
    const std::string accepted = media_words(description_of(exchange.response), false);
    std::string text = offered.empty() ? "The offered session is not accepted"
                                       : "Not accepted: " + shortened(offered, 100);
    text += warning_words(exchange.response);
    if (!accepted.empty()) {
        text += "; the answer names " + accepted;
    }
    list.add(Finding::MediaRejected, severity_of(exchange), text);
}

// Whose side "local" means, where it is named: that of who sent the description (RFC 3312 4).
std::string local_words(const std::string &preconditions, const char *sender) {
    const bool is_named = preconditions.find(" local ") != std::string::npos ||
                          preconditions.find(" remote ") != std::string::npos;
    return is_named ? std::string("; local is the side of who sent the ") + sender : "";
}

void find_precondition_failed(FoundList &list, const Exchange &exchange) {
    if (exchange.code() != 580) {
        return;
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
    list.add(Finding::PreconditionFailed, severity_of(exchange), text);
}

// Causes of Q.850 that say the opposite of a code; vendors' tables differ so much that no other
// pair means anything.
bool is_opposite(std::uint32_t cause, std::uint16_t code) {
    const auto code_is = [code](auto... codes) { return ((code == codes) || ...); };
    switch (cause) {
    case 17:
    case 18:
    case 19:
        return code_is(404, 410, 484, 485, 604);
    case 1:
    case 28:
        return code_is(486, 600);
    default:
        return false;
    }
}

void find_reason_conflict(FoundList &list, const Exchange &exchange, const Verdict &verdict) {
    const auto q850 =
        std::find_if(verdict.reasons.begin(), verdict.reasons.end(), [](const ReasonValue &reason) {
            return reason.cause && sip::iequals(reason.protocol, "Q.850");
        });
    // A 600 by which no S-CSCF could be selected says nothing of a busy user.
    const bool of_server = verdict.category == knowledge::Category::Server;
    if (q850 == verdict.reasons.end() || of_server || !is_opposite(*q850->cause, exchange.code())) {
        return;
    }
    const bool cause_found_user = *q850->cause >= 17 && *q850->cause <= 19;
    list.add(Finding::ReasonConflict, Severity::Note,
             "Q.850 cause " + std::to_string(*q850->cause) + " (" + q850->name +
                 ") says that the " +
                 (cause_found_user ? "user was found, the status the opposite"
                                   : "number leads to nobody, the status that a user is busy") +
                 "; the cause is commonly the true one (RFC 6432 3)");
}

} // namespace

void find_in_bodies(FoundList &list, const Exchange &exchange, const Verdict &verdict) {
    if (exchange.transaction->parent != nullptr) {
        return;
    }
    find_order(list, exchange);
    if (verdict.kind == Kind::Failure) {
        find_media_rejected(list, exchange);
        find_precondition_failed(list, exchange);
        find_reason_conflict(list, exchange, verdict);
    }
}

void find_in_release(FoundList &list, const sip::Message &request,
                     const model::Transaction &transaction) {
    if ((request.method() != "CANCEL" && request.method() != "BYE") ||
        !request.has(Header::Reason)) {
        return;
    }
    // A CANCEL stands where what it cancels does.
    const model::Transaction *const place =
        transaction.is_cancel() ? transaction.tied : &transaction;
    if (place == nullptr || place->parent != nullptr || transaction.call->precondition_refused ||
        !sip::has_reason(request, "SIP", {580})) {
        return;
    }
    list.add(Finding::PreconditionFailed, Severity::Warn,
             "Reason SIP;cause=580: the call is given up because a precondition was not met; which "
             "one is not said here (RFC 3312)");
}

} // namespace imsfail::diagnosis
