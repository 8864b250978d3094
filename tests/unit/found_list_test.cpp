// imsfail: tests of how findings are strung together
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/found_list.h"

#include "diagnosis/wording.h"

#include <gtest/gtest.h>

namespace imsfail::diagnosis {
namespace {

TEST(FoundList, keeps_the_order) {
    model::Arena arena;
    FoundList list(arena);
    EXPECT_EQ(list.first(), nullptr);
    list.add(knowledge::Finding::AckMissing, knowledge::Severity::Warn, "one");
    list.add(knowledge::Finding::DialogLost, knowledge::Severity::Note, std::string(300, 'x'));
    ASSERT_NE(list.first(), nullptr);
    EXPECT_STREQ(list.first()->text, "one");
    ASSERT_NE(list.first()->next, nullptr);
    EXPECT_EQ(list.first()->next->finding, knowledge::Finding::DialogLost);
    EXPECT_EQ(std::string(list.first()->next->text), std::string(197, 'x') + "...");
    EXPECT_EQ(list.first()->next->next, nullptr);
}

TEST(FoundList, shortened) {
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
