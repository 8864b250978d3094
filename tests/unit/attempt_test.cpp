// imsfail: tests of timers and outcomes of attempts and calls; see also model_test.cpp
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/attempt.h"
#include "sightings.h"

#include <gtest/gtest.h>

#include <string>

namespace imsfail::model {
namespace {

using test::kMillisecond;
using test::kSecond;
using test::sighting;

constexpr Final final_of(std::uint16_t code) {
    return {.time_ns = kSecond, .to_tag = 0, .frame = 2, .code = code};
}

class AttemptTest : public testing::Test {
  protected:
    // A request that was sent at these times.
    void send(std::initializer_list<std::int64_t> times_ms) {
        for (const std::int64_t time_ms : times_ms) {
            root_.messages.seen.see(sighting(++frame_, time_ms * kMillisecond), &path_, arena_);
        }
        root_.request.via_count = 1;
        attempt_.root = attempt_.latest = &root_;
        attempt_.first_time_ns = root_.request_time_ns();
        attempt_.method = sip::Method::Invite;
        call_.method = sip::Method::Invite;
        call_.last_initial = &attempt_;
    }

    Transaction root_;
    Attempt attempt_;
    Call call_;

  private:
    Arena arena_;
    Path path_;
    std::uint32_t frame_ = 0;
};

TEST(Outcome, tokens) {
    const struct {
        Outcome outcome;
        const char *expected;
    } cases[] = {
        {Outcome::Open, "open"},
        {Outcome::Answered, "answered"},
        {Outcome::Failed, "failed"},
        {Outcome::Challenged, "challenged"},
        {Outcome::Negotiated, "negotiated"},
        {Outcome::Redirected, "redirected"},
        {Outcome::Cancelled, "cancelled"},
        {Outcome::Probed, "probed"},
        {Outcome::Unanswered, "unanswered"},
    };
    for (const auto &test : cases) {
        EXPECT_STREQ(token(test.outcome), test.expected);
    }
}

TEST_F(AttemptTest, t1_of_the_core_and_of_a_ue) {
    send({1000});
    constexpr auto kSign = static_cast<std::size_t>(ImsSign::AccessNetwork3gpp);
    // clang-format off
    const struct {
        const char *what;
        bool ims;
        std::uint32_t via_count;
        Protection protection;
        std::int64_t expected_ms;
    } cases[] = {
        {"ordinary SIP", false, 1, Protection::None, 500},
        {"ordinary SIP in ESP", false, 1, Protection::Esp, 500},
        {"a UE sends", true, 1, Protection::None, 2000},
        {"a UE sends in ESP", true, 1, Protection::Esp, 2000},
        {"to a UE in ESP", true, 4, Protection::Esp, 2000},
        {"between servers", true, 2, Protection::None, 500},
        {"between servers in TLS", true, 2, Protection::Tls, 500},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        root_.request.ims_signs[kSign] = test.ims;
        root_.request.via_count = test.via_count;
        root_.request.protection = test.protection;
        EXPECT_EQ(attempt_.t1_ns(), test.expected_ms * kMillisecond);
        EXPECT_EQ(attempt_.deadline_ns(), (1000 + 64 * test.expected_ms) * kMillisecond);
    }
}

TEST_F(AttemptTest, t1_by_the_first_gap) {
    send({1000, 1050, 1700, 3100}); // the second one is a copy
    root_.request.ims_signs[static_cast<std::size_t>(ImsSign::AccessNetwork3gpp)] = true;
    EXPECT_EQ(attempt_.t1_ns(), 700 * kMillisecond);
    EXPECT_EQ(attempt_.deadline_ns(), (1000 + 64 * 700) * kMillisecond);
}

TEST_F(AttemptTest, t1_of_a_late_copy_or_after_lost_retransmissions) {
    send({1000, 1120});
    EXPECT_EQ(attempt_.t1_ns(), 500 * kMillisecond);
    root_.messages = {};
    send({1000, 17'000});
    EXPECT_EQ(attempt_.t1_ns(), 2000 * kMillisecond);
    EXPECT_EQ(attempt_.deadline_ns(), (1000 + 64 * 2000) * kMillisecond);
}

TEST_F(AttemptTest, a_provisional_moves_the_deadline_of_an_invite_only) {
    send({1000});
    attempt_.last_provisional_time_ns = 9 * kSecond;
    EXPECT_EQ(attempt_.deadline_ns(), 189 * kSecond);
    for (const sip::Method method : {sip::Method::Register, sip::Method::Options,
                                     sip::Method::Subscribe, sip::Method::Other}) {
        attempt_.method = method;
        EXPECT_EQ(attempt_.deadline_ns(), 33 * kSecond);
    }
}

TEST_F(AttemptTest, outcome) {
    send({0});
    // clang-format off
    const struct {
        const char *what;
        Final nearest, best;
        Outcome nearest_outcome, best_outcome;
        bool cancelled;
        std::int64_t now_ms;
        Outcome expected;
        std::uint16_t code;
    } cases[] = {
        {"nothing yet", {}, {}, Outcome::Open, Outcome::Open, false, 100, Outcome::Open, 0},
        {"at the timer", {}, {}, Outcome::Open, Outcome::Open, false, 32'000, Outcome::Open, 0},
        {"past the timer", {}, {}, Outcome::Open, Outcome::Open, false, 32'001,
         Outcome::Unanswered, 0},
        {"the nearest final beats the branches", final_of(500), final_of(200), Outcome::Failed,
         Outcome::Answered, false, 2000, Outcome::Failed, 500},
        {"else the best of the branches", {}, final_of(407), Outcome::Open, Outcome::Challenged,
         false, 2000, Outcome::Challenged, 407},
        {"a final, however late one looks", final_of(486), {}, Outcome::Failed, Outcome::Open,
         false, 1'000'000, Outcome::Failed, 486},
        {"CANCEL without a final", {}, {}, Outcome::Open, Outcome::Open, true, 100,
         Outcome::Cancelled, 0},
        {"CANCEL without a final, past the timer", {}, {}, Outcome::Open, Outcome::Open, true,
         99'999, Outcome::Cancelled, 0},
        {"CANCEL and 487", final_of(487), final_of(487), Outcome::Cancelled, Outcome::Cancelled,
         true, 2000, Outcome::Cancelled, 487},
        {"CANCEL and another failure", final_of(486), final_of(486), Outcome::Failed,
         Outcome::Failed, true, 2000, Outcome::Cancelled, 486},
        {"CANCEL too late", final_of(200), final_of(200), Outcome::Answered, Outcome::Answered,
         true, 2000, Outcome::Answered, 200},
        {"487 without CANCEL", final_of(487), {}, Outcome::Cancelled, Outcome::Open, false, 2000,
         Outcome::Cancelled, 487},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        attempt_.nearest = test.nearest;
        attempt_.best = test.best;
        attempt_.nearest_outcome = test.nearest_outcome;
        attempt_.best_outcome = test.best_outcome;
        attempt_.cancelled = test.cancelled;
        const std::int64_t now_ns = test.now_ms * kMillisecond;
        EXPECT_EQ(attempt_.outcome(now_ns), test.expected);
        EXPECT_EQ(attempt_.ended_badly(), test.code >= 300);
        EXPECT_EQ(call_.outcome(now_ns), test.expected);
        EXPECT_EQ(call_.final_code(), test.code);
        EXPECT_EQ(call_.failed(now_ns),
                  test.expected == Outcome::Failed || test.expected == Outcome::Unanswered);
    }
}

TEST_F(AttemptTest, an_options_never_fails_as_a_call) {
    send({0});
    call_.method = sip::Method::Options;
    attempt_.method = sip::Method::Options;
    EXPECT_EQ(call_.outcome(99 * kSecond), Outcome::Unanswered);
    EXPECT_FALSE(call_.failed(99 * kSecond));
}

TEST(Call, without_its_beginning) {
    Call call;
    call.method = sip::Method::Bye;
    EXPECT_EQ(call.outcome(kSecond), Outcome::Open);
    EXPECT_FALSE(call.failed(1'000'000 * kSecond));
    EXPECT_EQ(call.final_code(), 0);
    call.confirmed = true;
    EXPECT_EQ(call.outcome(kSecond), Outcome::Answered);
    EXPECT_FALSE(call.failed(kSecond));
}

} // namespace
} // namespace imsfail::model
