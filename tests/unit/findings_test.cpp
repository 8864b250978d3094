// imsfail: tests of the findings of the call model: each shows, and stays silent by its guards
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings_check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace imsfail::diagnosis {
namespace {

using test::check;
using test::text_of;
using test::Trace;

TEST(Findings, ack_missing) {
    check({
        {"the client goes on without it", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b | ack_missing:warn
            5    a>p INVITE     B 1 y/  id=2 to=carol uri=sip:carol@example.com
            5.1  p>a 200:INVITE B 1 y/c id=2 to=carol
            40   a>p ACK        C 1 y/c id=2)"},
        {"the final comes three times", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b | ack_missing:warn
            0.6  p>a 404:INVITE A 1 x/b
            1.6  p>a 404:INVITE A 1 x/b
            40   c>q ACK        C 1 y/c id=2)"},
        {"near: the final comes twice", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b
            0.6  p>a 404:INVITE A 1 x/b
            40   c>q ACK        C 1 y/c id=2)"},
        {"near: three copies of the final", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b
            0.1  p>a 404:INVITE A 1 x/b if=1
            0.1  p>a 404:INVITE A 1 x/b if=2
            40   c>q ACK        C 1 y/c id=2)"},
        {"near: the client is not seen any more", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b
            40   c>q ACK        C 1 y/c id=2)"},
        {"near: the capture ends before Timer H", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b
            32   a>p ACK        C 1 y/c id=2)"},
        {"near: ACK with a wrong branch", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b
            0.2  a>p ACK        Z 1 x/b
            40   a>p ACK        C 1 y/c id=2)"},
        {"near: to a request other than INVITE", R"(
            0    a>p MESSAGE     A 1 x/
            0.1  p>a 404:MESSAGE A 1 x/b
            40   a>p ACK         C 1 y/c id=2)"},
        {"near: a 2xx", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 200:INVITE A 1 x/b
            40   a>p ACK        C 1 y/c id=2)"},
        {"near: to a CANCEL", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 100:INVITE A 1 x/
            0.2  a>p CANCEL     A 1 x/
            0.3  p>a 481:CANCEL A 1 x/b
            0.4  p>a 487:INVITE A 1 x/b | cancelled_by:chat
            0.5  a>p ACK        A 1 x/b
            40   a>p ACK        C 1 y/c id=2)"},
        {"near: the final came again with another To tag", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 404:INVITE A 1 x/b
            0.6 p>a 404:INVITE A 1 x/c
            0.7 a>p ACK        A 1 x/c
            40  a>p ACK        C 1 y/c id=2)"},
        {"near: an ACK without To tag", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 404:INVITE A 1 x/b
            0.2 a>p ACK        A 1 x/
            40  a>p ACK        C 1 y/c id=2)"},
    });
}

TEST(Findings, final_conflict) {
    check({
        {"two failures", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b
            0.2  p>a 486:INVITE A 1 x/b | final_conflict:warn
            0.7  p>a 486:INVITE A 1 x/b)"},
        {"2xx after a failure", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b
            0.2  p>a 200:INVITE A 1 x/c | final_conflict:warn)"},
        {"failure after a 2xx", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 200:INVITE A 1 x/b
            0.2  p>a 408:INVITE A 1 x/c | final_conflict:warn)"},
        {"near: 2xx from two branches of a fork", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 200:INVITE A 1 x/b
            0.2  p>a 200:INVITE A 1 x/c)"},
        {"near: 2xx with other codes from two branches", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 200:INVITE A 1 x/b
            0.2  p>a 202:INVITE A 1 x/c)"},
        {"near: the same failure again, and copied", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b
            0.1  p>a 404:INVITE A 1 x/b if=1
            0.6  p>a 404:INVITE A 1 x/b)"},
        {"near: on another branch and another hop", R"(
            0    a>p INVITE     A  1 x/
            0    p>b INVITE     BA 1 x/
            0    p>c INVITE     CA 1 x/
            0.1  b>p 404:INVITE BA 1 x/b
            0.1  c>p 486:INVITE CA 1 x/c
            0.1  p>a 603:INVITE A  1 x/c | not_best_response:note)"},
    });
}

TEST(Findings, response_unmatched) {
    check({
        {"no request", R"(
            0   p>a 404:INVITE A 1 x/b | response_unmatched:note
            0.5 p>a 404:INVITE A 1 x/b
            0.6 p>a 404:INVITE A 1 x/b if=1)"},
        {"the request comes much later", R"(
            0   p>a 404:MESSAGE A 1 x/b | response_unmatched:note
            1.1 a>p MESSAGE     A 1 x/)"},
        {"near: it comes within a second", R"(
            0   p>a 404:MESSAGE A 1 x/b
            0.9 a>p MESSAGE     A 1 x/)"},
        {"near: a 2xx", R"(
            0   p>a 200:MESSAGE A 1 x/b)"},
    });
}

TEST(Findings, request_unanswered) {
    check({
        {"no final", R"(
            0    a>p MESSAGE     Z 1 z/  id=3
            0    p>a 200:MESSAGE Z 1 z/b id=3
            1    a>p INVITE      A 1 x/       | request_unanswered:warn
            1.5  a>p INVITE      A 1 x/
            33.1 a>p ACK         C 1 y/c id=2)"},
        {"OPTIONS", R"(
            0    a>p MESSAGE     Z 1 z/  id=3
            0    p>a 200:MESSAGE Z 1 z/b id=3
            1    a>p OPTIONS     A 1 x/       | request_unanswered:note
            33.1 a>p ACK         C 1 y/c id=2)"},
        {"on a branch of an answered attempt", R"(
            0    a>p INVITE     A  1 x/
            0    p>b INVITE     BA 1 x/ | request_unanswered:chat
            0    b>p 100:INVITE BA 1 x/
            0    p>c INVITE     CA 1 x/
            0.1  c>p 200:INVITE CA 1 x/c
            0.1  p>a 200:INVITE A  1 x/c | branch_left_pending:warn
            200  a>p ACK        C  1 y/c id=2)"},
        {"of a cancelled attempt", R"(
            0    a>p INVITE     A  1 x/ | request_unanswered:chat
            0    p>a 100:INVITE A  1 x/
            1    a>p CANCEL     A  1 x/
            1    p>a 200:CANCEL A  1 x/b
            200  a>p ACK        C  1 y/c id=2)"},
        {"an ICMP error came back", R"(
            1    a>p INVITE      A 1 x/       | request_unanswered:warn
            1.1  p>a INVITE      A 1 x/ icmp
            1.5  a>p INVITE      A 1 x/
            1.6  p>a INVITE      A 1 x/ icmp)"},
        {"an ICMP error, on a branch of an attempt that goes on and on one of an answered one", R"(
            0    a>p INVITE     A  1 x/
            0    p>b INVITE     BA 1 x/       | request_unanswered:note
            0    b>p INVITE     BA 1 x/  icmp
            0    p>c INVITE     CA 1 x/
            0.1  c>p 180:INVITE CA 1 x/c
            1    a>p INVITE     Z  1 z/       id=2
            1    p>b INVITE     YZ 1 z/       id=2 | request_unanswered:chat
            1    b>p INVITE     YZ 1 z/  icmp id=2
            1    p>c INVITE     XZ 1 z/       id=2
            1.1  c>p 200:INVITE XZ 1 z/c      id=2
            1.1  p>a 200:INVITE Z  1 z/c      id=2)"},
        {"an ICMP error to an OPTIONS", R"(
            1    a>p OPTIONS     A 1 x/       | request_unanswered:note
            1.1  p>a OPTIONS     A 1 x/ icmp)"},
        {"near: an ICMP error, and then it rings or is answered", R"(
            1    a>p INVITE      A 1 x/
            1.1  p>a INVITE      A 1 x/ icmp
            1.5  a>p INVITE      A 1 x/
            1.6  p>a 180:INVITE  A 1 x/b
            2    a>p MESSAGE     B 1 y/       id=2
            2.1  p>a MESSAGE     B 1 y/ icmp  id=2
            2.5  a>p MESSAGE     B 1 y/       id=2
            2.6  p>a 200:MESSAGE B 1 y/c      id=2)"},
        {"near: an ICMP error after the final", R"(
            1    a>p MESSAGE     A 1 x/
            1.1  p>a 200:MESSAGE A 1 x/b
            1.2  p>a MESSAGE     A 1 x/ icmp)"},
        {"near: the way back was never captured", R"(
            1    a>p INVITE      A 1 x/
            1.5  a>p INVITE      A 1 x/
            33.1 a>p ACK         C 1 y/c id=2)"},
        {"near: the capture ends before the timer", R"(
            0    a>p MESSAGE     Z 1 z/  id=3
            0    p>a 200:MESSAGE Z 1 z/b id=3
            1    a>p INVITE      A 1 x/
            33   a>p ACK         C 1 y/c id=2)"},
        {"near: it rings", R"(
            0    a>p INVITE     A 1 x/
            1    p>a 180:INVITE A 1 x/b
            181  a>p ACK        C 1 y/c id=2)"},
        {"near: an ACK has no answer", R"(
            0    a>p MESSAGE     Z 1 z/  id=3
            0    p>a 200:MESSAGE Z 1 z/b id=3
            1    a>p ACK         A 1 x/b
            99   a>p ACK         C 1 y/c id=2)"},
        {"on three hops, once", R"(
            0    a>p INVITE      A   1 x/ | request_unanswered:warn
            0.1  p>s INVITE      BA  1 x/
            0.2  s>b INVITE      CBA 1 x/
            0.5  p>a 100:INVITE  A   1 x/
            0.6  s>p 100:INVITE  BA  1 x/
            0.7  s>b INVITE      CBA 1 x/
            0.8  b>s 100:OPTIONS D   1 z/ id=9
            300  a>p ACK         E   1 y/c id=2)"},
    });
}

TEST(Findings, request_unanswered_says_that_packets_may_be_missing) {
    const std::string before = R"(
        0    a>p MESSAGE     Z 1 z/  id=3
        0    p>a 200:MESSAGE Z 1 z/b id=3
        1    a>p INVITE      A 1 x/ )";
    const std::string after = "\n99 a>p ACK C 1 y/c id=2";
    const char *const missing = "no retransmission either";
    EXPECT_NE(text_of(Trace(before + after), 3).find(missing), std::string::npos);
    EXPECT_EQ(text_of(Trace(before + "\n1.5 a>p INVITE A 1 x/" + after), 3).find(missing),
              std::string::npos);
}

TEST(Findings, attempt_abandoned) {
    check({
        {"a challenge", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 401:REGISTER A 1 x/b chal=n | attempt_abandoned:note
            40  a>p ACK          C 1 y/c id=2)"},
        {"a negotiation", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 423:REGISTER A 1 x/b +Min-Expires:60 | attempt_abandoned:note
            40  a>p ACK          C 1 y/c id=2)"},
        {"a redirection, where another one was followed", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 302:INVITE A 1 x/b +Contact:<sip:c>
            0.1 a>p ACK        A 1 x/b
            0.2 a>q INVITE     B 2 x/
            0.3 q>a 200:INVITE B 2 x/c
            0.3 a>q ACK        C 2 x/c
            1   a>p INVITE     D 1 y/  id=2
            1.1 p>a 302:INVITE D 1 y/d id=2 +Contact:<sip:c> | attempt_abandoned:note
            1.1 a>p ACK        D 1 y/d id=2
            40  a>p ACK        E 1 z/c id=3)"},
        {"near: a redirection to where nothing was captured", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 302:INVITE A 1 x/b +Contact:<sip:c>
            0.1 a>p ACK        A 1 x/b
            40  a>p ACK        C 1 y/c id=2)"},
        {"near: a challenged OPTIONS, which asks only whether somebody is there", R"(
            0   a>p OPTIONS     A 1 x/
            0.1 p>a 401:OPTIONS A 1 x/b chal=n
            40  a>p ACK         C 1 y/c id=2)"},
        {"on the hop nearest the originator only", R"(
            0   a>p REGISTER     A  1 x/
            0   p>s REGISTER     BA 1 x/
            0.1 s>p 401:REGISTER BA 1 x/b chal=n
            0.1 p>a 401:REGISTER A  1 x/b chal=n | attempt_abandoned:note
            40  a>p ACK          C  1 y/c id=2)"},
        {"near: answered", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 401:REGISTER A 1 x/b chal=n
            0.2 a>p REGISTER     B 2 y/  auth=n
            0.3 p>a 200:REGISTER B 2 y/c
            40  a>p ACK          C 1 y/c id=2)"},
        {"near: answered under another Call-ID", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n
            0.1 a>p ACK        A 1 x/b
            0.2 a>p INVITE     B 2 y/  auth=n id=9
            0.3 p>a 200:INVITE B 2 y/c id=9
            40  a>p ACK        C 1 y/c id=2)"},
        {"near: the capture ends before", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 401:REGISTER A 1 x/b chal=n
            32  a>p ACK          C 1 y/c id=2)"},
        {"near: a failure", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 403:REGISTER A 1 x/b
            40  a>p ACK          C 1 y/c id=2)"},
    });
}

TEST(Findings, cancelled_by) {
    check({
        {"CANCEL captured", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 180:INVITE A 1 x/b
            7.5 a>p CANCEL     A 1 x/  reason=SIP;cause=200
            7.6 p>a 487:INVITE A 1 x/b | cancelled_by:chat
            7.6 p>a 487:INVITE A 1 x/b if=1)"},
        {"CANCEL not captured", R"(
            0   a>p INVITE     A 1 x/
            7.6 p>a 487:INVITE A 1 x/b | cancelled_by:chat)"},
        {"near: another failure", R"(
            0   a>p INVITE     A 1 x/
            7.5 a>p CANCEL     A 1 x/
            7.6 p>a 486:INVITE A 1 x/b)"},
    });
}

TEST(Findings, cancelled_by_in_words) {
    const struct {
        const char *what, *trace;
        std::vector<const char *> says;
        std::vector<const char *> says_not;
    } cases[] = {
        {"after ringing, with a reason",
         R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 180:INVITE A 1 x/b
            7.5 a>p CANCEL     A 1 x/  reason=SIP;cause=200
            7.6 p>a 487:INVITE A 1 x/b)",
         {"frame 3", "7.5 s", "while it rang", "SIP;cause=200"},
         {"elsewhere, cannot"}},
        {"before ringing",
         R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 100:INVITE A 1 x/
            0.5 a>p CANCEL     A 1 x/
            0.6 p>a 487:INVITE A 1 x/b)",
         {"frame 3", "0.5 s", "before it rang"},
         {"Reason"}},
        {"by a BYE in the early dialog",
         R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 180:INVITE A 1 x/b
            5   a>p BYE        B 2 x/b
            5.1 p>a 487:INVITE A 1 x/b)",
         {"BYE in frame 3"},
         {"cannot tell"}},
        {"when its time was over",
         R"(
            0   a>p INVITE     A 1 x/ +Expires:60
            0.1 p>a 180:INVITE A 1 x/b
            1   p>a 180:INVITE A 1 x/b
            60  p>a 487:INVITE A 1 x/b)",
         {"Expires 60 s"},
         {"cannot tell"}},
        {"before its time was over",
         R"(
            0   a>p INVITE     A 1 x/ +Expires:60
            0.1 p>a 180:INVITE A 1 x/b
            1   p>a 180:INVITE A 1 x/b
            59  p>a 487:INVITE A 1 x/b)",
         {"cannot tell by whom"},
         {"Expires"}},
        {"no CANCEL",
         R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 180:INVITE A 1 x/b
            7   q>p CANCEL     Z 1 x/
            7.6 p>a 487:INVITE A 1 x/b)",
         {"cannot tell by whom"},
         {"frame"}},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        const std::string text = text_of(Trace(test.trace), 4);
        for (const char *const words : test.says) {
            EXPECT_NE(text.find(words), std::string::npos) << words << ": " << text;
        }
        for (const char *const words : test.says_not) {
            EXPECT_EQ(text.find(words), std::string::npos) << words << ": " << text;
        }
    }
}

TEST(Findings, dialog_lost) {
    check({
        {"the dialog", R"(
            0   a>p INVITE     B 2 x/b
            0.1 p>a 404:INVITE B 2 x/b | dialog_lost:warn
            0.1 a>p ACK        B 2 x/b)"},
        {"the usage", R"(
            0   a>p INFO     B 2 x/b
            0.1 p>a 481:INFO B 2 x/b | dialog_lost:warn)"},
        {"408 to UPDATE", R"(
            0   a>p UPDATE     B 2 x/b
            0.1 p>a 408:UPDATE B 2 x/b | timeout_for_non_invite:note dialog_lost:warn)"},
        {"a subscription that is gone", R"(
            0   a>p NOTIFY     B 2 x/b
            0.1 p>a 481:NOTIFY B 2 x/b | dialog_lost:note)"},
        {"on two hops, once", R"(
            0   a>p INFO     A  2 x/b
            0   p>b INFO     BA 2 x/b
            0.1 b>p 481:INFO BA 2 x/b
            0.1 p>a 481:INFO A  2 x/b | dialog_lost:warn)"},
        {"near: the BYE had gone out", R"(
            0   a>p INFO    A 2 x/b
            0   p>a BYE     C 1 b/x
            0.1 a>p 200:BYE C 1 b/x
            0.1 p>a 481:INFO A 2 x/b)"},
        {"near: BYE", R"(
            0   a>p BYE     B 2 x/b
            0.1 p>a 481:BYE B 2 x/b)"},
        {"near: outside a dialog", R"(
            0   a>p MESSAGE     B 2 x/
            0.1 p>a 404:MESSAGE B 2 x/b)"},
        {"near: the session goes on", R"(
            0   a>p INVITE     B 2 x/b
            0.1 p>a 488:INVITE B 2 x/b
            0.1 a>p ACK        B 2 x/b)"},
        {"near: 408 to INFO", R"(
            0   a>p INFO     B 2 x/b
            0.1 p>a 408:INFO B 2 x/b | timeout_for_non_invite:note)"},
    });
}

TEST(Findings, early_dialog_request_failed) {
    check({
        {"UPDATE refused, then the call failed", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b
            0.2 a>p UPDATE     B 2 x/b
            0.3 p>a 504:UPDATE B 2 x/b
            0.4 p>a 500:INVITE A 1 x/b | early_dialog_request_failed:note
            0.5 a>p ACK        A 1 x/b)"},
        {"PRACK refused, then the call was cancelled", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b
            0.2 a>p PRACK      B 2 x/b
            0.3 p>a 488:PRACK  B 2 x/b | reliability_failed:warn
            0.4 a>p CANCEL     A 1 x/
            0.5 p>a 487:INVITE A 1 x/b | cancelled_by:chat early_dialog_request_failed:note
            0.5 a>p ACK        A 1 x/b)"},
        {"near: the call was answered", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b
            0.2 a>p UPDATE     B 2 x/b
            0.3 p>a 488:UPDATE B 2 x/b
            0.4 p>a 200:INVITE A 1 x/b
            0.5 a>p ACK        C 1 x/b)"},
        {"near: refused in the call, which then goes on", R"(
            0   a>p INVITE     A 1 x/
            0.4 p>a 200:INVITE A 1 x/b
            0.5 a>p ACK        C 1 x/b
            1   a>p UPDATE     B 2 x/b
            1.1 p>a 488:UPDATE B 2 x/b
            2   a>p INVITE     D 3 x/b
            2.1 p>a 488:INVITE D 3 x/b
            2.1 a>p ACK        D 3 x/b)"},
        {"near: refused before the INVITE that this one follows", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b
            0.2 a>p UPDATE     B 2 x/b
            0.3 p>a 488:UPDATE B 2 x/b
            0.4 p>a 488:INVITE A 1 x/b | early_dialog_request_failed:note
            0.4 a>p ACK        A 1 x/b
            1   a>p INVITE     C 3 x/
            1.1 p>a 486:INVITE C 3 x/c
            1.1 a>p ACK        C 3 x/c)"},
        {"near: challenged and answered", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b
            0.2 a>p UPDATE     B 2 x/b
            0.3 p>a 407:UPDATE B 2 x/b chal=n
            0.4 a>p UPDATE     C 3 x/b auth=n
            0.5 p>a 200:UPDATE C 3 x/b
            9   p>a 486:INVITE A 1 x/b
            9   a>p ACK        A 1 x/b)"},
        {"near: a PRACK that crossed the CANCEL", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b
            0.2 a>p CANCEL     A 1 x/
            0.2 p>a 200:CANCEL A 1 x/b
            0.2 p>a 487:INVITE A 1 x/b | cancelled_by:chat
            0.3 a>p PRACK      B 2 x/b
            0.4 p>a 481:PRACK  B 2 x/b
            0.5 a>p ACK        A 1 x/b)"},
        {"near: another call", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b
            0.2 a>p UPDATE     B 2 x/b
            0.3 p>a 488:UPDATE B 2 x/b
            0.4 c>p INVITE     C 1 y/  id=2
            0.5 p>c 486:INVITE C 1 y/c id=2
            0.5 c>p ACK        C 1 y/c id=2)"},
    });
}

TEST(Findings, reliability_failed) {
    check({
        {"PRACK refused", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.2 a>p PRACK      B 2 x/b
            0.3 p>a 400:PRACK  B 2 x/b | reliability_failed:warn
            0.4 p>a 200:INVITE A 1 x/b)"},
        {"no PRACK, then 5xx", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.6 p>a 183:INVITE A 1 x/b +RSeq:1
            32  p>a 504:INVITE A 1 x/b | reliability_failed:warn
            32  a>p ACK        A 1 x/b)"},
        {"no PRACK, then 5xx, on two hops", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0.1 b>p 183:INVITE BA 1 x/b +RSeq:1
            0.1 p>a 183:INVITE A  1 x/b +RSeq:1
            33  b>p 504:INVITE BA 1 x/b
            33  p>b ACK        BA 1 x/b
            33  p>a 504:INVITE A  1 x/b | reliability_failed:warn
            33  a>p ACK        A  1 x/b)"},
        {"near: refused at once, whatever the reason", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.2 p>a 503:INVITE A 1 x/b
            0.2 a>p ACK        A 1 x/b)"},
        {"near: PRACK challenged", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.2 a>p PRACK      B 2 x/b
            0.2 p>a 407:PRACK  B 2 x/b chal=n
            0.3 a>p PRACK      C 3 x/b auth=n
            0.3 p>a 200:PRACK  C 3 x/b
            0.4 p>a 200:INVITE A 1 x/b
            0.4 a>p ACK        D 1 x/b)"},
        {"sent three times without PRACK, then nothing", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.6 p>a 183:INVITE A 1 x/b +RSeq:1
            1.6 p>a 183:INVITE A 1 x/b +RSeq:1 | reliability_failed:warn
            3.6 p>a 183:INVITE A 1 x/b +RSeq:1
            5.0 p>a 200:INVITE A 1 x/b)"},
        {"the second one, after the first got its PRACK", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.2 a>p PRACK      B 2 x/b
            0.3 p>a 200:PRACK  B 2 x/b
            0.4 p>a 180:INVITE A 1 x/b +RSeq:2
            0.9 p>a 180:INVITE A 1 x/b +RSeq:2
            1.9 p>a 180:INVITE A 1 x/b +RSeq:2 | reliability_failed:warn)"},
        {"on two hops", R"(
            0    a>p INVITE     A  1 x/
            0    p>b INVITE     BA 1 x/
            0.1  b>p 183:INVITE BA 1 x/b +RSeq:1
            0.1  p>a 183:INVITE A  1 x/b +RSeq:1
            0.6  b>p 183:INVITE BA 1 x/b +RSeq:1
            0.6  p>a 183:INVITE A  1 x/b +RSeq:1
            1.6  b>p 183:INVITE BA 1 x/b +RSeq:1
            1.6  p>a 183:INVITE A  1 x/b +RSeq:1 | reliability_failed:warn)"},
        {"near: the PRACK was slow or lost once", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.6 p>a 183:INVITE A 1 x/b +RSeq:1
            0.9 a>p PRACK      B 2 x/b
            1.0 p>a 200:PRACK  B 2 x/b)"},
        {"near: the PRACK came at last", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.6 p>a 183:INVITE A 1 x/b +RSeq:1
            1.6 p>a 183:INVITE A 1 x/b +RSeq:1
            1.9 a>p PRACK      B 2 x/b
            2.0 p>a 200:PRACK  B 2 x/b)"},
        {"near: sent twice, seen on three interfaces", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1 if=1
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1 if=2
            0.6 p>a 183:INVITE A 1 x/b +RSeq:1
            0.6 p>a 183:INVITE A 1 x/b +RSeq:1 if=1
            0.6 p>a 183:INVITE A 1 x/b +RSeq:1 if=2)"},
        {"near: the client was never captured", R"(
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.6 p>a 183:INVITE A 1 x/b +RSeq:1
            1.6 p>a 183:INVITE A 1 x/b +RSeq:1)"},
        {"near: a PRACK came", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.2 a>p PRACK      B 2 x/b
            0.3 p>a 200:PRACK  B 2 x/b
            32  p>a 504:INVITE A 1 x/b
            32  a>p ACK        A 1 x/b)"},
        {"near: the provisional asked for none", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b
            32  p>a 504:INVITE A 1 x/b
            32  a>p ACK        A 1 x/b)"},
        {"near: another failure", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            32  p>a 486:INVITE A 1 x/b
            32  a>p ACK        A 1 x/b)"},
        {"near: refused after CANCEL", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.2 a>p PRACK      B 2 x/b
            0.2 a>p CANCEL     A 1 x/
            0.3 p>a 481:PRACK  B 2 x/b
            0.4 p>a 487:INVITE A 1 x/b | cancelled_by:chat
            0.5 a>p ACK        A 1 x/b)"},
        {"near: two reliable provisionals are no retransmission of each other", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 183:INVITE A 1 x/b +RSeq:1
            0.2 a>p PRACK      B 2 x/b
            0.3 p>a 200:PRACK  B 2 x/b
            0.4 p>a 183:INVITE A 1 x/b +RSeq:2
            0.5 a>p PRACK      C 3 x/b
            0.6 p>a 200:PRACK  C 3 x/b
            9   p>a 486:INVITE A 1 x/b
            9   a>p ACK        A 1 x/b)"},
    });
}

TEST(Findings, reliability_failed_without_prack) {
    const Trace trace(R"(
        0   a>p INVITE     A 1 x/
        0.1 p>a 183:INVITE A 1 x/b +RSeq:1
        0.6 p>a 183:INVITE A 1 x/b +RSeq:1
        1.6 p>a 183:INVITE A 1 x/b +RSeq:1
        40  p>a 486:INVITE A 1 x/b
        40  a>p ACK        A 1 x/b)");
    std::string all;
    for (std::size_t frame = 1; frame <= trace.size(); ++frame) {
        all += test::findings_on(trace, frame).words;
    }
    EXPECT_EQ(all, "reliability_failed:warn"); // once, on whichever message proves it
}

TEST(Findings, code_changed) {
    check({
        {"by the next node", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>b INVITE     BA 1 x/
            0.2 b>p 404:INVITE BA 1 x/b
            0.2 p>b ACK        B  1 x/b
            0.3 p>a 480:INVITE A  1 x/c | code_changed:note
            0.3 a>p ACK        A  1 x/c)"},
        {"by a node that hides Via", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>b INVITE     B 1 x/ sent-by=p
            0.2 b>p 404:INVITE B 1 x/b
            0.2 p>b ACK        B 1 x/b
            0.3 p>a 480:INVITE A 1 x/c | code_changed:note
            0.3 a>p ACK        A 1 x/c)"},
        {"deep in the network, and passed on from there", R"(
            0   a>p INVITE     A   1 x/
            0.1 p>s INVITE     BA  1 x/
            0.2 s>b INVITE     CBA 1 x/
            0.3 b>s 486:INVITE CBA 1 x/b
            0.3 s>b ACK        C   1 x/b
            0.4 s>p 603:INVITE BA  1 x/b | code_changed:note
            0.4 p>s ACK        B   1 x/b
            0.5 p>a 603:INVITE A   1 x/b
            0.5 a>p ACK        A   1 x/b)"},
        {"near: so late that another branch may have decided, uncaptured", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>b INVITE     BA 1 x/
            0.2 b>p 503:INVITE BA 1 x/b
            0.2 p>b ACK        B  1 x/b
            3.2 p>a 404:INVITE A  1 x/c
            3.2 a>p ACK        A  1 x/c)"},
        {"near: the code as it came", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>b INVITE     BA 1 x/
            0.2 b>p 404:INVITE BA 1 x/b
            0.2 p>b ACK        B  1 x/b
            0.3 p>a 404:INVITE A  1 x/c
            0.3 a>p ACK        A  1 x/c)"},
        {"near: 503 becomes 500", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>b INVITE     BA 1 x/
            0.2 b>p 503:INVITE BA 1 x/b
            0.2 p>b ACK        B  1 x/b
            0.3 p>a 500:INVITE A  1 x/c
            0.3 a>p ACK        A  1 x/c)"},
        {"near: two branches, of which one is chosen", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>b INVITE     BA 1 x/
            0.1 p>c INVITE     CA 1 x/
            0.2 b>p 404:INVITE BA 1 x/b
            0.2 p>b ACK        B  1 x/b
            0.2 c>p 480:INVITE CA 1 x/c
            0.2 p>c ACK        C  1 x/c
            0.3 p>a 480:INVITE A  1 x/c
            0.3 a>p ACK        A  1 x/c)"},
        {"near: the proxy gave up and cancelled its branch", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>b INVITE     BA 1 x/
            0.2 b>p 180:INVITE BA 1 x/b
            30  p>b CANCEL     B  1 x/
            30  b>p 200:CANCEL B  1 x/c
            30  b>p 487:INVITE BA 1 x/b | cancelled_by:chat
            30  p>b ACK        B  1 x/b
            30  p>a 408:INVITE A  1 x/c
            30  a>p ACK        A  1 x/c)"},
        {"near: hops not captured lie between", R"(
            0   a>p INVITE     A   1 x/
            0.1 s>b INVITE     CBA 1 x/
            0.2 b>s 404:INVITE CBA 1 x/b
            0.2 s>b ACK        C   1 x/b
            0.3 p>a 480:INVITE A   1 x/c
            0.3 a>p ACK        A   1 x/c)"},
        {"near: the answer from below comes later", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>b INVITE     BA 1 x/
            0.2 p>a 480:INVITE A  1 x/c
            0.2 a>p ACK        A  1 x/c
            0.3 b>p 404:INVITE BA 1 x/b
            0.3 p>b ACK        B  1 x/b)"},
        {"near: the proxy follows a redirection itself", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>b INVITE     BA 1 x/
            0.2 b>p 302:INVITE BA 1 x/b +Contact:<sip:c>
            0.2 p>b ACK        B  1 x/b
            0.3 p>a 480:INVITE A  1 x/c
            0.3 a>p ACK        A  1 x/c)"},
    });
}

TEST(Findings, service_unavailable_relayed) {
    check({
        {"by the next node", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>b INVITE     BA 1 x/
            0.2 b>p 503:INVITE BA 1 x/b
            0.2 p>b ACK        B  1 x/b
            0.3 p>a 503:INVITE A  1 x/c | service_unavailable_relayed:note
            0.3 a>p ACK        A  1 x/c)"},
        {"MESSAGE", R"(
            0   a>p MESSAGE     A  1 x/
            0.1 p>b MESSAGE     BA 1 x/
            0.2 b>p 503:MESSAGE BA 1 x/b
            0.3 p>a 503:MESSAGE A  1 x/b | service_unavailable_relayed:note)"},
        {"near: REGISTER", R"(
            0   a>p REGISTER     A  1 x/
            0.1 p>b REGISTER     BA 1 x/
            0.2 b>p 503:REGISTER BA 1 x/b
            0.3 p>a 503:REGISTER A  1 x/b)"},
        {"near: the node's own 503", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>b INVITE     BA 1 x/
            0.2 b>p 404:INVITE BA 1 x/b
            0.2 p>b ACK        B  1 x/b
            0.3 p>a 503:INVITE A  1 x/c | code_changed:note
            0.3 a>p ACK        A  1 x/c)"},
        {"near: Via is hidden, so it may be no proxy", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>b INVITE     B 1 x/ sent-by=p
            0.2 b>p 503:INVITE B 1 x/b
            0.2 p>b ACK        B 1 x/b
            0.3 p>a 503:INVITE A 1 x/c
            0.3 a>p ACK        A 1 x/c)"},
        {"near: the last hop", R"(
            0   a>p INVITE     A 1 x/
            0.2 p>a 503:INVITE A 1 x/b
            0.3 a>p ACK        A 1 x/b)"},
    });
}

TEST(Findings, security_path_changed) {
    check({
        {"once for each UE", R"(
            0   u>p INVITE     A 1 x/  esp
            0.1 p>u 404:INVITE A 1 x/b | security_path_changed:note
            0.1 u>p ACK        A 1 x/b esp
            60  u>p INVITE     B 1 y/  id=2 esp
            60  p>u 404:INVITE B 1 y/b id=2
            60  u>p ACK        B 1 y/b id=2 esp
            70  p>u INVITE     D 1 w/  id=4 esp
            70  u>p 486:INVITE D 1 w/b id=4
            70  p>u ACK        D 1 w/b id=4 esp
            90  v>p INVITE     C 1 z/  id=3 esp from=carol
            90  p>v 404:INVITE C 1 z/b id=3 | security_path_changed:note
            90  v>p ACK        C 1 z/b id=3 esp)"},
        {"near: both protected", R"(
            0   u>p INVITE     A 1 x/  esp
            0.1 p>u 404:INVITE A 1 x/b esp
            0.1 u>p ACK        A 1 x/b esp)"},
        {"near: neither", R"(
            0   u>p INVITE     A 1 x/
            0.1 p>u 404:INVITE A 1 x/b
            0.1 u>p ACK        A 1 x/b)"},
        {"near: a protected copy before", R"(
            0      u>p INVITE     A 1 x/  esp
            0.1    p>u 404:INVITE A 1 x/b esp
            0.1001 p>u 404:INVITE A 1 x/b if=1
            0.1    u>p ACK        A 1 x/b esp)"},
        {"near: everything is captured twice, the protected copy after", R"(
            0      u>p INVITE     A 1 x/  esp
            0.0001 u>p INVITE     A 1 x/  if=1
            0.1    p>u 404:INVITE A 1 x/b if=1
            0.1001 p>u 404:INVITE A 1 x/b esp
            0.1    u>p ACK        A 1 x/b esp)"},
        {"near: success and normal procedure", R"(
            0   u>p REGISTER     A 1 x/ esp
            0.1 p>u 401:REGISTER A 1 x/b chal=1
            0.2 u>p REGISTER     B 2 x/ esp auth=1
            0.3 p>u 200:REGISTER B 2 x/c)"},
    });
}

TEST(Findings, of_verdicts_come_first_and_not_on_repetitions) {
    const Trace trace(R"(
        0   a>p INVITE     A 1 x/
        0.1 p>a 499:INVITE A 1 x/b
        0.1 p>a 499:INVITE A 1 x/b if=1
        0.6 p>a 499:INVITE A 1 x/b
        0.7 p>a 100:INVITE A 1 x/
        0.8 p>a 200:INVITE A 1 x/b)");
    const Found *const found = trace.record(2).findings;
    ASSERT_NE(found, nullptr);
    EXPECT_STREQ(found->rule->id, "request_failed");
    EXPECT_STREQ(found->text, trace.record(2).verdict->summary);
    ASSERT_NE(found->next, nullptr);
    EXPECT_STREQ(found->next->rule->id, "unregistered_code");
    EXPECT_EQ(found->next->next, nullptr);
    for (const std::size_t frame : {1U, 3U, 4U, 5U}) {
        EXPECT_EQ(trace.record(frame).findings, nullptr) << frame;
    }
}

} // namespace
} // namespace imsfail::diagnosis
