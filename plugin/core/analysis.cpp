// imsfail: from the SIP messages of a frame to what is shown on it
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis.h"

#include "diagnosis/exchange.h"

#include <functional>
#include <optional>

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

Analysis::Analysis(const model::Settings &settings, const diagnosis::RuleChoice &choice)
    : capture_(std::make_shared<model::Capture>(settings)), rules_(choice) {
    newest_ = next_generation();
}

// Called for the first one while there is none yet.
std::unique_ptr<Analysis::Generation> Analysis::next_generation() const {
    std::unique_ptr<Generation> next(
        new Generation{.number = newest_ == nullptr ? 0 : newest_->number + 1,
                       .first_call = capture_->calls,
                       .session = model::Session(capture_)});
    return next;
}

void Analysis::forget_oldest() {
    std::unique_ptr<Generation> next = next_generation(); // memory may run out here, not below
    if (older_ != nullptr) {
        std::uint32_t calls = 0;
        for (const auto *call = older_->session.first_call(); call != nullptr; call = call->next) {
            ++calls;
            recently_forgotten_.add(*call, capture_->now_ns);
        }
        capture_->note_forgotten(calls);
    }
    older_ = std::move(newest_);
    newest_ = std::move(next);
    newest_->session.stand_beside(older_->session);
    older_->session.stand_beside(newest_->session);
    capture_->kept_away.forget_past(capture_->now_ns);
    recently_forgotten_.forget_past(capture_->now_ns);
}

// Where the message that was scanned last belongs.
Analysis::Generation &Analysis::generation_of(const Sighting &sighting) const {
    const auto seen =
        older_ == nullptr ? std::nullopt : model::read_observation(sighting, message_);
    return seen && older_->session.tie(*seen) > newest_->session.tie(*seen) ? *older_ : *newest_;
}

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
        newest_->add_notable(frame, kInternalError);
    } catch (...) {
        return; // it is shown on its frame all the same
    }
}

void Analysis::Generation::add_notable(std::uint32_t frame, const MessageRecord &record) {
    notables.push_back({.frame = frame, .record = &record});
    if (record.transaction != nullptr) {
        std::size_t &latest = latest_notable[record.transaction];
        notables.back().previous = latest;
        latest = notables.size();
    }
}

const MessageRecord *Analysis::observe_messages(const Sighting &sighting,
                                                std::span<const std::string_view> candidates) {
    // Between frames, since the records of one frame hang together.
    const std::uint32_t most = capture_->settings.max_calls;
    if (most != 0 && capture_->calls - newest_->first_call >= std::max(most / 2, 1U)) {
        forget_oldest();
    }
    latest_generation_ = newest_->number;
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
                newest_->session.note_cut_request(sighting);
            }
            continue;
        }
        Generation &generation = generation_of(sighting);
        latest_generation_ = std::min(latest_generation_, generation.number);
        MessageRecord *const record = observe_message(sighting, generation.session);
        (last == nullptr ? first : last->next) = record;
        last = record;
        if (is_notable(*record)) {
            generation.add_notable(sighting.frame, *record);
        }
    }
    return first;
}

void Analysis::note_unreachable(const Sighting &error, std::string_view quoted) noexcept {
    try {
        if (message_.scan(quoted, true) && message_.is_request() && is_credible(message_)) {
            generation_of(error).session.note_unreachable(error, message_);
        }
    } catch (...) {
        return; // nothing is shown on this frame
    }
}

// All of a call is forgotten at once: only what begins one may have been seen before.
void Analysis::note_beginning(const model::Placement &placement,
                              const model::Session &session) const {
    const model::Transaction *const transaction = placement.transaction;
    if (older_ == nullptr || transaction == nullptr || transaction->attempt == nullptr ||
        transaction->is_cancel()) {
        return;
    }
    model::Attempt &attempt = *transaction->attempt;
    const bool begins_call = &attempt == attempt.call->first_attempt &&
                             attempt.latest == transaction && transaction->previous == nullptr;
    if (begins_call && session.may_have_forgotten(*transaction)) {
        attempt.may_be_older =
            recently_forgotten_.may_hold(*attempt.call, transaction->request_time_ns());
    }
}

MessageRecord *Analysis::observe_message(const Sighting &sighting, model::Session &session) {
    const model::Placement placement = session.observe(sighting, message_);
    note_beginning(placement, session);
    auto *const record = session.arena().make<MessageRecord>();
    record->transaction = placement.transaction;
    record->repetition = placement.repetition;
    record->code = message_.status();
    record->method = sip::method_from_name(message_.method());
    record->is_ack = placement.is_ack;
    record->is_new_final = placement.is_new_final;
    if (record->code >= 200) {
        explain_final(*record, sighting, placement, session);
    } else if (message_.is_request() && message_.method() != "ACK" &&
               placement.repetition.is_first()) { // no rule is about 1xx and ACK
        record->findings = rules_.examine(
            diagnosis::RequestCase{sighting, message_, placement.transaction, session});
    }
    return record;
}

void Analysis::explain_final(MessageRecord &record, const Sighting &sighting,
                             const model::Placement &placement, model::Session &session) {
    model::Arena &arena = session.arena();
    const diagnosis::Exchange exchange(sighting, message_, placement.transaction, session);
    model::Outcome outcome = answer_outcome(placement.transaction, message_);
    if (record.code >= 300) {
        // Later sightings of a final are judged anew: what protected them, when Retry-After ends
        // and what of the request and its other branches was seen by then are their own.
        record.verdict = arena.make<diagnosis::Verdict>(diagnosis::judge(exchange, arena));
        outcome = outcome_of(record.verdict->kind);
    }
    if (placement.repetition.is_first()) {
        record.findings =
            rules_.examine({exchange, placement.is_new_final, session}, record.verdict);
        note_findings(record, sighting.frame);
    }
    if (placement.is_new_final) {
        session.conclude(*placement.transaction, message_, outcome);
    }
}

diagnosis::LateFindings Analysis::late_findings(const MessageRecord &message,
                                                std::uint32_t frame) const noexcept {
    if (message.transaction == nullptr || message.is_ack || message.repetition.copy_of != 0) {
        return {};
    }
    return rules_.examine(diagnosis::LateCase{*message.transaction, message.code, frame,
                                              capture_->now_ns,
                                              session().may_have_forgotten(*message.transaction)});
}

} // namespace imsfail
