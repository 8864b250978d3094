// imsfail: tests of the routes on which messages were seen
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/path.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace imsfail::model {
namespace {

Route route(std::string_view source, std::uint16_t source_port, std::string_view destination,
            std::uint16_t destination_port, Transport transport = Transport::Udp,
            std::uint32_t carrier = 0) {
    return {.source = {.address = source, .port = source_port},
            .destination = {.address = destination, .port = destination_port},
            .transport = transport,
            .carrier = carrier};
}

Sighting on(const Route &route, std::int64_t time_ns = 0) {
    return {.frame = 1, .time_ns = time_ns, .protection = Protection::None, .route = route};
}

TEST(Path, equal_routes_have_one) {
    Arena arena;
    PathTable paths(arena);
    const Route first = route("a", 1, "b", 2);
    Path *const path = paths.see(on(first));
    EXPECT_EQ(paths.see(on(route("a", 1, "b", 2))), path);
    // clang-format off
    const struct {
        const char *what;
        Route route;
    } others[] = {
        {"source address", route("c", 1, "b", 2)},
        {"source port", route("a", 3, "b", 2)},
        {"destination address", route("a", 1, "c", 2)},
        {"destination port", route("a", 1, "b", 3)},
        {"transport", route("a", 1, "b", 2, Transport::Tcp)},
        {"carrier", route("a", 1, "b", 2, Transport::Udp, 7)},
        {"the way back", route("b", 2, "a", 1)},
        {"ports exchanged", route("a", 2, "b", 1)},
        {"IPv4 and IPv6", route(std::string_view("\0\0\0\1", 4), 1, "b", 2)},
        {"no address", route("", 0, "", 0)},
    };
    // clang-format on
    for (const auto &other : others) {
        SCOPED_TRACE(other.what);
        EXPECT_NE(paths.see(on(other.route)), path);
        EXPECT_EQ(paths.see(on(other.route)), paths.see(on(other.route)));
    }
    EXPECT_EQ(path->route, first);
}

TEST(Path, addresses_need_not_outlive_the_sighting) {
    Arena arena;
    PathTable paths(arena);
    std::string address = "\x0A\x01\x02\x03 and so on, too long to be kept within a string";
    Path *const path = paths.see(on(route(address, 1, address, 2)));
    const std::string same = address;
    address.assign(address.size(), 'x');
    EXPECT_EQ(path->route.source.address, same);
    EXPECT_EQ(paths.see(on(route(same, 1, same, 2))), path);
}

TEST(Path, the_way_back) {
    Arena arena;
    PathTable paths(arena);
    const Path *const there = paths.see(on(route("a", 1, "b", 2)));
    EXPECT_EQ(there->hop->reverse, nullptr);
    paths.see(on(route("b", 9, "a", 1)));
    paths.see(on(route("b", 2, "a", 1, Transport::Tcp)));
    EXPECT_EQ(there->hop->reverse, nullptr);
    const Path *const back = paths.see(on(route("b", 2, "a", 1)));
    EXPECT_EQ(there->hop->reverse, back->hop);
    EXPECT_EQ(back->hop->reverse, there->hop);
}

TEST(Path, what_carries_a_hop_does_not_matter_to_it) {
    Arena arena;
    PathTable paths(arena);
    const Path *const there = paths.see(on(route("a", 1, "b", 2)));
    const Path *const tunnelled = paths.see(on(route("a", 1, "b", 2, Transport::Udp, 1)));
    EXPECT_NE(there, tunnelled);
    EXPECT_EQ(there->hop, tunnelled->hop);
    const Path *const back = paths.see(on(route("b", 2, "a", 1, Transport::Udp, 7)));
    EXPECT_EQ(there->hop->reverse, back->hop); // as where one interface captures each direction
}

TEST(Path, latest_time) {
    Arena arena;
    PathTable paths(arena);
    const Route there = route("a", 1, "b", 2);
    const Path *const path = paths.see(on(there, 5));
    EXPECT_EQ(path->hop->last_time_ns, 5);
    paths.see(on(route("b", 2, "a", 1), 7));
    EXPECT_EQ(path->hop->last_time_ns, 5);
    paths.see(on(there, 9));
    EXPECT_EQ(path->hop->last_time_ns, 9);
}

} // namespace
} // namespace imsfail::model
