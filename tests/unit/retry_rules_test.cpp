// imsfail: tests of the rules about trying again: each shows, and stays silent by its guards
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings_check.h"
#include "knowledge/responses.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

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
        "The same target again 500.0 ms after the 604 in frame 2, which speaks for every server");
    EXPECT_EQ(text_of(trace, 5), "The same target again 4.3 s after the 606 in frame 4, with the "
                                 "media that it refused for every server; with a new Call-ID, it "
                                 "may be the user");
    EXPECT_EQ(text_of(trace, 7),
              "The same target again 900.0 ms after the 600 in frame 6, before the "
              "time that its Retry-After names; with a new Call-ID, it may be "
              "the user");
}

// What is said of a request that is sent again 5 s after its failure, under the same Call-ID. Each
// text holds the options of a line (see trace.h).
std::string said_of(const std::string &method, const std::string &first, const std::string &answer,
                    const std::string &again) {
    const Trace trace("0 a>p " + method + " A 1 x/ " + first + "\n0.1 p>a " + answer +
                      "\n5.1 a>p " + method + " B 2 x/ " + again);
    const Found *const found = test::find_on(trace.record(3), "retry_unchanged");
    if (found == nullptr) {
        return "";
    }
    EXPECT_EQ(found->severity, knowledge::Severity::Warn);
    const std::string text = found->text;
    const std::string begin = "Sent again 5.0 s after the " + answer.substr(0, 3) +
                              " in frame 2, unchanged in what it refused: ";
    EXPECT_TRUE(text.starts_with(begin)) << text;
    return text.substr(std::min(begin.size(), text.size()));
}

TEST(RetryRules, retry_unchanged_by_code) {
    struct Case {
        const char *method, *first, *answer, *again, *said;
    };
    const Case cases[] = {
        {"INVITE", "+Require:100rel,timer", "420:INVITE A 1 x/b +Unsupported:100rel,foo",
         "+Require:timer +Require:100REL", "it still requires 100rel, which is unsupported"},
        {"INVITE", "+Proxy-Require:foo", "420:INVITE A 1 x/b +Unsupported:foo",
         "+Proxy-Require:foo", "it still requires foo, which is unsupported"},
        {"INVITE", "+Require:100rel,timer", "420:INVITE A 1 x/b +Unsupported:100rel",
         "+Require:timer +Supported:100rel", ""},
        {"INVITE", "+Require:100rel", "420:INVITE A 1 x/b", "+Require:100rel", ""},
        {"MESSAGE", "body=9 +Content-Type:text/html",
         "415:MESSAGE A 1 x/b +Accept:text/plain,application/*", "body=9 +Content-Type:text/html",
         "its Content-Type is none of those in Accept"},
        {"MESSAGE", "body=9 +Content-Type:text/html", "415:MESSAGE A 1 x/b +Accept:text/plain;q=1",
         "body=9 +Content-Type:TEXT/plain;charset=utf-8", ""},
        {"MESSAGE", "body=9 +Content-Type:text/html", "415:MESSAGE A 1 x/b +Accept:text/*",
         "body=9 +Content-Type:text/html", ""},
        {"MESSAGE", "body=9 +Content-Type:text/html", "415:MESSAGE A 1 x/b +Accept:*/*",
         "body=9 +Content-Type:text/html", ""},
        {"MESSAGE", "body=9 +Content-Type:text/html",
         "415:MESSAGE A 1 x/b +Accept-Encoding:identity", "body=9 +Content-Type:text/html", ""},
        {"MESSAGE", "body=9 +Content-Type:text/html", "415:MESSAGE A 1 x/b +Accept:text/plain",
         "+Content-Type:text/html", ""},
        {"MESSAGE", "body=900", "413:MESSAGE A 1 x/b", "body=900", "its body is no shorter"},
        {"MESSAGE", "body=900", "413:MESSAGE A 1 x/b", "body=899", ""},
        {"MESSAGE", "", "413:MESSAGE A 1 x/b", "", ""},
        {"MESSAGE", "body=70000", "413:MESSAGE A 1 x/b", "body=66000", ""},
        {"MESSAGE", "body=900", "513:MESSAGE A 1 x/b", "body=900", "it is no shorter"},
        {"MESSAGE", "body=900", "513:MESSAGE A 1 x/b", "body=800", ""},
        {"SUBSCRIBE", "+Accept:a/b +Accept:c/d", "406:SUBSCRIBE A 1 x/b", "+Accept:a/b +Accept:c/d",
         "its Accept is the same"},
        {"SUBSCRIBE", "+Accept:a/b", "406:SUBSCRIBE A 1 x/b", "+Accept:a/b +Accept:c/d", ""},
        {"SUBSCRIBE", "", "406:SUBSCRIBE A 1 x/b", "", ""},
        {"INVITE", "uri=tel:+12025550101", "416:INVITE A 1 x/b", "uri=TEL:+12025550102",
         "the scheme of its Request-URI is the same"},
        {"INVITE", "uri=tel:+12025550101", "416:INVITE A 1 x/b", "uri=sip:+12025550101@example.com",
         ""},
        {"INVITE", "", "421:INVITE A 1 x/b +Require:100rel,timer", "+Supported:100rel",
         "it still does not support timer, which is required"},
        {"INVITE", "", "421:INVITE A 1 x/b +Require:100rel,timer",
         "+Supported:timer +Require:100rel", ""},
        {"INVITE", "", "421:INVITE A 1 x/b", "", ""},
        {"REGISTER", "", "421:REGISTER A 1 x/b +Require:sec-agree", "", ""}, // negotiation
        {"INVITE", "+Session-Expires:60", "422:INVITE A 1 x/b +Min-SE:1800",
         "+Session-Expires:90;refresher=uac", "its Session-Expires is below 1800 s"},
        {"INVITE", "+Session-Expires:60", "422:INVITE A 1 x/b +Min-SE:1800",
         "+Session-Expires:1800", ""},
        {"INVITE", "+Session-Expires:60", "422:INVITE A 1 x/b +Min-SE:1800", "", ""},
        {"INVITE", "+Session-Expires:60", "422:INVITE A 1 x/b", "+Session-Expires:60", ""},
        {"SUBSCRIBE", "+Expires:60", "423:SUBSCRIBE A 1 x/b +Min-Expires:600", "+Expires:599",
         "its expiry is below 600 s"},
        {"SUBSCRIBE", "+Expires:60", "423:SUBSCRIBE A 1 x/b +Min-Expires:600", "+Expires:600", ""},
        {"SUBSCRIBE", "+Expires:60", "423:SUBSCRIBE A 1 x/b +Min-Expires:600", "+Expires:0", ""},
        {"REGISTER", "+Expires:60", "423:REGISTER A 1 x/b +Min-Expires:600",
         "+Expires:600 +Contact:<sip:a@192.0.2.1>;expires=60", "its expiry is below 600 s"},
        {"REGISTER", "+Expires:60", "423:REGISTER A 1 x/b +Min-Expires:600",
         "+Expires:60 +Contact:<sip:a@192.0.2.1>;expires=600", ""},
        {"REGISTER", "+Expires:60", "423:REGISTER A 1 x/b +Min-Expires:600",
         "+Expires:60 +Contact:<sip:a@192.0.2.1>", "its expiry is below 600 s"},
        {"REGISTER", "+Expires:60", "423:REGISTER A 1 x/b +Min-Expires:600",
         "+Expires:0 +Contact:*", ""},
        {"INVITE", "", "428:INVITE A 1 x/b", "", "it has no Identity"},
        {"INVITE", "", "428:INVITE A 1 x/b", "+Identity:x", ""},
        {"REFER", "", "429:REFER A 1 x/b", "", "it has no Referred-By"},
        {"REFER", "", "429:REFER A 1 x/b", "+Referred-By:<sip:a@b>", ""},
        {"INVITE", "from=anonymous@anonymous.invalid", "433:INVITE A 1 x/b",
         "from=anonymous@anonymous.invalid", "it is anonymous"},
        {"INVITE", "from=anonymous@anonymous.invalid", "433:INVITE A 1 x/b", "from=alice", ""},
        {"INVITE", "+Privacy:id", "433:INVITE A 1 x/b", "+Privacy:critical;ID", "it is anonymous"},
        {"INVITE", "+Privacy:user", "433:INVITE A 1 x/b", "+Privacy:none", ""},
        {"SUBSCRIBE", "+Event:foo", "489:SUBSCRIBE A 1 x/b +Allow-Events:presence,dialog",
         "+Event:foo;id=1", "its Event is not in Allow-Events"},
        {"SUBSCRIBE", "+Event:foo", "489:SUBSCRIBE A 1 x/b +Allow-Events:presence,dialog",
         "+Event:dialog;id=1", ""},
        {"SUBSCRIBE", "+Event:foo", "489:SUBSCRIBE A 1 x/b", "+Event:foo", ""},
        {"INVITE", "sdp=0,8", "488:INVITE A 1 x/b", "sdp=0,8", "it offers the same media"},
        {"INVITE", "sdp=0,8", "488:INVITE A 1 x/b", "sdp=8", ""},
        // Cut short, so nobody knows what else they hold.
        {"INVITE", "sdp=0,8 +Content-Length:900", "488:INVITE A 1 x/b",
         "sdp=0,8 +Content-Length:800", ""},
        {"MESSAGE", "body=90 +Content-Length:900", "413:MESSAGE A 1 x/b",
         "body=90 +Content-Length:800", ""},
        {"MESSAGE", "body=90 +Content-Length:900", "513:MESSAGE A 1 x/b",
         "body=90 +Content-Length:800", ""},
        {"INVITE", "sdp=0,8", "580:INVITE A 1 x/b", "sdp=0,8", "it offers the same media"},
        {"INVITE", "", "488:INVITE A 1 x/b", "", ""},
        {"REGISTER", "to=alice", "404:REGISTER A 1 x/b", "to=alice", "it is for the same user"},
        {"REGISTER", "to=alice", "403:REGISTER A 1 x/b", "to=alice", "it is for the same user"},
        {"REGISTER", "to=alice auth=n", "403:REGISTER A 1 x/b", "to=alice", ""},
        {"REGISTER", "to=alice", "403:REGISTER A 1 x/b", "to=alice auth=n", ""},
        {"MESSAGE", "body=9", "404:MESSAGE A 1 x/b", "body=9", "its Request-URI is the same"},
        {"MESSAGE", "body=9", "404:MESSAGE A 1 x/b", "body=8", ""}, // another message
        {"REGISTER", "to=alice", "405:REGISTER A 1 x/b", "to=alice", ""},
        {"REGISTER", "to=alice", "416:REGISTER A 1 x/b", "to=alice", ""},
        // With Retry-After, time may cure it.
        {"INVITE", "", "404:INVITE A 1 x/b ra=4", "", ""},
        {"MESSAGE", "body=900", "413:MESSAGE A 1 x/b ra=4", "body=900", ""},
        {"INVITE", "", "410:INVITE A 1 x/b ra=4", "", "its Request-URI is the same"},
    };
    // More than anybody asks for is not compared.
    std::string tags = "foo";
    for (int i = 0; i < 20'000; ++i) {
        tags += ",x";
    }
    const Trace endless(
        "0 a>p INVITE A 1 x/ +Require:foo\n0.1 p>a 420:INVITE A 1 x/b +Unsupported:" + tags +
        "\n1 a>p INVITE B 2 x/ +Require:" + tags);
    EXPECT_EQ(text_of(endless, 3), "");
    for (const Case &test : cases) {
        EXPECT_EQ(said_of(test.method, test.first, test.answer, test.again), test.said)
            << test.answer << " | " << test.again;
    }
}

TEST(RetryRules, retry_unchanged_of_the_target) {
    for (const knowledge::ResponseInfo &info : knowledge::registered_responses()) {
        if (info.code < 300) {
            continue;
        }
        const bool is_about_target = info.code == 402 || info.code == 403 || info.code == 404 ||
                                     info.code == 405 || info.code == 410 || info.code == 414 ||
                                     info.code == 484 || info.code == 485;
        // Of these, other things are missing, two of them with another target too.
        const bool is_about_more =
            info.code == 416 || info.code == 428 || info.code == 429 || info.code == 513;
        const std::string answer = std::to_string(info.code) + ":INVITE A 1 x/b";
        EXPECT_EQ(said_of("INVITE", "", answer, "") == "its Request-URI is the same",
                  is_about_target)
            << answer;
        EXPECT_EQ(said_of("INVITE", "", answer, "uri=tel:+12025550101").empty(),
                  info.code != 428 && info.code != 429)
            << answer;
        EXPECT_EQ(said_of("INVITE", "", answer, "").empty(), !is_about_target && !is_about_more)
            << answer;
    }
}

TEST(RetryRules, retry_unchanged) {
    check({
        {"with the same Call-ID, and with a new one", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 404:INVITE A 1 x/b
            1   a>p INVITE     B 2 x/       | retry_unchanged:warn
            1.1 p>a 404:INVITE B 2 x/c
            9   a>p INVITE     C 1 y/  id=2 | retry_unchanged:note
            9.5 a>p INVITE     C 1 y/  id=2)"},
        {"near: another next hop, another sender, a proxy's branch", R"(
            0   a>p INVITE     A  1 x/
            0   p>q INVITE     BA 1 x/
            0.1 q>p 404:INVITE BA 1 x/b
            0.2 p>r INVITE     CA 1 x/
            0.3 r>p 404:INVITE CA 1 x/c
            0.3 p>a 404:INVITE A  1 x/c
            1   a>q INVITE     D  2 x/
            2   c>p INVITE     E  1 y/  id=2)"},
        {"near: not a failure here", R"(
            0   a>p OPTIONS     A 1 x/
            0.1 p>a 404:OPTIONS A 1 x/b
            1   a>p OPTIONS     B 2 x/)"},
        {"near: in a dialog", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 200:INVITE A 1 x/b
            0.2 a>p ACK        B 1 x/b
            1   a>p INVITE     C 2 x/b sdp=0
            1.1 p>a 488:INVITE C 2 x/b       | media_rejected:note
            1.2 a>p ACK        C 2 x/b
            2   a>p INVITE     D 3 x/b sdp=0)"},
        {"near: after the retry window", R"(
            0    a>p MESSAGE     A 1 x/
            0.1  p>a 404:MESSAGE A 1 x/b
            30.2 a>p MESSAGE     B 2 x/)"},
        {"near: digits added", R"(
            0    a>p INVITE     A 1 x/  uri=sip:12345@example.com
            0.1  p>a 484:INVITE A 1 x/b uri=sip:12345@example.com
            3    a>p INVITE     B 1 y/  id=2 uri=sip:123456@example.com)"},
    });
    const Trace trace(R"(
        0   a>p INVITE     A 1 x/
        0.1 p>a 404:INVITE A 1 x/b
        9   a>p INVITE     B 1 y/  id=2)");
    EXPECT_EQ(text_of(trace, 3), "Sent again 8.9 s after the 404 in frame 2, unchanged in what it "
                                 "refused: its Request-URI is the same; with a new Call-ID, it may "
                                 "be the user");
}

TEST(RetryRules, retry_too_soon_after_503) {
    check({
        {"near: the server is back", R"(
            0   a>p INVITE      A 1 x/
            0.1 p>a 503:INVITE  A 1 x/b ra=60
            5   a>p OPTIONS     O 1 o/  id=2
            5.1 p>a 200:OPTIONS O 1 o/b id=2
            9   a>p MESSAGE     B 1 y/  id=3
            9.1 p>a 486:MESSAGE B 1 y/c id=3)"},
        {"the same request again, at once and under a new Call-ID", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 503:INVITE A 1 x/b ra=30
            0.2 a>p INVITE     B 2 x/       | retry_too_soon:warn
            0.3 p>a 503:INVITE B 2 x/c ra=10
            9   a>p INVITE     C 1 y/  id=2 | retry_too_soon:warn)"},
        {"any request, told once", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 503:INVITE A 1 x/b ra=30
            5   a>p MESSAGE    B 1 y/  id=2 to=carol uri=sip:carol@example.com | retry_too_soon:warn
            6   a>p REGISTER   C 1 z/  id=3 to=alice)"},
        {"longer than the retry window", R"(
            0   a>p MESSAGE     A 1 x/
            0.1 p>a 503:MESSAGE A 1 x/b ra=3600
            90  a>p MESSAGE     B 2 x/       | retry_too_soon:warn)"},
        {"a proxy that goes on to use the server", R"(
            0   a>p INVITE     A  1 x/
            0   p>q INVITE     BA 1 x/
            0.1 q>p 503:INVITE BA 1 x/b ra=30
            0.1 p>a 500:INVITE A  1 x/b
            5   c>p INVITE     C  1 y/  id=2 from=carol
            5   p>q INVITE     DC 1 y/  id=2 from=carol | retry_too_soon:warn)"},
        {"told on the hop before, where the 503 was passed on", R"(
            0   a>p INVITE     A  1 x/
            0   p>q INVITE     BA 1 x/
            0.1 q>p 503:INVITE BA 1 x/b ra=30
            0.1 p>a 503:INVITE A  1 x/b ra=30 | service_unavailable_relayed:note
            5   a>p INVITE     C  1 y/  id=2  | retry_too_soon:warn
            5   p>q INVITE     DC 1 y/  id=2)"},
        {"near: when it is over, unreadable or not there", R"(
            0   a>p MESSAGE     A 1 x/
            0.1 p>a 503:MESSAGE A 1 x/b ra=5
            5.1 a>p MESSAGE     B 2 x/
            5.2 p>a 503:MESSAGE B 2 x/c ra=soon | retry_after_misplaced:note
            6   a>p MESSAGE     C 3 x/
            6.1 p>a 503:MESSAGE C 3 x/d
            7   a>p MESSAGE     D 4 x/)"},
        {"near: another server, another client", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 503:INVITE A 1 x/b ra=30
            1   a>q INVITE     B 2 x/
            2   c>p INVITE     C 1 y/  id=2)"},
        {"near: another phone behind the same address, over TCP", R"(
            0   a>p REGISTER     A 1 x/       tcp sent-by=192.168.1.5
            0.1 p>a 503:REGISTER A 1 x/b ra=30 tcp sent-by=192.168.1.5
            5   a>p REGISTER     B 1 y/  id=2 tcp sent-by=192.168.1.6
            6   a>p MESSAGE      C 1 z/  id=3 tcp sent-by=192.168.1.5 | retry_too_soon:warn)"},
        {"near: an emergency call, whose Request-URI changes on the way", R"(
            0   p>q MESSAGE      A  1 x/
            0.1 q>p 503:MESSAGE  A  1 x/b ra=30
            5   a>p INVITE       B  1 y/  id=2 uri=urn:service:sos
            5   p>q INVITE       CB 1 y/  id=2 uri=sip:psap@example.com)"},
        {"near: another request, which was under way", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 503:INVITE A 1 x/b ra=30
            0.5 a>p INVITE     B 1 y/  id=2 uri=sip:carol@example.com)"},
        {"near: what may go on", R"(
            0   a>p INVITE     A 1 x/
            0   p>a 200:INVITE A 1 x/b
            0   a>p ACK        B 1 x/b
            0   a>p INVITE     C 1 y/  id=2
            0.1 p>a 100:INVITE C 1 y/  id=2
            1   a>p MESSAGE    D 1 z/  id=3
            1.1 p>a 503:MESSAGE D 1 z/c id=3 ra=30
            2   a>p OPTIONS    E 1 w/  id=4
            3   a>p CANCEL     C 1 y/  id=2
            4   a>p INFO       F 2 x/b
            5   a>p BYE        G 3 x/b
            6   a>p INVITE     H 1 v/  id=5 uri=urn:service:sos.fire
            7   a>p INVITE     I 1 u/  id=6 uri=sip:112@example.com
            8   a>p INVITE     J 1 t/  id=7 uri=tel:911
            9   a>p REGISTER   K 1 s/  id=8 to=alice +Contact:<sip:a@192.0.2.1;sos>;expires=60)"},
        {"and what may not", R"(
            0   a>p MESSAGE     A 1 x/
            0.1 p>a 503:MESSAGE A 1 x/b ra=30
            9   a>p REGISTER    B 1 y/  id=2 to=alice +Contact:<sip:a@192.0.2.1> | retry_too_soon:warn)"},
    });
    const Trace trace(R"(
        0   a>p INVITE     A 1 x/
        0.1 p>a 503:INVITE A 1 x/b ra=30
        0.6 a>p INVITE     B 2 x/)");
    EXPECT_EQ(text_of(trace, 3),
              "Sent 500.0 ms after the 503 in frame 2, by which this server asked "
              "its client to send nothing for 30 s (RFC 3261 21.5.4)");
}

TEST(RetryRules, retry_too_soon_for_the_same_target) {
    check({
        {"500", R"(
            0   a>p MESSAGE     A 1 x/
            0.1 p>a 500:MESSAGE A 1 x/b ra=60
            5   a>p MESSAGE     B 2 x/       | retry_too_soon:warn
            5.1 p>a 500:MESSAGE B 2 x/c ra=60
            50  a>p MESSAGE     C 1 y/  id=2 | retry_too_soon:warn)"},
        {"where it is about the called party", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 480:INVITE A 1 x/b ra=60
            1   a>p INVITE     B 1 y/  id=2 | retry_too_soon:chat
            1.1 p>a 486:INVITE B 1 y/b id=2 ra=60
            2   a>p INVITE     C 1 z/  id=3 | retry_too_soon:chat
            2.1 p>a 404:INVITE C 1 z/b id=3 ra=60
            3   a>p INVITE     D 2 z/  id=3 | retry_too_soon:chat
            3.1 p>a 413:INVITE D 2 z/c id=3 ra=60
            4   a>p INVITE     E 3 z/  id=3 | retry_too_soon:chat)"},
        {"near: 600 and 603 are global", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 603:INVITE A 1 x/b ra=60
            1   a>p INVITE     B 1 y/  id=2 | retry_after_global:note)"},
        {"near: another caller, or one who cannot be told, behind one sender", R"(
            0   p>q INVITE     A 1 x/       from=u@anonymous.invalid +P-Asserted-Identity:<sip:a@h>
            0.1 q>p 500:INVITE A 1 x/b ra=60
            1   p>q INVITE     B 1 y/  id=2 from=u@anonymous.invalid +P-Asserted-Identity:<sip:c@h>
            1.1 q>p 500:INVITE B 1 y/b id=2 ra=60
            2   p>q INVITE     C 1 z/  id=3 from=u@anonymous.invalid
            2.1 q>p 500:INVITE C 1 z/b id=3 ra=60
            3   p>q INVITE     D 1 w/  id=4 from=u@anonymous.invalid
            4   p>q INVITE     E 1 v/  id=5 from=u@anonymous.invalid +P-Asserted-Identity:<sip:a@h> | retry_too_soon:warn)"},
        {"near: another target or next hop", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 500:INVITE A 1 x/b ra=60
            1   a>p INVITE     B 2 x/  uri=sip:carol@example.com
            2   a>p INVITE     C 1 y/  id=2
            2.1 p>a 500:INVITE C 1 y/b id=2 ra=60
            3   a>q INVITE     D 2 y/  id=2)"},
        {"near: when it is over, or not defined", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 486:INVITE A 1 x/b ra=5
            5.1 a>p INVITE     B 1 y/  id=2
            5.2 p>a 504:INVITE B 1 y/b id=2 ra=5 | retry_after_misplaced:note
            6   a>p INVITE     C 1 z/  id=3)"},
        {"near: an emergency call, an OPTIONS", R"(
            0   a>p INVITE      A 1 x/       uri=urn:service:sos
            0.1 p>a 500:INVITE  A 1 x/b ra=60
            1   a>p INVITE      B 2 x/       uri=urn:service:sos
            2   a>p OPTIONS     C 1 y/  id=2
            2.1 p>a 500:OPTIONS C 1 y/b id=2 ra=60
            3   a>p OPTIONS     D 2 y/  id=2)"},
    });
    const Trace trace(R"(
        0   a>p INVITE     A 1 x/
        0.1 p>a 486:INVITE A 1 x/b ra=60
        5   a>p INVITE     B 1 y/  id=2)");
    EXPECT_EQ(text_of(trace, 3), "The same target again 4.9 s after the 486 in frame 2, whose "
                                 "Retry-After says 60 s; there it tells when the called party may "
                                 "be reached; with a new Call-ID, it may be the user");
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
        {"near: a proxy and the callee with one realm", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n
            0.2 a>p INVITE     B 2 x/  auth=n
            0.3 p>a 401:INVITE B 2 x/c chal=m
            0.4 a>p INVITE     C 3 x/  auth=n,m realm=r,r
            0.5 p>a 401:INVITE C 3 x/c chal=k | authentication_loop:warn)"},
        {"near: credentials that had been good for an INVITE that is still open", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n
            0.2 a>p INVITE     B 2 x/  auth=n
            0.3 p>a 183:INVITE B 2 x/c
            0.4 a>p UPDATE     C 3 x/c auth=n
            0.5 p>a 407:UPDATE C 3 x/c chal=m
            0.6 a>p UPDATE     D 4 x/c auth=m
            0.7 p>a 407:UPDATE D 4 x/c chal=k | authentication_loop:warn)"},
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
