// imsfail: the SIP header fields that the analysis reads
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace imsfail::sip {

/// Add a header here and in the table of header.cpp, in the same place.
enum class Header : std::uint8_t {
    AcceptContact,
    AdditionalIdentity,
    AttestationInfo,
    Authorization,
    CallId,
    CellularNetworkInfo,
    Contact,
    ContentLength,
    ContentType,
    CSeq,
    Diversion,
    Expires,
    FeatureCaps,
    From,
    HistoryInfo,
    Join,
    MaxForwards,
    OriginationId,
    PAccessNetworkInfo,
    PAssertedIdentity,
    PAssertedService,
    PAssociatedUri,
    Path,
    PCalledPartyId,
    PChargingFunctionAddresses,
    PChargingVector,
    PEarlyMedia,
    PPreferredIdentity,
    PPreferredService,
    PriorityShare,
    ProxyAuthenticate,
    ProxyAuthorization,
    PServedUser,
    PVisitedNetworkId,
    Reason,
    ReferTo,
    RelayedCharge,
    Replaces,
    Require,
    ResourceShare,
    ResponseSource,
    RestorationInfo,
    RetryAfter,
    Route,
    RSeq,
    SecurityClient,
    SecurityServer,
    SecurityVerify,
    Server,
    ServiceInteractInfo,
    ServiceRoute,
    SessionId,
    Supported,
    TargetDialog,
    To,
    UserAgent,
    Via,
    Warning,
    WwwAuthenticate,
    Other, ///< any header the analysis does not read
};
inline constexpr std::size_t kHeaderCount = static_cast<std::size_t>(Header::Other);

/// The header of a field name, full or compact (RFC 3261 7.3.3), without case; Other if unknown.
Header header_from_name(std::string_view name) noexcept;

/// Full field name as registered with IANA; empty for Other. Static storage, zero-terminated.
std::string_view header_name(Header header) noexcept;

} // namespace imsfail::sip
