// imsfail: tests of where a failure comes from: what each evidence shows, and what it does not
//
// Expected of each failure: the origin in words, and the frame where the failure first appears.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/origin.h"
#include "sip/display_text.h"
#include "trace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace imsfail::diagnosis {
namespace {

using test::Trace;

void check(const std::vector<test::TraceCase> &cases) {
    test::check_traces(cases, [](const Trace &trace, std::size_t frame) -> std::string {
        const Verdict *const verdict = trace.record(frame).verdict;
        return verdict == nullptr ? ""
                                  : std::string(verdict->origin.words) + ": " +
                                        std::to_string(verdict->origin.frame);
    });
}

using Texts = std::vector<std::string>;

Texts texts(std::span<const char *const> all) {
    return {all.begin(), all.end()};
}

const Origin &origin(const Trace &trace, std::size_t frame) {
    return trace.record(frame).verdict->origin;
}

bool contains(const Origin &origin, const std::string &text) {
    const Texts all = texts(origin.evidence);
    return std::any_of(all.begin(), all.end(),
                       [&text](const std::string &each) { return each.find(text) == 0; });
}

TEST(Origin, last_captured_hop) {
    check({
        {"one hop", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b | unknown, at or beyond p: 2)"},
        {"the way through two nodes", R"(
            0    a>p INVITE     A   1 x/
            0.1  p>s INVITE     BA  1 x/
            0.2  s>b INVITE     CBA 1 x/
            0.3  b>s 404:INVITE CBA 1 x/b | unknown, at or beyond b: 4
            0.4  s>p 404:INVITE BA  1 x/b | unknown, at or beyond b: 4
            0.5  p>a 404:INVITE A   1 x/b | unknown, at or beyond b: 4)"},
        {"copies and retransmissions are the first sighting", R"(
            0    a>p INVITE     A   1 x/
            0.1  p>a 404:INVITE A   1 x/b       | unknown, at or beyond p: 2
            0.1  p>a 404:INVITE A   1 x/b if=1  | unknown, at or beyond p: 2
            0.6  p>a 404:INVITE A   1 x/b       | unknown, at or beyond p: 2)"},
        {"hops not captured, the code found behind them", R"(
            0    a>p INVITE     A    1 x/
            0.1  s>b INVITE     CMBA 1 x/
            0.2  b>s 404:INVITE CMBA 1 x/b | unknown, at or beyond b: 3
            0.3  p>a 404:INVITE A    1 x/c | unknown, at or beyond b: 3)"},
        {"another code behind hops that were not captured", R"(
            0    a>p INVITE     A    1 x/
            0.1  s>b INVITE     CMBA 1 x/
            0.2  b>s 404:INVITE CMBA 1 x/b | unknown, at or beyond b: 3
            0.3  p>a 480:INVITE A    1 x/c | unknown, at or beyond p: 4)"},
        {"the answer before its request", R"(
            0    p>a 404:INVITE A 1 x/b | unknown, at or beyond p: 1
            0.1  a>p INVITE     A 1 x/)"},
    });
}

TEST(Origin, branches) {
    check({
        {"the branch with the code that was chosen", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>b INVITE     BA 1 x/
            0.1  p>c INVITE     CA 1 x/
            0.2  b>p 486:INVITE BA 1 x/b | unknown, at or beyond b: 4
            0.3  c>p 404:INVITE CA 1 x/c | unknown, at or beyond c: 5
            0.4  p>a 486:INVITE A  1 x/d | unknown, at or beyond b: 4)"},
        {"the To tag tells two branches apart", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>b INVITE     BA 1 x/
            0.1  p>c INVITE     CA 1 x/
            0.2  c>p 486:INVITE CA 1 x/c | unknown, at or beyond c: 4
            0.3  b>p 486:INVITE BA 1 x/b | unknown, at or beyond b: 5
            0.4  p>a 486:INVITE A  1 x/c | unknown, at or beyond c: 4)"},
        {"a node that made an answer of its own from others", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>b INVITE     BA 1 x/
            0.1  p>c INVITE     CA 1 x/
            0.2  b>p 503:INVITE BA 1 x/b | unknown, at or beyond b: 4
            0.3  c>p 503:INVITE CA 1 x/c | unknown, at or beyond c: 5
            0.4  p>a 500:INVITE A  1 x/d | proxy at p: 6)"},
        {"the code of the only branch changed on the way", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>b INVITE     BA 1 x/
            0.2  b>p 503:INVITE BA 1 x/b | unknown, at or beyond b: 3
            0.3  p>a 500:INVITE A  1 x/c | unknown, at or beyond b: 3)"},
        {"another branch may have been tried in between, uncaptured", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>b INVITE     BA 1 x/
            0.2  b>p 503:INVITE BA 1 x/b | unknown, at or beyond b: 3
            3.2  p>a 404:INVITE A  1 x/c | unknown, at or beyond p: 4)"},
        {"after an answer passed on as it was there was none", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>b INVITE     BA 1 x/
            0.2  b>p 503:INVITE BA 1 x/b | unknown, at or beyond b: 3
            3.2  p>a 503:INVITE A  1 x/b | unknown, at or beyond b: 3)"},
        {"no answer from below: the proxy's own 408", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>b INVITE     BA 1 x/
            32.1 p>a 408:INVITE A  1 x/c | proxy at p: 3)"},
        {"nobody there", R"(
            0    a>p INVITE      A  1 x/
            0.1  p>b INVITE      BA 1 x/
            0.2  b>p INVITE      BA 1 x/ icmp
            0.3  p>a 480:INVITE  A  1 x/c | proxy at p: 4)"},
        {"too soon: the answer may only have been captured later", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>b INVITE     BA 1 x/
            0.3  p>a 408:INVITE A  1 x/c | unknown, at or beyond p: 3
            0.31 b>p 408:INVITE BA 1 x/c | unknown, at or beyond b: 4)"},
        {"a branch is still open", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>b INVITE     BA 1 x/
            5    p>a 480:INVITE A  1 x/c | unknown, at or beyond p: 3)"},
        {"a second final is not what came from below", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>b INVITE     BA 1 x/
            0.2  b>p 404:INVITE BA 1 x/b | unknown, at or beyond b: 3
            0.21 p>a 404:INVITE A  1 x/b | unknown, at or beyond b: 3
            0.22 p>a 486:INVITE A  1 x/b | proxy at p: 5)"},
    });
}

TEST(Origin, response_source) {
    check({
        {"names the node", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b +Response-Source:fe=<urn:3gpp:fe:i-cscf.term> | i-cscf, at or beyond p: 2)"},
        {"removed at a border", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>s INVITE     BA 1 x/
            0.2  s>p 404:INVITE BA 1 x/b +Response-Source:fe=<urn:3gpp:fe:s-cscf> | s-cscf, at or beyond s: 3
            0.3  p>a 404:INVITE A  1 x/b | s-cscf, at or beyond s: 3)"},
        {"of the node that made another answer", R"(
            0    a>p INVITE     A  1 x/
            0.1  p>s INVITE     BA 1 x/
            0.2  s>p 503:INVITE BA 1 x/b | unknown, at or beyond s: 3
            0.3  p>a 500:INVITE A  1 x/c +Response-Source:fe=<urn:3gpp:fe:p-cscf.orig> | p-cscf, at or beyond p: 4)"},
        {"names nothing that is known", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 404:INVITE A 1 x/b +Response-Source:fe=<urn:3gpp:fe:toaster> | unknown, at or beyond p: 2)"},
        {"without the request", R"(
            0.1  p>a 404:INVITE A 1 x/b +Response-Source:fe=<urn:3gpp:fe:as.mmtel-as> | as, at or beyond p: 1)"},
    });
}

TEST(Origin, user_agent) {
    check({
        {"the To tag of the 180", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 180:INVITE A 1 x/b
            0.2  p>a 480:INVITE A 1 x/b | uas, at or beyond p: 3)"},
        {"another To tag", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 180:INVITE A 1 x/b
            0.2  p>a 480:INVITE A 1 x/c | unknown, at or beyond p: 3)"},
        {"100 has the tag of a hop", R"(
            0    a>p INVITE     A 1 x/
            0.1  p>a 100:INVITE A 1 x/b
            0.2  p>a 480:INVITE A 1 x/b | unknown, at or beyond p: 3)"},
        {"in a dialog every answer has that tag", R"(
            0    a>p INVITE     A 1 x/b
            0.1  p>a 183:INVITE A 1 x/b
            0.2  p>a 488:INVITE A 1 x/b | unknown, at or beyond p: 3)"},
        {"in a dialog, to the address that its other side named", R"(
            0    a>bb INVITE     A 1 x/b uri=sip:bob@bb
            0.1  bb>a 488:INVITE A 1 x/b | uas, at or beyond bb: 2)"},
        {"outside a dialog that proves nothing", R"(
            0    a>bb INVITE     A 1 x/  uri=sip:bob@bb
            0.1  bb>a 488:INVITE A 1 x/b | unknown, at or beyond bb: 2)"},
        {"to another port of that address", R"(
            0    a>bb INVITE     A 1 x/b uri=sip:bob@bb:5070
            0.1  bb>a 488:INVITE A 1 x/b | unknown, at or beyond bb: 2)"},
        {"to a UE over Gm", R"(
            0    p>u INVITE     BA 1 x/  esp +Accept-Contact:*;+g.3gpp.icsi-ref
            0.1  u>p 486:INVITE BA 1 x/b esp | ue at u: 2)"},
        {"ESP without a sign of IMS", R"(
            0    p>u INVITE     BA 1 x/  esp
            0.1  u>p 486:INVITE BA 1 x/b esp | unknown, at or beyond u: 2)"},
        {"ESP between nodes of the network", R"(
            0    p>u INVITE     BA 1 x/  esp ims +P-Charging-Vector:icid-value=1
            0.1  u>p 486:INVITE BA 1 x/b esp | unknown, at or beyond u: 2)"},
    });
}

TEST(Origin, registrar) {
    check({
        {"401", R"(
            0    a>r REGISTER     A 1 x/
            0.1  r>a 401:REGISTER A 1 x/b | registrar, at or beyond r: 2)"},
        {"any proxy may refuse with 403", R"(
            0    a>r REGISTER     A 1 x/
            0.1  r>a 403:REGISTER A 1 x/b | unknown, at or beyond r: 2)"},
        {"one that does not serve the domain with 404", R"(
            0    a>r REGISTER     A 1 x/
            0.1  r>a 404:REGISTER A 1 x/b | unknown, at or beyond r: 2)"},
        {"6xx is forbidden to a registrar", R"(
            0    a>r REGISTER     A 1 x/
            0.1  r>a 600:REGISTER A 1 x/b | unknown, at or beyond r: 2)"},
        {"anything may be busy", R"(
            0    a>r REGISTER     A 1 x/
            0.1  r>a 503:REGISTER A 1 x/b | unknown, at or beyond r: 2)"},
        {"the last hop counts", R"(
            0    a>p REGISTER     A  1 x/
            0.1  p>r REGISTER     BA 1 x/
            0.2  r>p 423:REGISTER BA 1 x/b | registrar, at or beyond r: 3
            0.3  p>a 423:REGISTER A  1 x/b | registrar, at or beyond r: 3)"},
    });
}

TEST(Origin, evidence_the_strongest_first) {
    const Trace trace(R"(
        0    a>p INVITE     A  1 x/
        0.1  p>s INVITE     BA 1 x/
        0.2  s>p 183:INVITE BA 1 x/b
        2.2  s>p 404:INVITE BA 1 x/b +Response-Source:fe=<urn:3gpp:fe:mgcf.term> +Server:Gateway/1 reason=Q.850;cause=1;location=LN
        2.3  p>a 404:INVITE A  1 x/b +Server:Gateway/1)");
    EXPECT_EQ(
        texts(origin(trace, 4).evidence),
        (Texts{
            "Response-Source: mgcf, terminating side",
            "Last captured hop: the request in frame 2 went to s port 5060; that node answered, or "
            "one beyond",
            "Answered 2.1 s after the request reached that hop",
            "To tag as in the 183 of frame 3: the same user agent (RFC 3261 8.2.6.2)",
            "Server: Gateway/1", "Q.850 location: LN (RFC 8606)"}));
    EXPECT_TRUE(origin(trace, 4).path.empty());
    EXPECT_EQ(
        texts(origin(trace, 5).evidence),
        (Texts{
            "Response-Source: mgcf, terminating side (frame 4)",
            "Last captured hop: the request in frame 2 went to s port 5060; that node answered, or "
            "one beyond",
            "The 404 first appears in frame 4", "Answered 2.1 s after the request reached that hop",
            "To tag as in the 183 of frame 3: the same user agent (RFC 3261 8.2.6.2)",
            "Server: Gateway/1"}));
    EXPECT_EQ(texts(origin(trace, 5).path),
              (Texts{"frame 4: 404 from s to p", "frame 5: 404 from p to a"}));
    EXPECT_STREQ(origin(trace, 5).address, "s");
}

TEST(Origin, warning_names_its_agent) {
    test::Request request;
    Analysis analysis;
    const std::string response =
        test::write_response("488 x", request, {"Warning: 305 isbc.example \"a\", 399 - \"b\""});
    const std::string_view candidate = response;
    const auto *const record = analysis.observe(test::sighting(1), {&candidate, 1});
    EXPECT_TRUE(contains(record->verdict->origin, "Warning 305 by isbc.example"));
    EXPECT_TRUE(contains(record->verdict->origin, "Warning 399 by -"));
}

TEST(Origin, headers_of_an_answer_made_anew_tell_nothing_of_its_origin) {
    const Trace trace(R"(
        0    a>p INVITE     A  1 x/
        0.1  p>s INVITE     BA 1 x/
        0.2  s>p 503:INVITE BA 1 x/b
        0.3  p>a 500:INVITE A  1 x/c +Server:Proxy)");
    EXPECT_FALSE(contains(origin(trace, 4), "Server"));
    EXPECT_TRUE(contains(origin(trace, 4), "The 503 first appears in frame 3"));
}

TEST(Origin, code_on_several_branches) {
    const Trace trace(R"(
        0    a>p INVITE     A  1 x/
        0.1  p>b INVITE     BA 1 x/
        0.1  p>c INVITE     CA 1 x/
        0.2  b>p 486:INVITE BA 1 x/b
        0.3  c>p 486:INVITE CA 1 x/c
        0.4  p>a 486:INVITE A  1 x/c)");
    EXPECT_TRUE(contains(origin(trace, 6), "The 486 first appears in frames 4, 5"));
    EXPECT_FALSE(contains(origin(trace, 5), "The 486 first appears"));
}

TEST(Origin, refused_registration) {
    const Trace trace(R"(
        0    a>r REGISTER     A 1 x/
        0.1  r>a 404:REGISTER A 1 x/b)");
    EXPECT_TRUE(contains(origin(trace, 2), "A registrar answers REGISTER so (RFC 3261 10.3), but"));
}

TEST(Origin, late_after_the_branch) {
    const Trace trace(R"(
        0    a>p INVITE     A  1 x/
        0.1  p>b INVITE     BA 1 x/
        0.2  b>p 503:INVITE BA 1 x/b
        3.2  p>a 404:INVITE A  1 x/c)");
    EXPECT_TRUE(contains(origin(trace, 4),
                         "p port 5060 had forwarded the request (frame 2) and was answered there a "
                         "while before: another branch may not be captured"));
}

TEST(Origin, says_why_it_is_unknown) {
    const Trace trace(R"(
        0    p>a 404:INVITE Z 1 y/b
        1    a>p INVITE     A  1 x/
        1.1  s>b INVITE     DCA 1 x/
        1.2  p>a 480:INVITE A  1 x/b)");
    EXPECT_TRUE(contains(origin(trace, 1), "The request was not found before its answer"));
    EXPECT_TRUE(contains(origin(trace, 4), "Not all hops behind p port 5060 were captured"));
}

TEST(Origin, a_leg_behind_a_b2bua) {
    const Trace trace(R"(
        0    a>s INVITE     A 1 x/  +Session-ID:ab30317f1a784dc48ff824d0d3715d86;remote=00000000000000000000000000000000
        0.1  s>b INVITE     B 7 y/  id=2 +Session-ID:ab30317f1a784dc48ff824d0d3715d86;remote=00000000000000000000000000000000
        0.2  b>s 404:INVITE B 7 y/b id=2
        0.3  s>a 404:INVITE A 1 x/c)");
    EXPECT_STREQ(origin(trace, 4).words, "unknown, at or beyond s");
    EXPECT_TRUE(
        contains(origin(trace, 4), "A related call (Session-ID) had failed with 404 in frame 3"));
    EXPECT_FALSE(contains(origin(trace, 3), "A related call"));
}

TEST(Origin, nodes_at_one_address) {
    Trace trace(R"(
        0    n>n INVITE     A   1 x/
        0.1  n>b INVITE     BA  1 x/
        0.2  b>n 404:INVITE BA  1 x/b
        0.3  n>n 404:INVITE A   1 x/b)");
    EXPECT_EQ(texts(origin(trace, 4).path),
              (Texts{"frame 3: 404 from b to n", "frame 4: 404 from n port 5060 to n port 5060"}));
}

// A chain and a fork longer than any real one: bounded, and nothing claimed that was not looked at.
TEST(Origin, bounds) {
    const auto send = [](Analysis &analysis, const std::string &bytes, std::uint32_t frame) {
        const std::string_view candidate = bytes;
        return analysis.observe(test::sighting(frame, frame * test::kMillisecond), {&candidate, 1});
    };
    const auto via = [](int hop) { return "SIP/2.0/UDP h;branch=z9hG4bK" + std::to_string(hop); };
    constexpr int kHops = 60;
    Analysis chain;
    std::vector<test::Request> requests(kHops);
    std::uint32_t frame = 0;
    test::Lines vias;
    for (int hop = 0; hop < kHops; ++hop) {
        vias.insert(vias.begin(), via(hop));
        requests[static_cast<std::size_t>(hop)].vias = vias;
        send(chain, test::write(requests[static_cast<std::size_t>(hop)]), ++frame);
    }
    const MessageRecord *record = nullptr;
    for (auto request = requests.rbegin(); request != requests.rend(); ++request) {
        record = send(chain, test::write_response("404 x", *request), ++frame);
    }
    EXPECT_EQ(record->verdict->origin.path.size(), 32U);

    Analysis fork;
    test::Request request;
    request.vias = {via(0)};
    send(fork, test::write(request), 1);
    for (int branch = 1; branch <= 100; ++branch) {
        test::Request below;
        below.vias = {via(branch), via(0)};
        send(fork, test::write(below), static_cast<std::uint32_t>(2 * branch));
        send(fork, test::write_response("503 x", below),
             static_cast<std::uint32_t>(2 * branch + 1));
    }
    record = send(fork, test::write_response("500 x", request), 1000);
    EXPECT_EQ(record->verdict->origin.node, knowledge::Node::Unknown);
    EXPECT_TRUE(contains(record->verdict->origin, "Not all hops behind"));
}

// However long the values are, labels stay short, and characters whole.
TEST(Origin, long_values) {
    test::Request request;
    std::string agent = "x";
    while (agent.size() < 400) {
        agent += "\xC3\xA4";
    }
    Analysis analysis;
    const std::string response = test::write_response(
        "404 x", request, {"Server: " + agent, "Response-Source: fe=<urn:3gpp:fe:" + agent + ">"});
    const std::string_view candidate = response;
    const auto *const record = analysis.observe(test::sighting(1), {&candidate, 1});
    for (const std::string &text : texts(record->verdict->origin.evidence)) {
        EXPECT_LE(text.size(), 200U);
        EXPECT_EQ(text, sip::display_text(text));
    }
}

TEST(Origin, follows_at_once) {
    EXPECT_TRUE(follows_at_once(0, 100 * test::kMillisecond));
    EXPECT_FALSE(follows_at_once(0, 101 * test::kMillisecond));
    EXPECT_TRUE(follows_at_once(test::kMillisecond, 0)); // merged captures
}

TEST(Origin, changed_answers) {
    EXPECT_TRUE(is_changed_answer(404, 480));
    EXPECT_TRUE(is_changed_answer(503, 500));
    EXPECT_TRUE(is_changed_answer(603, 486));
    for (const auto &[downstream, upstream] :
         std::vector<std::pair<std::uint16_t, std::uint16_t>>{{404, 404},
                                                              {486, 487},
                                                              {487, 480},
                                                              {404, 408},
                                                              {408, 480},
                                                              {302, 480},
                                                              {200, 480},
                                                              {401, 403},
                                                              {407, 403},
                                                              {416, 404},
                                                              {404, 200}}) {
        EXPECT_FALSE(is_changed_answer(downstream, upstream)) << downstream << " " << upstream;
    }
}

} // namespace
} // namespace imsfail::diagnosis
