// imsfail: signs that a message belongs to 3GPP IMS
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "sip/message.h"

#include <bitset>
#include <cstdint>
#include <string_view>

namespace imsfail::model {

/// Strong signs only: headers and values that 3GPP or RFC 7315 define for IMS and that ordinary
/// SIP trunks do not carry. P-Asserted-Identity, Privacy, Path and the like prove nothing.
enum class ImsSign : std::uint8_t {
    AccessNetwork3gpp, ///< P-Access-Network-Info with a 3GPP access type
    ChargingVector,
    ChargingFunctionAddresses,
    VisitedNetworkId,
    AssociatedUri,
    CalledPartyId,
    ServedUser,
    Service,        ///< P-Asserted-Service or P-Preferred-Service
    FeatureTag,     ///< "+g.3gpp." in Contact, Accept-Contact or Feature-Caps
    IpsecAgreement, ///< "ipsec-3gpp" in a Security-* header (RFC 3329)
    AkaDigest,      ///< digest algorithm AKAv1-MD5 or AKAv2 (RFC 3310, RFC 4169)
    ResponseSource,
    RestorationInfo,
    CellularNetworkInfo,
    RelayedCharge,
    ResourceShare,
    PriorityShare,
    ServiceInteractInfo,
    AttestationInfo,
    OriginationId,
    AdditionalIdentity,
    Body3gpp,                    ///< application/3gpp-ims+xml or application/vnd.3gpp.*
    Domain3gpp,                  ///< a URI at 3gppnetwork.org (TS 23.003 13)
    EmergencyService,            ///< Request-URI urn:service:sos (RFC 5031)
    EarlyMediaWithPreconditions, ///< P-Early-Media together with 100rel or precondition
    Iotl,                        ///< URI parameter iotl in the Request-URI (RFC 7549)
};
inline constexpr std::size_t kImsSignCount = 26;
using ImsSigns = std::bitset<kImsSignCount>;

/// All signs in one message.
ImsSigns ims_signs(const sip::Message &message);

/// The sign in words, such as "P-Charging-Vector". Static storage.
const char *ims_sign_name(ImsSign sign) noexcept;

} // namespace imsfail::model
