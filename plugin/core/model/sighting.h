// imsfail: where and when one message was captured
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace imsfail::model {

/// What protects a message on the hop where it was captured.
enum class Protection : std::uint8_t {
    None,
    Esp, ///< IPsec ESP with nothing but transport between it and SIP: the Gm protection of TS
         ///< 33.203, not a tunnel such as an ePDG's
    Tls,
};

enum class Transport : std::uint8_t { Udp, Tcp, Sctp, Other };

/// One end of a hop. Nodes are told apart by address, port and transport: P-, I- and S-CSCF often
/// share an address.
struct Endpoint {
    std::string_view address; ///< as on the wire: 4 or 16 bytes for IP
    std::uint16_t port = 0;

    bool operator==(const Endpoint &) const = default;
};

/// The way on which a message passed a point of the capture.
struct Route {
    Endpoint source;
    Endpoint destination;
    Transport transport = Transport::Other;
    /// Tells carriers and interfaces apart: the same hop inside and outside a tunnel, or on two
    /// interfaces, are two routes. Any number that is equal for equal carriers.
    std::uint32_t carrier = 0;

    bool operator==(const Route &) const = default;
};

/// Two such times can be added and subtracted without overflow.
inline constexpr std::int64_t kLatestTimeNs = 4'500'000'000'000'000'000;

/// Facts of the capture about one message, filled in by whoever read it.
struct Sighting {
    std::uint32_t frame = 0; ///< frame number, from 1
    /// Since the epoch; within kLatestTimeNs either way, however damaged the capture.
    std::int64_t time_ns = 0;
    Protection protection = Protection::None;
    Route route; ///< its addresses need not outlive the sighting
};

} // namespace imsfail::model
