// imsfail: the registered SIP methods
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "knowledge/methods.h"

#include <algorithm>

namespace imsfail::knowledge {
namespace {

constexpr const char *kInviteAck =
    "The ACK of this hop, with the branch of the INVITE; every hop sends its own (RFC 3261 "
    "17.1.1.3).";
constexpr const char *kNoAck = "No ACK: only the final response to an INVITE is acknowledged.";

// clang-format off
constexpr MethodInfo kMethods[] = {
    {
        .name = "INVITE",
        .procedure = "session setup",
        .procedure_in_dialog = "session modification (re-INVITE)",
        .after_failure = kInviteAck,
    },
    {
        .name = "ACK",
        .procedure = "acknowledgement of a final response to INVITE",
        .procedure_in_dialog = "acknowledgement of a final response to INVITE",
        .after_failure = "Nothing: an ACK is never answered.",
    },
    {
        .name = "BYE",
        .procedure = "session release",
        .procedure_in_dialog = "session release",
        .after_failure = kNoAck,
    },
    {
        .name = "CANCEL",
        .procedure = "cancellation of a pending request",
        .procedure_in_dialog = "cancellation of a pending request",
        .after_failure = kNoAck,
    },
    {
        .name = "REGISTER",
        .procedure = "registration",
        .procedure_in_dialog = "registration",
        .after_failure = kNoAck,
    },
    {
        .name = "OPTIONS",
        .procedure = "capability query or reachability probe",
        .procedure_in_dialog = "capability query or check of the session",
        .after_failure = kNoAck,
    },
    {
        .name = "SUBSCRIBE",
        .procedure = "event subscription",
        .procedure_in_dialog = "refresh or end of an event subscription",
        .after_failure = kNoAck,
    },
    {
        .name = "NOTIFY",
        .procedure = "event notification without subscription",
        .procedure_in_dialog = "event notification",
        .after_failure = kNoAck,
    },
    {
        .name = "PUBLISH",
        .procedure = "publication of event state, such as presence",
        .procedure_in_dialog = "publication of event state, such as presence",
        .after_failure = kNoAck,
    },
    {
        .name = "MESSAGE",
        .procedure = "instant message or SMS over IP",
        .procedure_in_dialog = "instant message within a dialog",
        .after_failure = kNoAck,
    },
    {
        .name = "INFO",
        .procedure = "application information outside a session",
        .procedure_in_dialog = "application information, such as digits, during a session",
        .after_failure = kNoAck,
    },
    {
        .name = "UPDATE",
        .procedure = "session update without a dialog",
        .procedure_in_dialog = "session update, such as media, preconditions or session timer",
        .after_failure = kNoAck,
    },
    {
        .name = "PRACK",
        .procedure = "acknowledgement of a reliable provisional response",
        .procedure_in_dialog = "acknowledgement of a reliable provisional response",
        .after_failure = kNoAck,
    },
    {
        .name = "REFER",
        .procedure = "request to contact a third party",
        .procedure_in_dialog = "call transfer or other referral",
        .after_failure = kNoAck,
    },
};

constexpr MethodInfo kUnknownMethod = {
    .name = "",
    .procedure = "request with a method that is not registered",
    .procedure_in_dialog = "request with a method that is not registered, within a dialog",
    .after_failure = kNoAck,
};

constexpr MethodInfo kUnreadableMethod = {
    .name = "",
    .procedure = nullptr,
    .procedure_in_dialog = nullptr,
    .after_failure = "An ACK, if the request was an INVITE: the method cannot be read from this "
                     "response.",
};
// clang-format on

} // namespace

const MethodInfo &method_info(std::string_view method) noexcept {
    if (method.empty()) {
        return kUnreadableMethod;
    }
    const auto *info = std::ranges::find(kMethods, method, &MethodInfo::name);
    return info == std::ranges::end(kMethods) ? kUnknownMethod : *info;
}

std::span<const MethodInfo> registered_methods() noexcept {
    return kMethods;
}

} // namespace imsfail::knowledge
