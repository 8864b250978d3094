// imsfail: findings strung together
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/found_list.h"

#include <string_view>

namespace imsfail::diagnosis {

void FoundList::add(knowledge::Finding finding, knowledge::Severity severity,
                    const std::string &text) {
    auto *const found = arena_.make<Found>(
        finding, severity, arena_.keep(shortened(text, std::size_t{knowledge::kMaxText})));
    (last_ == nullptr ? first_ : last_->next) = found;
    last_ = found;
}

std::string shortened(std::string text, std::size_t size) {
    constexpr std::string_view kDots = "...";
    if (text.size() <= size) {
        return text;
    }
    std::size_t end = size - kDots.size();
    const auto continues_character = [&text](std::size_t at) {
        return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
    };
    while (end > 0 && continues_character(end)) {
        --end;
    }
    text.resize(end);
    return text.append(kDots);
}

} // namespace imsfail::diagnosis
