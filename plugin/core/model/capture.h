// imsfail: what is known of a capture, whichever of its calls are forgotten
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/keep_away.h"
#include "model/registration_table.h"
#include "model/settings.h"

#include <cstdint>
#include <utility>

namespace imsfail::model {

/// What goes on from one session of a capture to the next. It holds nothing that points to calls,
/// and grows with the users that register and the clients that were sent away, not with calls.
struct Capture {
    explicit Capture(Settings chosen = {}) : settings(std::move(chosen)) {}

    const Settings settings;
    Arena arena; ///< of the registrations
    RegistrationTable registrations{arena, settings};
    KeepAwayTable kept_away;
    std::int64_t now_ns = 0;        ///< time of the latest message
    std::uint32_t calls = 0;        ///< begun so far: the index of the next one
    std::uint32_t transactions = 0; ///< the same of transactions
    std::uint32_t forgotten_calls = 0;
};

} // namespace imsfail::model
