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

} // namespace
} // namespace imsfail::diagnosis
