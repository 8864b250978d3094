// imsfail: what a rule is
//
// A rule is one record and one function, in the file of its theme. To add one, write the two there
// and name a capture that shows it and one where it stays silent in tests/regress/rules.json;
// display filter, expert info, preference and tests follow from the record, and its page by
// tests/finding_pages.py.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/exchange.h"
#include "diagnosis/verdict.h"
#include "knowledge/tokens.h"
#include "model/session.h"
#include "sip/message.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>

namespace imsfail::diagnosis {

/// What Wireshark files an expert info under.
enum class Group : std::uint8_t {
    ResponseCode, ///< the verdict on a response
    Protocol,     ///< a broken rule
    Sequence,     ///< order, absence, retransmission
    Assumption,   ///< an inference
};

/// "Response", "Protocol", "Sequence", "Assumption". Static storage.
const char *name(Group group) noexcept;

/// The severities that a finding can have, depending on where it stands.
class Severities {
  public:
    constexpr Severities(std::same_as<knowledge::Severity> auto... severities) noexcept
        : bits_((bit(severities) | ...)) {}

    constexpr bool contain(knowledge::Severity severity) const noexcept {
        return (bits_ & bit(severity)) != 0;
    }

  private:
    static constexpr unsigned bit(knowledge::Severity severity) noexcept {
        return 1U << static_cast<unsigned>(severity);
    }

    unsigned bits_;
};

/// What a rule has to say about one message: what, in which frames, against which clause. Of a text
/// that does not fit into a label, what fits is kept.
struct Hit {
    knowledge::Severity severity;
    std::string text;
};

/// The first sighting of a request. Everything referred to outlives the case, here and below.
struct RequestCase {
    const model::Sighting &sighting;
    const sip::Message &request;
    const model::Transaction *placed; ///< nullptr: it could not be placed
    model::Session &session;

    /// Only for a request that was placed.
    const model::Transaction &transaction() const noexcept {
        return *placed;
    }
};

/// The first sighting of a final response. The session does not know yet how its transaction ended.
struct FinalCase {
    const Exchange &exchange;
    bool is_new_final; ///< the first of its transaction
    model::Session &session;

    /// Only for a response that was placed.
    const model::Transaction &transaction() const noexcept {
        return *exchange.transaction;
    }
    /// No captured hop is nearer the originator of the request, as far as that is known. What is
    /// told once is told here.
    bool at_originator() const noexcept {
        return exchange.transaction == nullptr || !exchange.transaction->is_branch();
    }
};

/// The same from 300 on.
struct FailureCase : FinalCase {
    const Verdict &verdict;
};

/// A message that was placed, at its first sighting or in a later sending, with what is known of
/// the capture now.
struct LateCase {
    const model::Transaction &transaction;
    std::uint16_t code;  ///< 0: a request
    std::uint32_t frame; ///< of the message
    std::int64_t now_ns; ///< until then the capture is known to go
    /// What is missing may have been forgotten: see Session::may_have_forgotten().
    bool may_be_forgotten = false;
};

/// One rule. A function returns nothing where the rule has nothing to say. Most rules have one
/// function, for the messages that can prove what they say; `afterwards` is for what only the rest
/// of the capture proves, above all that something is absent.
struct Rule {
    const char *id; ///< lower case with underscores: the filter is imsfail.finding.<id>
    Group group;
    Severities severities;
    const char *title;   ///< in a few words, for lists
    const char *clause;  ///< what it rests on; nullptr: what the verdict rests on
    const char *meaning; ///< in one sentence
    const char *action;  ///< what to do or to check next; nullptr: what the verdict says

    std::optional<Hit> (*on_request)(const RequestCase &) = nullptr;
    std::optional<Hit> (*on_final)(const FinalCase &) = nullptr;
    std::optional<Hit> (*on_failure)(const FailureCase &) = nullptr;
    std::optional<Hit> (*afterwards)(const LateCase &) = nullptr;

    /// It has something to say about messages that could not be placed too.
    bool also_unplaced = false;
    /// It stands on the response of every hop; any other finding stands once.
    bool on_every_hop = false;
};

} // namespace imsfail::diagnosis
