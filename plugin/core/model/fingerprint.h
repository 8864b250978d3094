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
    Fingerprinter();

    Fingerprinter &add(std::uint64_t number) noexcept;
    Fingerprinter &add(std::string_view text) noexcept;
    /// A token (RFC 3261 25.1), so that upper and lower case count as one (7.3.1).
    Fingerprinter &add_token(std::string_view token) noexcept;

    Fingerprint finish() const noexcept;

  private:
    Fingerprinter &add_bytes(std::string_view bytes, std::uint64_t fold) noexcept;

    Fingerprint state_;
};

} // namespace imsfail::model
