// imsfail: a message together with what the keys of the model are made of
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/fingerprint.h"
#include "model/path.h"
#include "model/sighting.h"
#include "sip/message.h"

#include <optional>
#include <string_view>

namespace imsfail::model {

/// A message that has a Via, a Call-ID and a CSeq, with the parts that several keys share read
/// once. Everything in it lives as long as the message.
struct Observation {
    const Sighting &sighting;
    const sip::Message &message;
    const Path *path;        ///< nullptr: it was not seen under way, but quoted
    std::string_view via;    ///< the topmost value
    std::string_view branch; ///< and its branch
    Fingerprint call_id;
    Fingerprint key; ///< of its transaction
    Tag from_tag = 0;
    Tag to_tag = 0;

    /// Registration and publication stand in no dialog, whatever tag they carry (RFC 3261 10.2).
    bool in_dialog() const noexcept {
        return message.method() != "REGISTER" && message.method() != "PUBLISH" && to_tag != 0;
    }
    /// Request-URI; for REGISTER the To address (RFC 3261 10.2).
    std::string_view target_uri() const noexcept {
        return message.method() == "REGISTER" ? message.to().uri : message.request_uri();
    }
};

/// What tells a transaction from all others (RFC 3261 17.1.3, 17.2.3): of a request of that method
/// with this topmost Via value, and with Call-ID, CSeq and From tag of the message seen. Addresses,
/// ports and transport are no part of it, since responses may come back on others (RFC 3581, TS
/// 33.203 7.1). An element older than RFC 3261 puts no unique branch into its Via: then sent-by and
/// the From tag help to tell it. The other Via parameters change on the way (18.2.1).
Fingerprint transaction_key(const Observation &seen, std::string_view method,
                            std::string_view via_value);

/// Both must outlive it; the path is left to the caller. Nothing if a part is missing that a
/// transaction is told by.
std::optional<Observation> read_observation(const Sighting &sighting, const sip::Message &message);

} // namespace imsfail::model
