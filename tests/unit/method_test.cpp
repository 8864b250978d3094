// imsfail: tests of the names of methods
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/method.h"

#include "knowledge/methods.h"

#include <gtest/gtest.h>

#include <set>

namespace imsfail::sip {
namespace {

TEST(MethodName, there_and_back) {
    std::set<std::string_view> names;
    for (int i = 0; i < static_cast<int>(Method::Other); ++i) {
        const auto method = static_cast<Method>(i);
        EXPECT_EQ(method_from_name(method_name(method)), method) << method_name(method);
        EXPECT_TRUE(names.insert(method_name(method)).second) << method_name(method);
    }
    std::set<std::string_view> registered;
    for (const knowledge::MethodInfo &info : knowledge::registered_methods()) {
        registered.insert(info.name);
    }
    EXPECT_EQ(names, registered);
}

TEST(MethodName, others) {
    for (const char *const name : {"", "invite", "INVITES", "INVIT", "other", "FOO"}) {
        EXPECT_EQ(method_from_name(name), Method::Other) << name;
    }
    EXPECT_STREQ(method_name(Method::Other), "other");
}

} // namespace
} // namespace imsfail::sip
