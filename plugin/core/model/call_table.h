// imsfail: which call a request belongs to
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/attempt.h"
#include "model/fingerprint_map.h"
#include "model/observation.h"
#include "model/settings.h"
#include "model/tie.h"
#include "sip/message.h"

#include <cstdint>
#include <string_view>

namespace imsfail::model {

/// Finds attempts and calls; every look-up is one in a hash table.
class CallTable {
  public:
    /// `count` is that of the calls of the whole capture, whose indexes go on from it.
    CallTable(Arena &arena, const Settings &settings, std::uint32_t &count)
        : arena_(arena), settings_(settings), count_(count) {}

    /// Makes a transaction, whose request was just seen for the first time, part of its attempt;
    /// makes the attempt, and the call, if there is none yet. The parent by Via must be known
    /// already. Not for ACK and CANCEL.
    void place(Transaction &transaction, const Observation &request);

    /// How closely a message belongs to the calls here; for ACK and CANCEL by their tags alone.
    Tie tie(const Observation &seen) const;

    /// The INVITE attempt that an ACK of a 2xx belongs to; nullptr if it was not captured.
    Attempt *acknowledged(const Observation &ack) const;

    /// The call of a request inside a dialog, by its Call-ID and one of its two tags; begins one if
    /// none is known.
    Call &dialog_call(const Observation &seen);

    /// The call that has this Call-ID and this tag; nullptr if there is none.
    Call *find(const Fingerprint &call_id, Tag tag) const;

    /// The call that began first, the others by Call::next; nullptr: none.
    const Call *first() const noexcept {
        return first_;
    }

    /// Notes the To tag of a response, by which requests in the dialog will name the call.
    void note_dialog(Call &call, const Observation &response);

    /// Notes that the credentials of a request were good, since its answer does not ask for them
    /// again. If a later one does, their nonce has become too old, and nothing is wrong with them.
    static void note_accepted(Call &call, const RequestFacts &request) noexcept;

    /// Notes the challenges of a final response, so that the request which answers one continues
    /// the call.
    void note_challenge(Call &call, const RequestFacts &request, const sip::Message &response);

    /// Notes that an attempt ended with a failure, so that another try is recognised.
    void note_failure(Attempt &attempt);

  private:
    Attempt &add_attempt(const Fingerprint &key, const Transaction &transaction,
                         const Observation &request, Attempt *sent_before);
    Call &begin(const Observation &seen);
    void add_tag(Call &call, const Fingerprint &call_id, Tag tag);
    Call *continued(const Observation &request);
    Call *refused_before(const Observation &request) const;
    Call *latest(const Observation &request) const;
    Call *answered(const sip::Message &message);
    bool goes_on(const Observation &request) const;
    Attempt *dialled_before(const Fingerprint &caller, const Observation &request) const;
    Attempt *failed_before(const Fingerprint &caller, const Observation &request) const;

    Arena &arena_;
    const Settings &settings_;
    std::uint32_t &count_;
    Call *first_ = nullptr;
    Call *last_ = nullptr;
    FingerprintMap<Attempt *> attempts_;
    FingerprintMap<Call *> by_tag_; ///< by Call-ID and a tag
    FingerprintMap<Call *> latest_; ///< by Call-ID and method
    FingerprintMap<Call *>
        by_nonce_; ///< by a nonce, asked for outside dialogs, that no request has used yet
    FingerprintMap<Attempt *> failed_;     ///< by caller, method, next hop and target
    FingerprintMap<Attempt *> incomplete_; ///< 404 and 484, by caller, method and next hop
};

} // namespace imsfail::model
