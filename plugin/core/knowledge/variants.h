// imsfail: what a status code means in a particular circumstance
//
// The circumstances are the context overrides of the verdict table. When one applies is decided in
// diagnosis/circumstances.cpp; what it changes stands in the table behind find_variant().
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "knowledge/responses.h"

#include <optional>
#include <span>

namespace imsfail::knowledge {

/// Named by what is special about the exchange.
enum class Circumstance : std::uint8_t {
    ToCancel,              ///< answer to CANCEL (RFC 3261 9.2)
    ToBye,                 ///< answer to BYE (15.1.1)
    ToOptions,             ///< answer to OPTIONS outside a dialog: a probe (11.2)
    CredentialsRejected,   ///< 401 or 407 again for credentials that answered its last challenge
    ToRegister,            ///< answer to REGISTER: the subject is the To address (10.3)
    ToSubscribe,           ///< answer to SUBSCRIBE outside a dialog (RFC 6665)
    ToNotify,              ///< answer to NOTIFY (RFC 6665)
    ToMessage,             ///< answer to MESSAGE (RFC 3428 7)
    HopCountProbe,         ///< 483 to a request sent with a small Max-Forwards
    CredentialsRefused,    ///< 403 to a REGISTER that answered a challenge
    NoServingCscf,         ///< 600 to REGISTER or from an I-CSCF
    CallBarred,            ///< 603 with Reason SIP;cause=603 (TS 29.165 12.10)
    NetworkBlocked,        ///< 603 with the reason phrase "Network Blocked"
    RegistrationOrdered,   ///< 504 with 3GPP IMS XML: register anew (TS 24.229 7.6)
    EmergencyOrdered,      ///< 380 with 3GPP IMS XML: call as an emergency (TS 24.229 7.6)
    LostBinding,           ///< 404 or 604 from a P-CSCF that is not the caller's
    NoRoute,               ///< 404 or 604 with Q.850 cause 2, 3 or 26
    EmergencyService,      ///< request to urn:service:sos
    Gruu,                  ///< Request-URI with a gr parameter (RFC 5627)
    RetryAfterGiven,       ///< readable Retry-After on a code whose verdict it changes
    SecurityAgreement,     ///< 421 with Require: sec-agree or 494, request unprotected (RFC 3329)
    SecurityAgreementLost, ///< the same to a protected request
    WrongMethod,     ///< a negotiation code to a method or in a place where it negotiates nothing
    MergedRequest,   ///< 482 by a server that the same request reached on another branch
    RangUnanswered,  ///< 408 or 480 after the device rang
    RequestsOverlap, ///< 500 to a request that overlaps another one of its side (RFC 3261 14.2)
    CSeqTooLow,      ///< 500 to a request whose CSeq is lower than one before (RFC 3261 12.2.2)
    NoOffer,         ///< 488 or 606 although there is no session description
    DialogDestroyed, ///< in-dialog request; the code ends the dialog (RFC 5057 5.1)
    UsageDestroyed,  ///< in-dialog request; the code ends this usage of the dialog
    SessionGoesOn,   ///< in-dialog request; any other code
};

/// What changes against the code's own record; empty and nullptr: nothing. A 6xx keeps its scope
/// `global` whatever the variant says.
struct Variant {
    Circumstance circumstance;
    std::uint16_t code; ///< 0: every code that has no row of its own for this circumstance
    std::optional<Kind> kind = {};
    std::optional<Category> category = {};
    std::optional<Scope> scope = {};
    std::optional<RetryVerdict> retry = {};
    std::optional<Severity> severity = {};     ///< replaces the severity
    std::optional<Severity> max_severity = {}; ///< only lowers it
    Texts texts = {};
    References references = {}; ///< put before those of the code's record
};

/// The row for this circumstance and code: its own, else the one for every code, else nullptr.
const Variant *find_variant(Circumstance circumstance, std::uint16_t code) noexcept;

/// All rows, for the table tests.
std::span<const Variant> all_variants() noexcept;

} // namespace imsfail::knowledge
