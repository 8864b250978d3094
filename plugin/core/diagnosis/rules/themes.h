// imsfail: the rules, theme by theme
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/rules/rule.h"

#include <span>

namespace imsfail::diagnosis {

// Each is the table at the end of the file with that name. Static storage.
std::span<const Rule> verdict_rules() noexcept;
std::span<const Rule> forking_rules() noexcept;
std::span<const Rule> retry_rules() noexcept;
std::span<const Rule> headers_rules() noexcept;
std::span<const Rule> dialog_rules() noexcept;
std::span<const Rule> transaction_rules() noexcept;
std::span<const Rule> identity_rules() noexcept;
std::span<const Rule> ims_rules() noexcept;

} // namespace imsfail::diagnosis
