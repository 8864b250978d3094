// imsfail: what is kept of a failure response
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/transaction.h"
#include "sip/message.h"

namespace imsfail::model {

/// What the answers and tries after it are explained with, in the arena. `request` is what it
/// answers.
FailureFacts *keep_failure_facts(const sip::Message &response, const RequestFacts &request,
                                 Arena &arena);

} // namespace imsfail::model
