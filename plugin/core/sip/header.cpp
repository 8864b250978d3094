// imsfail: the SIP header fields that the analysis reads
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/header.h"

#include "sip/text.h"

#include <array>
#include <cstdint>
#include <cstring>

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

// Every header line of every message is looked up, so the look-up must cost next to nothing: open
// addressing over a hash of what differs most between header names, which are compared by words.
constexpr std::size_t kSlots = 512;
constexpr std::size_t kMaxName = 32;

constexpr std::size_t hash_name(std::string_view name) {
    const auto lower = [name](std::size_t i) {
        return static_cast<std::size_t>(static_cast<unsigned char>(name[i]) | 0x20U);
    };
    return (name.size() * 7 + lower(0) * 31 + lower(name.size() / 2) * 5 + lower(name.size() - 1)) %
           kSlots;
}

// A name in lower case. `fold` has the bit that turns upper case into lower, where a letter stands.
struct Name {
    std::array<char, kMaxName> lower = {};
    std::array<char, kMaxName> fold = {};
    std::uint8_t size = 0;
    Header header = Header::Other;
};

constexpr std::size_t kNameCount = [] {
    std::size_t count = kHeaders.size();
    for (const HeaderEntry &entry : kHeaders) {
        count += entry.compact.empty() ? 0 : 1;
    }
    return count;
}();

constexpr std::array<Name, kNameCount> kNames = [] {
    std::array<Name, kNameCount> names{};
    std::size_t count = 0;
    for (const HeaderEntry &entry : kHeaders) {
        for (const std::string_view text : {entry.name, entry.compact}) {
            if (text.empty()) {
                continue;
            }
            Name &name = names[count++];
            name.size = static_cast<std::uint8_t>(text.size());
            name.header = entry.header;
            for (std::size_t i = 0; i < text.size(); ++i) {
                name.lower[i] = to_lower(text[i]);
                name.fold[i] = is_alpha(text[i]) ? ' ' : '\0';
            }
        }
    }
    return names;
}();

// Places in kNames, from 1; 0: nothing.
constexpr std::array<std::uint8_t, kSlots> kIndex = [] {
    std::array<std::uint8_t, kSlots> slots{};
    std::uint8_t place = 0;
    for (const Name &name : kNames) {
        std::size_t slot = hash_name({name.lower.data(), name.size});
        while (slots[slot] != 0) {
            slot = (slot + 1) % kSlots;
        }
        slots[slot] = ++place;
    }
    return slots;
}();
static_assert(kNames.size() <= UINT8_MAX);

template <typename Word> bool is_same_word(const Name &name, const char *text, std::size_t at) {
    Word word = 0;
    Word lower = 0;
    Word fold = 0;
    std::memcpy(&word, text + at, sizeof word);
    std::memcpy(&lower, name.lower.data() + at, sizeof lower);
    std::memcpy(&fold, name.fold.data() + at, sizeof fold);
    return static_cast<Word>(word | fold) == lower;
}

// The last word may repeat bytes of the one before it.
template <typename Word> bool is_made_of(const Name &name, const char *text) {
    std::size_t at = 0;
    for (; at + sizeof(Word) < name.size; at += sizeof(Word)) {
        if (!is_same_word<Word>(name, text, at)) {
            return false;
        }
    }
    return is_same_word<Word>(name, text, name.size - sizeof(Word));
}

bool is_name(const Name &name, std::string_view text) {
    if (name.size != text.size()) {
        return false;
    }
    return name.size >= sizeof(std::uint64_t)   ? is_made_of<std::uint64_t>(name, text.data())
           : name.size >= sizeof(std::uint32_t) ? is_made_of<std::uint32_t>(name, text.data())
                                                : is_made_of<std::uint8_t>(name, text.data());
}

} // namespace

Header header_from_name(std::string_view name) noexcept {
    if (name.empty()) {
        return Header::Other;
    }
    for (std::size_t slot = hash_name(name); kIndex[slot] != 0; slot = (slot + 1) % kSlots) {
        const Name &known = kNames[kIndex[slot] - 1U];
        if (is_name(known, name)) {
            return known.header;
        }
    }
    return Header::Other;
}

std::string_view header_name(Header header) noexcept {
    return header == Header::Other ? std::string_view()
                                   : kHeaders[static_cast<std::size_t>(header)].name;
}

} // namespace imsfail::sip
