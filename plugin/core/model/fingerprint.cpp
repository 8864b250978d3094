// imsfail: 128 bits that stand for a key made of texts
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/fingerprint.h"

#include <cstring>
#include <random>

namespace imsfail::model {

namespace {

std::uint64_t random_word() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

template <typename Word> std::uint64_t load(const char *bytes) noexcept {
    Word word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

// Up to 8 bytes as one number, each of them in it at least once.
std::uint64_t load_short(std::string_view bytes) noexcept {
    const std::size_t size = bytes.size();
    const char *const begin = bytes.data();
    if (size >= sizeof(std::uint32_t)) {
        return load<std::uint32_t>(begin) << 32 |
               load<std::uint32_t>(begin + size - sizeof(std::uint32_t));
    }
    if (size == 0) {
        return 0; // an empty view may point nowhere
    }
    return load<std::uint8_t>(begin) << 16 | load<std::uint8_t>(begin + size / 2) << 8 |
           load<std::uint8_t>(begin + size - 1);
}

} // namespace

const Fingerprinter::Seed &Fingerprinter::seed() {
    static const Seed drawn_once{.start = {random_word(), random_word()},
                                 .mix = {random_word() | 1, random_word() | 1}};
    return drawn_once;
}

Fingerprinter &Fingerprinter::add_bytes(std::string_view bytes, std::uint64_t fold) noexcept {
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    const std::size_t size = bytes.size();
    add(size);
    if (size <= kWord) {
        return add(load_short(bytes) | fold);
    }
    const char *at = bytes.data();
    const char *const last = at + size - kWord; // may repeat bytes of the word before it
    for (; at < last; at += kWord) {
        add(load<std::uint64_t>(at) | fold);
    }
    return add(load<std::uint64_t>(last) | fold);
}

Tag hash_tag(std::string_view tag) noexcept {
    return tag.empty() ? 0 : Fingerprinter().add_token(tag).finish().nonzero();
}

} // namespace imsfail::model
