// imsfail: tests of wire bytes made fit to be shown (RFC 3629)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/arena.h"
#include "sip/display_text.h"

#include <gtest/gtest.h>

namespace imsfail::sip {
namespace {

using namespace std::string_view_literals;

#define BAD "\xEF\xBF\xBD" // U+FFFD

TEST(DisplayText, texts) {
    const struct {
        std::string_view bytes, expected;
    } cases[] = {
        {"", ""},
        {"a b", "a b"},
        // white space, folds and control characters
        {"  a  \t b \r\n", "a b"},
        {"a\r\n b", "a b"},
        {"a\0b"sv, "a b"},
        {"\0"sv, ""},
        {"\0\0a\0\0"sv, "a"},
        {"a\x01\x1F\x7F"
         "b",
         "a b"},
        {"a\x1B[31mb", "a [31mb"}, // no terminal is coloured
        {"a\xC2\x80"
         "b\xC2\x9F"
         "c",
         "a b c"}, // U+0080 and U+009F are control characters too
        {"a\xC2\xA0", "a\xC2\xA0"},
        // the first and last character of every length
        {"\xC2\xA1\xDF\xBF", "\xC2\xA1\xDF\xBF"},
        {"\xE0\xA0\x80\xEF\xBF\xBF", "\xE0\xA0\x80\xEF\xBF\xBF"},
        {"\xED\x9F\xBF\xEE\x80\x80", "\xED\x9F\xBF\xEE\x80\x80"}, // around the surrogates
        {"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"},
        // overlong forms
        {"\xC0\x80", BAD BAD},
        {"\xC1\xBF", BAD BAD},
        {"\xE0\x9F\xBF", BAD BAD BAD},
        {"\xF0\x8F\xBF\xBF", BAD BAD BAD BAD},
        // surrogates, above U+10FFFF, bytes that never occur
        {"\xED\xA0\x80", BAD BAD BAD},
        {"\xED\xBF\xBF", BAD BAD BAD},
        {"\xF4\x90\x80\x80", BAD BAD BAD BAD},
        {"\xF5\x80\x80\x80", BAD BAD BAD BAD},
        {"\xFE\xFF", BAD BAD},
        // continuation without lead, lead without continuation
        {"a\x80z", "a" BAD "z"},
        {"a\xBFz", "a" BAD "z"},
        {"\xC3", BAD},
        {"\xC3z", BAD "z"},
        {"\xE2\x82", BAD BAD},
        {"\xE2\x82z", BAD BAD "z"},
        {"\xF0\x9F\x98", BAD BAD BAD},
        {"\xC3\xC3\xA4", BAD "\xC3\xA4"},
        {"\xC3 \xA4", BAD " " BAD},
        {"caf\xE9 au lait", "caf" BAD " au lait"}, // Latin-1
    };
    for (const auto &test : cases) {
        EXPECT_EQ(display_text(test.bytes), test.expected);
    }
}

TEST(DisplayText, every_byte_alone) {
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const std::string shown = display_text(std::string_view(&c, 1));
        const std::string expected = byte <= 0x20 || byte == 0x7F ? ""
                                     : byte < 0x80                ? std::string(1, c)
                                                                  : BAD;
        EXPECT_EQ(shown, expected) << byte;
    }
}

TEST(DisplayText, quoted) {
    // clang-format off
    const struct {
        std::string_view bytes, expected;
    } cases[] = {
        {"", ""}, {"a b", "a b"}, {R"(a \"b\" \\ c\d)", R"(a "b" \ cd)"}, {R"(a\)", R"(a\)"},
         {"a\\\0b"sv, "a b"}, {"\\\xC3\xA4", "\xC3\xA4"},
    };
    // clang-format on
    for (const auto &test : cases) {
        EXPECT_EQ(display_quoted(test.bytes), test.expected);
    }
}

TEST(DisplayText, keep_copies_and_terminates) {
    model::Arena arena;
    EXPECT_EQ(arena.keep(""), nullptr);
    std::string text = "text";
    const char *const kept = arena.keep(std::string_view(text).substr(0, 3));
    text.assign("xxxx");
    EXPECT_STREQ(kept, "tex");
}

} // namespace
} // namespace imsfail::sip
