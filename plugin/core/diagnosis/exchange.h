// imsfail: a final response and what is known of its request
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/bodies.h"
#include "model/answer_table.h"
#include "model/session.h"
#include "model/target.h"
#include "sip/message.h"
#include "sip/uri.h"

#include <optional>
#include <string_view>

namespace imsfail::diagnosis {

/// What a diagnosis is made from. Everything referred to outlives the diagnosis of one message.
class Exchange {
  public:
    Exchange(const model::Sighting &sighting_of, const sip::Message &final,
             const model::Transaction *placed, const model::Session &before)
        : sighting(sighting_of), response(final), transaction(placed), session(before) {}

    const model::Sighting &sighting; ///< of the response
    const sip::Message &response;
    const model::Transaction *transaction; ///< nullptr: the response could not be placed
    const model::Session &session;         ///< what happened before
    // Read once, as several rules ask for them.
    /// Whom a request that failed was for; empty where that is not known.
    const model::TargetUri target = read(code() >= 300 ? target_uri() : std::string_view());
    /// Whom To names, where the response says that there is no such target; else empty.
    const model::TargetUri to =
        read(model::denies_target(code()) ? response.to().uri : std::string_view());
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
    /// As the request has it. Of a REGISTER it is the To address, which the response repeats (RFC
    /// 3261 8.2.6.2). Empty: not known.
    std::string_view target_uri() const noexcept {
        if (request() != nullptr) {
            return request()->target_uri;
        }
        return method() == "REGISTER" ? response.to().uri : std::string_view();
    }

  private:
    model::TargetUri read(std::string_view uri) const {
        return uri.empty() ? model::TargetUri() : read_target_uri(uri, session.settings());
    }
};

} // namespace imsfail::diagnosis
