// imsfail: who is registered, as far as the capture shows it
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "model/arena.h"
#include "model/fingerprint_map.h"
#include "model/settings.h"
#include "model/transaction.h"
#include "sip/message.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace imsfail::model {

/// A registration that holds at some time.
struct Registration {
    std::uint32_t frame = 0;   ///< of the latest 2xx that says so
    std::int64_t since_ns = 0; ///< it has held without a gap since then
    std::int64_t until_ns = 0; ///< when it expires unless it is refreshed
    /// hash_host() of the identity, of the To address where that is a tel URI; 0: both are.
    std::uint64_t host = 0;
};

/// What the capture says of a URI that should be a proxy of somebody's registration.
struct ProxyCheck {
    std::uint32_t frame = 0; ///< of the 2xx that lists the proxies; 0: no registration that holds
    bool is_listed = false;  ///< the URI is one of its Path or Service-Route values
};

/// Learns from the 2xx of REGISTER which identities are registered, and until when. All look-ups
/// are in hash tables; what is kept grows only with the identities that register.
class RegistrationTable {
  public:
    RegistrationTable(Arena &arena, const Settings &settings)
        : arena_(arena), settings_(settings) {}

    /// Notes the 2xx that a transaction of REGISTER ended with: the To address and the identities
    /// of P-Associated-URI (RFC 7315 4.1) are registered as long as the longest of the bindings
    /// that it lists (RFC 3261 10.3 step 8), and no more if it lists none. A registration on behalf
    /// of somebody else (From is not To, RFC 3261 10.2), such as that of a S-CSCF with an
    /// application server, binds no UE and is passed over.
    void note(const Transaction &transaction, const sip::Message &response);

    /// Ends the registration of one identity, whoever else was registered with it.
    void end(std::string_view identity_uri);

    /// The registration of whom this URI names, if it holds at that time, else nullptr. Valid until
    /// the next note() or end().
    const Registration *find(std::string_view uri, std::int64_t time_ns) const;

    /// Whether `proxy` is one of those between whom this URI names and the registrar: in Path (RFC
    /// 3327) or Service-Route (RFC 3608) of the latest 2xx of the registration that holds at that
    /// time, the first 16 values of which are known. Compared by user, host and port; what has no
    /// host is no proxy.
    ProxyCheck check_proxy(std::string_view uri, std::string_view proxy,
                           std::int64_t time_ns) const;

    /// The latest frame that shows this server in a registration at that host (see hash_host()), as
    /// its registrar or on the way to that; 0: none.
    std::uint32_t handled_by(std::uint64_t host, const Endpoint &server) const;

  private:
    struct Proxies {
        std::array<std::uint64_t, 16> hashes = {};
        std::size_t count = 0;
        std::uint32_t frame = 0; ///< of the 2xx that lists them
    };
    // The identities that one 2xx names are registered together.
    struct Bindings {
        std::uint64_t refresh = 0; ///< the REGISTER that made or renewed them
        std::int64_t until_ns = 0;
        Proxies *proxies = nullptr; ///< nullptr: no 2xx listed any
    };
    struct Identity {
        Bindings *bindings = nullptr;
        std::uint64_t refresh = 0; ///< the latest REGISTER whose 2xx named it
        Registration registration;
    };
    void note_proxies(Bindings &bindings, bool renewed, std::uint32_t frame,
                      const sip::Message &response);
    void name(const Fingerprint &key, std::uint64_t host, Bindings &bindings,
              const Bindings &before, const Final &final);
    const Identity *find_registered(std::string_view uri, std::int64_t time_ns) const;
    Fingerprint key_of(std::string_view uri) const;

    Arena &arena_;
    const Settings &settings_;
    FingerprintMap<Identity> identities_;
    FingerprintMap<std::uint32_t> servers_; ///< frames by host and server
};

/// True if a REGISTER takes away all the bindings that it speaks of: Contact "*", or expires 0
/// (RFC 3261 10.2.2).
bool removes_bindings(const sip::Message &request);

/// Stands for a host, without case; 0 for none.
std::uint64_t hash_host(std::string_view host) noexcept;

} // namespace imsfail::model
