// imsfail: the SIP methods
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/method.h"

#include <algorithm>
#include <array>

namespace imsfail::sip {
namespace {

// In the order of the enum.
constexpr std::array<std::string_view, static_cast<std::size_t>(Method::Other) + 1> kNames = {
    "ACK",   "BYE",     "CANCEL", "INFO",     "INVITE",    "MESSAGE", "NOTIFY", "OPTIONS",
    "PRACK", "PUBLISH", "REFER",  "REGISTER", "SUBSCRIBE", "UPDATE",  "other",
};

} // namespace

Method method_from_name(std::string_view name) noexcept {
    const auto end = kNames.end() - 1;
    return static_cast<Method>(std::find(kNames.begin(), end, name) - kNames.begin());
}

const char *method_name(Method method) noexcept {
    return kNames[static_cast<std::size_t>(method)].data();
}

} // namespace imsfail::sip
