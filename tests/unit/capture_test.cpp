// imsfail: tests of what is known of a capture, whichever of its calls are forgotten
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/capture.h"

#include "messages.h"
#include "model/session.h"
#include "sightings.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

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
        {998'000, false},   {999'954, true},   // another interface saw it
        {1'000'000, true},  {1'128'000, true}, // 64*T1 of a UE
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

// Whether an answer could have been seen, and whether a request was captured in part only.
TEST(Capture, what_was_seen_on_a_way_is_known_to_all_sessions) {
    const auto capture = std::make_shared<Capture>();
    Session older(capture);
    Session newer(capture);
    Sighting there = test::sighting(1);
    Sighting back = there;
    std::swap(back.route.source, back.route.destination);
    const auto observe = [](Session &session, const Sighting &sighting, const std::string &bytes) {
        sip::Message message;
        EXPECT_TRUE(message.scan(bytes));
        return session.observe(sighting, message).transaction;
    };
    observe(older, back, test::write({.call_id = "one"}));
    const Transaction *const request = observe(newer, there, test::write({.call_id = "two"}));
    ASSERT_NE(request, nullptr);
    EXPECT_NE(request->path()->hop->reverse, nullptr);

    older.note_cut_request(there);
    const Transaction *const response =
        observe(newer, back, test::write_response("404 x", {.call_id = "three"}));
    ASSERT_NE(response, nullptr);
    EXPECT_TRUE(response->may_be_cut());
}

} // namespace
} // namespace imsfail::model
