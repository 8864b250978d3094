// imsfail: findings from what the bodies and Reason headers of a message say
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/found_list.h"

namespace imsfail::diagnosis {

/// Of the first sighting of a failure response at the originator's hop: emergency_redirected,
/// restoration_ordered, media_rejected, precondition_failed, reason_conflict.
void find_in_bodies(FoundList &list, const Exchange &exchange, const Verdict &verdict);

/// Of the first sighting of a CANCEL or BYE: precondition_failed, where Reason says so and no 580
/// was seen in the call.
void find_in_release(FoundList &list, const sip::Message &request,
                     const model::Transaction &transaction);

} // namespace imsfail::diagnosis
