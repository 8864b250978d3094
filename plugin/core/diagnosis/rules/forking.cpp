// imsfail: rules about forking proxies and what they pass on (RFC 3261 16.7, RFC 6026)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/origin.h"
#include "diagnosis/rules/themes.h"
#include "diagnosis/wording.h"
#include "model/attempt.h"

namespace imsfail::diagnosis {

using knowledge::Severity;
using model::Transaction;

namespace {

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
        if (branch.edge != model::Edge::Gap && came_before(branch.final, failure) &&
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

// For proxies. REGISTER is left out.
std::optional<Hit> service_unavailable_relayed(const FailureCase &failure) {
    const Exchange &exchange = failure.exchange;
    if (!failure.is_new_final || exchange.code() != 503 || exchange.method() == "REGISTER") {
        return std::nullopt;
    }
    const Transaction *relayed = nullptr;
    model::for_each_branch(failure.transaction(), [&](const Transaction &branch) {
        if (branch.edge == model::Edge::Next && branch.final.code == 503 &&
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
