// imsfail: a message together with what the keys of the model are made of
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/observation.h"

#include "sip/text.h"
#include "sip/uri.h"
#include "sip/via.h"

namespace imsfail::model {

using sip::Header;

namespace {

Fingerprint transaction_key(const Observation &seen, std::string_view method,
                            std::string_view via_value, std::string_view branch) {
    Fingerprinter key(seen.call_id);
    key.add(method).add(seen.message.cseq()->number).add_token(branch);
    if (!sip::istarts_with(branch, sip::kMagicCookie)) {
        const sip::Via via = sip::parse_via(via_value);
        key.add_token(via.host).add_token(via.port).add(seen.from_tag);
    }
    return key.finish();
}

} // namespace

std::optional<Observation> read_observation(const Sighting &sighting, const sip::Message &message) {
    std::string_view vias = message.first(Header::Via);
    const std::string_view top = sip::next_value(vias);
    const std::string_view call_id = message.first(Header::CallId);
    if (top.empty() || call_id.empty() || !message.cseq()) {
        return std::nullopt;
    }
    Observation seen{.sighting = sighting,
                     .message = message,
                     .path = nullptr,
                     .via = top,
                     .branch = sip::via_branch(top),
                     .call_id = Fingerprinter().add(call_id).finish(),
                     .key = {},
                     .from_tag = hash_tag(sip::tag_of(message.from())),
                     .to_tag = hash_tag(sip::tag_of(message.to()))};
    seen.key = transaction_key(seen, message.method(), top, seen.branch);
    return seen;
}

Fingerprint transaction_key(const Observation &seen, std::string_view method,
                            std::string_view via_value) {
    return transaction_key(seen, method, via_value, sip::via_branch(via_value));
}

} // namespace imsfail::model
