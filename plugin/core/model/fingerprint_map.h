// imsfail: a hash table by fingerprint
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/fingerprint.h"

#include <tsl/robin_map.h>

namespace imsfail::model {

/// Open addressing, since every message is looked up in several of these and each step of a chain
/// of nodes would cost a cache miss.
template <typename Value>
class FingerprintMap : public tsl::robin_map<Fingerprint, Value, FingerprintHash> {
  public:
    FingerprintMap() {
        this->max_load_factor(0.8F); // fingerprints spread evenly, so memory counts for more
    }
};

} // namespace imsfail::model
