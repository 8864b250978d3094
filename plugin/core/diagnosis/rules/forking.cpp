// imsfail: rules about forking proxies and what they pass on (RFC 3261 16.7, RFC 6026)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/origin.h"
#include "diagnosis/rules/themes.h"
#include "diagnosis/wording.h"
#include "model/attempt.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace imsfail::diagnosis {

using knowledge::Severity;
using model::Edge;
using model::Final;
using model::Transaction;

namespace {

bool came_before(const Final &final, const Final &other) {
    return final.frame != 0 && final.frame < other.frame;
}

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

// --- branch_left_pending

// A CANCEL is due at once. 64*T1 after it, the branch would be over (RFC 3261 9.1); T1 of the core,
// since the hop is a proxy's.
constexpr std::int64_t kCancelTime = 32'000'000'000;

// Before it, there is nothing to cancel yet (RFC 3261 9.1).
bool has_provisional_before(const Transaction &branch, const Final &final) {
    for (const model::TransactionMessage &message : model::answers_of(branch)) {
        if (message.code >= 100 && message.code < 200 && message.seen.first().frame < final.frame) {
            return true;
        }
    }
    return false;
}

// An ACK shows that it ended, even if its final response is missing from the capture.
bool is_left_pending(const Transaction &branch, const Final &final) {
    return branch.edge == Edge::Next && !branch.has_final() && branch.ack_frame == 0 &&
           branch.tied == nullptr && !branch.request.forbids_cancel &&
           has_provisional_before(branch, final);
}

// A 2xx or 6xx of a branch that went upstream.
bool is_passed_on(const Transaction &parent) {
    const int response_class = parent.final.code / 100;
    bool found = false;
    if (response_class == 2 || response_class == 6) {
        model::for_each_branch(parent, [&](const Transaction &branch) {
            found =
                found || (branch.edge == Edge::Next && came_before(branch.final, parent.final) &&
                          branch.final.code / 100 == response_class);
        });
    }
    return found;
}

// The request whose branches the final of a transaction ends: its own, once a 2xx or 6xx went
// upstream, else that of the node which a 6xx, the first one, came to. nullptr: none.
const Transaction *ended_by_final(const Transaction &transaction) {
    if (transaction.branches > 1 && is_passed_on(transaction)) {
        return &transaction;
    }
    const bool came_in = transaction.final.code >= 600 && transaction.edge == Edge::Next &&
                         transaction.parent->branches > 1 && !is_passed_on(*transaction.parent) &&
                         first_global_failure(*transaction.parent) == &transaction;
    return came_in ? transaction.parent : nullptr;
}

// The requests of branches that were pending and never ended.
struct Pending {
    std::vector<std::uint32_t> frames;
    bool on_tcp = false; ///< the capture may miss what ended them
};

Pending left_pending(const Transaction &parent, const Final &final) {
    Pending pending;
    if (parent.request.forbids_cancel) {
        return pending;
    }
    model::for_each_branch(parent, [&](const Transaction &branch) {
        if (is_left_pending(branch, final)) {
            pending.frames.push_back(branch.request_frame());
            pending.on_tcp =
                pending.on_tcp || branch.path()->route.transport != model::Transport::Udp;
        }
    });
    std::sort(pending.frames.begin(), pending.frames.end());
    return pending;
}

// "frames 12, 40, 44, ..."
std::string first_frames_words(std::span<const std::uint32_t> frames) {
    constexpr std::size_t kMaxNamed = 3;
    const std::size_t named = std::min(frames.size(), kMaxNamed);
    return frame_words(frames.first(named)) + (frames.size() > named ? ", ..." : "");
}

std::optional<Hit> branch_left_pending(const LateCase &message) {
    const Transaction &transaction = message.transaction;
    const model::Attempt *const attempt = transaction.attempt;
    if (message.code < 200 || transaction.final.frame != message.frame || attempt == nullptr ||
        attempt->latest == attempt->root || attempt->method != sip::Method::Invite ||
        message.now_ns <= transaction.final.time_ns + kCancelTime) {
        return std::nullopt;
    }
    const Transaction *const parent = ended_by_final(transaction);
    const Pending pending =
        parent == nullptr ? Pending() : left_pending(*parent, transaction.final);
    if (pending.frames.empty()) {
        return std::nullopt;
    }
    const bool went_upstream = parent == &transaction;
    std::string text = "Left pending without CANCEL ";
    text += went_upstream ? "when" : "after";
    text += " this " + std::to_string(message.code);
    text += went_upstream ? " went upstream: " : ": ";
    text += first_frames_words(pending.frames);
    text += went_upstream
                ? "; if this node is a proxy, it must cancel (RFC 3261 16.7 step 10)"
                : "; if the node that got it is a proxy, it should cancel (RFC 3261 16.7 step 5)";
    text += pending.on_tcp ? "; it may be missing from the capture" : "";
    text += forgotten_words(message.may_be_forgotten);
    return Hit{went_upstream ? Severity::Warn : Severity::Note, text};
}

// --- not_best_response

using Branches = std::vector<const Transaction *>;

// The branches in the order of their final responses, all failures; empty if not all are captured
// with one that came before the parent's.
Branches refused_branches(const Transaction &parent) {
    Branches branches;
    bool is_whole = true;
    const bool are_all = model::for_each_branch(parent, [&](const Transaction &branch) {
        branches.push_back(&branch);
        is_whole = is_whole && branch.edge == Edge::Next && branch.final.code >= 300 &&
                   came_before(branch.final, parent.final);
    });
    if (!are_all || !is_whole) {
        return {};
    }
    std::sort(branches.begin(), branches.end(), [](const auto *branch, const auto *other) {
        return branch->final.frame < other->final.frame;
    });
    return branches;
}

// A final that a proxy may not have to choose from: it may have acted upon it and asked again (3xx,
// 401, 407, 416), the branch was given up or merged (487, 482), or nobody may have sent it (RFC
// 4320 4.2).
bool is_left_out(const Transaction &branch) {
    const std::uint16_t code = branch.final.code;
    const bool is_silence = code == 408 && branch.attempt->method != sip::Method::Invite;
    return code < 400 || code == 401 || code == 407 || code == 416 || code == 482 || code == 487 ||
           is_silence;
}

// Diverted after a 6xx: then an application server is at work, which chooses as it likes.
bool is_diverted_after_global(const Branches &branches) {
    const auto refused = std::find_if(branches.begin(), branches.end(),
                                      [](const auto *branch) { return branch->final.code >= 600; });
    return refused != branches.end() &&
           std::any_of(branches.begin(), branches.end(), [refused](const auto *branch) {
               return branch->request.is_diverted &&
                      branch->request_frame() > (*refused)->final.frame;
           });
}

// Of the finals that one is chosen from: any 6xx, else the lowest class. 0: that cannot be told.
int best_class(const Branches &branches) {
    int best = 0;
    for (const Transaction *const branch : branches) {
        const int response_class = branch->final.code / 100;
        if (response_class == 6) {
            return is_diverted_after_global(branches) ? 0 : 6;
        }
        if (!is_left_out(*branch) && (best == 0 || response_class < best)) {
            best = response_class;
        }
    }
    return best;
}

// "404 (frame 29), 604 (frame 31), ...", those of the best class first.
std::string finals_words(Branches branches, int best) {
    constexpr std::size_t kMaxNamed = 3;
    std::stable_partition(branches.begin(), branches.end(),
                          [best](const auto *branch) { return branch->final.code / 100 == best; });
    std::string words;
    for (const Transaction *const branch :
         std::span(branches).first(std::min(branches.size(), kMaxNamed))) {
        words += (words.empty() ? "" : ", ") + std::to_string(branch->final.code) + " (" +
                 frame_words(branch->final.frame) + ")";
    }
    return words + (branches.size() > kMaxNamed ? ", ..." : "");
}

// After a CANCEL the choice is the sender's, and 487 says that there was one.
std::optional<Hit> not_best_response(const FailureCase &failure) {
    const Transaction &transaction = failure.transaction();
    const std::uint16_t code = failure.exchange.code();
    if (!failure.is_new_final || transaction.branches < 2 || transaction.tied != nullptr ||
        code == 487) {
        return std::nullopt;
    }
    const Branches branches = refused_branches(transaction);
    const int best = best_class(branches);
    const bool must_be_global = best == 6 && code < 600;
    if (!must_be_global && (best == 0 || code / 100 <= best)) {
        return std::nullopt;
    }
    return Hit{must_be_global ? Severity::Warn : Severity::Note,
               std::to_string(code) + " went on, though the branches answered " +
                   finals_words(branches, best) + "; if this node is a proxy, it " +
                   (must_be_global ? "must choose a 6xx"
                                   : "should choose a " + std::to_string(best) + "xx") +
                   " (RFC 3261 16.7 step 6)"};
}

// --- final_conflict

// Several 2xx of a fork are legal.
std::optional<Hit> final_conflict(const FinalCase &final) {
    const Final &first = final.transaction().final;
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
        if (branch.edge != Edge::Gap && came_before(branch.final, failure.transaction().final) &&
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
            came_before(branch.final, failure.transaction().final)) {
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
    {.id = "branch_left_pending",
     .group = Group::Sequence,
     .severities = {Severity::Note, Severity::Warn},
     .title = "A branch was left pending",
     .clause = "RFC 3261 16.7 steps 5 and 10",
     .meaning = "A 2xx or 6xx decided for all branches, and one that was still tried or rang got "
                "neither a final answer nor a CANCEL: that phone may ring on.",
     .action = "Check whether the node saw the provisional answer of that branch, and whether its "
               "CANCEL takes a way that the capture does not see.",
     .afterwards = branch_left_pending},
    {.id = "not_best_response",
     .group = Group::Protocol,
     .severities = {Severity::Note, Severity::Warn},
     .title = "Another answer would have been the best",
     .clause = "RFC 3261 16.7 step 6",
     .meaning = "Of the answers of its branches a proxy passes a 6xx on where there is one, else "
                "one of the lowest class. Here another one went on; a B2BUA may do so.",
     .action = "Read the answers that are named: the caller was not told the best of them. Then "
               "look at how the node chooses.",
     .on_failure = not_best_response},
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
