// imsfail: findings strung together
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/found_list.h"

#include "diagnosis/wording.h"

namespace imsfail::diagnosis {

void FoundList::add(knowledge::Finding finding, knowledge::Severity severity,
                    const std::string &text) {
    auto *const found = arena_.make<Found>(finding, severity, arena_.keep(fit(text)));
    (last_ == nullptr ? first_ : last_->next) = found;
    last_ = found;
}

} // namespace imsfail::diagnosis
