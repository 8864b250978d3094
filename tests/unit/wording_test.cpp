// imsfail: tests of the words of a verdict
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/wording.h"

#include <gtest/gtest.h>

namespace imsfail::diagnosis {
namespace {

TEST(Wording, shortened) {
    EXPECT_EQ(shortened("", 5), "");
    EXPECT_EQ(shortened("12345", 5), "12345");
    EXPECT_EQ(shortened("123456", 5), "12...");
    // A character of UTF-8 stays whole or goes.
    EXPECT_EQ(shortened("1\xC3\xBC"
                        "456",
                        5),
              "1...");
    EXPECT_EQ(shortened("\xC3\xBC"
                        "3456",
                        5),
              "\xC3\xBC...");
    EXPECT_EQ(shortened(std::string(9, '\xBC'), 5), "..."); // no UTF-8 at all
}

} // namespace
} // namespace imsfail::diagnosis
