// imsfail: when a status code means something else than by itself
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/exchange.h"
#include "knowledge/variants.h"

#include <span>

namespace imsfail::diagnosis {

/// One context override of the verdict table.
struct CircumstanceRule {
    knowledge::Circumstance circumstance;
    /// `so_far` is the kind that code and earlier circumstances gave.
    bool (*applies)(const Exchange &exchange, knowledge::Kind so_far);
};

/// All of them, in the order in which they are applied.
std::span<const CircumstanceRule> circumstance_rules() noexcept;

/// True for a 401 or 407 that refuses credentials (C-AUTH): the request answered the latest
/// challenge of a realm in its call, and that realm challenges again although the nonce is not
/// stale (RFC 3261 22.1).
bool rejects_credentials(const Exchange &exchange);

} // namespace imsfail::diagnosis
