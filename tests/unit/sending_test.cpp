// imsfail: tests of telling copies of a message from its retransmissions
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/sending.h"
#include "sightings.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace imsfail::model {
namespace {

using test::kMillisecond;
using test::sighting;

struct Seen {
    std::int64_t ms;
    int path;
    std::uint32_t copy_of, retransmission_of; // frames, which count the sightings from 1
};

struct Case {
    const char *what;
    std::vector<Seen> sightings;
    std::uint32_t sendings;
};

void check(const std::vector<Case> &cases) {
    for (const Case &test : cases) {
        SCOPED_TRACE(test.what);
        Arena arena;
        std::vector<Path> paths(100);
        SeenMessage message;
        std::uint32_t frame = 0;
        for (const Seen &seen : test.sightings) {
            ++frame;
            const Repetition repetition =
                message.see(sighting(frame, seen.ms * kMillisecond),
                            &paths.at(static_cast<std::size_t>(seen.path)), arena);
            EXPECT_EQ(repetition.copy_of, seen.copy_of) << "frame " << frame;
            EXPECT_EQ(repetition.retransmission_of, seen.retransmission_of) << "frame " << frame;
            EXPECT_EQ(repetition.is_first(), frame == 1) << "frame " << frame;
        }
        EXPECT_EQ(message.sendings(), test.sendings);
    }
}

TEST(Sending, copies_and_retransmissions) {
    // clang-format off
    check({
        {"never seen", {}, 0},
        {"once", {{0, 0, 0, 0}}, 1},
        {"the timer of the core", {{0, 0, 0, 0}, {500, 0, 0, 1}, {1500, 0, 0, 1}}, 3},
        {"the timer of a UE", {{0, 0, 0, 0}, {2000, 0, 0, 1}, {6000, 0, 0, 1}}, 3},
        {"just below 100 ms on one path", {{0, 0, 0, 0}, {99, 0, 1, 0}}, 1},
        {"100 ms on one path", {{0, 0, 0, 0}, {100, 0, 0, 1}}, 2},
        {"three copies on one path within a millisecond",
         {{0, 0, 0, 0}, {0, 0, 1, 0}, {1, 0, 1, 0}}, 1},
        {"copies do not stretch the 100 ms", {{0, 0, 0, 0}, {60, 0, 1, 0}, {120, 0, 0, 1}}, 2},
        {"another path at once", {{0, 0, 0, 0}, {1, 1, 1, 0}}, 1},
        {"another path late", {{0, 0, 0, 0}, {400, 1, 1, 0}}, 1},
        {"another path late, and again", {{0, 0, 0, 0}, {400, 1, 1, 0}, {900, 1, 0, 1}}, 2},
        {"two paths, one always 300 ms behind",
         {{0, 0, 0, 0}, {300, 1, 1, 0}, {500, 0, 0, 1}, {800, 1, 3, 1}, {1500, 0, 0, 1},
          {1800, 1, 5, 1}}, 3},
        {"a path that shows both sendings after the second",
         {{0, 0, 0, 0}, {500, 0, 0, 1}, {700, 1, 1, 0}, {1200, 1, 2, 1}}, 2},
        {"a second path that begins with the second sending is a copy of it within 100 ms",
         {{0, 0, 0, 0}, {500, 0, 0, 1}, {501, 1, 2, 1}, {1500, 1, 0, 1}}, 3},
        {"three copies of each of three sendings",
         {{0, 0, 0, 0}, {0, 1, 1, 0}, {1, 2, 1, 0}, {500, 0, 0, 1}, {500, 1, 4, 1}, {501, 2, 4, 1},
          {1500, 0, 0, 1}, {1501, 1, 7, 1}, {1501, 2, 7, 1}}, 3},
        {"the same, all on one path",
         {{0, 0, 0, 0}, {0, 0, 1, 0}, {1, 0, 1, 0}, {500, 0, 0, 1}, {500, 0, 4, 1}, {501, 0, 4, 1}},
         2},
        {"clock going backwards on one path", {{1000, 0, 0, 0}, {0, 0, 1, 0}}, 1},
        {"clock going backwards on another path", {{1000, 0, 0, 0}, {0, 1, 1, 0}}, 1},
        {"clock set back and going on",
         {{1000, 0, 0, 0}, {1500, 0, 0, 1}, {0, 0, 2, 1}, {1700, 0, 0, 1}}, 3},
    });
    // clang-format on
}

TEST(Sending, beyond_sixteen_paths_only_the_time_counts) {
    std::vector<Seen> sightings = {{0, 0, 0, 0}};
    for (int path = 1; path < 16; ++path) {
        sightings.push_back({path * 1000, path, 1, 0}); // late, but each on a path of its own
    }
    sightings.push_back({16'000, 16, 0, 1}); // the seventeenth path is not remembered
    sightings.push_back({16'050, 17, 17, 1});
    sightings.push_back({20'000, 16, 0, 1});
    check({{"seventeen and more paths", sightings, 3}});
}

TEST(Sending, first_and_second) {
    Arena arena;
    const Path path;
    const Path other;
    SeenMessage message;
    EXPECT_FALSE(message.seen());
    EXPECT_EQ(message.second(), nullptr);
    message.see(sighting(3, 10), &path, arena);
    message.see(sighting(4, 11), &other, arena);
    EXPECT_TRUE(message.seen());
    EXPECT_EQ(message.first().frame, 3U);
    EXPECT_EQ(message.first().time_ns, 10);
    EXPECT_EQ(message.path(), &path);
    EXPECT_EQ(message.second(), nullptr);
    message.see(sighting(5, test::kSecond), &path, arena);
    ASSERT_NE(message.second(), nullptr);
    EXPECT_EQ(message.second()->frame, 5U);
    EXPECT_EQ(message.second()->time_ns, test::kSecond);
}

} // namespace
} // namespace imsfail::model
