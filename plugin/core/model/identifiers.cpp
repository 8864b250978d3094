// imsfail: what names a request to people, and in other captures
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/identifiers.h"

#include "model/observation.h"
#include "sip/uri.h"
#include "sip/via.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>

namespace imsfail::model {

using sip::Header;

namespace {

constexpr std::array kTexts = {&Identifiers::call_id,  &Identifiers::branch, &Identifiers::from,
                               &Identifiers::from_tag, &Identifiers::to,     &Identifiers::to_tag,
                               &Identifiers::method};

// The views, and the bytes behind them.
std::size_t block_size(const Identifiers &identifiers) {
    std::size_t size = sizeof(Identifiers);
    for (const auto text : kTexts) {
        size += (identifiers.*text).size();
    }
    return size;
}

} // namespace

Identifiers identifiers_of(const Observation &seen) {
    const sip::NameAddr &from = seen.message.from();
    const sip::NameAddr &to = seen.message.to();
    return {.call_id = seen.message.first(Header::CallId),
            .branch = seen.branch,
            .from = from.uri,
            .from_tag = sip::tag_of(from),
            .to = to.uri,
            .to_tag = sip::tag_of(to),
            .method = seen.message.cseq()->method,
            .cseq = seen.message.cseq()->number};
}

Identifiers *keep(const Identifiers &identifiers, std::pmr::memory_resource &memory) {
    void *const block = memory.allocate(block_size(identifiers), alignof(Identifiers));
    auto *const kept = new (block) Identifiers(identifiers);
    char *bytes = static_cast<char *>(block) + sizeof(Identifiers);
    for (const auto part : kTexts) {
        std::string_view &text = kept->*part;
        std::copy_n(text.data(), text.size(), bytes);
        text = {bytes, text.size()};
        bytes += text.size();
    }
    return kept;
}

void release(Identifiers *kept, std::pmr::memory_resource &memory) {
    memory.deallocate(kept, block_size(*kept), alignof(Identifiers));
}

} // namespace imsfail::model
