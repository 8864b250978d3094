// imsfail: rules about who was called, and about answers that deny him
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/rules/themes.h"
#include "diagnosis/target_evidence.h"
#include "model/attempt.h"
#include "model/facts.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <algorithm>

namespace imsfail::diagnosis {

using knowledge::Severity;
using model::TargetForm;
using model::TargetUri;

namespace {

// --- what speaks against an answer that denies a user

template <Objection objection> std::optional<Hit> objects(const FailureCase &failure) {
    const Authority *const authority = failure.verdict.authority;
    if (authority == nullptr || failure.verdict.kind != knowledge::Kind::Failure) {
        return std::nullopt;
    }
    const auto found = std::find_if(
        authority->findings.begin(), authority->findings.end(),
        [](const AuthorityFinding &finding) { return finding.objection == objection; });
    return found == authority->findings.end() ? std::nullopt
                                              : std::optional(Hit{found->severity, found->text});
}

// --- reason_conflict

// Causes of Q.850 that say the opposite of a code; vendors' tables differ so much that no other
// pair means anything.
bool is_opposite(std::uint32_t cause, std::uint16_t code) {
    const auto code_is = [code](auto... codes) { return ((code == codes) || ...); };
    switch (cause) {
    case 17:
    case 18:
    case 19:
        return code_is(404, 410, 484, 485, 604);
    case 1:
    case 28:
        return code_is(486, 600);
    default:
        return false;
    }
}

std::optional<Hit> reason_conflict(const FailureCase &failure) {
    const Verdict &verdict = failure.verdict;
    if (failure.transaction().parent != nullptr || verdict.kind != knowledge::Kind::Failure) {
        return std::nullopt;
    }
    const auto q850 =
        std::find_if(verdict.reasons.begin(), verdict.reasons.end(), [](const ReasonValue &reason) {
            return reason.cause && sip::iequals(reason.protocol, "Q.850");
        });
    // A 600 by which no S-CSCF could be selected says nothing of a busy user.
    const bool of_server = verdict.category == knowledge::Category::Server;
    if (q850 == verdict.reasons.end() || of_server ||
        !is_opposite(*q850->cause, failure.exchange.code())) {
        return std::nullopt;
    }
    const bool cause_found_user = *q850->cause >= 17 && *q850->cause <= 19;
    return Hit{Severity::Note,
               "Q.850 cause " + std::to_string(*q850->cause) + " (" + q850->name +
                   ") says that the " +
                   (cause_found_user ? "user was found, the status the opposite"
                                     : "number leads to nobody, the status that a user is busy") +
                   "; the cause is commonly the true one (RFC 6432 3)"};
}

// --- the target itself

// An initial request that was captured, and an answer that says something about its target.
bool concerns_target(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    const bool is_about_target = model::denies_target(exchange.code()) || exchange.code() == 400;
    return is_about_target && exchange.request() != nullptr && !exchange.in_dialog() &&
           exchange.method() != "REGISTER";
}

std::optional<Hit> number_format(const FailureCase &failure) {
    const std::string why = against_number_form(failure.exchange);
    return why.empty() ? std::nullopt : std::optional(Hit{Severity::Note, why});
}

std::optional<Hit> domain_mismatch(const FailureCase &failure) {
    const std::string why = against_host(failure.exchange);
    return why.empty() ? std::nullopt : std::optional(Hit{Severity::Note, why});
}

// Letters other than the hexadecimal digits that local numbers may hold (RFC 3966 3).
bool has_letters(std::string_view user) {
    return std::any_of(user.begin(), user.end(),
                       [](char c) { return sip::is_alpha(c) && sip::to_lower(c) > 'f'; });
}

// An emergency number after "+", or after the country code that is the user's own; or a code such
// as 411 or 911 of the countries with code 1.
bool is_global_service_code(const TargetUri &target, const model::Settings &settings) {
    const std::string_view digits = target.digits;
    const auto &emergency = settings.emergency_numbers;
    const bool is_n11 =
        digits.size() == 4 && digits[0] == '1' && digits[1] >= '2' && digits.ends_with("11");
    return is_n11 ||
           std::any_of(emergency.begin(), emergency.end(), [&](const std::string &number) {
               return digits == number || digits == settings.country_code + number;
           });
}

// What is wrong with a number by itself; nullptr: nothing.
const char *why_invalid(const TargetUri &target, const model::Settings &settings) {
    if (target.form == TargetForm::E164) {
        if (is_global_service_code(target, settings)) {
            return "Emergency and N11 codes are no global numbers: \"+\" cannot stand before them "
                   "(RFC 3966 5.1.5)";
        }
        return target.digits.size() > model::kMaxE164
                   ? "The number has more than 15 digits: no E.164 number (TS 23.003 13.4), though "
                     "RFC 3966 sets no limit"
                   : nullptr;
    }
    const bool may_be_number =
        target.form == TargetForm::Name || target.form == TargetForm::LocalNumber ||
        target.form == TargetForm::National || target.form == TargetForm::ShortCode;
    if (!may_be_number || !target.is_phone) {
        return nullptr;
    }
    if (has_letters(target.user)) {
        return "The URI says that it holds a telephone number, but there are letters in it "
               "(RFC 3966 3)";
    }
    const bool is_tel = sip::iequals(target.scheme, "tel");
    if (is_tel && sip::all_digits(target.digits) && target.form != TargetForm::LocalNumber) {
        return "A tel number without \"+\" must say by phone-context where it means something "
               "(RFC 3966 5.1.5)";
    }
    return nullptr;
}

std::optional<Hit> number_invalid(const FailureCase &failure) {
    if (!concerns_target(failure) || failure.transaction().parent != nullptr) {
        return std::nullopt;
    }
    const char *const why =
        why_invalid(failure.exchange.target, failure.exchange.session.settings());
    return why == nullptr ? std::nullopt : std::optional(Hit{Severity::Note, why});
}

// A service URN has no domain that could be without the service.
std::optional<Hit> emergency_target_rejected(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    const bool is_rejected = exchange.code() == 404 || exchange.code() == 604;
    if (!is_rejected || !concerns_target(failure) || exchange.method() != "INVITE" ||
        failure.transaction().parent != nullptr ||
        !model::is_emergency_service(exchange.request()->target_uri)) {
        return std::nullopt;
    }
    return Hit{Severity::Warn,
               "An emergency call was not routed: a service URN names a service, never a user "
               "who could be unknown (RFC 5031); look at E-CSCF, LRF and their routes"};
}

constexpr Rule kRules[] = {
    {.id = "contradicts_registration",
     .group = Group::Assumption,
     .severities = {Severity::Note, Severity::Warn},
     .title = "Said not to exist, but it is registered",
     .clause = "RFC 3261 21.4.5, 21.6.3",
     .meaning = "The target had a registration in this capture that still held when the answer "
                "denied it.",
     .action = "Look at the route from the server that answered to the registrar, at barring, and "
               "at the identity under which the user registered.",
     .on_failure = objects<Objection::Registration>},
    {.id = "contradicts_alerting",
     .group = Group::Assumption,
     .severities = {Severity::Warn},
     .title = "Said not to exist, but it rang",
     .clause = "RFC 3261 21.4.5, 21.6.3",
     .meaning = "The same user agent sent 180 before it denied the user: somebody was reached.",
     .action = "Look at what followed on the called side: a timer, a diversion, another leg.",
     .on_failure = objects<Objection::Alerting>},
    {.id = "contradicts_success",
     .group = Group::Assumption,
     .severities = {Severity::Note, Severity::Warn},
     .title = "Said not to exist, but it answered a call",
     .clause = "RFC 3261 21.4.5, 21.6.3",
     .meaning = "The target answered an INVITE in this capture before.",
     .action = "Compare the two requests and their ways; check whether the user was removed since.",
     .on_failure = objects<Objection::Success>},
    {.id = "authority_doubtful",
     .group = Group::Assumption,
     .severities = {Severity::Note},
     .title = "The answer claims more than is shown",
     .clause = "RFC 3261 21.6.3, RFC 8224 8.2",
     .meaning = "The answer speaks of something else than the user, or of more than its sender can "
                "know.",
     .action = "Do not take the number for unassigned: ask the network that holds its range.",
     .on_failure = objects<Objection::Doubt>},
    {.id = "reason_conflict",
     .group = Group::Assumption,
     .severities = {Severity::Note},
     .title = "Q.850 cause and status say the opposite",
     .clause = "RFC 3398 7.2.4.1, RFC 6432 3",
     .meaning = "The Reason header tells of another failure than the status code.",
     .action = "Trust the cause more than the code, and look at the mapping of the gateway.",
     .on_failure = reason_conflict},
    {.id = "number_invalid",
     .group = Group::Protocol,
     .severities = {Severity::Note},
     .title = "The target is no valid number",
     .clause = "RFC 3966 3, 5.1; TS 23.003 13.4",
     .meaning = "The Request-URI says that it holds a telephone number, and it cannot be one.",
     .action = "Look at the dial plan or number translation that wrote it.",
     .on_failure = number_invalid},
    {.id = "emergency_target_rejected",
     .group = Group::Protocol,
     .severities = {Severity::Warn},
     .title = "An emergency service was said not to exist",
     .clause = "RFC 5031 4.2",
     .meaning = "404 or 604 to a service URN: no route to the emergency service, never an unknown "
                "user.",
     .action = "Look at E-CSCF and LRF, and at the route for the URN and the location.",
     .on_failure = emergency_target_rejected},
    {.id = "number_format",
     .group = Group::Assumption,
     .severities = {Severity::Note},
     .title = "Other calls to this next hop worked with another number form",
     .clause = "RFC 3966 5.1, TS 23.003 13.4",
     .meaning =
         "Calls toward this next hop worked with numbers in one other form, and none in this "
         "one.",
     .action = "Send the number in the form that worked; look at the number translation before "
               "this hop.",
     .on_failure = number_format},
    {.id = "domain_mismatch",
     .group = Group::Assumption,
     .severities = {Severity::Note},
     .title = "The host of the target is likely not the right one",
     .clause = "RFC 3261 21.4.5, 8.1.1.1",
     .meaning = "404 also means that the domain is not served here, and what else the capture "
                "shows speaks for another domain.",
     .action = "Check the domain that the caller is provisioned with, and the route for it.",
     .on_failure = domain_mismatch},
};

} // namespace

std::span<const Rule> identity_rules() noexcept {
    return kRules;
}

} // namespace imsfail::diagnosis
