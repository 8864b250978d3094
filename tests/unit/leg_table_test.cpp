// imsfail: tests of the ties between calls that are legs of one another
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/leg_table.h"
#include "trace.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace imsfail::model {
namespace {

using test::Trace;

// "0~1 Session-ID" for call 0 that names call 1, in the order of the calls.
std::string ties(const Trace &trace) {
    std::map<std::uint32_t, const Call *> calls;
    for (std::size_t frame = 1; frame <= trace.size(); ++frame) {
        const Call *const call = trace.record(frame).transaction->call;
        calls[call->index] = call;
    }
    std::string text;
    for (const auto &[index, call] : calls) {
        for (const RelatedCall *leg = call->related; leg != nullptr; leg = leg->next) {
            if (leg->group == nullptr || leg->group->count <= LegGroup::kMaxLegs) {
                text += (text.empty() ? "" : ", ") + std::to_string(index) + "~" +
                        std::to_string(leg->call->index) + " " + leg->evidence;
            }
        }
    }
    return text;
}

TEST(LegTable, ties) {
    const struct {
        const char *what, *trace, *expected;
    } cases[] = {
        {"same Call-ID on both sides of a B2BUA", R"(
            0   a>p INVITE A 1 x/
            0.1 p>b INVITE B 1 y/)",
         "0~1 same Call-ID, 1~0 same Call-ID"},
        {"Session-ID with the same UUID", R"(
            0   a>p INVITE A 1 x/ id=1 +Session-ID:a1;remote=00000000000000000000000000000000
            0.1 p>b INVITE B 1 y/ id=2 +Session-ID:a1;remote=00000000000000000000000000000000)",
         "0~1 Session-ID, 1~0 Session-ID"},
        {"Session-ID of the other side", R"(
            0   a>p INVITE A 1 x/ id=1 +Session-ID:a1;remote=b2
            0.1 p>b INVITE B 1 y/ id=2 +Session-ID:b2;remote=c3)",
         "0~1 Session-ID, 1~0 Session-ID"},
        {"near: nil Session-IDs", R"(
            0   a>p INVITE A 1 x/ id=1 +Session-ID:a1;remote=00000000000000000000000000000000
            0.1 p>b INVITE B 1 y/ id=2 +Session-ID:b2;remote=00000000000000000000000000000000)",
         ""},
        {"icid-value of the request", R"(
            0   a>p INVITE A 1 x/ id=1 +P-Charging-Vector:icid-value=i
            0.1 p>b INVITE B 1 y/ id=2 +P-Charging-Vector:icid-value="i")",
         "0~1 icid-value, 1~0 icid-value"},
        {"icid-value of a response", R"(
            0   a>p INVITE     A 1 x/  id=1
            0.1 p>b INVITE     B 1 y/  id=2 +P-Charging-Vector:icid-value=i
            1   p>a 200:INVITE A 1 x/b id=1 +P-Charging-Vector:icid-value=i)",
         "0~1 icid-value, 1~0 icid-value"},
        {"icid-value of a provisional response", R"(
            0   a>p INVITE     A 1 x/  id=1
            0.1 p>b INVITE     B 1 y/  id=2 +P-Charging-Vector:icid-value=i
            1   p>a 183:INVITE A 1 x/b id=1 +P-Charging-Vector:icid-value=i)",
         "0~1 icid-value, 1~0 icid-value"},
        {"near: the same value in another header", R"(
            0   a>p INVITE A 1 x/ id=1 +P-Charging-Vector:icid-value=i
            0.1 p>b INVITE B 1 y/ id=2 +Session-ID:i)",
         ""},
        {"near: the other call is over", R"(
            0   a>p INVITE     A 1 x/  id=1 +P-Charging-Vector:icid-value=i
            1   p>a 404:INVITE A 1 x/b id=1
            2   p>b INVITE     B 1 y/  id=2 +P-Charging-Vector:icid-value=i)",
         ""},
        {"near: one Call-ID for every refresh", R"(
            0   a>p REGISTER     A 1 x/
            1   p>a 200:REGISTER A 1 x/b
            600 a>p REGISTER     B 2 x/
            601 p>a 200:REGISTER B 2 x/c)",
         ""},
        {"near: one that was never answered ends by its timer", R"(
            0   a>p OPTIONS     A 1 x/
            600 a>p OPTIONS     B 2 x/
            601 p>a 200:OPTIONS B 2 x/c)",
         ""},
        {"Replaces", R"(
            0   a>b INVITE     A 1 x/  id=1
            0.1 b>a 200:INVITE A 1 x/y id=1
            5   c>b INVITE     B 1 z/  id=2 +Replaces:1;to-tag=y;from-tag=x)",
         "0~1 Replaces, 1~0 Replaces"},
        {"Target-Dialog", R"(
            0   a>b INVITE     A 1 x/  id=1
            0.1 b>a 200:INVITE A 1 x/y id=1
            5   c>b REFER      B 1 z/  id=2 +Target-Dialog:1;local-tag=y;remote-tag=x)",
         "0~1 Target-Dialog, 1~0 Target-Dialog"},
        {"near: Replaces with a tag that nobody has", R"(
            0   a>b INVITE     A 1 x/  id=1
            0.1 b>a 200:INVITE A 1 x/y id=1
            5   c>b INVITE     B 1 z/  id=2 +Replaces:1;to-tag=q;from-tag=r)",
         ""},
        {"REFER and the call that it causes", R"(
            0   a>b INVITE     A 1 x/  id=1
            0.1 b>a 200:INVITE A 1 x/y id=1
            5   a>b REFER      B 2 x/y id=1 +Refer-To:<sip:carol@example.com>
            6   b>c INVITE     C 1 z/  id=2 uri=sip:carol@example.com)",
         "0~1 REFER, 1~0 REFER"},
        {"REFER over a proxy", R"(
            0   a>p INVITE     A  1 x/  id=1
            0   p>b INVITE     BA 1 x/  id=1
            0.1 b>a 200:INVITE A  1 x/y id=1
            5   a>p REFER      C  2 x/y id=1 +Refer-To:<sip:carol@example.com>
            5   p>b REFER      DC 2 x/y id=1 +Refer-To:<sip:carol@example.com>
            6   b>p INVITE     E  1 z/  id=2 uri=sip:carol@example.com
            6   p>c INVITE     FE 1 z/  id=2 uri=sip:carol@example.com)",
         "0~1 REFER, 1~0 REFER"},
        {"REFER whose sender hangs up at once", R"(
            0   a>b INVITE     A 1 x/  id=1
            0.1 b>a 200:INVITE A 1 x/y id=1
            5   a>b REFER      B 2 x/y id=1 +Refer-To:<sip:carol@example.com>
            5.1 a>b BYE        C 3 x/y id=1
            5.1 b>a 200:BYE    C 3 x/y id=1
            37  b>c INVITE     D 1 z/  id=2 uri=sip:carol@example.com)",
         "0~1 REFER, 1~0 REFER"},
        {"near: the same, when the referring call is long over", R"(
            0   a>b INVITE     A 1 x/  id=1
            0.1 b>a 200:INVITE A 1 x/y id=1
            5   a>b REFER      B 2 x/y id=1 +Refer-To:<sip:carol@example.com>
            5.1 a>b BYE        C 3 x/y id=1
            5.1 b>a 200:BYE    C 3 x/y id=1
            38  b>c INVITE     D 1 z/  id=2 uri=sip:carol@example.com)",
         ""},
        {"near: someone else's call to it over the same proxy", R"(
            0   a>p INVITE     A  1 x/  id=1
            0.1 p>a 200:INVITE A  1 x/y id=1
            5   a>p REFER      B  2 x/y id=1 +Refer-To:<sip:carol@example.com>
            6   d>p INVITE     C  1 z/  id=2 uri=sip:carol@example.com
            6   p>c INVITE     DC 1 z/  id=2 uri=sip:carol@example.com)",
         ""},
        {"near: a call of the proxy that passed the REFER on", R"(
            0   a>p INVITE     A  1 x/  id=1
            0.1 p>a 200:INVITE A  1 x/y id=1
            5   a>p REFER      C  2 x/y id=1 +Refer-To:<sip:carol@example.com>
            5   p>b REFER      DC 2 x/y id=1 +Refer-To:<sip:carol@example.com>
            6   p>c INVITE     E  1 z/  id=2 uri=sip:carol@example.com)",
         ""},
        {"near: a call to someone else", R"(
            0   a>b INVITE     A 1 x/  id=1
            0.1 b>a 200:INVITE A 1 x/y id=1
            5   a>b REFER      B 2 x/y id=1 +Refer-To:<sip:carol@example.com>
            6   b>c INVITE     C 1 z/  id=2 uri=sip:dan@example.com)",
         ""},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        EXPECT_EQ(ties(Trace(test.trace)), test.expected);
    }
}

TEST(LegTable, a_value_that_more_than_eight_calls_share_means_nothing) {
    std::string text;
    for (int call = 1; call <= 8; ++call) {
        text += std::to_string(call) + " a>p INVITE " +
                std::string(1, static_cast<char>('A' + call)) + " 1 x/ id=" + std::to_string(call) +
                " +P-Charging-Vector:icid-value=i\n";
    }
    EXPECT_NE(ties(Trace(text)), "");
    EXPECT_EQ(ties(Trace(text + "9 a>p INVITE Z 1 x/ id=9 +P-Charging-Vector:icid-value=i")), "");
}

// One Call-ID for all REGISTERs of a phone, which a B2BUA keeps.
TEST(LegTable, any_number_of_pairs_that_share_a_call_id) {
    std::string text, expected;
    for (int pair = 0; pair < 6; ++pair) {
        const std::string start = std::to_string(1 + pair * 3600);
        const std::string cseq = " " + std::to_string(pair + 1) + " ";
        const std::string near = std::string(1, static_cast<char>('A' + pair)) + cseq + "x/";
        const std::string far = std::string(1, static_cast<char>('K' + pair)) + cseq + "y/";
        text += start + " a>p REGISTER " + near + "\n" + start + " p>b REGISTER " + far + "\n" +
                start + " b>p 200:REGISTER " + far + "\n" + start + " p>a 200:REGISTER " + near +
                "\n";
        const std::string one = std::to_string(2 * pair), other = std::to_string(2 * pair + 1);
        expected += (pair == 0 ? "" : ", ") + one + "~" + other + " same Call-ID, " + other + "~" +
                    one + " same Call-ID";
    }
    EXPECT_EQ(ties(Trace(text)), expected);
}

} // namespace
} // namespace imsfail::model
