// imsfail: tests of the small facts read from one message
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "messages.h"
#include "model/facts.h"

#include <gtest/gtest.h>

namespace imsfail::model {
namespace {

TEST(Facts, has_sdp) {
    // clang-format off
    const struct {
        test::Lines headers;
        std::string_view body;
        bool expected;
    } cases[] = {
        {{"Content-Type: application/sdp"}, test::kSdp, true},
        {{"c:Application/SDP;charset=utf-8"}, test::kSdp, true},
        {{"Content-Type: multipart/mixed;boundary=b"},
         "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--", true},
        {{"Content-Type: Multipart/Related;boundary=b"}, "--b\r\nc:Application/SDP\r\n", true},
        {{"Content-Type: multipart/mixed;boundary=b"}, "--b\r\nContent-Type: text/plain\r\n",
         false},
        {{"Content-Type: text/plain"}, "application/sdp", false},
        {{}, test::kSdp, false},
        {{"Content-Type:"}, test::kSdp, false},
    };
    // clang-format on
    for (const auto &test : cases) {
        const std::string bytes = test::message("INVITE sip:a@h SIP/2.0", test.headers, test.body);
        EXPECT_EQ(has_sdp(test::scan_headers(bytes)), test.expected) << bytes;
    }
}

TEST(Facts, icid_value) {
    // clang-format off
    const struct {
        std::string_view header, expected;
    } cases[] = {
        {"P-Charging-Vector: icid-value=1234bc9876e;icid-generated-at=192.0.6.8", "1234bc9876e"},
         {"P-Charging-Vector: icid-value=\"a b;c\"; orig-ioi=home1.net", "a b;c"},
         {"p-charging-vector:orig-ioi=x; ICID-VALUE = \"abc\"", "abc"},
         {"P-Charging-Vector: icid-value=", ""}, {"P-Charging-Vector: orig-ioi=icid-value", ""},
         {"P-Charging-Vector:", ""}, {"Subject: icid-value=1", ""},
    };
    // clang-format on
    for (const auto &test : cases) {
        const std::string bytes =
            test::message("INVITE sip:a@h SIP/2.0", {std::string(test.header)});
        EXPECT_EQ(icid_value(test::scan_headers(bytes)), test.expected) << test.header;
    }
}

TEST(Facts, hidden_caller) {
    const std::string hidden = "From: \"Anonymous\" <sip:anonymous@Anonymous.invalid.>;tag=a";
    const std::string preferred = "P-Preferred-Identity: \"A\" <sip:a@h>";
    const std::string asserted = "P-Asserted-Identity: <tel:+1>, <sip:b@h>";
    const struct {
        test::Lines headers;
        std::string_view expected;
    } cases[] = {
        {{hidden, preferred}, "sip:a@h"},
        {{hidden, asserted}, "tel:+1"},
        {{hidden, asserted, preferred}, "sip:a@h"},
        {{hidden, "P-Preferred-Identity:", asserted}, "tel:+1"},
        {{hidden}, ""},
        {{"From: <sip:a@invalid.example>;tag=a", preferred}, ""},
        {{"From: <tel:+1>;tag=a", asserted}, ""},
        {{preferred}, ""},
    };
    for (const auto &test : cases) {
        const std::string bytes = test::message("INVITE sip:a@h SIP/2.0", test.headers);
        EXPECT_EQ(hidden_caller(test::scan_headers(bytes)), test.expected)
            << test.headers.front() << ' ' << test.headers.back();
    }
}

TEST(Facts, credentials_with_a_digest) {
    // clang-format off
    const struct {
        test::Lines headers;
        bool expected;
    } cases[] = {
        {{"Authorization: Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:h\", "
          "response=\"6629fae4\""},
         true},
        {{"Proxy-Authorization: Digest realm=\"r\",\r\n response=\"6629fae4\""}, true},
        {{"authorization:digest RESPONSE=abc"}, true},
        {{"Authorization: Digest response=\"\"", "Proxy-Authorization: Digest response=\"x\""},
         true},
        {{"Authorization: Digest response=\"\"", "Authorization: Digest response=\"x\""}, true},
        // the first REGISTER in IMS (TS 24.229 5.1.1.2)
        {{"Authorization: Digest username=\"u\", realm=\"r\", nonce=\"\", uri=\"sip:h\", "
          "response=\"\""},
         false},
        {{"Authorization: Digest username=\"a, response=x\", response=\"\""}, false},
        {{"Authorization: Digest response"}, false},
        {{"Authorization: Digest"}, false},
        {{"Authorization:"}, false},
        {{"WWW-Authenticate: Digest response=\"x\""}, false},
        {{}, false},
    };
    // clang-format on
    for (const auto &test : cases) {
        const std::string bytes = test::message("REGISTER sip:h SIP/2.0", test.headers);
        bool has_response = false;
        for_each_credentials(test::scan_headers(bytes), [&](const Credentials &credentials) {
            has_response = has_response || credentials.has_response;
        });
        EXPECT_EQ(has_response, test.expected) << bytes;
    }
}

} // namespace
} // namespace imsfail::model
