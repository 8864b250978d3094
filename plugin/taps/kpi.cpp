// imsfail: -z imsfail,kpi, and the table of key figures
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kpi.h"
#include "report/table.h"
#include "taps/end_report.h"
#include "taps/stat_table.h"
#include "taps/taps.h"

#include <array>
#include <cstdio>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace imsfail::taps {

using report::Column;
using report::CountedCalls;
using report::Evidence;
using report::Figure;
using report::Repetitions;
using report::Selection;

namespace {

constexpr const char *kName = "imsfail,kpi";
constexpr const char *kTitle = "IMS Key Figures";

void print_figures(const std::string &heading, const std::vector<Figure> &figures,
                   bool with_rules) {
    constexpr std::array kColumns = {Column{"Figure"}, Column{"Value", true}, Column{"Of"},
                                     Column{"Counting rule"}};
    std::vector<std::vector<std::string>> rows;
    for (const Figure &figure : figures) {
        rows.push_back({figure.name, figure.value, figure.basis});
        if (with_rules) {
            rows.back().emplace_back(figure.rule);
        }
    }
    const std::span<const Column> columns(kColumns);
    std::printf("\n%s\n%s", heading.c_str(),
                report::table_text(columns.first(with_rules ? 4 : 3), rows, true).c_str());
}

class KpiReport final : public EndReport {
  public:
    void take_in(const Evidence &evidence, const Selection &selection, bool /*all*/) override {
        report::for_each_call(evidence.analysis(), selection,
                              [&](const model::Call &call) { counted_.add(call, evidence); });
        counted_.left_out.note_forgotten(evidence.analysis());
    }
    void print(const Repetitions &repetitions) override {
        std::printf("IMS key figures (RFC 6076, ASR, NER)\n");
        print_figures("Whole capture", report::figures(counted_.whole), true);
        for (const auto &[next_hop, counted] : counted_.by_next_hop) {
            print_figures("Next hop " + next_hop, report::figures(counted), false);
        }
        print_figures("Not counted", report::figures(counted_.left_out, repetitions), true);
    }

  private:
    CountedCalls counted_;
};

constexpr ReportKind kReport = {.name = kName, .has_forms = false, .make = [](Form /*form*/) {
                                    return std::unique_ptr<EndReport>(new KpiReport);
                                }};

stat_tap_table_item columns[] = {
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Next hop", "%s"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Figure", "%s"},
    {TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "Value", "%s"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Of", "%s"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Counting rule", "%s"},
};

// What the table shows.
struct Counted {
    Selection calls = Selection::none();
    CountedCalls counts;
    Repetitions repetitions;
    std::uint32_t latest_frame = 0;             ///< of those that the repetitions were counted in
    unsigned first_left_out = 0;                ///< row of what no figure counts
    std::map<std::string, unsigned> first_rows; ///< of each next hop
};

Counted &counted() {
    static Counted counted;
    return counted;
}

void forget() {
    counted() = {};
}

// Writes the figures from this row on.
void set_rows(stat_tap_table *table, unsigned row, const std::string &next_hop,
              const std::vector<Figure> &figures) {
    for (const Figure &figure : figures) {
        const std::array<Cell, std::size(columns)> cells = {next_hop, figure.name, figure.value,
                                                            figure.basis, figure.rule};
        set_row(table, row++, cells);
    }
}

void show_left_out(stat_tap_table *table, unsigned row) {
    counted().counts.left_out.forgotten.reset(); // it grows while a live capture goes on
    counted().counts.left_out.note_forgotten(*current_analysis());
    set_rows(table, row, "(not counted)",
             report::figures(counted().counts.left_out, counted().repetitions));
}

// The whole capture, what is not counted, then each next hop in the order in which they show.
void show(stat_tap_table *table, const std::string &next_hop) {
    const std::vector<Figure> whole = report::figures(counted().counts.whole);
    set_rows(table, 0, "(all)", whole); // sorts before any address
    counted().first_left_out = static_cast<unsigned>(whole.size());
    show_left_out(table, counted().first_left_out);
    if (next_hop.empty()) {
        return;
    }
    const unsigned row = counted().first_rows.insert({next_hop, table->num_elements}).first->second;
    set_rows(table, row, next_hop, report::figures(counted().counts.by_next_hop[next_hop]));
}

// A frame comes once for each listener that shares the table. True: it holds repetitions.
bool count_repetitions(const MessageRecord &first, std::uint32_t frame) {
    const bool is_known = counted().latest_frame == frame;
    counted().latest_frame = frame;
    return !is_known && counted().repetitions.count(first);
}

tap_packet_status see_packet(void *data, packet_info *pinfo, epan_dissect_t * /*edt*/,
                             const void *record, tap_flags_t /*flags*/) {
    return guarded([&] {
        const Evidence evidence(*current_analysis());
        const auto &first = *static_cast<const MessageRecord *>(record);
        const bool repeats = count_repetitions(first, pinfo->num);
        for (const MessageRecord *message = &first; message != nullptr; message = message->next) {
            if (message->transaction != nullptr &&
                counted().calls.add(*message->transaction->call)) {
                show(table_of(data), counted().counts.add(*message->transaction->call, evidence));
            }
        }
        if (repeats) {
            show_left_out(table_of(data), counted().first_left_out);
        }
    });
}

constexpr TableKind kTable = {
    .name = kName, .title = kTitle, .columns = columns, .see_packet = see_packet, .reset = forget};

} // namespace

void register_kpi() {
    register_end_report(kReport);
    register_table(kTable);
}

} // namespace imsfail::taps
