// imsfail: what one failure response means
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/authority.h"
#include "diagnosis/context.h"
#include "diagnosis/exchange.h"
#include "diagnosis/origin.h"
#include "diagnosis/target.h"
#include "knowledge/responses.h"
#include "model/arena.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace imsfail::diagnosis {

/// One Reason value, fit to be shown; nullptr: absent.
struct ReasonValue {
    const char *protocol = nullptr;
    std::optional<std::uint32_t> cause;
    const char *name = nullptr; ///< of the cause value, where it is known
    const char *text = nullptr;
    const char *location = nullptr;       ///< token of RFC 8606
    const char *layer = nullptr;          ///< the part of the network that the protocol speaks of
    const char *location_words = nullptr; ///< what the token means
};

/// What an answer to a request inside a dialog ends.
enum class Lost : std::uint8_t { Nothing, Usage, Dialog };

/// Everything that is said about a final response from 300 on. Of trivial types, in the arena;
/// nullptr: nothing to say.
struct Verdict {
    knowledge::Kind kind;
    knowledge::Category category;
    knowledge::Scope scope;
    knowledge::RetryVerdict retry;
    knowledge::Severity severity;
    knowledge::Finding finding;
    bool registered_code; ///< IANA lists the code
    Lost lost = Lost::Nothing;
    knowledge::Texts texts;
    const char *summary = nullptr;      ///< "604 Does Not Exist Anywhere, global, do not retry"
    const char *retry_words = nullptr;  ///< "with a corrected target, or elsewhere"
    const char *procedure = nullptr;    ///< what the caller wanted
    const char *next_message = nullptr; ///< what normally follows on the wire
    std::span<const char *const> references = {};
    std::optional<std::uint32_t> retry_after = {};  ///< seconds
    std::optional<std::int64_t> not_before_ns = {}; ///< since the epoch
    std::span<const ReasonValue> reasons = {};
    const Target *target = nullptr; ///< nullptr: not in the capture
    Origin origin = {};
    const Authority *authority = nullptr; ///< of an answer that denies a user
    Context context = {};
    std::span<const char *const> cannot_tell = {}; ///< what the capture does not show
};

/// The verdict on a response with a status from 300 on. Code and method give the base, then every
/// circumstance that the two messages show, in the order of the verdict table.
Verdict judge(const Exchange &exchange, model::Arena &arena);

} // namespace imsfail::diagnosis
