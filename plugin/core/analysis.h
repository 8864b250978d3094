// imsfail: from the SIP messages of a frame to what is shown on it
//
// The way of a packet through the core: scan (sip), observe (model), diagnose (diagnosis), store.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/rules/rule_book.h"
#include "diagnosis/verdict.h"
#include "model/attempt.h"
#include "model/capture.h"
#include "model/recently_forgotten.h"
#include "model/session.h"
#include "model/sighting.h"
#include "sip/message.h"

#include <tsl/robin_map.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace imsfail {

/// What is shown for one message. Of trivial types, alive as long as its generation, and small:
/// there is one for every SIP message of the capture.
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
    bool forgotten = false;      ///< nothing else is known of it any more
};

/// Stands for the messages of a frame of which all was forgotten.
inline constexpr MessageRecord kForgotten = [] {
    MessageRecord record;
    record.forgotten = true;
    return record;
}();

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
///
/// Calls that begin one after the other are one generation, with all that is kept of them. Where
/// Settings::max_calls limits them, a new generation begins with every half of that, and the one
/// before the last is forgotten as a whole.
class Analysis {
  public:
    explicit Analysis(const model::Settings &settings = {},
                      const diagnosis::RuleChoice &choice = {});

    /// Reads the messages of one frame. Each of `candidates` is bytes that may begin with a message
    /// and go on behind it; those that do not are passed over. The bytes are not needed afterwards.
    /// Returns the record of the first message, nullptr if there is none. Never throws: if the
    /// analysis fails, for example for lack of memory, the record says so. Records live as long as
    /// the generation that latest_generation() then names.
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

    /// What happened so far, or in the latest generation, where calls are forgotten; what is read
    /// from it grows until the capture ends.
    const model::Session &session() const noexcept {
        return newest_->session;
    }
    /// Time of the latest message.
    std::int64_t now_ns() const noexcept {
        return capture_->now_ns;
    }
    const model::Settings &settings() const noexcept {
        return capture_->settings;
    }
    /// Keeps from now on, and of all requests, what names them. Else that is kept of what may
    /// become a failed call: see model::UntilAnswered::keep_identifiers().
    void keep_identifiers() noexcept {
        capture_->keeps_identifiers = true;
    }

    /// The earliest generation of which the frame that was observed last has a record.
    std::uint32_t latest_generation() const noexcept {
        return latest_generation_;
    }
    /// The generations that are remembered, by their numbers.
    std::uint32_t first_generation() const noexcept {
        return older_ == nullptr ? newest_->number : older_->number;
    }
    std::uint32_t last_generation() const noexcept {
        return newest_->number;
    }
    /// How many calls were forgotten.
    std::uint32_t forgotten_calls() const noexcept {
        return capture_->forgotten_calls;
    }

    /// Calls `visit(call)` for the calls that are remembered, in the order in which they began.
    template <typename Visitor> void for_each_call(Visitor visit) const {
        const model::Call *older = older_ == nullptr ? nullptr : older_->session.first_call();
        const model::Call *newer = newest_->session.first_call();
        while (older != nullptr || newer != nullptr) {
            const bool is_older =
                newer == nullptr || (older != nullptr && older->index < newer->index);
            const model::Call *&next = is_older ? older : newer;
            visit(*next);
            next = next->next;
        }
    }
    /// Calls `visit(notable)` for those that are remembered, in the order of the capture.
    template <typename Visitor> void for_each_notable(Visitor visit) const {
        const std::span<const Notable> older =
            older_ == nullptr ? std::span<const Notable>() : older_->notables;
        auto next = older.begin();
        for (const Notable &newer : newest_->notables) {
            for (; next != older.end() && next->frame <= newer.frame; ++next) {
                visit(*next);
            }
            visit(newer);
        }
        std::for_each(next, older.end(), visit);
    }
    /// The same for those of one transaction, the latest first.
    template <typename Visitor>
    void for_each_notable(const model::Transaction &transaction, Visitor visit) const {
        if (older_ == nullptr || !older_->for_each_notable(transaction, visit)) {
            newest_->for_each_notable(transaction, visit);
        }
    }

  private:
    /// What is forgotten together.
    struct Generation {
        std::uint32_t number;
        std::uint32_t first_call; ///< index of the first call that may begin in it
        model::Session session;
        std::vector<Notable> notables = {};
        /// Places, from 1.
        tsl::robin_map<const model::Transaction *, std::size_t> latest_notable = {};

        void add_notable(std::uint32_t frame, const MessageRecord &record);
        /// False: there is none.
        template <typename Visitor>
        bool for_each_notable(const model::Transaction &transaction, Visitor visit) const {
            const auto latest = latest_notable.find(&transaction);
            if (latest == latest_notable.end()) {
                return false;
            }
            for (std::size_t place = latest->second; place != 0;) {
                const Notable &notable = notables[place - 1];
                visit(notable);
                place = notable.previous;
            }
            return true;
        }
    };

    std::unique_ptr<Generation> next_generation() const;
    void forget_oldest();
    Generation &generation_of(const model::Sighting &sighting) const;
    const MessageRecord *observe_messages(const model::Sighting &sighting,
                                          std::span<const std::string_view> candidates);
    void note_internal_error(std::uint32_t frame) noexcept;
    MessageRecord *observe_message(const model::Sighting &sighting, model::Session &session);
    void note_beginning(const model::Placement &placement, const model::Session &session) const;
    void explain_final(MessageRecord &record, const model::Sighting &sighting,
                       const model::Placement &placement, model::Session &session);

    std::shared_ptr<model::Capture> capture_;
    diagnosis::RuleBook rules_;
    std::unique_ptr<Generation> newest_;
    std::unique_ptr<Generation> older_; ///< the one before; nullptr: all calls are in the newest
    model::RecentlyForgotten recently_forgotten_;
    std::uint32_t latest_generation_ = 0;
    sip::Message message_; ///< reused for every message
};

} // namespace imsfail
