// imsfail: what was wrong with the target of a failed request
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/exchange.h"
#include "diagnosis/found_list.h"
#include "model/target.h"

#include <string>

namespace imsfail::diagnosis {

/// The number form in one line, where a target is said not to exist and calls toward this next hop
/// worked in one other form only, or one of them with the same digits: "+E.164 with user=phone
/// worked toward 192.0.2.20 (frames 12, 40, 55); this one is national without +". Empty where the
/// capture shows no such thing, and beside Q.850 cause 1: the number itself is not allocated.
std::string number_form_line(const Exchange &exchange);

/// Adds the findings about the target: number_invalid, emergency_target_rejected, number_format,
/// domain_mismatch. Only for first sightings of a response whose request was captured.
void add_target_findings(FoundList &list, const Exchange &exchange);

} // namespace imsfail::diagnosis
