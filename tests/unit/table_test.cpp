// imsfail: tests of text in columns, and of the words of reports
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table.h"
#include "report/words.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace imsfail::report {
namespace {

using namespace std::literals;
using Lines = std::vector<std::string>;

TEST(WrapTest, breaks_between_words_and_within_those_that_are_too_long) {
    EXPECT_EQ(wrapped("", 5), Lines{""});
    EXPECT_EQ(wrapped("  one  two ", 20), Lines{"one two"});
    EXPECT_EQ(wrapped("one two", 7), Lines{"one two"});
    EXPECT_EQ(wrapped("one two", 6), (Lines{"one", "two"}));
    EXPECT_EQ(wrapped("abcdefgh ij", 3), (Lines{"abc", "def", "gh", "ij"}));
    EXPECT_EQ(wrapped("a bcdef", 3), (Lines{"a", "bcd", "ef"}));
    EXPECT_EQ(wrapped("abcdef", 3), (Lines{"abc", "def"}));
}

TEST(WrapTest, counts_characters_and_not_bytes) {
    EXPECT_EQ(width_of("Grüße"), 5U);
    EXPECT_EQ(wrapped("Grüße an", 5), (Lines{"Grüße", "an"}));
    EXPECT_EQ(wrapped("ßßßß", 2), (Lines{"ßß", "ßß"}));
}

TEST(WrapTest, no_line_is_wider_than_asked_for_and_nothing_is_lost) {
    const std::string text = "a ab abc abcd abcde " + std::string(33, 'x') + " y";
    for (std::size_t width = 1; width < 40; ++width) {
        std::string all;
        for (const std::string &line : wrapped(text, width)) {
            EXPECT_LE(line.size(), width);
            all += line;
        }
        std::erase(all, ' ');
        EXPECT_EQ(all, "aababcabcdabcde" + std::string(33, 'x') + "y") << width;
    }
}

TEST(LabelTest, the_text_stands_in_a_column_of_its_own) {
    EXPECT_EQ(labelled("  Target", "sip:a@b", 12), "  Target    sip:a@b\n");
    const std::string two = labelled("L", std::string(95, 'x') + " y", 4);
    EXPECT_EQ(two, "L   " + std::string(95, 'x') + "\n    y\n");
}

TEST(TableTest, columns_are_as_wide_as_they_need) {
    constexpr std::array kColumns = {Column{"Name"}, Column{"No", true}, Column{"Text"}};
    const std::vector<std::vector<std::string>> rows = {{"a", "1", "x"}, {"abcdef", "100", ""}};
    EXPECT_EQ(table_text(kColumns, rows), "Name     No  Text\n"
                                          "-----------------\n"
                                          "a         1  x\n"
                                          "abcdef  100\n");
}

TEST(TableTest, the_last_column_is_wrapped_where_it_is_asked_for) {
    constexpr std::array kColumns = {Column{"N"}, Column{"Text"}};
    const std::vector<std::vector<std::string>> rows = {
        {"1", std::string(60, 'x') + " " + std::string(60, 'y')}};
    const std::string text = table_text(kColumns, rows, true);
    EXPECT_NE(text.find("1  " + std::string(60, 'x') + "\n   " + std::string(60, 'y') + "\n"),
              std::string::npos)
        << text;
    EXPECT_EQ(table_text(kColumns, rows).find('\n' + std::string(3, ' ') + "y"), std::string::npos);
}

TEST(WordsTest, times_and_addresses) {
    EXPECT_EQ(time_text(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(time_text(1'704'110'402'323'999'999), "2024-01-01T12:00:02.323Z");
    EXPECT_EQ(time_text(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(time_text(model::kLatestTimeNs), "2112-08-07T08:00:00.000Z");
    EXPECT_EQ(seconds_text(0), "0.000");
    EXPECT_EQ(seconds_text(495'500'000), "0.496"); // rounded half up
    EXPECT_EQ(seconds_text(-1'500'000'000), "-1.500");
    EXPECT_EQ(endpoint_text({.address = "\xC0\x00\x02\x01"sv, .port = 5060}), "192.0.2.1:5060");
    const std::string loopback = std::string(15, '\0') + '\1';
    EXPECT_EQ(endpoint_text({.address = loopback, .port = 5061}), "[::1]:5061");
    EXPECT_EQ(next_hop_text({.source = {},
                             .destination = {.address = "\xC0\x00\x02\x01"sv, .port = 5060},
                             .transport = model::Transport::Sctp,
                             .carrier = 0}),
              "192.0.2.1:5060/SCTP");
    EXPECT_EQ(count_text(1, "call"), "1 call");
    EXPECT_EQ(count_text(0, "call"), "0 calls");
}

} // namespace
} // namespace imsfail::report
