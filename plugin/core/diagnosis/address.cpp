// imsfail: network addresses as text
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/address.h"

#include "sip/display_text.h"

#include <array>
#include <cstdio>

namespace imsfail::diagnosis {

namespace {

unsigned byte_at(std::string_view bytes, std::size_t i) {
    return static_cast<unsigned char>(bytes[i]);
}

std::string ipv4_text(std::string_view bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        text += i == 0 ? "" : ".";
        text += std::to_string(byte_at(bytes, i));
    }
    return text;
}

struct Run {
    std::size_t begin = 0;
    std::size_t length = 0;
};

// The longest run of zero groups, the first of equal ones; one group alone is none.
Run longest_zeros(const std::array<unsigned, 8> &groups) {
    Run longest{.begin = 0, .length = 1};
    Run current;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups.at(i) != 0) {
            current = {};
            continue;
        }
        if (current.length++ == 0) {
            current.begin = i;
        }
        if (current.length > longest.length) {
            longest = current;
        }
    }
    return longest.length > 1 ? longest : Run{.begin = groups.size(), .length = 0};
}

std::string ipv6_text(std::string_view bytes) {
    std::array<unsigned, 8> groups{};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups.at(i) = byte_at(bytes, 2 * i) << 8 | byte_at(bytes, 2 * i + 1);
    }
    const Run zeros = longest_zeros(groups);
    std::string text;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i == zeros.begin) {
            text += "::";
            i += zeros.length - 1;
            continue;
        }
        std::array<char, 8> group{};
        std::snprintf(group.data(), group.size(), "%x", groups.at(i));
        text += text.empty() || text.back() == ':' ? "" : ":";
        text += group.data();
    }
    return text;
}

} // namespace

std::string address_text(std::string_view bytes) {
    switch (bytes.size()) {
    case 4:
        return ipv4_text(bytes);
    case 16:
        return ipv6_text(bytes);
    default:
        return sip::display_text(bytes);
    }
}

} // namespace imsfail::diagnosis
