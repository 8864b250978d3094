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

constexpr MessageRecord kInternalError = [] {
    MessageRecord record;
    record.internal_error = true;
    return record;
}();

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

model::Outcome outcome_of(knowledge::Kind kind) {
    switch (kind) {
    case knowledge::Kind::Failure:
    case knowledge::Kind::Merged:
        return model::Outcome::Failed;
    case knowledge::Kind::Challenge:
        return model::Outcome::Challenged;
    case knowledge::Kind::Negotiation:
        return model::Outcome::Negotiated;
    case knowledge::Kind::Cancelled:
        return model::Outcome::Cancelled;
    case knowledge::Kind::Redirection:
        return model::Outcome::Redirected;
    case knowledge::Kind::Probe:
        return model::Outcome::Probed;
    case knowledge::Kind::Harmless:
        break; // what the request was to end has ended
    }
    return model::Outcome::Answered;
}

// Of a 2xx: an OPTIONS outside a dialog asks nothing but whether somebody is there (RFC 3261 11.2).
model::Outcome answer_outcome(const model::Transaction *transaction, const sip::Message &response) {
    return response.method() == "OPTIONS" && transaction != nullptr &&
                   !transaction->request.in_dialog
               ? model::Outcome::Probed
               : model::Outcome::Answered;
}

// Findings beside the verdict stand once: on its other hops, and on copies and retransmissions, the
// failure points to them.
void note_findings(const MessageRecord &record, std::uint32_t frame) {
    const model::Transaction *const transaction = record.transaction;
    if (record.verdict == nullptr || transaction == nullptr || transaction->attempt == nullptr ||
        transaction->is_cancel() || transaction->is_branch()) {
        return;
    }
    for (const diagnosis::Found *found = record.findings; found != nullptr; found = found->next) {
        if (!found->rule->on_every_hop) {
            transaction->attempt->findings_frame = frame;
        }
    }
}

bool is_notable(const MessageRecord &record) {
    const bool has_request =
        record.transaction != nullptr && record.transaction->request_captured();
    return record.findings != nullptr ||
           (record.is_new_final && (record.verdict != nullptr || !has_request));
}

} // namespace

const MessageRecord *Analysis::observe(const Sighting &sighting,
                                       std::span<const std::string_view> candidates) noexcept {
    try {
        return observe_messages(sighting, candidates);
    } catch (...) {
        note_internal_error(sighting.frame);
        return &kInternalError;
    }
}

void Analysis::note_internal_error(std::uint32_t frame) noexcept {
    try {
        add_notable(frame, kInternalError);
    } catch (...) {
        return; // it is shown on its frame all the same
    }
}

void Analysis::add_notable(std::uint32_t frame, const MessageRecord &record) {
    notables_.push_back({.frame = frame, .record = &record});
    if (record.transaction != nullptr) {
        std::size_t &latest = latest_notable_[record.transaction];
        notables_.back().previous = latest;
        latest = notables_.size();
    }
}

const MessageRecord *Analysis::observe_messages(const Sighting &sighting,
                                                std::span<const std::string_view> candidates) {
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
            if (message_.is_request() && message_.has_problem(sip::Problem::NoBlankLine)) {
                session_.note_cut_request(sighting);
            }
            continue;
        }
        MessageRecord *const record = observe_message(sighting);
        (last == nullptr ? first : last->next) = record;
        last = record;
        if (is_notable(*record)) {
            add_notable(sighting.frame, *record);
        }
    }
    return first;
}

void Analysis::note_unreachable(const Sighting &error, std::string_view quoted) noexcept {
    try {
        if (message_.scan(quoted, true) && message_.is_request() && is_credible(message_)) {
            session_.note_unreachable(error, message_);
        }
    } catch (...) {
        return; // nothing is shown on this frame
    }
}

MessageRecord *Analysis::observe_message(const Sighting &sighting) {
    const model::Placement placement = session_.observe(sighting, message_);
    model::Arena &arena = session_.arena();
    auto *const record = arena.make<MessageRecord>();
    record->transaction = placement.transaction;
    record->repetition = placement.repetition;
    record->code = message_.status();
    record->method = sip::method_from_name(message_.method());
    record->is_ack = placement.is_ack;
    record->is_new_final = placement.is_new_final;
    model::Outcome outcome = answer_outcome(placement.transaction, message_);
    const diagnosis::Exchange exchange{sighting, message_, placement.transaction, session_};
    if (record->code >= 300) {
        // Later sightings of a final are judged anew: what protected them, when Retry-After ends
        // and what of the request and its other branches was seen by then are their own.
        record->verdict = arena.make<diagnosis::Verdict>(diagnosis::judge(exchange, arena));
        outcome = outcome_of(record->verdict->kind);
    }
    if (placement.repetition.is_first()) {
        record->findings = findings_on(*record, sighting, placement, exchange);
        note_findings(*record, sighting.frame);
    }
    if (placement.is_new_final) {
        session_.conclude(*placement.transaction, message_, outcome);
    }
    return record;
}

// A 100 or ACK was read in part only, and no rule is about them.
const diagnosis::Found *Analysis::findings_on(const MessageRecord &record, const Sighting &sighting,
                                              const model::Placement &placement,
                                              const diagnosis::Exchange &exchange) {
    if (record.code >= 200) {
        return rules_.examine({exchange, placement.is_new_final, session_}, record.verdict);
    }
    if (message_.is_request() && message_.method() != "ACK") {
        return rules_.examine(
            diagnosis::RequestCase{sighting, message_, placement.transaction, session_});
    }
    return nullptr;
}

diagnosis::LateFindings Analysis::late_findings(const MessageRecord &message,
                                                std::uint32_t frame) const noexcept {
    if (message.transaction == nullptr || message.is_ack || message.repetition.copy_of != 0) {
        return {};
    }
    return rules_.examine(
        diagnosis::LateCase{*message.transaction, message.code, frame, session_.now_ns()});
}

} // namespace imsfail
