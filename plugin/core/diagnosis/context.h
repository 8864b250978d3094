// imsfail: where the failure was seen: IMS or not, direction, protection, access
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/exchange.h"
#include "model/arena.h"

#include <span>

namespace imsfail::diagnosis {

/// The way of the response. Unknown unless a header proves it: addresses and ports prove nothing.
enum class Direction : std::uint8_t { NetworkToUe, UeToNetwork, NetworkInternal, Unknown };

const char *token(Direction direction) noexcept;
const char *token(model::Protection protection) noexcept;

struct Context {
    const char *summary = "";                  ///< in one line: "Context: IMS, network to UE, ESP"
    std::span<const char *const> ims_evidence; ///< empty: nothing shows 3GPP IMS
    Direction direction = Direction::Unknown;
    model::Protection protection = model::Protection::None; ///< of the response
    const char *access = nullptr;                           ///< access type and cell, or nullptr
    const char *icid = nullptr;                             ///< icid-value, or nullptr
};

/// What the response and its request show.
Context read_context(const Exchange &exchange, model::Arena &arena);

} // namespace imsfail::diagnosis
