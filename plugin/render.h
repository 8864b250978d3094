// imsfail: the fields, and how the messages of a frame are shown
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <wireshark.h>

#include <epan/packet.h>

#include "analysis.h"

namespace imsfail {

/// Registers the fields, the subtrees and the expert infos; once, with the protocol.
void register_fields(int proto);

/// Shows the messages of a frame, of which `first` is the first, in the tree, which may be nullptr.
/// Items are built only where somebody looks; findings are raised in any case.
void render(packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree, const Analysis &analysis,
            const MessageRecord &first);

} // namespace imsfail
