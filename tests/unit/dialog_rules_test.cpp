// imsfail: tests of the rules about loops and transfers: each shows, and stays silent by its guards
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings_check.h"

#include <gtest/gtest.h>

#include <string>

namespace imsfail::diagnosis {
namespace {

using test::check;
using test::text_of;
using test::Trace;

TEST(DialogRules, routing_loop) {
    check({
        {"it came again, and 482 came back over all hops", R"(
            0   a>p INVITE     A   1 x/
            0   p>q INVITE     BA  1 x/
            0   q>p INVITE     CBA 1 x/
            0.1 p>q 482:INVITE CBA 1 x/b
            0.2 q>p 482:INVITE BA  1 x/b
            0.3 p>a 482:INVITE A   1 x/b | routing_loop:warn
            0.3 p>a 482:INVITE A   1 x/b if=1
            0.8 p>a 482:INVITE A   1 x/b)"},
        {"483, the hop between was not captured, any method", R"(
            0   a>p MESSAGE     A    1 x/
            0   q>p MESSAGE     CBA  1 x/
            0.3 p>a 483:MESSAGE A    1 x/b | routing_loop:warn)"},
        {"with equal Route values", R"(
            0   a>p INVITE     A   1 x/  +Route:<sip:p> +Route:<sip:q>
            0   p>q INVITE     BA  1 x/  +Route:<sip:q>
            0   q>p INVITE     CBA 1 x/  +Route:<sip:p>,<sip:q>
            0.3 p>a 482:INVITE A   1 x/b | routing_loop:warn)"},
        {"too many hops, too many beyond the first, and 482 from beyond", R"(
            0   a>p INVITE     A   1 x/
            0.3 p>a 483:INVITE A   1 x/b     | routing_loop:note
            1   a>p INVITE     B   1 y/ id=2
            1   p>q INVITE     CB  1 y/ id=2
            1.2 q>p 483:INVITE CB  1 y/b id=2
            1.3 p>a 483:INVITE B   1 y/b id=2 | routing_loop:note
            2   a>p INVITE     D   1 z/ id=3
            2.3 p>a 482:INVITE D   1 z/b id=3 | routing_loop:note)"},
        {"near: a spiral, with another Request-URI, another Route or none, another port", R"(
            0   a>p INVITE     A    1 x/
            0   p>q INVITE     BA   1 x/
            0   q>p INVITE     CBA  1 x/  uri=sip:carol@example.com
            0   p>q INVITE     DCBA 1 x/  +Route:<sip:q>
            0   q>p INVITE     EDCBA 1 x/ +Route:<sip:p>
            0.3 p>a 483:INVITE A    1 x/b | routing_loop:note
            1   a>p INVITE     F    1 y/ id=2
            1   p>q INVITE     GF   1 y/ id=2
            1   q>p INVITE     HGF  1 y/ id=2 tcp
            1.3 p>a 483:INVITE F    1 y/b id=2 | routing_loop:note)"},
        {"near: two branches to one server", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0   p>b INVITE     CA 1 x/
            0.1 b>p 482:INVITE CA 1 x/b
            0.2 p>a 483:INVITE A  1 x/b | routing_loop:note)"},
        {"near: a merged request, OPTIONS, a second final, no request", R"(
            0   p>b INVITE      BA 1 x/
            0   p>b INVITE      CA 1 x/
            0.1 b>p 482:INVITE  CA 1 x/b
            1   a>p MESSAGE     D  1 y/  id=2
            1.1 p>a 500:MESSAGE D  1 y/b id=2
            1.2 p>a 483:MESSAGE D  1 y/b id=2 | final_conflict:warn
            2   a>p OPTIONS     E  1 z/  id=3
            2.1 p>a 483:OPTIONS E  1 z/b id=3
            3   p>a 482:INVITE  F  1 w/b id=4 | response_unmatched:note)"},
        {"a REGISTER, of which the Request-URI is not known", R"(
            0   a>p REGISTER     A   1 x/
            0   p>q REGISTER     BA  1 x/
            0   q>p REGISTER     CBA 1 x/
            0.3 p>a 482:REGISTER A   1 x/b | routing_loop:note)"},
    });
}

TEST(DialogRules, routing_loop_in_words) {
    EXPECT_EQ(text_of(Trace(R"(
                  0   a>p INVITE     A     1 x/
                  0   p>q INVITE     BA    1 x/
                  0   q>p INVITE     CBA   1 x/
                  0   p>q INVITE     DCBA  1 x/
                  0   q>p INVITE     EDCBA 1 x/
                  0.3 p>a 483:INVITE A     1 x/b)"),
                      6),
              "A loop: the request came to p port 5060 in frame 1 and again in frame 3, with the "
              "same Request-URI and Route (RFC 3261 16.3 step 4)");
    EXPECT_EQ(text_of(Trace(R"(
                  0   a>p INVITE     ABBA 1 x/
                  0.3 p>a 483:INVITE ABBA 1 x/b)"),
                      2),
              "Too many hops beyond this point, where Max-Forwards is 70; no loop shows in this "
              "capture (RFC 3261 16.3 step 3); Via names a:5060 2 times, which alone proves "
              "nothing");
    EXPECT_EQ(text_of(Trace(R"(
                  0   a>p INVITE     A 1 x/
                  0.3 p>a 482:INVITE A 1 x/b)"),
                      2),
              "The loop is not in this capture; or the request reached its server by two ways, "
              "which is answered so too (RFC 3261 8.2.2.2)");
}

// A call in which bob's phone, b, accepts the REFERs of alice's and reports to her.
TEST(DialogRules, transferred_call_failed) {
    check({
        {"reported once, at once or after a provisional answer", R"(
            0   a>b INVITE     A 1 x/
            0.1 b>a 200:INVITE A 1 x/b
            1   a>b REFER      B 2 x/b  +Refer-To:<sip:carol@example.com>
            1.1 b>a 202:REFER  B 2 x/b
            1.2 b>a NOTIFY     C 1 b/x  +Event:refer sipfrag=100
            1.3 b>a NOTIFY     D 2 b/x  +Event:refer sipfrag=503 | transferred_call_failed:warn
            1.3 b>a NOTIFY     D 2 b/x  +Event:refer sipfrag=503 if=1
            1.8 b>a NOTIFY     D 2 b/x  +Event:refer sipfrag=503
            2   b>a NOTIFY     E 3 b/x  +Event:refer sipfrag=503)"},
        {"what the user did", R"(
            1   a>b REFER      B 2 x/b  +Refer-To:sip:carol@example.com
            1.1 b>a NOTIFY     C 1 b/x  +Event:refer sipfrag=486 | transferred_call_failed:note
            1.2 b>a 202:REFER  B 2 x/b
            2   a>b REFER      D 3 x/b  +Refer-To:<tel:+12025550103>
            2.1 b>a NOTIFY     E 2 b/x  +Event:refer;id=3 sipfrag=603 | transferred_call_failed:note
            3   a>b REFER      F 4 x/b  +Refer-To:<sips:carol@example.com;method=INVITE?Replaces=1>
            3.1 b>a NOTIFY     G 3 b/x  +Event:refer;id=4 sipfrag=487 | transferred_call_failed:note
            4   a>b REFER      H 5 x/b  +Refer-To:<sip:carol@example.com>
            4.1 b>a NOTIFY     I 4 b/x  +Event:refer;id=5 sipfrag=499 | transferred_call_failed:warn
            5   a>b REFER      J 6 x/b  +Refer-To:<sip:carol@example.com>
            5   b>a 202:REFER  J 6 x/b
            5.1 b>a NOTIFY     K 5 b/x  +Event:refer;id=6 sipfrag=422 | transferred_call_failed:note)"},
        {"outside a dialog, through a proxy, and after a challenge", R"(
            1   a>p REFER      A  1 x/   +Refer-To:<sip:carol@example.com>
            1   p>b REFER      BA 1 x/   +Refer-To:<sip:carol@example.com>
            1.1 b>p 401:REFER  BA 1 x/b  chal=1
            1.1 p>a 401:REFER  A  1 x/b  chal=1
            1.2 a>p REFER      C  2 x/   +Refer-To:<sip:carol@example.com> auth=1
            1.2 p>b REFER      DC 2 x/   +Refer-To:<sip:carol@example.com> auth=1
            1.3 b>p 202:REFER  DC 2 x/b
            1.3 p>a 202:REFER  C  2 x/b
            1.4 b>p NOTIFY     E  1 b/x  +Event:refer sipfrag=404 | transferred_call_failed:warn
            1.4 p>a NOTIFY     FE 1 b/x  +Event:refer sipfrag=404)"},
        {"near: it goes on, or asks for credentials", R"(
            1   a>b REFER      B 2 x/b  +Refer-To:<sip:carol@example.com>
            1.1 b>a NOTIFY     C 1 b/x  +Event:refer sipfrag=100
            1.2 b>a NOTIFY     D 2 b/x  +Event:refer sipfrag=401
            1.3 b>a NOTIFY     E 3 b/x  +Event:refer sipfrag=407
            1.4 b>a NOTIFY     F 4 b/x  +Event:refer sipfrag=302
            1.5 b>a NOTIFY     G 5 b/x  +Event:refer sipfrag=200)"},
        {"near: not a call", R"(
            1   a>b REFER      B 2 x/b  +Refer-To:<sip:carol@example.com;method=BYE>
            1.1 b>a NOTIFY     C 1 b/x  +Event:refer sipfrag=481
            2   a>b REFER      D 3 x/b  +Refer-To:<http://example.com>
            2.1 b>a NOTIFY     E 2 b/x  +Event:refer;id=3 sipfrag=404)"},
        {"near: another event, another dialog, another CSeq, and no REFER", R"(
            1   a>b REFER      B 2 x/b  +Refer-To:<sip:carol@example.com>
            1.1 b>a NOTIFY     C 1 b/x  +Event:presence sipfrag=404
            1.2 b>a NOTIFY     D 2 b/x  sipfrag=404
            1.3 a>b NOTIFY     E 3 x/b  +Event:refer sipfrag=404
            1.4 b>a NOTIFY     F 4 b/x  +Event:refer;id=1 sipfrag=404
            1.5 b>a NOTIFY     G 5 b/x  +Event:refer;id=nonsense sipfrag=404
            1.6 b>a MESSAGE    H 6 b/x  +Event:refer sipfrag=404
            1.7 b>a NOTIFY     I 7 b/x  +Event:refer
            1.8 b>a NOTIFY     J 8 b/x  +Event:refer sipfrag=
            2   b>a NOTIFY     K 1 c/y  +Event:refer sipfrag=404 id=2)"},
    });
}

TEST(DialogRules, transferred_call_failed_in_words) {
    const std::string trace = R"(
        1   a>b REFER  A 2 x/b +Refer-To:<sip:carol@example.com>
        2   b>a REFER  B 2 b/x +Refer-To:<sip:carol@example.com>
        3   a>b REFER  C 3 x/b +Refer-To:<sip:dave@example.com>
        4   b>a NOTIFY D 3 b/x sipfrag=404 +Event:)";
    EXPECT_EQ(text_of(Trace(trace + "refer"), 4),
              "The call that the REFER in frame 1 asked for failed with 404 Not Found (RFC 3515 "
              "2.4.5)");
    EXPECT_NE(text_of(Trace(trace + "Refer;id=2"), 4).find("frame 1 "), std::string::npos);
    EXPECT_NE(text_of(Trace(trace + "refer;ID=3"), 4).find("frame 3 "), std::string::npos);

    std::string many;
    for (int cseq = 1; cseq <= model::kMaxRefers; ++cseq) {
        many += "1 a>b REFER " + std::string(1, static_cast<char>('A' + cseq)) + " " +
                std::to_string(cseq) + " x/b +Refer-To:<sip:carol@example.com>\n";
    }
    const std::string report = "2 b>a NOTIFY Z 1 b/x sipfrag=404 +Event:refer";
    const auto last = static_cast<std::size_t>(model::kMaxRefers) + 1;
    EXPECT_NE(text_of(Trace(many + report), last).find("frame 1 "), std::string::npos);
    many += "1 a>b REFER Y 99 x/b +Refer-To:<sip:carol@example.com>\n";
    EXPECT_EQ(text_of(Trace(many + report), last + 1), "") << "which one was the first?";
}

} // namespace
} // namespace imsfail::diagnosis
