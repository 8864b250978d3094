// imsfail: the record of a frame, hung on the frame itself
//
// A map by frame number would not do: `tshark -2 -R` gives the number of a rejected frame to the
// next.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <wireshark.h>

#include <epan/packet.h>

#include "analysis.h"

namespace imsfail {

/// Says whose records they are; once, with the protocol.
void frame_record_init(int proto);

/// Hangs the record of the first message, which the analysis just made, on the frame.
void store_record(packet_info *pinfo, const Analysis &analysis, const MessageRecord &record);

/// The record that the first pass hung on a frame; nullptr if there is none. Of a frame with
/// messages of a call that was forgotten since, what stands for that.
const MessageRecord *stored_record(packet_info *pinfo, const Analysis &analysis);

} // namespace imsfail
