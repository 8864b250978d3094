/* imsfail: the postdissector
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/** Registers the protocol "imsfail", its fields, expert infos and the postdissector. */
void proto_register_imsfail(void);

/** Looks up the protocols that SIP is read from, once all of them are registered. */
void proto_reg_handoff_imsfail(void);

#ifdef __cplusplus
}
#endif
