// imsfail: tests of the circumstances that only the call model can tell
//
// Expected of each failure response (see trace.h): kind, category, scope, headline, severity.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "trace.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace imsfail::diagnosis {
namespace {

using test::Trace;

std::string describe(const Verdict *verdict) {
    const char *const severities[] = {"chat", "note", "warn", "error"};
    if (verdict == nullptr) {
        return "";
    }
    std::string line;
    for (const char *const word : {token(verdict->kind), token(verdict->category),
                                   token(verdict->scope), token(verdict->retry.headline)}) {
        line += std::string(word) + " ";
    }
    return line + severities[static_cast<std::size_t>(verdict->severity)];
}

void check(const std::vector<test::TraceCase> &cases) {
    test::check_traces(cases, [](const Trace &trace, std::size_t frame) {
        return describe(trace.record(frame).verdict);
    });
}

TEST(Circumstances, credentials_rejected) {
    check({
        {"REGISTER challenged again", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 401:REGISTER A 1 x/b chal=n | challenge authentication message with-credentials chat
            0.2 a>p REGISTER     B 2 x/  auth=n
            0.3 p>a 401:REGISTER B 2 x/c chal=m | failure authentication message modified warn
            0.4 a>p REGISTER     C 3 x/  auth=m
            0.5 p>a 401:REGISTER C 3 x/d chal=o | failure authentication message modified warn)"},
        {"INVITE challenged again, over two hops", R"(
            0   a>p INVITE     A  1 x/
            0   p>q INVITE     BA 1 x/
            0.1 q>p 407:INVITE BA 1 x/b chal=n | challenge authentication hop with-credentials chat
            0.1 p>a 407:INVITE A  1 x/b chal=n | challenge authentication hop with-credentials chat
            0.2 a>p INVITE     C  2 x/  auth=n
            0.2 p>q INVITE     DC 2 x/  auth=n
            0.3 q>p 407:INVITE DC 2 x/c chal=m | failure authentication hop modified note
            0.3 p>a 407:INVITE C  2 x/c chal=m | failure authentication hop modified warn)"},
        {"one of two realms that a fork asked for at once", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n,m realm=p,q | challenge authentication hop with-credentials chat
            0.2 a>p INVITE     B 2 x/  auth=n,m realm=p,q
            0.3 p>a 407:INVITE B 2 x/c chal=o realm=p     | failure authentication hop modified warn)"},
        {"one of two challenges of a realm, for two algorithms", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 401:REGISTER A 1 x/b chal=n,m realm=r,r | challenge authentication message with-credentials chat
            0.2 a>p REGISTER     B 2 x/  auth=n
            0.3 p>a 401:REGISTER B 2 x/c chal=o             | failure authentication message modified warn)"},
        {"of two realms with two challenges each, the second one's last", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n,m,k,l realm=p,p,q,q | challenge authentication hop with-credentials chat
            0.2 a>p INVITE     B 2 x/  auth=n,l realm=p,q
            0.3 p>a 407:INVITE B 2 x/c chal=o realm=q             | failure authentication hop modified warn)"},
        {"the callee's, while the proxy's two are not forgotten", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n,m realm=p,p | challenge authentication hop with-credentials chat
            0.2 a>p INVITE     B 2 x/
            0.3 p>a 401:INVITE B 2 x/c chal=k,l realm=q,q | challenge authentication message with-credentials chat
            0.4 a>p INVITE     C 3 x/  auth=m,l realm=p,q
            0.5 p>a 407:INVITE C 3 x/d chal=o realm=p     | failure authentication hop modified warn)"},
        {"the callee's after those of the proxy, which was asked first, between and with it", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n realm=p | challenge authentication hop with-credentials chat
            0.2 a>p INVITE     B 2 x/  auth=n realm=p
            0.3 p>a 401:INVITE B 2 x/c chal=m realm=q | challenge authentication message with-credentials chat
            0.4 a>p INVITE     C 3 x/  auth=m realm=q
            0.5 p>a 407:INVITE C 3 x/d chal=o realm=p | challenge authentication hop with-credentials chat
            0.6 a>p INVITE     D 4 x/  auth=o realm=p
            0.7 p>a 401:INVITE D 4 x/e chal=l realm=q | challenge authentication message with-credentials chat
            0.8 a>p INVITE     E 5 x/  auth=o,l realm=p,q
            0.9 p>a 401:INVITE E 5 x/f chal=k realm=q | failure authentication message modified warn)"},
        {"near: credentials that were good before", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n realm=p | challenge authentication hop with-credentials chat
            0.2 a>p INVITE     B 2 x/  auth=n realm=p
            0.3 p>a 401:INVITE B 2 x/c chal=m realm=q | challenge authentication message with-credentials chat
            0.4 a>p INVITE     C 3 x/  auth=n,m realm=p,q
            0.5 p>a 407:INVITE C 3 x/d chal=o realm=p | challenge authentication hop with-credentials chat)"},
        {"near: stale nonce", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 401:REGISTER A 1 x/b chal=n       | challenge authentication message with-credentials chat
            0.2 a>p REGISTER     B 2 x/  auth=n
            0.3 p>a 401:REGISTER B 2 x/c chal=m stale | challenge authentication message with-credentials chat)"},
        {"near: the SIM asks to resynchronise", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 401:REGISTER A 1 x/b chal=n      | challenge authentication message with-credentials chat
            0.2 a>p REGISTER     B 2 x/  auth=n auts
            0.3 p>a 401:REGISTER B 2 x/c chal=m      | challenge authentication message with-credentials chat)"},
        {"near: the next one in another realm", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n realm=p | challenge authentication hop with-credentials chat
            0.2 a>p INVITE     B 2 x/  auth=n realm=p
            0.3 p>a 401:INVITE B 2 x/c chal=m realm=q | challenge authentication message with-credentials chat)"},
        {"near: re-REGISTER with the nonce of an earlier registration", R"(
            0    a>p REGISTER     A 1 x/
            0.1  p>a 401:REGISTER A 1 x/b chal=n | challenge authentication message with-credentials chat
            0.2  a>p REGISTER     B 2 x/  auth=n
            0.3  p>a 200:REGISTER B 2 x/c
            600  a>p REGISTER     C 3 x/  auth=n
            600  p>a 401:REGISTER C 3 x/d chal=m | challenge authentication message with-credentials chat)"},
        {"near: credentials for another nonce", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 401:REGISTER A 1 x/b chal=n | challenge authentication message with-credentials chat
            0.2 a>p REGISTER     B 2 x/  auth=z
            0.3 p>a 401:REGISTER B 2 x/c chal=m | challenge authentication message with-credentials chat)"},
        {"near: the request was not captured", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 401:REGISTER A 1 x/b chal=n | challenge authentication message with-credentials chat
            0.3 p>a 401:REGISTER B 2 x/c chal=m | challenge authentication message with-credentials chat)"},
        {"near: 403 instead of a challenge", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 407:INVITE A 1 x/b chal=n | challenge authentication hop with-credentials chat
            0.2 a>p INVITE     B 2 x/  auth=n
            0.3 p>a 403:INVITE B 2 x/c        | failure policy server no warn)"},
    });
}

TEST(Circumstances, merged_request) {
    check({
        {"two branches meet at one server", R"(
            0   a>p INVITE     A   1 x/
            0   p>b INVITE     BA  1 x/
            0   p>c INVITE     CA  1 x/
            0   b>s INVITE     DBA 1 x/
            0   c>s INVITE     ECA 1 x/
            0.1 s>c 482:INVITE ECA 1 x/s | merged routing path not-applicable chat)"},
        {"another branch was answered", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0   p>c INVITE     CA 1 x/
            0.1 b>p 486:INVITE BA 1 x/b | failure user ua later note
            0.1 c>p 482:INVITE CA 1 x/c | merged routing path not-applicable chat)"},
        {"near: loop", R"(
            0    a>p INVITE     A    1 x/
            0.01 p>q INVITE     BA   1 x/
            0.02 q>p INVITE     CBA  1 x/
            0.03 p>q INVITE     DCBA 1 x/
            0.1  q>p 482:INVITE DCBA 1 x/b | failure routing path no note
            0.11 p>q 482:INVITE CBA  1 x/b | failure routing path no note
            0.12 q>p 482:INVITE BA   1 x/b | failure routing path no note
            0.13 p>a 482:INVITE A    1 x/b | failure routing path no warn)"},
        {"near: one request, one answer", R"(
            0    a>p INVITE     A    1 x/
            0.1  p>a 482:INVITE A    1 x/b | failure routing path no warn)"},
        {"near: both branches refuse it, on different servers", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0   p>c INVITE     CA 1 x/
            0.1 b>p 482:INVITE BA 1 x/b | failure routing path no note
            0.1 c>p 482:INVITE CA 1 x/c | failure routing path no note)"},
        {"near: another call to the same server", R"(
            0   a>p INVITE     A 1 x/
            0   c>p INVITE     B 1 y/  id=2
            0.1 p>c 482:INVITE B 1 y/c id=2 | failure routing path no warn)"},
    });
}

TEST(Circumstances, rang_unanswered) {
    check({
        {"480 after it rang", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 180:INVITE A 1 x/b
            30  p>a 480:INVITE A 1 x/b | failure user ua later note)"},
        {"408 after it rang", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 180:INVITE A 1 x/b
            30  p>a 408:INVITE A 1 x/B | failure user server same note)"},
        {"near: another device rang", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 180:INVITE A 1 x/b
            30  p>a 408:INVITE A 1 x/c | failure timeout server same warn)"},
        {"near: 183 is no ringing", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 183:INVITE A 1 x/b
            30  p>a 408:INVITE A 1 x/b | failure timeout server same warn)"},
        {"near: it rang on another branch", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0   p>c INVITE     CA 1 x/
            1   b>p 180:INVITE BA 1 x/b
            30  c>p 408:INVITE CA 1 x/b | failure timeout server same note)"},
        {"near: busy", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 180:INVITE A 1 x/b
            30  p>a 486:INVITE A 1 x/b | failure user ua later note)"},
    });
}

TEST(Circumstances, rang_on_any_of_two_devices) {
    check({{"the second device that rang", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 180:INVITE A 1 x/b
            2   p>a 180:INVITE A 1 x/c
            30  p>a 408:INVITE A 1 x/c | failure user server same note)"}});
}

TEST(Circumstances, overlapping_requests) {
    check({
        {"500 with Retry-After while another offer is open", R"(
            0   a>b INVITE     A 5 x/y
            1   a>b UPDATE     B 6 x/y
            1.1 b>a 500:UPDATE B 6 x/y ra=3 | negotiation negotiation dialog same chat)"},
        {"near: the other one is over", R"(
            0   a>b INVITE     A 5 x/y
            0.1 b>a 200:INVITE A 5 x/y
            0.2 a>b ACK        C 5 x/y
            1   a>b UPDATE     B 6 x/y
            1.1 b>a 500:UPDATE B 6 x/y ra=3 | failure server server later note)"},
        {"near: no Retry-After", R"(
            0   a>b INVITE     A 5 x/y
            1   a>b UPDATE     B 6 x/y
            1.1 b>a 500:UPDATE B 6 x/y | failure server server later note)"},
        {"CSeq lower than one already seen", R"(
            0   a>b INFO     A 5 x/y
            0.1 b>a 200:INFO A 5 x/y
            1   a>b INFO     B 4 x/y
            1.1 b>a 500:INFO B 4 x/y | failure dialog dialog later note)"},
        {"the second dialog of a fork counts as well", R"(
            0   a>b INVITE     A 1 x/
            0.1 b>a 183:INVITE A 1 x/y
            0.1 b>a 183:INVITE A 1 x/z
            0.2 a>b PRACK      B 3 x/y
            0.3 a>b PRACK      C 2 x/z
            0.4 a>b UPDATE     D 4 x/z
            1   a>b INFO       E 3 x/z
            1.1 b>a 500:INFO   E 3 x/z | failure dialog dialog later note)"},
        {"near: each dialog of a fork counts on its own", R"(
            0   a>b INVITE     A 1 x/
            0.1 b>a 183:INVITE A 1 x/y
            0.2 a>b PRACK      B 2 x/y
            0.3 a>b UPDATE     C 3 x/y
            0.4 b>a 183:INVITE A 1 x/z
            0.5 a>b PRACK      D 2 x/z
            0.6 b>a 500:PRACK  D 2 x/z | failure server server later note)"},
        {"lower than that of the INVITE", R"(
            0   a>b INVITE     A 5 x/
            0.1 b>a 183:INVITE A 5 x/y
            0.2 a>b PRACK      B 4 x/y
            0.3 b>a 500:PRACK  B 4 x/y | failure dialog dialog later note)"},
        {"near: of the other side", R"(
            0   b>a INFO     A 5 y/x
            0.1 a>b 200:INFO A 5 y/x
            1   a>b INFO     B 4 x/y
            1.1 b>a 500:INFO B 4 x/y | failure server server later note)"},
    });
}

// A final on a branch is at most note, if what shows the branch came before it.
TEST(Circumstances, branches_whose_parent_was_not_captured) {
    check({
        {"in parallel, named by both", R"(
            0   p>b INVITE     BA 1 x/
            0   p>c INVITE     CA 1 x/
            0.1 b>p 404:INVITE BA 1 x/b | failure target domain modified note
            0.2 c>p 503:INVITE CA 1 x/c | failure overload server elsewhere note)"},
        {"one after the other", R"(
            0   p>b INVITE     BA 1 x/
            0.1 b>p 404:INVITE BA 1 x/b | failure target domain modified warn
            0.2 p>c INVITE     CA 1 x/
            0.3 c>p 404:INVITE CA 1 x/c | failure target domain modified note)"},
        {"farther than the nearest request, though nothing leads there", R"(
            0   a>p INVITE     A   1 x/
            0.1 q>b INVITE     CB  1 x/
            0.2 b>q 404:INVITE CB  1 x/b | failure target domain modified note)"},
        {"near: the only one", R"(
            0   p>b INVITE     BA 1 x/
            0.1 b>p 404:INVITE BA 1 x/b | failure target domain modified warn)"},
        {"near: a client that tries two servers", R"(
            0   a>p INVITE     A 1 x/  sent-by=a
            0   a>q INVITE     B 1 x/  sent-by=a
            0.1 p>a 503:INVITE A 1 x/b sent-by=a | failure overload server elsewhere warn
            0.1 q>a 404:INVITE B 1 x/c sent-by=a | failure target domain modified warn)"},
    });
}

} // namespace
} // namespace imsfail::diagnosis
