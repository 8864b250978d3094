// imsfail: a call that failed, in one row
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/failed_call.h"

#include "diagnosis/wording.h"
#include "knowledge/nodes.h"
#include "knowledge/tokens.h"
#include "model/target.h"
#include "report/table.h"
#include "report/words.h"
#include "sip/display_text.h"
#include "sip/method.h"

#include <algorithm>
#include <array>

namespace imsfail::report {

using model::Attempt;
using model::Call;

namespace {

// Of a URI in a table.
constexpr std::size_t kMaxCell = 64;

std::string caller_of(const Attempt &attempt) {
    const model::Transaction &root = *attempt.root;
    std::string caller =
        root.identifiers == nullptr ? "" : sip::display_text(root.identifiers->from);
    if (!root.request.hidden_caller.empty()) {
        caller += " (" + sip::display_text(root.request.hidden_caller) + ")";
    }
    return diagnosis::fit(std::move(caller));
}

std::string ids_of(const std::vector<Finding> &findings) {
    std::vector<const diagnosis::Rule *> rules;
    std::string ids;
    for (const Finding &finding : findings) {
        const bool is_known = std::find(rules.begin(), rules.end(), finding.rule) != rules.end();
        if (!finding.says_the_verdict() && !is_known) {
            rules.push_back(finding.rule);
            ids += (ids.empty() ? "" : ", ") + std::string(finding.rule->id);
        }
    }
    return ids;
}

} // namespace

FailedCall describe(const Call &call, const std::vector<Finding> &findings,
                    const Evidence &evidence) {
    const Attempt &first = *call.first_initial();
    const Attempt &last = *call.last_initial;
    const model::Route &route = first.root->path()->route;
    const std::string_view target = last.root->request.target_uri;
    FailedCall row = {
        .call = call.index,
        .first_frame = first.root->request_frame(),
        .final_frame = last.final().frame,
        .first_time_ns = first.first_time_ns,
        .method = sip::method_name(call.method),
        .outcome = model::token(call.outcome(evidence.now_ns())),
        .code = last.final().code,
        .form = token(model::read_target_uri(target, evidence.analysis().settings()).form),
        .caller = caller_of(last),
        .address = endpoint_text(route.source),
        .target = diagnosis::fit(sip::display_text(target)),
        .next_hop = next_hop_text(route),
        .findings = ids_of(findings),
    };
    if (const diagnosis::Verdict *const verdict = evidence.verdict(last)) {
        row.scope = token(verdict->scope);
        row.retry = token(verdict->retry.headline);
        row.origin = knowledge::token(verdict->origin.node);
    }
    return row;
}

std::string calls_text(const std::vector<FailedCall> &calls) {
    constexpr std::array kColumns = {
        Column{"Call", true}, Column{"Frame", true}, Column{"Method"},   Column{"Outcome"},
        Column{"Code", true}, Column{"Scope"},       Column{"Retry"},    Column{"Origin"},
        Column{"Caller"},     Column{"Target"},      Column{"Next hop"}, Column{"Findings"}};
    std::vector<std::vector<std::string>> rows;
    rows.reserve(calls.size());
    for (const FailedCall &call : calls) {
        rows.push_back({std::to_string(call.call), std::to_string(call.first_frame), call.method,
                        call.outcome, call.code == 0 ? "" : std::to_string(call.code), call.scope,
                        call.retry, call.origin, diagnosis::shortened(call.caller, kMaxCell),
                        diagnosis::shortened(call.target, kMaxCell), call.next_hop, call.findings});
    }
    return table_text(kColumns, rows);
}

} // namespace imsfail::report
