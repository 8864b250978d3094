// imsfail: what is kept of a request
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/request_facts.h"

#include "model/facts.h"
#include "sip/display_text.h"
#include "sip/text.h"

#include <algorithm>

namespace imsfail::model {

using sip::Header;

namespace {

// Never 0 where there is a Route.
std::uint32_t route_hash(const sip::Message &request) {
    if (!request.has(Header::Route)) {
        return 0;
    }
    Fingerprinter route;
    request.for_each_value(Header::Route, [&route](std::string_view value) { route.add(value); });
    return static_cast<std::uint32_t>(route.finish().nonzero());
}

std::uint16_t size_of(const sip::Message &request, std::size_t captured) {
    return request.has_problem(sip::Problem::BodyCutShort)
               ? kUnknownSize
               : static_cast<std::uint16_t>(std::min(captured, std::size_t{kUnknownSize}));
}

std::uint16_t hash_accept(const sip::Message &request) {
    if (!request.has(Header::Accept)) {
        return 0;
    }
    Fingerprinter all;
    request.for_each(Header::Accept, [&all](std::string_view value) { all.add(value); });
    return static_cast<std::uint16_t>(all.finish().low) | 1;
}

} // namespace

void keep_request_facts(RequestFacts &facts, const Observation &seen,
                        const RegistrationTable &registrations, Arena &arena) {
    const sip::Message &request = seen.message;
    facts.target_uri = arena.copy(seen.target_uri());
    facts.ims_signs = ims_signs(request);
    facts.max_forwards = sip::to_number(request.first(Header::MaxForwards));
    facts.lacks_max_forwards =
        !request.has(Header::MaxForwards) && !request.has_problem(sip::Problem::NoBlankLine);
    facts.protection = seen.sighting.protection;
    facts.in_dialog = seen.in_dialog();
    facts.has_security_headers =
        request.has(Header::SecurityClient) || request.has(Header::SecurityVerify);
    facts.has_charging_functions = request.has(Header::PChargingFunctionAddresses);
    if (request.method() == "INVITE") {
        facts.expires_s = sip::to_number(request.first(Header::Expires));
    }
    facts.may_be_retargeted = request.has(Header::HistoryInfo) || request.has(Header::Diversion) ||
                              request.has(Header::PCalledPartyId) || request.has(Header::Route);
    facts.forbids_cancel = request.has_value(Header::RequestDisposition, "no-cancel");
    facts.is_diverted = is_diverted(request);
    facts.removes_bindings = request.method() == "REGISTER" && removes_bindings(request);
    facts.is_refresh = request.method() == "REGISTER" &&
                       registrations.find(facts.target_uri, seen.sighting.time_ns) != nullptr;
    facts.is_cancel = request.method() == "CANCEL";
    if (facts.is_cancel && request.has(Header::Reason)) {
        facts.cancel_reason = arena.copy(sip::display_text(request.first(Header::Reason))).data();
    }
    facts.via_count = count_vias(request);
    facts.route = route_hash(request);
    facts.body_size = size_of(request, request.body().size());
    facts.message_size = size_of(request, request.size());
    facts.accept = hash_accept(request);
}

void keep_context(RequestFacts &facts, const Call &call, const sip::Message &request,
                  Arena &arena) {
    static constexpr RequestFacts kNone;
    const RequestFacts &first =
        call.last_initial == nullptr ? kNone : call.last_initial->root->request;
    const auto keep = [&arena](std::string_view text, std::string_view known) {
        return text == known ? known : arena.copy(text);
    };
    facts.access = keep(request.first(Header::PAccessNetworkInfo), first.access);
    facts.icid = keep(icid_value(request), first.icid);
    facts.hidden_caller = keep(hidden_caller(request), first.hidden_caller);
}

} // namespace imsfail::model
