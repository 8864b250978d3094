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
};

} // namespace imsfail::model
