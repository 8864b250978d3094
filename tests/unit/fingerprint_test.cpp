// imsfail: tests of the fingerprints that stand for keys
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/fingerprint.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

namespace imsfail::model {
namespace {

Fingerprint of(std::string_view text) {
    return Fingerprinter().add(text).finish();
}

Fingerprint of_token(std::string_view token) {
    return Fingerprinter().add_token(token).finish();
}

TEST(Fingerprint, equal_for_equal_parts_only) {
    EXPECT_EQ(of("f81d4fae-7dec@192.0.2.1"), of("f81d4fae-7dec@192.0.2.1"));
    EXPECT_EQ(of({}), of(""));
    for (const auto &[a, b] : std::initializer_list<std::pair<std::string, std::string>>{
             {"a", "b"},
             {"a", "A"},
             {"", std::string(1, '\0')},
             {"12345678", "12345679"},
             {"12345678", "123456781"},
             {std::string(200, 'x') + "1", std::string(200, 'x') + "2"},
             {std::string(8, '\0'), std::string(16, '\0')},
         }) {
        EXPECT_NE(of(a), of(b)) << a << " " << b;
    }
}

TEST(Fingerprint, where_a_part_ends_counts) {
    EXPECT_NE(Fingerprinter().add("ab").add("c").finish(),
              Fingerprinter().add("a").add("bc").finish());
    EXPECT_NE(Fingerprinter().add("a").add("").finish(), Fingerprinter().add("a").finish());
    EXPECT_NE(Fingerprinter().add(1U).add(2U).finish(), Fingerprinter().add(2U).add(1U).finish());
}

TEST(Fingerprint, tokens_are_compared_without_case_and_kept_apart) {
    EXPECT_EQ(of_token("z9hG4bKnashds7.AbC"), of_token("Z9Hg4BKNASHDS7.aBc"));
    const std::string_view characters = "abcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~";
    std::set<std::uint64_t> seen;
    for (std::size_t i = 0; i < characters.size(); ++i) {
        seen.insert(of_token(characters.substr(i, 1)).low);
    }
    EXPECT_EQ(seen.size(), characters.size());
}

TEST(Fingerprint, spreads_over_a_table) {
    std::set<std::uint64_t> low_bits;
    for (int i = 0; i < 4096; ++i) {
        low_bits.insert(of("call-" + std::to_string(i)).low % 65536);
    }
    EXPECT_GT(low_bits.size(), 3800U); // 3971 are expected of random bits
}

} // namespace
} // namespace imsfail::model
