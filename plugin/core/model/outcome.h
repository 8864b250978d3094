// imsfail: how a request, and a call, ended
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace imsfail::model {

enum class Outcome : std::uint8_t {
    Open,       ///< no final response yet, or the capture ended first
    Answered,   ///< 2xx
    Failed,     ///< a final response that is a failure
    Challenged, ///< 401, 407: credentials are asked for
    Negotiated, ///< 422, 423, 491, 494, ...: a changed request is asked for
    Redirected, ///< 3xx
    Cancelled,  ///< 487, or CANCEL and no 2xx
    Probed,     ///< any final response to an OPTIONS outside a dialog
    Unanswered, ///< no final response although the capture goes on past the timer
};

/// Token of the field `imsfail.call.outcome`. Static storage.
const char *token(Outcome outcome) noexcept;

} // namespace imsfail::model
