// imsfail: tests of the rules about forking proxies: each shows, and stays silent by its guards
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings_check.h"
#include "messages.h"
#include "sightings.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

// A fork of which one phone rings on. `end` is what comes next; then the capture goes on for long.
std::string ringing_fork(const std::string &end, const std::string &options = "") {
    return "0    a>p INVITE     A  1 x/  " + options + "\n0    p>b INVITE     BA 1 x/  " +
           options +                                     //
           "\n0    p>c INVITE     CA 1 x/  " + options + //
           "\n0.1  b>p 100:INVITE BA 1 x/  " + options + //
           "\n0.1  c>p 180:INVITE CA 1 x/c " + options + //
           "\n" + end + "\n400 a>p ACK Z 1 z/z id=9";
}

// The findings on each line but those that the silence of a branch brings.
std::string pending_findings(const std::string &end, const std::string &options = "") {
    const Trace trace(ringing_fork(end, options));
    std::string all;
    for (std::size_t frame = 1; frame <= trace.size(); ++frame) {
        const std::string words = test::findings_on(trace, frame).words;
        if (words.find("branch_left_pending") != std::string::npos) {
            all += (all.empty() ? "" : " ") + std::to_string(frame) + ":" + words;
        }
    }
    return all;
}

TEST(ForkingRules, branch_left_pending) {
    EXPECT_EQ(pending_findings(R"(
        0.2 b>p 200:INVITE BA 1 x/b
        0.2 p>a 200:INVITE A  1 x/b
        0.2 p>a 200:INVITE A  1 x/b if=1
        0.7 p>a 200:INVITE A  1 x/b)"),
              "7:branch_left_pending:warn");
    EXPECT_EQ(pending_findings(R"(
        0.2 b>p 603:INVITE BA 1 x/b
        0.3 b>p ACK        BA 1 x/b
        0.3 p>a 603:INVITE A  1 x/b
        0.3 a>p ACK        A  1 x/b)"),
              "8:branch_left_pending:warn")
        << "once, where it went upstream";
    EXPECT_EQ(pending_findings("0.2 b>p 603:INVITE BA 1 x/b\n0.3 b>p ACK BA 1 x/b"),
              "6:branch_left_pending:note");
    EXPECT_EQ(pending_findings(R"(
        0.2 b>p 603:INVITE BA 1 x/b
        0.3 p>b ACK        BA 1 x/b
        0.3 p>a 486:INVITE A  1 x/b
        0.3 a>p ACK        A  1 x/b)"),
              "6:branch_left_pending:note");
    EXPECT_EQ(pending_findings(R"(
        0.2 p>d INVITE     DA 1 x/
        0.2 d>p 603:INVITE DA 1 x/d
        0.2 p>d ACK        DA 1 x/d
        0.3 b>p 600:INVITE BA 1 x/b
        0.3 p>b ACK        BA 1 x/b)"),
              "7:branch_left_pending:note")
        << "once, where the first 6xx came";
}

TEST(ForkingRules, branch_left_pending_stays_silent) {
    const std::string answered = R"(
        0.2 b>p 200:INVITE BA 1 x/b
        0.3 p>a 200:INVITE A  1 x/b)";
    EXPECT_EQ(pending_findings(answered), "7:branch_left_pending:warn") << "what is near to this";
    EXPECT_EQ(pending_findings(answered + "\n0.4 p>c CANCEL CA 1 x/"), "") << "cancelled";
    EXPECT_EQ(pending_findings("0.1 p>c CANCEL CA 1 x/" + answered), "") << "cancelled before";
    EXPECT_EQ(pending_findings(answered + "\n0.4 c>p 200:INVITE CA 1 x/c"), "") << "answered too";
    EXPECT_EQ(pending_findings(answered + "\n9 c>p 486:INVITE CA 1 x/c"), "") << "over by itself";
    EXPECT_EQ(pending_findings(answered, "+Request-Disposition:fork,no-cancel"), "");
    EXPECT_EQ(pending_findings(answered, "+Request-Disposition:no-fork,cancel"),
              "7:branch_left_pending:warn");
    EXPECT_EQ(pending_findings("0.3 p>a 200:INVITE A 1 x/p"), "") << "it answers itself";
    EXPECT_EQ(pending_findings(R"(
        0.2 b>p 486:INVITE BA 1 x/b
        0.3 b>p ACK        BA 1 x/b
        0.3 p>a 486:INVITE A  1 x/b
        0.3 a>p ACK        A  1 x/b)"),
              "")
        << "neither 2xx nor 6xx";
    check({
        {"near: a branch that said nothing, or nothing before the 200", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0   p>c INVITE     CA 1 x/ | request_unanswered:chat
            0   p>d INVITE     DA 1 x/ | request_unanswered:chat
            0   d>p 100:OPTIONS F 1 y/ id=2
            0.2 b>p 200:INVITE BA 1 x/b
            0.3 p>a 200:INVITE A  1 x/b
            0.4 c>p 180:INVITE CA 1 x/c
            400 a>p ACK        Z  1 z/z id=9)"},
        {"near: a branch whose final was lost, as its ACK shows", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0   p>c INVITE     CA 1 x/ | request_unanswered:chat
            0.1 c>p 180:INVITE CA 1 x/c
            0.2 p>c ACK        C  1 x/c
            0.3 b>p 200:INVITE BA 1 x/b
            0.3 p>a 200:INVITE A  1 x/b
            400 a>p ACK        Z  1 z/z id=9)"},
        {"near: the capture ends 32 s after the 200", R"(
            0    a>p INVITE     A  1 x/
            0    p>b INVITE     BA 1 x/
            0    p>c INVITE     CA 1 x/
            0.1  c>p 180:INVITE CA 1 x/c
            0.2  b>p 200:INVITE BA 1 x/b
            0.3  p>a 200:INVITE A  1 x/b
            32.3 a>p ACK        Z  1 z/z id=9)"},
        {"near: not INVITE", R"(
            0   a>p MESSAGE     A  1 x/
            0   p>b MESSAGE     BA 1 x/
            0   p>c MESSAGE     CA 1 x/ | request_unanswered:chat
            0.1 c>p 100:MESSAGE CA 1 x/
            0.2 b>p 200:MESSAGE BA 1 x/b
            0.3 p>a 200:MESSAGE A  1 x/b
            400 a>p ACK         Z  1 z/z id=9)"},
        {"near: the Via of the branches is hidden, or hops lie between", R"(
            0   a>p INVITE     A   1 x/
            0   p>b INVITE     B   1 x/
            0   p>c INVITE     C   1 x/ | request_unanswered:chat
            0.1 c>p 180:INVITE C   1 x/c
            0.2 b>p 200:INVITE B   1 x/b
            0.3 p>a 200:INVITE A   1 x/b
            1   a>p INVITE     D   1 y/ id=2
            1   q>b INVITE     EXD 1 y/ id=2
            1   q>c INVITE     FXD 1 y/ id=2 | request_unanswered:chat
            1.1 c>q 180:INVITE FXD 1 y/c id=2
            1.2 b>q 200:INVITE EXD 1 y/b id=2
            1.3 p>a 200:INVITE D   1 y/b id=2
            400 a>p ACK        Z   1 z/z id=9)"},
    });
}

TEST(ForkingRules, branch_left_pending_in_words) {
    EXPECT_EQ(
        text_of(Trace(ringing_fork("0.2 b>p 200:INVITE BA 1 x/b\n0.3 p>a 200:INVITE A 1 x/b")), 7),
        "Left pending without CANCEL when this 200 went upstream: frame 3; if this node is a "
        "proxy, it must cancel (RFC 3261 16.7 step 10)");
    EXPECT_EQ(
        text_of(Trace(ringing_fork("0.2 b>p 603:INVITE BA 1 x/b\n0.3 p>b ACK BA 1 x/b", "tcp")), 6),
        "Left pending without CANCEL after this 603: frame 3; if the node that got it is a "
        "proxy, it should cancel (RFC 3261 16.7 step 5); it may be missing from the capture");
    std::string many;
    for (const char phone : {'d', 'e', 'f'}) {
        const std::string branch = std::string(1, static_cast<char>(phone - 'a' + 'A')) + "A 1 x/";
        many += std::string("0.1 p>") + phone + " INVITE " + branch + "\n0.1 " + phone +
                ">p 100:INVITE " + branch + "\n";
    }
    const Trace trace(
        ringing_fork(many + "0.2 b>p 200:INVITE BA 1 x/b\n0.3 p>a 200:INVITE A 1 x/b"));
    EXPECT_NE(text_of(trace, 13).find("upstream: frames 3, 6, 8, ...; if"), std::string::npos)
        << text_of(trace, 13);
}

// A fork whose branches answer `finals`, such as "404 503", one after the other; then what goes
// upstream.
std::string fork_of(const std::string &finals, const std::string &upstream,
                    const std::string &method = "INVITE") {
    std::string requests = "0 a>p " + method + " A 1 x/";
    std::string answers;
    for (std::size_t at = 0; at < finals.size(); at += 4) {
        const std::string branch(1, static_cast<char>('B' + at / 4));
        requests += "\n0 p>" + branch + " " + method + " " + branch + "A 1 x/";
        answers += "\n0.2 " + branch + ">p " + finals.substr(at, 3) + ":" + method + " " + branch +
                   "A 1 x/" + branch;
    }
    return requests + answers + "\n0.3 p>a " + upstream + ":" + method + " A 1 x/u";
}

// The findings on what went upstream.
std::string choice(const std::string &finals, const std::string &upstream,
                   const std::string &method = "INVITE") {
    const Trace trace(fork_of(finals, upstream, method));
    return test::findings_on(trace, trace.size()).words;
}

TEST(ForkingRules, not_best_response) {
    EXPECT_EQ(choice("404 604", "404"), "not_best_response:warn");
    EXPECT_EQ(choice("603 486", "500"), "not_best_response:warn");
    EXPECT_EQ(choice("603 380", "380"), "not_best_response:warn");
    EXPECT_EQ(choice("603 487", "480"), "not_best_response:warn");
    EXPECT_EQ(choice("404 503", "500"), "not_best_response:note");
    EXPECT_EQ(choice("404 486", "603"), "not_best_response:note");
    EXPECT_EQ(choice("504 504 408", "504"), "not_best_response:note");
    EXPECT_EQ(choice("404 503", "500", "MESSAGE"), "not_best_response:note");
}

TEST(ForkingRules, not_best_response_stays_silent) {
    for (const auto &[finals, upstream] : std::vector<std::pair<const char *, const char *>>{
             {"404 604", "604"}, // a 6xx is chosen
             {"603 604", "603"}, // any of them
             {"404 486", "404"}, // any of the class
             {"404 486", "480"}, // even none of them
             {"503 407 501 404", "407"},
             {"503 503", "500"}, // as step 6 asks for
             {"503 504", "503"},
             {"302 503", "503"}, // perhaps asked again where the 302 led to
             {"407 503", "503"}, // with credentials
             {"416 500", "500"}, // with another URI
             {"500 487", "500"}, // given up
             {"500 482", "500"}, // merged
             {"302 487", "480"}, // nothing to choose from
             {"603 487", "487"}, // cancelled, though not in this capture
             {"404", "500"},     // one branch
         }) {
        EXPECT_EQ(choice(finals, upstream).find("not_best_response"), std::string::npos)
            << finals << " -> " << upstream;
    }
    EXPECT_EQ(choice("408 503", "503", "MESSAGE"), "service_unavailable_relayed:note")
        << "408 is not for non-INVITE";
    EXPECT_EQ(choice("603 200", "603"), "") << "a 2xx went on before";
    check({
        {"near: cancelled by the caller", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0   p>c INVITE     CA 1 x/
            0.1 a>p CANCEL     A  1 x/
            0.2 b>p 603:INVITE BA 1 x/b
            0.2 c>p 486:INVITE CA 1 x/c
            0.3 p>a 486:INVITE A  1 x/c)"},
        {"near: a branch has no final yet", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0   p>c INVITE     CA 1 x/
            0.1 b>p 404:INVITE BA 1 x/b
            0.2 p>a 500:INVITE A  1 x/u
            0.3 c>p 603:INVITE CA 1 x/c)"},
        {"near: hops lie between", R"(
            0   a>p INVITE     A   1 x/
            0   q>b INVITE     BXA 1 x/
            0   q>c INVITE     CXA 1 x/
            0.1 b>q 404:INVITE BXA 1 x/b
            0.2 c>q 603:INVITE CXA 1 x/c
            0.3 p>a 404:INVITE A   1 x/b)"},
        {"near: diverted after the 603", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0.1 b>p 603:INVITE BA 1 x/b
            0.2 p>c INVITE     CA 1 x/ +Diversion:<sip:bob@example.com> | fork_after_global:note
            0.3 c>p 486:INVITE CA 1 x/c
            0.4 p>a 486:INVITE A  1 x/c)"},
        {"near: a second final", R"(
            0   a>p INVITE     A  1 x/
            0   p>b INVITE     BA 1 x/
            0   p>c INVITE     CA 1 x/
            0.1 b>p 604:INVITE BA 1 x/b
            0.2 c>p 486:INVITE CA 1 x/c
            0.3 p>a 604:INVITE A  1 x/b
            0.4 p>a 486:INVITE A  1 x/c | final_conflict:warn)"},
    });
}

TEST(ForkingRules, not_best_response_in_words) {
    const auto text = [](const std::string &finals, const std::string &upstream) {
        const Trace trace(fork_of(finals, upstream));
        return text_of(trace, trace.size());
    };
    EXPECT_EQ(
        text("404 604", "404"),
        "404 went on, though the branches answered 604 (frame 5), 404 (frame 4); if this node "
        "is a proxy, it must choose a 6xx (RFC 3261 16.7 step 6)");
    EXPECT_EQ(text("503 503 503 404", "500"),
              "500 went on, though the branches answered 404 (frame 9), 503 (frame 6), 503 (frame "
              "7), ...; if this node is a proxy, it should choose a 4xx (RFC 3261 16.7 step 6)");
}

// Of more branches than are looked at, nothing is said.
TEST(ForkingRules, not_best_response_needs_all_branches) {
    const auto found = [](int branches) {
        Analysis analysis;
        std::uint32_t frame = 0;
        const auto see = [&](const std::string &bytes) {
            const std::string_view candidate = bytes;
            ++frame;
            return analysis.observe(test::sighting(frame, frame * test::kMillisecond),
                                    {&candidate, 1});
        };
        const test::Request caller{.vias = {"SIP/2.0/UDP a;branch=z9hG4bKa"}};
        see(write(caller));
        for (int i = 0; i < branches; ++i) {
            test::Request branch = caller;
            branch.vias.insert(branch.vias.begin(),
                               "SIP/2.0/UDP p;branch=z9hG4bK" + std::to_string(i));
            see(write(branch));
            see(write_response("404 x", branch));
        }
        return test::find_on(*see(write_response("500 x", caller)), "not_best_response") != nullptr;
    };
    EXPECT_TRUE(found(model::kMaxTransactions));
    EXPECT_FALSE(found(model::kMaxTransactions + 1));
}

} // namespace
} // namespace imsfail::diagnosis
