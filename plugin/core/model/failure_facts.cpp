// imsfail: what is kept of a failure response
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/failure_facts.h"

#include "model/ims_evidence.h"

#include <string>

namespace imsfail::model {

using sip::Header;

namespace {

// The header by which a code says what another try has to keep to (RFC 3261 8.1.3.5, 21.4.16,
// 21.4.17, RFC 4028 6, RFC 6665 8.3.2); Other: none.
Header demand_header(std::uint16_t code) {
    switch (code) {
    case 415:
        return Header::Accept;
    case 420:
        return Header::Unsupported;
    case 421:
        return Header::Require;
    case 422:
        return Header::MinSe;
    case 423:
        return Header::MinExpires;
    case 489:
        return Header::AllowEvents;
    default:
        return Header::Other;
    }
}

// Longer than any real answer asks for. Another try is compared with each of the values, so what is
// longer is left out as a whole: part of it would not tell what is missing there.
constexpr std::size_t kMaxDemand = 512;

std::string demand_of(const sip::Message &response) {
    std::string demand;
    if (const Header header = demand_header(response.status()); header != Header::Other) {
        response.for_each_value(header, [&demand](std::string_view value) {
            if (demand.size() <= kMaxDemand) {
                demand.append(demand.empty() ? "" : ",").append(value);
            }
        });
    }
    return demand.size() <= kMaxDemand ? demand : "";
}

// RFC 3261 21.4.26, 21.6.4, RFC 3312 8.
bool is_about_media(std::uint16_t code) {
    return code == 488 || code == 606 || code == 580;
}

} // namespace

FailureFacts *keep_failure_facts(const sip::Message &response, const RequestFacts &request,
                                 Arena &arena) {
    return arena.make<FailureFacts>(arena.copy(response.first(Header::ResponseSource)),
                                    arena.copy(demand_of(response)), ims_signs(response),
                                    is_about_media(response.status()) ? request.media_digest() : 0);
}

} // namespace imsfail::model
