// imsfail: tests of Retry-After (RFC 3261 20.33)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/retry_after.h"

#include <gtest/gtest.h>

namespace imsfail::sip {
namespace {

TEST(RetryAfterReader, values) {
    const struct {
        std::string_view value;
        std::uint32_t seconds;
        std::string_view comment;
        std::optional<std::uint32_t> duration;
    } cases[] = {
        // the examples of 20.33
        {"18000;duration=3600", 18000, "", 3600},
        {"120 (I'm in a meeting)", 120, "I'm in a meeting", std::nullopt},
        // every form of the grammar
        {"0", 0, "", std::nullopt},
        {"5", 5, "", std::nullopt},
        {" 5 ", 5, "", std::nullopt},
        {"5\r\n ", 5, "", std::nullopt},
        {"0005", 5, "", std::nullopt},
        {"5(now)", 5, "now", std::nullopt},
        {"5 (now) ;duration=6", 5, "now", 6},
        {"5 ; duration = 6", 5, "", 6},
        {"5;DURATION=6;x=y", 5, "", 6},
        {"5;x=y;duration=6", 5, "", 6},
        {"5;x", 5, "", std::nullopt},
        {"5;", 5, "", std::nullopt},
        {"5 (a (nested) comment; duration=1);duration=6", 5, "a (nested) comment; duration=1", 6},
        {R"(5 (an \) escape; \\);duration=6)", 5, R"(an \) escape; \\)", 6},
        {"5 (\"quote);duration=6", 5, "\"quote", 6},
        {"5 ()", 5, "", std::nullopt},
        {"5 (\xC3\xA4)", 5, "\xC3\xA4", std::nullopt},
        {"4294967295;duration=4294967295", 4294967295U, "", 4294967295U},
        // damaged behind the number
        {"5 (never closed;duration=6", 5, "never closed;duration=6", std::nullopt},
        {"5 (", 5, "", std::nullopt},
        {"5;duration=", 5, "", std::nullopt},
        {"5;duration=x", 5, "", std::nullopt},
        {"5;duration=4294967296", 5, "", std::nullopt},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.value);
        const auto retry_after = parse_retry_after(test.value);
        ASSERT_TRUE(retry_after);
        EXPECT_EQ(retry_after->seconds, test.seconds);
        EXPECT_EQ(retry_after->comment, test.comment);
        EXPECT_EQ(retry_after->duration, test.duration);
    }
}

TEST(RetryAfterReader, unreadable) {
    for (const std::string_view value :
         {"", " ", "abc", "-1", "+5", "5s", "5.0", "5,6", "5 seconds", ";duration=5", "(5)",
          "4294967296", "99999999999999999999", "Sat, 13 Nov 2010 23:29:00 GMT"}) {
        EXPECT_FALSE(parse_retry_after(value)) << value;
    }
}

} // namespace
} // namespace imsfail::sip
