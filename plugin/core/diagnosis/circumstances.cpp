// imsfail: when a status code means something else than by itself
//
// Each rule looks at the response and at what is known of its request. What it changes stands in
// knowledge/variants.cpp, so that a rule here answers only "does this hold?".
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/circumstances.h"

#include "diagnosis/context.h"
#include "knowledge/nodes.h"
#include "model/attempt.h"
#include "model/call_table.h"
#include "model/facts.h"
#include "sip/reason.h"
#include "sip/response_source.h"
#include "sip/retry_after.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace imsfail::diagnosis {

using knowledge::Circumstance;
using knowledge::Kind;
using knowledge::Node;
using sip::Header;

namespace {

bool is_one_of(std::uint16_t code, std::initializer_list<std::uint16_t> codes) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// A request that stands in no dialog, as far as the capture shows.
bool outside_dialog(const Exchange &exchange) {
    return !exchange.in_dialog();
}

// An in-dialog request whose failure may end the dialog; BYE and CANCEL end things themselves.
bool concerns_dialog(const Exchange &exchange) {
    return exchange.in_dialog() && exchange.method() != "BYE" && exchange.method() != "CANCEL";
}

// Codes that end the dialog and codes that end only this usage of it, RFC 5057 5.1.
bool ends_dialog(std::uint16_t code) {
    return is_one_of(code, {404, 410, 416, 482, 483, 484, 485, 502, 604});
}

// A method that the usage cannot do without; another one that is not supported concerns only
// itself.
bool is_integral(std::string_view method) {
    return method == "INVITE" || method == "SUBSCRIBE" || method == "NOTIFY";
}

bool ends_usage(const Exchange &exchange) {
    const std::string_view method = exchange.method();
    switch (exchange.code()) {
    case 405:
    case 501:
        return is_integral(method);
    case 408:
        return method == "INVITE" || method == "UPDATE";
    default:
        return is_one_of(exchange.code(), {480, 481, 489});
    }
}

// One of its Response-Source values names this node, at a side that is not `excluded`.
bool comes_from(const Exchange &exchange, Node node,
                std::optional<sip::SessionSide> excluded = std::nullopt) {
    bool found = false;
    sip::for_each_response_source(exchange.response, [&](const sip::ResponseSource &source) {
        found =
            found || (knowledge::node_from_fe_id(source.node) == node && source.side != excluded);
    });
    return found;
}

// A P-CSCF at the callee's side, or at one it does not tell: at the caller's it has no binding of
// the callee to lose.
bool comes_from_p_cscf_of_callee(const Exchange &exchange) {
    return comes_from(exchange, Node::PCscf, sip::SessionSide::Originating);
}

bool is_ims(const Exchange &exchange) {
    return ims_signs_of(exchange).any();
}

bool asks_for_security_agreement(const Exchange &exchange) {
    return exchange.code() == 494 ||
           (exchange.code() == 421 && exchange.response.has_value(Header::Require, "sec-agree"));
}

bool target_has_parameter(const Exchange &exchange, std::string_view name) {
    return exchange.request() != nullptr &&
           sip::find_parameter(sip::parse_uri(exchange.request()->target_uri).parameters, name)
               .has_value();
}

// Codes that only some methods, and only some places, can get: RFC 3903 11.2.1 (412), RFC 4028 and
// RFC 5057 note 5 (422), RFC 3261 21.4.17 and RFC 6665 (423), RFC 5626 11.6 (439), RFC 6086 11.6
// (469), RFC 3261 14.1 (491), RFC 8599 8.1 (555). A BYE opens and changes nothing.
bool is_out_of_place(const Exchange &exchange) {
    const std::string_view method = exchange.method();
    switch (exchange.code()) {
    case 412:
        return method != "PUBLISH";
    case 422:
        return exchange.in_dialog() || method == "BYE";
    case 423:
        return method != "REGISTER" && method != "SUBSCRIBE" && method != "PUBLISH";
    case 439:
    case 555:
        return method != "REGISTER";
    case 469:
        return method != "INFO";
    case 491:
        return (exchange.request() != nullptr && !exchange.in_dialog()) || method == "BYE";
    default:
        return false;
    }
}

// A request sent with so few hops was meant to end here: some elements test their neighbours so.
bool is_hop_count_probe(const Exchange &exchange) {
    constexpr std::uint64_t kFewHops = 10;
    const model::RequestFacts *const request = exchange.request();
    return exchange.code() == 483 && request != nullptr && request->max_forwards &&
           std::uint64_t{*request->max_forwards} + request->via_count <= kFewHops + 1;
}

// A request without a session description, refused without one, was not refused for its media.
bool has_no_offer(const Exchange &exchange) {
    const model::RequestFacts *const request = exchange.request();
    return is_one_of(exchange.code(), {488, 606}) && exchange.method() != "REGISTER" &&
           request != nullptr && !request->has_sdp && !model::has_sdp(exchange.response);
}

// The request reached its server on another branch as well, or another branch got an answer that
// counts (RFC 3261 8.2.2.2, RFC 5057 note 9). A request upstream or downstream of this one is
// none: that would be a loop.
bool is_merged(const Exchange &exchange) {
    if (exchange.code() != 482 || exchange.request() == nullptr) {
        return false;
    }
    const model::Transaction &own = *exchange.transaction;
    for (const model::Transaction &other : model::from_latest(own.attempt->latest)) {
        const bool same_server = other.path()->route.destination == own.path()->route.destination;
        const bool answered = other.has_final() && other.final.code != 482;
        if (&other != &own && !own.is_below(other) && !other.is_below(own) &&
            (same_server || answered)) {
            return true;
        }
    }
    return false;
}

bool overlaps(const Exchange &exchange) {
    constexpr std::uint32_t kLongestWait = 10; // RFC 3261 14.2
    const auto retry_after = sip::parse_retry_after(exchange.response.first(Header::RetryAfter));
    return exchange.code() == 500 && exchange.in_dialog() && exchange.request()->overlaps_offer &&
           retry_after && retry_after->seconds <= kLongestWait;
}

// The device that gives up, told by its To tag, had rung on this branch.
bool rang_unanswered(const Exchange &exchange) {
    const model::Transaction *const transaction = exchange.transaction;
    if (!is_one_of(exchange.code(), {408, 480}) || transaction == nullptr) {
        return false;
    }
    return transaction->find_message(180, exchange.to_tag()) != nullptr;
}

// clang-format off
constexpr CircumstanceRule kRules[] = {
    {Circumstance::ToCancel, [](const Exchange &e, Kind) {
        return e.method() == "CANCEL";
    }},
    {Circumstance::WrongMethod, [](const Exchange &e, Kind) {
        return !e.method().empty() && is_out_of_place(e);
    }},
    {Circumstance::ToBye, [](const Exchange &e, Kind so_far) {
        return e.method() == "BYE" && (so_far == Kind::Failure || is_one_of(e.code(), {401, 407}));
    }},
    {Circumstance::ToOptions, [](const Exchange &e, Kind) {
        return e.method() == "OPTIONS" && outside_dialog(e) && e.code() >= 400 &&
               !is_one_of(e.code(), {401, 407, 487});
    }},
    {Circumstance::HopCountProbe, [](const Exchange &e, Kind) {
        return is_hop_count_probe(e);
    }},
    {Circumstance::CredentialsRejected, [](const Exchange &e, Kind) {
        return rejects_credentials(e);
    }},
    {Circumstance::ToRegister, [](const Exchange &e, Kind) {
        return e.method() == "REGISTER";
    }},
    {Circumstance::CredentialsRefused, [](const Exchange &e, Kind) {
        return e.method() == "REGISTER" && e.code() == 403 && e.request() != nullptr &&
               e.request()->has_credentials;
    }},
    {Circumstance::ToSubscribe, [](const Exchange &e, Kind) {
        return e.method() == "SUBSCRIBE" && outside_dialog(e);
    }},
    {Circumstance::ToNotify, [](const Exchange &e, Kind) {
        return e.method() == "NOTIFY";
    }},
    {Circumstance::NoServingCscf, [](const Exchange &e, Kind) {
        return e.code() == 600 &&
               ((e.method() == "REGISTER" && is_ims(e)) || comes_from(e, Node::ICscf));
    }},
    {Circumstance::CallBarred, [](const Exchange &e, Kind) {
        return e.code() == 603 && sip::has_reason(e.response, "SIP", {603});
    }},
    {Circumstance::NetworkBlocked, [](const Exchange &e, Kind) {
        return e.code() == 603 && sip::iequals(e.response.phrase(), "Network Blocked");
    }},
    // Before those that say that the trouble is in the network, which time alone does not cure.
    {Circumstance::RetryAfterGiven, [](const Exchange &e, Kind) {
        return sip::parse_retry_after(e.response.first(Header::RetryAfter)).has_value();
    }},
    {Circumstance::LostBinding, [](const Exchange &e, Kind) {
        return is_one_of(e.code(), {404, 604}) && comes_from_p_cscf_of_callee(e);
    }},
    {Circumstance::NoRoute, [](const Exchange &e, Kind) {
        return is_one_of(e.code(), {404, 604}) && sip::has_reason(e.response, "Q.850", {2, 3, 26});
    }},
    {Circumstance::RegistrationOrdered, [](const Exchange &e, Kind) {
        return e.code() == 504 && e.order && e.order->orders_registration();
    }},
    {Circumstance::EmergencyOrdered, [](const Exchange &e, Kind) {
        return e.code() == 380 && e.order && e.order->orders_emergency();
    }},
    {Circumstance::EmergencyService, [](const Exchange &e, Kind) {
        return is_one_of(e.code(), {404, 604}) && e.request() != nullptr &&
               model::is_emergency_service(e.request()->target_uri);
    }},
    {Circumstance::Gruu, [](const Exchange &e, Kind) {
        return outside_dialog(e) && target_has_parameter(e, "gr");
    }},
    {Circumstance::SecurityAgreement, [](const Exchange &e, Kind) {
        return asks_for_security_agreement(e) && e.request() != nullptr &&
               e.request()->protection == model::Protection::None;
    }},
    {Circumstance::SecurityAgreementLost, [](const Exchange &e, Kind) {
        return asks_for_security_agreement(e) && e.request() != nullptr &&
               e.request()->protection != model::Protection::None;
    }},
    {Circumstance::ToMessage, [](const Exchange &e, Kind so_far) {
        return e.method() == "MESSAGE" && so_far == Kind::Failure;
    }},
    {Circumstance::MergedRequest, [](const Exchange &e, Kind) {
        return is_merged(e);
    }},
    {Circumstance::RangUnanswered, [](const Exchange &e, Kind) {
        return rang_unanswered(e);
    }},
    {Circumstance::RequestsOverlap, [](const Exchange &e, Kind) {
        return overlaps(e);
    }},
    {Circumstance::CSeqTooLow, [](const Exchange &e, Kind) {
        return e.code() == 500 && e.in_dialog() && e.request()->is_cseq_too_low;
    }},
    {Circumstance::NoOffer, [](const Exchange &e, Kind) {
        return has_no_offer(e);
    }},
    {Circumstance::DialogDestroyed, [](const Exchange &e, Kind so_far) {
        return concerns_dialog(e) && so_far == Kind::Failure && ends_dialog(e.code());
    }},
    {Circumstance::UsageDestroyed, [](const Exchange &e, Kind so_far) {
        return concerns_dialog(e) && so_far == Kind::Failure && ends_usage(e);
    }},
    {Circumstance::SessionGoesOn, [](const Exchange &e, Kind so_far) {
        return concerns_dialog(e) && !ends_dialog(e.code()) && !ends_usage(e) &&
               (so_far == Kind::Failure || is_one_of(e.code(), {401, 407, 487, 491}));
    }},
};
// clang-format on

} // namespace

std::span<const CircumstanceRule> circumstance_rules() noexcept {
    return kRules;
}

bool rejects_credentials(const Exchange &exchange) {
    if (!is_one_of(exchange.code(), {401, 407}) || exchange.request() == nullptr) {
        return false;
    }
    // Some servers forget stale=true and say only in the phrase that the nonce was old; then
    // nothing is known about the credentials.
    if (sip::icontains(exchange.response.phrase(), "nonce")) {
        return false;
    }
    bool rejected = false;
    model::for_each_challenge(exchange.response, [&](const model::Challenge &challenge) {
        rejected = rejected || (!challenge.stale && exchange.request()->answers(model::hash_realm(
                                                        challenge.realm, challenge.is_by_proxy)));
    });
    return rejected;
}

} // namespace imsfail::diagnosis
