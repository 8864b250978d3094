// imsfail: from a dissected frame to the bytes of its SIP messages
//
// Everything here is of trivial types: epan reports errors by longjmp, which runs no destructor.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <wireshark.h>

#include <epan/packet.h>

#include "model/sighting.h"

#include <string_view>

namespace imsfail {

/// The SIP messages of one frame.
struct SipFrame {
    model::Sighting sighting;
    const std::string_view *candidates; ///< where messages may begin, in packet memory
    unsigned count;                     ///< 0: nothing to analyse
    bool undelivered; ///< an ICMP error quotes them: they are no messages of this frame
};

/// Looks up the protocols that are needed; call once, from handoff. Returns the ids of the protocol
/// items that the postdissector has to ask for, to be owned by epan; nullptr if there is no SIP
/// dissector.
GArray *sip_extract_init() noexcept;

/// The candidates of a frame, on its first pass: the bytes behind every `sip` item, in the order of
/// dissection. What an ICMP error quotes is marked as undelivered, and left out if the error does
/// not say that the request failed. The bytes live as long as the packet.
SipFrame sip_extract(packet_info *pinfo, proto_tree *tree);

/// Time of the frame in nanoseconds since the epoch; 0 for a frame without a time.
int64_t frame_time_ns(const packet_info *pinfo);

} // namespace imsfail
