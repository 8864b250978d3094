// imsfail: tests of the whole way from a frame's bytes to its record
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis.h"
#include "messages.h"
#include "sightings.h"

#include <gtest/gtest.h>

#include <cstring>
#include <initializer_list>
#include <random>
#include <string>

namespace imsfail {
namespace {

using namespace std::literals;
using test::Request;
using test::write;
using test::write_response;

// A request and its failure with everything in it that the analysis reads.
const Request kFullRequest{
    .method = "INVITE",
    .uri = "sip:+4989123456;npdi@ims.mnc001.mcc262.3gppnetwork.org;user=phone;gr=x?a=b",
    .to = "\"B \\\"x\\\"\" <sip:+4989123456@h;user=phone>",
    .headers = {"P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=26201",
                "P-Charging-Vector: icid-value=\"i\";orig-ioi=o", "Supported: 100rel, precondition",
                "P-Early-Media: supported", "Security-Verify: ipsec-3gpp;alg=x",
                "Authorization: Digest username=\"u\", response=\"r\", algorithm=AKAv1-MD5",
                "Content-Type: multipart/mixed;boundary=b"},
    .body = "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--",
    .vias = {"SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK1;rport, SIP / 2.0 / TCP g",
             "SIP/2.0/UDP h\r\n ;branch=2"}};
const test::Lines kFullResponseHeaders = {
    "Reason: Q.850 ;cause=1 ;text=\"a \\\"b\\\"\";location=LN, SIP;cause=404",
    "Retry-After: 18000 (a (b) c);duration=3600",
    "Warning: 399 h \"w\"",
    "Response-Source: fe=<urn:3gpp:fe:p-cscf.orig>",
    "Require: sec-agree",
    "WWW-Authenticate: Digest realm=\"r\"",
    "Content-Length: 3"};

class AnalysisTest : public testing::Test {
  protected:
    const MessageRecord *observe(std::initializer_list<std::string_view> candidates,
                                 std::int64_t time_ns = 0) {
        ++frame_;
        return analysis_.observe(test::sighting(frame_, time_ns),
                                 {candidates.begin(), candidates.size()});
    }
    // The code of each message of a frame, "r" for a request.
    std::string messages(std::initializer_list<std::string_view> candidates) {
        std::string all;
        for (const MessageRecord *record = observe(candidates); record != nullptr;
             record = record->next) {
            EXPECT_FALSE(record->internal_error);
            all += record->code == 0 ? "r " : std::to_string(record->code) + " ";
        }
        return all;
    }

    Analysis analysis_;

  private:
    std::uint32_t frame_ = 0;
};

TEST_F(AnalysisTest, from_request_to_verdict) {
    const MessageRecord *const request = observe({write(kFullRequest)});
    ASSERT_NE(request, nullptr);
    EXPECT_EQ(request->code, 0);
    EXPECT_EQ(request->verdict, nullptr);
    EXPECT_EQ(request->next, nullptr);

    const MessageRecord *const ringing = observe({write_response("180 Ringing", kFullRequest)});
    ASSERT_NE(ringing, nullptr);
    EXPECT_EQ(ringing->code, 180);
    EXPECT_EQ(ringing->transaction, request->transaction);
    EXPECT_EQ(ringing->verdict, nullptr);

    const std::string response =
        write_response("404 Not Found", kFullRequest, kFullResponseHeaders, "xyz");
    const MessageRecord *const failure = observe({response});
    ASSERT_NE(failure, nullptr);
    EXPECT_EQ(failure->code, 404);
    EXPECT_TRUE(failure->repetition.is_first());
    ASSERT_NE(failure->transaction, nullptr);
    EXPECT_EQ(failure->transaction->request_frame(), 1U);
    ASSERT_NE(failure->verdict, nullptr);
    EXPECT_STREQ(token(failure->verdict->target->form), "gruu");

    const MessageRecord *const again = observe({response});
    EXPECT_FALSE(again->repetition.is_first());
    ASSERT_NE(again->verdict, nullptr); // a copy carries the fields too
    EXPECT_EQ(failure->code, 404);      // records stay

    const MessageRecord *const success = observe({write_response("200 OK", kFullRequest)});
    EXPECT_EQ(success->transaction, request->transaction);
    EXPECT_EQ(success->verdict, nullptr);
}

TEST_F(AnalysisTest, a_response_alone) {
    const MessageRecord *const record = observe({write_response("604 x", {})});
    ASSERT_NE(record, nullptr);
    ASSERT_NE(record->transaction, nullptr);
    EXPECT_FALSE(record->transaction->request_captured());
    ASSERT_NE(record->verdict, nullptr);
    EXPECT_EQ(record->verdict->target, nullptr);
}

TEST_F(AnalysisTest, a_request_that_was_cut_may_be_the_one_that_a_response_answers) {
    const std::string request = write({});
    const struct {
        std::string bytes;
        bool expected;
    } cases[] = {
        {request.substr(0, request.find("Via:") + 12), true},
        {request.substr(0, request.find("CSeq:") + 8), true},
        {"OPTIONS sip:a@h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n", false}, // whole, but broken
        {"SIP/2.0 200 x\r\nVia: SIP", false},
        {request, false},
    };
    for (const auto &test : cases) {
        Analysis analysis;
        const auto see = [&analysis](const std::string &bytes, const char *from, const char *to) {
            model::Sighting sighting = test::sighting(1);
            sighting.route.source.address = from;
            sighting.route.destination.address = to;
            const std::string_view candidate = bytes;
            return analysis.observe(sighting, {&candidate, 1});
        };
        see(test.bytes, "a", "p");
        const MessageRecord *const response = see(write_response("604 x", {}), "p", "a");
        ASSERT_NE(response, nullptr);
        EXPECT_EQ(response->transaction->may_be_cut(), test.expected) << test.bytes;
        const MessageRecord *const elsewhere =
            see(write_response("604 x", {.call_id = "other"}), "q", "a");
        EXPECT_FALSE(elsewhere->transaction->may_be_cut()) << test.bytes;
    }
}

TEST_F(AnalysisTest, a_response_that_cannot_be_placed) {
    const MessageRecord *const record = observe({"SIP/2.0 404 x\r\nTo: <sip:a@h>\r\n\r\n"});
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->transaction, nullptr);
    EXPECT_TRUE(record->repetition.is_first());
    ASSERT_NE(record->verdict, nullptr);
}

TEST_F(AnalysisTest, several_messages_in_a_frame) {
    const std::string request = write({.headers = {"Content-Length: 0"}});
    const std::string response = write_response("404 x", {}, {"l: 3"}, "abc");
    const std::string both = request + response;
    const std::string_view segment = both;
    EXPECT_EQ(messages({segment, segment.substr(request.size())}), "r 404 ");
    EXPECT_EQ(messages({segment}), "r "); // one candidate is one message
    const std::string copy = response;
    EXPECT_EQ(messages({request, response, copy}), "r 404 404 ");
    EXPECT_EQ(messages({}), "");
}

TEST_F(AnalysisTest, a_message_in_a_body_is_none_of_its_own) {
    const std::string inner = write_response("486 x", {});
    const std::string outer =
        write({.method = "NOTIFY",
               .headers = {"c: message/sipfrag", "l: " + std::to_string(inner.size())},
               .body = inner});
    const std::string next = write_response("404 x", {});
    const std::string all = outer + next;
    const std::string_view bytes = all;
    const std::size_t inside = outer.size() - inner.size();
    EXPECT_EQ(messages({bytes, bytes.substr(inside), bytes.substr(outer.size())}), "r 404 ");
    EXPECT_EQ(messages({bytes, bytes.substr(0)}), "r "); // the same bytes twice
    EXPECT_EQ(messages({bytes.substr(inside)}), "486 ");
}

TEST_F(AnalysisTest, what_is_no_message_is_passed_over) {
    const std::string message = write_response("404 x", {});
    EXPECT_EQ(messages({""}), "");
    EXPECT_EQ(messages({std::string_view()}), "");
    EXPECT_EQ(messages({"a=rtpmap:0 PCMU/8000\r\n"}), "");
    EXPECT_EQ(messages({"garbage", message, "\r\n\r\n"}), "404 ");
    EXPECT_EQ(messages({"OPTIONS sip:a@h SIP/2.0"}), "");
    EXPECT_EQ(messages({"OPTIONS sip:a@h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n"}), "");
    EXPECT_EQ(messages({"OPTIONS sip:a@h SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n"}), "");
    EXPECT_EQ(messages({"OPTIONS sip:a@h SIP/2.0\r\nCSeq: 1 OPTIONS\r\n\r\n"}), "r ");
    EXPECT_EQ(messages({"SIP/2.0 404 in a text\r\nthat goes on"}), "");
    EXPECT_EQ(messages({"SIP/2.0 404 x\r\nf: a\r\n"}), "404 ");
}

TEST_F(AnalysisTest, times_at_the_ends_of_the_range) {
    constexpr std::int64_t kLatest = model::kLatestTimeNs;
    const MessageRecord *const late =
        observe({write_response("503 x", {}, {"Retry-After: 4294967295"})}, kLatest);
    ASSERT_NE(late, nullptr);
    EXPECT_EQ(late->verdict->not_before_ns, kLatest + 4294967295 * 1'000'000'000);
    const MessageRecord *const early =
        observe({write_response("503 x", {}, {"Retry-After: 1"})}, -kLatest);
    EXPECT_EQ(early->verdict->not_before_ns, -kLatest + 1'000'000'000);
}

TEST_F(AnalysisTest, every_prefix_of_a_message) {
    const std::string request = write(kFullRequest);
    const std::string response = write_response("421 x", kFullRequest, kFullResponseHeaders, "xyz");
    for (const std::string &whole : {request, response}) {
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            const std::string prefix = whole.substr(0, size); // its own bytes: no reading behind
            const MessageRecord *const record = observe({prefix});
            EXPECT_FALSE(record != nullptr && record->internal_error) << size;
        }
    }
}

TEST_F(AnalysisTest, damaged_messages) {
    std::mt19937 random(20240607); // NOLINT(bugprone-random-generator-seed): the same every time
    const auto below = [&random](std::size_t bound) { return random() % bound; };
    constexpr std::string_view kBytes = "\0\r\n ,;:=<>\"\\()@?%+[]/\xFF\xC3"
                                        "09zS"sv;
    const std::string originals[] = {
        write(kFullRequest), write_response("404 x", kFullRequest, kFullResponseHeaders, "xyz"),
        write_response("494 x", kFullRequest, kFullResponseHeaders, "xyz"),
        write({.method = "REGISTER"}), write_response("603 x", {.method = "REGISTER"})};
    for (int round = 0; round < 4000; ++round) {
        std::string bytes = originals[below(std::size(originals))];
        for (std::size_t changes = 1 + below(8); changes > 0 && !bytes.empty(); --changes) {
            const std::size_t at = below(bytes.size());
            switch (below(4)) {
            case 0:
                bytes[at] = static_cast<char>(random() & 0xFFU);
                break;
            case 1:
                bytes[at] = kBytes[below(kBytes.size())];
                break;
            case 2:
                bytes.erase(at, 1 + below(4));
                break;
            default:
                bytes.insert(at, bytes.substr(below(bytes.size()), below(40)));
                break;
            }
        }
        SCOPED_TRACE(round);
        const MessageRecord *const record = observe({bytes});
        if (record == nullptr) {
            continue;
        }
        ASSERT_FALSE(record->internal_error);
        ASSERT_EQ(record->next, nullptr);
        ASSERT_EQ(record->verdict != nullptr, record->code >= 300);
        if (record->verdict != nullptr) {
            ASSERT_EQ(record->verdict->scope == knowledge::Scope::Global, record->code >= 600);
        }
    }
}

TEST_F(AnalysisTest, huge_and_odd_messages) {
    const std::string line(65536, 'x');
    std::string many_vias;
    for (int i = 0; i < 10'000; ++i) {
        many_vias += "SIP/2.0/UDP h;branch=z9hG4bK" + std::to_string(i) + ",";
    }
    // clang-format off
    const struct {
        const char *what;
        std::string bytes;
        std::string_view expected;
    } cases[] = {
        {"64 KiB of an unknown header", write_response("404 x", {}, {"X-Long: " + line}), "404 "},
        {"64 KiB header name", write_response("404 x", {}, {line + ": x"}), "404 "},
        {"64 KiB without a colon", write_response("404 x", {}, {line}), "404 "},
        {"64 KiB Call-ID", write_response("404 x", {.call_id = line}), "404 "},
        {"64 KiB branch", write_response("404 x", {.vias = {"SIP/2.0/UDP h;branch=" + line}}),
         "404 "},
        {"64 KiB Reason text", write_response("404 x", {}, {"Reason: SIP;text=\"" + line + "\""}),
         "404 "},
        {"64 KiB open quote", write_response("404 x", {}, {"Reason: SIP;text=\"" + line}), "404 "},
        {"64 KiB phrase", write_response("404 " + line, {}), "404 "},
        {"64 KiB Request-URI", write({.uri = "sip:" + line + "@h"}), "r "},
        {"64 KiB of a start line", "INVITE " + line, ""},
        {"64 KiB of quotes", write_response("404 x", {},
         {"Reason: SIP;text=" + std::string(65536, '"')}), "404 "},
        {"64 KiB of commas", write_response("404 x", {}, {"Reason: " + std::string(65536, ',')}),
         "404 "},
        {"64 KiB of semicolons", write_response("404 x", {},
         {"Reason: SIP" + std::string(65536, ';')}), "404 "},
        {"64 KiB of brackets", write_response("404 x", {}, {"Reason: " + std::string(65536, '<')}),
         "404 "},
        {"64 KiB of folds",
         write_response("404 x", {},
                        {"Reason: SIP\r\n " +
                         [] {
                             std::string folds;
                             for (int i = 0; i < 20'000; ++i) {
                                 folds += "\r\n ";
                             }
                             return folds;
                         }()}),
         "404 "},
        {"10,000 Via values", write({.vias = {many_vias}}), "r "},
        {"NUL bytes in every place",
         "SIP/2.0 404 \0\r\nVia: SIP/2.0/UDP \0h;branch=z9hG4bK\0\0\r\nCall-ID: \0\r\n"
         "CSeq: 1 \0INVITE\r\nTo: \0\r\nReason: SIP;text=\"\0\"\r\n\0\r\n\r\n"s,
         "404 "},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        EXPECT_EQ(messages({test.bytes}), test.expected);
    }
}

TEST_F(AnalysisTest, ten_thousand_reasons) {
    std::string reasons = "Reason: ";
    for (int i = 0; i < 10'000; ++i) {
        reasons += "Q.850;cause=" + std::to_string(i) + ",";
    }
    const MessageRecord *const record = observe({write_response("404 x", {}, {reasons, reasons})});
    ASSERT_NE(record, nullptr);
    const auto shown = record->verdict->reasons;
    ASSERT_EQ(shown.size(), 100U); // more would only fill the tree of the packet
    EXPECT_EQ(shown[99].cause, 99U);
    ASSERT_EQ(record->verdict->cannot_tell.size(), 2U); // and no request
    EXPECT_NE(std::string_view(record->verdict->cannot_tell[0]).find("Reason"), std::string::npos);
}

TEST_F(AnalysisTest, texts_shown_are_terminated_and_valid) {
    observe({write({.uri = "sip:b\0\xFF@h"s})});
    const MessageRecord *const record =
        observe({write_response("404 x", {}, {"Reason: SIP;text=\"a\0\\\"\xFF\""s})});
    ASSERT_NE(record, nullptr);
    const diagnosis::Verdict &verdict = *record->verdict;
    EXPECT_STREQ(verdict.target->user, "b \xEF\xBF\xBD");
    ASSERT_EQ(verdict.reasons.size(), 1U);
    EXPECT_STREQ(verdict.reasons[0].text, "a \"\xEF\xBF\xBD");
}

} // namespace
} // namespace imsfail
