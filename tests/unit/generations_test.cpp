// imsfail: tests of what is forgotten, and of what must not be said then
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis.h"
#include "calls.h"
#include "found.h"
#include "messages.h"
#include "report/kpi.h"
#include "report/selection.h"
#include "report/text_report.h"
#include "sightings.h"
#include "trace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory_resource>
#include <string>
#include <string_view>

namespace imsfail {
namespace {

using test::Calls;
using test::Trace;

model::Settings remembering(std::uint32_t calls) {
    model::Settings settings;
    settings.max_calls = calls;
    return settings;
}

// Two calls are a generation.
const model::Settings kFour = remembering(4);

// So many calls that nothing was heard of yet, one a second from this time on; their Call-IDs are
// the times.
std::string fillers(int from, int count) {
    std::string trace;
    for (int time = from; time < from + count; ++time) {
        const std::string id = std::to_string(time);
        trace += id + " f>g MESSAGE Z 1 f/ id=" + id + " to=" + id + "\n";
    }
    return trace;
}

std::string remembered(const Analysis &analysis) {
    std::string indexes;
    analysis.for_each_call([&indexes](const model::Call &call) {
        indexes += (indexes.empty() ? "" : " ") + std::to_string(call.index);
    });
    return indexes;
}

// "c0 a1 r2" of a call, the number of its attempt and the frame of the failure that is tried again.
// None of the lines may be of a forgotten call.
std::string placed(const Trace &trace, std::size_t frame) {
    const model::Transaction *const transaction = trace.record(frame).transaction;
    if (transaction == nullptr) {
        return "";
    }
    std::string text = "c" + std::to_string(transaction->call->index);
    if (transaction->attempt == nullptr) {
        return text;
    }
    int number = 0;
    for (const model::Attempt &each : model::attempts_of(*transaction->call)) {
        if (&each == transaction->attempt) {
            text += " a" + std::to_string(number);
        }
        ++number;
    }
    const std::uint32_t retry_of = transaction->attempt->retry_of;
    return retry_of == 0 ? text : text + " r" + std::to_string(retry_of);
}

// Ids of all findings on a frame, those that look ahead last.
std::string findings(const Trace &trace, std::size_t frame) {
    std::string ids;
    const auto add = [&ids](const diagnosis::Rule &rule) {
        ids += (ids.empty() ? "" : " ") + std::string(rule.id);
    };
    for (const auto *found = trace.record(frame).findings; found != nullptr; found = found->next) {
        add(*found->rule);
    }
    const diagnosis::LateFindings late = trace.late_findings(frame);
    for (std::size_t i = 0; i < late.count; ++i) {
        add(*late.found.at(i).rule);
    }
    return ids;
}

std::string late_text(const Trace &trace, std::size_t frame) {
    const diagnosis::LateFindings late = trace.late_findings(frame);
    return late.count == 0 ? "" : late.found.front().text.data();
}

// What is found on the last frame; empty: nothing.
std::string last_text(const Trace &trace, std::string_view rule) {
    const diagnosis::Found *const found = test::find_on(trace.record(trace.size()), rule);
    return found == nullptr ? "" : found->text;
}

TEST(Generations, the_oldest_calls_are_forgotten_first) {
    constexpr std::array kRemembered = {"0",     "0 1",     "0 1 2", "0 1 2 3",
                                        "2 3 4", "2 3 4 5", "4 5 6", "4 5 6 7"};
    for (std::size_t calls = 1; calls <= kRemembered.size(); ++calls) {
        const Trace trace(fillers(0, static_cast<int>(calls)), kFour);
        const Analysis &analysis = trace.analysis();
        EXPECT_EQ(remembered(analysis), kRemembered.at(calls - 1));
        EXPECT_EQ(analysis.forgotten_calls(), calls <= 4 ? 0 : (calls - 3) / 2 * 2);
        EXPECT_EQ(analysis.last_generation(), (calls - 1) / 2);
        EXPECT_EQ(analysis.first_generation(), calls <= 2 ? 0 : (calls - 3) / 2);
        EXPECT_EQ(analysis.latest_generation(), analysis.last_generation());
        EXPECT_EQ(trace.record(calls).transaction->index, calls - 1); // numbers go on
    }
}

TEST(Generations, without_a_limit_nothing_is_forgotten) {
    const Trace trace(fillers(0, 100));
    EXPECT_EQ(trace.analysis().forgotten_calls(), 0U);
    EXPECT_EQ(trace.analysis().last_generation(), 0U);
    EXPECT_EQ(trace.record(1).transaction->call->index, 0U);
    EXPECT_FALSE(trace.session().has_forgotten());
}

// Each trace has two calls, then goes on while newer ones are there.
TEST(Generations, what_belongs_to_an_older_call_goes_there) {
    const std::vector<test::TraceCase> cases = {
        {"the messages of a dialog, from both sides", R"(
            0   a>b INVITE     A 1 x/   | c0 a0
            1   b>a 180:INVITE A 1 x/y  | c0 a0
            2   a>b MESSAGE    B 1 z/  id=2 | c1 a0
            3   a>b MESSAGE    C 1 z/  id=3 | c2 a0
            4   a>b PRACK      D 2 x/y  | c0 a1
            4.1 b>a 200:PRACK  D 2 x/y  | c0 a1
            5   b>a 200:INVITE A 1 x/y  | c0 a0
            5.1 a>b ACK        E 1 x/y  | c0
            9   b>a BYE        F 7 y/x  | c0 a2
            9.1 a>b 200:BYE    F 7 y/x  | c0 a2)"},
        {"retransmissions, further hops, CANCEL and ACK", R"(
            0   a>b INVITE     A 1 x/   | c0 a0
            0.1 a>b MESSAGE    B 1 z/  id=2 | c1 a0
            0.2 a>b MESSAGE    C 1 z/  id=3 | c2 a0
            0.5 a>b INVITE     A 1 x/   | c0 a0
            0.6 b>d INVITE    DA 1 x/   | c0 a0
            1   a>b CANCEL     A 1 x/   | c0 a0
            1.1 b>a 487:INVITE A 1 x/y  | c0 a0
            1.2 a>b ACK        A 1 x/y  | c0 a0)"},
        {"the answer to a challenge, also with another Call-ID", R"(
            0   a>b INVITE     A 1 x/  chal=  | c0 a0
            0.1 b>a 407:INVITE A 1 x/y chal=n | c0 a0
            1   a>b REGISTER   B 1 z/  id=2 from=carol to=carol | c1 a0
            1.1 b>a 401:REGISTER B 1 z/w id=2 from=carol to=carol chal=m | c1 a0
            2   a>b MESSAGE    C 1 z/  id=3 | c2 a0
            3   a>b INVITE     D 2 x/  auth=n | c0 a1 r2
            3.1 a>b REGISTER   E 1 v/  id=9 from=carol to=carol auth=m | c1 a1 r4)"},
        {"another try is a call of its own, and knows the first", R"(
            0   a>b INVITE     A 1 x/   | c0 a0
            0.1 b>a 486:INVITE A 1 x/y  | c0 a0
            1   a>b MESSAGE    B 1 z/  id=2 | c1 a0
            2   a>b MESSAGE    C 1 z/  id=3 | c2 a0
            3   a>b INVITE     D 1 v/  id=4 | c3 a0 r2)"},
        {"overlap dialling", R"(
            0   a>b INVITE     A 1 x/  uri=sip:123@h to=123 | c0 a0
            0.1 b>a 484:INVITE A 1 x/y uri=sip:123@h to=123 | c0 a0
            1   a>b MESSAGE    B 1 z/  id=2 | c1 a0
            2   a>b MESSAGE    C 1 z/  id=3 | c2 a0
            3   a>b INVITE     D 1 v/  id=4 uri=sip:1234@h to=1234 | c3 a0)"},
        {"a second dialog with the same Call-ID and caller", R"(
            0   a>b INVITE     A 1 x/   | c0 a0
            1   b>a 180:INVITE A 1 x/y  | c0 a0
            2   a>b MESSAGE    B 1 z/  id=2 | c1 a0
            3   a>b INVITE     C 2 x/   | c2 a0
            4   b>a 180:INVITE C 2 x/w  | c2 a0
            5   a>b PRACK      D 3 x/w  | c2 a1
            6   a>b PRACK      E 4 x/y  | c0 a1)"},
    };
    for (const test::TraceCase &test : cases) {
        SCOPED_TRACE(test.what);
        const Trace trace(test.trace, kFour);
        ASSERT_EQ(trace.analysis().last_generation(), 1U);
        for (std::size_t frame = 1; frame <= trace.size(); ++frame) {
            EXPECT_EQ(placed(trace, frame), trace.lines()[frame - 1].expected)
                << trace.lines()[frame - 1].text;
        }
    }
}

TEST(Generations, the_next_registration_of_a_user_is_a_new_call_whatever_its_call_id) {
    const Trace trace(R"(
        0   a>b REGISTER     A 1 x/  id=r to=alice | c0 a0
        0.1 b>a 200:REGISTER A 1 x/y id=r to=alice | c0 a0
        1   a>b MESSAGE      B 1 z/  id=2          | c1 a0
        2   a>b MESSAGE      C 1 z/  id=3          | c2 a0
        3   a>b REGISTER     D 2 x/  id=r to=alice | c3 a0
        3.1 b>a 200:REGISTER D 2 x/y id=r to=alice | c3 a0
        3.2 b>a 200:REGISTER A 1 x/y id=r to=alice | c0 a0)",
                      remembering(6));
    for (std::size_t frame = 1; frame <= trace.size(); ++frame) {
        EXPECT_EQ(placed(trace, frame), trace.lines()[frame - 1].expected) << frame;
    }
    // The generations of the next frame are those of its call.
    EXPECT_EQ(trace.record(5).transaction->call->next, nullptr);
    EXPECT_EQ(trace.record(4).transaction->call->next, nullptr);
}

// With and without the limit the same is known of calls that are remembered.
TEST(Generations, calls_end_as_they_do_without_a_limit) {
    const Trace abandoned(R"(
        0   a>b REGISTER     A 1 x/  to=alice
        0.1 b>a 401:REGISTER A 1 x/y to=alice chal=n
        1   a>b INVITE       B 1 z/  id=2
        1.1 b>a 484:INVITE   B 1 z/y id=2
        2   a>b MESSAGE      C 1 z/  id=3
        3   a>b REGISTER     D 1 v/  id=4 to=alice auth=n
        60  a>b INVITE       E 1 z/  id=5)",
                          kFour);
    EXPECT_EQ(findings(abandoned, 2), "normal_procedure"); // its answer has another Call-ID
    EXPECT_EQ(remembered(abandoned.analysis()), "0 1 2 3");

    const Trace unreachable(R"(
        0 a>b INVITE  A 1 x/
        1 a>b MESSAGE B 1 z/ id=2
        2 a>b MESSAGE C 1 z/ id=3
        3 b>a INVITE  A 1 x/ icmp)",
                            kFour);
    EXPECT_EQ(unreachable.record(1).transaction->icmp_error_frame, 4U);

    // The clock is that of the whole capture.
    const Trace unanswered(R"(
        0   a>b INVITE      A 1 x/
        0.1 b>a 100:INVITE  A 1 x/
        1   a>b MESSAGE     B 1 z/ id=2
        500 a>b MESSAGE     C 1 z/ id=3)",
                           kFour);
    EXPECT_EQ(findings(unanswered, 1), "request_unanswered");
    EXPECT_EQ(late_text(unanswered, 1).find("forgotten"), std::string::npos);
}

TEST(Generations, messages_of_a_forgotten_call_are_like_those_of_one_begun_before) {
    const std::string answered = R"(
        0   a>b INVITE     A 1 x/
        0.1 b>a 200:INVITE A 1 x/y
        0.2 a>b ACK        B 1 x/y
    )";
    const std::string late = R"(
        90   a>b BYE     C 2 x/y
        90.1 b>a 481:BYE C 2 x/y
        91   b>a INVITE     D 9 y/x
        91.1 a>b 488:INVITE D 9 y/x
        91.2 b>a ACK        D 9 y/x
        300  a>b MESSAGE E 1 z/ id=9)";
    const Trace begun_before(late);
    const Trace forgotten(answered + fillers(10, 5) + late, kFour);
    const std::size_t before = forgotten.size() - begun_before.size();
    ASSERT_EQ(forgotten.analysis().forgotten_calls(), 4U);
    for (std::size_t frame = 1; frame < begun_before.size(); ++frame) {
        EXPECT_EQ(findings(forgotten, before + frame), findings(begun_before, frame)) << frame;
        EXPECT_EQ(forgotten.record(before + frame).transaction->call->index, 6U);
    }
    EXPECT_EQ(findings(begun_before, 2), "normal_procedure");
    EXPECT_EQ(findings(begun_before, 4), "request_failed");
}

TEST(Generations, what_is_missing_may_be_forgotten) {
    const std::string request = "0 a>b INVITE A 1 x/\n";
    const std::string response = "80 b>a 404:INVITE A 1 x/y\n";
    const Trace alone(response);
    const Trace forgotten(request + fillers(10, 4) + response, kFour);
    EXPECT_EQ(late_text(alone, 1), "The request of this response was not found: it may be missing "
                                   "from the capture, not be valid SIP, or not be taken for SIP");
    EXPECT_EQ(late_text(forgotten, 6),
              late_text(alone, 1) + "; it may be forgotten (imsfail.max_calls)");
    EXPECT_STREQ(forgotten.record(6).verdict->cannot_tell.front(),
                 "No request with this branch, Call-ID and CSeq is remembered from before this "
                 "response (imsfail.max_calls): target, response time and dialog are not known.");

    // The retransmission of a request whose answer was seen before.
    const Trace again(request + "0.1 b>a 404:INVITE A 1 x/y\n" + fillers(10, 5) +
                          "20  a>b INVITE  A 1 x/\n"
                          "21  b>a MESSAGE B 1 z/ id=8\n"
                          "300 b>a MESSAGE C 1 z/ id=9",
                      remembering(6));
    EXPECT_EQ(again.analysis().forgotten_calls(), 3U);
    EXPECT_EQ(late_text(again, 8),
              "No final response although the capture goes on past the timer, and no "
              "retransmission either: packets are missing from the capture or were forgotten "
              "(imsfail.max_calls)");
    const model::Call &call = *again.record(8).transaction->call;
    EXPECT_EQ(call.outcome(again.now_ns()), model::Outcome::Open);
    EXPECT_FALSE(call.failed(again.now_ns()));

    // Long after that it cannot have been sent before.
    const Trace later(fillers(10, 6) + "149 a>b INVITE  A 1 x/\n"
                                       "150 b>a MESSAGE B 1 z/ id=8\n"
                                       "400 b>a MESSAGE C 1 z/ id=9",
                      kFour);
    EXPECT_EQ(later.analysis().forgotten_calls(), 6U);
    EXPECT_EQ(late_text(later, 7),
              "No final response although the capture goes on past the timer, and no "
              "retransmission either: packets are missing from the capture");
    EXPECT_EQ(later.record(7).transaction->call->outcome(later.now_ns()),
              model::Outcome::Unanswered);

    // Whose tag is not that of a forgotten call begins a new one.
    const Trace other(fillers(10, 5) + "20 a>b INVITE A 1 x/\n300 b>a MESSAGE B 1 z/ id=8", kFour);
    EXPECT_EQ(other.record(6).transaction->call->outcome(other.now_ns()),
              model::Outcome::Unanswered);

    // So it is said of whatever else is missing of a request.
    const std::string forgotten_words = "; it may be forgotten (imsfail.max_calls)";
    const auto ends = [&](const std::string &text) { return text.ends_with(forgotten_words); };
    const auto late = [](const std::string &messages) {
        return Trace(fillers(10, 5) + messages, kFour);
    };
    const Trace cancelled = late("20 a>b INVITE A 1 x/\n21 b>a 487:INVITE A 1 x/y");
    EXPECT_PRED1(ends, last_text(cancelled, "cancelled_by"));
    const Trace prack = late("20 a>b INVITE A 1 x/\n"
                             "21 b>a 183:INVITE A 1 x/y +RSeq:1\n"
                             "60 b>a 504:INVITE A 1 x/y");
    EXPECT_PRED1(ends, last_text(prack, "reliability_failed"));
    const Trace in_vain = late("20 a>b INVITE A 1 x/\n"
                               "21 b>a 183:INVITE A 1 x/y +RSeq:1\n"
                               "22 b>a 183:INVITE A 1 x/y +RSeq:1\n"
                               "24 b>a 183:INVITE A 1 x/y +RSeq:1");
    EXPECT_PRED1(ends, late_text(in_vain, 9));
    const Trace loop = late("20 a>b INVITE A 1 x/\n21 b>a 482:INVITE A 1 x/y");
    EXPECT_PRED1(ends, last_text(loop, "routing_loop"));
    const Trace ack(fillers(10, 6) + "20 a>b INVITE A 1 x/\n"
                                     "21 b>a 486:INVITE A 1 x/y\n"
                                     "22 a>b MESSAGE B 1 z/ id=8\n"
                                     "99 a>b MESSAGE C 1 z/ id=9",
                    remembering(6));
    EXPECT_PRED1(ends, late_text(ack, 8));
    const Trace pending(fillers(10, 5) + R"(
        20   a>p INVITE      A 1 x/
        20   p>b INVITE     BA 1 x/
        20   p>c INVITE     CA 1 x/
        20.1 c>p 180:INVITE CA 1 x/c
        20.2 b>p 200:INVITE BA 1 x/b
        20.2 p>a 200:INVITE  A 1 x/b
        99   a>p ACK         D 1 x/b)",
                        kFour);
    EXPECT_PRED1(ends, late_text(pending, 11));
    // What an ICMP error says is not missing.
    const Trace unreachable = late("20 a>b INVITE A 1 x/\n20.1 b>a INVITE A 1 x/ icmp");
    EXPECT_EQ(late_text(unreachable, 6),
              "No final response: an ICMP error says that the request did not arrive (RFC 3261 "
              "18.4)");
}

// An earlier sending may have been answered, and may have gone farther.
TEST(Generations, what_was_sent_again_proves_no_origin) {
    const std::string begun = R"(
        0   a>b INVITE     A 1 x/
        0.1 b>d INVITE    BA 1 x/
    )";
    const std::string again = R"(
        20   a>b INVITE     A 1 x/
        20.1 d>b 486:INVITE BA 1 x/y
        20.2 b>a 486:INVITE A 1 x/y
    )";
    const auto origin = [](const Trace &trace) {
        std::string words;
        for (const char *const line : trace.record(trace.size()).verdict->origin.evidence) {
            words += std::string(line) + "\n";
        }
        return words;
    };
    const std::string sure = origin(Trace(again));
    EXPECT_NE(sure.find("Last captured hop: "), std::string::npos) << sure;
    EXPECT_NE(sure.find("Answered 200.0 ms after the request reached"), std::string::npos) << sure;
    const Trace forgotten(begun + fillers(10, 5) + again, kFour);
    ASSERT_EQ(forgotten.analysis().forgotten_calls(), 4U);
    const std::string unsure = origin(forgotten);
    EXPECT_NE(unsure.find("Last hop that is remembered: "), std::string::npos) << unsure;
    EXPECT_EQ(unsure.find("after the request reached"), std::string::npos) << unsure;

    const std::string forked = R"(
        20   a>b INVITE     A 1 x/
        20.1 b>d INVITE    BA 1 x/
        52.1 b>a 408:INVITE A 1 x/z
    )";
    EXPECT_EQ(Trace(forked).record(3).verdict->origin.node, knowledge::Node::Proxy);
    const Trace branched(begun + fillers(10, 5) + forked, kFour);
    EXPECT_NE(origin(branched).find("further branches may be forgotten"), std::string::npos);
    EXPECT_EQ(branched.record(branched.size()).verdict->origin.node, knowledge::Node::Unknown);
}

// A warning that rests on what is absent is not raised where that may be forgotten.
TEST(Generations, no_warning_of_what_may_have_ended) {
    const std::string ended = R"(
        0   a>b INVITE     A 1 x/
        0.1 b>a 200:INVITE A 1 x/y
        0.2 a>b ACK        B 1 x/y
        1   a>b BYE        C 2 x/y
    )";
    const std::string lost = R"(
        20   b>a INVITE     D 9 y/x
        20.1 a>b 481:INVITE D 9 y/x
    )";
    EXPECT_NE(last_text(Trace(lost), "dialog_lost"), "");
    EXPECT_EQ(last_text(Trace(ended + lost), "dialog_lost"), "");
    EXPECT_EQ(last_text(Trace(ended + fillers(10, 5) + lost, kFour), "dialog_lost"), "");

    Calls calls;
    calls.call("sip:alice@inner.example", "alice@outer.example");
    std::string unlike = calls.trace();
    unlike.replace(unlike.rfind("200:"), 3, "404");
    EXPECT_NE(last_text(Trace(unlike), "domain_mismatch"), "");
    EXPECT_EQ(last_text(Trace(fillers(-9, 5) + unlike, kFour), "domain_mismatch"), "");
}

// Who is registered outlives the calls that said so, and no older call tells what is past.
TEST(Generations, registrations_are_those_of_the_whole_capture) {
    const std::string registered = R"(
        0   a>r REGISTER     A 1 x/  id=r from=bob to=bob +Contact:<sip:b>;expires=3600
        0.1 r>a 200:REGISTER A 1 x/y id=r from=bob to=bob +Contact:<sip:b>;expires=3600
    )";
    const std::string denied = R"(
        50   a>p INVITE     Y 1 u/  id=y
        50.1 p>a 404:INVITE Y 1 u/v id=y
    )";
    const Trace still(registered + fillers(10, 5) + denied, kFour);
    ASSERT_EQ(still.analysis().forgotten_calls(), 4U);
    const diagnosis::Found *const found =
        test::find_on(still.record(still.size()), "contradicts_registration");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(std::string(found->text).find("Said not to exist, but registered (frame 2"), 0U);

    const Trace no_more(registered + R"(
        1   a>p INVITE       B 1 u/  id=2
        1.1 p>a 407:INVITE   B 1 u/v id=2 chal=n
        2   a>r REGISTER     C 2 x/  id=r from=bob to=bob +Contact:<sip:b>;expires=0
        2.1 r>a 200:REGISTER C 2 x/y id=r from=bob to=bob +Contact:<sip:b>;expires=0
        3   a>p INVITE       D 2 u/  id=2 auth=n
        3.1 p>a 404:INVITE   D 2 u/v id=2)",
                        kFour);
    EXPECT_EQ(no_more.record(8).transaction->call->index, 1U);
    EXPECT_EQ(test::find_on(no_more.record(8), "contradicts_registration"), nullptr);
}

TEST(Generations, a_server_that_asked_to_be_left_alone_is_remembered_while_that_holds) {
    const std::string trace = R"(
        0   a>p INVITE     A 1 x/
        0.1 p>a 503:INVITE A 1 x/y ra=60
    )";
    const auto shows = [&](const std::string &time) {
        const Trace capped(trace + fillers(10, 5) + time + " a>p INVITE B 1 z/ id=9 to=carol",
                           kFour);
        return test::find_on(capped.record(capped.size()), "retry_too_soon") != nullptr;
    };
    EXPECT_TRUE(shows("59"));
    EXPECT_FALSE(shows("61"));

    const Trace told_once(
        trace + "9 a>p INVITE B 1 z/ id=9\n" + fillers(10, 5) + "20 a>p INVITE C 1 w/ id=8", kFour);
    EXPECT_EQ(test::find_on(told_once.record(9), "retry_too_soon"), nullptr);
}

// "None worked" is said of all calls that are remembered, and of no others.
TEST(Generations, what_never_worked_never_did_as_far_as_is_remembered) {
    const char *const national = "sip:02079460103@example.com";
    const auto text_after = [&](const Calls &before) {
        Calls calls = before;
        calls.call("+442079460111@example.com")
            .call("+442079460112@example.com")
            .call("+442079460113@example.com")
            .call(national, "02079460103", "404");
        const Trace trace(calls.trace(), remembering(10));
        const diagnosis::Found *const found =
            test::find_on(trace.record(trace.size()), "number_format");
        return std::string(found == nullptr ? "" : found->text);
    };
    Calls worked;
    worked.call("02079460999@example.com")
        .call("+442079460101@example.com")
        .call("+442079460102@example.com")
        .call("+442079460104@example.com")
        .call("+442079460105@example.com");
    EXPECT_EQ(text_after(worked), "");

    Calls others = worked;
    others.call("+442079460109@example.com")
        .call("+442079460110@example.com")
        .call("+442079460106@example.com")
        .call("+442079460107@example.com")
        .call("+442079460108@example.com");
    EXPECT_NE(text_after(others).find(", none that is remembered to a national number (no +)"),
              std::string::npos);
}

// An answer is judged by all calls that are remembered, whichever half they are in.
TEST(Generations, who_was_answered_is_known_of_both_halves) {
    const auto call = [](const std::string &time, const std::string &next_hop,
                         const std::string &code) {
        const std::string route[] = {" a>" + next_hop, " " + next_hop + ">a"};
        const std::string rest = " " + std::string(1, next_hop.front()) + " 1 x" + time + "/";
        const std::string id = " id=b" + time;
        return time + route[0] + " INVITE" + rest + id + "\n" + time + ".1" + route[1] + " " +
               code + ":INVITE" + rest + "y" + id + "\n";
    };
    const std::string denied = call("40", "p", "404");
    const Trace here(call("1", "p", "200") + fillers(10, 2) + denied, remembering(6));
    ASSERT_EQ(here.analysis().last_generation(), 1U);
    EXPECT_EQ(last_text(here, "contradicts_success")
                  .find("Said not to exist, but it answered a call over this next hop (frame 2)"),
              0U);

    // A later one, in the newer half, went another way.
    const Trace elsewhere(call("1", "p", "200") + fillers(10, 2) + call("20", "q", "200") + denied,
                          remembering(6));
    ASSERT_EQ(elsewhere.analysis().last_generation(), 1U);
    EXPECT_EQ(last_text(elsewhere, "contradicts_success")
                  .find("Said not to exist, but it answered a call over this next hop (frame 2)"),
              0U);

    const Trace latest(call("1", "p", "200") + fillers(10, 2) + call("20", "p", "200") + denied,
                       remembering(6));
    EXPECT_NE(last_text(latest, "contradicts_success").find("(frame 6)"), std::string::npos);

    // The answer to a call of the older half knows the newer one.
    const Trace late("0 a>p INVITE A 1 x/ id=0\n" + fillers(10, 2) + call("20", "p", "200") +
                         "30 p>a 404:INVITE A 1 x/y id=0",
                     remembering(6));
    ASSERT_EQ(late.analysis().last_generation(), 1U);
    EXPECT_NE(last_text(late, "contradicts_success").find("(frame 5)"), std::string::npos);

    // What is forgotten is no more than not remembered.
    const Trace forgotten(call("1", "p", "200") + fillers(10, 5) + denied, kFour);
    ASSERT_EQ(forgotten.analysis().forgotten_calls(), 4U);
    EXPECT_EQ(last_text(forgotten, "contradicts_success"), "");
    const diagnosis::Authority *const authority =
        forgotten.record(forgotten.size()).verdict->authority;
    ASSERT_NE(authority, nullptr);
    EXPECT_STREQ(authority->evidence.front(),
                 "Nothing that is remembered of the capture tells whether who answered can speak "
                 "for this target");
}

TEST(Generations, forms_of_a_number_are_known_of_both_halves) {
    Calls calls;
    calls.call("+442079460101@example.com")
        .call("alice@example.com")
        .call("bob@example.com")
        .call("tel:+442079460101", "+442079460101", "404");
    const Trace one(calls.trace(), remembering(6));
    ASSERT_EQ(one.analysis().last_generation(), 1U);
    EXPECT_EQ(last_text(one, "number_format"), last_text(Trace(calls.trace()), "number_format"));
    EXPECT_NE(last_text(one, "number_format"), "");

    // The habit itself is in the older half, with the same digits.
    Calls habit;
    habit.call("+442079460101@example.com")
        .call("+442079460102@example.com")
        .call("+442079460103@example.com")
        .call("alice@example.com")
        .call("bob@example.com")
        .call("sip:02079460101@example.com", "02079460101", "404");
    const Trace many(habit.trace(), remembering(8));
    ASSERT_EQ(many.analysis().last_generation(), 1U);
    EXPECT_EQ(last_text(many, "number_format"), last_text(Trace(habit.trace()), "number_format"));
    EXPECT_NE(last_text(many, "number_format"), "");
}

// Where two hosts worked, nothing tells one from others.
TEST(Generations, hosts_are_known_of_both_halves) {
    Calls calls;
    calls.call("bob@two.example").over("q");
    for (const char *const other : {"1@x", "2@x", "3@x", "4@x"}) {
        calls.call(other);
    }
    calls.over("p")
        .call("alice@one.example")
        .call("bob@one.example")
        .call("carol@one.example")
        .call("dave@three.example");
    std::string trace = calls.trace();
    trace.replace(trace.rfind("200:"), 3, "404");
    EXPECT_EQ(last_text(Trace(trace), "domain_mismatch"), "");
    const Trace halves(trace, remembering(10));
    ASSERT_EQ(halves.analysis().last_generation(), 1U);
    EXPECT_EQ(last_text(halves, "domain_mismatch"), "");

    Calls only;
    only.call("alice@one.example")
        .call("bob@one.example")
        .call("carol@one.example")
        .call("erin@one.example")
        .call("frank@one.example")
        .call("grace@one.example")
        .call("dave@three.example");
    trace = only.trace();
    trace.replace(trace.rfind("200:"), 3, "404");
    EXPECT_EQ(last_text(Trace(trace, remembering(10)), "domain_mismatch"),
              last_text(Trace(trace), "domain_mismatch"));
    const std::string hedged = last_text(Trace(trace, remembering(6)), "domain_mismatch");
    EXPECT_NE(hedged.find("none that is remembered with this one"), std::string::npos) << hedged;
}

// Its records are gone as soon as one of them is.
TEST(Generations, a_frame_with_messages_of_two_generations_is_of_the_older_one) {
    Analysis analysis(kFour);
    std::uint32_t frame = 0;
    const auto observe = [&](std::initializer_list<std::string> messages) {
        const std::vector<std::string_view> candidates(messages.begin(), messages.end());
        ++frame;
        return analysis.observe(test::sighting(frame, frame * test::kSecond), candidates);
    };
    const auto invite = [](const std::string &id) {
        test::Request request{.vias = {"SIP/2.0/UDP h;branch=z9hG4bK" + id}};
        request.call_id = id;
        return request;
    };
    observe({write(invite("1")), write(invite("2"))});
    observe({write(invite("3"))});
    EXPECT_EQ(analysis.latest_generation(), 1U);
    observe({write(invite("4"))});
    ASSERT_EQ(analysis.last_generation(), 1U);
    const MessageRecord *const record =
        observe({write(invite("3")), test::write_response("404 x", invite("1"))});
    EXPECT_EQ(analysis.last_generation(), 2U);
    EXPECT_EQ(analysis.first_generation(), 1U);
    EXPECT_EQ(analysis.latest_generation(), 1U);
    EXPECT_EQ(record->transaction->call->index, 2U);
    EXPECT_EQ(record->next->transaction->call->index, 4U); // the call of "1" is forgotten
}

TEST(Generations, reports_go_over_what_is_remembered_in_order_and_count_the_rest) {
    // Call 6 tries call 3 again, so that it is in the older generation too.
    const Trace trace(fillers(0, 3) + R"(
        10   a>p INVITE     A 1 x/
        10.1 p>a 486:INVITE A 1 x/y
        11   a>p INVITE     B 1 x/  id=2 to=carol
        12   a>p INVITE     C 1 x/  id=3 to=dave
        12.1 p>a 486:INVITE C 1 x/y id=3 to=dave
        13   a>p INVITE     D 1 z/  id=4
        13.1 p>a 486:INVITE D 1 z/y id=4
        14   a>p INVITE     E 1 w/  id=5 to=erin
        14.1 p>a 480:INVITE E 1 w/y id=5 to=erin
        15   p>a 480:INVITE B 1 x/y id=2 to=carol)",
                      remembering(6));
    EXPECT_EQ(remembered(trace.analysis()), "3 4 5 6 7");
    std::string frames;
    trace.analysis().for_each_notable(
        [&frames](const Notable &notable) { frames += std::to_string(notable.frame) + " "; });
    EXPECT_EQ(frames, "5 8 10 12 13 ");

    const report::Evidence evidence(trace.analysis());
    report::TextReport report;
    report.add(evidence, {}, true);
    const std::string text = report.text(false);
    EXPECT_NE(text.find("Calls         5: 5 failed"), std::string::npos) << text;
    EXPECT_NE(text.find("3 earlier calls were forgotten, as the preference imsfail.max_calls asks "
                        "for"),
              std::string::npos)
        << text;
    report::LeftOut left_out;
    left_out.note_forgotten(trace.analysis());
    const auto figures = report::figures(left_out, {});
    EXPECT_STREQ(figures.back().name, "Forgotten");
    EXPECT_EQ(figures.back().value, "3");
    left_out = {};
    left_out.note_forgotten(Analysis());
    EXPECT_STREQ(report::figures(left_out, {}).back().name, "Retransmissions");
}

TEST(Generations, reports_say_that_the_beginning_of_a_call_may_be_forgotten) {
    const std::string bye = "20 a>p BYE A 2 x/y\n20.1 p>a 200:BYE A 2 x/y";
    const auto says_so = [](const Trace &trace) {
        const std::string_view words = "whose first request is not in the capture, or forgotten";
        report::TextReport report;
        report.add(report::Evidence(trace.analysis()), {}, true);
        report::LeftOut left_out;
        left_out.note_forgotten(trace.analysis());
        const auto figures = report::figures(left_out, {});
        const bool in_figures =
            std::any_of(figures.begin(), figures.end(), [&words](const report::Figure &figure) {
                return std::string_view(figure.rule).ends_with(words);
            });
        EXPECT_EQ(report.text(false).find(words) != std::string::npos, in_figures);
        return in_figures;
    };
    EXPECT_TRUE(says_so(Trace(fillers(10, 5) + bye, kFour)));
    EXPECT_FALSE(says_so(Trace(bye)));
}

// Counts what is taken from it and not given back.
class CountingResource final : public std::pmr::memory_resource {
  public:
    std::size_t most() const {
        return most_;
    }

  private:
    void *do_allocate(std::size_t bytes, std::size_t alignment) override {
        now_ += bytes;
        most_ = std::max(most_, now_);
        return std::pmr::new_delete_resource()->allocate(bytes, alignment);
    }
    void do_deallocate(void *memory, std::size_t bytes, std::size_t alignment) override {
        now_ -= bytes;
        std::pmr::new_delete_resource()->deallocate(memory, bytes, alignment);
    }
    bool do_is_equal(const memory_resource &other) const noexcept override {
        return this == &other;
    }

    std::size_t now_ = 0;
    std::size_t most_ = 0;
};

// The most memory that sessions had at a time while so many calls failed.
std::size_t peak_memory(const model::Settings &settings, std::uint32_t calls) {
    CountingResource memory;
    std::pmr::memory_resource *const usual = std::pmr::set_default_resource(&memory);
    {
        Analysis analysis(settings);
        std::uint32_t frame = 0;
        for (std::uint32_t call = 0; call < calls; ++call) {
            const std::string id = std::to_string(call);
            test::Request request{.vias = {"SIP/2.0/UDP h;branch=z9hG4bK" + id}};
            request.call_id = id;
            request.uri = "sip:" + id + "@h";
            for (const std::string &bytes :
                 {write(request), test::write_response("404 x", request)}) {
                const std::string_view candidate = bytes;
                ++frame;
                analysis.observe(test::sighting(frame, frame * test::kSecond), {&candidate, 1});
            }
        }
    }
    std::pmr::set_default_resource(usual);
    return memory.most();
}

TEST(Generations, memory_is_bounded) {
    const model::Settings limited = remembering(100);
    const std::size_t at_once = peak_memory(limited, 400);
    EXPECT_LE(peak_memory(limited, 4'000), at_once);
    EXPECT_LE(at_once, peak_memory({}, 400));
    EXPECT_GE(peak_memory({}, 4'000), 6 * peak_memory({}, 400));
}

} // namespace
} // namespace imsfail
