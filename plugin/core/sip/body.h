// imsfail: the bodies of a message (RFC 3261 7.4, RFC 2046 5.1)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "sip/message.h"

#include <optional>
#include <string_view>

namespace imsfail::sip {

/// So many parts of multipart bodies are looked at, nested ones included.
inline constexpr std::size_t kMaxBodyParts = 32;

/// The first body with this media type (compared without case, parameters do not matter): the whole
/// body, or a part of a multipart one, however deep. A view into the message; nothing where there
/// is none. Tolerant: where the boundary is missing or fits no line, the first line that begins
/// with "--" is taken for it; where the last one is missing, the part ends with the body. Work
/// grows with the size of the body, never faster.
std::optional<std::string_view> find_body(const Message &message, std::string_view type);

} // namespace imsfail::sip
