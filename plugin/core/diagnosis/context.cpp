// imsfail: where the failure was seen: IMS or not, direction, protection, access
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/context.h"

#include "model/attempt.h"
#include "model/facts.h"
#include "sip/display_text.h"
#include "sip/text.h"

#include <array>
#include <string>
#include <vector>

namespace imsfail::diagnosis {

using model::ImsSign;
using model::ImsSigns;
using model::Protection;
using sip::Header;

namespace {

constexpr std::array<const char *, 4> kDirections = {"network-to-ue", "ue-to-network",
                                                     "network-internal", "unknown"};
constexpr std::array<const char *, 2> kReferencePoints = {"gm", "unknown"};
constexpr std::array<const char *, 3> kProtections = {"none", "esp", "tls"};

static_assert(kDirections.size() == static_cast<std::size_t>(Direction::Unknown) + 1);
static_assert(kReferencePoints.size() == static_cast<std::size_t>(ReferencePoint::Unknown) + 1);
static_assert(kProtections.size() == static_cast<std::size_t>(Protection::Tls) + 1);

bool has_sign(const model::RequestFacts &request, ImsSign sign) {
    return request.ims_signs[static_cast<std::size_t>(sign)];
}

// Charging headers are for the nodes of the network: no UE sends or gets them (RFC 7315 4.5, 4.6).
bool is_between_network_nodes(const model::RequestFacts &request) {
    return has_sign(request, ImsSign::ChargingVector) ||
           has_sign(request, ImsSign::ChargingFunctionAddresses);
}

// The response goes where the request came from. P-Charging-Function-Addresses stays within one
// administrative domain (RFC 7315 4.5).
Direction direction_of(const Exchange &exchange, bool ims) {
    const model::RequestFacts *const request = exchange.request();
    if (request == nullptr) {
        return Direction::Unknown;
    }
    switch (ue_end(*request, ims)) {
    case UeEnd::Sender:
        return Direction::NetworkToUe;
    case UeEnd::Receiver:
        return Direction::UeToNetwork;
    case UeEnd::Unknown:
        break;
    }
    if (request->has_charging_functions ||
        exchange.response.has(Header::PChargingFunctionAddresses)) {
        return Direction::NetworkInternal;
    }
    return Direction::Unknown;
}

// A UE at either end, or the security association that it has with its P-CSCF and with nobody else
// (TS 33.203).
ReferencePoint reference_point_of(const Exchange &exchange, bool ims) {
    if (!ims) {
        return ReferencePoint::Unknown;
    }
    const model::RequestFacts *const request = exchange.request();
    if (request == nullptr) {
        const bool charged = exchange.response.has(Header::PChargingVector) ||
                             exchange.response.has(Header::PChargingFunctionAddresses);
        return exchange.sighting.protection == Protection::Esp && !charged
                   ? ReferencePoint::Gm
                   : ReferencePoint::Unknown;
    }
    const bool associated =
        request->protection == Protection::Esp && !is_between_network_nodes(*request);
    return associated || ue_end(*request, ims) != UeEnd::Unknown ? ReferencePoint::Gm
                                                                 : ReferencePoint::Unknown;
}

std::span<const char *const> name_signs(const ImsSigns &signs, model::Arena &arena) {
    std::vector<const char *> names;
    for (std::size_t i = 0; i < signs.size(); ++i) {
        if (signs[i]) {
            names.push_back(model::ims_sign_name(static_cast<ImsSign>(i)));
        }
    }
    return arena.copy(std::span<const char *const>(names));
}

std::string summary_of(const Context &context) {
    constexpr std::array<const char *, kDirections.size()> kDirectionWords = {
        ", network to UE", ", UE to network", ", within the network", ""};
    constexpr std::array<const char *, kProtections.size()> kProtectionWords = {"", ", ESP",
                                                                                ", TLS"};
    return std::string("Context: ") + (context.ims_evidence.empty() ? "no sign of IMS" : "IMS") +
           (context.reference_point == ReferencePoint::Gm ? ", Gm" : "") +
           kDirectionWords[static_cast<std::size_t>(context.direction)] +
           kProtectionWords[static_cast<std::size_t>(context.protection)];
}

// The caller's own access and charging identity go before those of the response: it is the caller's
// request that failed. Where this hop does not show them, the request nearest to the caller does.
std::string_view fact_of_requests(const Exchange &exchange,
                                  std::string_view model::RequestFacts::*fact) {
    if (exchange.request() == nullptr) {
        return {};
    }
    std::string_view value = exchange.request()->*fact;
    const model::Attempt *const attempt = exchange.transaction->attempt;
    if (!value.empty() || attempt == nullptr) {
        return value;
    }
    for (const model::Transaction &other : model::from_latest(attempt->latest)) {
        const std::string_view there = other.request.*fact;
        value = there.empty() ? value : there;
    }
    return value;
}

// "3GPP-E-UTRAN-FDD, cell 2620100010000001" (RFC 7315 5.4).
std::string access_text(std::string_view header) {
    const std::string_view first = sip::next_value(header);
    std::string_view rest = first;
    const std::string_view type = sip::trim(rest.substr(0, rest.find(';')));
    std::string text = sip::display_text(type);
    for (const char *const cell : {"utran-cell-id-3gpp", "cgi-3gpp"}) {
        if (const auto value = sip::find_parameter(first, cell)) {
            return text + ", cell " + sip::display_text(*value);
        }
    }
    return text;
}

} // namespace

const char *token(Direction direction) noexcept {
    return kDirections[static_cast<std::size_t>(direction)];
}

const char *token(ReferencePoint point) noexcept {
    return kReferencePoints[static_cast<std::size_t>(point)];
}

const char *token(Protection protection) noexcept {
    return kProtections[static_cast<std::size_t>(protection)];
}

// The sender of a request with but one Via value made it itself. Security-Client and
// Security-Verify are for its first hop (RFC 3329 2.3), so it is the UE. A B2BUA, too, sends one
// Via value, and may pass P-Access-Network-Info on: that shows a UE only under the protection of Gm
// (TS 33.203). What came over other hops and is so protected goes to a UE.
UeEnd ue_end(const model::RequestFacts &request, bool ims) noexcept {
    if (request.via_count == 1 && request.has_security_headers) {
        return UeEnd::Sender;
    }
    if (!ims || request.protection != Protection::Esp || is_between_network_nodes(request)) {
        return UeEnd::Unknown;
    }
    if (request.via_count == 1) {
        return has_sign(request, ImsSign::AccessNetwork3gpp) &&
                       !sip::icontains(request.access, "network-provided")
                   ? UeEnd::Sender
                   : UeEnd::Unknown;
    }
    return UeEnd::Receiver;
}

ImsSigns ims_signs_of(const Exchange &exchange) {
    const model::Transaction *const own = exchange.transaction;
    if (own == nullptr) {
        return model::ims_signs(exchange.response);
    }
    const auto signs_of = [](const model::Transaction &transaction) {
        return transaction.failure == nullptr
                   ? transaction.request.ims_signs
                   : transaction.request.ims_signs | transaction.failure->ims_signs;
    };
    // Mostly the response is the first final, whose signs are known.
    ImsSigns signs = signs_of(*own);
    if (own->final.code != exchange.code()) {
        signs |= model::ims_signs(exchange.response);
    }
    if (own->attempt != nullptr) {
        for (const model::Transaction &other : model::from_latest(own->attempt->latest)) {
            signs |= signs_of(other);
        }
    }
    return signs;
}

Context read_context(const Exchange &exchange, model::Arena &arena) {
    const sip::Message &response = exchange.response;
    Context context;
    context.ims_evidence = name_signs(ims_signs_of(exchange), arena);
    const bool ims = !context.ims_evidence.empty();
    context.direction = direction_of(exchange, ims);
    context.reference_point = reference_point_of(exchange, ims);
    context.protection = exchange.sighting.protection;
    const std::string_view access = fact_of_requests(exchange, &model::RequestFacts::access);
    const std::string_view icid = fact_of_requests(exchange, &model::RequestFacts::icid);
    context.access = arena.keep(
        access_text(access.empty() ? response.first(Header::PAccessNetworkInfo) : access));
    context.icid = arena.keep(sip::display_text(icid.empty() ? model::icid_value(response) : icid));
    context.summary = arena.keep(summary_of(context));
    return context;
}

} // namespace imsfail::diagnosis
