// imsfail: what is kept of requests until they are answered
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/identifiers.h"
#include "model/observation.h"
#include "model/transaction.h"
#include "sip/message.h"

#include <cstdint>
#include <memory_resource>

namespace imsfail::model {

/// Bytes of requests that explain a failure. As most requests do not fail, they are kept as they
/// are, and their memory grows with the number of requests that are open.
class UntilAnswered {
  public:
    /// `keeps_all` is asked each time: whether what names them is kept of all requests.
    explicit UntilAnswered(const bool &keeps_all) : keeps_all_(keeps_all) {}

    /// Keeps the session description of a request at the originator's hop.
    void keep_offer(Transaction &transaction, const sip::Message &request);

    /// Keeps what names a request: of what may become a failed call, that is outside dialogs and at
    /// the hop nearest the originator; else of all.
    void keep_identifiers(Transaction &transaction, const Observation &seen);

    /// The request got a final response with this code, and that was explained.
    void conclude(Transaction &transaction, std::uint16_t code);

  private:
    void release_offer(Transaction &transaction);
    void release_identifiers(Transaction &transaction);

    std::pmr::unsynchronized_pool_resource memory_;
    const bool &keeps_all_;
};

} // namespace imsfail::model
