// imsfail: the words of a verdict that follow from its tokens
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "knowledge/responses.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace imsfail::diagnosis {

/// The retry verdict in words, headline first: "with a corrected target, or elsewhere". For the
/// category `target` the change is to the target.
std::string retry_words(const knowledge::RetryVerdict &retry, knowledge::Category category);

/// The verdict in one line: "604 Does Not Exist Anywhere, global, do not retry"; a kind that is no
/// failure is named instead of the scope: "401 Unauthorized, challenge, retry with credentials".
std::string summary_line(std::uint16_t code, const char *phrase, knowledge::Kind kind,
                         knowledge::Scope scope, const std::string &retry_words);

/// The beginning of a text that is longer than `size` bytes, with dots behind it; it ends where a
/// character of UTF-8 does. `size` is more than three.
std::string shortened(std::string text, std::size_t size);

/// The same with the size of a label, knowledge::kMaxText.
std::string fit(std::string text);

/// What a message says, fit to be shown, and at most `size` bytes of it.
std::string shown(std::string_view text, std::size_t size);

/// "frame 12".
std::string frame_words(std::uint32_t frame);

/// "frame 12", or "frames 12, 40".
std::string frame_words(std::span<const std::uint32_t> frames);

/// What is said behind an absence where what is missing may have been seen and forgotten, else
/// nothing.
const char *forgotten_words(bool may_be_forgotten) noexcept;

/// "0.5 s".
std::string seconds_words(std::int64_t ns);

/// "1.5 ms" below a second, else "3.2 s".
std::string duration_words(std::int64_t ns);

} // namespace imsfail::diagnosis
