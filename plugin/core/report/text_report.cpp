// imsfail: the report on a capture, as text for a terminal or a window
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/text_report.h"

#include "diagnosis/wording.h"
#include "knowledge/tokens.h"
#include "model/target.h"
#include "report/kpi.h"
#include "report/table.h"
#include "report/words.h"
#include "sip/display_text.h"
#include "sip/method.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace imsfail::report {

using diagnosis::Verdict;
using knowledge::Severity;
using model::Attempt;
using model::Call;
using model::Outcome;
using model::Transaction;

namespace {

// What is listed of one call; further ones are counted.
constexpr std::size_t kMaxBefore = 8;
constexpr std::size_t kMaxHops = 20;
constexpr std::size_t kMaxFindings = 20;
constexpr std::ptrdiff_t kMaxFindingsOfRule = 4;
constexpr std::size_t kMaxRelated = 8;

// Columns before the text of a line about a call.
constexpr std::size_t kIndent = 14;

// What a reader looks for first.
constexpr Outcome kOutcomes[] = {
    Outcome::Answered,   Outcome::Failed,     Outcome::Unanswered,
    Outcome::Cancelled,  Outcome::Redirected, Outcome::Challenged,
    Outcome::Negotiated, Outcome::Probed,     Outcome::Open,
};

// Stand for the beginning and end of what is set off, until it is known how: no text that is shown
// holds control characters.
constexpr char kHeading = '\x01';
constexpr char kError = '\x02';
constexpr char kWarn = '\x03';
constexpr char kPlain = '\x04';

std::string set_off(char how, const std::string &text) {
    return how + text + kPlain;
}

// The marks become escape sequences, or nothing.
std::string painted(const std::string &text, bool colour) {
    std::string all;
    all.reserve(text.size());
    for (const char c : text) {
        const char *const sequence = c == kHeading ? "\x1b[1m"
                                     : c == kError ? "\x1b[1;31m"
                                     : c == kWarn  ? "\x1b[33m"
                                     : c == kPlain ? "\x1b[0m"
                                                   : nullptr;
        if (sequence == nullptr) {
            all += c;
        } else if (colour) {
            all += sequence;
        }
    }
    return all;
}

std::string heading(const char *title, char underline) {
    const std::string text = title;
    return set_off(kHeading, text) + '\n' + std::string(text.size(), underline) + '\n';
}

// A line about a call; nothing if there is nothing to say.
std::string line(const char *label, std::string_view text) {
    return text.empty() ? "" : labelled(std::string("  ") + label, text, kIndent);
}

std::string line(const char *label, const char *text) {
    return text == nullptr ? "" : line(label, std::string_view(text));
}

std::string joined(std::span<const char *const> parts) {
    std::string all;
    for (const char *const part : parts) {
        all += (all.empty() ? "" : "; ") + std::string(part);
    }
    return all;
}

std::string frames_text(const FrameList &frames) {
    std::string text;
    for (const std::uint32_t frame : frames.named) {
        text += (text.empty() ? "" : ", ") + std::to_string(frame);
    }
    const std::uint64_t more = frames.count - frames.named.size();
    return more == 0 ? text : text + " and " + std::to_string(more) + " more";
}

// "404 Not Found", or that nothing came.
std::string answer_text(std::uint16_t code) {
    return code == 0 ? "no answer" : status_text(code);
}

// How a request fared on one hop.
std::string hop_text(const Transaction &hop) {
    const model::Route &route = hop.path()->route;
    std::string text = endpoint_text(route.source) + " > " + next_hop_text(route) + ", frame " +
                       std::to_string(hop.request_frame()) + ": ";
    if (hop.has_final()) {
        text += std::to_string(hop.final.code) + " in frame " + std::to_string(hop.final.frame);
        if (hop.final.time_ns >= hop.request_time_ns()) {
            text +=
                " after " + diagnosis::duration_words(hop.final.time_ns - hop.request_time_ns());
        }
    } else {
        text += hop.icmp_error_frame != 0
                    ? "ICMP error in frame " + std::to_string(hop.icmp_error_frame)
                    : "no answer";
    }
    return text;
}

// The hops of an attempt in the order in which they were first seen, each indented below the one
// that it comes from.
std::string path_text(const Attempt &attempt) {
    constexpr std::size_t kDeepest = 8;
    std::vector<const Transaction *> hops;
    for (const Transaction &hop : model::all_from_latest(attempt.latest)) {
        hops.push_back(&hop);
    }
    std::sort(hops.begin(), hops.end(), [](const Transaction *a, const Transaction *b) {
        return a->request_frame() < b->request_frame();
    });
    std::string text;
    const char *label = "  Path";
    for (const Transaction *const hop : std::span(hops).first(std::min(hops.size(), kMaxHops))) {
        std::size_t depth = 0;
        for (const Transaction &upstream : model::upstream_of(*hop)) {
            depth += upstream.request_captured() && depth < kDeepest ? 1 : 0;
        }
        text += labelled(label, hop_text(*hop), kIndent + 2 * depth);
        label = "";
    }
    return hops.size() <= kMaxHops
               ? text
               : text + labelled("", count_text(hops.size() - kMaxHops, "more hop"), kIndent);
}

std::string retry_text(const Verdict &verdict) {
    std::string text = verdict.retry_words;
    if (verdict.texts.advice != nullptr) {
        text += std::string(". ") + verdict.texts.advice;
    }
    if (verdict.retry_after && verdict.not_before_ns) {
        text += " Not before " + time_text(*verdict.not_before_ns) + ", " +
                std::to_string(*verdict.retry_after) + " s after the answer.";
    }
    return text;
}

std::string reasons_text(const Verdict &verdict) {
    std::string all;
    for (const diagnosis::ReasonValue &reason : verdict.reasons) {
        all += (all.empty() ? "" : "; ") +
               std::string(reason.protocol == nullptr ? "" : reason.protocol);
        all += reason.cause ? " cause " + std::to_string(*reason.cause) : "";
        const std::string_view name = reason.name == nullptr ? "" : reason.name;
        const std::string_view text = reason.text == nullptr ? "" : reason.text;
        for (const std::string_view part : {name, text == name ? "" : text}) {
            all += part.empty() ? "" : ", " + std::string(part);
        }
    }
    return all;
}

// Without the label that it has in the detail pane.
std::string_view context_text(std::string_view summary) {
    constexpr std::string_view kLabel = "Context: ";
    summary.remove_prefix(summary.starts_with(kLabel) ? kLabel.size() : 0);
    return summary;
}

std::string verdict_text(const Verdict &verdict) {
    std::string origin = verdict.origin.words;
    if (!verdict.origin.evidence.empty()) {
        origin += ": " + joined(verdict.origin.evidence);
    }
    std::string text = line("Verdict", verdict.summary) + line("Meaning", verdict.texts.meaning) +
                       line("Cause", verdict.texts.cause) + line("Origin", origin);
    if (verdict.authority != nullptr) {
        text += line("Authority", std::string(token(verdict.authority->grade)) + ": " +
                                      joined(verdict.authority->evidence));
    }
    return text + line("Reason", reasons_text(verdict)) + line("Inspect", verdict.texts.inspect) +
           line("Next step", verdict.texts.next_step) + line("Retry", retry_text(verdict)) +
           line("Change", verdict.texts.change) +
           line("Number form", verdict.target == nullptr ? nullptr : verdict.target->number_form) +
           line("Context", context_text(verdict.context.summary)) +
           line("Not told", joined(verdict.cannot_tell)) +
           line("Reference", joined(verdict.references));
}

char colour_of(Severity severity) {
    return severity == Severity::Error ? kError : severity == Severity::Warn ? kWarn : kPlain;
}

std::string findings_text(const std::vector<Finding> &findings) {
    std::string text;
    std::size_t more = 0;
    std::vector<const diagnosis::Rule *> shown; // with repeats
    for (const Finding &finding : findings) {
        if (finding.says_the_verdict()) {
            continue;
        }
        if (shown.size() == kMaxFindings ||
            std::count(shown.begin(), shown.end(), finding.rule) == kMaxFindingsOfRule) {
            ++more;
            continue;
        }
        const char *const severity = token(finding.severity);
        std::string entry =
            labelled(shown.empty() ? "  Findings" : "",
                     std::string("[") + severity + "] frame " + std::to_string(finding.frame) +
                         ", " + finding.rule->id + ": " + finding.text,
                     kIndent);
        const std::size_t at = entry.find('[');
        entry.replace(at, std::string_view(severity).size() + 2,
                      "[" + set_off(colour_of(finding.severity), severity) + "]");
        text += entry;
        shown.push_back(finding.rule);
    }
    return more == 0 ? text : text + labelled("", count_text(more, "more finding"), kIndent);
}

std::string related_text(const Call &call) {
    std::string text;
    std::size_t count = 0;
    for (const model::RelatedCall &leg : model::legs_of(call)) {
        if (leg.means_something() && ++count <= kMaxRelated) {
            text += (text.empty() ? "" : "; ") + std::string("call ") +
                    std::to_string(leg.call->index) + " by " + leg.evidence;
        }
    }
    return text;
}

// How the attempts before the last one ended, the first ones of them.
std::string before_text(const Call &call) {
    std::string text;
    std::size_t count = 0;
    for (const Attempt &attempt : model::attempts_of(call)) {
        if (!attempt.is_initial() || &attempt == call.last_initial || ++count > kMaxBefore) {
            continue;
        }
        const model::Final &final = attempt.final();
        text += line("Before",
                     final.frame != 0
                         ? answer_text(final.code) + " in frame " + std::to_string(final.frame)
                         : "no answer to the request in frame " +
                               std::to_string(attempt.root->request_frame()));
    }
    return count <= kMaxBefore
               ? text
               : text + labelled("", count_text(count - kMaxBefore, "more attempt"), kIndent);
}

// All that is known of one failed call.
std::string call_text(const Call &call, const FailedCall &row, const std::vector<Finding> &findings,
                      const Evidence &evidence) {
    const Attempt &last = *call.last_initial;
    const Verdict *const verdict = evidence.verdict(last);
    std::string text = "  Call " + std::to_string(call.index) + ", frame " +
                       std::to_string(row.first_frame) + ", " + time_text(row.first_time_ns) + '\n';
    text += line("Caller", row.caller + (row.caller.empty() ? "at " : ", at ") + row.address);
    text += line("Target", row.target);
    text += before_text(call) + path_text(last);
    text += verdict != nullptr
                ? verdict_text(*verdict)
                : line("Verdict", "no final response until the timer of the request ran out");
    if (last.retry_in != 0) {
        text += line("Tried again", "in frame " + std::to_string(last.retry_in));
    }
    return text + findings_text(findings) + line("Related", related_text(call));
}

std::size_t weight_of(const std::vector<Finding> &findings) {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(),
                      [](const Finding &finding) { return !finding.says_the_verdict(); }));
}

} // namespace

void FrameList::add(std::uint32_t frame) {
    ++count;
    if (named.size() < kMaxNamed) {
        named.push_back(frame);
    }
}

void TextReport::add(const Evidence &evidence, const Selection &selection, bool all) {
    const std::int64_t now_ns = evidence.now_ns();
    for_each_call(evidence.analysis(), selection, [&](const Call &call) {
        ++calls_;
        first_time_ns_ =
            first_time_ns_ == 0 ? call.first_time_ns : std::min(first_time_ns_, call.first_time_ns);
        const Outcome outcome = call.outcome(now_ns);
        ++by_outcome_.at(static_cast<std::size_t>(outcome));
        MethodCount &method = by_method_[sip::method_name(call.method)];
        ++method.calls;
        if (call.last_initial == nullptr) {
            begun_before_.add(0);
        } else if (call.failed(now_ns)) {
            ++failed_;
            ++(outcome == Outcome::Failed ? method.failed : method.unanswered);
            add_failed(call, evidence);
        } else if (outcome == Outcome::Open) {
            open_.add(call.last_initial->root->request_frame());
        }
        related_ += related_pairs(call);
    });
    last_time_ns_ = std::max(last_time_ns_, now_ns);
    forgotten_ += evidence.analysis().forgotten_calls();
    evidence.for_each_unrequested([&](const Transaction &transaction) {
        if (selection.contains(*transaction.call)) {
            unrequested_.add(transaction.final.frame);
        }
    });
    if (all) {
        add_unplaced(evidence);
    }
}

void TextReport::add_failed(const Call &call, const Evidence &evidence) {
    const std::vector<Finding> findings = evidence.findings(call);
    const FailedCall row = describe(call, findings, evidence);
    Group &group =
        causes_[{.code = row.code, .method = row.method, .origin = row.origin, .form = row.form}];
    ++group.calls;
    group.frames.add(row.first_frame);
    const std::size_t weight = weight_of(findings);
    if (group.shown.empty() || weight > group.shown_weight) {
        group.shown = call_text(call, row, findings, evidence);
        group.shown_frame = row.first_frame;
        group.shown_weight = weight;
    }
}

// What belongs to no call.
void TextReport::add_unplaced(const Evidence &evidence) {
    evidence.analysis().for_each_notable([this](const Notable &notable) {
        if (notable.record->internal_error) {
            not_analysed_.add(notable.frame);
        } else if (notable.record->transaction == nullptr) {
            unplaced_.add(notable.frame);
        }
    });
}

std::string TextReport::totals() const {
    if (calls_ == 0) {
        return labelled("Calls", "none", kIndent);
    }
    std::string outcomes;
    for (const Outcome outcome : kOutcomes) {
        if (const std::uint64_t count = by_outcome_.at(static_cast<std::size_t>(outcome))) {
            outcomes += (outcomes.empty() ? "" : ", ") + std::to_string(count) + " " +
                        model::token(outcome);
        }
    }
    std::string text = labelled("Calls", std::to_string(calls_) + ": " + outcomes, kIndent);
    text +=
        labelled("Time", time_text(first_time_ns_) + " to " + time_text(last_time_ns_), kIndent);
    for (const auto &[method, count] : by_method_) {
        std::string counts = std::to_string(count.calls);
        counts += count.failed == 0 ? "" : ", " + std::to_string(count.failed) + " failed";
        counts +=
            count.unanswered == 0 ? "" : ", " + std::to_string(count.unanswered) + " unanswered";
        text += labelled(method, counts, kIndent);
    }
    if (related_ != 0) {
        text += labelled("Legs",
                         count_text(related_, "pair") +
                             " of calls that are legs of one another; each leg counts",
                         kIndent);
    }
    return text;
}

std::string TextReport::untold() const {
    std::string text;
    if (forgotten_ != 0) {
        text += labelled("", forgotten_text(forgotten_), 2);
    }
    const auto add = [&text](const FrameList &frames, const char *what, const char *why) {
        if (frames.count != 0) {
            text += labelled("",
                             count_text(frames.count, what) + why +
                                 (frames.named.front() == 0 ? "" : ": " + frames_text(frames)),
                             2);
        }
    };
    add(open_, "call", " without an end when the capture ends, latest request in frame");
    add(begun_before_, "call",
        forgotten_ == 0 ? " whose first request is not in the capture"
                        : " whose first request is not in the capture, or forgotten");
    add(unrequested_, "final response", " whose request was not found, in frame");
    add(unplaced_, "message", " without the headers that it would be placed by, in frame");
    add(not_analysed_, "frame", " on which the analysis itself failed");
    return text;
}

std::string TextReport::text(bool colour) const {
    std::string text = heading("IMS failure report", '=') + totals();
    const std::string rest = untold();
    std::vector<std::pair<const Cause *, const Group *>> groups;
    for (const auto &[cause, group] : causes_) {
        groups.emplace_back(&cause, &group);
    }
    std::stable_sort(groups.begin(), groups.end(), [](const auto &a, const auto &b) {
        return a.second->calls > b.second->calls;
    });
    if (failed_ != 0) {
        text += '\n' + heading("Failed calls by cause", '-');
    } else if (calls_ != 0) {
        text += rest.empty() ? "\nNo call failed.\n"
                             : "\nNo call failed, as far as the capture tells.\n";
    }
    for (const auto &[cause, group] : groups) {
        std::string title = count_text(group->calls, "call") + ": " + cause->method + ", " +
                            answer_text(cause->code);
        title += cause->origin.empty() ? "" : ", origin " + cause->origin;
        title += cause->form.empty() ? "" : ", target " + cause->form;
        text += '\n' + set_off(kHeading, title) + '\n' + group->shown;
        FrameList others;
        for (const std::uint32_t frame : group->frames.named) {
            if (frame != group->shown_frame) {
                others.add(frame);
            }
        }
        others.count = group->calls - 1;
        if (others.count != 0) {
            text += line("Also in", "frame " + frames_text(others));
        }
    }
    if (!rest.empty()) {
        text += '\n' + heading("What the capture does not tell", '-') + rest;
    }
    return painted(text, colour);
}

} // namespace imsfail::report
