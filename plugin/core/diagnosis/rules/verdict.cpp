// imsfail: the findings that the verdicts are
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/rules/themes.h"

namespace imsfail::diagnosis {

using knowledge::Finding;
using knowledge::Severity;

namespace {

// Every failure response has exactly one of these.
template <Finding finding> std::optional<Hit> is(const FailureCase &failure) {
    const Verdict &verdict = failure.verdict;
    return verdict.finding == finding ? std::optional(Hit{verdict.severity, verdict.summary})
                                      : std::nullopt;
}

std::optional<Hit> unregistered_code(const FailureCase &failure) {
    if (failure.verdict.registered_code) {
        return std::nullopt;
    }
    return Hit{Severity::Note,
               "This status code is not registered with IANA; it is handled as x00 of its class "
               "(RFC 3261 8.1.3.2)"};
}

constexpr Rule kRules[] = {
    {.id = "not_found_in_domain",
     .group = Group::ResponseCode,
     .severities = {Severity::Note, Severity::Warn},
     .title = "Not found in this domain",
     .clause = nullptr,
     .meaning = "404: the target does not exist in this domain, or the domain is not served here; "
                "another domain may know it.",
     .action = nullptr,
     .on_failure = is<Finding::NotFoundInDomain>,
     .also_unplaced = true,
     .on_every_hop = true},
    {.id = "does_not_exist_anywhere",
     .group = Group::ResponseCode,
     .severities = {Severity::Note, Severity::Warn},
     .title = "The target is claimed to exist nowhere",
     .clause = nullptr,
     .meaning = "604: a claim that the user exists nowhere, worth what imsfail.authority says.",
     .action = nullptr,
     .on_failure = is<Finding::DoesNotExistAnywhere>,
     .also_unplaced = true,
     .on_every_hop = true},
    {.id = "global_failure",
     .group = Group::ResponseCode,
     .severities = {Severity::Note, Severity::Warn},
     .title = "The request failed globally",
     .clause = nullptr,
     .meaning = "Another 6xx: the answer claims to hold for the user wherever he is.",
     .action = nullptr,
     .on_failure = is<Finding::GlobalFailure>,
     .also_unplaced = true,
     .on_every_hop = true},
    {.id = "request_failed",
     .group = Group::ResponseCode,
     .severities = {Severity::Note, Severity::Warn},
     .title = "The request failed",
     .clause = nullptr,
     .meaning = "A failure with any other code below 600.",
     .action = nullptr,
     .on_failure = is<Finding::RequestFailed>,
     .also_unplaced = true,
     .on_every_hop = true},
    {.id = "normal_procedure",
     .group = Group::ResponseCode,
     .severities = {Severity::Chat},
     .title = "Not a failure: normal procedure",
     .clause = nullptr,
     .meaning = "A challenge, a negotiation, a cancellation, a redirection, a probe, or an answer "
                "that changes nothing.",
     .action = nullptr,
     .on_failure = is<Finding::NormalProcedure>,
     .also_unplaced = true,
     .on_every_hop = true},
    {.id = "unregistered_code",
     .group = Group::ResponseCode,
     .severities = {Severity::Note},
     .title = "Status code not registered with IANA",
     .clause = "RFC 3261 8.1.3.2",
     .meaning = "The code is private, or an error; a client handles it as x00 of its class.",
     .action = "Ask the maker of the node that answered what it means by it.",
     .on_failure = unregistered_code,
     .also_unplaced = true,
     .on_every_hop = true},
};

} // namespace

std::span<const Rule> verdict_rules() noexcept {
    return kRules;
}

} // namespace imsfail::diagnosis
