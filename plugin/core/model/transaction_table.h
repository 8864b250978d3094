// imsfail: which transaction a message belongs to, and which request it came from
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/fingerprint_map.h"
#include "model/observation.h"
#include "model/transaction.h"
#include "sip/via.h"

#include <cstdint>
#include <string_view>

namespace imsfail::model {

/// Hash of the sent-by of a Via value: the host without case, and the port (RFC 3261 18.1.1).
std::uint32_t sent_by(const sip::Via &via);

/// Transactions by what tells them apart (RFC 3261 17.1.3, 17.2.3). Requests with one key that are
/// not the same one, for example long after the first has ended, are told apart as well.
class TransactionTable {
  public:
    /// `count` is that of the transactions of the whole capture, whose indexes go on from it.
    TransactionTable(Arena &arena, std::uint32_t &count) : arena_(arena), count_(count) {}

    /// The one that a request other than ACK is of, as its first sending or another one; added if
    /// there is none.
    Transaction &of_request(const Observation &request);
    /// The one of an ACK that has its own, since it is no part of that of an INVITE.
    Transaction &of_ack(const Observation &ack);
    /// The one that a response is of; added if its request was not captured.
    Transaction &of_response(const Observation &response);

    /// The latest with the key of this message; nullptr: none.
    Transaction *find(const Observation &seen) const;
    /// True if the message is of a transaction that is known.
    bool holds(const Observation &seen) const;
    /// The INVITE that has the top Via of an ACK or CANCEL (RFC 3261 9.1, 17.1.1.3); nullptr: none.
    Transaction *find_invite(const Observation &seen) const;

    /// Notes that this INVITE got this non-2xx final, which an ACK may name.
    void note_refusal(Transaction &invite, const Observation &response);
    /// The INVITE whose non-2xx final an ACK belongs to; nullptr if there is none.
    Transaction *refused_invite(const Observation &ack) const;

    /// Hangs the first sighting of a request on the one upstream that it comes from: the nearest
    /// that was captured. `sender` is the host of its top Via.
    void place_in_tree(Transaction &transaction, const Observation &request,
                       std::string_view sender);
    /// Hangs on a request those branches of it that were captured before it. To be called when its
    /// attempt is known.
    void adopt_branches(Transaction &transaction, const Observation &request);

  private:
    Transaction *find(const Fingerprint &key) const;
    Transaction &find_or_add(const Fingerprint &key);
    Transaction *make();

    Arena &arena_;
    std::uint32_t &count_;
    FingerprintMap<Transaction *> transactions_;
    /// Non-2xx finals of INVITE by Call-ID, To tag, CSeq and path.
    FingerprintMap<Transaction *> to_acknowledge_;
};

} // namespace imsfail::model
