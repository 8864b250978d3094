// imsfail: which targets, and which ways to write them, worked in this capture
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/fingerprint_map.h"
#include "model/path.h"
#include "model/settings.h"
#include "model/target.h"
#include "model/transaction.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace imsfail::model {

/// True for the codes that say that the target is unknown or no target: 404, 410, 416, 484, 485,
/// 604.
bool denies_target(std::uint16_t code) noexcept;

/// INVITEs of different calls that worked, the first ones.
class Witnesses {
  public:
    /// So many calls show a habit.
    static constexpr std::size_t kEnough = 3;

    void add(const Transaction &invite) noexcept;
    /// Adds those of another session; the first ones of both are kept.
    void add(const Witnesses &others) noexcept;
    bool enough() const noexcept {
        return count_ == kEnough;
    }
    std::span<const Transaction *const> all() const noexcept {
        return {invites_.data(), count_};
    }

  private:
    std::array<const Transaction *, kEnough> invites_ = {};
    std::size_t count_ = 0;
};

/// How a URI says that it holds a number (RFC 3966, RFC 3261 19.1.1).
enum class NumberUri : std::uint8_t {
    SipPhone, ///< sip or sips with user=phone
    Tel,
    Sip, ///< it does not
};

/// A form of a number, the URI around it included.
struct NumberForm {
    TargetForm form;
    NumberUri uri;

    bool operator==(const NumberForm &) const = default;
};

/// The forms of a number that a whole dialling plan may ask for; short and feature codes are
/// dialled the same way everywhere.
inline constexpr std::array kNumberForms = {
    NumberForm{TargetForm::E164, NumberUri::SipPhone},
    NumberForm{TargetForm::E164, NumberUri::Tel},
    NumberForm{TargetForm::E164, NumberUri::Sip},
    NumberForm{TargetForm::LocalNumber, NumberUri::SipPhone},
    NumberForm{TargetForm::LocalNumber, NumberUri::Tel},
    NumberForm{TargetForm::LocalNumber, NumberUri::Sip},
    NumberForm{TargetForm::National, NumberUri::SipPhone},
    NumberForm{TargetForm::National, NumberUri::Tel},
    NumberForm{TargetForm::National, NumberUri::Sip},
};

/// The form of this target; nullopt if it is none of kNumberForms.
std::optional<NumberForm> number_form(const TargetUri &target);

/// What worked toward one next hop.
struct NextHopAnswers {
    /// Calls whose target was a number, by form; in the order of kNumberForms.
    std::array<Witnesses, kNumberForms.size()> forms = {};
    /// Calls by the host of their Request-URI; those that the caller named, as To shows, are its
    /// witnesses.
    struct Host {
        Fingerprint name; ///< zero: unused
        Witnesses named;
    };
    std::array<Host, 4> hosts = {};
    bool more_hosts = false; ///< there was no room for all of them: nothing tells one from others
    bool translates = false; ///< Request-URI and To of a call had different hosts

    /// The witnesses of one of kNumberForms.
    const Witnesses &of(const NumberForm &form) const noexcept;
    /// True if a call to this host worked, or may have.
    bool may_serve(std::string_view host) const;
    /// The host of this name, with a place for it if it is new; nullptr: there is no room.
    Host *host(const Fingerprint &name) noexcept;
    /// Adds what worked in another session.
    void add(const NextHopAnswers &others) noexcept;
};

/// An INVITE to a number that is the same as another one, but for its form.
struct SameNumber {
    const Transaction *invite = nullptr; ///< nullptr: none
    /// All digits are equal; else one number ends with the other, but for leading zeros and up to
    /// three digits of a country code.
    bool exact = false;
};

/// Learns from calls that worked. Each look-up is one in a hash table, or one in each of two where
/// calls are forgotten, and no key holds more than a few calls.
class AnswerTable {
  public:
    explicit AnswerTable(Arena &arena, const Settings &settings)
        : arena_(arena), settings_(settings) {}

    /// Notes an INVITE that was answered with 2xx or whose final response came after a 180; without
    /// To tag, and with `to_uri` as its To. It counts if its target is the one that the caller
    /// named: the user of To, or a number.
    void note(const Transaction &invite, std::string_view to_uri);

    /// What worked in the other session that is remembered is told too.
    void stand_beside(const AnswerTable &other) noexcept {
        other_ = &other;
    }

    /// What worked toward the next hop of this path.
    NextHopAnswers toward(const Path &path) const;

    /// The latest INVITE to this identity (see identity_key()) that was answered with 2xx: over the
    /// next hop of `path` if there is one, else over another one; nullptr if there is none.
    const Transaction *answered(const Fingerprint &identity, const Path &path) const;

    /// An INVITE that worked over the next hop of `path` with the number of this target in another
    /// form.
    SameNumber same_number(const TargetUri &target, const Path &path) const;

  private:
    // The latest calls of a key; no two of one identity over one next hop, or over that to one URI.
    using Latest = std::array<const Transaction *, 4>;

    void note_forms(const Transaction &invite, const TargetUri &target, std::string_view to_host);
    void note_number(const Transaction &invite, const TargetUri &target);
    const NextHopAnswers *known_toward(const Path &path) const;
    const Transaction *known_answered(const Fingerprint &identity, const Path &path) const;
    SameNumber known_number(const TargetUri &target, const Path &path) const;

    Arena &arena_;
    const Settings &settings_;
    const AnswerTable *other_ = nullptr;
    FingerprintMap<NextHopAnswers *> by_next_hop_;
    FingerprintMap<Latest *> by_identity_;
    FingerprintMap<Latest *> by_last_digits_; ///< and next hop
};

} // namespace imsfail::model
