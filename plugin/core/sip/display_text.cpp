// imsfail: wire bytes made fit to be shown
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/display_text.h"

#include <algorithm>
#include <cstdint>

namespace imsfail::sip {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

unsigned byte_at(std::string_view text, std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
}

bool in_range(unsigned byte, unsigned low, unsigned high) {
    return byte >= low && byte <= high;
}

// Length of the valid UTF-8 character at the beginning of `text`, 0 if there is none. The ranges of
// the second byte leave out overlong forms, surrogates and what lies above U+10FFFF (RFC 3629 4).
std::size_t character_length(std::string_view text) {
    const unsigned lead = byte_at(text, 0);
    const unsigned second = byte_at(text, 1);
    const auto continues = [text](std::size_t i) { return in_range(byte_at(text, i), 0x80, 0xBF); };
    if (lead < 0x80) {
        return 1;
    }
    if (in_range(lead, 0xC2, 0xDF)) {
        return continues(1) ? 2 : 0;
    }
    if (in_range(lead, 0xE0, 0xEF)) {
        const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = lead == 0xED ? 0x9F : 0xBF;
        return in_range(second, low, high) && continues(2) ? 3 : 0;
    }
    if (in_range(lead, 0xF0, 0xF4)) {
        const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
        return in_range(second, low, high) && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

// C0, DEL and C1 (U+0080 to U+009F), and the space.
bool is_blank(std::string_view text) {
    const unsigned first = byte_at(text, 0);
    return first <= 0x20 || first == 0x7F ||
           (first == 0xC2 && in_range(byte_at(text, 1), 0x80, 0x9F));
}

} // namespace

std::string display_text(std::string_view bytes) {
    // As nearly all that is shown: visible characters of ASCII only.
    if (std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > ' ' && c < '\x7F'; })) {
        return std::string(bytes);
    }
    std::string text;
    text.reserve(bytes.size());
    bool space_pending = false;
    while (!bytes.empty()) {
        const std::size_t length = character_length(bytes);
        if (is_blank(bytes)) {
            space_pending = !text.empty();
            bytes.remove_prefix(length);
            continue;
        }
        if (space_pending) {
            text.push_back(' ');
            space_pending = false;
        }
        text.append(length == 0 ? kReplacement : bytes.substr(0, length));
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return text;
}

std::string display_quoted(std::string_view bytes) {
    std::string unescaped;
    unescaped.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == '\\' && i + 1 < bytes.size()) {
            ++i;
        }
        unescaped.push_back(bytes[i]);
    }
    return display_text(unescaped);
}

} // namespace imsfail::sip
