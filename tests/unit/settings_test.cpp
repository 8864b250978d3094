// imsfail: tests of the user's choices as they are written
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/settings.h"

#include <gtest/gtest.h>

namespace imsfail::model {
namespace {

using Items = std::vector<std::string>;

TEST(Settings, what_is_written_is_read) {
    Settings settings;
    EXPECT_EQ(read_settings({.home_domains = "IMS.Example.com.,other.example  192.0.2.1",
                             .country_code = " +44 ",
                             .national_prefix = "0 ",
                             .emergency_numbers = "112; 999,*11#"},
                            settings),
              "");
    EXPECT_EQ(settings.home_domains, (Items{"ims.example.com", "other.example", "192.0.2.1"}));
    EXPECT_EQ(settings.country_code, "44");
    EXPECT_EQ(settings.national_prefix, "0");
    EXPECT_EQ(settings.emergency_numbers, (Items{"112", "999", "*11#"}));
}

TEST(Settings, nothing_written_is_no_choice) {
    Settings settings;
    EXPECT_EQ(read_settings({.home_domains = " ,"}, settings), "");
    EXPECT_TRUE(settings.home_domains.empty());
    EXPECT_TRUE(settings.country_code.empty());
    EXPECT_TRUE(settings.national_prefix.empty());
    EXPECT_TRUE(settings.emergency_numbers.empty());
}

TEST(Settings, what_cannot_be_read_is_named_and_left_out) {
    Settings settings;
    EXPECT_EQ(read_settings({.home_domains = "sip:example.com good.example",
                             .country_code = "4x",
                             .national_prefix = "none",
                             .emergency_numbers = "112 1234567"},
                            settings),
              "imsfail.home_domains: \"sip:example.com\" is left out; expected are domain names "
              "such as ims.example.com\n"
              "imsfail.country_code: \"4x\" is left out; expected are 1 to 3 digits such as 44\n"
              "imsfail.national_prefix: \"none\" is left out; expected are at most 4 digits such "
              "as 0\n"
              "imsfail.emergency_numbers: \"1234567\" is left out; expected are numbers of at most "
              "6 digits, * and # such as 112");
    EXPECT_EQ(settings.home_domains, Items{"good.example"});
    EXPECT_TRUE(settings.country_code.empty());
    EXPECT_TRUE(settings.national_prefix.empty());
    EXPECT_EQ(settings.emergency_numbers, Items{"112"});
}

TEST(Settings, calls_to_remember) {
    constexpr std::uint32_t kMost = UINT32_MAX;
    for (const std::uint32_t good : {0U, kLeastMaxCalls, kMost}) {
        Settings settings;
        EXPECT_EQ(read_settings({.max_calls = good}, settings), "");
        EXPECT_EQ(settings.max_calls, good);
    }
    Settings settings;
    EXPECT_EQ(read_settings({.max_calls = kLeastMaxCalls - 1}, settings),
              "imsfail.max_calls: \"99\" is left out; expected are 0 to remember all calls, or a "
              "number from 100 on");
    EXPECT_EQ(settings.max_calls, 0U);
}

TEST(Settings, near_misses) {
    for (const char *const bad : {"1234", "044", "+", "4 4", "++44"}) {
        Settings settings;
        EXPECT_EQ(read_settings({.country_code = bad}, settings).empty(), bad == std::string("+"))
            << bad;
        EXPECT_TRUE(settings.country_code.empty()) << bad;
    }
    for (const char *const bad : {".", "..", ".example", "a..b", "a/b", "a@b", "\xFF"}) {
        Settings settings;
        EXPECT_NE(read_settings({.home_domains = bad}, settings), "") << bad;
        EXPECT_TRUE(settings.home_domains.empty()) << bad;
    }
}

} // namespace
} // namespace imsfail::model
