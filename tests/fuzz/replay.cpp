// imsfail: runs a fuzzed target on files, without libFuzzer
//
// Usage: imsfail_replay TARGET FILE...
//
// It aborts as the fuzzer does: to see a finding again with another compiler or under valgrind, or
// to count what an input costs.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "targets.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

int main(int argc, char **argv) {
    const auto *const target = imsfail::fuzz::find_target(argc > 1 ? argv[1] : "");
    if (target == nullptr || argc < 3) {
        std::fputs("Usage: imsfail_replay TARGET FILE...\nTargets:", stderr);
        for (const auto &each : imsfail::fuzz::targets()) {
            std::fprintf(stderr, " %s", each.name);
        }
        std::fputs("\n", stderr);
        return 2;
    }
    for (int i = 2; i < argc; ++i) {
        std::ifstream file(argv[i], std::ios::binary);
        if (!file) {
            std::fprintf(stderr, "imsfail_replay: %s cannot be read\n", argv[i]);
            return 1;
        }
        const std::string bytes((std::istreambuf_iterator<char>(file)),
                                std::istreambuf_iterator<char>());
        target->run(bytes);
    }
    return 0;
}
