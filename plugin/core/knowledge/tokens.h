// imsfail: the closed lists of words that a verdict is made of
//
// Every enumerator has one token: lower case with hyphens, public API of the display filters, the
// same in `-T fields`, JSON and EK. token() returns static storage.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace imsfail::knowledge {

/// Class of a status code, RFC 3261 7.2.
enum class ResponseClass : std::uint8_t {
    Provisional,
    Success,
    Redirection,
    ClientFailure,
    ServerFailure,
    GlobalFailure,
};

/// What sort of answer a final response is. Only `Failure` means that something failed; the others
/// are normal procedure.
enum class Kind : std::uint8_t {
    Failure,
    Challenge,
    Negotiation,
    Cancelled,
    Redirection,
    Probe,
    Merged,
    Harmless,
};

/// What the answer is about.
enum class Category : std::uint8_t {
    Target,
    User,
    Policy,
    Authentication,
    Media,
    Precondition,
    Timeout,
    Server,
    Overload,
    Routing,
    Message,
    Dialog,
    Negotiation,
    Redirection,
};

/// How far the answer reaches, nearest first.
enum class Scope : std::uint8_t {
    Message,
    Hop,
    Path,
    Server,
    Ua,
    Target,
    Domain,
    Dialog,
    Global,
};

/// The headline of the retry verdict.
enum class Retry : std::uint8_t {
    No,
    WithCredentials,
    Modified,
    Later,
    Elsewhere,
    Same,
    Redirected,
    ReRegister,
    NotApplicable,
};

/// Expert severity, least first.
enum class Severity : std::uint8_t { Chat, Note, Warn, Error };

/// The finding that every response with a code brings; the token is its id.
enum class Finding : std::uint8_t {
    NotFoundInDomain,
    DoesNotExistAnywhere,
    GlobalFailure,
    RequestFailed,
    NormalProcedure,
};

const char *token(ResponseClass response_class) noexcept;
const char *token(Kind kind) noexcept;
const char *token(Category category) noexcept;
const char *token(Scope scope) noexcept;
const char *token(Retry retry) noexcept;
const char *token(Finding finding) noexcept;
const char *token(Severity severity) noexcept;

} // namespace imsfail::knowledge
