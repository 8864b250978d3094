// imsfail: the 3GPP IMS XML body (TS 24.229 7.6)
//
// By this body, in a 380 or 504, a network makes a UE begin an emergency call or register anew.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace imsfail::sip {

/// Media type of the body.
inline constexpr std::string_view kImsXmlType = "application/3gpp-ims+xml";

/// A body longer than this, or with elements nested deeper, is not read: real ones have a few
/// hundred bytes and a depth of 4.
inline constexpr std::size_t kMaxImsXmlSize = 16384;
inline constexpr int kMaxImsXmlDepth = 16;

/// What the body says. Type and action as tokens: lower case, a hyphen for white space.
struct ImsXml {
    std::string type = {};   ///< "emergency", "restoration"; empty: not said, or unreadable
    std::string action = {}; ///< "emergency-registration", "initial-registration", ...
    std::string reason = {}; ///< for people, fit to be shown
    bool damaged = false;    ///< it is no well-formed XML, or not read at all: some may be missing

    bool orders_emergency() const noexcept {
        return type == "emergency";
    }
    bool orders_registration() const noexcept {
        return type == "restoration" && action == "initial-registration";
    }
};

/// Reads the body, in the form of the schema and in those seen in practice: root 3gpp-ims,
/// alternate-service, an empty child element for the value, spaces for hyphens, namespaces. Of a
/// damaged one what comes before the damage. Nothing is fetched or expanded: a body with a document
/// type declaration is not read. Nothing is written to stderr, and no state of libxml2 that others
/// use is changed.
ImsXml read_ims_xml(std::string_view body);

} // namespace imsfail::sip
