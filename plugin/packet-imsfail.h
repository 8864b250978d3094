/* imsfail: the postdissector
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#ifdef __cplusplus
#include <wireshark.h>

#include <epan/packet.h>

#include "analysis.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Registers the protocol "imsfail", its fields, expert infos and the postdissector. */
void proto_register_imsfail(void);

/** Looks up the protocols that SIP is read from, once all of them are registered. */
void proto_reg_handoff_imsfail(void);

#ifdef __cplusplus
}

namespace imsfail {

/// The record that the first pass hung on a frame; nullptr if there is none.
const MessageRecord *stored_record(packet_info *pinfo);

} // namespace imsfail
#endif
