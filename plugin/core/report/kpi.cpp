// imsfail: the key figures of RFC 6076, ASR and NER
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kpi.h"

#include "knowledge/nodes.h"
#include "report/words.h"
#include "sip/method.h"

#include <algorithm>
#include <cstdio>
#include <initializer_list>
#include <numeric>

namespace imsfail::report {

using model::Attempt;
using model::Call;
using model::Outcome;
using model::Transaction;

namespace {

bool is_one_of(std::uint16_t code, std::initializer_list<std::uint16_t> codes) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// What RFC 6076 never takes for a failure.
constexpr std::initializer_list<std::uint16_t> kChallenges = {401, 402, 407};

template <typename Enumeration> std::size_t index_of(Enumeration value) {
    return static_cast<std::size_t>(value);
}

// Calls `visit(message)` for the responses at the originator's hop.
template <typename Visitor> void for_each_response(const Attempt &attempt, Visitor visit) {
    for (const Transaction &transaction : model::all_from_latest(attempt.latest)) {
        if (!attempt.is_at_originator(transaction)) {
            continue;
        }
        for (const model::TransactionMessage &message : model::answers_of(transaction)) {
            if (message.code != model::TransactionMessage::kAck) {
                visit(message);
            }
        }
    }
}

// Time of the first provisional response above 100.
std::optional<std::int64_t> first_progress_ns(const Attempt &attempt) {
    std::optional<std::int64_t> first;
    for_each_response(attempt, [&first](const model::TransactionMessage &message) {
        if (message.code > 100 && message.code < 200) {
            const std::int64_t time_ns = message.seen.first().time_ns;
            first = std::min(first.value_or(time_ns), time_ns);
        }
    });
    return first;
}

// How many dialogs a request made, early ones and others: by To tag (RFC 3261 12.1).
std::size_t count_dialogs(const Attempt &attempt) {
    std::vector<model::Tag> tags;
    for_each_response(attempt, [&tags](const model::TransactionMessage &message) {
        if (message.code > 100 && message.code < 300 && message.to_tag != 0) {
            tags.push_back(message.to_tag);
        }
    });
    std::sort(tags.begin(), tags.end());
    return static_cast<std::size_t>(std::unique(tags.begin(), tags.end()) - tags.begin());
}

bool rang(const Attempt &attempt) {
    bool rang = false;
    for_each_response(attempt, [&rang](const model::TransactionMessage &message) {
        rang = rang || message.code == 180;
    });
    return rang;
}

// How an answered call was ended, by either side or both.
struct End {
    const Attempt *first = nullptr;    ///< the first BYE
    const Attempt *answered = nullptr; ///< the first that got a 2xx, else another final response
    const Attempt *asked = nullptr;    ///< where the sender of that began: it may be challenged
    bool is_open = false;              ///< one may still be answered
};

// By the BYEs in the dialog of the first 2xx; those in further ones of a fork end nothing.
End end_of(const Call &call, std::int64_t now_ns) {
    End end;
    for (const Attempt &bye : model::attempts_of(call)) {
        if (bye.method != sip::Method::Bye || bye.root->request.is_in_another_dialog) {
            continue;
        }
        end.first = end.first != nullptr ? end.first : &bye;
        end.is_open = end.is_open || bye.outcome(now_ns) == Outcome::Open;
        const bool is_better = end.answered == nullptr ||
                               (end.answered->final().code >= 300 && bye.final().code < 300);
        if (bye.final().frame != 0 && is_better) {
            const bool goes_on =
                end.answered != nullptr && end.answered->root->path() == bye.root->path();
            end.asked = goes_on ? end.asked : &bye;
            end.answered = &bye;
        }
    }
    return end;
}

Purpose purpose_of(const Attempt &registration) {
    const model::RequestFacts &request = registration.root->request;
    if (request.removes_bindings) {
        return Purpose::Deregistration;
    }
    return request.is_refresh ? Purpose::Refresh : Purpose::Initial;
}

void count_registration(KeyFigures &counted, const Call &call, Outcome outcome) {
    const Attempt &first = *call.first_initial();
    const model::Final &final = call.last_initial->final();
    const Purpose purpose = purpose_of(first);
    if (outcome == Outcome::Answered) {
        counted.registration_delay.at(index_of(purpose)).add(final.time_ns - first.first_time_ns);
    }
    if (purpose == Purpose::Initial) {
        const bool is_refused = final.code >= 400 && !is_one_of(final.code, kChallenges);
        ++counted.initial_registrations;
        counted.ineffective_registrations +=
            static_cast<std::uint64_t>(outcome == Outcome::Unanswered || is_refused);
    }
}

void count_request_delay(KeyFigures &counted, const Call &call, Ended ended) {
    std::optional<std::int64_t> heard;
    for (const Attempt &attempt : model::attempts_of(call)) {
        if (attempt.is_initial() && !heard) {
            heard = first_progress_ns(attempt);
        }
    }
    const model::Final &final = call.last_initial->final();
    if (!heard && final.frame == 0) {
        return; // cancelled, and nothing came back
    }
    const std::size_t dialogs = count_dialogs(*call.last_initial);
    counted.request_delay.at(index_of(ended))
        .add(heard.value_or(final.time_ns) - call.first_initial()->first_time_ns);
    counted.further_early_dialogs.at(index_of(ended)) += dialogs > 1 ? dialogs - 1 : 0;
}

void count_end(KeyFigures &counted, const Call &call, std::int64_t now_ns) {
    const End end = end_of(call, now_ns);
    if (end.first == nullptr || (end.answered == nullptr && end.is_open)) {
        ++counted.still_up;
        return;
    }
    const std::int64_t begin_ns = call.last_initial->final().time_ns;
    if (end.answered == nullptr) {
        ++counted.disconnects_unanswered;
        counted.duration_unanswered_bye.add(end.first->deadline_ns() - begin_ns);
        return;
    }
    ++counted.completed;
    counted.duration.add(end.first->first_time_ns - begin_ns);
    const model::Final &final = end.answered->final();
    if (final.code < 300) {
        counted.disconnect_delay.add(final.time_ns - end.asked->first_time_ns);
    } else {
        ++counted.disconnects_refused;
    }
}

// The network did its part: the called user answered, was busy or away, or did not want the call.
bool is_effective(const Attempt &last, Outcome outcome, const Evidence &evidence) {
    const std::uint16_t code = last.final().code;
    if (outcome == Outcome::Answered || is_one_of(code, {480, 486, 600, 603, 607})) {
        return true;
    }
    if (is_one_of(code, {408, 487})) {
        return rang(last);
    }
    if (is_one_of(code, {488, 606})) {
        const diagnosis::Verdict *const verdict = evidence.verdict(last);
        return verdict != nullptr && (verdict->origin.node == knowledge::Node::Ue ||
                                      verdict->origin.node == knowledge::Node::Uas);
    }
    return false;
}

void count_session(KeyFigures &counted, const Call &call, Outcome outcome,
                   const Evidence &evidence) {
    const Attempt &last = *call.last_initial;
    const std::uint16_t code = last.final().code;
    const auto count = [](std::uint64_t &number, bool counts) {
        number += static_cast<std::uint64_t>(counts);
    };
    count(counted.answered, outcome == Outcome::Answered);
    count(counted.redirected, outcome == Outcome::Redirected);
    count(counted.unanswered, outcome == Outcome::Unanswered);
    count(counted.refused_by_user, is_one_of(code, {480, 486, 600, 603}));
    count(counted.rejected, is_one_of(code, {607, 608}));
    count(counted.ineffective, is_one_of(code, {408, 500, 503, 504}));
    count(counted.wrong_number, is_one_of(code, {404, 410, 484, 604}));
    count(counted.effective, is_effective(last, outcome, evidence));
    for (const Attempt &attempt : model::attempts_of(call)) {
        count(counted.invites_not_redirected,
              attempt.is_initial() && attempt.final().code / 100 != 3);
    }
    if (outcome == Outcome::Answered) {
        count_request_delay(counted, call, Ended::Answered);
        count_end(counted, call, evidence.now_ns());
    } else if (outcome == Outcome::Failed && !is_one_of(code, kChallenges)) {
        count_request_delay(counted, call, Ended::Failed);
    } else if (outcome == Outcome::Cancelled) {
        count_request_delay(counted, call, Ended::Cancelled);
    }
}

KeyFigures count(const Call &call, Outcome outcome, const Evidence &evidence) {
    KeyFigures counted;
    counted.by_method.at(index_of(call.method)) = 1;
    if (call.method == sip::Method::Register) {
        count_registration(counted, call, outcome);
    } else if (call.method == sip::Method::Invite) {
        count_session(counted, call, outcome, evidence);
    }
    return counted;
}

std::string percent(std::uint64_t numerator, std::uint64_t denominator) {
    if (denominator == 0) {
        return "undefined";
    }
    std::array<char, 40> text = {};
    std::snprintf(text.data(), text.size(), "%.2f %%",
                  100.0 * static_cast<double>(numerator) / static_cast<double>(denominator));
    return text.data();
}

Figure ratio(const char *name, const char *rule, std::uint64_t numerator,
             std::uint64_t denominator) {
    return {.name = name,
            .rule = rule,
            .value = percent(numerator, denominator),
            .basis = std::to_string(numerator) + " of " + std::to_string(denominator)};
}

Figure mean(const char *name, const char *rule, const Times &times) {
    if (times.count == 0) {
        return {.name = name, .rule = rule, .value = "undefined", .basis = "0"};
    }
    const auto mean_ns = times.sum_ns / static_cast<std::int64_t>(times.count);
    return {.name = name,
            .rule = rule,
            .value = seconds_text(mean_ns) + " s",
            .basis = std::to_string(times.count) + ", " + seconds_text(times.least_ns) + " to " +
                     seconds_text(times.greatest_ns) + " s"};
}

Figure number(const char *name, const char *rule, std::uint64_t count) {
    return {.name = name, .rule = rule, .value = std::to_string(count), .basis = ""};
}

} // namespace

std::uint64_t related_pairs(const Call &call) {
    std::uint64_t pairs = 0;
    for (const model::RelatedCall &leg : model::legs_of(call)) {
        pairs += static_cast<std::uint64_t>(leg.means_something() && leg.call->index > call.index);
    }
    return pairs;
}

void Times::add(std::int64_t ns) noexcept {
    add(Times{.count = 1, .sum_ns = ns, .least_ns = ns, .greatest_ns = ns});
}

void Times::add(const Times &others) noexcept {
    if (others.count == 0) {
        return;
    }
    least_ns = count == 0 ? others.least_ns : std::min(least_ns, others.least_ns);
    greatest_ns = count == 0 ? others.greatest_ns : std::max(greatest_ns, others.greatest_ns);
    sum_ns += others.sum_ns;
    count += others.count;
}

void KeyFigures::add(const KeyFigures &others) noexcept {
    const auto add_all = [](auto &sums, const auto &more) {
        for (std::size_t i = 0; i < sums.size(); ++i) {
            if constexpr (std::is_integral_v<std::decay_t<decltype(sums[i])>>) {
                sums[i] += more[i];
            } else {
                sums[i].add(more[i]);
            }
        }
    };
    add_all(by_method, others.by_method);
    add_all(registration_delay, others.registration_delay);
    add_all(request_delay, others.request_delay);
    add_all(further_early_dialogs, others.further_early_dialogs);
    for (const auto number :
         {&KeyFigures::initial_registrations, &KeyFigures::ineffective_registrations,
          &KeyFigures::answered, &KeyFigures::redirected, &KeyFigures::unanswered,
          &KeyFigures::refused_by_user, &KeyFigures::rejected, &KeyFigures::ineffective,
          &KeyFigures::effective, &KeyFigures::wrong_number, &KeyFigures::still_up,
          &KeyFigures::completed, &KeyFigures::invites_not_redirected,
          &KeyFigures::disconnects_refused, &KeyFigures::disconnects_unanswered}) {
        this->*number += others.*number;
    }
    disconnect_delay.add(others.disconnect_delay);
    duration.add(others.duration);
    duration_unanswered_bye.add(others.duration_unanswered_bye);
}

std::uint64_t KeyFigures::calls() const noexcept {
    return std::accumulate(by_method.begin(), by_method.end(), std::uint64_t{0});
}

bool Repetitions::count(const MessageRecord &first) noexcept {
    const std::uint64_t before = copies + retransmissions;
    for (const MessageRecord *message = &first; message != nullptr; message = message->next) {
        copies += message->repetition.copy_of != 0 ? 1 : 0;
        retransmissions += message->repetition.retransmission_of != 0 ? 1 : 0;
    }
    return copies + retransmissions != before;
}

void LeftOut::note_forgotten(const Analysis &analysis) {
    if (analysis.settings().max_calls != 0) {
        forgotten = forgotten.value_or(0) + analysis.forgotten_calls();
    }
}

std::string CountedCalls::add(const Call &call, const Evidence &evidence) {
    for (const Attempt &attempt : model::attempts_of(call)) {
        if (!attempt.is_initial()) {
            ++left_out.in_dialog_requests;
            continue;
        }
        for (const Transaction &transaction : model::all_from_latest(attempt.latest)) {
            left_out.branches += static_cast<std::uint64_t>(&transaction != attempt.root);
        }
    }
    left_out.related_pairs += related_pairs(call);
    const Outcome outcome = call.outcome(evidence.now_ns());
    if (call.last_initial == nullptr) {
        ++left_out.begun_before;
    } else if (call.method == sip::Method::Options) {
        ++left_out.options;
    } else if (outcome == Outcome::Open) {
        ++left_out.open;
    } else {
        const KeyFigures counted = count(call, outcome, evidence);
        std::string next_hop = next_hop_text(call.first_initial()->root->path()->route);
        whole.add(counted);
        by_next_hop[next_hop].add(counted);
        return next_hop;
    }
    return "";
}

std::vector<Figure> figures(const KeyFigures &counted) {
    const std::uint64_t calls = counted.by_method.at(index_of(sip::Method::Invite));
    const std::uint64_t established = calls - counted.redirected;
    const auto delay = [&counted](Ended ended) -> const Times & {
        return counted.request_delay.at(index_of(ended));
    };
    const auto registration = [&counted](Purpose purpose) -> const Times & {
        return counted.registration_delay.at(index_of(purpose));
    };
    const std::uint64_t further =
        std::accumulate(counted.further_early_dialogs.begin(), counted.further_early_dialogs.end(),
                        std::uint64_t{0});
    return {
        number("Calls", "all that count below, REGISTER, SUBSCRIBE, MESSAGE and others too",
               counted.calls()),
        number("INVITE calls",
               "challenged, negotiated and redirected attempts are part of one call", calls),
        mean("RRD initial",
             "registration request delay: first REGISTER to its 200, challenge included (RFC 6076 "
             "4.1, 5.3)",
             registration(Purpose::Initial)),
        mean("RRD refresh", "the same, of users whom the capture shows to be registered already",
             registration(Purpose::Refresh)),
        mean("RRD removal", "the same, with expires 0", registration(Purpose::Deregistration)),
        ratio("IRA",
              "ineffective registration attempts: 4xx but 401, 402, 407, and 5xx, 6xx, or no "
              "answer, of initial registrations (RFC 6076 4.2)",
              counted.ineffective_registrations, counted.initial_registrations),
        mean("SRD answered",
             "session request delay: first INVITE to the first provisional response above 100, or "
             "the final (RFC 6076 4.3.1, 5.3)",
             delay(Ended::Answered)),
        mean("SRD failed",
             "the same, of calls that failed, not with 401, 402, 407 (RFC 6076 4.3.2)",
             delay(Ended::Failed)),
        mean("SRD cancelled", "the same, of calls that the caller gave up: not in SRD failed",
             delay(Ended::Cancelled)),
        number("Early dialogs",
               "further ones of forked calls, whose SRD is that of the first (RFC 6076 5.4)",
               further),
        mean("SDD",
             "session disconnect delay: BYE to its 2xx, challenge included, in the dialog of the "
             "first 200 (RFC 6076 4.4)",
             counted.disconnect_delay),
        number("BYE refused", "calls whose BYE got no 2xx but another final, not in SDD",
               counted.disconnects_refused),
        number("BYE unanswered", "calls whose BYE got no final until Timer F, not in SDD",
               counted.disconnects_unanswered),
        mean("SDT",
             "session duration: first 200 to the first BYE in its dialog, of either side (RFC 6076 "
             "4.5)",
             counted.duration),
        mean("SDT Timer F",
             "first 200 to the end of Timer F, where the BYE was not answered (RFC 6076 4.5.2)",
             counted.duration_unanswered_bye),
        ratio("SER",
              "session establishment: answered calls, of calls that did not end with 3xx (RFC 6076 "
              "4.6)",
              counted.answered, established),
        ratio("SER per INVITE",
              "the letter of RFC 6076 4.6: of INVITE requests outside dialogs that got no 3xx",
              counted.answered, counted.invites_not_redirected),
        ratio(
            "SEER",
            "session establishment effectiveness: answered, 480, 486, 600, 603, of the same as SER "
            "(RFC 6076 4.7)",
            counted.answered + counted.refused_by_user, established),
        ratio("SEER+607/608", "SEER with 607 and 608, which are newer than RFC 6076",
              counted.answered + counted.refused_by_user + counted.rejected, established),
        ratio("ISA",
              "ineffective session attempts: 408, 500, 503, 504, of all calls, 3xx included (RFC "
              "6076 4.8)",
              counted.ineffective, calls),
        number("Unanswered",
               "INVITE calls without final response, not in ISA: no element released "
               "them",
               counted.unanswered),
        ratio("SCR",
              "session completion: answered, and the BYE got a final response; calls still up at "
              "the end are left out (RFC 6076 4.9 defines it only by an example)",
              counted.completed, calls - counted.still_up),
        ratio("ASR", "answer-seizure ratio: answered calls, of all calls", counted.answered, calls),
        ratio("NER",
              "network effectiveness: answered, 480, 486, 600, 603, 607, 408 or 487 after 180, 488 "
              "or 606 from the called phone itself; read into E.425, whose text was not at hand",
              counted.effective, calls),
        ratio("NER adjusted",
              "NER with 404, 410, 484, 604, as if each was a number that the caller got wrong",
              counted.effective + counted.wrong_number, calls),
    };
}

std::vector<Figure> figures(const LeftOut &left_out, const Repetitions &repetitions) {
    std::vector<Figure> all = {
        number("OPTIONS", "calls that only ask whether somebody is there", left_out.options),
        number("Open calls", "without an end when the capture ends", left_out.open),
        number("Begun before",
               left_out.forgotten.value_or(0) == 0
                   ? "calls whose first request is not in the capture"
                   : "calls whose first request is not in the capture, or forgotten",
               left_out.begun_before),
        number("Branches", "the same request on a further hop, or to a further server",
               left_out.branches),
        number("In dialogs", "requests within calls: BYE, re-INVITE, PRACK, ...",
               left_out.in_dialog_requests),
        number("Related pairs", "calls that are legs of one another, which count one by one",
               left_out.related_pairs),
        number("Copies", "messages seen again on their way, in a tunnel or on another interface",
               repetitions.copies),
        number("Retransmissions", "messages sent again", repetitions.retransmissions),
    };
    if (left_out.forgotten) {
        all.push_back(number("Forgotten",
                             "earlier calls that the preference imsfail.max_calls asks to forget",
                             *left_out.forgotten));
    }
    return all;
}

} // namespace imsfail::report
