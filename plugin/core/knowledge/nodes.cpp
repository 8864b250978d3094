// imsfail: the nodes that may have made a failure
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "knowledge/nodes.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace imsfail::knowledge {

namespace {

// In the order of the enumerators.
constexpr std::array<const char *, 19> kTokens = {
    "ue",   "p-cscf", "i-cscf", "s-cscf",    "e-cscf",  "mgcf", "bgcf",
    "ibcf", "trf",    "atcf",   "agcf",      "mrfc",    "lrf",  "msc-server",
    "as",   "uas",    "proxy",  "registrar", "unknown",
};
static_assert(kTokens.size() == static_cast<std::size_t>(Node::Unknown) + 1);

constexpr std::size_t kFeIds = static_cast<std::size_t>(Node::As) + 1;

constexpr char to_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

const char *token(Node node) noexcept {
    return kTokens[static_cast<std::size_t>(node)];
}

Node node_from_fe_id(std::string_view fe_id) noexcept {
    for (std::size_t i = 0; i < kFeIds; ++i) {
        if (std::ranges::equal(fe_id, std::string_view(kTokens[i]), {}, to_lower)) {
            return static_cast<Node>(i);
        }
    }
    return Node::Unknown;
}

} // namespace imsfail::knowledge
