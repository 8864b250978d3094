// imsfail: tests of what reports count and say at the end of a capture
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/evidence.h"
#include "report/failed_call.h"
#include "report/kpi.h"
#include "report/selection.h"
#include "report/text_report.h"
#include "trace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace imsfail::report {
namespace {

using test::Trace;

CountedCalls counted(const Trace &trace, const Selection &selection = {}) {
    CountedCalls counts;
    const Evidence evidence(trace.analysis());
    for_each_call(trace.analysis(), selection,
                  [&](const model::Call &call) { counts.add(call, evidence); });
    return counts;
}

// "SER 1 of 2, 50.00 %" of the figure with that name.
std::string figure(const Trace &trace, const std::string &name) {
    const CountedCalls counts = counted(trace);
    std::vector<Figure> all = figures(counts.whole);
    const std::vector<Figure> rest = figures(counts.left_out, {});
    all.insert(all.end(), rest.begin(), rest.end());
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&name](const Figure &each) { return each.name == name; });
    return found == all.end()
               ? "no such figure"
               : (found->basis.empty() ? found->value : found->basis + ", " + found->value);
}

constexpr const char *kAnswered = R"(
    0    a>b INVITE      A 1 x/
    1    b>a 180:INVITE  A 1 x/y
    3    b>a 200:INVITE  A 1 x/y
    3    a>b ACK         B 1 x/y
)";

TEST(KpiTest, a_call_that_is_up_when_the_capture_ends_is_no_incomplete_one) {
    const Trace trace(kAnswered);
    EXPECT_EQ(figure(trace, "SCR"), "0 of 0, undefined");
    EXPECT_EQ(figure(trace, "SDT"), "0, undefined");
    EXPECT_EQ(figure(trace, "SER"), "1 of 1, 100.00 %");
    EXPECT_EQ(figure(trace, "SRD answered"), "1, 1.000 to 1.000 s, 1.000 s");
}

TEST(KpiTest, a_bye_that_may_still_be_answered_ends_nothing_yet) {
    const Trace open(std::string(kAnswered) + "13 b>a BYE C 1 y/x");
    EXPECT_EQ(figure(open, "SCR"), "0 of 0, undefined");
    EXPECT_EQ(figure(open, "BYE unanswered"), "0");
    const Trace lost(std::string(kAnswered) + "13 b>a BYE C 1 y/x\n 60 a>b OPTIONS D 1 z/ id=2");
    EXPECT_EQ(figure(lost, "BYE unanswered"), "1");
    EXPECT_EQ(figure(lost, "SDT Timer F"), "1, 42.000 to 42.000 s, 42.000 s");
    EXPECT_EQ(figure(lost, "SCR"), "0 of 1, 0.00 %");
}

TEST(KpiTest, a_challenged_bye_ends_the_call_with_its_2xx) {
    const Trace trace(std::string(kAnswered) + "13 a>b BYE     C 2 x/y\n14 b>a 407:BYE C 2 x/y\n"
                                               "15 a>b BYE     D 3 x/y\n17 b>a 200:BYE D 3 x/y");
    EXPECT_EQ(figure(trace, "SDD"), "1, 4.000 to 4.000 s, 4.000 s");
    EXPECT_EQ(figure(trace, "BYE refused"), "0");
    EXPECT_EQ(figure(trace, "SDT"), "1, 10.000 to 10.000 s, 10.000 s");
}

TEST(KpiTest, one_answer_is_enough_where_both_sides_hang_up) {
    const Trace trace(std::string(kAnswered) +
                      "13 a>b BYE     C 2 x/y\n14 b>a BYE D 1 y/x\n"
                      "16 a>b 200:BYE D 1 y/x\n60 a>b OPTIONS E 1 z/ id=2");
    EXPECT_EQ(figure(trace, "BYE unanswered"), "0");
    EXPECT_EQ(figure(trace, "SCR"), "1 of 1, 100.00 %");
    EXPECT_EQ(figure(trace, "SDD"), "1, 2.000 to 2.000 s, 2.000 s");
    EXPECT_EQ(figure(trace, "SDT"), "1, 10.000 to 10.000 s, 10.000 s");
}

TEST(KpiTest, leaving_another_dialog_of_a_fork_does_not_end_the_call) {
    const std::string fork = std::string(kAnswered) + "3.5 b>a 200:INVITE A 1 x/z\n"
                                                      "3.6 a>b ACK         C 1 x/z\n"
                                                      "3.7 a>b BYE         D 2 x/z\n"
                                                      "3.8 b>a 200:BYE     D 2 x/z\n";
    EXPECT_EQ(figure(Trace(fork), "SCR"), "0 of 0, undefined");
    const Trace ended(fork + "63 b>a BYE E 1 y/x\n64 a>b 200:BYE E 1 y/x");
    EXPECT_EQ(figure(ended, "SDT"), "1, 60.000 to 60.000 s, 60.000 s");
    EXPECT_EQ(figure(ended, "SDD"), "1, 1.000 to 1.000 s, 1.000 s");
}

TEST(KpiTest, a_cancelled_call_without_any_answer_has_no_delay) {
    const Trace trace("0 a>b INVITE A 1 x/\n 1 a>b CANCEL A 1 x/\n 1.1 b>a 200:CANCEL A 1 x/y");
    EXPECT_EQ(figure(trace, "SRD cancelled"), "0, undefined");
    EXPECT_EQ(figure(trace, "ASR"), "0 of 1, 0.00 %");
    EXPECT_EQ(figure(trace, "NER"), "0 of 1, 0.00 %");
}

TEST(KpiTest, a_client_that_went_on_to_the_next_server_has_not_failed_yet) {
    const std::string next = R"(
        0 a>b INVITE     A 1 x/  sent-by=a
        1 b>a 503:INVITE A 1 x/y sent-by=a
        2 a>c INVITE     B 1 x/  sent-by=a
        3 c>a 180:INVITE B 1 x/z sent-by=a
    )";
    EXPECT_EQ(figure(Trace(next), "Open calls"), "1");
    EXPECT_EQ(figure(Trace(next), "ISA"), "0 of 0, undefined");
    EXPECT_EQ(figure(Trace(next + "9 c>a 200:INVITE B 1 x/z sent-by=a"), "SER"),
              "1 of 1, 100.00 %");
    EXPECT_EQ(figure(Trace(next + "300 a>b OPTIONS C 1 w/ id=2"), "ISA"), "1 of 1, 100.00 %");
}

TEST(KpiTest, a_call_that_ends_with_a_challenge_has_no_delay) {
    const auto delay = [](const std::string &code) {
        return figure(Trace("0 a>b INVITE A 1 x/\n1 b>a " + code + ":INVITE A 1 x/y"),
                      "SRD failed");
    };
    EXPECT_EQ(delay("402"), "0, undefined");
    EXPECT_EQ(delay("403"), "1, 1.000 to 1.000 s, 1.000 s");
}

TEST(KpiTest, who_rang_was_reached) {
    const auto ner = [](const std::string &answers) {
        return figure(Trace("0 a>b INVITE A 1 x/\n" + answers), "NER");
    };
    EXPECT_EQ(ner("1 b>a 180:INVITE A 1 x/y\n 9 b>a 408:INVITE A 1 x/y"), "1 of 1, 100.00 %");
    EXPECT_EQ(ner("9 b>a 408:INVITE A 1 x/y"), "0 of 1, 0.00 %");
    EXPECT_EQ(ner("9 b>a 480:INVITE A 1 x/y"), "1 of 1, 100.00 %");
    EXPECT_EQ(ner("9 b>a 503:INVITE A 1 x/y"), "0 of 1, 0.00 %");
    EXPECT_EQ(ner("9 b>a 404:INVITE A 1 x/y"), "0 of 1, 0.00 %");
}

TEST(KpiTest, calls_begun_before_the_capture_are_left_out) {
    const Trace trace("0 a>b BYE A 2 x/y\n 1 b>a 200:BYE A 2 x/y");
    EXPECT_EQ(figure(trace, "Begun before"), "1");
    EXPECT_EQ(figure(trace, "In dialogs"), "1");
    EXPECT_EQ(figure(trace, "SER"), "0 of 0, undefined");
}

TEST(KpiTest, a_registration_of_whom_is_registered_is_a_refresh) {
    const std::string registered = R"(
        0   a>b REGISTER     A 1 x/  to=u from=u
        1   b>a 200:REGISTER A 1 x/y to=u from=u +Contact:<sip:u@a>;expires=3600
    )";
    const std::string refresh = R"(
        600 a>b REGISTER     B 2 x/  to=u from=u id=2
        601 b>a 403:REGISTER B 2 x/z to=u from=u id=2
    )";
    EXPECT_EQ(figure(Trace(registered + refresh), "IRA"), "0 of 1, 0.00 %");
    EXPECT_EQ(figure(Trace(refresh), "IRA"), "1 of 1, 100.00 %");
}

TEST(KpiTest, each_next_hop_has_its_own_figures) {
    const Trace trace("0 a>b INVITE A 1 x/\n 1 b>a 486:INVITE A 1 x/y\n"
                      "2 a>c INVITE B 1 v/ id=2 tcp\n 3 c>a 404:INVITE B 1 v/w id=2 tcp");
    const CountedCalls counts = counted(trace);
    ASSERT_EQ(counts.by_next_hop.size(), 2U);
    EXPECT_EQ(counts.by_next_hop.at("b:5060/UDP").refused_by_user, 1U);
    EXPECT_EQ(counts.by_next_hop.at("c:5060/TCP").wrong_number, 1U);
    EXPECT_EQ(counts.whole.calls(), 2U);
}

TEST(SelectionTest, none_until_they_are_added) {
    const Trace trace("0 a>b INVITE A 1 x/\n 1 a>b INVITE B 1 v/ id=2");
    Selection chosen = Selection::none();
    EXPECT_EQ(counted(trace, chosen).left_out.open, 0U);
    EXPECT_TRUE(chosen.add(*trace.record(2).transaction->call));
    EXPECT_FALSE(chosen.add(*trace.record(2).transaction->call));
    EXPECT_EQ(counted(trace, chosen).left_out.open, 1U);
    EXPECT_FALSE(chosen.contains(*trace.record(1).transaction->call));
    chosen.clear();
    EXPECT_FALSE(chosen.contains(*trace.record(2).transaction->call));
    EXPECT_EQ(counted(trace).left_out.open, 2U);
}

std::string findings_of(const std::vector<Finding> &findings) {
    std::string all;
    for (const Finding &finding : findings) {
        all += std::to_string(finding.frame) + ":" + finding.rule->id + " ";
    }
    return all;
}

TEST(EvidenceTest, verdicts_and_findings_by_attempt) {
    const Trace trace("0 a>b INVITE     A 1 x/\n"
                      "1 b>a 404:INVITE A 1 x/y\n"
                      "2 a>b INVITE     B 1 v/ id=2 uri=sip:other@h\n"
                      "90 b>c OPTIONS   C 1 w/ id=3\n"
                      "91 c>b 200:OPTIONS C 1 w/z id=3\n"
                      "99 b>a 200:OPTIONS D 1 q/z id=4");
    const Evidence evidence(trace.analysis());
    const model::Call &refused = *trace.record(1).transaction->call;
    const model::Call &silent = *trace.record(3).transaction->call;
    ASSERT_NE(evidence.verdict(*refused.last_initial), nullptr);
    EXPECT_EQ(evidence.verdict(*refused.last_initial), trace.record(2).verdict);
    EXPECT_EQ(evidence.verdict(*silent.last_initial), nullptr);
    EXPECT_EQ(findings_of(evidence.findings(refused)), "2:not_found_in_domain 2:ack_missing ");
    EXPECT_EQ(findings_of(evidence.findings(silent)), "3:request_unanswered ");
    std::string unrequested;
    evidence.for_each_unrequested([&](const model::Transaction &transaction) {
        unrequested += std::to_string(transaction.final.frame) + " ";
    });
    EXPECT_EQ(unrequested, "6 ");
}

TEST(FailedCallTest, who_called_whom_is_known_of_calls_that_fail) {
    const Trace trace("0 a>b INVITE     A 1 x/  from=alice to=bob uri=sip:bob@example.com\n"
                      "1 b>a 404:INVITE A 1 x/y from=alice to=bob\n"
                      "2 a>b INVITE     B 1 v/  from=carol to=dave id=2\n"
                      "3 b>a 200:INVITE B 1 v/w from=carol to=dave id=2");
    const Evidence evidence(trace.analysis());
    const model::Call &failed = *trace.record(1).transaction->call;
    const FailedCall row = describe(failed, evidence.findings(failed), evidence);
    EXPECT_EQ(row.caller, "sip:alice@example.com");
    EXPECT_EQ(row.target, "sip:bob@example.com");
    EXPECT_EQ(row.address, "a:5060");
    EXPECT_EQ(row.next_hop, "b:5060/UDP");
    EXPECT_STREQ(row.scope, "domain");
    EXPECT_EQ(row.code, 404);
    EXPECT_EQ(row.first_frame, 1U);
    EXPECT_EQ(row.final_frame, 2U);
    // What was answered is forgotten.
    EXPECT_EQ(trace.record(3).transaction->identifiers, nullptr);
}

TEST(TextReportTest, nothing_and_nothing_failed) {
    TextReport nothing;
    EXPECT_EQ(nothing.text(false), "IMS failure report\n==================\nCalls         none\n");
    const Trace trace(kAnswered);
    TextReport report;
    report.add(Evidence(trace.analysis()), {}, true);
    EXPECT_NE(report.text(false).find("No call failed."), std::string::npos);
    EXPECT_EQ(report.text(false).find('\x1b'), std::string::npos);
    EXPECT_NE(report.text(true).find("\x1b[1mIMS failure report\x1b[0m"), std::string::npos);
}

TEST(TextReportTest, a_failure_without_its_request_may_be_that_of_a_call) {
    TextReport report;
    report.add(Evidence(Trace("0 b>a 404:INVITE A 1 x/y").analysis()), {}, true);
    const std::string text = report.text(false);
    EXPECT_NE(text.find("No call failed, as far as the capture tells."), std::string::npos) << text;
}

TEST(TextReportTest, of_many_attempts_the_first_ones_are_told) {
    std::string lines;
    for (int i = 0; i < 50; ++i) {
        const std::string branch = " B" + std::to_string(i) + " " + std::to_string(i + 1);
        lines += std::to_string(2 * i) + " a>b REGISTER" + branch + " x/\n" +
                 std::to_string(2 * i + 1) + " b>a 403:REGISTER" + branch + " x/y\n";
    }
    const Trace trace(lines);
    TextReport report;
    report.add(Evidence(trace.analysis()), {}, true);
    const std::string text = report.text(false);
    EXPECT_NE(text.find("Before      403 Forbidden in frame 16\n              41 more attempts\n"),
              std::string::npos)
        << text;
}

TEST(TextReportTest, of_many_frames_the_first_ones_are_named) {
    std::string lines;
    for (int i = 0; i < 130; ++i) {
        const std::string id = " id=" + std::to_string(i);
        lines += std::to_string(2 * i) + " a>b INVITE A 1 x/" + id + "\n" +
                 std::to_string(2 * i + 1) + " b>a 404:INVITE A 1 x/y" + id + "\n";
    }
    const Trace trace(lines);
    TextReport report;
    report.add(Evidence(trace.analysis()), {}, true);
    const std::string text = report.text(false);
    EXPECT_NE(text.find("130 calls: INVITE, 404 Not Found"), std::string::npos) << text;
    EXPECT_NE(text.find("and 30 more"), std::string::npos) << text;
}

} // namespace
} // namespace imsfail::report
