// imsfail: 128 bits that stand for a key made of texts
//
// A capture holds millions of transactions, and every message is looked up by Call-ID, branch, CSeq
// and method. Fingerprints make that one look-up without any text to store or to compare. They are
// seeded at random, so that no capture can be made to hold two keys with one fingerprint; by chance
// two of a billion keys share one with a probability below 10^-20.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace imsfail::model {

struct Fingerprint {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    bool operator==(const Fingerprint &) const = default;

    /// Half of it, where that is enough and 0 means none.
    std::uint64_t nonzero() const noexcept {
        return low | 1;
    }
};

/// For the standard containers; the bits are random already.
struct FingerprintHash {
    std::size_t operator()(const Fingerprint &fingerprint) const noexcept {
        return static_cast<std::size_t>(fingerprint.low);
    }
};

/// Builds a fingerprint part by part; where one part ends counts.
class Fingerprinter {
  public:
    /// Throws if the system has no random numbers, on the first use only.
    Fingerprinter() : seed_(seed()), state_{seed_.start} {}
    /// Goes on from what a fingerprint stands for, so that several keys share the work of one part.
    explicit Fingerprinter(const Fingerprint &from) : seed_(seed()), state_{from} {}

    Fingerprinter &add(std::uint64_t number) noexcept {
        state_.low = multiply(state_.low ^ number, seed_.mix.low);
        state_.high = multiply(state_.high + number, seed_.mix.high);
        return *this;
    }
    Fingerprinter &add(std::string_view text) noexcept {
        return add_bytes(text, 0);
    }
    /// A token (RFC 3261 25.1), so that upper and lower case count as one (7.3.1).
    Fingerprinter &add_token(std::string_view token) noexcept {
        // Setting this bit turns upper case into lower case and keeps all other characters of a
        // token apart from each other.
        return add_bytes(token, 0x2020202020202020);
    }

    Fingerprint finish() const noexcept {
        return {multiply(state_.low, seed_.mix.high), multiply(state_.high, seed_.mix.low)};
    }

  private:
    /// Drawn once at random.
    struct Seed {
        Fingerprint start;
        Fingerprint mix; // odd
    };
    static const Seed &seed();

    __extension__ using Product = unsigned __int128;

    // All bits of both factors reach all bits of the result.
    static std::uint64_t multiply(std::uint64_t a, std::uint64_t b) noexcept {
        const Product product = Product{a} * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    }

    Fingerprinter &add_bytes(std::string_view bytes, std::uint64_t fold) noexcept;

    const Seed &seed_;
    Fingerprint state_;
};

/// Hash of a tag, without case; 0: no tag.
using Tag = std::uint64_t;
Tag hash_tag(std::string_view tag) noexcept;

} // namespace imsfail::model
