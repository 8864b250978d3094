// imsfail: the proxies of registered users
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/fingerprint_map.h"
#include "model/settings.h"
#include "sip/message.h"

#include <cstdint>
#include <string_view>

namespace imsfail::model {

/// What the capture says of a URI that should be a proxy of a user's registration.
struct RouteCheck {
    std::uint32_t frame = 0; ///< of the 2xx that shows it, or the user's latest one; 0: none
    bool matches = false;    ///< it is one of the Path or Service-Route values
};

/// Learns from the 2xx of REGISTER which proxies stand between each user and the registrar: the
/// values of Path (RFC 3327) and Service-Route (RFC 3608). By these a UE knows who may order it to
/// call or to register anew.
class RegistrationRoutes {
  public:
    explicit RegistrationRoutes(const Settings &settings) : settings_(settings) {}

    /// Notes a 2xx to REGISTER, for the To address and the identities of P-Associated-URI. Of each
    /// kind of value the first 16 are read.
    void note(std::uint32_t frame, const sip::Message &registered);

    /// Whether `uri` is a proxy of the user with that identity (a SIP or tel URI). Proxies are
    /// compared by user, host and port.
    RouteCheck check(std::string_view identity, std::string_view uri) const;

  private:
    Fingerprint key_of(std::string_view identity) const;

    const Settings &settings_;
    /// Frames, by identity and by identity with proxy.
    FingerprintMap<std::uint32_t> frames_;
};

} // namespace imsfail::model
