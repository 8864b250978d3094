// imsfail: the menu in Wireshark
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace imsfail::gui {

/// Adds "IMS Failure Analysis" to the Telephony menu; once, with the protocol. Without a GUI nobody
/// sees it.
void register_menu(int proto);

} // namespace imsfail::gui
