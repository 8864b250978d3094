// imsfail: -z imsfail,calls, and the table of failed calls
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/failed_call.h"
#include "report/words.h"
#include "taps/end_report.h"
#include "taps/stat_table.h"
#include "taps/taps.h"

#include <array>
#include <cstdio>
#include <iterator>
#include <memory>
#include <vector>

namespace imsfail::taps {

using report::Evidence;
using report::FailedCall;
using report::Selection;

namespace {

constexpr const char *kName = "imsfail,calls";
constexpr const char *kTitle = "IMS Failed Calls";

// A call without a request tells nothing of who called whom.
bool is_listed(const model::Call &call, std::int64_t now_ns) {
    return call.last_initial != nullptr && call.failed(now_ns);
}

class CallsReport final : public EndReport {
  public:
    void take_in(const Evidence &evidence, const Selection &selection, bool /*all*/) override {
        report::for_each_call(evidence.analysis(), selection, [&](const model::Call &call) {
            if (is_listed(call, evidence.now_ns())) {
                calls_.push_back(report::describe(call, evidence.findings(call), evidence));
            }
        });
        forgotten_ += evidence.analysis().forgotten_calls();
    }
    void print(const report::Repetitions & /*repetitions*/) override {
        std::printf("%s: %zu\n", kTitle, calls_.size());
        if (forgotten_ != 0) {
            std::printf("%s\n", report::forgotten_text(forgotten_).c_str());
        }
        std::printf("\n%s", report::calls_text(calls_).c_str());
    }

  private:
    std::vector<FailedCall> calls_;
    std::uint64_t forgotten_ = 0;
};

constexpr ReportKind kReport = {.name = kName, .has_forms = false, .make = [](Form /*form*/) {
                                    return std::unique_ptr<EndReport>(new CallsReport);
                                }};

stat_tap_table_item columns[] = {
    {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Call", "%u"},
    {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "First frame", "%u"},
    {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Final frame", "%u"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Method", "%s"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Outcome", "%s"},
    {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Code", "%u"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Scope", "%s"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Retry", "%s"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Origin", "%s"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Caller", "%s"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Target", "%s"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Next hop", "%s"},
    {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Findings", "%s"},
};

// 0 means that there is none.
Cell number_cell(std::uint32_t number) {
    return number == 0 ? Cell() : Cell(number);
}

std::array<Cell, std::size(columns)> cells_of(const FailedCall &call) {
    return {call.call,    call.first_frame, number_cell(call.final_frame),
            call.method,  call.outcome,     number_cell(call.code),
            call.scope,   call.retry,       call.origin,
            call.caller,  call.target,      call.next_hop,
            call.findings};
}

// Of the calls that the table has a row for.
Selection &listed() {
    static Selection calls = Selection::none();
    return calls;
}

void forget() {
    listed().clear();
}

// A table is filled at once, from what is known of the whole capture by then.
tap_packet_status see_packet(void *data, packet_info * /*pinfo*/, epan_dissect_t * /*edt*/,
                             const void *record, tap_flags_t /*flags*/) {
    return guarded([&] {
        const Evidence evidence(*current_analysis());
        stat_tap_table *const table = table_of(data);
        for (const auto *message = static_cast<const MessageRecord *>(record); message != nullptr;
             message = message->next) {
            if (message->transaction == nullptr) {
                continue;
            }
            const model::Call &call = *message->transaction->call;
            if (is_listed(call, evidence.now_ns()) && listed().add(call)) {
                add_row(table, cells_of(report::describe(call, evidence.findings(call), evidence)));
            }
        }
    });
}

constexpr TableKind kTable = {
    .name = kName, .title = kTitle, .columns = columns, .see_packet = see_packet, .reset = forget};

} // namespace

void register_calls() {
    register_end_report(kReport);
    register_table(kTable);
}

} // namespace imsfail::taps
