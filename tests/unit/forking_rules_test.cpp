// imsfail: tests of the rules about forking proxies: each shows, and stays silent by its guards
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

TEST(ForkingRules, fork_after_global) {
    check({
        {"another branch after 603, sent twice, copied, and passed on", R"(
            0     a>p INVITE     A  1 x/
            0     p>b INVITE     BA 1 x/
            0.1   b>p 603:INVITE BA 1 x/b
            0.121 p>c INVITE     CA 1 x/ | fork_after_global:warn
            0.122 p>c INVITE     CA 1 x/ if=1
            0.63  p>c INVITE     CA 1 x/
            0.13  c>d INVITE     DCA 1 x/)"},
        {"several, and after 6xx and 2xx", R"(
            0    a>p INVITE     A  1 x/
            0    p>b INVITE     BA 1 x/
            0    p>c INVITE     CA 1 x/
            0.1  b>p 604:INVITE BA 1 x/b
            0.2  p>d INVITE     DA 1 x/ | fork_after_global:warn
            0.3  c>p 200:INVITE CA 1 x/c
            0.4  p>e INVITE     EA 1 x/ | fork_after_global:warn)"},
        {"any method", R"(
            0   a>p MESSAGE     A  1 x/
            0   p>b MESSAGE     BA 1 x/
            0.1 b>p 600:MESSAGE BA 1 x/b
            0.2 p>c MESSAGE     CA 1 x/ | fork_after_global:warn)"},
        {"diverted", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0.1 b>p 603:INVITE BA 1 x/b
            0.2 p>c INVITE     CA 1 x/ +Diversion:<sip:bob@example.com> | fork_after_global:note
            0.3 p>d INVITE     DA 1 x/ +History-Info:<sip:bob@x?Reason=SIP%3bcause%3d603>;index=1 | fork_after_global:note
            0.4 p>e INVITE     EA 1 x/ +History-Info:<sip:bob@x?Reason=SIP%3Bcause%3D486>;index=1 | fork_after_global:warn)"},
        {"near: sent before the 603 can have been read, and before it came", R"(
            0    a>p INVITE     A  1 x/
            0    p>b INVITE     BA 1 x/
            0.1  p>d INVITE     DA 1 x/
            0.1  b>p 603:INVITE BA 1 x/b
            0.12 p>c INVITE     CA 1 x/)"},
        {"near: another failure", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0.1 b>p 486:INVITE BA 1 x/b
            0.2 p>c INVITE     CA 1 x/)"},
        {"near: on another hop, and of another request", R"(
            0   a>p INVITE     A   1 x/
            0   p>q INVITE     BA  1 x/
            0   q>b INVITE     CBA 1 x/
            0.1 b>q 603:INVITE CBA 1 x/b
            0.2 p>c INVITE     DA  1 x/
            0.3 a>p INVITE     E   1 y/ id=2
            0.3 p>c INVITE     FE  1 y/ id=2)"},
        {"near: the parent was not captured, or hides its Via", R"(
            0   p>b INVITE     BA 1 x/
            0.1 b>p 603:INVITE BA 1 x/b
            0.2 p>c INVITE     CA 1 x/
            1   a>p INVITE     D  1 y/ id=2
            1   p>b INVITE     E  1 y/ id=2
            1.1 b>p 603:INVITE E  1 y/b id=2
            1.2 p>c INVITE     F  1 y/ id=2)"},
        {"near: the response was captured before its request", R"(
            0   a>p INVITE     A  1 x/
            0   p>c INVITE     CA 1 x/
            0.1 b>p 603:INVITE BA 1 x/b
            0.2 p>b INVITE     BA 1 x/)"},
    });
}

TEST(ForkingRules, fork_after_global_names_the_first_6xx) {
    const std::string text = text_of(Trace(R"(
        0     a>p INVITE     A  1 x/
        0     p>b INVITE     BA 1 x/
        0     p>c INVITE     CA 1 x/
        0.1   b>p 604:INVITE BA 1 x/b
        0.2   c>p 603:INVITE CA 1 x/b
        0.225 p>d INVITE     DA 1 x/)"),
                                     6);
    EXPECT_EQ(text, "This branch begins 125.0 ms after the 604 in frame 4: if this node is a "
                    "proxy, it must not begin another one then (RFC 3261 16.7 step 5)");
}

} // namespace
} // namespace imsfail::diagnosis
