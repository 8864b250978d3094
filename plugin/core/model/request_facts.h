// imsfail: what is kept of a request
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/attempt.h"
#include "model/observation.h"
#include "model/registration_table.h"
#include "model/transaction.h"

namespace imsfail::model {

/// Keeps what a request tells by itself, with its texts in the arena. `registrations` are those
/// before it.
void keep_request_facts(RequestFacts &facts, const Observation &seen,
                        const RegistrationTable &registrations, Arena &arena);

/// Keeps access, icid-value and hidden caller. Most requests of a call tell the same ones on every
/// hop: they share one copy.
void keep_context(RequestFacts &facts, const Call &call, const sip::Message &request, Arena &arena);

} // namespace imsfail::model
