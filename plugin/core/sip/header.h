// imsfail: the SIP header fields that the analysis reads
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace imsfail::sip {

/// Add a header here and in the table of header.cpp, in the same place.
enum class Header : std::uint8_t {
    Accept,
    AcceptContact,
    AcceptEncoding,
    AcceptLanguage,
    AdditionalIdentity,
    AlertMsgError,
    Allow,
    AllowEvents,
    AttestationInfo,
    Authorization,
    CallId,
    CallInfo,
    CellularNetworkInfo,
    Contact,
    ContentLength,
    ContentType,
    CSeq,
    Diversion,
    Event,
    Expires,
    FeatureCaps,
    From,
    GeolocationError,
    HistoryInfo,
    Identity,
    Join,
    MaxForwards,
    MinExpires,
    MinSe,
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
    Privacy,
    ProxyAuthenticate,
    ProxyAuthorization,
    ProxyRequire,
    PServedUser,
    PVisitedNetworkId,
    Reason,
    RecvInfo,
    ReferredBy,
    ReferTo,
    RelayedCharge,
    Replaces,
    RequestDisposition,
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
    SessionExpires,
    SessionId,
    Supported,
    TargetDialog,
    To,
    Unsupported,
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
