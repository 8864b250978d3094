// imsfail: from a dissected frame to the bytes of its SIP messages
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip_extract.h"

#include <wiretap/wtap.h>

#include <algorithm>

namespace imsfail {

namespace {

int proto_sip = -1;
int proto_ip = -1;
int proto_ipv6 = -1;
int proto_icmp = -1;
int proto_icmpv6 = -1;
int proto_esp = -1;
int proto_tls = -1;

// What carries SIP in this frame.
struct Carriers {
    bool icmp_error = false;
    uint32_t hash = 0; // equal for equal carriers
    model::Protection protection = model::Protection::None;
};

// Walks from the outermost protocol to SIP. An IP header inside ESP or TLS makes them
// a tunnel that says nothing about the SIP hop.
Carriers read_carriers(const packet_info *pinfo) {
    Carriers carriers;
    for (wmem_list_frame_t *layer = wmem_list_head(pinfo->layers); layer != nullptr;
         layer = wmem_list_frame_next(layer)) {
        const int proto = GPOINTER_TO_INT(wmem_list_frame_data(layer));
        if (proto == proto_sip) {
            break;
        }
        carriers.hash = carriers.hash * 31 + static_cast<uint32_t>(proto);
        if (proto == proto_ip || proto == proto_ipv6) {
            carriers.protection = model::Protection::None;
        } else if (proto == proto_esp) {
            carriers.protection = model::Protection::Esp;
        } else if (proto == proto_tls) {
            carriers.protection = model::Protection::Tls;
        } else if (proto == proto_icmp || proto == proto_icmpv6) {
            carriers.icmp_error = true;
        }
    }
    return carriers;
}

model::Endpoint endpoint(const address &address, uint32_t port) {
    return {.address = {static_cast<const char *>(address.data), static_cast<size_t>(address.len)},
            .port = static_cast<uint16_t>(port)};
}

model::Transport transport(const packet_info *pinfo) {
    switch (pinfo->ptype) {
    case PT_UDP:
        return model::Transport::Udp;
    case PT_TCP:
        return model::Transport::Tcp;
    case PT_SCTP:
        return model::Transport::Sctp;
    default:
        return model::Transport::Other;
    }
}

// The interface, where the file tells them apart; else 0.
uint32_t interface_of(const packet_info *pinfo) {
    return (pinfo->rec->presence_flags & WTAP_HAS_INTERFACE_ID) != 0
               ? pinfo->rec->rec_header.packet_header.interface_id
               : 0;
}

} // namespace

int sip_extract_init() noexcept {
    proto_sip = proto_get_id_by_filter_name("sip");
    proto_ip = proto_get_id_by_filter_name("ip");
    proto_ipv6 = proto_get_id_by_filter_name("ipv6");
    proto_icmp = proto_get_id_by_filter_name("icmp");
    proto_icmpv6 = proto_get_id_by_filter_name("icmpv6");
    proto_esp = proto_get_id_by_filter_name("esp");
    proto_tls = proto_get_id_by_filter_name("tls");
    return proto_sip;
}

int64_t frame_time_ns(const packet_info *pinfo) {
    constexpr int64_t kSecond = 1'000'000'000;
    constexpr int64_t kLatestSecond = model::kLatestTimeNs / kSecond - 1;
    return std::clamp(int64_t{pinfo->abs_ts.secs}, -kLatestSecond, kLatestSecond) * kSecond +
           pinfo->abs_ts.nsecs;
}

SipFrame sip_extract(packet_info *pinfo, proto_tree *tree) {
    SipFrame frame{};
    const GPtrArray *const items = proto_get_finfo_ptr_array(tree, proto_sip);
    if (items == nullptr || items->len == 0) {
        return frame;
    }
    const Carriers carriers = read_carriers(pinfo);
    if (carriers.icmp_error) {
        return frame;
    }
    frame.sighting.frame = pinfo->num;
    frame.sighting.time_ns = frame_time_ns(pinfo);
    frame.sighting.protection = carriers.protection;
    frame.sighting.route = {.source = endpoint(pinfo->src, pinfo->srcport),
                            .destination = endpoint(pinfo->dst, pinfo->destport),
                            .transport = transport(pinfo),
                            .carrier = carriers.hash * 31 + interface_of(pinfo)};

    auto *const candidates = wmem_alloc_array(pinfo->pool, std::string_view, items->len);
    for (unsigned i = 0; i < items->len; ++i) {
        const auto *const item = static_cast<const field_info *>(g_ptr_array_index(items, i));
        // The item's own length is not the message's: it stays that of the whole buffer while the
        // tree is invisible. The message ends where its Content-Length says.
        const int length =
            item->ds_tvb == nullptr ? 0 : tvb_captured_length_remaining(item->ds_tvb, item->start);
        if (length > 0) {
            const uint8_t *const bytes = tvb_get_ptr(item->ds_tvb, item->start, length);
            candidates[frame.count++] = {reinterpret_cast<const char *>(bytes),
                                         static_cast<size_t>(length)};
        }
    }
    frame.candidates = candidates;
    return frame;
}

} // namespace imsfail
