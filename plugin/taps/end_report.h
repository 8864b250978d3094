// imsfail: what tshark prints when the capture ends
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <wireshark.h>

#include <epan/packet.h>
#include <epan/stat_tap_ui.h>
#include <epan/tap.h>

#include "report/evidence.h"
#include "report/kpi.h"
#include "report/selection.h"

#include <cstdint>
#include <memory>

namespace imsfail::taps {

inline constexpr const char *kTapName = "imsfail";

/// A report over the calls of which a packet passed the filter, made and printed when the capture
/// ends.
class EndReport {
  public:
    EndReport() = default;
    EndReport(const EndReport &) = delete;
    EndReport &operator=(const EndReport &) = delete;
    virtual ~EndReport() = default;

    /// Takes in the chosen calls of one analysis. `all`: there is no filter.
    virtual void take_in(const report::Evidence &evidence, const report::Selection &selection,
                         bool all) = 0;
    /// Prints what was taken in.
    virtual void print(const report::Repetitions &repetitions) = 0;
};

/// How -z writes a report down.
enum class Form : std::uint8_t { Text, Json };

using MakeReport = std::unique_ptr<EndReport> (*)(Form form);

/// A report of -z.
struct ReportKind {
    const char *name; ///< "imsfail,calls", as it stands behind -z
    bool has_forms;   ///< ",text" and ",json" are valid
    MakeReport make;
};

/// Registers a report for -z. Behind its name may follow a form, if it has any, and a display
/// filter; anything else ends the program with a message that lists what is valid. Call it before
/// the table of the same name is registered: Wireshark takes the first.
void register_end_report(const ReportKind &kind);

/// Has every report that was not printed yet take in an analysis that is about to go.
void take_in_all(const Analysis &analysis) noexcept;

/// The display filter that every statistic takes.
tap_param *filter_parameter() noexcept;

/// Prints what went wrong in a callback, from which no exception may leave.
void report_no_memory() noexcept;

/// Runs what a packet callback does, as the callback's answer.
template <typename Work> tap_packet_status guarded(Work work) noexcept {
    try {
        work();
        return TAP_PACKET_REDRAW;
    } catch (...) {
        report_no_memory();
        return TAP_PACKET_FAILED;
    }
}

} // namespace imsfail::taps
