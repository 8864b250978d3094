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

#include <tsl/robin_map.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace imsfail {

/// What is shown for one message. Of trivial types, alive as long as its Analysis, and small: there
/// is one for every SIP message of the capture.
struct MessageRecord {
    const model::Transaction *transaction = nullptr; ///< nullptr: it could not be placed
    const diagnosis::Verdict *verdict = nullptr;     ///< for a status from 300 on
    const diagnosis::Found *findings = nullptr;      ///< of first sightings only
    const MessageRecord *next = nullptr;             ///< the next message of the frame
    model::Repetition repetition;
    std::uint16_t code = 0; ///< 0: a request
    sip::Method method = sip::Method::Other;
    bool is_ack = false;         ///< of a non-2xx final
    bool is_new_final = false;   ///< the first final response of its transaction
    bool internal_error = false; ///< the analysis itself failed on this frame
};

/// A message that reports tell of: it has a finding, or is the first final response of a
/// transaction that failed, or whose request was not captured by then; or the analysis failed on
/// it.
struct Notable {
    std::uint32_t frame = 0;
    const MessageRecord *record = nullptr;
    /// The one before it of the same transaction, by its place in the list, from 1; 0: none.
    std::size_t previous = 0;
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
    /// Keeps from now on what names each request: see model::Session::keep_identifiers().
    void keep_identifiers() noexcept {
        session_.keep_identifiers();
    }

    /// In the order of the capture.
    std::span<const Notable> notables() const noexcept {
        return notables_;
    }
    /// Calls `visit(notable)` for those of one transaction, the latest first.
    template <typename Visitor>
    void for_each_notable(const model::Transaction &transaction, Visitor visit) const {
        const auto latest = latest_notable_.find(&transaction);
        std::size_t place = latest == latest_notable_.end() ? 0 : latest->second;
        while (place != 0) {
            const Notable &notable = notables_[place - 1];
            visit(notable);
            place = notable.previous;
        }
    }

  private:
    const MessageRecord *observe_messages(const model::Sighting &sighting,
                                          std::span<const std::string_view> candidates);
    void note_internal_error(std::uint32_t frame) noexcept;
    void add_notable(std::uint32_t frame, const MessageRecord &record);
    MessageRecord *observe_message(const model::Sighting &sighting);
    const diagnosis::Found *findings_on(const MessageRecord &record,
                                        const model::Sighting &sighting,
                                        const model::Placement &placement,
                                        const diagnosis::Exchange &exchange);

    model::Session session_;
    diagnosis::RuleBook rules_;
    std::vector<Notable> notables_;
    tsl::robin_map<const model::Transaction *, std::size_t> latest_notable_; ///< places, from 1
    sip::Message message_; ///< reused for every message
};

} // namespace imsfail
