// imsfail: tests of the rules about trying again: each shows, and stays silent by its guards
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings_check.h"
#include "knowledge/responses.h"

#include <gtest/gtest.h>

namespace imsfail::diagnosis {
namespace {

using test::check;
using test::text_of;
using test::Trace;

TEST(RetryRules, retry_after_global) {
    for (const char *const code : {"604", "607", "608"}) {
        for (const char *const method : {"INVITE", "SUBSCRIBE", "REFER", "MESSAGE"}) {
            const std::string name = method;
            const Trace trace("0 a>p " + name + " A 1 x/\n0.1 p>a " + code + ":" + name +
                              " A 1 x/b\n5 a>p " + name + " B 1 y/ id=2");
            EXPECT_EQ(test::find_on(trace.record(3), "retry_after_global") != nullptr,
                      name != "MESSAGE")
                << code << " " << name;
        }
    }
    check({
        {"with a new Call-ID, and with the same", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 604:INVITE A 1 x/b
            5   a>p INVITE     B 1 y/  id=2 | retry_after_global:note
            5.1 p>a 604:INVITE B 1 y/b id=2
            6   a>p INVITE     C 2 y/  id=2 | retry_after_global:note
            6.5 a>p INVITE     C 2 y/  id=2)"},
        {"after a challenge", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n
            0.2 a>p INVITE     B 2 x/  auth=n
            0.3 p>a 604:INVITE B 2 x/b
            5   a>p INVITE     C 1 y/  id=2 | retry_after_global:note)"},
        {"606, and the same media again, with another version and port", R"(
            0   a>p INVITE     A 1 x/  sdp=0,8
            0.1 p>a 606:INVITE A 1 x/b       | media_rejected:warn
            5   a>p INVITE     B 2 x/  sdp=0,8 | retry_after_global:note)"},
        {"near: 606, and other media", R"(
            0   a>p INVITE     A 1 x/  sdp=0,8
            0.1 p>a 606:INVITE A 1 x/b       | media_rejected:warn
            5   a>p INVITE     B 2 x/  sdp=0,8,18)"},
        {"near: 606, and no offer", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 606:INVITE A 1 x/b
            5   a>p INVITE     B 2 x/)"},
        {"600 and 603, before Retry-After is over", R"(
            0    a>p SUBSCRIBE     A 1 x/
            0.1  p>a 603:SUBSCRIBE A 1 x/b ra=60
            50   a>p SUBSCRIBE     B 1 y/  id=2 | retry_after_global:note
            50.1 p>a 600:SUBSCRIBE B 1 y/b id=2 ra=60
            55   a>p SUBSCRIBE     C 2 y/  id=2 | retry_after_global:note)"},
        {"near: 600 and 603, after it, and without", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 603:INVITE A 1 x/b ra=5
            5.1  a>p INVITE     B 1 y/  id=2
            5.2  p>a 600:INVITE B 1 y/b id=2
            6    a>p INVITE     C 1 z/  id=3)"},
        {"near: another target", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 604:INVITE A 1 x/b
            5   a>p INVITE     B 2 x/  uri=sip:carol@example.com
            6   a>p INVITE     C 1 y/  id=2 uri=sip:carol@example.com)"},
        {"near: another sender, another next hop", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 604:INVITE A 1 x/b
            5   c>p INVITE     B 1 y/  id=2
            6   a>p INVITE     C 1 z/  id=3 from=carol
            7   a>q INVITE     D 2 x/
            8   a>q INVITE     E 1 w/  id=4)"},
        {"near: other codes, OPTIONS", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 487:INVITE A 1 x/b | cancelled_by:chat
            5   a>p INVITE     B 1 y/  id=2
            6   a>p OPTIONS    C 1 x/  id=3
            6.1 p>a 604:OPTIONS C 1 x/b id=3
            7   a>p OPTIONS    D 2 x/  id=3)"},
        {"near: a proxy's next branch", R"(
            0   a>p INVITE     A  1 x/
            0   p>q INVITE     BA 1 x/
            0.1 q>p 604:INVITE BA 1 x/b
            0.1 p>q INVITE     CA 1 x/)"},
        {"only at the hop nearest the sender", R"(
            0   a>p INVITE     A  1 x/
            0   p>q INVITE     BA 1 x/
            0.1 q>p 604:INVITE BA 1 x/b
            0.1 p>a 604:INVITE A  1 x/b
            5   a>p INVITE     C  1 y/  id=2 | retry_after_global:note
            5   p>q INVITE     DC 1 y/  id=2)"},
    });
}

TEST(RetryRules, retry_after_global_in_words) {
    const Trace trace(R"(
        0    a>p INVITE     A 1 x/
        0.1  p>a 604:INVITE A 1 x/b
        0.6  a>p INVITE     B 2 x/ sdp=0
        0.7  p>a 606:INVITE B 2 x/b
        5    a>p INVITE     C 1 y/ id=2 sdp=0
        5.1  p>a 600:INVITE C 1 y/b id=2 ra=60
        6    a>p INVITE     D 1 z/ id=3)");
    EXPECT_EQ(
        text_of(trace, 3),
        "The same target again 0.5 s after the 604 in frame 2, which speaks for every server");
    EXPECT_EQ(text_of(trace, 5), "The same target again 4.3 s after the 606 in frame 4, with the "
                                 "media that it refused for every server; with a new Call-ID, it "
                                 "may be the user");
    EXPECT_EQ(text_of(trace, 7), "The same target again 0.9 s after the 600 in frame 6, before the "
                                 "time that its Retry-After names; with a new Call-ID, it may be "
                                 "the user");
}

TEST(RetryRules, retry_after_misplaced) {
    for (const knowledge::ResponseInfo &info : knowledge::registered_responses()) {
        const std::uint16_t code = info.code;
        const bool is_defined = code == 404 || code == 413 || code == 480 || code == 486 ||
                                code == 500 || code == 503 || code == 600 || code == 603;
        const Trace trace("0 a>p INVITE A 1 x/\n0.1 p>a " + std::to_string(code) +
                          ":INVITE A 1 x/b ra=5");
        EXPECT_EQ(test::find_on(trace.record(2), "retry_after_misplaced") == nullptr,
                  is_defined || code < 300)
            << code;
    }
    check({
        {"not defined", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 604:INVITE A 1 x/b ra=60 | retry_after_misplaced:note
            0.6 p>a 604:INVITE A 1 x/b ra=60)"},
        {"unreadable", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 503:INVITE A 1 x/b ra=soon       | retry_after_misplaced:note
            1   a>p INVITE     B 1 y/  id=2
            1.1 p>a 503:INVITE B 1 y/b id=2 ra=5min  | retry_after_misplaced:note
            2   a>p INVITE     C 1 z/  id=3
            2.1 p>a 486:INVITE C 1 z/b id=3 ra=99999999999 | retry_after_misplaced:note)"},
        {"empty", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 503:INVITE A 1 x/b ra= | retry_after_misplaced:note)"},
        {"near: with comment and duration", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 480:INVITE A 1 x/b ra=18000(maintenance);duration=3600)"},
        {"near: without", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 604:INVITE A 1 x/b)"},
        {"near: a private code", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 499:INVITE A 1 x/b ra=60)"},
        {"near: in a 2xx", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 200:INVITE A 1 x/b ra=60)"},
        {"once, nearest the originator", R"(
            0   a>p INVITE     A  1 x/
            0   p>q INVITE     BA 1 x/
            0.1 q>p 488:INVITE BA 1 x/b ra=60
            0.1 p>a 488:INVITE A  1 x/b ra=60 | retry_after_misplaced:note)"},
    });
}

TEST(RetryRules, authentication_loop) {
    check({
        {"the same realm again", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n
            0.2 a>p INVITE     B 2 x/  auth=n
            0.3 p>a 407:INVITE B 2 x/c chal=m | authentication_loop:warn
            0.8 p>a 407:INVITE B 2 x/c chal=m
            0.9 a>p INVITE     C 3 x/  auth=m
            1   p>a 407:INVITE C 3 x/d chal=o | authentication_loop:warn)"},
        {"near: the first challenge", R"(
            0   a>p REGISTER     A 1 x/  to=alice
            0.1 p>a 401:REGISTER A 1 x/b to=alice chal=n)"},
        {"near: the nonce is stale", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n
            0.2 a>p INVITE     B 2 x/  auth=n
            0.3 p>a 407:INVITE B 2 x/c chal=m stale)"},
        {"near: resynchronisation", R"(
            0   a>p REGISTER     A 1 x/  to=alice ims
            0.1 p>a 401:REGISTER A 1 x/b to=alice chal=n
            0.2 a>p REGISTER     B 2 x/  to=alice auth=n auts
            0.3 p>a 401:REGISTER B 2 x/c to=alice chal=m)"},
        {"near: an IMS re-registration with the nonce of the one before", R"(
            0    a>p REGISTER     A 1 x/  to=alice ims
            0.1  p>a 401:REGISTER A 1 x/b to=alice chal=n
            0.2  a>p REGISTER     B 2 x/  to=alice ims auth=n
            0.3  p>a 200:REGISTER B 2 x/c to=alice
            3000 a>p REGISTER     C 3 x/  to=alice ims auth=n
            3000 p>a 401:REGISTER C 3 x/d to=alice chal=m
            3001 a>p REGISTER     D 4 x/  to=alice ims auth=m
            3001 p>a 200:REGISTER D 4 x/e to=alice)"},
        {"near: another realm", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n
            0.2 a>p INVITE     B 2 x/  auth=n
            0.3 p>a 401:INVITE B 2 x/c chal=m realm=s)"},
        {"near: refused with 403", R"(
            0   a>p REGISTER     A 1 x/  to=alice
            0.1 p>a 401:REGISTER A 1 x/b to=alice chal=n
            0.2 a>p REGISTER     B 2 x/  to=alice auth=n
            0.3 p>a 403:REGISTER B 2 x/c to=alice)"},
        {"near: a BYE, after which the session is over anyway", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 200:INVITE A 1 x/b
            0.2 a>p BYE        B 2 x/b
            0.3 p>a 407:BYE    B 2 x/b chal=n
            0.4 a>p BYE        C 3 x/b auth=n
            0.5 p>a 200:BYE    C 3 x/b)"},
        {"once, nearest the originator", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>a 407:INVITE A  1 x/b chal=n
            0.2 a>p INVITE     B  2 x/  auth=n
            0.2 p>q INVITE     CB 2 x/  auth=n
            0.3 q>p 407:INVITE CB 2 x/c chal=m
            0.3 p>a 407:INVITE B  2 x/c chal=m | authentication_loop:warn)"},
    });
}

TEST(RetryRules, authentication_loop_names_the_refused_request) {
    const Trace trace(R"(
        0   a>p INVITE     A 1 x/
        0.1 p>a 407:INVITE A 1 x/b chal=n
        0.2 a>p INVITE     B 2 x/  auth=n
        0.3 p>a 407:INVITE B 2 x/c chal=m)");
    EXPECT_EQ(text_of(trace, 4),
              "The credentials in frame 3, which answered the latest challenge, are refused: it "
              "challenges again and does not call the nonce stale");
}

} // namespace
} // namespace imsfail::diagnosis
