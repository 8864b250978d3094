// imsfail: how a message hangs together with what is remembered
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace imsfail::model {

/// How closely a message belongs to what a session holds, the closest last.
enum class Tie : std::uint8_t {
    None,
    Call,        ///< it continues a call there, or tries one again, or has one of its tags
    Dialog,      ///< it has both tags of a call there
    Transaction, ///< it is a message of a transaction or attempt there
};

} // namespace imsfail::model
