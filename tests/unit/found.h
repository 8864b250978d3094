// imsfail: findings as the tests name them
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "analysis.h"

#include <string>
#include <string_view>

namespace imsfail::test {

/// "ack_missing:warn"; the severity must be one that the rule says it has, and the text fit.
std::string in_words(const diagnosis::Rule &rule, knowledge::Severity severity,
                     std::string_view text);

/// The finding with that id on a message; nullptr if there is none.
const diagnosis::Found *find_on(const MessageRecord &record, std::string_view id);

} // namespace imsfail::test
