// imsfail: a final response and what is known of its request
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/bodies.h"
#include "model/session.h"
#include "sip/message.h"
#include "sip/uri.h"

#include <optional>
#include <string_view>

namespace imsfail::diagnosis {

/// What a diagnosis is made from. Everything referred to outlives the diagnosis of one message.
struct Exchange {
    const model::Sighting &sighting; ///< of the response
    const sip::Message &response;
    const model::Transaction *transaction; ///< nullptr: the response could not be placed
    const model::Session &session;         ///< what happened before
    /// Read once, as several rules ask for it.
    const std::optional<sip::ImsXml> order = order_of(response);

    std::uint16_t code() const noexcept {
        return response.status();
    }
    /// Method of the CSeq, empty if that is missing or unreadable.
    std::string_view method() const noexcept {
        return response.method();
    }
    /// Of the response.
    model::Tag to_tag() const noexcept {
        return model::hash_tag(sip::tag_of(response.to()));
    }
    /// nullptr if the request was not seen before the response.
    const model::RequestFacts *request() const noexcept {
        return transaction != nullptr && transaction->request_captured() ? &transaction->request
                                                                         : nullptr;
    }
    bool in_dialog() const noexcept {
        return request() != nullptr && request()->in_dialog;
    }
};

} // namespace imsfail::diagnosis
