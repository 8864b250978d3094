// imsfail: the display filter of a packet's call
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <wireshark.h>

#include <epan/packet.h>

#include <string>

namespace imsfail::gui {

/// The filter that shows the calls of a packet, on all hops: "imsfail.call == 3". Empty: it has
/// none.
std::string call_filter(packet_info *pinfo);

/// True if it had calls, or messages at least, and what was known of them is forgotten.
bool is_forgotten(packet_info *pinfo);

/// Adds "IMS call" to Wireshark's conversation filters; once, with the protocol.
void register_call_filter();

} // namespace imsfail::gui
