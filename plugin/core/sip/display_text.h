// imsfail: wire bytes made fit to be shown
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace imsfail::sip {

/// The text as it may stand in a field: trimmed; linear white space, folds and control characters
/// as one space; everything that is not valid UTF-8 (RFC 3629) as U+FFFD.
std::string display_text(std::string_view bytes);

/// The same for the inside of a quoted string, its escapes resolved (quoted-pair, RFC 3261 25.1).
std::string display_quoted(std::string_view bytes);

} // namespace imsfail::sip
