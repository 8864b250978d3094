// imsfail: what is fuzzed, by name
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace imsfail::fuzz {

/// One thing that reads bytes from the wire. It aborts where the answer cannot be right, whatever
/// the bytes are.
struct Target {
    const char *name;
    void (*run)(std::string_view bytes);
};

/// All of them. Static storage.
std::span<const Target> targets() noexcept;

/// The target with that name; nullptr: none.
const Target *find_target(std::string_view name) noexcept;

/// Reads bytes as messages that pass by, one after the other, and then reports on them.
///
/// The first byte chooses the settings. The rest are frames with 0xff between them: a byte each for
/// the hop, for the time since the frame before and for what carries it, then the message. Behind
/// each 0xfe within it the frame may hold another one.
void run_session(std::string_view bytes);

/// Aborts unless that holds.
void require(bool holds) noexcept;

/// Aborts unless `text` may stand in a field: valid UTF-8 (RFC 3629) without control characters.
void require_fit_to_be_shown(std::string_view text) noexcept;

} // namespace imsfail::fuzz
