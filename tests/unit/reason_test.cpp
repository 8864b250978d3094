// imsfail: tests of Reason (RFC 3326, RFC 6432, RFC 8606, RFC 9366)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "messages.h"
#include "sip/reason.h"

#include <gtest/gtest.h>

namespace imsfail::sip {
namespace {

TEST(ReasonReader, values) {
    // clang-format off
    const struct {
        std::string_view value, protocol;
        std::optional<std::uint32_t> cause;
        std::string_view text, location;
    } cases[] = {
        // the examples of RFC 3326 2 as they are spaced there
        {"SIP ;cause=200 ;text=\"Call completed elsewhere\"", "SIP", 200,
         "Call completed elsewhere", ""},
        {"Q.850 ;cause=16 ;text=\"Terminated\"", "Q.850", 16, "Terminated", ""},
        {"SIP ;cause=580 ;text=\"Precondition Failure\"", "SIP", 580, "Precondition Failure", ""},
        // RFC 8606 5
        {"Q.850;cause=1;text=\"Unallocated (unassigned) number\";location=LN", "Q.850", 1,
         "Unallocated (unassigned) number", "LN"},
        // as a UE sends it
        {"RELEASE_CAUSE ;cause=1 ;text=\"User ends call\"", "RELEASE_CAUSE", 1, "User ends call",
         ""},
        // order, case, spacing, folds, quotes
        {"Q.850;text=\"a\";cause=31", "Q.850", 31, "a", ""},
        {"q.850;CAUSE=31;Text=\"a\";LOCATION=U", "q.850", 31, "a", "U"},
        {"Q.850 ; cause = 17 ; text = \"b\"", "Q.850", 17, "b", ""},
        {"Q.850\r\n ;cause=17\r\n\t;text=\"b\"", "Q.850", 17, "b", ""},
        {"Q.850;cause=\"20\"", "Q.850", 20, "", ""},
        {"Q.850;cause=\" 20 \"", "Q.850", 20, "", ""},
        {"Q.850;cause=016", "Q.850", 16, "", ""},
        {"Q.850;cause=0", "Q.850", 0, "", ""},
        {"SIP;cause=404;text=unquoted", "SIP", 404, "unquoted", ""},
        {"SIP;text=\"a;cause=1, b\";cause=2", "SIP", 2, "a;cause=1, b", ""},
        {R"(SIP;text="a \"quoted\" word; \\";cause=3)", "SIP", 3, R"(a \"quoted\" word; \\)", ""},
        {"S1AP-RNL;cause=4294967295", "S1AP-RNL", 4294967295U, "", ""},
        {"5GMM;cause=9", "5GMM", 9, "", ""},
        {"SIP;x=y;cause=486;ppi=z", "SIP", 486, "", ""},
        {"SIP;cause=486;cause=487;text=a;text=b", "SIP", 486, "a", ""},
        {"SIP;cause=486;", "SIP", 486, "", ""},
        // a cause that cannot be read is no cause, the rest stays
        {"SIP", "SIP", std::nullopt, "", ""},
        {"SIP;cause", "SIP", std::nullopt, "", ""},
        {"SIP;cause=", "SIP", std::nullopt, "", ""},
        {"SIP;cause=abc;text=\"t\"", "SIP", std::nullopt, "t", ""},
        {"SIP;cause=-1", "SIP", std::nullopt, "", ""},
        {"SIP;cause=4294967296", "SIP", std::nullopt, "", ""},
        {"SIP;cause=16.0", "SIP", std::nullopt, "", ""},
        {"SIP;text=\"never closed;cause=1", "SIP", std::nullopt, "never closed;cause=1", ""},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.value);
        const auto reason = parse_reason(test.value);
        ASSERT_TRUE(reason);
        EXPECT_EQ(reason->protocol, test.protocol);
        EXPECT_EQ(reason->cause, test.cause);
        EXPECT_EQ(reason->text, test.text);
        EXPECT_EQ(reason->location, test.location);
    }
}

TEST(ReasonReader, no_protocol_is_no_reason) {
    for (const std::string_view value :
         {"", " ", ";cause=1", "\"SIP\";cause=1", "=1", "\xFF;cause=1"}) {
        EXPECT_FALSE(parse_reason(value)) << value;
    }
}

// "protocol:cause" of every Reason of a message, in order.
std::string reasons_of(const test::Lines &headers) {
    const std::string bytes = test::message("SIP/2.0 480 x", headers);
    std::string all;
    test::scan_headers(bytes).for_each_value(Header::Reason, [&all](std::string_view value) {
        if (const auto reason = parse_reason(value)) {
            all += std::string(reason->protocol) + ":" +
                   (reason->cause ? std::to_string(*reason->cause) : "-") + " ";
        }
    });
    return all;
}

TEST(ReasonReader, all_values_of_a_message) {
    // clang-format off
    const struct {
        test::Lines headers;
        std::string_view expected;
    } cases[] = {
        {{}, ""},
        {{"Reason:"}, ""},
        {{"Reason: ,"}, ""},
        {{"Reason: Q.850;cause=20;text=\"Subscriber absent\",SIP;cause=480"}, "Q.850:20 SIP:480 "},
        {{"Reason: Q.850;cause=20", "reason : SIP;cause=480"}, "Q.850:20 SIP:480 "},
        {{"Reason: Q.850;cause=20;text=\"a, b\" , SIP;cause=480", "REASON: Q.850;cause=16"},
         "Q.850:20 SIP:480 Q.850:16 "},
        {{"Reason: Q.850;cause=20,", "\tSIP;cause=480"}, "Q.850:20 SIP:480 "},
        {{"Reason: ;cause=1, SIP;cause=480"}, "SIP:480 "},
        // RFC 9366: the same protocol more than once
        {{"Reason: STIR;cause=436;text=\"Bad Identity Info\", STIR;cause=438"},
         "STIR:436 STIR:438 "},
    };
    // clang-format on
    for (const auto &test : cases) {
        EXPECT_EQ(reasons_of(test.headers), test.expected);
    }
}

} // namespace
} // namespace imsfail::sip
