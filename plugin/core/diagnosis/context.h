// imsfail: where the failure was seen: IMS or not, direction, protection, access
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/exchange.h"
#include "model/arena.h"

#include <span>

namespace imsfail::diagnosis {

/// Which end of a hop is a UE.
enum class UeEnd : std::uint8_t { Unknown, Sender, Receiver };

/// Whether the request went over Gm, from a UE or to one, as far as its headers and its protection
/// prove it (TS 33.203, RFC 3329). `ims`: the attempt shows a sign of IMS; without one, ESP may
/// join any two nodes. Addresses and ports prove nothing.
UeEnd ue_end(const model::RequestFacts &request, bool ims) noexcept;

/// The signs of IMS on every hop of the attempt so far, and in the response itself.
model::ImsSigns ims_signs_of(const Exchange &exchange);

/// The way of the response. Unknown unless a header proves it: addresses and ports prove nothing.
enum class Direction : std::uint8_t { NetworkToUe, UeToNetwork, NetworkInternal, Unknown };

/// The reference point of the hop. Only Gm, between UE and P-CSCF, shows in the messages
/// themselves; between nodes of the network it would be a guess which ones they are.
enum class ReferencePoint : std::uint8_t { Gm, Unknown };

const char *token(Direction direction) noexcept;
const char *token(ReferencePoint point) noexcept;
const char *token(model::Protection protection) noexcept;

struct Context {
    const char *summary = ""; ///< in one line: "Context: IMS, Gm, network to UE, ESP"
    std::span<const char *const> ims_evidence; ///< empty: nothing shows 3GPP IMS
    Direction direction = Direction::Unknown;
    ReferencePoint reference_point = ReferencePoint::Unknown;
    model::Protection protection = model::Protection::None; ///< of the response
    const char *access = nullptr;                           ///< access type and cell, or nullptr
    const char *icid = nullptr;                             ///< icid-value, or nullptr
};

/// What the response, its request and the other hops of the attempt so far show.
Context read_context(const Exchange &exchange, model::Arena &arena);

} // namespace imsfail::diagnosis
