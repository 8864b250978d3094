// imsfail: how far to trust an answer that says that a user does not exist
//
// Each rule below looks for one piece of evidence. What is graded is the claim, not the node: a 404
// says that the user does not exist at one domain (RFC 3261 21.4.5), a 604 that there is no such
// user anywhere (21.6.3).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/authority.h"

#include "diagnosis/wording.h"
#include "model/attempt.h"
#include "model/call_table.h"
#include "model/registration_table.h"
#include "model/target.h"
#include "sip/reason.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace imsfail::diagnosis {

using knowledge::Node;
using knowledge::Severity;
using model::TargetForm;
using model::Transaction;
using sip::Header;

namespace {

constexpr std::array<const char *, 4> kTokens = {"contradicted", "doubtful", "plausible",
                                                 "unknown"};
static_assert(kTokens.size() == static_cast<std::size_t>(Grade::Unknown) + 1);

// A node that answers so soon has asked nobody else.
constexpr std::int64_t kAtOnceNs = 5'000'000;

// The first Q.850 cause of the response (RFC 6432); 0: none.
std::uint32_t q850_cause(const sip::Message &response) {
    std::uint32_t cause = 0;
    response.for_each_value(Header::Reason, [&cause](std::string_view value) {
        const auto reason = cause != 0 ? std::nullopt : sip::parse_reason(value);
        if (reason && reason->cause && sip::iequals(reason->protocol, "Q.850")) {
            cause = *reason->cause;
        }
    });
    return cause;
}

// The claim that is graded, and what it is about.
struct Claim {
    const Exchange &exchange;
    const Origin &origin; ///< empty where what came from there was another code
    const Transaction &transaction;
    const Transaction &last_hop; ///< where the code first appears
    std::uint32_t q850;          ///< its first cause; 0: none

    std::uint16_t code() const noexcept {
        return exchange.code();
    }
    std::string_view uri() const noexcept {
        return transaction.request.target_uri;
    }
};

struct Evidence {
    Grade grade;
    std::string text;
    const char *advice; ///< of a doubt: what to look at next
};

// What a contradiction is raised as.
struct Conclusion {
    Objection objection;
    Severity severity;
    std::string text;
};

// What is found, and what follows from it.
class Case {
  public:
    void add(Grade grade, const std::string &text, const char *advice = "") {
        evidence_.push_back({.grade = grade, .text = text, .advice = advice});
    }
    void conclude(Objection objection, Severity severity, const std::string &text) {
        conclusions_.push_back({.objection = objection, .severity = severity, .text = text});
    }
    bool is_empty() const noexcept {
        return evidence_.empty();
    }
    /// The strongest first, otherwise in the order of the rules.
    const std::vector<Evidence> &sorted() {
        std::stable_sort(evidence_.begin(), evidence_.end(),
                         [](const Evidence &a, const Evidence &b) { return a.grade < b.grade; });
        return evidence_;
    }
    const std::vector<Conclusion> &conclusions() const noexcept {
        return conclusions_;
    }

  private:
    std::vector<Evidence> evidence_;
    std::vector<Conclusion> conclusions_;
};

// --- what the claim is about

// A telephone number, as the URI says it is: its host owns it by nothing that is written there (RFC
// 3966, RFC 8224 8.2).
bool is_telephone_number(const model::TargetUri &target) {
    return target.form == TargetForm::E164 || target.form == TargetForm::LocalNumber ||
           (target.form == TargetForm::National && target.is_phone);
}

// Forms that a registration, an answer or a "no" is about; a GRUU or an IMSI-based identity may be
// refused though its user is there (RFC 5627 5.1, TS 23.003 13.4B).
bool names_a_user(TargetForm form) {
    return form == TargetForm::E164 || form == TargetForm::LocalNumber ||
           form == TargetForm::ShortCode || form == TargetForm::National ||
           form == TargetForm::Name;
}

// The caller named this target, or it is the number that became of that on the way. Not so a
// contact address that a proxy looked up (RFC 3261 16.5), which a phone may refuse for reasons of
// its own.
bool is_original(const Claim &claim) {
    const std::string_view host = claim.exchange.target.host;
    return host.empty() || sip::iequals(host, claim.exchange.to.host) ||
           (claim.exchange.target.is_number() && !model::is_ip_address(host));
}

// Findings stand once, on the hop nearest the originator.
bool is_branch(const Claim &claim) {
    return claim.transaction.is_branch();
}

// True where "there is no such user" can be held against what the user did: in requests that look
// for a user, and not for a mailbox, a conference or the registration itself.
bool denies_named_user(const Claim &claim) {
    const std::string_view method = claim.exchange.method();
    return claim.code() != 485 &&
           (method == "INVITE" || method == "MESSAGE" || method == "REFER") &&
           names_a_user(claim.exchange.target.form) && is_original(claim);
}

const model::Endpoint &server(const Claim &claim) {
    return claim.last_hop.path()->route.destination;
}

// --- what contradicts it

// A 404 or 410 speaks of one domain only, a 604 of all. A number at an address is no more than a
// way to a phone unless it was registered at that address.
bool is_same_domain(const Claim &claim, const model::Registration &registration) {
    const std::string_view host = claim.exchange.target.host;
    return host.empty() || model::hash_host(host) == registration.host ||
           (!model::is_ip_address(host) && claim.code() == 604);
}

// Who was asked though the user is registered. A barred user is denied too (TS 23.218 6.5).
std::string where_to_look(const Claim &claim, const model::Registration &registration) {
    const model::RegistrationTable &registrations = claim.exchange.session.registrations();
    if (claim.last_hop.request.target_uri != claim.uri()) {
        return "The request was sent on to another address, and the answer comes from there (" +
               frame_words(claim.last_hop.final.frame) + "): check that device";
    }
    if (claim.origin.node != Node::Unknown && claim.origin.node != Node::Registrar &&
        claim.origin.node != Node::Uas) {
        return std::string("Check why the ") + token(claim.origin.node) +
               " denies it: a barred user, a lost profile, a missing route";
    }
    if (registrations.handled_by(registration.host, server(claim)) != 0) {
        return "Registered over this hop, but it, or a node beyond, has no route to the user: "
               "check dial plan, look-up of bindings and barring";
    }
    return "Who answered was not seen in registrations: the registered device itself, or a server "
           "that does not ask the registrar of this user";
}

// A user may be registered, but not for messages, which then go another way.
Severity registered_severity(const Claim &claim) {
    return claim.exchange.method() == "MESSAGE" ? Severity::Note : Severity::Warn;
}

void check_registration(const Claim &claim, Case &found) {
    const std::int64_t now = claim.exchange.sighting.time_ns;
    const model::RegistrationTable &registrations = claim.exchange.session.registrations();
    const model::Registration *const registration =
        denies_named_user(claim) ? registrations.find(claim.uri(), now) : nullptr;
    if (registration == nullptr || registration->since_ns > claim.transaction.request_time_ns() ||
        !is_same_domain(claim, *registration)) {
        return;
    }
    const std::string where = "registered (" + frame_words(registration->frame) + ", for another " +
                              duration_words(registration->until_ns - now) + ")";
    found.add(Grade::Contradicted, "The target is " + where);
    if (is_branch(claim)) {
        return;
    }
    found.conclude(Objection::Registration, registered_severity(claim),
                   "Said not to exist, but " + where + ". " + where_to_look(claim, *registration));
}

// The same user agent, told by its To tag (RFC 3261 8.2.6.2), let it ring. After a 181 another
// target may have been tried; after a 183, or with the cause of an unallocated number, it was
// likely an announcement that was heard.
void check_alerting(const Claim &claim, Case &found) {
    const model::Tag tag = claim.exchange.to_tag();
    const model::SeenMessage *const ringing =
        tag == 0 || claim.code() == 485 ? nullptr : claim.transaction.find_message(180, tag);
    if (ringing == nullptr || claim.exchange.method() != "INVITE" || claim.q850 == 1) {
        return;
    }
    for (const model::TransactionMessage &message : model::answers_of(claim.transaction)) {
        const bool changes = message.code == 181 || message.code == 183;
        if (changes && message.seen.first().frame > ringing->first().frame) {
            return;
        }
    }
    const std::string where = frame_words(ringing->first().frame);
    found.add(Grade::Contradicted, "The target rang before (" + where + ", the same To tag)");
    if (!is_branch(claim)) {
        found.conclude(
            Objection::Alerting, Severity::Warn,
            "Said not to exist, but it rang (" + where +
                ", the same To tag): somebody was reached. Check what followed on the side "
                "of the called user: a timer, a diversion, another leg that failed");
    }
}

// How the call that was answered differs from this one; nullptr: by nothing that shows.
const char *difference(const Claim &claim, const Transaction &answered) {
    const sip::Uri other = sip::parse_uri(answered.request.target_uri);
    const std::string_view host = claim.exchange.target.host;
    if (answered.attempt == claim.transaction.attempt) {
        return "on another branch of this request";
    }
    if (answered.path()->route.destination != claim.transaction.path()->route.destination) {
        return "over another next hop";
    }
    // A 604 speaks of all domains.
    return claim.code() == 604 || host.empty() || other.host.empty() ||
                   sip::iequals(host, other.host)
               ? nullptr
               : "at another host";
}

void check_success(const Claim &claim, Case &found) {
    const Transaction *const answered =
        denies_named_user(claim)
            ? claim.exchange.session.answers().answered(identity_key(claim.exchange.target),
                                                        *claim.transaction.path())
            : nullptr;
    if (answered == nullptr || answered == &claim.transaction) { // which has two finals then
        return;
    }
    const char *const where = difference(claim, *answered);
    const std::string words = "answered " +
                              std::string(where == nullptr ? "a call over this next hop" : where) +
                              " (" + frame_words(answered->final.frame) + ")";
    found.add(Grade::Contradicted, "The target " + words);
    if (is_branch(claim) && answered->attempt != claim.transaction.attempt) {
        return;
    }
    found.conclude(Objection::Success, where == nullptr ? Severity::Warn : Severity::Note,
                   "Said not to exist, but it " + words +
                       (where == nullptr
                            ? ". Check what differs between the two requests, and whether "
                              "the user was removed since"
                            : ". Check whether there is a route to it this way"));
}

// --- what makes it doubtful, or plausible

void check_q850(const Claim &claim, Case &found) {
    const std::string words = "Q.850 cause " + std::to_string(claim.q850);
    switch (claim.q850) {
    case 1:
        found.add(Grade::Plausible, words + ": the number is not allocated");
        break;
    case 2:
    case 3:
        found.add(Grade::Doubtful, words + " speaks of a route that is missing, not of the user",
                  "check the routes of the network that says so");
        break;
    case 26:
        found.add(Grade::Doubtful, words + ": in ANSI networks a ported number that was misrouted",
                  "check the number portability data");
        break;
    default:
        break;
    }
}

void check_node(const Claim &claim, Case &found) {
    const bool originating = claim.origin.side == sip::SessionSide::Originating;
    switch (claim.origin.node) {
    case Node::PCscf:
        if (!originating && (claim.code() == 404 || claim.code() == 604)) {
            found.add(
                Grade::Doubtful,
                "Response-Source names a P-CSCF, which knows bindings only: commonly one that "
                "it has lost",
                "check whether the P-CSCF restarted and whether the UE registers again");
        }
        break;
    case Node::ICscf:
        found.add(Grade::Plausible, "Response-Source names an I-CSCF, which asks the HSS");
        break;
    case Node::As:
        if (!originating) {
            found.add(Grade::Plausible, "Response-Source names an application server");
        }
        break;
    default:
        break;
    }
}

// What a registrar says is about the sender, at its own domain (RFC 3261 10.3).
bool claims_everywhere(const Claim &claim) {
    return claim.code() == 604 && claim.exchange.method() != "REGISTER";
}

void check_number(const Claim &claim, Case &found) {
    if (claims_everywhere(claim) && is_telephone_number(claim.exchange.target) && claim.q850 != 1) {
        found.add(Grade::Doubtful,
                  "604 for a telephone number without Q.850 cause 1: a domain does not own a "
                  "number by its name",
                  "check which network holds the number, its HSS, ENUM and portability data");
    }
}

// The frame in which the server that answered takes part in a registration at the target's domain,
// which may then speak for its users (RFC 3261 6, 16.5); 0: none. No domain owns a telephone
// number, a contact is no user of a domain, and a node that names itself is not the registrar's
// side.
std::uint32_t speaks_for_domain(const Claim &claim) {
    const Node node = claim.origin.node;
    const bool may_be_home = node == Node::Unknown || node == Node::Registrar ||
                             node == Node::ICscf || node == Node::SCscf;
    return may_be_home && !claim.exchange.target.host.empty() &&
                   !is_telephone_number(claim.exchange.target) && is_original(claim)
               ? claim.exchange.session.registrations().handled_by(
                     model::hash_host(claim.exchange.target.host), server(claim))
               : 0;
}

void check_first_hop(const Claim &claim, Case &found) {
    const Transaction &transaction = claim.transaction;
    const std::int64_t after = claim.exchange.sighting.time_ns - transaction.request_time_ns();
    if (claims_everywhere(claim) && !is_branch(claim) && transaction.branches == 0 &&
        transaction.request.via_count == 1 && !transaction.attempt->may_be_older &&
        after < kAtOnceNs && speaks_for_domain(claim) == 0) {
        found.add(Grade::Doubtful,
                  "604 by the first hop, " + duration_words(after) +
                      " after the request: likely decided there, without asking another network",
                  "check what this node knows of the target at all");
    }
}

// The host of the Request-URI is the domain that may say so (RFC 3261 6, 16.5).
void check_domain(const Claim &claim, Case &found) {
    const std::string_view host = claim.exchange.target.host;
    if (host.empty()) {
        return;
    }
    if (const std::uint32_t registered = speaks_for_domain(claim); registered != 0) {
        found.add(Grade::Plausible, "The hop that answered takes part in registrations of this "
                                    "domain (" +
                                        frame_words(registered) + ")");
    } else if (is_original(claim) && claim.origin.address != nullptr &&
               sip::iequals(claim.origin.address, host)) {
        found.add(Grade::Plausible, "The answer comes from the host of the target");
    }
    const auto network =
        sip::find_parameter(claim.exchange.response.first(Header::PChargingVector), "term-ioi");
    if (network && sip::iequals(*network, host)) {
        found.add(Grade::Plausible, "term-ioi says that the terminating network is the target's");
    }
}

using Check = void (*)(const Claim &claim, Case &found);
constexpr Check kChecks[] = {
    check_registration, check_alerting, check_success,   check_q850,
    check_node,         check_number,   check_first_hop, check_domain,
};

// Why a response says nothing about a user that could be graded; nullptr: it does.
const char *no_claim(const Exchange &exchange) {
    if (exchange.request() == nullptr) {
        return "The request was not found before this answer";
    }
    if (exchange.method() == "CANCEL") {
        return "An answer to CANCEL says nothing about a user";
    }
    if (exchange.in_dialog()) {
        return "Within a dialog the answer speaks of the other side's contact, not of a user";
    }
    switch (exchange.target.form) {
    case TargetForm::Anonymous:
    case TargetForm::Emergency:
    case TargetForm::ServiceUrn:
    case TargetForm::None:
        return "The target is no user";
    default:
        return nullptr;
    }
}

bool is_graded(std::uint16_t code) {
    return code == 404 || code == 410 || code == 485 || code == 604;
}

// A node on the way may have made this code of another one: then that is all that is known of it.
bool is_from_there(const Exchange &exchange, const Origin &origin) {
    const Transaction *const hop = origin.hop;
    return hop == exchange.transaction ||
           (hop != nullptr && hop->request_captured() && hop->final.code == exchange.code());
}

Case examine(const Exchange &exchange, const Origin &where) {
    Case found;
    if (const char *const reason = no_claim(exchange)) {
        found.add(Grade::Unknown, reason);
        return found;
    }
    const bool is_known = is_from_there(exchange, where);
    const Origin origin = is_known ? where : Origin{};
    const Claim claim{.exchange = exchange,
                      .origin = origin,
                      .transaction = *exchange.transaction,
                      .last_hop = is_known ? *where.hop : *exchange.transaction,
                      .q850 = q850_cause(exchange.response)};
    for (const Check check : kChecks) {
        check(claim, found);
    }
    if (found.is_empty()) {
        found.add(Grade::Unknown,
                  std::string(exchange.session.has_forgotten()
                                  ? "Nothing that is remembered of the capture tells"
                                  : "Nothing in the capture tells") +
                      " whether who answered can speak for this target");
    }
    const Evidence &strongest = found.sorted().front();
    if (strongest.grade == Grade::Doubtful && !is_branch(claim)) {
        found.conclude(Objection::Doubt, Severity::Note, strongest.text + "; " + strongest.advice);
    }
    return found;
}

} // namespace

const char *token(Grade grade) noexcept {
    return kTokens[static_cast<std::size_t>(grade)];
}

const Authority *grade_answer(const Exchange &exchange, const Origin &origin, model::Arena &arena) {
    if (!is_graded(exchange.code())) {
        return nullptr;
    }
    Case found = examine(exchange, origin);
    std::vector<const char *> texts;
    for (const Evidence &evidence : found.sorted()) {
        texts.push_back(arena.keep(fit(evidence.text)));
    }
    std::vector<AuthorityFinding> findings;
    for (const Conclusion &conclusion : found.conclusions()) {
        findings.push_back({.objection = conclusion.objection,
                            .severity = conclusion.severity,
                            .text = arena.keep(fit(conclusion.text))});
    }
    return arena.make<Authority>(found.sorted().front().grade,
                                 arena.copy(std::span<const char *const>(texts)),
                                 arena.copy(std::span<const AuthorityFinding>(findings)));
}

} // namespace imsfail::diagnosis
