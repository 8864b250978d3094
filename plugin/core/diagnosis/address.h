// imsfail: network addresses as text
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace imsfail::diagnosis {

/// An address as it is on the wire: 4 bytes as IPv4 in dotted decimal, 16 as IPv6 in its canonical
/// form (RFC 5952 4), anything else as the text that it holds, fit to be shown.
std::string address_text(std::string_view bytes);

} // namespace imsfail::diagnosis
