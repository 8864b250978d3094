// imsfail: a message together with what the keys of the model are made of
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/fingerprint.h"
#include "model/path.h"
#include "model/sighting.h"
#include "sip/message.h"

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

} // namespace imsfail::model
