// imsfail: the nodes that may have made a failure
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace imsfail::knowledge {

/// Functional entities of IMS, in the order of TS 24.229 7.2.17, then what plain SIP tells.
enum class Node : std::uint8_t {
    Ue,
    PCscf,
    ICscf,
    SCscf,
    ECscf,
    Mgcf,
    Bgcf,
    Ibcf,
    Trf,
    Atcf,
    Agcf,
    Mrfc,
    Lrf,
    MscServer,
    As,
    Uas,       ///< a user agent, whichever
    Proxy,     ///< a proxy, whichever
    Registrar, ///< answered a REGISTER for its domain
    Unknown,
};

/// Token of the field `imsfail.origin`. Static storage.
const char *token(Node node) noexcept;

/// The IMS node of an fe-id such as "p-cscf", compared without case; Unknown if it is none.
Node node_from_fe_id(std::string_view fe_id) noexcept;

} // namespace imsfail::knowledge
