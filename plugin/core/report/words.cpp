// imsfail: how reports write addresses, times and numbers
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/words.h"

#include "diagnosis/address.h"
#include "knowledge/responses.h"

#include <array>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace imsfail::report {

const char *transport_name(model::Transport transport) noexcept {
    switch (transport) {
    case model::Transport::Udp:
        return "UDP";
    case model::Transport::Tcp:
        return "TCP";
    case model::Transport::Sctp:
        return "SCTP";
    case model::Transport::Other:
        break;
    }
    return "other";
}

std::string endpoint_text(const model::Endpoint &endpoint) {
    const std::string address = diagnosis::address_text(endpoint.address);
    const bool is_ipv6 = endpoint.address.size() == 16;
    return (is_ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port);
}

std::string next_hop_text(const model::Route &route) {
    return endpoint_text(route.destination) + "/" + transport_name(route.transport);
}

std::string time_text(std::int64_t ns) {
    using namespace std::chrono;
    const auto time = floor<milliseconds>(sys_time<nanoseconds>(nanoseconds(ns)));
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    std::array<char, 40> text = {};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()),
                  static_cast<int>(clock.subseconds().count()));
    return text.data();
}

std::string seconds_text(std::int64_t ns) {
    const std::int64_t ms = (ns + (ns < 0 ? -500'000 : 500'000)) / 1'000'000;
    std::array<char, 40> text = {};
    std::snprintf(text.data(), text.size(), "%s%" PRId64 ".%03" PRId64, ms < 0 ? "-" : "",
                  std::abs(ms / 1000), std::abs(ms % 1000));
    return text.data();
}

std::string status_text(std::uint16_t code) {
    return std::to_string(code) + " " + knowledge::response_info(code).phrase;
}

std::string count_text(std::uint64_t count, const char *noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string forgotten_text(std::uint64_t calls) {
    return count_text(calls, "earlier call") + (calls == 1 ? " was" : " were") +
           " forgotten, as the preference imsfail.max_calls asks for";
}

} // namespace imsfail::report
