// imsfail: the SIP header fields that the analysis reads
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/header.h"

#include "sip/text.h"

#include <array>

namespace imsfail::sip {

namespace {

struct HeaderEntry {
    Header header;
    std::string_view name;
    std::string_view compact = {};
};

constexpr std::array<HeaderEntry, kHeaderCount> kHeaders = {{
    {Header::Accept, "Accept"},
    {Header::AcceptContact, "Accept-Contact", "a"},
    {Header::AcceptEncoding, "Accept-Encoding"},
    {Header::AcceptLanguage, "Accept-Language"},
    {Header::AdditionalIdentity, "Additional-Identity"},
    {Header::AlertMsgError, "AlertMsg-Error"},
    {Header::Allow, "Allow"},
    {Header::AllowEvents, "Allow-Events", "u"},
    {Header::AttestationInfo, "Attestation-Info"},
    {Header::Authorization, "Authorization"},
    {Header::CallId, "Call-ID", "i"},
    {Header::CallInfo, "Call-Info"},
    {Header::CellularNetworkInfo, "Cellular-Network-Info"},
    {Header::Contact, "Contact", "m"},
    {Header::ContentLength, "Content-Length", "l"},
    {Header::ContentType, "Content-Type", "c"},
    {Header::CSeq, "CSeq"},
    {Header::Diversion, "Diversion"},
    {Header::Event, "Event", "o"},
    {Header::Expires, "Expires"},
    {Header::FeatureCaps, "Feature-Caps"},
    {Header::From, "From", "f"},
    {Header::GeolocationError, "Geolocation-Error"},
    {Header::HistoryInfo, "History-Info"},
    {Header::Identity, "Identity", "y"},
    {Header::Join, "Join"},
    {Header::MaxForwards, "Max-Forwards"},
    {Header::MinExpires, "Min-Expires"},
    {Header::MinSe, "Min-SE"},
    {Header::OriginationId, "Origination-Id"},
    {Header::PAccessNetworkInfo, "P-Access-Network-Info"},
    {Header::PAssertedIdentity, "P-Asserted-Identity"},
    {Header::PAssertedService, "P-Asserted-Service"},
    {Header::PAssociatedUri, "P-Associated-URI"},
    {Header::Path, "Path"},
    {Header::PCalledPartyId, "P-Called-Party-ID"},
    {Header::PChargingFunctionAddresses, "P-Charging-Function-Addresses"},
    {Header::PChargingVector, "P-Charging-Vector"},
    {Header::PEarlyMedia, "P-Early-Media"},
    {Header::PPreferredIdentity, "P-Preferred-Identity"},
    {Header::PPreferredService, "P-Preferred-Service"},
    {Header::PriorityShare, "Priority-Share"},
    {Header::Privacy, "Privacy"},
    {Header::ProxyAuthenticate, "Proxy-Authenticate"},
    {Header::ProxyAuthorization, "Proxy-Authorization"},
    {Header::ProxyRequire, "Proxy-Require"},
    {Header::PServedUser, "P-Served-User"},
    {Header::PVisitedNetworkId, "P-Visited-Network-ID"},
    {Header::Reason, "Reason"},
    {Header::RecvInfo, "Recv-Info"},
    {Header::ReferredBy, "Referred-By", "b"},
    {Header::ReferTo, "Refer-To", "r"},
    {Header::RelayedCharge, "Relayed-Charge"},
    {Header::Replaces, "Replaces"},
    {Header::RequestDisposition, "Request-Disposition", "d"},
    {Header::Require, "Require"},
    {Header::ResourceShare, "Resource-Share"},
    {Header::ResponseSource, "Response-Source"},
    {Header::RestorationInfo, "Restoration-Info"},
    {Header::RetryAfter, "Retry-After"},
    {Header::Route, "Route"},
    {Header::RSeq, "RSeq"},
    {Header::SecurityClient, "Security-Client"},
    {Header::SecurityServer, "Security-Server"},
    {Header::SecurityVerify, "Security-Verify"},
    {Header::Server, "Server"},
    {Header::ServiceInteractInfo, "Service-Interact-Info"},
    {Header::ServiceRoute, "Service-Route"},
    {Header::SessionExpires, "Session-Expires", "x"},
    {Header::SessionId, "Session-ID"},
    {Header::Supported, "Supported", "k"},
    {Header::TargetDialog, "Target-Dialog"},
    {Header::To, "To", "t"},
    {Header::Unsupported, "Unsupported"},
    {Header::UserAgent, "User-Agent"},
    {Header::Via, "Via", "v"},
    {Header::Warning, "Warning"},
    {Header::WwwAuthenticate, "WWW-Authenticate"},
}};

constexpr bool in_enum_order() {
    for (std::size_t i = 0; i < kHeaders.size(); ++i) {
        if (static_cast<std::size_t>(kHeaders[i].header) != i) {
            return false;
        }
    }
    return true;
}
static_assert(in_enum_order(), "kHeaders and enum Header must list the same headers in one order");

// Open addressing over a hash of what differs most between header names: every header line of
// every message is looked up, so the look-up must cost next to nothing.
constexpr std::size_t kSlots = 512;

constexpr std::size_t hash_name(std::string_view name) {
    const auto lower = [name](std::size_t i) {
        return static_cast<std::size_t>(static_cast<unsigned char>(to_lower(name[i])));
    };
    return (name.size() * 7 + lower(0) * 31 + lower(name.size() / 2) * 5 + lower(name.size() - 1)) %
           kSlots;
}

struct Slot {
    std::string_view name = {};
    Header header = Header::Other;
};

constexpr void insert(std::array<Slot, kSlots> &slots, std::string_view name, Header header) {
    std::size_t slot = hash_name(name);
    while (!slots[slot].name.empty()) {
        slot = (slot + 1) % kSlots;
    }
    slots[slot] = {name, header};
}

constexpr std::array<Slot, kSlots> kIndex = [] {
    std::array<Slot, kSlots> slots{};
    for (const HeaderEntry &entry : kHeaders) {
        insert(slots, entry.name, entry.header);
        if (!entry.compact.empty()) {
            insert(slots, entry.compact, entry.header);
        }
    }
    return slots;
}();

} // namespace

Header header_from_name(std::string_view name) noexcept {
    if (name.empty()) {
        return Header::Other;
    }
    for (std::size_t slot = hash_name(name); !kIndex[slot].name.empty();
         slot = (slot + 1) % kSlots) {
        if (iequals(kIndex[slot].name, name)) {
            return kIndex[slot].header;
        }
    }
    return Header::Other;
}

std::string_view header_name(Header header) noexcept {
    return header == Header::Other ? std::string_view()
                                   : kHeaders[static_cast<std::size_t>(header)].name;
}

} // namespace imsfail::sip
