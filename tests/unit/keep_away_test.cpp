// imsfail: tests of what is remembered of servers that asked to be left alone
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/keep_away.h"

#include "sightings.h"

#include <gtest/gtest.h>

namespace imsfail::model {
namespace {

using test::kSecond;

Route route(std::uint16_t client_port, std::uint16_t server_port, Transport transport) {
    return {.source = {.address = "client", .port = client_port},
            .destination = {.address = "server", .port = server_port},
            .transport = transport,
            .carrier = 0};
}

TEST(KeepAway, until_the_time_has_passed) {
    const KeepAway said{.frame = 7, .seconds = 5, .time_ns = kSecond};
    EXPECT_TRUE(said.holds(6 * kSecond - 1));
    EXPECT_FALSE(said.holds(6 * kSecond));
    const KeepAway for_ever{.frame = 7, .seconds = UINT32_MAX, .time_ns = 2'000'000'000 * kSecond};
    EXPECT_TRUE(for_ever.holds(2'100'000'000 * kSecond));
}

TEST(KeepAway, holds_for_one_client_and_one_server) {
    KeepAwayTable table;
    EXPECT_EQ(table.find(route(5060, 5060, Transport::Udp), 9), nullptr);
    table.note(route(5060, 5060, Transport::Udp), 9, {.frame = 1});
    table.note(route(40000, 5060, Transport::Tcp), 9, {.frame = 2});
    ASSERT_NE(table.find(route(5060, 5060, Transport::Udp), 9), nullptr);
    EXPECT_EQ(table.find(route(5060, 5060, Transport::Udp), 9)->frame, 1U);
    // Another phone behind the same address; over TCP, each connection has another port.
    EXPECT_EQ(table.find(route(5061, 5060, Transport::Udp), 9), nullptr);
    ASSERT_NE(table.find(route(40001, 5060, Transport::Tcp), 9), nullptr);
    EXPECT_EQ(table.find(route(40001, 5060, Transport::Tcp), 9)->frame, 2U);
    EXPECT_EQ(table.find(route(40000, 5060, Transport::Tcp), 8), nullptr);
    EXPECT_EQ(table.find(route(5060, 5061, Transport::Udp), 9), nullptr);
    // The latest word counts.
    table.note(route(5060, 5060, Transport::Udp), 9, {.frame = 3});
    EXPECT_EQ(table.find(route(5060, 5060, Transport::Udp), 9)->frame, 3U);
    table.forget(route(5060, 5060, Transport::Udp), 9);
    EXPECT_EQ(table.find(route(5060, 5060, Transport::Udp), 9), nullptr);
    EXPECT_NE(table.find(route(40001, 5060, Transport::Tcp), 9), nullptr);
}

TEST(KeepAway, is_passed_over_once) {
    KeepAwayTable table;
    const Route udp = route(5060, 5060, Transport::Udp);
    EXPECT_FALSE(table.note_passed_over(udp, 9));
    table.note(udp, 9, {.frame = 1});
    EXPECT_TRUE(table.note_passed_over(udp, 9));
    EXPECT_FALSE(table.note_passed_over(udp, 9));
    table.note(udp, 9, {.frame = 2});
    EXPECT_TRUE(table.note_passed_over(udp, 9));
}

TEST(KeepAway, what_does_not_hold_any_more_takes_no_memory) {
    KeepAwayTable table;
    table.note(route(5060, 5060, Transport::Udp), 9, {.frame = 1, .seconds = 5});
    table.note(route(5061, 5060, Transport::Udp), 9, {.frame = 2, .seconds = 6});
    table.forget_past(5 * kSecond);
    EXPECT_EQ(table.find(route(5060, 5060, Transport::Udp), 9), nullptr);
    EXPECT_NE(table.find(route(5061, 5060, Transport::Udp), 9), nullptr);
}

} // namespace
} // namespace imsfail::model
