// imsfail: from the SIP messages of a frame to what is shown on it
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis.h"

#include "diagnosis/exchange.h"

#include <functional>

namespace imsfail {

using model::Sighting;
using sip::Header;

namespace {

constexpr MessageRecord kInternalError{.internal_error = true};

// Wireshark offers continuation bytes as SIP too, and after a gap in a TCP stream they may pass for
// a start line. A message shows at least one more header that every message has (RFC 3261 8.1.1),
// and a request says its method twice.
bool is_credible(const sip::Message &message) {
    if (message.is_request()) {
        return message.cseq() && message.cseq()->method == message.method();
    }
    return message.has(Header::Via) || message.has(Header::CSeq) || message.has(Header::CallId) ||
           message.has(Header::From) || message.has(Header::To);
}

// SIP in the body of a SIP message (message/sip, sipfrag, multipart) is no message of its own.
bool begins_inside(std::string_view candidate, std::string_view message) {
    const std::less<> before;
    return !before(candidate.data(), message.data()) &&
           before(candidate.data(), message.data() + message.size());
}

} // namespace

const MessageRecord *Analysis::observe(const Sighting &sighting,
                                       std::span<const std::string_view> candidates) noexcept {
    try {
        const MessageRecord *first = nullptr;
        MessageRecord *last = nullptr;
        std::string_view last_bytes;
        // Only the end of a message tells what lies in its body.
        const bool brief = candidates.size() == 1;
        for (const std::string_view candidate : candidates) {
            if (begins_inside(candidate, last_bytes) || !message_.scan(candidate, brief)) {
                continue;
            }
            last_bytes = candidate.substr(0, message_.size());
            if (!is_credible(message_)) {
                continue;
            }
            MessageRecord *const record = observe_message(sighting);
            (last == nullptr ? first : last->next) = record;
            last = record;
        }
        return first;
    } catch (...) {
        return &kInternalError;
    }
}

MessageRecord *Analysis::observe_message(const Sighting &sighting) {
    const model::Placement placement = session_.observe(sighting, message_);
    auto *const record = session_.arena().make<MessageRecord>();
    record->transaction = placement.transaction;
    record->code = message_.status();
    record->first_sighting = placement.first_sighting;
    if (record->code >= 300) {
        const diagnosis::Exchange exchange{sighting, message_, placement.transaction};
        record->verdict =
            session_.arena().make<diagnosis::Verdict>(diagnosis::judge(exchange, session_.arena()));
    }
    return record;
}

} // namespace imsfail
