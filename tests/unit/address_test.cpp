// imsfail: tests of addresses as text
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/address.h"

#include <gtest/gtest.h>

#include <string>

namespace imsfail::diagnosis {
namespace {

// The 16 bytes of eight groups.
std::string ipv6(std::initializer_list<unsigned> groups) {
    std::string bytes;
    for (const unsigned group : groups) {
        bytes += static_cast<char>(group >> 8);
        bytes += static_cast<char>(group & 0xFF);
    }
    return bytes;
}

TEST(AddressText, ipv4) {
    EXPECT_EQ(address_text({"\xC0\x00\x02\x28", 4}), "192.0.2.40");
    EXPECT_EQ(address_text({"\xFF\xFF\xFF\xFF", 4}), "255.255.255.255");
    EXPECT_EQ(address_text({"\0\0\0\0", 4}), "0.0.0.0");
}

// RFC 5952 4
TEST(AddressText, ipv6) {
    EXPECT_EQ(address_text(ipv6({0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x10})), "2001:db8::10");
    EXPECT_EQ(address_text(ipv6({0x2001, 0xdb8, 0, 1, 1, 1, 1, 1})), "2001:db8:0:1:1:1:1:1");
    EXPECT_EQ(address_text(ipv6({0x2001, 0, 0, 1, 0, 0, 0, 1})), "2001:0:0:1::1");
    EXPECT_EQ(address_text(ipv6({0x2001, 0xdb8, 0, 0, 1, 0, 0, 1})), "2001:db8::1:0:0:1");
    EXPECT_EQ(address_text(ipv6({0xfe80, 0, 0, 0, 1, 2, 3, 4})), "fe80::1:2:3:4");
    EXPECT_EQ(address_text(ipv6({0, 0, 0, 0, 0, 0, 0, 1})), "::1");
    EXPECT_EQ(address_text(ipv6({0xff02, 0, 0, 0, 0, 0, 0, 0})), "ff02::");
    EXPECT_EQ(address_text(ipv6({0, 0, 0, 0, 0, 0, 0, 0})), "::");
    EXPECT_EQ(address_text(ipv6({0xabcd, 1, 2, 3, 4, 5, 6, 0xffff})), "abcd:1:2:3:4:5:6:ffff");
}

TEST(AddressText, anything_else) {
    EXPECT_EQ(address_text(""), "");
    EXPECT_EQ(address_text("node\t1"), "node 1");
    EXPECT_EQ(address_text("\xFF"), "\xEF\xBF\xBD");
}

} // namespace
} // namespace imsfail::diagnosis
