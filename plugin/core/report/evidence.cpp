// imsfail: what was found out about each call, at the end of the capture
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/evidence.h"

#include <algorithm>

namespace imsfail::report {

using diagnosis::Verdict;
using model::Attempt;
using model::Call;
using model::Transaction;

namespace {

// A rule that needs the rest of the capture stands on one of the first sendings of a message.
constexpr int kMaxSendings = 4;

std::vector<Finding> in_order(std::vector<Finding> findings) {
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding &a, const Finding &b) { return a.frame < b.frame; });
    return findings;
}

} // namespace

const Verdict *Evidence::verdict(const Transaction &transaction) const {
    const Verdict *verdict = nullptr;
    analysis_.for_each_notable(transaction, [&verdict](const Notable &notable) {
        verdict = notable.record->is_new_final ? notable.record->verdict : verdict;
    });
    return verdict;
}

const Verdict *Evidence::verdict(const Attempt &attempt) const {
    if (!attempt.ended_badly()) {
        return nullptr;
    }
    for (const Transaction &transaction : model::all_from_latest(attempt.latest)) {
        if (transaction.final.frame == attempt.final().frame) {
            return verdict(transaction);
        }
    }
    return nullptr;
}

// What the whole capture says about the messages of a transaction.
void Evidence::add_late(std::vector<Finding> &findings, const Transaction &transaction) const {
    MessageRecord record;
    record.transaction = &transaction;
    const auto add = [&](std::uint16_t code, std::uint32_t frame) {
        record.code = code;
        const diagnosis::LateFindings late = analysis_.late_findings(record, frame);
        for (std::size_t i = 0; i < late.count; ++i) {
            const diagnosis::LateFound &found = late.found.at(i);
            findings.push_back({.frame = frame,
                                .rule = found.rule,
                                .severity = found.severity,
                                .text = found.text.data()});
        }
    };
    if (transaction.request_captured()) {
        add(0, transaction.request_frame());
    }
    for (const model::TransactionMessage &message : model::answers_of(transaction)) {
        if (message.code == model::TransactionMessage::kAck) {
            continue;
        }
        for (const model::Sending &sending :
             model::Chain<&model::Sending::next, const model::Sending>(&message.seen.first(),
                                                                       kMaxSendings)) {
            add(message.code, sending.frame);
        }
    }
}

void Evidence::add(std::vector<Finding> &findings, const Transaction &transaction) const {
    std::vector<Finding> told;
    analysis_.for_each_notable(transaction, [&told](const Notable &notable) {
        for (const auto *found = notable.record->findings; found != nullptr; found = found->next) {
            told.push_back({.frame = notable.frame,
                            .rule = found->rule,
                            .severity = found->severity,
                            .text = found->text});
        }
    });
    told = in_order(std::move(told));
    findings.insert(findings.end(), told.begin(), told.end());
    add_late(findings, transaction);
}

void Evidence::add(std::vector<Finding> &findings, const Attempt &attempt) const {
    for (const Transaction &transaction : model::all_from_latest(attempt.latest)) {
        add(findings, transaction);
        if (transaction.tied != nullptr && transaction.tied->is_cancel()) {
            add(findings, *transaction.tied);
        }
    }
}

std::vector<Finding> Evidence::findings(const Call &call) const {
    std::vector<Finding> all;
    for (const Attempt &attempt : model::attempts_of(call)) {
        add(all, attempt);
    }
    return in_order(std::move(all));
}

std::vector<Finding> Evidence::findings(const Attempt &attempt) const {
    std::vector<Finding> all;
    add(all, attempt);
    return in_order(std::move(all));
}

std::vector<Finding> Evidence::findings(const Transaction &transaction) const {
    std::vector<Finding> all;
    add(all, transaction);
    return in_order(std::move(all));
}

} // namespace imsfail::report
