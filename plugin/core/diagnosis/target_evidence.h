// imsfail: how other calls speak against the target of a failed one
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/exchange.h"
#include "model/target.h"

#include <string>

namespace imsfail::diagnosis {

/// The target of a request that was captured.
model::TargetUri target_of(const model::Transaction &transaction, const Exchange &exchange);

/// The number form in one line, where a target is said not to exist and calls toward this next hop
/// worked in one other form only, or one of them with the same digits: "+E.164 with user=phone
/// worked toward 192.0.2.20 (frames 12, 40, 55); this one is national without +". Empty where the
/// capture shows no such thing, and beside Q.850 cause 1: the number itself is not allocated.
std::string number_form_line(const Exchange &exchange);

/// The same in full, on the hop nearest the originator that shows it; elsewhere empty.
std::string against_number_form(const Exchange &exchange);

/// Why the host of a target that is said not to exist is likely not the right one: calls toward
/// this next hop worked with one other host only, or To has another one and nothing in the request
/// shows why. On the hop nearest the originator that shows it; elsewhere empty.
std::string against_host(const Exchange &exchange);

} // namespace imsfail::diagnosis
