// imsfail: libFuzzer's entry to one target, which the build names
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "targets.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    static const imsfail::fuzz::Target *const target =
        imsfail::fuzz::find_target(IMSFAIL_FUZZ_TARGET);
    target->run({reinterpret_cast<const char *>(data), size});
    return 0;
}
