// imsfail: what happened in a capture
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/answer_table.h"
#include "model/arena.h"
#include "model/attempt.h"
#include "model/call_table.h"
#include "model/capture.h"
#include "model/fingerprint_map.h"
#include "model/leg_table.h"
#include "model/path.h"
#include "model/settings.h"
#include "model/sighting.h"
#include "model/tie.h"
#include "model/transaction.h"
#include "model/transaction_table.h"
#include "model/until_answered.h"
#include "sip/message.h"

#include <memory>
#include <utility>

namespace imsfail::model {

/// Where a message belongs.
struct Placement {
    /// nullptr: it cannot be told, because Via, Call-ID or CSeq are missing or unreadable. The ACK
    /// of a non-2xx final belongs to the transaction of its INVITE (RFC 3261 17.1.1.3).
    Transaction *transaction = nullptr;
    Repetition repetition;
    bool is_ack = false;       ///< of a non-2xx final
    bool is_new_final = false; ///< the first final response of its transaction: see conclude()
};

/// Places messages, in the order of the capture. Where not all calls are remembered, a capture has
/// several sessions, one after the other, each of which is forgotten as a whole. A look-up in a
/// hash table for each message, and for the first sighting of a request a few more: one for each of
/// its Via values until its parent is found, one for its attempt and a few for its call.
class Session {
  public:
    explicit Session(Settings settings = {})
        : Session(std::make_shared<Capture>(std::move(settings))) {}
    /// Goes on with a capture of which other sessions saw what came before.
    explicit Session(std::shared_ptr<Capture> capture) : capture_(std::move(capture)) {}

    /// Places one message and keeps what later messages will be explained with. The message's bytes
    /// are not needed afterwards.
    Placement observe(const Sighting &sighting, const sip::Message &message);

    /// Notes that a request, quoted in an ICMP error, could not be delivered. It is no sending of
    /// that request; a request that was not captured itself, or is quoted in part, says nothing.
    void note_unreachable(const Sighting &error, const sip::Message &request);

    /// Notes that a request was captured only in part, so that it cannot be placed.
    void note_cut_request(const Sighting &sighting);

    /// How closely a message belongs to those that were placed here; nothing is kept of it, nor is
    /// its path asked for.
    Tie tie(const Observation &seen) const;

    /// What worked in the other session that is remembered counts too where it matters that nothing
    /// did.
    void stand_beside(const Session &other) noexcept {
        answers_.stand_beside(other.answers_);
    }

    /// Says how a transaction ended, once for each new final.
    void conclude(Transaction &transaction, const sip::Message &response, Outcome outcome);

    /// The call that began first, the others by Call::next; nullptr: none.
    const Call *first_call() const noexcept {
        return calls_.first();
    }

    /// Time of the latest message: until then the capture is known to go.
    std::int64_t now_ns() const noexcept {
        return capture_->now_ns;
    }

    /// True if calls of this capture were forgotten.
    bool has_forgotten() const noexcept {
        return capture_->forgotten_calls != 0;
    }
    /// True if what is missing of a transaction may have been seen and forgotten: its request; or
    /// what followed that, if the first sending that is known may be a later one.
    bool may_have_forgotten(const Transaction &transaction) const noexcept {
        return transaction.request_captured()
                   ? capture_->forgot_shortly_before(transaction.request_time_ns())
                   : has_forgotten();
    }

    /// True the first time that it is asked with this key: for what is worth saying only once.
    bool is_first(const Fingerprint &key) {
        return said_.insert({key, true}).second;
    }

    const Settings &settings() const noexcept {
        return settings_;
    }

    /// What worked so far.
    const AnswerTable &answers() const noexcept {
        return answers_;
    }

    /// Who is registered, as far as the capture shows it until now.
    const RegistrationTable &registrations() const noexcept {
        return registrations_;
    }

    /// Which servers asked to be left alone.
    const KeepAwayTable &kept_away() const noexcept {
        return kept_away_;
    }
    KeepAwayTable &kept_away() noexcept {
        return kept_away_;
    }

    /// Memory for what is kept beside the transactions.
    Arena &arena() noexcept {
        return arena_;
    }

  private:
    Placement place_request(const Observation &request);
    Placement place_response(const Observation &response);
    Placement place_ack(const Observation &ack);
    void settle(Transaction &transaction);
    void learn(const Transaction &transaction, const sip::Message &response);
    void note_ended_registrations(const sip::Message &notify);
    void note_legs(const Transaction &transaction, const Observation &request);
    void note_refer(const Transaction &transaction, const Observation &refer);
    void tie_cancel(Transaction &transaction, const Observation &cancel);
    void note_provisional(Transaction &transaction, const Sighting &sighting,
                          const sip::Message &response);
    void note_final(Transaction &transaction, const Observation &response);
    Repetition see(SeenMessage &message, const Observation &seen);
    TransactionMessage *message_of(Transaction &transaction, std::uint16_t code, Tag to_tag,
                                   Tag rseq = 0);

    std::shared_ptr<Capture> capture_;
    const Settings &settings_ = capture_->settings;
    PathTable &paths_ = capture_->paths;
    RegistrationTable &registrations_ = capture_->registrations;
    KeepAwayTable &kept_away_ = capture_->kept_away;
    Arena arena_;
    TransactionTable transactions_{arena_, capture_->transactions};
    CallTable calls_{arena_, settings_, capture_->calls};
    LegTable legs_{arena_};
    AnswerTable answers_{arena_, settings_};
    UntilAnswered until_answered_{capture_->keeps_identifiers};
    FingerprintMap<bool> said_; ///< see is_first()
};

} // namespace imsfail::model
