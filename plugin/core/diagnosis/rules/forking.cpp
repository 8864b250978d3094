// imsfail: rules about forking proxies and what they pass on (RFC 3261 16.7, RFC 6026)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/origin.h"
#include "diagnosis/rules/themes.h"
#include "diagnosis/wording.h"
#include "model/attempt.h"

namespace imsfail::diagnosis {

using knowledge::Severity;
using model::Edge;
using model::Transaction;

namespace {

// --- fork_after_global

// What was sent so soon after a 6xx came in had been decided before.
constexpr std::int64_t kCrossing = 20'000'000;

// Of the branches that a proxy would choose from, the first that was answered with 6xx; nullptr:
// none.
const Transaction *first_global_failure(const Transaction &parent) {
    const Transaction *first = nullptr;
    model::for_each_branch(parent, [&first](const Transaction &branch) {
        if (branch.edge == Edge::Next && branch.final.code >= 600 &&
            (first == nullptr || branch.final.frame < first->final.frame)) {
            first = &branch;
        }
    });
    return first;
}

std::optional<Hit> fork_after_global(const RequestCase &request) {
    const Transaction &branch = request.transaction();
    if (branch.edge != Edge::Next || branch.parent->branches < 2) {
        return std::nullopt;
    }
    const Transaction *const refused = first_global_failure(*branch.parent);
    if (refused == nullptr || refused == &branch) {
        return std::nullopt;
    }
    const std::int64_t after = branch.request_time_ns() - refused->final.time_ns;
    if (after <= kCrossing) {
        return std::nullopt;
    }
    const std::string begins = "This branch begins " + duration_words(after) + " after the " +
                               std::to_string(refused->final.code) + " in " +
                               frame_words(refused->final.frame);
    if (branch.request.is_diverted) {
        return Hit{Severity::Note, begins + " and says that the call is diverted: an application "
                                            "server may do so, a proxy must not (RFC 3261 16.7 "
                                            "step 5)"};
    }
    return Hit{Severity::Warn, begins + ": if this node is a proxy, it must not begin another one "
                                        "then (RFC 3261 16.7 step 5)"};
}

// --- final_conflict

// Several 2xx of a fork are legal.
std::optional<Hit> final_conflict(const FinalCase &final) {
    const model::Final &first = final.transaction().final;
    const std::uint16_t code = final.exchange.code();
    const bool both_succeed = first.code < 300 && code < 300;
    if (final.is_new_final || both_succeed || first.code == code) {
        return std::nullopt;
    }
    return Hit{Severity::Warn, "A second final response, " + std::to_string(code) + ", after " +
                                   std::to_string(first.code) + " in " + frame_words(first.frame) +
                                   " on the same transaction; only the first one counts (RFC 3261 "
                                   "13.2.2.3)"};
}

// --- code_changed

bool came_before(const model::Final &final, const FailureCase &failure) {
    return final.frame != 0 && final.frame < failure.exchange.sighting.frame;
}

// Where the node is a proxy, 16.7 says what it may do; others are free to.
std::optional<Hit> code_changed(const FailureCase &failure) {
    const Transaction &transaction = failure.transaction();
    const std::uint16_t code = failure.exchange.code();
    std::optional<Hit> hit;
    if (!failure.is_new_final || transaction.branches != 1) {
        return hit;
    }
    model::for_each_branch(transaction, [&](const Transaction &branch) {
        const std::uint16_t before = branch.final.code;
        const bool is_proper = before == 503 && code == 500; // 16.7 step 6
        if (branch.edge != Edge::Gap && came_before(branch.final, failure) &&
            is_changed_answer(before, code) &&
            follows_at_once(branch.final.time_ns, failure.exchange.sighting.time_ns) &&
            !is_proper) {
            hit = Hit{Severity::Note, "The answer changed here: " + std::to_string(before) +
                                          " came in " + frame_words(branch.final.frame) + "; " +
                                          std::to_string(code) + " went on"};
        }
    });
    return hit;
}

// --- service_unavailable_relayed

// For proxies. REGISTER is left out.
std::optional<Hit> service_unavailable_relayed(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    if (!failure.is_new_final || exchange.code() != 503 || exchange.method() == "REGISTER") {
        return std::nullopt;
    }
    const Transaction *relayed = nullptr;
    model::for_each_branch(failure.transaction(), [&](const Transaction &branch) {
        if (branch.edge == Edge::Next && branch.final.code == 503 &&
            came_before(branch.final, failure)) {
            relayed = &branch;
        }
    });
    if (relayed == nullptr) {
        return std::nullopt;
    }
    return Hit{Severity::Note,
               "The 503 of " + frame_words(relayed->final.frame) +
                   " went on upstream: a proxy should send 500 instead, unless it can serve "
                   "nothing at all (RFC 3261 16.7 step 6)"};
}

constexpr Rule kRules[] = {
    {.id = "fork_after_global",
     .group = Group::Protocol,
     .severities = {Severity::Note, Severity::Warn},
     .title = "Another branch after a 6xx",
     .clause = "RFC 3261 16.7 step 5",
     .meaning = "A 6xx speaks for every place where the user may be. Once a branch has given it, a "
                "proxy must not try another one; an application server or B2BUA may.",
     .action = "Check what the node is, and how it goes on after a 6xx; if a 6xx should not end "
               "the search, let the callee's side send a 4xx.",
     .on_request = fork_after_global},
    {.id = "code_changed",
     .group = Group::Sequence,
     .severities = {Severity::Note},
     .title = "The answer changed on its way back",
     .clause = "RFC 3261 16.7",
     .meaning = "A node passed another code on than its only branch gave it. A B2BUA may; of a "
                "proxy, 16.7 says what it may do.",
     .action = "Read the code that came in first: it is nearer the cause. Then look at the "
               "mapping of the node that changed it.",
     .on_failure = code_changed},
    {.id = "service_unavailable_relayed",
     .group = Group::Protocol,
     .severities = {Severity::Note},
     .title = "A 503 was passed on upstream",
     .clause = "RFC 3261 16.7 step 6",
     .meaning = "A 503 speaks of one server only; passed on, it says that the proxy itself is out "
                "of service, and clients avoid it.",
     .action = "Let the proxy send 500 instead, and look at the server that said 503.",
     .on_failure = service_unavailable_relayed},
    {.id = "final_conflict",
     .group = Group::Protocol,
     .severities = {Severity::Warn},
     .title = "Two different final responses on one transaction",
     .clause = "RFC 3261 13.2.2.3, 17.1",
     .meaning = "A transaction has one final response; the client must pass over a second one.",
     .action = "Look for two nodes, or two processes of one, that answer the same request.",
     .on_final = final_conflict},
};

} // namespace

std::span<const Rule> forking_rules() noexcept {
    return kRules;
}

} // namespace imsfail::diagnosis
