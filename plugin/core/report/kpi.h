// imsfail: the key figures of RFC 6076, ASR and NER
//
// What counts as what is written beside each figure: see figures() and, for the reasons,
// design.md 7. Nothing is counted twice: not retransmissions, copies, branches or requests inside
// a dialog.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "report/evidence.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace imsfail::report {

/// Times between two messages.
struct Times {
    std::uint64_t count = 0;
    std::int64_t sum_ns = 0;
    std::int64_t least_ns = 0;
    std::int64_t greatest_ns = 0;

    void add(std::int64_t ns) noexcept;
    void add(const Times &others) noexcept;
};

/// What a REGISTER is for.
enum class Purpose : std::uint8_t { Initial, Refresh, Deregistration };

/// How a call ended, as far as session request delay is concerned.
enum class Ended : std::uint8_t { Answered, Failed, Cancelled };

/// What the figures are made of, counted in calls unless it says otherwise.
struct KeyFigures {
    std::array<std::uint64_t, 15> by_method = {}; ///< calls that count, by sip::Method

    // REGISTER
    std::array<Times, 3> registration_delay = {}; ///< by Purpose
    std::uint64_t initial_registrations = 0;
    std::uint64_t ineffective_registrations = 0;

    // INVITE
    std::array<Times, 3> request_delay = {};                 ///< by Ended
    std::array<std::uint64_t, 3> further_early_dialogs = {}; ///< by Ended
    std::uint64_t answered = 0;
    std::uint64_t redirected = 0;
    std::uint64_t unanswered = 0;
    std::uint64_t refused_by_user = 0;        ///< 480, 486, 600, 603
    std::uint64_t rejected = 0;               ///< 607, 608
    std::uint64_t ineffective = 0;            ///< 408, 500, 503, 504
    std::uint64_t effective = 0;              ///< the network did its part
    std::uint64_t wrong_number = 0;           ///< 404, 410, 484, 604
    std::uint64_t still_up = 0;               ///< answered, and not ended within the capture
    std::uint64_t completed = 0;              ///< answered, and the BYE got a final response
    std::uint64_t invites_not_redirected = 0; ///< requests
    Times disconnect_delay;
    std::uint64_t disconnects_refused = 0; ///< finals other than 2xx
    std::uint64_t disconnects_unanswered = 0;
    Times duration;
    Times duration_unanswered_bye;

    void add(const KeyFigures &others) noexcept;
    std::uint64_t calls() const noexcept;
};

/// Sightings of messages that are not counted as messages of their own.
struct Repetitions {
    std::uint64_t copies = 0;
    std::uint64_t retransmissions = 0;

    /// Counts the messages of one frame; true: there were any to count.
    bool count(const MessageRecord &first) noexcept;
};

/// How many calls that began after this one are legs of it.
std::uint64_t related_pairs(const model::Call &call);

/// What no figure counts.
struct LeftOut {
    std::uint64_t options = 0;      ///< calls: probes
    std::uint64_t open = 0;         ///< calls without an end when the capture ends
    std::uint64_t begun_before = 0; ///< calls whose first request was not captured
    std::uint64_t branches = 0;     ///< requests on further hops, and to further servers
    std::uint64_t in_dialog_requests = 0;
    std::uint64_t related_pairs = 0;        ///< legs of one call, which count one by one
    std::optional<std::uint64_t> forgotten; ///< calls; nothing where all are to be remembered

    /// Counts what one analysis more has forgotten.
    void note_forgotten(const Analysis &analysis);
};

/// All that is counted in a capture.
struct CountedCalls {
    KeyFigures whole;
    std::map<std::string, KeyFigures> by_next_hop; ///< "192.0.2.1:5060/UDP", of the first request
    LeftOut left_out;

    /// Counts one call more, in its state at the end of the capture. Returns its next hop; empty:
    /// it is left out.
    std::string add(const model::Call &call, const Evidence &evidence);
};

/// One figure, ready to be shown.
struct Figure {
    const char *name;  ///< "SER"
    const char *rule;  ///< what is counted, with the clause
    std::string value; ///< "41.24 %", "1.234 s", "17", or "undefined"
    std::string basis; ///< what it is worked out from: "40 of 97"
};

/// All figures in the order of RFC 6076, then ASR and NER.
std::vector<Figure> figures(const KeyFigures &counted);

/// What was left out, in the same form.
std::vector<Figure> figures(const LeftOut &left_out, const Repetitions &repetitions);

} // namespace imsfail::report
