// imsfail: tests of Warning (RFC 3261 20.43)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "messages.h"
#include "sip/warning.h"

#include <gtest/gtest.h>

#include <vector>

namespace imsfail::sip {
namespace {

TEST(WarningReader, values) {
    const struct {
        std::string_view value;
        std::uint16_t code;
        std::string_view agent, text;
    } cases[] = {
        {"307 isi.edu \"Session parameter 'foo' not understood\"", 307, "isi.edu",
         "Session parameter 'foo' not understood"},
        {"301 isi.edu \"Incompatible network address type 'E.164'\"", 301, "isi.edu",
         "Incompatible network address type 'E.164'"},
        {" 399 192.0.2.1:5060  \"a\" ", 399, "192.0.2.1:5060", "a"},
        {"399\r\n [2001:db8::1]:5060\r\n \"a\"", 399, "[2001:db8::1]:5060", "a"},
        {R"(399 - "a, \"b\"; \\")", 399, "-", R"(a, \"b\"; \\)"},
        {"399 host", 399, "host", ""},
        {"399 host unquoted text", 399, "host unquoted text", ""},
        {"399 \"text\"", 399, "", "text"},
        {"399 host \"never closed", 399, "host", "never closed"},
        {"399", 399, "", ""},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.value);
        const auto warning = parse_warning(test.value);
        ASSERT_TRUE(warning);
        EXPECT_EQ(warning->code, test.code);
        EXPECT_EQ(warning->agent, test.agent);
        EXPECT_EQ(warning->text, test.text);
    }
}

TEST(WarningReader, unreadable) {
    for (const std::string_view value :
         {"", " ", "39 host \"a\"", "3999 host \"a\"", "399host \"a\"", "abc host \"a\"", "\"399\"",
          "-39 host"}) {
        EXPECT_FALSE(parse_warning(value)) << value;
    }
}

TEST(WarningReader, all_values_of_a_message) {
    const std::string bytes = test::message(
        "SIP/2.0 488 x", {"Warning: 301 a \"x, y\", 305 b \"z\"", "warning:399 c \"\""});
    std::vector<int> codes;
    test::scan_headers(bytes).for_each_value(Header::Warning, [&codes](std::string_view value) {
        codes.push_back(parse_warning(value)->code);
    });
    EXPECT_EQ(codes, (std::vector<int>{301, 305, 399}));
}

} // namespace
} // namespace imsfail::sip
