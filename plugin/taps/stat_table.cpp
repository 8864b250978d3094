// imsfail: tables that Wireshark shows in a dialog and sharkd gives out
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/stat_table.h"

#include "taps/end_report.h"
#include "ws_compat.h"

#include <algorithm>
#include <deque>
#include <vector>

namespace imsfail::taps {

namespace {

// Wireshark keeps a pointer to the first part; its callbacks get the tables only.
struct Registered {
    stat_tap_table_ui ui;
    const TableKind *kind;
    /// Rows that were taken away; a dialog that is still open may look at them.
    std::vector<stat_tap_table_item_type *> retired = {};
};

std::deque<Registered> &registered() {
    static std::deque<Registered> all;
    return all;
}

Registered *registered_of(const stat_tap_table_ui *ui) {
    for (Registered &each : registered()) {
        if (&each.ui == ui) {
            return &each;
        }
    }
    return nullptr;
}

Registered *registered_of(const stat_tap_table *table) {
    for (Registered &each : registered()) {
        if (stat_tap_find_table(&each.ui, table->title) == table) {
            return &each;
        }
    }
    return nullptr;
}

void init(stat_tap_table_ui *ui) {
    Registered *const own = registered_of(ui);
    own->kind->reset();
    if (stat_tap_find_table(ui, own->kind->title) == nullptr) {
        std::for_each(own->retired.begin(), own->retired.end(), g_free); // no dialog is open
        own->retired.clear();
        const auto columns = static_cast<int>(own->kind->columns.size());
        stat_tap_add_table(ui, stat_tap_init_table(own->kind->title, columns, 0, nullptr));
    }
}

void free_item(stat_tap_table * /*table*/, unsigned /*row*/, unsigned /*column*/,
               stat_tap_table_item_type *item) {
    if (item->type == TABLE_ITEM_STRING) {
        g_free(const_cast<char *>(item->value.string_value));
        item->value.string_value = nullptr;
    }
    item->type = TABLE_ITEM_NONE;
}

// Takes all rows away, since those of another filter or file are others.
void reset(stat_tap_table *table) {
    Registered *const own = registered_of(table);
    for (unsigned row = 0; row < table->num_elements; ++row) {
        for (unsigned column = 0; column < table->num_fields; ++column) {
            free_item(table, row, column, stat_tap_get_field_data(table, row, column));
        }
        own->retired.push_back(table->elements[row]);
    }
    table->num_elements = 0;
    own->kind->reset();
}

stat_tap_table_item_type item_of(const Cell &cell) {
    stat_tap_table_item_type item = {};
    if (const auto *const number = std::get_if<std::uint32_t>(&cell)) {
        item.type = TABLE_ITEM_UINT;
        item.value.uint_value = *number;
    } else if (const auto *const text = std::get_if<std::string>(&cell)) {
        item.type = TABLE_ITEM_STRING;
        item.value.string_value = g_strdup(text->c_str());
    }
    return item;
}

} // namespace

void register_table(const TableKind &kind) {
    registered().push_back({.ui = {.group = WS_STAT_GROUP_TELEPHONY,
                                   .title = kind.title,
                                   .tap_name = kTapName,
                                   .cli_string = kind.name,
                                   .stat_tap_init_cb = init,
                                   .packet_func = kind.see_packet,
                                   .stat_tap_reset_table_cb = reset,
                                   .stat_tap_free_table_item_cb = free_item,
                                   .stat_filter_check_cb = nullptr,
                                   .nfields = kind.columns.size(),
                                   .fields = kind.columns.data(),
                                   .nparams = 1,
                                   .params = filter_parameter(),
                                   .tables = nullptr,
                                   .refcount = 0},
                            .kind = &kind});
    register_stat_tap_table_ui(&registered().back().ui);
}

stat_tap_table *table_of(void *tap_data) {
    const auto *const data = static_cast<const stat_data_t *>(tap_data);
    return g_array_index(data->stat_tap_data->tables, stat_tap_table *, 0);
}

void add_row(stat_tap_table *table, std::span<const Cell> cells) {
    set_row(table, table->num_elements, cells);
}

void set_row(stat_tap_table *table, unsigned row, std::span<const Cell> cells) {
    if (row < table->num_elements) {
        for (unsigned column = 0; column < table->num_fields; ++column) {
            free_item(table, row, column, stat_tap_get_field_data(table, row, column));
        }
    }
    std::vector<stat_tap_table_item_type> items;
    items.reserve(cells.size());
    for (const Cell &cell : cells) {
        items.push_back(item_of(cell));
    }
    stat_tap_init_table_row(table, row, static_cast<unsigned>(items.size()), items.data());
}

} // namespace imsfail::taps
