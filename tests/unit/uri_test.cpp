// imsfail: tests of URIs and addresses (RFC 3261 19.1, RFC 3966, RFC 4475)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/uri.h"

#include <gtest/gtest.h>

namespace imsfail::sip {
namespace {

TEST(UriReader, uris) {
    // clang-format off
    const struct {
        std::string_view text, scheme, user, host, port, parameters;
    } cases[] = {
        {"sip:alice@example.com", "sip", "alice", "example.com", "", ""},
        {"SIPS:alice:secret@example.com:5061;transport=tcp", "SIPS", "alice", "example.com", "5061",
         ";transport=tcp"},
        {"sip:example.com", "sip", "", "example.com", "", ""},
        {"sip:@example.com", "sip", "", "example.com", "", ""},
        {" sip:a@h ", "sip", "a", "h", "", ""},
        {"sip:a@[2001:db8::10]:5070;lr", "sip", "a", "[2001:db8::10]", "5070", ";lr"},
        {"sip:a@[2001:db8::10]", "sip", "a", "[2001:db8::10]", "", ""},
        {"sip:[2001:db8::10]?x=y", "sip", "", "[2001:db8::10]", "", ""},
        // RFC 3261 19.1.6: the number's parameters stay in the userinfo
        {"sip:+358-555-1234567;postd=pp22@foo.com;user=phone", "sip", "+358-555-1234567;postd=pp22",
         "foo.com", "", ";user=phone"},
        {"sip:0891;phone-context=example.com@h;user=phone?Subject=x", "sip",
         "0891;phone-context=example.com", "h", "", ";user=phone"},
        {"sip:a@h?to=b%40c", "sip", "a", "h", "", ""},
        {"sip:a@h;x=1?to=b@c", "sip", "a", "h", "", ";x=1"},
        {"sip:sip%3Auser%40example.com@company.com;other-param=summit", "sip",
         "sip%3Auser%40example.com", "company.com", "", ";other-param=summit"},
        // RFC 4475 3.1.1.2: "?" and ";" are allowed in the user
        {"sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too."
         "(doesn't-it)@example.com",
         "sip", "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", "example.com", "", ""},
        // invalid, RFC 4475 3.1.2.7 and RFC 5118 4.2
        {"<sip:a@h;lr>", "sip", "a", "h", "", ";lr"},
        {"<>", "", "", "", "", ""},
        {"<", "", "<", "", "", ""},
        {"sip:2001:db8::10", "sip", "", "2001:db8::10", "", ""},
        {"sip:alice@home@gateway", "sip", "alice@home", "gateway", "", ""}, // invalid, but seen
        {"tel:+1-201-555-0123", "tel", "+1-201-555-0123", "", "", ""},
        {"tel:7042;phone-context=example.com", "tel", "7042", "", "", ";phone-context=example.com"},
        {"urn:service:sos.police", "urn", "service:sos.police", "", "", ""},
        {"mailto:a@h", "mailto", "a@h", "", "", ""},
        // no URI
        {"", "", "", "", "", ""},
        {"alice", "", "alice", "", "", ""},
        {"192.0.2.1:5060", "", "192.0.2.1:5060", "", "", ""},
        {"alice@example.com:5060", "", "alice@example.com:5060", "", "", ""},
        {":5060", "", ":5060", "", "", ""},
        {"sip:", "sip", "", "", "", ""},
        {"sip:@", "sip", "", "", "", ""},
        {"sip:;", "sip", "", "", "", ";"},
        {"sip:a@[::1", "sip", "a", "[", "", ""},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.text);
        const Uri uri = parse_uri(test.text);
        EXPECT_EQ(uri.scheme, test.scheme);
        EXPECT_EQ(uri.user, test.user);
        if (test.text != "sip:a@[::1") { // an open bracket: any host will do
            EXPECT_EQ(uri.host, test.host);
            EXPECT_EQ(uri.port, test.port);
        }
        EXPECT_EQ(uri.parameters, test.parameters);
    }
}

TEST(UriReader, name_addrs) {
    // clang-format off
    const struct {
        std::string_view value, display, uri, parameters, tag;
    } cases[] = {
        {"<sip:a@h>;tag=1", "", "sip:a@h", ";tag=1", "1"},
        {"sip:a@h;tag=1", "", "sip:a@h", ";tag=1", "1"},
        {"sip:a@h", "", "sip:a@h", "", ""},
        {"Bob <sip:a@h;x=y> ; Tag = 1", "Bob", "sip:a@h;x=y", "; Tag = 1", "1"},
        {R"("A. G. \"Bell\" <x>;tag=no" <sip:agb@h> ;tag=a48s)", R"(A. G. \"Bell\" <x>;tag=no)",
         "sip:agb@h", ";tag=a48s", "a48s"},
        {"<sip:a@h;tag=uri>", "", "sip:a@h;tag=uri", "", ""},
        {"Anonymous\r\n <sip:anonymous@anonymous.invalid>;tag=x", "Anonymous",
         "sip:anonymous@anonymous.invalid", ";tag=x", "x"},
        {"<sip:a@h>;xtag=1", "", "sip:a@h", ";xtag=1", ""},
        {"<sip:a@h>;tag=", "", "sip:a@h", ";tag=", ""},
        {"<sip:never closed;tag=1", "", "sip:never closed;tag=1", "", ""},
        {"", "", "", "", ""},
        {"<>", "", "", "", ""},
        {"*", "", "*", "", ""},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.value);
        const NameAddr address = parse_name_addr(test.value);
        EXPECT_EQ(address.display, test.display);
        EXPECT_EQ(address.uri, test.uri);
        EXPECT_EQ(address.parameters, test.parameters);
        EXPECT_EQ(tag_of(parse_name_addr(test.value)), test.tag);
    }
}

} // namespace
} // namespace imsfail::sip
