// imsfail: inputs that once made a fuzzed reader fail, or lie at the edge of what it reads
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "targets.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using imsfail::fuzz::Target;

std::vector<std::filesystem::path> inputs_of(const Target &target) {
    const auto folder = std::filesystem::path(IMSFAIL_REGRESSIONS) / target.name;
    return {std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()};
}

std::string read(const std::filesystem::path &path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// A target aborts where it fails; whatever an input is, its first part alone is one more.
TEST(FuzzRegressions, NoneFails) {
    for (const Target &target : imsfail::fuzz::targets()) {
        const auto inputs = inputs_of(target);
        EXPECT_FALSE(inputs.empty()) << target.name;
        for (const auto &path : inputs) {
            SCOPED_TRACE(path.string());
            const std::string input = read(path);
            for (std::size_t size = 0; size <= input.size(); ++size) {
                // Of exactly that size, so that reading behind its end is seen.
                const std::vector<char> bytes(input.begin(),
                                              input.begin() + static_cast<std::ptrdiff_t>(size));
                target.run({bytes.data(), bytes.size()});
            }
        }
    }
}

TEST(FuzzRegressions, WhatIsNotFitToBeShownAborts) {
    for (const char *const text : {"\n", "\x7f", "\xff", "\xc3", "\xc3(", "\x80"}) {
        EXPECT_DEATH(imsfail::fuzz::require_fit_to_be_shown(text), "") << text;
    }
    imsfail::fuzz::require_fit_to_be_shown("caf\xc3\xa9 \xf0\x9f\x98\x80");
}

} // namespace
