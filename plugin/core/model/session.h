// imsfail: all that happened in one capture
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/fingerprint.h"
#include "model/sighting.h"
#include "model/transaction.h"
#include "sip/message.h"

#include <tsl/robin_map.h>

namespace imsfail::model {

/// Where a message belongs.
struct Placement {
    /// nullptr: it cannot be told, because Via, Call-ID or CSeq are missing or unreadable, or the
    /// message is an ACK.
    Transaction *transaction = nullptr;
    /// The first final response of its transaction with this code. Later sightings are copies or
    /// retransmissions: they tell nothing new.
    bool first_sighting = true;
};

/// Places messages, in the order of the capture. One look-up in a hash table for each message, and
/// for a failure response one for each of its Via values.
class Session {
  public:
    /// Places one message and keeps what later messages will be explained with. The message's bytes
    /// are not needed afterwards.
    Placement observe(const Sighting &sighting, const sip::Message &message);

    /// Memory for what is kept beside the transactions.
    Arena &arena() noexcept {
        return arena_;
    }

  private:
    Transaction *find(const Fingerprint &key) const;
    Transaction &find_or_add(const Fingerprint &key);
    void keep_request(Transaction &transaction, const Sighting &sighting,
                      const sip::Message &message);
    void keep_final(Transaction &transaction, const Sighting &sighting,
                    const sip::Message &message);
    const Transaction *find_parent(const Transaction &transaction,
                                   const sip::Message &message) const;

    Arena arena_;
    // Open addressing: every message is looked up here, and each step of a chain of nodes would
    // cost a cache miss.
    tsl::robin_map<Fingerprint, Transaction *, FingerprintHash> transactions_;
};

} // namespace imsfail::model
