// imsfail: signs that a message belongs to 3GPP IMS
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/ims_evidence.h"

#include "model/facts.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <array>

namespace imsfail::model {

using sip::Header;
using sip::icontains;

namespace {

// A sign that a header field gives, by its mere presence or by what its value contains.
struct HeaderSign {
    ImsSign sign;
    Header header;
    sip::Needle contains = {};
};

// All signs of one header stand together.
constexpr std::array kHeaderSigns = {
    HeaderSign{ImsSign::AccessNetwork3gpp, Header::PAccessNetworkInfo, "3GPP-"},
    HeaderSign{ImsSign::ChargingVector, Header::PChargingVector},
    HeaderSign{ImsSign::ChargingFunctionAddresses, Header::PChargingFunctionAddresses},
    HeaderSign{ImsSign::VisitedNetworkId, Header::PVisitedNetworkId},
    HeaderSign{ImsSign::AssociatedUri, Header::PAssociatedUri},
    HeaderSign{ImsSign::CalledPartyId, Header::PCalledPartyId},
    HeaderSign{ImsSign::ServedUser, Header::PServedUser},
    HeaderSign{ImsSign::Service, Header::PAssertedService, "3gpp-service"},
    HeaderSign{ImsSign::Service, Header::PPreferredService, "3gpp-service"},
    HeaderSign{ImsSign::FeatureTag, Header::Contact, "+g.3gpp."},
    HeaderSign{ImsSign::FeatureTag, Header::AcceptContact, "+g.3gpp."},
    HeaderSign{ImsSign::FeatureTag, Header::FeatureCaps, "+g.3gpp."},
    HeaderSign{ImsSign::IpsecAgreement, Header::SecurityClient, "ipsec-3gpp"},
    HeaderSign{ImsSign::IpsecAgreement, Header::SecurityServer, "ipsec-3gpp"},
    HeaderSign{ImsSign::IpsecAgreement, Header::SecurityVerify, "ipsec-3gpp"},
    HeaderSign{ImsSign::ResponseSource, Header::ResponseSource},
    HeaderSign{ImsSign::RestorationInfo, Header::RestorationInfo},
    HeaderSign{ImsSign::CellularNetworkInfo, Header::CellularNetworkInfo},
    HeaderSign{ImsSign::RelayedCharge, Header::RelayedCharge},
    HeaderSign{ImsSign::ResourceShare, Header::ResourceShare},
    HeaderSign{ImsSign::PriorityShare, Header::PriorityShare},
    HeaderSign{ImsSign::ServiceInteractInfo, Header::ServiceInteractInfo},
    HeaderSign{ImsSign::AttestationInfo, Header::AttestationInfo},
    HeaderSign{ImsSign::OriginationId, Header::OriginationId},
    HeaderSign{ImsSign::AdditionalIdentity, Header::AdditionalIdentity},
    HeaderSign{ImsSign::Body3gpp, Header::ContentType, "application/3gpp-ims+xml"},
    HeaderSign{ImsSign::Body3gpp, Header::ContentType, "application/vnd.3gpp."},
    HeaderSign{ImsSign::Domain3gpp, Header::To, "3gppnetwork.org"},
    HeaderSign{ImsSign::Domain3gpp, Header::From, "3gppnetwork.org"},
};

// Where the signs of each header stand in kHeaderSigns: most headers have none.
struct SignRange {
    std::size_t begin = 0;
    std::size_t end = 0;
};
constexpr std::array<SignRange, sip::kHeaderCount> kSignsOf = [] {
    std::array<SignRange, sip::kHeaderCount> ranges{};
    for (std::size_t i = 0; i < kHeaderSigns.size(); ++i) {
        SignRange &range = ranges[static_cast<std::size_t>(kHeaderSigns[i].header)];
        range = {range.end == 0 ? i : range.begin, i + 1};
    }
    return ranges;
}();

constexpr std::array<const char *, kImsSignCount> kNames = {
    "P-Access-Network-Info",
    "P-Charging-Vector",
    "P-Charging-Function-Addresses",
    "P-Visited-Network-ID",
    "P-Associated-URI",
    "P-Called-Party-ID",
    "P-Served-User",
    "3GPP service identifier",
    "+g.3gpp feature tag",
    "ipsec-3gpp security agreement",
    "AKA digest",
    "Response-Source",
    "Restoration-Info",
    "Cellular-Network-Info",
    "Relayed-Charge",
    "Resource-Share",
    "Priority-Share",
    "Service-Interact-Info",
    "Attestation-Info",
    "Origination-Id",
    "Additional-Identity",
    "3GPP body",
    "3gppnetwork.org domain",
    "urn:service:sos",
    "P-Early-Media with 100rel or precondition",
    "iotl URI parameter",
};

bool requires_reliability(const sip::Message &message) {
    const auto names = [&message](Header header) {
        bool found = false;
        message.for_each(header, [&found](std::string_view value) {
            found = found || icontains(value, "100rel") || icontains(value, "precondition");
        });
        return found;
    };
    return names(Header::Require) || names(Header::Supported);
}

// The algorithm, and nothing else in the header: user names and nonces may hold the same letters.
bool names_aka(const sip::Message &message) {
    bool found = false;
    const auto read = [&found](std::string_view digest) {
        if (!icontains(digest, "AKAv")) {
            return;
        }
        sip::take_token(digest); // the scheme, "Digest"
        const auto algorithm = sip::find_parameter(digest, "algorithm", ',');
        found = found || (algorithm && sip::istarts_with(*algorithm, "AKAv"));
    };
    message.for_each(Header::Authorization, read);
    message.for_each(Header::WwwAuthenticate, read);
    return found;
}

} // namespace

ImsSigns ims_signs(const sip::Message &message) {
    ImsSigns signs;
    const auto set = [&signs](ImsSign sign) { signs.set(static_cast<std::size_t>(sign)); };
    message.for_each_field([&](Header header, std::string_view value) {
        const SignRange range = kSignsOf[static_cast<std::size_t>(header)];
        for (std::size_t i = range.begin; i < range.end; ++i) {
            const HeaderSign &known = kHeaderSigns[i];
            if (!signs[static_cast<std::size_t>(known.sign)] && icontains(value, known.contains)) {
                set(known.sign);
            }
        }
    });
    if (names_aka(message)) {
        set(ImsSign::AkaDigest);
    }
    if (!signs[static_cast<std::size_t>(ImsSign::Domain3gpp)] &&
        icontains(message.request_uri(), "3gppnetwork.org")) {
        set(ImsSign::Domain3gpp);
    }
    if (message.request_uri().find(';') != std::string_view::npos &&
        sip::find_parameter(sip::parse_uri(message.request_uri()).parameters, "iotl")) {
        set(ImsSign::Iotl);
    }
    if (is_emergency_service(message.request_uri())) {
        set(ImsSign::EmergencyService);
    }
    if (message.has(Header::PEarlyMedia) && requires_reliability(message)) {
        set(ImsSign::EarlyMediaWithPreconditions);
    }
    return signs;
}

const char *ims_sign_name(ImsSign sign) noexcept {
    return kNames[static_cast<std::size_t>(sign)];
}

} // namespace imsfail::model
