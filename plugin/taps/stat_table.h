// imsfail: tables that Wireshark shows in a dialog and sharkd gives out
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <wireshark.h>

#include <epan/packet.h>
#include <epan/stat_tap_ui.h>

#include <cstdint>
#include <span>
#include <string>
#include <variant>

namespace imsfail::taps {

/// A number, a text, or nothing.
using Cell = std::variant<std::monostate, std::uint32_t, std::string>;

/// What a table of -z shows, and how it is filled. Wireshark keeps one table of each kind, which
/// all its dialogs share.
struct TableKind {
    const char *name;  ///< "imsfail,calls"
    const char *title; ///< of the dialog and in the menu
    std::span<stat_tap_table_item> columns;
    tap_packet_cb see_packet; ///< its first argument is table_of()'s
    void (*reset)();          ///< the table is empty again
};

/// Registers the table; once.
void register_table(const TableKind &kind);

/// The table that a packet callback has to fill.
stat_tap_table *table_of(void *tap_data);

/// Writes a row, which may be the one behind the last: one cell for each column.
void set_row(stat_tap_table *table, unsigned row, std::span<const Cell> cells);
void add_row(stat_tap_table *table, std::span<const Cell> cells);

} // namespace imsfail::taps
