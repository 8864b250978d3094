// imsfail: a call that failed, in one row
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "report/evidence.h"

#include <cstdint>
#include <string>
#include <vector>

namespace imsfail::report {

/// What a list of failed calls says of one. Empty where the capture does not tell; texts are fit to
/// be shown.
struct FailedCall {
    std::uint32_t call = 0;        ///< its index
    std::uint32_t first_frame = 0; ///< of its first request
    std::uint32_t final_frame = 0; ///< of the final response that it ended with; 0: none
    std::int64_t first_time_ns = 0;
    const char *method = "";
    const char *outcome = "";
    std::uint16_t code = 0; ///< 0: none
    const char *scope = "";
    const char *retry = "";  ///< the headline
    const char *origin = ""; ///< the node
    const char *form = "";   ///< of the target
    std::string caller;      ///< URI of From, and who it is if that hides it
    std::string address;     ///< of the caller, with its port
    std::string target;
    std::string next_hop;
    std::string findings; ///< their ids in the order of their frames, each once, beside the verdict
};

/// Describes a call that failed or was not answered, whose request was captured; `findings` are its
/// own.
FailedCall describe(const model::Call &call, const std::vector<Finding> &findings,
                    const Evidence &evidence);

/// All of them in columns, for a terminal: one line each.
std::string calls_text(const std::vector<FailedCall> &calls);

} // namespace imsfail::report
