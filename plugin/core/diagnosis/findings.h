// imsfail: what the call model finds around a failure
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/verdict.h"
#include "knowledge/tokens.h"
#include "model/arena.h"
#include "model/session.h"

#include <array>
#include <cstdint>

namespace imsfail::diagnosis {

/// One finding on one message. The text is in the arena or static, and fits into a label.
struct Found {
    knowledge::Finding finding = knowledge::Finding::RequestFailed;
    knowledge::Severity severity = knowledge::Severity::Note;
    const char *text = nullptr;
    const Found *next = nullptr;
};

/// The findings that a response proves with what came before it: those of its verdict first. Only
/// first sightings have findings, so nullptr for copies and retransmissions. Call it before the
/// session is told how the transaction ended; the session remembers what is said only once.
const Found *findings_of(const Exchange &exchange, const model::Placement &placement,
                         const Verdict *verdict, model::Session &session);

/// The same for a request.
const Found *findings_of_request(const sip::Message &request, const model::Placement &placement,
                                 model::Arena &arena);

/// Findings that something is absent, which later frames decide. At most two stand on one message.
struct LateFindings {
    std::array<Found, 2> found = {};
    int count = 0;
};

/// What is missing after a message, as far as the capture goes by `now`: after the first sighting
/// of a request its final response, of a final its ACK or the request that a challenge asks for;
/// after the third sending of a reliable provisional response its PRACK. `code` is 0 for a request,
/// `frame` that of the message.
LateFindings late_findings(const model::Transaction &transaction, std::uint16_t code,
                           std::uint32_t frame, std::int64_t now_ns);

} // namespace imsfail::diagnosis
