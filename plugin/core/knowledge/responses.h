// imsfail: what every SIP status code means by itself
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "knowledge/tokens.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace imsfail::knowledge {

/// Whether, where and when a request may be tried again. `headline` is the first thing a caller
/// needs; the four booleans stand each on its own:
///   same       the text explicitly allows an unchanged repeat to the same server
///   modified   a stated change cures it (credentials count)
///   later      the text or Retry-After says that time may cure it
///   elsewhere  the code's own clause says that another server, target, flow or branch may succeed
struct RetryVerdict {
    Retry headline;
    bool same = false;
    bool modified = false;
    bool later = false;
    bool elsewhere = false;

    constexpr bool operator==(const RetryVerdict &) const = default;
};

/// The sentences of a verdict: plain English, ASCII, at most kMaxText bytes each (Wireshark cuts
/// labels). nullptr: nothing to say here, or, in a Variant, as in the code's own record.
struct Texts {
    const char *meaning = nullptr;   ///< what the code says
    const char *cause = nullptr;     ///< likely cause; says so where it is a guess
    const char *inspect = nullptr;   ///< what to look at in the capture or the network
    const char *next_step = nullptr; ///< what the engineer does next
    const char *change = nullptr;    ///< what must change before the request is tried again
    const char *advice = nullptr;    ///< what the caller may do
    const char *proxy = nullptr;     ///< what a forking proxy does with the other branches
    const char *follow_up =
        nullptr; ///< what normally follows on the wire, after the ACK of an INVITE
};
inline constexpr int kMaxText = 200;

/// Clauses behind a record, such as "RFC 3261 21.4.5"; unused places are nullptr.
using References = std::array<const char *, 4>;

/// What a final response from 300 on says of an initial, INVITE-like request when nothing else is
/// known. Method and circumstance change it: see variants.h.
struct FailureInfo {
    Kind kind;
    Category category;
    Scope scope;
    RetryVerdict retry;
    Severity severity; ///< of the verdict finding at the originator's hop
    Finding finding;
    bool retry_after_defined = false; ///< RFC 3261 20.33 and Table 3 define Retry-After here
};

/// One status code of the IANA registry "SIP Response Codes", or the fallback of a class.
struct ResponseInfo {
    std::uint16_t code; ///< 0 in the fallback of a class
    const char *phrase; ///< as registered, not as on the wire
    References references;
    Texts texts;
    std::optional<FailureInfo> failure; ///< empty for 1xx and 2xx
};

/// Every registered code, ascending.
std::span<const ResponseInfo> registered_responses() noexcept;

/// The record of a status code 100 to 699: its own, or where the code is not registered the
/// fallback of its class, which is to be handled as x00 (RFC 3261 8.1.3.2). Any other number gets
/// the fallback of the nearest class. Static storage.
const ResponseInfo &response_info(std::uint16_t code) noexcept;

/// True if IANA lists the code.
bool is_registered(std::uint16_t code) noexcept;

/// Class by the first digit (RFC 3261 7.2); numbers outside 100-699 go to the nearest class.
constexpr ResponseClass response_class(std::uint16_t code) noexcept {
    if (code < 200) {
        return ResponseClass::Provisional;
    }
    if (code < 300) {
        return ResponseClass::Success;
    }
    if (code < 400) {
        return ResponseClass::Redirection;
    }
    if (code < 500) {
        return ResponseClass::ClientFailure;
    }
    if (code < 600) {
        return ResponseClass::ServerFailure;
    }
    return ResponseClass::GlobalFailure;
}

} // namespace imsfail::knowledge
