// imsfail: a request that a client sends again after it failed
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "diagnosis/rules/rule.h"
#include "model/attempt.h"

#include <cstdint>
#include <string>

namespace imsfail::diagnosis {

/// A request as its sender sent it before, and what came of it.
struct Repeat {
    const RequestCase &request;
    const model::Transaction &refused; ///< its final is from 300 on

    const sip::Message &message() const noexcept {
        return request.request;
    }
    std::uint16_t code() const noexcept {
        return refused.final.code;
    }
    /// What the answer told beside its code.
    const model::FailureFacts &asked() const noexcept {
        return *refused.failure;
    }
    /// Retry-After of the answer; 0: none.
    std::uint32_t retry_after_s() const noexcept {
        return refused.attempt->retry_after_s;
    }
    /// The client went on by itself; a new Call-ID may be a new wish of the user.
    bool same_call() const noexcept {
        return refused.call == request.transaction().call;
    }
    /// Both are for one target; for a REGISTER that is the user it speaks of.
    bool same_target() const noexcept {
        return refused.request.target_uri == request.transaction().request.target_uri;
    }
    /// Both offer the same media, as far as that was kept.
    bool same_media() const {
        return asked().media_digest != 0 &&
               asked().media_digest == request.transaction().request.media_digest();
    }
    /// Sent before the time that Retry-After named.
    bool is_early() const noexcept;
    /// "0.5 s after the 404 in frame 3".
    std::string words() const;
    /// "; with a new Call-ID, it may be the user", or nothing.
    const char *doubt() const noexcept;
};

/// What the answer calls to change and the repeated request leaves as it was, in words such as "its
/// Request-URI is the same"; empty: nothing, or the code does not tell, or allows it unchanged.
std::string missing_change(const Repeat &repeat);

/// How the sender of a request fared with it before, over the same next hop; another next hop, as
/// that of a B2BUA which looks for a way, is no repetition. Only at the hop nearest the originator.
/// Nothing for an OPTIONS, which is sent again and again by design.
std::optional<Repeat> repeat_of(const RequestCase &request);

} // namespace imsfail::diagnosis
