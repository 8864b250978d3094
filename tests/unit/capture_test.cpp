// imsfail: tests of what is known of a capture, whichever of its calls are forgotten
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/capture.h"

#include <gtest/gtest.h>

namespace imsfail::model {
namespace {

TEST(Capture, a_request_may_have_been_sent_before_calls_were_forgotten) {
    constexpr std::int64_t kSecond = 1'000'000'000;
    Capture capture;
    EXPECT_FALSE(capture.forgot_shortly_before(0));
    EXPECT_FALSE(capture.forgot_shortly_before(kSecond));
    capture.now_ns = 1000 * kSecond;
    capture.note_forgotten(5);
    const struct {
        std::int64_t ms;
        bool expected;
    } cases[] = {
        {998'000, false},
        {999'954, true}, // another interface saw it
        {1'000'000, true},
        {1'128'000, true}, // 64*T1 of a UE
        {1'128'001, false},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(capture.forgot_shortly_before(test.ms * 1'000'000), test.expected) << test.ms;
    }
    // The time before the last counts too, but no earlier one.
    capture.now_ns = 2000 * kSecond;
    capture.note_forgotten(5);
    EXPECT_TRUE(capture.forgot_shortly_before(1010 * kSecond));
    EXPECT_TRUE(capture.forgot_shortly_before(2010 * kSecond));
    capture.now_ns = 3000 * kSecond;
    capture.note_forgotten(5);
    EXPECT_FALSE(capture.forgot_shortly_before(1010 * kSecond));
    EXPECT_EQ(capture.forgotten_calls, 15U);
}

} // namespace
} // namespace imsfail::model
