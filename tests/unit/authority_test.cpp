// imsfail: tests of how far an answer is trusted: each rule shows, and stays silent by its guards
//
// Expected of each line (see trace.h): the grade, then the findings with their severity, but for
// those that every verdict brings.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/authority.h"

#include "found.h"
#include "trace.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace imsfail::diagnosis {
namespace {

using test::Trace;

std::string describe(const Trace &trace, std::size_t frame) {
    const MessageRecord &record = trace.record(frame);
    if (record.verdict == nullptr || record.verdict->authority == nullptr) {
        return "";
    }
    const Authority &authority = *record.verdict->authority;
    EXPECT_FALSE(authority.evidence.empty());
    for (const char *const text : authority.evidence) {
        EXPECT_LE(std::string_view(text).size(), knowledge::kMaxText) << text;
    }
    std::string text = token(authority.grade);
    for (const char *const id : {"contradicts_registration", "contradicts_alerting",
                                 "contradicts_success", "authority_doubtful"}) {
        if (const Found *const found = test::find_on(record, id)) {
            text += " " + test::in_words(*found->rule, found->severity, found->text);
        }
    }
    return text;
}

void check(const std::vector<test::TraceCase> &cases) {
    test::check_traces(cases, describe);
}

std::vector<std::string> evidence_on(const Trace &trace, std::size_t frame) {
    const auto &evidence = trace.record(frame).verdict->authority->evidence;
    return {evidence.begin(), evidence.end()};
}

std::string finding_on(const Trace &trace, std::size_t frame, std::string_view id) {
    const Found *const found = test::find_on(trace.record(frame), id);
    return found == nullptr ? "" : found->text;
}

TEST(Authority, contradicts_registration) {
    check({
        {"404, 410 and 604, of the three methods that look for a user", R"(
            0   b>r REGISTER      R 1 r/ from=bob id=r
            1   r>b 200:REGISTER  R 1 r/s from=bob id=r +Contact:<sip:b@c>;expires=60
            2   a>p INVITE        A 1 x/
            3   p>a 404:INVITE    A 1 x/y | contradicted contradicts_registration:warn
            4   a>p MESSAGE       B 1 x/ id=2
            5   p>a 410:MESSAGE   B 1 x/y id=2 | contradicted contradicts_registration:note
            6   a>p REFER         C 1 x/ id=3
            7   p>a 604:REFER     C 1 x/y id=3 | contradicted contradicts_registration:warn
            8   a>p SUBSCRIBE     D 1 x/ id=4
            9   p>a 404:SUBSCRIBE D 1 x/y id=4 | unknown
            10  a>p OPTIONS       E 1 x/ id=5
            11  p>a 404:OPTIONS   E 1 x/y id=5 | unknown
            12  a>p INVITE        F 1 x/ id=6
            13  p>a 485:INVITE    F 1 x/y id=6 | unknown
            14  a>p INVITE        G 1 x/y id=7
            15  p>a 404:INVITE    G 1 x/y id=7 | unknown)"},
        {"the number by which a user is known as well", R"(
            0   b>r REGISTER      R 1 r/ from=bob id=r
            1   r>b 200:REGISTER  R 1 r/s from=bob id=r +Contact:<sip:b@c> +P-Associated-URI:<tel:+12025550101>
            2   a>p INVITE        A 1 x/ to=42 uri=tel:+1-202-555-0101
            3   p>a 404:INVITE    A 1 x/y to=42 | contradicted contradicts_registration:warn)"},
        {"near: expired, removed, on behalf of somebody else, another user", R"(
            0   b>r REGISTER      R 1 r/ from=bob id=r
            1   r>b 200:REGISTER  R 1 r/s from=bob id=r +Contact:<sip:b@c>;expires=60
            60  a>p INVITE        A 1 x/
            61  p>a 404:INVITE    A 1 x/y | unknown
            70  b>r REGISTER      S 2 r/ from=bob id=r
            71  r>b 200:REGISTER  S 2 r/s from=bob id=r +Contact:<sip:b@c>;expires=60
            72  b>r REGISTER      T 3 r/ from=bob id=r +Contact:* +Expires:0
            73  r>b 200:REGISTER  T 3 r/s from=bob id=r
            74  a>p INVITE        B 1 x/ id=2
            75  p>a 404:INVITE    B 1 x/y id=2 | unknown
            80  s>v REGISTER      U 1 t/ from=scscf id=t
            81  v>s 200:REGISTER  U 1 t/s from=scscf id=t +Contact:<sip:s@c>
            82  a>p INVITE        C 1 x/ id=3
            83  p>a 404:INVITE    C 1 x/y id=3 | unknown
            84  b>r REGISTER      V 1 u/ from=eve to=eve id=u
            85  r>b 200:REGISTER  V 1 u/s from=eve to=eve id=u +Contact:<sip:b@c>
            86  a>p INVITE        D 1 x/ id=4
            87  p>a 404:INVITE    D 1 x/y id=4 | unknown)"},
        {"near: registered only after the request was sent", R"(
            0   a>p INVITE        A 1 x/
            1   b>r REGISTER      R 1 r/ from=bob id=r
            2   r>b 200:REGISTER  R 1 r/s from=bob id=r +Contact:<sip:b@c>
            3   p>a 404:INVITE    A 1 x/y | unknown)"},
        {"near: a number's contact address, and another domain", R"(
            0   b>r REGISTER      R 1 r/ from=+1202 to=+1202 id=r
            1   r>b 200:REGISTER  R 1 r/s from=+1202 to=+1202 id=r +Contact:<sip:b@c>
            2   p>b INVITE        A 1 x/ to=+1202 uri=sip:+1202@192.0.2.9
            3   b>p 404:INVITE    A 1 x/y to=+1202 | unknown
            4   a>p INVITE        B 1 x/ to=+1202 uri=sip:+1202@example.net id=2
            5   p>a 404:INVITE    B 1 x/y to=+1202 id=2 | unknown
            6   a>p INVITE        C 1 x/ to=+1202 uri=sip:+1202@example.net id=3
            7   p>a 604:INVITE    C 1 x/y to=+1202 id=3 | contradicted contradicts_registration:warn)"},
        {"near: a GRUU and an IMSI may be refused though the user is there", R"(
            0   b>r REGISTER      R 1 r/ from=bob id=r
            1   r>b 200:REGISTER  R 1 r/s from=bob id=r +Contact:<sip:b@c> +P-Associated-URI:<sip:001010123456789@ims.mnc001.mcc001.3gppnetwork.org>
            2   a>p INVITE        A 1 x/ uri=sip:bob@example.com;gr=1
            3   p>a 404:INVITE    A 1 x/y | unknown
            4   a>p INVITE        B 1 x/ uri=sip:001010123456789@ims.mnc001.mcc001.3gppnetwork.org id=2
            5   p>a 404:INVITE    B 1 x/y id=2 | unknown)"},
        {"on a branch the grade only; the finding stands at the originator's hop", R"(
            0   b>r REGISTER      R 1 r/ from=bob id=r
            1   r>b 200:REGISTER  R 1 r/s from=bob id=r +Contact:<sip:b@c>
            2   a>p INVITE        A 1 x/
            3   p>q INVITE        BA 1 x/
            4   q>p 404:INVITE    BA 1 x/y | contradicted
            5   p>a 404:INVITE    A 1 x/y | contradicted contradicts_registration:warn
            5   p>a 404:INVITE    A 1 x/y if=1 | contradicted)"},
        {"near: a refresh was refused", R"(
            0   b>p REGISTER      R 1 r/ id=r
            1   p>b 200:REGISTER  R 1 r/s id=r +Contact:<sip:b@c>
            2   b>p REGISTER      S 2 r/ id=r
            3   p>b 404:REGISTER  S 2 r/t id=r | unknown
            4   a>q INVITE        A 1 x/
            5   q>a 404:INVITE    A 1 x/y | unknown)"},
    });
}

TEST(Authority, says_where_to_look_for_a_registered_user) {
    constexpr const char *kRegistered = R"(
            0   b>r REGISTER      R 1 r/ from=bob id=r
            1   r>b 200:REGISTER  R 1 r/s from=bob id=r +Contact:<sip:b@c>;expires=60
        )";
    const Trace here(std::string(kRegistered) + R"(
            2   a>r INVITE        A 1 x/
            3   r>a 404:INVITE    A 1 x/y)");
    EXPECT_EQ(
        finding_on(here, 4, "contradicts_registration"),
        "Said not to exist, but registered (frame 2, for another 58.0 s). Registered over "
        "this hop, but it, or a node beyond, has no route to the user: check dial plan, look-up "
        "of bindings and barring");
    EXPECT_EQ(evidence_on(here, 4),
              (std::vector<std::string>{
                  "The target is registered (frame 2, for another 58.0 s)",
                  "The hop that answered takes part in registrations of this domain (frame 2)"}));
    const Trace device(std::string(kRegistered) + R"(
            2   a>r INVITE        A 1 x/
            3   r>b INVITE        BA 1 x/ uri=sip:b@192.0.2.9
            4   b>r 404:INVITE    BA 1 x/y
            5   r>a 404:INVITE    A 1 x/y)");
    EXPECT_EQ(finding_on(device, 6, "contradicts_registration"),
              "Said not to exist, but registered (frame 2, for another 56.0 s). The request was "
              "sent on to another address, and the answer comes from there (frame 5): check that "
              "device");
    const Trace elsewhere(std::string(kRegistered) + R"(
            2   a>p INVITE        A 1 x/
            3   p>a 404:INVITE    A 1 x/y)");
    EXPECT_EQ(
        finding_on(elsewhere, 4, "contradicts_registration"),
        "Said not to exist, but registered (frame 2, for another 58.0 s). Who answered was "
        "not seen in registrations: the registered device itself, or a server that does not ask "
        "the registrar of this user");
}

TEST(Authority, contradicts_alerting) {
    check({
        {"180 and then 404 from the same user agent", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 180:INVITE A 1 x/y
            5   p>a 404:INVITE A 1 x/y | contradicted contradicts_alerting:warn)"},
        {"181 before it rang", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 181:INVITE A 1 x/y
            2   p>a 180:INVITE A 1 x/y
            5   p>a 604:INVITE A 1 x/y | contradicted contradicts_alerting:warn)"},
        {"near: another user agent, after a 181, an announcement, no To tag", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 180:INVITE A 1 x/y
            5   p>a 404:INVITE A 1 x/z | unknown
            10  a>p INVITE     B 1 x/ id=2
            11  p>a 180:INVITE B 1 x/y id=2
            12  p>a 181:INVITE B 1 x/z id=2
            15  p>a 404:INVITE B 1 x/y id=2 | unknown
            20  a>p INVITE     C 1 x/ id=3
            21  p>a 183:INVITE C 1 x/y id=3
            25  p>a 404:INVITE C 1 x/y id=3 | unknown
            30  a>p INVITE     D 1 x/ id=4
            31  p>a 180:INVITE D 1 x/ id=4
            35  p>a 404:INVITE D 1 x/ id=4 | unknown
            40  a>p INVITE     E 1 x/ id=5
            41  p>a 180:INVITE E 1 x/y id=5
            45  p>a 485:INVITE E 1 x/y id=5 | unknown)"},
        {"near: within a dialog", R"(
            0   a>p INVITE     A 1 x/y
            1   p>a 180:INVITE A 1 x/y
            5   p>a 404:INVITE A 1 x/y | unknown)"},
        {"on a branch the grade only", R"(
            0   a>p INVITE     A 1 x/
            1   p>q INVITE     BA 1 x/
            2   q>p 180:INVITE BA 1 x/y
            3   p>a 180:INVITE A 1 x/y
            5   q>p 404:INVITE BA 1 x/y | contradicted
            6   p>a 404:INVITE A 1 x/y | contradicted contradicts_alerting:warn)"},
        {"near: an announcement after it rang", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 180:INVITE A 1 x/y
            1   p>a 183:INVITE A 1 x/y
            5   p>a 404:INVITE A 1 x/y | unknown)"},
        {"near: the number is not allocated, so it was an announcement", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 180:INVITE A 1 x/y
            5   p>a 404:INVITE A 1 x/y reason=Q.850;cause=1 | plausible)"},
    });
}

TEST(Authority, contradicts_success) {
    check({
        {"answered before over the same next hop, and over another one", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 200:INVITE A 1 x/y
            10  c>p INVITE     B 1 x/ id=2
            11  p>c 404:INVITE B 1 x/y id=2 | contradicted contradicts_success:warn
            20  c>q MESSAGE    C 1 x/ id=3
            21  q>c 404:MESSAGE C 1 x/y id=3 | contradicted contradicts_success:note)"},
        {"a number at another host", R"(
            0   a>p INVITE     A 1 x/ to=+1202 uri=sip:+1202@example.com
            1   p>a 200:INVITE A 1 x/y to=+1202
            10  a>p INVITE     B 1 x/ to=+1202 uri=sip:+1202@example.net id=2
            11  p>a 404:INVITE B 1 x/y to=+1202 id=2 | contradicted contradicts_success:note
            20  a>p INVITE     C 1 x/ to=+1202 uri=sip:+1202@example.net id=3
            21  p>a 604:INVITE C 1 x/y to=+1202 id=3 | contradicted contradicts_success:warn)"},
        {"another branch was answered before", R"(
            0   a>p INVITE     A 1 x/
            1   p>q INVITE     BA 1 x/
            1   p>r INVITE     CA 1 x/
            2   q>p 200:INVITE BA 1 x/y
            3   p>a 200:INVITE A 1 x/y
            4   r>p 404:INVITE CA 1 x/z | contradicted contradicts_success:note)"},
        {"near: another target, a busy one, a contact address, an OPTIONS, a later answer", R"(
            0   a>p INVITE      A 1 x/
            1   p>a 486:INVITE  A 1 x/y
            2   a>p INVITE      B 1 x/ to=eve uri=sip:eve@example.com id=2
            3   p>a 200:INVITE  B 1 x/y to=eve id=2
            4   a>p OPTIONS     C 1 x/ id=3
            5   p>a 200:OPTIONS C 1 x/y id=3
            10  a>p INVITE      D 1 x/ id=4
            11  p>a 404:INVITE  D 1 x/y id=4 | unknown
            20  p>b INVITE      E 1 x/ to=+1202 uri=sip:+1202@192.0.2.9 id=5
            21  b>p 200:INVITE  E 1 x/y to=+1202 id=5
            30  p>b INVITE      F 1 x/ to=+1202 uri=sip:+1202@192.0.2.9 id=6
            31  b>p 404:INVITE  F 1 x/y to=+1202 id=6 | unknown
            40  a>p INVITE      G 1 x/ id=7
            41  p>a 404:INVITE  G 1 x/y id=7 | unknown
            42  a>p INVITE      H 2 x/ id=7
            43  p>a 200:INVITE  H 2 x/y id=7)"},
        {"near: two finals on one transaction", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 200:INVITE A 1 x/y
            2   p>a 404:INVITE A 1 x/z | unknown)"},
    });
}

TEST(Authority, doubtful) {
    check({
        {"604 for a number", R"(
            0   a>p INVITE     A 1 x/ uri=tel:+12025550101
            1   p>a 604:INVITE A 1 x/y | doubtful authority_doubtful:note
            2   a>p INVITE     B 1 x/ uri=sip:2025550101@example.com;user=phone id=2
            3   p>a 604:INVITE B 1 x/y id=2 | doubtful authority_doubtful:note
            4   a>p INVITE     C 1 x/ uri=tel:101;phone-context=example.com id=3
            5   p>a 604:INVITE C 1 x/y id=3 | doubtful authority_doubtful:note)"},
        {"near: Q.850 1, a name, an extension, digits that may be a name, another code", R"(
            0   a>p INVITE     A 1 x/ uri=tel:+12025550101
            1   p>a 604:INVITE A 1 x/y reason=Q.850;cause=1 | plausible
            2   a>p INVITE     B 1 x/ id=2
            3   p>a 604:INVITE B 1 x/y id=2 | unknown
            4   a>p INVITE     C 1 x/ uri=sip:101@example.com id=3
            5   p>a 604:INVITE C 1 x/y id=3 | unknown
            6   a>p INVITE     D 1 x/ uri=sip:20255501@example.com id=4
            7   p>a 604:INVITE D 1 x/y id=4 | unknown
            8   a>p INVITE     E 1 x/ uri=tel:+12025550101 id=5
            9   p>a 404:INVITE E 1 x/y id=5 | unknown
            10  a>p REGISTER   F 1 x/ to=+1202 from=+1202 id=6
            11  p>a 604:REGISTER F 1 x/y to=+1202 from=+1202 id=6 | unknown)"},
        {"604 by the first hop at once", R"(
            0      a>p INVITE     A 1 x/
            0.0049 p>a 604:INVITE A 1 x/y | doubtful authority_doubtful:note)"},
        {"near: later, behind another node, sent on, another code", R"(
            0      a>p INVITE     A 1 x/
            0.005  p>a 604:INVITE A 1 x/y | unknown
            1      a>p INVITE     BC 1 x/ id=2
            1.001  p>a 604:INVITE BC 1 x/y id=2 | unknown
            2      a>p INVITE     D 1 x/ id=3
            2.001  p>q INVITE     ED 1 x/ id=3
            2.002  q>p 604:INVITE ED 1 x/y id=3 | unknown
            2.003  p>a 604:INVITE D 1 x/y id=3 | unknown
            3      a>p INVITE     F 1 x/ id=4
            3.001  p>a 404:INVITE F 1 x/y id=4 | unknown)"},
        {"Q.850 speaks of routing", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 404:INVITE A 1 x/y reason=Q.850;cause=3 | doubtful authority_doubtful:note
            2   a>p INVITE     B 1 x/ id=2
            3   p>a 410:INVITE B 1 x/y id=2 reason=q.850;cause=2 | doubtful authority_doubtful:note
            4   a>p INVITE     C 1 x/ id=3
            5   p>a 404:INVITE C 1 x/y id=3 reason=SIP;cause=604,Q.850;cause=26 | doubtful authority_doubtful:note)"},
        {"near: other protocols and causes", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 404:INVITE A 1 x/y reason=SIP;cause=3 | unknown
            2   a>p INVITE     B 1 x/ id=2
            3   p>a 404:INVITE B 1 x/y id=2 reason=Q.850;cause=31 | unknown
            4   a>p INVITE     C 1 x/ id=3
            5   p>a 480:INVITE C 1 x/y id=3 reason=Q.850;cause=3)"},
        {"a P-CSCF says so", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 404:INVITE A 1 x/y +Response-Source:fe=<urn:3gpp:fe:p-cscf.term> | doubtful authority_doubtful:note
            2   a>p INVITE     B 1 x/ id=2
            3   p>a 410:INVITE B 1 x/y id=2 +Response-Source:fe=<urn:3gpp:fe:p-cscf.term> | unknown)"},
        {"nobody needs to doubt what is no failure", R"(
            0   a>p OPTIONS     A 1 x/
            1   p>a 404:OPTIONS A 1 x/y reason=Q.850;cause=3 | doubtful)"},
    });
}

TEST(Authority, plausible) {
    check({
        {"I-CSCF and application server", R"(
            0   a>p INVITE     A 1 x/
            1   p>a 404:INVITE A 1 x/y +Response-Source:fe=<urn:3gpp:fe:i-cscf.term> | plausible
            2   a>p INVITE     B 1 x/ id=2
            3   p>a 604:INVITE B 1 x/y id=2 +Response-Source:fe=<urn:3gpp:fe:as.mmtel-as.term> | plausible
            4   a>p INVITE     C 1 x/ id=3
            5   p>a 404:INVITE C 1 x/y id=3 +Response-Source:fe=<urn:3gpp:fe:as.orig> | unknown
            6   a>p INVITE     D 1 x/ id=4
            7   p>a 404:INVITE D 1 x/y id=4 +Response-Source:fe=<urn:3gpp:fe:ibcf> | unknown)"},
        {"the target's own domain", R"(
            0   b>r REGISTER      R 1 r/ from=eve to=eve id=r
            1   r>b 200:REGISTER  R 1 r/s from=eve to=eve id=r +Contact:<sip:b@c>
            2   a>r INVITE        A 1 x/
            3   r>a 404:INVITE    A 1 x/y | plausible
            4   a>p INVITE        B 1 x/ id=2
            5   p>r INVITE        CB 1 x/ id=2
            6   r>p 404:INVITE    CB 1 x/y id=2 | plausible
            7   p>a 404:INVITE    B 1 x/y id=2 | plausible
            8   a>r INVITE        D 1 x/ uri=sip:bob@example.net id=3
            9   r>a 404:INVITE    D 1 x/y id=3 | unknown
            10  a>p INVITE        E 1 x/ id=4
            11  p>a 404:INVITE    E 1 x/y id=4 | unknown)"},
        {"near: a phone that refuses its contact, and a number, which no domain owns", R"(
            0   a>phone INVITE     A 1 x/ uri=sip:bob@phone
            1   phone>a 404:INVITE A 1 x/y | unknown
            2   b>p REGISTER       R 1 r/ id=2
            3   p>b 200:REGISTER   R 1 r/s id=2 +Contact:<sip:b@c>
            4   a>p INVITE         B 1 x/ id=3 to=+1202 uri=sip:+1202@example.com;user=phone
            5   p>a 404:INVITE     B 1 x/y id=3 to=+1202 | unknown)"},
        {"the host itself, and the network that the charging vector names", R"(
            0   a>example.com INVITE     A 1 x/
            1   example.com>a 404:INVITE A 1 x/y | plausible
            2   a>p INVITE          B 1 x/ id=2
            3   p>a 404:INVITE      B 1 x/y id=2 +P-Charging-Vector:icid-value=1;term-ioi=example.com | plausible
            4   a>p INVITE          C 1 x/ id=3
            5   p>a 404:INVITE      C 1 x/y id=3 +P-Charging-Vector:icid-value=1;term-ioi=example.net | unknown
            6   a>p INVITE          D 1 x/ id=4
            7   p>a 404:INVITE      D 1 x/y id=4 +P-Charging-Vector:icid-value=1;orig-ioi=example.com | unknown)"},
    });
}

TEST(Authority, the_strongest_evidence_decides_and_comes_first) {
    const Trace trace(R"(
        0      b>p REGISTER     R 1 r/ from=+1202 to=+1202 id=r
        1      p>b 200:REGISTER R 1 r/s from=+1202 to=+1202 id=r +Contact:<sip:b@c>;expires=10
        2      a>p INVITE       A 1 x/ to=+1202 uri=sip:+1202@example.com
        3      p>a 180:INVITE   A 1 x/y to=+1202
        4      p>a 604:INVITE   A 1 x/y to=+1202 reason=Q.850;cause=3
        12     a>p INVITE       B 1 x/ to=+1202 uri=sip:+1202@example.com id=2
        12.001 p>a 604:INVITE   B 1 x/y to=+1202 id=2)");
    EXPECT_EQ(describe(trace, 5),
              "contradicted contradicts_registration:warn contradicts_alerting:warn");
    EXPECT_EQ(evidence_on(trace, 5).size(), 4U);
    EXPECT_EQ(evidence_on(trace, 5).back(),
              "604 for a telephone number without Q.850 cause 1: a domain does not own a number by "
              "its name");
    EXPECT_EQ(describe(trace, 7), "doubtful authority_doubtful:note");
    EXPECT_EQ(finding_on(trace, 7, "authority_doubtful"),
              "604 for a telephone number without Q.850 cause 1: a domain does not own a number by "
              "its name; check which network holds the number, its HSS, ENUM and portability data");
    EXPECT_EQ(evidence_on(trace, 7).size(), 2U);
}

TEST(Authority, unknown_has_its_reason) {
    const Trace trace(R"(
        0   p>a 404:INVITE A 1 x/y
        1   a>p INVITE     B 1 x/y id=2
        2   p>a 604:INVITE B 1 x/y id=2
        3   a>p INVITE     C 1 x/ id=3 uri=urn:service:sos
        4   p>a 604:INVITE C 1 x/y id=3
        5   a>p OPTIONS    D 1 x/ id=4 uri=sip:example.com
        6   p>a 404:OPTIONS D 1 x/y id=4
        7   a>p CANCEL     E 1 x/ id=5
        8   p>a 404:CANCEL E 1 x/y id=5
        9   a>p INVITE     F 1 x/ id=6
        10  p>a 404:INVITE F 1 x/y id=6)");
    const std::pair<std::size_t, const char *> reasons[] = {
        {1, "The request was not found before this answer"},
        {3, "Within a dialog the answer speaks of the other side's contact, not of a user"},
        {5, "The target is no user"},
        {7, "The target is no user"},
        {9, "An answer to CANCEL says nothing about a user"},
        {11, "Nothing in the capture tells whether who answered can speak for this target"},
    };
    for (const auto &[frame, reason] : reasons) {
        EXPECT_EQ(describe(trace, frame), "unknown");
        EXPECT_EQ(evidence_on(trace, frame), std::vector<std::string>{reason});
    }
}

TEST(Authority, other_codes_are_not_graded) {
    check({{"", R"(
        0   a>p INVITE     A 1 x/
        1   p>a 480:INVITE A 1 x/y
        2   a>p INVITE     B 1 x/ id=2
        3   p>a 484:INVITE B 1 x/y id=2
        4   a>p INVITE     C 1 x/ id=3
        5   p>a 416:INVITE C 1 x/y id=3
        6   a>p INVITE     D 1 x/ id=4
        7   p>a 600:INVITE D 1 x/y id=4)"}});
}

} // namespace
} // namespace imsfail::diagnosis
