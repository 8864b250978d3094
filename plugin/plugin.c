/* imsfail: the symbols that Wireshark's plugin loader looks for
 *
 * In C, because a constant at namespace scope is not exported from C++.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <wireshark.h>

#include <epan/packet.h>
#include <epan/proto.h>

#include "packet-imsfail.h"
#include "ws_compat.h"

WS_DLL_PUBLIC_DEF const char plugin_version[] = IMSFAIL_VERSION;
WS_DLL_PUBLIC_DEF const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

WS_DLL_PUBLIC void plugin_register(void);
WS_DLL_PUBLIC uint32_t plugin_describe(void);

void plugin_register(void) {
    static proto_plugin plugin = {
        .register_protoinfo = proto_register_imsfail,
        .register_handoff = proto_reg_handoff_imsfail,
    };
    proto_register_plugin(&plugin);
}

uint32_t plugin_describe(void) {
    return WS_PLUGIN_DESC_DISSECTOR;
}
