// imsfail: where the failure was seen: IMS or not, direction, protection, access
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/context.h"

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
constexpr std::array<const char *, 3> kProtections = {"none", "esp", "tls"};

static_assert(kDirections.size() == static_cast<std::size_t>(Direction::Unknown) + 1);
static_assert(kProtections.size() == static_cast<std::size_t>(Protection::Tls) + 1);

// A request that carries Security-Client or Security-Verify and only the Via of its sender was sent
// by the UE that agrees on security with its first hop (RFC 3329 2.3), so its response goes there.
// A request that came to this hop over others, in the protection of Gm, was sent by the P-CSCF to a
// UE. P-Charging-Function-Addresses stays within one administrative domain (RFC 7315 4.5).
Direction direction_of(const Exchange &exchange) {
    const model::RequestFacts *const request = exchange.request();
    if (request == nullptr) {
        return Direction::Unknown;
    }
    if (request->has_security_headers && request->via_count == 1) {
        return Direction::NetworkToUe;
    }
    if (request->protection == Protection::Esp && request->via_count > 1) {
        return Direction::UeToNetwork;
    }
    if (request->has_charging_functions ||
        exchange.response.has(Header::PChargingFunctionAddresses)) {
        return Direction::NetworkInternal;
    }
    return Direction::Unknown;
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
           kDirectionWords[static_cast<std::size_t>(context.direction)] +
           kProtectionWords[static_cast<std::size_t>(context.protection)];
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

const char *token(Protection protection) noexcept {
    return kProtections[static_cast<std::size_t>(protection)];
}

Context read_context(const Exchange &exchange, model::Arena &arena) {
    const model::RequestFacts *const request = exchange.request();
    const sip::Message &response = exchange.response;
    ImsSigns signs = model::ims_signs(response);
    std::string_view access = response.first(Header::PAccessNetworkInfo);
    std::string_view icid = model::icid_value(response);
    if (request != nullptr) {
        signs |= request->ims_signs;
        // The caller's own access and charging identity come first: it is the caller's request
        // that failed.
        access = request->access.empty() ? access : request->access;
        icid = request->icid.empty() ? icid : request->icid;
    }
    Context context;
    context.ims_evidence = name_signs(signs, arena);
    context.direction = direction_of(exchange);
    context.protection = exchange.sighting.protection;
    context.access = arena.keep(access_text(access));
    context.icid = arena.keep(sip::display_text(icid));
    context.summary = arena.keep(summary_of(context));
    return context;
}

} // namespace imsfail::diagnosis
