// imsfail: the report on a capture, as text for a terminal or a window
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "report/evidence.h"
#include "report/failed_call.h"
#include "report/selection.h"

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace imsfail::report {

/// Frames of which the first ones are named.
struct FrameList {
    static constexpr std::size_t kMaxNamed = 100;

    std::vector<std::uint32_t> named;
    std::uint64_t count = 0;

    void add(std::uint32_t frame);
};

/// The report: totals, then the failed calls by cause, most frequent first, each with one call in
/// full, then what could not be told. It holds only text and numbers, so it may outlive what it was
/// made from, and goes on over several analyses, as when tshark resets its session (-M).
class TextReport {
  public:
    /// Takes in the chosen calls of one analysis, at the end of its capture. `all` says that no
    /// filter chose them: then what belongs to no call is told too.
    void add(const Evidence &evidence, const Selection &selection, bool all);

    /// The report in lines of at most kLineWidth columns. With `colour`, escape sequences of
    /// ECMA-48 set off headings and severities.
    std::string text(bool colour) const;

  private:
    // What failed calls have in common.
    struct Cause {
        std::uint16_t code = 0; ///< 0: no answer
        std::string method;
        std::string origin;
        std::string form;

        // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees one in the comparison
        auto operator<=>(const Cause &) const = default;
    };
    struct Group {
        std::uint64_t calls = 0;
        std::uint32_t shown_frame = 0; ///< first frame of the call in full
        std::size_t shown_weight = 0;  ///< how much that has to say
        std::string shown;
        FrameList frames; ///< first frames of all calls
    };
    struct MethodCount {
        std::uint64_t calls = 0;
        std::uint64_t failed = 0;
        std::uint64_t unanswered = 0;
    };

    void add_failed(const model::Call &call, const Evidence &evidence);
    void add_unplaced(const Evidence &evidence);
    std::string totals() const;
    std::string untold() const;

    std::uint64_t calls_ = 0;
    std::uint64_t failed_ = 0;
    std::uint64_t related_ = 0;
    std::int64_t first_time_ns_ = 0; ///< 0: no call yet
    std::int64_t last_time_ns_ = 0;
    std::array<std::uint64_t, 9> by_outcome_ = {}; ///< by model::Outcome
    std::map<std::string, MethodCount> by_method_;
    std::map<Cause, Group> causes_;
    std::uint64_t forgotten_ = 0; ///< calls
    FrameList open_;              ///< first requests
    FrameList begun_before_;      ///< calls whose first request was not captured: no frame is known
    FrameList unrequested_;       ///< final responses
    FrameList unplaced_;          ///< messages
    FrameList not_analysed_;      ///< frames
};

} // namespace imsfail::report
