// imsfail: how far to trust an answer that says that a user does not exist
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/exchange.h"
#include "diagnosis/origin.h"
#include "knowledge/tokens.h"
#include "model/arena.h"

#include <cstdint>
#include <span>

namespace imsfail::diagnosis {

/// How an answer stands to what else the capture shows.
enum class Grade : std::uint8_t {
    Contradicted, ///< the capture shows the opposite
    Doubtful,     ///< it speaks of something else, or claims more than who says it can know
    Plausible,    ///< who says it may know it
    Unknown,      ///< nothing in the capture tells
};

/// Token of the field `imsfail.authority`. Static storage.
const char *token(Grade grade) noexcept;

/// What is held against an answer.
enum class Objection : std::uint8_t { Registration, Alerting, Success, Doubt };

/// An objection that is worth a finding, with its text in the arena. Each kind at most once.
struct AuthorityFinding {
    Objection objection;
    knowledge::Severity severity;
    const char *text;
};

/// What speaks for and against an answer. The texts fit into a label.
struct Authority {
    Grade grade = Grade::Unknown;
    std::span<const char *const> evidence = {}; ///< the strongest first; of Unknown the reason
    std::span<const AuthorityFinding> findings = {};
};

/// Grades a 404, 410, 485 or 604 by what the capture shows up to this response; nullptr for any
/// other status. `origin` is where the answer comes from. A claim about a user is graded only where
/// the request asks for one: outside a dialog and with a user as its target.
const Authority *grade_answer(const Exchange &exchange, const Origin &origin, model::Arena &arena);

} // namespace imsfail::diagnosis
