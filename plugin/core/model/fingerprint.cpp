// imsfail: 128 bits that stand for a key made of texts
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/fingerprint.h"

#include <cstring>
#include <random>

namespace imsfail::model {

namespace {

__extension__ using Product = unsigned __int128;

// All 128 bits of a product, folded into 64.
std::uint64_t multiply(std::uint64_t a, std::uint64_t b) noexcept {
    const Product product = Product{a} * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t random_word() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

// Two halves, each mixed with words of its own.
struct Seed {
    std::uint64_t start_low = random_word();
    std::uint64_t start_high = random_word();
    std::uint64_t mix_low = random_word() | 1;
    std::uint64_t mix_high = random_word() | 1;
};

const Seed &seed() {
    static const Seed drawn_once;
    return drawn_once;
}

} // namespace

Fingerprinter::Fingerprinter() : state_{seed().start_low, seed().start_high} {}

Fingerprinter &Fingerprinter::add(std::uint64_t number) noexcept {
    state_.low = multiply(state_.low ^ number, seed().mix_low);
    state_.high = multiply(state_.high + number, seed().mix_high);
    return *this;
}

Fingerprinter &Fingerprinter::add(std::string_view text) noexcept {
    return add_bytes(text, 0);
}

Fingerprinter &Fingerprinter::add_token(std::string_view token) noexcept {
    // Setting this bit turns upper case into lower case and keeps all other characters of a token
    // apart from each other.
    return add_bytes(token, 0x2020202020202020);
}

Fingerprinter &Fingerprinter::add_bytes(std::string_view bytes, std::uint64_t fold) noexcept {
    const std::uint64_t length = bytes.size();
    for (; bytes.size() >= sizeof(std::uint64_t); bytes.remove_prefix(sizeof(std::uint64_t))) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), sizeof word);
        add(word | fold);
    }
    std::uint64_t rest = 0;
    if (!bytes.empty()) { // an empty view may point nowhere
        std::memcpy(&rest, bytes.data(), bytes.size());
    }
    return add(rest | fold).add(length);
}

Fingerprint Fingerprinter::finish() const noexcept {
    return {multiply(state_.low, seed().mix_high), multiply(state_.high, seed().mix_low)};
}

} // namespace imsfail::model
