// imsfail: one request and its responses on one hop (RFC 3261 17)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/chain.h"
#include "model/facts.h"
#include "model/fingerprint.h"
#include "model/identifiers.h"
#include "model/ims_evidence.h"
#include "model/outcome.h"
#include "model/sending.h"
#include "model/sighting.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace imsfail::model {

struct Attempt;
struct Call;

/// So many realms of one call are told apart: a proxy's and the callee's.
inline constexpr std::size_t kRealms = 2;

/// Stands for a size that cannot be told.
inline constexpr std::uint16_t kUnknownSize = UINT16_MAX;

/// What a request tells that its failure will be explained with. The views live in the session and
/// are zero-terminated.
struct RequestFacts {
    std::string_view target_uri; ///< Request-URI; for REGISTER the To address (RFC 3261 10.2)
    std::string_view access;     ///< P-Access-Network-Info as it stands
    std::string_view icid;       ///< icid-value of P-Charging-Vector
    /// Of an anonymous From: who it is, by P-Preferred-Identity, else by P-Asserted-Identity.
    std::string_view hidden_caller;
    ImsSigns ims_signs;
    std::optional<std::uint32_t> max_forwards;
    std::optional<std::uint32_t> expires_s; ///< of an INVITE: how long it may stay unanswered
    std::uint32_t via_count = 0;
    std::uint32_t route = 0;                  ///< hash of all Route values; 0: none
    bool lacks_max_forwards = false;          ///< though all its headers were captured
    Protection protection = Protection::None; ///< of the first sighting
    bool has_other_protection = false;        ///< in another sighting
    bool in_dialog = false;                   ///< To tag present
    bool has_credentials = false;             ///< Authorization with a response that is not empty
    bool is_cseq_too_low = false; ///< its side has sent a higher CSeq in this call before
    bool overlaps_offer = false;  ///< an INVITE or UPDATE of its side had no final yet
    std::array<Realm, kRealms> answered_realms = {}; ///< whose latest challenges they answer
    bool has_sdp = false;                            ///< a session description in the body
    bool has_security_headers = false;   ///< Security-Client or Security-Verify (RFC 3329 2.2)
    bool has_charging_functions = false; ///< P-Charging-Function-Addresses
    /// History-Info, Diversion, P-Called-Party-ID or Route: why the Request-URI may not be what To
    /// says (RFC 7044, RFC 5806, RFC 7315 4.2, RFC 3261 16.4).
    bool may_be_retargeted = false;
    bool forbids_cancel = false;   ///< Request-Disposition: no-cancel (RFC 3841 9.1)
    bool is_diverted = false;      ///< Diversion, or History-Info that gives a 6xx as the reason
    bool removes_bindings = false; ///< a REGISTER that takes away what it speaks of
    bool is_refresh = false;       ///< a REGISTER of whom the capture shows to be registered
    bool is_in_another_dialog = false; ///< a BYE, and not of the first 2xx that its call got
    bool is_cancel = false;
    // What a repetition is compared with; kUnknownSize: it is larger, or its end was not captured.
    std::uint16_t body_size = 0;
    std::uint16_t message_size = 0;
    std::uint16_t accept = 0; ///< hash of all Accept values; 0: none
    std::uint16_t offer_size = 0;
    /// That description, only at the originator's hop and until the final response. It can be used
    /// while that is explained, and then is gone; nullptr: none.
    char *offer_bytes = nullptr;
    const char *cancel_reason = nullptr; ///< of a CANCEL: its Reason, fit to be shown; or nullptr

    bool answers(Realm realm) const noexcept {
        return std::find(answered_realms.begin(), answered_realms.end(), realm) !=
               answered_realms.end();
    }
    std::string_view offer() const noexcept {
        return {offer_bytes, offer_size};
    }
    /// Of the description as long as it is kept: equal for two that ask for the same media, however
    /// else they differ (sip::media_lines); 0: there is none, or it was kept in part.
    std::uint32_t media_digest() const;
};

/// Of a longer description the beginning is kept.
inline constexpr std::size_t kMaxOffer = 8192;

/// So many transactions of an attempt are looked at one by one, so that no walk grows with the
/// capture.
inline constexpr int kMaxTransactions = 64;

/// A transaction has one final and a few provisionals for each early dialog. Beyond so many
/// distinct messages, which no real one has, further ones are taken for first sightings.
inline constexpr int kMaxMessages = 64;

/// A loop cannot be longer than the initial Max-Forwards (RFC 3261 8.1.1.6), nor can a Via stack.
inline constexpr int kMaxHops = 70;

/// One of the messages of a transaction, told from the others by code and To tag.
struct TransactionMessage {
    Tag to_tag = 0;
    Tag rseq = 0; ///< of a reliable provisional response (RFC 3262)
    SeenMessage seen = {};
    TransactionMessage *next = nullptr;
    std::uint16_t code = 0; ///< 0: the request; kAck: the ACK of a non-2xx final

    static constexpr std::uint16_t kAck = 1;
};

/// A final response.
struct Final {
    std::int64_t time_ns = 0;
    Tag to_tag = 0;
    std::uint32_t frame = 0; ///< first sighting; 0: none
    std::uint16_t code = 0;
};

/// What a failure response tells that later ones of its attempt will be explained with. The views
/// live in the session.
struct FailureFacts {
    std::string_view response_source; ///< Response-Source as it stands; mostly empty
    /// What another try has to keep to: of 415 Accept, of 420 Unsupported, of 421 Require, of 422
    /// Min-SE, of 423 Min-Expires, of 489 Allow-Events, all values joined by commas. Empty too if
    /// that is longer than any real one.
    std::string_view demand;
    ImsSigns ims_signs;
    std::uint32_t media_digest = 0; ///< of an offer that was refused for its media; 0: none
};

/// How a transaction hangs on the one upstream.
enum class Edge : std::uint8_t {
    Root,     ///< at the originator's hop, or nothing upstream was captured
    Next,     ///< the second Via value is the parent's own: nothing lies between them
    Gap,      ///< a later Via value is: hops between them were not captured
    Inferred, ///< Via is hidden; the sender is where an open request of the attempt went
};

/// How a branch came about, seen from the branches before it under the same parent.
enum class BranchKind : std::uint8_t { Only, Parallel, SerialFork, Failover };

struct Transaction {
    // What every message of the transaction needs comes first: it is one of the few places that
    // each costs a cache miss.
    TransactionMessage messages; ///< the request first, whether captured or not
    Call *call = nullptr;
    /// nullptr: no request of it was captured. Of a CANCEL: that of what it cancels.
    Attempt *attempt = nullptr;
    Final final;                               ///< the first one
    std::int64_t last_provisional_time_ns = 0; ///< 0: none
    std::uint32_t message_count = 0;           ///< beside the request
    bool is_reliable = false; ///< a provisional response asked for PRACK (RFC 3262)
    Edge edge = Edge::Root;
    Outcome outcome = Outcome::Open; ///< what the final response says
    /// Of the messages beside the request, as far as there is room: so that most are known to be
    /// new without looking at the others.
    std::array<std::uint32_t, 8> message_digests = {};

    RequestFacts request;                  ///< meaningful only when captured
    std::int64_t ringing_time_ns = 0;      ///< of the first 180
    Transaction *parent = nullptr;         ///< nearest captured request upstream
    Transaction *previous = nullptr;       ///< the one before it in its attempt
    Transaction *older = nullptr;          ///< an earlier one with the same key
    const Transaction *tied = nullptr;     ///< the CANCEL of this request, or what this one cancels
    const FailureFacts *failure = nullptr; ///< of a final from 300 on
    /// Of the request, where UntilAnswered::keep_identifiers() says that they are kept; else
    /// nullptr.
    Identifiers *identifiers = nullptr;
    std::uint64_t fork = 0; ///< equal for all branches of one parent or originator
    std::uint32_t index = 0;
    std::uint32_t ringing_frame = 0; ///< 0: no 180 seen
    std::uint32_t ack_frame = 0;     ///< ACK of the non-2xx final
    /// The first ICMP error that says that the request did not arrive, while there was no final; 0:
    /// none.
    std::uint32_t icmp_error_frame = 0;
    std::uint32_t branches = 0; ///< captured requests whose parent this one is
    std::uint32_t sent_by = 0;  ///< hash of that of the top Via

    bool request_captured() const noexcept {
        return messages.seen.seen();
    }
    std::uint32_t request_frame() const noexcept {
        return messages.seen.first().frame;
    }
    std::int64_t request_time_ns() const noexcept {
        return messages.seen.first().time_ns;
    }
    /// Path of the request's first sighting.
    const Path *path() const noexcept {
        return messages.seen.path();
    }
    /// True if the request may be one of those that were captured in part on its hop, without what
    /// they would be known by.
    bool may_be_cut() const noexcept;
    bool has_final() const noexcept {
        return final.frame != 0;
    }
    /// Nothing came back but an ICMP error (RFC 3261 18.4).
    bool is_unreachable() const noexcept {
        return icmp_error_frame != 0 && last_provisional_time_ns == 0 && !has_final();
    }
    bool is_cancel() const noexcept {
        return request.is_cancel;
    }

    /// The response with this code and To tag; nullptr if none was seen.
    const SeenMessage *find_message(std::uint16_t code, Tag to_tag) const noexcept;

    /// True if a 2xx with this To tag was seen.
    bool has_success(Tag to_tag) const noexcept;

    /// True if the request came from one upstream that was captured, or that is known: other
    /// requests name it in their Via, or one with fewer Via values is nearer the originator.
    bool is_branch() const noexcept;

    /// True if the other one is upstream of this one, at most 70 hops away.
    bool is_below(const Transaction &other) const noexcept;

    /// How this branch came about. Looks at no more than 64 transactions of its attempt.
    BranchKind branch_kind() const noexcept;
};

/// The transactions of one attempt, from this one back. nullptr: none.
template <typename Item> auto from_latest(Item *latest) noexcept {
    return Chain<&Transaction::previous, Item>(latest, kMaxTransactions);
}

/// The requests that a request comes from, the nearest first.
inline auto upstream_of(const Transaction &transaction) noexcept {
    return Chain<&Transaction::parent, const Transaction>(transaction.parent, kMaxHops);
}

/// All of them, however many: for what is worked out once for the whole capture.
template <typename Item> auto all_from_latest(Item *latest) noexcept {
    return Chain<&Transaction::previous, Item>(latest, kNoLimit);
}

/// All messages of a transaction but its request.
inline auto answers_of(const Transaction &transaction) noexcept {
    return Chain<&TransactionMessage::next, const TransactionMessage>(transaction.messages.next,
                                                                      kMaxMessages);
}

} // namespace imsfail::model
