// imsfail: tests of a target as it is shown
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/target.h"

#include <gtest/gtest.h>

namespace imsfail::diagnosis {
namespace {

std::string_view or_empty(const char *text) {
    return text == nullptr ? std::string_view() : text;
}

TEST(TargetReader, parts) {
    // clang-format off
    const struct {
        std::string_view text, uri, scheme, user, host;
    } cases[] = {
        {"SIP:Alice@EXAMPLE.com:5060;lr", "SIP:Alice@EXAMPLE.com:5060;lr", "sip", "Alice",
         "example.com"},
        {"tel:+1-201-555-0123;a=b", "tel:+1-201-555-0123;a=b", "tel", "+1-201-555-0123", ""},
        {"urn:service:sos", "urn:service:sos", "urn", "service:sos", ""},
        {"sip:[2001:DB8::1]:5060", "sip:[2001:DB8::1]:5060", "sip", "", "[2001:db8::1]"},
        {"sip:a@h.", "sip:a@h.", "sip", "a", "h"},
        {"sip:a\xFF\r\n@h", "sip:a\xEF\xBF\xBD @h", "sip", "a\xEF\xBF\xBD", "h"},
        {"alice", "alice", "", "alice", ""},
        {"", "", "", "", ""},
    };
    // clang-format on
    model::Arena arena;
    for (const auto &test : cases) {
        SCOPED_TRACE(test.text);
        const Target target = shown_target(test.text, model::read_target_uri(test.text, {}), arena);
        EXPECT_EQ(or_empty(target.uri), test.uri);
        EXPECT_EQ(or_empty(target.scheme), test.scheme);
        EXPECT_EQ(or_empty(target.user), test.user);
        EXPECT_EQ(or_empty(target.host), test.host);
    }
}

} // namespace
} // namespace imsfail::diagnosis
