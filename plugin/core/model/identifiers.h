// imsfail: what names a request to people, and in other captures
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory_resource>
#include <string_view>

namespace imsfail::model {

struct Observation;

/// Bytes of the message as they stand; empty where it has no such thing.
struct Identifiers {
    std::string_view call_id;
    std::string_view branch; ///< of the top Via
    std::string_view from;   ///< URI
    std::string_view from_tag;
    std::string_view to; ///< URI
    std::string_view to_tag;
    std::string_view method; ///< of CSeq
    std::uint32_t cseq = 0;
};

/// Those of a message, or of what it answers, but for the To tag. They live as long as the message.
Identifiers identifiers_of(const Observation &seen);

/// A copy with the bytes in one block of this memory, until release() gives that back.
Identifiers *keep(const Identifiers &identifiers, std::pmr::memory_resource &memory);
void release(Identifiers *kept, std::pmr::memory_resource &memory);

} // namespace imsfail::model
