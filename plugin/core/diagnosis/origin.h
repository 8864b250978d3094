// imsfail: which node made a failure, and the way on which it came back
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/exchange.h"
#include "knowledge/nodes.h"
#include "model/arena.h"
#include "sip/response_source.h"

#include <cstdint>
#include <span>

namespace imsfail::diagnosis {

/// What the capture shows, up to this response, of where a failure comes from. Texts are in the
/// arena, and fit into a label.
struct Origin {
    knowledge::Node node = knowledge::Node::Unknown;
    /// The half of the session that the node says it stands in.
    sip::SessionSide side = sip::SessionSide::Unknown;
    /// The hop that it came from, nullptr if that is not known.
    const model::Transaction *hop = nullptr;
    const char *words = "";                     ///< "i-cscf, at or beyond 192.0.2.40"
    const char *address = nullptr;              ///< address that first sent it in this capture
    std::uint32_t frame = 0;                    ///< first frame with this failure
    std::span<const char *const> evidence = {}; ///< the strongest first
    /// The hops it was seen on, nearest the origin first; empty where there is only this one.
    std::span<const char *const> path = {};
};

/// Where a final response from 300 on comes from: followed from hop to hop as far as the branches
/// of its request were captured and their answers explain it. A node is named only on evidence:
/// Response-Source, the security of Gm, what a method or a To tag proves.
Origin read_origin(const Exchange &exchange, model::Arena &arena);

/// True if a node that answered one branch with `downstream` and sent `upstream` on made another
/// answer of it. False where RFC 3261 has the node make an answer of its own: a timeout (16.7 step
/// 6), a cancelled branch (9.2), one that it follows up or asks credentials for itself.
bool is_changed_answer(std::uint16_t downstream, std::uint16_t upstream) noexcept;

/// True if so little time lies between the last answer from below and the one that went upstream
/// that the node tried no other branch in between (RFC 3261 16.7 step 6). After a longer time a
/// branch that the capture does not show may have decided.
bool follows_at_once(std::int64_t downstream_ns, std::int64_t upstream_ns) noexcept;

} // namespace imsfail::diagnosis
