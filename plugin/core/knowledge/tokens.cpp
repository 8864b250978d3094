// imsfail: the spelling of every token
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "knowledge/tokens.h"

#include <array>
#include <cstddef>

namespace imsfail::knowledge {
namespace {

// One list per enum, in the order of its enumerators.

// clang-format off
constexpr std::array kClassTokens = {
    "provisional",
    "success",
    "redirection",
    "client-failure",
    "server-failure",
    "global-failure",
};

constexpr std::array kKindTokens = {
    "failure",
    "challenge",
    "negotiation",
    "cancelled",
    "redirection",
    "probe",
    "merged",
    "harmless",
};

constexpr std::array kCategoryTokens = {
    "target",
    "user",
    "policy",
    "authentication",
    "media",
    "precondition",
    "timeout",
    "server",
    "overload",
    "routing",
    "message",
    "dialog",
    "negotiation",
    "redirection",
};

constexpr std::array kScopeTokens = {
    "message",
    "hop",
    "path",
    "server",
    "ua",
    "target",
    "domain",
    "dialog",
    "global",
};

constexpr std::array kRetryTokens = {
    "no",
    "with-credentials",
    "modified",
    "later",
    "elsewhere",
    "same",
    "redirected",
    "re-register",
    "not-applicable",
};

constexpr std::array kFindingTokens = {
    "not_found_in_domain",
    "does_not_exist_anywhere",
    "global_failure",
    "request_failed",
    "normal_procedure",
};
// clang-format on

// An enumerator added without its token does not compile.
static_assert(kClassTokens.size() == static_cast<std::size_t>(ResponseClass::GlobalFailure) + 1);
static_assert(kKindTokens.size() == static_cast<std::size_t>(Kind::Harmless) + 1);
static_assert(kCategoryTokens.size() == static_cast<std::size_t>(Category::Redirection) + 1);
static_assert(kScopeTokens.size() == static_cast<std::size_t>(Scope::Global) + 1);
static_assert(kRetryTokens.size() == static_cast<std::size_t>(Retry::NotApplicable) + 1);
static_assert(kFindingTokens.size() == static_cast<std::size_t>(Finding::NormalProcedure) + 1);

constexpr const char *kSeverityTokens[] = {"chat", "note", "warn", "error"};

} // namespace

const char *token(ResponseClass response_class) noexcept {
    return kClassTokens[static_cast<std::size_t>(response_class)];
}

const char *token(Kind kind) noexcept {
    return kKindTokens[static_cast<std::size_t>(kind)];
}

const char *token(Category category) noexcept {
    return kCategoryTokens[static_cast<std::size_t>(category)];
}

const char *token(Scope scope) noexcept {
    return kScopeTokens[static_cast<std::size_t>(scope)];
}

const char *token(Retry retry) noexcept {
    return kRetryTokens[static_cast<std::size_t>(retry)];
}

const char *token(Finding finding) noexcept {
    return kFindingTokens[static_cast<std::size_t>(finding)];
}

const char *token(Severity severity) noexcept {
    return kSeverityTokens[static_cast<std::size_t>(severity)];
}

} // namespace imsfail::knowledge
