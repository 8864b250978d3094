// imsfail: tests of the ASCII text helpers
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace imsfail::sip {
namespace {

TEST(Text, comparison_without_case) {
    const struct {
        std::string_view a;
        Needle needle;
        bool equal, starts, contains;
    } cases[] = {
        {"", "", true, true, true},
        {"a", "", false, true, true},
        {"", "a", false, false, false},
        {"INVITE", "invite", true, true, true},
        {"Content-Type", "content-", false, true, true},
        {"xxAKAv1-MD5", "akaV", false, false, true},
        {"aaab", "AAB", false, false, true},
        {"3GPP", "3gpp", true, true, true},
        {"sip:x@KKims.3gppnetworK.ORG", "3gppnetwork.org", false, false, true},
        {"k", "3gppnetwork.org", false, false, false}, // its rarest character alone
        {"3gppnetwork.or", "3gppnetwork.org", false, false, false},
        {"3gppnetwork-3gppnetwork.org", "3gppnetwork.org", false, false, true},
        {"@", "`", false, false, false}, // differ by 0x20, as letters do, but are none
        {"[", "{", false, false, false},
        {"\xC4", "\xE4", false, false, false}, // no Latin-1 case
        {"ab", "abc", false, false, false},
    };
    for (const auto &test : cases) {
        const std::string_view b = test.needle.text();
        SCOPED_TRACE(std::string(test.a) + " / " + std::string(b));
        EXPECT_EQ(iequals(test.a, b), test.equal);
        EXPECT_EQ(istarts_with(test.a, b), test.starts);
        EXPECT_EQ(icontains(test.a, test.needle), test.contains);
    }
}

TEST(Text, trim_takes_folds_too) {
    const struct {
        std::string_view text, expected;
    } cases[] = {
        {"", ""},
        {" \t\r\n ", ""},
        {"a", "a"},
        {" a b ", "a b"},
        {"\r\n a\t\r\n", "a"},
        {std::string_view("\0a", 2), std::string_view("\0a", 2)},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(trim(test.text), test.expected);
    }
}

TEST(Text, take_token_cuts_token_and_white_space) {
    const struct {
        std::string_view text, token, rest;
    } cases[] = {
        {"", "", ""},
        {"Q.850;cause=1", "Q.850", ";cause=1"},
        {" RELEASE_CAUSE ;cause=1 ", "RELEASE_CAUSE", ";cause=1"},
        {"1 INVITE", "1", "INVITE"},
        {"-.!%*_+`'~", "-.!%*_+`'~", ""},
        {" ;x", "", ";x"},
        {"\"quoted\"", "", "\"quoted\""},
        {"a\xC3\xA4", "a", "\xC3\xA4"},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(std::string(test.text));
        std::string_view rest = test.text;
        EXPECT_EQ(take_token(rest), test.token);
        EXPECT_EQ(rest, test.rest);
    }
}

TEST(Text, to_number_takes_only_whole_decimal_numbers) {
    const struct {
        std::string_view text;
        std::optional<std::uint32_t> expected;
    } cases[] = {
        {"0", 0},
        {"007", 7},
        {"4294967295", 4294967295U},
        {"4294967296", std::nullopt},
        {"99999999999999999999999999", std::nullopt},
        {"", std::nullopt},
        {"-1", std::nullopt},
        {"+1", std::nullopt},
        {" 1", std::nullopt},
        {"1 ", std::nullopt},
        {"0x10", std::nullopt},
        {"1.0", std::nullopt},
        {std::string_view("1\0", 2), std::nullopt},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(to_number(test.text), test.expected) << test.text;
    }
    EXPECT_EQ(to_number({}), std::nullopt);
}

TEST(Text, find_outside_quotes) {
    constexpr std::size_t kNone = std::string_view::npos;
    const struct {
        std::string_view text;
        char stop;
        bool comments;
        std::size_t expected;
    } cases[] = {
        {"", ',', false, kNone},
        {"a,b", ',', false, 1},
        {"\"a,b\",c", ',', false, 5},
        {R"("a\",b",c)", ',', false, 7}, // an escaped quote ends nothing
        {R"("a\\",c)", ',', false, 5},   // an escaped backslash does not escape the quote
        {R"("a\)", ',', false, kNone},
        {"<a,b>,c", ',', false, 5},
        {"<a\"b>,c", ',', false, 5}, // no quoted strings inside a URI
        {"\"<\",c", ',', false, 3},
        {"\"never closed, a", ',', false, kNone},
        {"<never closed, a", ',', false, kNone},
        {"(a,b),c", ',', false, 2}, // parentheses mean nothing in most headers
        {"(a,b),c", ',', true, 5},
        {"(a(b,c)d,e),f", ',', true, 11},
        {R"((a\),b),c)", ',', true, 7},
        {"(\"),c", ',', true, 3}, // a quote means nothing inside a comment
        {"a\\,b", ',', false, 2}, // an escape means nothing outside quotes
        {"x<y", '<', false, 1},
        {"\"<\" <y", '<', false, 4},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(find_outside_quotes(test.text, test.stop, test.comments), test.expected)
            << test.text;
    }
}

TEST(Text, next_value_splits_at_commas) {
    const struct {
        std::string_view text;
        std::vector<std::string_view> expected;
    } cases[] = {
        {"", {}},
        {" , ,, ", {}},
        {"a", {"a"}},
        {"a,b", {"a", "b"}},
        {" a ,\r\n b,", {"a", "b"}},
        {",a", {"a"}},
        {"\"x, y\" <sip:a,b@c>;q=1, d", {"\"x, y\" <sip:a,b@c>;q=1", "d"}},
        {"a;t=\"open, b", {"a;t=\"open, b"}},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(std::string(test.text));
        std::vector<std::string_view> values;
        std::string_view rest = test.text;
        for (auto value = next_value(rest); !value.empty(); value = next_value(rest)) {
            values.push_back(value);
        }
        EXPECT_EQ(values, test.expected);
        EXPECT_TRUE(rest.empty());
    }
}

TEST(Text, unquote_keeps_escapes) {
    const struct {
        std::string_view text, expected;
    } cases[] = {
        {"", ""},   {"a", "a"},         {"\"a b\"", "a b"}, {"\"\"", ""},
        {"\"", ""}, {"\"open", "open"}, {"a\"", "a\""},     {R"("a\"b")", R"(a\"b)"},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(unquote(test.text), test.expected) << test.text;
    }
}

TEST(Text, find_parameter) {
    const struct {
        std::string_view list, name;
        char separator;
        std::optional<std::string_view> expected;
    } cases[] = {
        {"", "a", ';', std::nullopt},
        {";a=1", "a", ';', "1"},
        {"a=1", "a", ';', "1"},
        {"; a = 1 ; b", "A", ';', "1"},
        {";a;b=2", "a", ';', ""},
        {";a=;b=2", "a", ';', ""},
        {";ab=1;a=2", "a", ';', "2"},
        {";a=1;a=2", "a", ';', "1"},
        {";;;a=1", "a", ';', "1"},
        {";=1;a=2", "a", ';', "2"},
        {";x=\";a=1\";a=2", "a", ';', "2"},
        {";a=\"x;y=z\"", "a", ';', "x;y=z"},
        {";a=b=c", "a", ';', "b=c"},
        {"realm=\"x, response=y\", response=\"\"", "response", ',', ""},
        {"realm=\"x\",\r\n response=\"r\"", "response", ',', "r"},
        {"response=1", "respons", ',', std::nullopt},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(find_parameter(test.list, test.name, test.separator), test.expected) << test.list;
    }
}

} // namespace
} // namespace imsfail::sip
