// imsfail: what a SIP method is for in IMS, and what follows its failure
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace imsfail::knowledge {

/// One method of the IANA registry "SIP Methods".
struct MethodInfo {
    std::string_view name;
    const char *procedure;           ///< what the caller wanted, outside a dialog; may be nullptr
    const char *procedure_in_dialog; ///< the same for a request with a To tag; may be nullptr
    const char *after_failure; ///< what follows any failure response on this hop, whatever the code
};

/// The record of a method, compared exactly (method names are case-sensitive, RFC 3261 7.1). A
/// method that is not registered gets a record with general words, an empty one (unreadable CSeq)
/// one without procedures. Static storage.
const MethodInfo &method_info(std::string_view method) noexcept;

/// All registered methods, for the table tests.
std::span<const MethodInfo> registered_methods() noexcept;

} // namespace imsfail::knowledge
