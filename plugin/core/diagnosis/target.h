// imsfail: whom the failed request was for
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/target.h"

#include <string_view>

namespace imsfail::diagnosis {

/// Zero-terminated and fit to be shown; nullptr: that part is absent.
struct Target {
    const char *uri = nullptr;
    const char *scheme = nullptr; ///< lower case
    const char *user = nullptr;   ///< for tel the number as written
    const char *host = nullptr;   ///< lower case
    const char *number = nullptr; ///< digits, "*" and "#" only, no "+" (RFC 8224 8.3); where the
                                  ///< international number is known, its digits
    model::TargetForm form = model::TargetForm::None;
    const char *number_form = nullptr; ///< which form worked instead, and where
};

/// A URI as it is shown; `uri` is what was read of `text`. Any text is accepted.
Target shown_target(std::string_view text, const model::TargetUri &uri, model::Arena &arena);

} // namespace imsfail::diagnosis
