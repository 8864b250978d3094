// imsfail: tests of Via (RFC 3261 20.42)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/via.h"

#include <gtest/gtest.h>

namespace imsfail::sip {
namespace {

TEST(ViaReader, values) {
    // clang-format off
    const struct {
        std::string_view value, transport, host, port, branch;
    } cases[] = {
        {"SIP/2.0/UDP erlang.bell-telephone.com:5060;branch=z9hG4bK87asdks7", "UDP",
         "erlang.bell-telephone.com", "5060", "z9hG4bK87asdks7"},
        {"SIP/2.0/UDP 192.0.2.1:5060 ;received=192.0.2.207;branch=z9hG4bK77asjd", "UDP",
         "192.0.2.1", "5060", "z9hG4bK77asjd"},
        {"SIP / 2.0 / UDP first.example.com: 4000;ttl=16\r\n ;maddr=224.2.0.1 "
         ";branch=z9hG4bKa7c6a8dlze.1",
         "UDP", "first.example.com", "4000", "z9hG4bKa7c6a8dlze.1"},
        {"SIP/2.0/TCP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111", "TCP",
         "[2001:db8::9:1]", "", "z9hG4bKas3-111"},
        {"SIP/2.0/TLS [2001:db8::1]:5061;BRANCH = z9hG4bK1", "TLS", "[2001:db8::1]", "5061",
         "z9hG4bK1"},
        {"SIP/2.0/UDP host", "UDP", "host", "", ""},
        {"SIP/2.0/UDP host;rport", "UDP", "host", "", ""},
        {"SIP/2.0/UDP host;branch", "UDP", "host", "", ""},
        {"SIP/2.0/UDP\thost\t:\t5060\t;\tbranch\t=\tx", "UDP", "host", "5060", "x"},
        {"SIP/2.0/UDP host;xbranch=a;branch=b", "UDP", "host", "", "b"},
        // RFC 4475 3.1.1.1: a quoted parameter, the branch without the cookie
        {"SIP / 2.0\r\n /UDP\r\n 192.0.2.2;unknown=\";branch=x\";branch=390skdjuw", "UDP",
         "192.0.2.2", "", "390skdjuw"},
        // malformed
        {"", "", "", "", ""},
        {";branch=x", "", "", "", "x"},
        {"SIP/2.0;branch=x", "", "", "", "x"},
        {"UDP host;branch=a/b/c", "", "", "", "a/b/c"},
        {"SIP/2.0/", "", "", "", ""},
        {"SIP/2.0/UDP", "UDP", "", "", ""},
        {"SIP/2.0/UDP [2001:db8::1", "UDP", "[2001:db8::1", "", ""},
        {"SIP/2.0/UDP :5060", "UDP", "", "5060", ""},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.value);
        const Via via = parse_via(test.value);
        EXPECT_EQ(via.transport, test.transport);
        EXPECT_EQ(via.host, test.host);
        EXPECT_EQ(via.port, test.port);
        EXPECT_EQ(via.branch, test.branch);
    }
}

TEST(ViaReader, port_of_sent_by) {
    EXPECT_EQ(port_of(parse_via("SIP/2.0/UDP host:5070")), "5070");
    EXPECT_EQ(port_of(parse_via("SIP/2.0/UDP host")), "5060");
    EXPECT_EQ(port_of(parse_via("SIP/2.0/tls host")), "5061");
    EXPECT_EQ(port_of(parse_via("")), "5060");
}

} // namespace
} // namespace imsfail::sip
