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

// The errors that end a transaction are "unreachable" and "parameter problem" (RFC 3261 18.4);
// after "fragmentation needed" (RFC 1191) the sender sends again in smaller pieces.
bool is_fatal_icmp(const uint8_t *head) {
    constexpr uint8_t kUnreachable = 3;
    constexpr uint8_t kFragmentationNeeded = 4; // its code
    constexpr uint8_t kParameterProblem = 12;
    return (head[0] == kUnreachable && head[1] != kFragmentationNeeded) ||
           head[0] == kParameterProblem;
}

// The same of RFC 4443; "packet too big" has a type of its own there.
bool is_fatal_icmpv6(const uint8_t *head) {
    constexpr uint8_t kUnreachable = 1;
    constexpr uint8_t kParameterProblem = 4;
    return head[0] == kUnreachable || head[0] == kParameterProblem;
}

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

// The first two bytes, type and code, of the outermost item of this protocol; nullptr: none.
const uint8_t *icmp_head(proto_tree *tree, int proto) {
    const GPtrArray *const items = proto_get_finfo_ptr_array(tree, proto);
    if (items == nullptr || items->len == 0) {
        return nullptr;
    }
    const auto *const item = static_cast<const field_info *>(g_ptr_array_index(items, 0));
    const bool is_whole =
        item->ds_tvb != nullptr && tvb_captured_length_remaining(item->ds_tvb, item->start) >= 2;
    return is_whole ? tvb_get_ptr(item->ds_tvb, item->start, 2) : nullptr;
}

bool reports_undelivered(proto_tree *tree) {
    const uint8_t *const icmp = icmp_head(tree, proto_icmp);
    const uint8_t *const icmpv6 = icmp_head(tree, proto_icmpv6);
    return (icmp != nullptr && is_fatal_icmp(icmp)) ||
           (icmpv6 != nullptr && is_fatal_icmpv6(icmpv6));
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

GArray *sip_extract_init() noexcept {
    proto_sip = proto_get_id_by_filter_name("sip");
    proto_ip = proto_get_id_by_filter_name("ip");
    proto_ipv6 = proto_get_id_by_filter_name("ipv6");
    proto_icmp = proto_get_id_by_filter_name("icmp");
    proto_icmpv6 = proto_get_id_by_filter_name("icmpv6");
    proto_esp = proto_get_id_by_filter_name("esp");
    proto_tls = proto_get_id_by_filter_name("tls");
    if (proto_sip == -1) {
        return nullptr;
    }
    // The items of the protocols are all that is asked for: each sip.* field would cost several per
    // cent.
    GArray *const wanted = g_array_new(FALSE, FALSE, sizeof(int));
    for (const int proto : {proto_sip, proto_icmp, proto_icmpv6}) {
        if (proto != -1) {
            g_array_append_val(wanted, proto);
        }
    }
    return wanted;
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
    frame.undelivered = carriers.icmp_error;
    if (frame.undelivered && !reports_undelivered(tree)) {
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
