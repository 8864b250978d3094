// imsfail: what is kept of requests until they are answered
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/until_answered.h"

#include "sip/body.h"

#include <algorithm>

namespace imsfail::model {

void UntilAnswered::keep_offer(Transaction &transaction, const sip::Message &request) {
    const auto sdp = sip::find_body(request, "application/sdp");
    RequestFacts &facts = transaction.request;
    facts.has_sdp = sdp.has_value();
    if (!sdp || sdp->empty() || transaction.parent != nullptr || transaction.has_final()) {
        return;
    }
    const std::size_t size = std::min(sdp->size(), kMaxOffer);
    facts.offer_bytes = static_cast<char *>(memory_.allocate(size, 1));
    facts.offer_size = static_cast<std::uint16_t>(size);
    std::copy_n(sdp->data(), size, facts.offer_bytes);
}

void UntilAnswered::keep_identifiers(Transaction &transaction, const Observation &seen) {
    const bool is_answered = transaction.has_final() && transaction.final.code < 300;
    const bool may_fail_call =
        transaction.parent == nullptr && !transaction.request.in_dialog && !is_answered;
    if (keeps_all_ || may_fail_call) {
        release_identifiers(transaction);
        transaction.identifiers = keep(identifiers_of(seen), memory_);
    }
}

void UntilAnswered::conclude(Transaction &transaction, std::uint16_t code) {
    release_offer(transaction);
    if (code < 300 && !keeps_all_) {
        release_identifiers(transaction);
    }
}

void UntilAnswered::release_offer(Transaction &transaction) {
    RequestFacts &facts = transaction.request;
    if (facts.offer_bytes != nullptr) {
        memory_.deallocate(facts.offer_bytes, facts.offer_size, 1);
        facts.offer_bytes = nullptr;
        facts.offer_size = 0;
    }
}

void UntilAnswered::release_identifiers(Transaction &transaction) {
    if (transaction.identifiers != nullptr) {
        release(transaction.identifiers, memory_);
        transaction.identifiers = nullptr;
    }
}

} // namespace imsfail::model
