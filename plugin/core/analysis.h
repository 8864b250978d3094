// imsfail: from the SIP messages of a frame to what is shown on it
//
// The way of a packet through the core: scan (sip), observe (model), diagnose (diagnosis), store.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/rules/rule_book.h"
#include "diagnosis/verdict.h"
#include "model/session.h"
#include "model/sighting.h"
#include "sip/message.h"

#include <span>
#include <string_view>

namespace imsfail {

/// What is shown for one message. Of trivial types, alive as long as its Analysis, and small: there
/// is one for every SIP message of the capture.
struct MessageRecord {
    const model::Transaction *transaction = nullptr; ///< nullptr: it could not be placed
    const diagnosis::Verdict *verdict = nullptr;     ///< for a status from 300 on
    const diagnosis::Found *findings = nullptr;      ///< of first sightings only
    const MessageRecord *next = nullptr;             ///< the next message of the frame
    model::Repetition repetition;
    std::uint16_t code = 0;      ///< 0: a request
    bool is_ack = false;         ///< of a non-2xx final
    bool internal_error = false; ///< the analysis itself failed on this frame
};

/// The analysis of one capture, frame by frame in its order.
class Analysis {
  public:
    explicit Analysis(const model::Settings &settings = {},
                      const diagnosis::RuleChoice &choice = {})
        : session_(settings), rules_(choice) {}

    /// Reads the messages of one frame. Each of `candidates` is bytes that may begin with a message
    /// and go on behind it; those that do not are passed over. The bytes are not needed afterwards.
    /// Returns the record of the first message, nullptr if there is none. Never throws: if the
    /// analysis fails, for example for lack of memory, the record says so. Records live as long as
    /// the Analysis.
    const MessageRecord *observe(const model::Sighting &sighting,
                                 std::span<const std::string_view> candidates) noexcept;

    /// Reads what an ICMP error quotes: a request that could not be delivered, of which the
    /// transaction is told. Bytes that are no request, or only the first part of one, are passed
    /// over, as is the note if memory runs out; never throws.
    void note_unreachable(const model::Sighting &error, std::string_view quoted) noexcept;

    /// Findings that the rest of the capture decides, above all that something is absent, as far as
    /// it is known now. `frame` is that of the message. None on a copy, or on a message that could
    /// not be placed.
    diagnosis::LateFindings late_findings(const MessageRecord &message,
                                          std::uint32_t frame) const noexcept;

    /// What happened so far; what is read from it grows until the capture ends.
    const model::Session &session() const noexcept {
        return session_;
    }

  private:
    MessageRecord *observe_message(const model::Sighting &sighting);
    const diagnosis::Found *findings_on(const MessageRecord &record,
                                        const model::Sighting &sighting,
                                        const model::Placement &placement,
                                        const diagnosis::Exchange &exchange);

    model::Session session_;
    diagnosis::RuleBook rules_;
    sip::Message message_; ///< reused for every message
};

} // namespace imsfail
