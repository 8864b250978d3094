// imsfail: which node made a failure, and the way on which it came back
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/origin.h"

#include "diagnosis/address.h"
#include "diagnosis/context.h"
#include "diagnosis/wording.h"
#include "model/attempt.h"
#include "model/call_table.h"
#include "model/leg_table.h"
#include "sip/display_text.h"
#include "sip/reason.h"
#include "sip/response_source.h"
#include "sip/uri.h"
#include "sip/warning.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace imsfail::diagnosis {

using knowledge::Node;
using model::Edge;
using model::Transaction;
using sip::Header;

namespace {

// So many hops of the way back are listed; no real request passes more nodes.
constexpr std::size_t kMaxHops = 32;

// So many values of one kind count as evidence.
constexpr std::size_t kMaxValues = 4;

// Answers of neighbouring hops that merged captures show in the wrong order are nearer than this.
constexpr std::int64_t kSilence = 1'000'000'000;

// A node that asks nobody else passes an answer on sooner than this.
constexpr std::int64_t kAtOnce = 100'000'000;

// A failure on one hop.
struct Hop {
    const Transaction *transaction = nullptr;
    const model::Route *route = nullptr; ///< of the response's first sighting
    std::string_view response_source;
    std::int64_t time_ns = 0;
    model::Tag to_tag = 0;
    std::uint32_t frame = 0;
    std::uint16_t code = 0;
};

Hop hop_of(const Transaction &transaction) {
    const model::Final &final = transaction.final;
    Hop hop{.transaction = &transaction,
            .response_source = transaction.failure->response_source,
            .time_ns = final.time_ns,
            .to_tag = final.to_tag,
            .frame = final.frame,
            .code = final.code};
    if (const auto *const seen = transaction.find_message(final.code, final.to_tag)) {
        hop.route = &seen->path()->route;
    }
    return hop;
}

// The hop of the response itself, in its first sighting.
Hop hop_of(const Exchange &exchange) {
    const model::Sighting &sighting = exchange.sighting;
    Hop hop{.transaction = exchange.transaction,
            .route = &sighting.route,
            .response_source = exchange.response.first(Header::ResponseSource),
            .time_ns = sighting.time_ns,
            .to_tag = exchange.to_tag(),
            .frame = sighting.frame,
            .code = exchange.code()};
    if (hop.transaction == nullptr) {
        return hop;
    }
    if (const auto *const seen = hop.transaction->find_message(hop.code, hop.to_tag)) {
        hop.route = &seen->path()->route;
        hop.time_ns = seen->first().time_ns;
        hop.frame = seen->first().frame;
    }
    return hop;
}

bool is_after(const Hop &hop, const Transaction &branch) {
    return branch.has_final() && branch.final.frame < hop.frame;
}

// How well the answer on a branch explains the failure that went upstream; 0: not at all.
int explains(const Transaction &branch, const Hop &hop) {
    if (!is_after(hop, branch) || branch.failure == nullptr) {
        return 0;
    }
    const bool same_code = branch.final.code == hop.code;
    if (same_code && branch.final.to_tag == hop.to_tag) {
        return 3; // forwarded as it was (RFC 3261 16.7 step 6)
    }
    if (!hop.response_source.empty() && hop.response_source != branch.failure->response_source) {
        return 0; // this node says that the answer is its own
    }
    if (same_code) {
        return 2; // a node may replace the To tag
    }
    const bool is_first_final = hop.transaction->final.frame == hop.frame;
    const bool only_answer = is_first_final && hop.transaction->branches == 1 &&
                             branch.edge != Edge::Gap &&
                             follows_at_once(branch.final.time_ns, hop.time_ns);
    return only_answer && is_changed_answer(branch.final.code, hop.code) ? 1 : 0;
}

// The hop that the failure came from; nothing if the branches do not explain it.
const Transaction *hop_below(const Hop &hop) {
    const Transaction *best = nullptr;
    int best_rank = 0;
    model::for_each_branch(*hop.transaction, [&](const Transaction &branch) {
        const int rank = explains(branch, hop);
        if (rank > best_rank) {
            best = &branch;
            best_rank = rank;
        }
    });
    return best;
}

// The hops from this response down to where the failure was first seen.
std::vector<Hop> way_back(const Exchange &exchange) {
    std::vector<Hop> way = {hop_of(exchange)};
    while (way.back().transaction != nullptr && way.size() < kMaxHops) {
        const Transaction *const below = hop_below(way.back());
        if (below == nullptr) {
            break;
        }
        way.push_back(hop_of(*below));
    }
    return way;
}

std::string address_of(const model::Endpoint &endpoint) {
    return address_text(endpoint.address);
}

std::string endpoint_words(const model::Endpoint &endpoint) {
    return address_of(endpoint) + " port " + std::to_string(endpoint.port);
}

// Nodes may share an address; then the port tells them apart.
std::string route_words(const model::Route &route) {
    const bool with_ports = route.source.address == route.destination.address;
    const auto words = with_ports ? endpoint_words : address_of;
    return "from " + words(route.source) + " to " + words(route.destination);
}

std::string hop_words(const Hop &hop) {
    const std::string line = frame_words(hop.frame) + ": " + std::to_string(hop.code);
    return hop.route == nullptr ? line : line + " " + route_words(*hop.route);
}

std::span<const char *const> path_words(const std::vector<Hop> &way, model::Arena &arena) {
    std::vector<const char *> path;
    if (way.size() > 1) {
        std::for_each(way.rbegin(), way.rend(),
                      [&](const Hop &hop) { path.push_back(arena.keep(fit(hop_words(hop)))); });
    }
    return arena.copy(std::span<const char *const>(path));
}

// What follows from the evidence, as it is found.
class Evidence {
  public:
    void add(const std::string &text) {
        evidence_.push_back(text);
    }
    /// The same, and it proves the node, unless stronger evidence did.
    void add(Node node, const std::string &text) {
        add(text);
        node_ = node_ == Node::Unknown ? node : node_;
    }
    Node node() const noexcept {
        return node_;
    }
    std::span<const char *const> keep(model::Arena &arena) const {
        std::vector<const char *> kept;
        for (const std::string &text : evidence_) {
            kept.push_back(arena.keep(fit(text)));
        }
        return arena.copy(std::span<const char *const>(kept));
    }

  private:
    std::vector<std::string> evidence_;
    Node node_ = Node::Unknown;
};

std::string source_words(const sip::ResponseSource &source) {
    constexpr std::array<const char *, 4> kSides = {"", ", originating side", ", terminating side",
                                                    ", transit"};
    std::string words = "Response-Source: " + sip::display_text(source.node);
    if (!source.role.empty()) {
        words += ", role " + sip::display_text(source.role);
    }
    return words + kSides[static_cast<std::size_t>(source.side)];
}

// What the node says of itself (TS 24.229 7.2.17), on this hop or, where a border has removed it,
// on the nearest one below.
sip::SessionSide add_response_source(Evidence &found, const std::vector<Hop> &way) {
    const auto hop = std::find_if(way.begin(), way.end(),
                                  [](const Hop &each) { return !each.response_source.empty(); });
    sip::SessionSide side = sip::SessionSide::Unknown;
    if (hop == way.end()) {
        return side;
    }
    const std::string where = hop == way.begin() ? "" : " (" + frame_words(hop->frame) + ")";
    std::size_t values = 0;
    sip::for_each_response_source(hop->response_source, [&](const sip::ResponseSource &source) {
        if (values++ < kMaxValues) {
            side = found.node() == Node::Unknown ? source.side : side;
            found.add(knowledge::node_from_fe_id(source.node), source_words(source) + where);
        }
    });
    return side;
}

// What the code of an answer to REGISTER shows (RFC 3261 10.3). Proxies must not send 401 (22.1)
// and have no use for 423, but may refuse a request, or a domain they do not serve
// (21.4.4, 21.4.5).
void add_registration_code(Evidence &found, std::uint16_t code) {
    if (code == 401 || code == 423) {
        found.add(Node::Registrar, "A registrar answers REGISTER so (RFC 3261 10.3)");
    } else if (code == 403 || code == 404) {
        found.add("A registrar answers REGISTER so (RFC 3261 10.3), but any proxy on the way may "
                  "as well");
    }
}

// The request stands in a dialog and went to the very address that the other side of the dialog
// named as its own (RFC 3261 12.2.1.1).
bool went_to_remote_target(const Transaction &transaction) {
    if (!transaction.request.in_dialog) {
        return false;
    }
    const sip::Uri target = sip::parse_uri(transaction.request.target_uri);
    const model::Endpoint &destination = transaction.path()->route.destination;
    std::string_view host = target.host;
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    const std::uint32_t default_port = sip::iequals(target.scheme, "sips") ? 5061 : 5060;
    const auto port = target.port.empty() ? default_port : sip::to_number(target.port);
    return port == destination.port && sip::iequals(host, address_of(destination));
}

// The branches of the request on a hop, and how they stood when the failure went upstream.
struct Branches {
    std::vector<std::uint32_t> frames; ///< of the first ones
    bool all_next = true;              ///< nothing lies between, and all were looked at
    bool all_ended = true;             ///< with a final response before, or an ICMP error
    bool all_silent = true;            ///< no final, and nothing else for a while
    std::int64_t last_answer_ns = 0;   ///< of the last final response before; 0: none
};

Branches branches_of(const Hop &hop) {
    Branches branches;
    const bool all = model::for_each_branch(*hop.transaction, [&](const Transaction &branch) {
        if (branches.frames.size() < kMaxValues) {
            branches.frames.push_back(branch.request_frame());
        }
        const std::int64_t latest =
            std::max(branch.request_time_ns(), branch.last_provisional_time_ns);
        branches.all_next = branches.all_next && branch.edge == Edge::Next;
        const bool unreachable = branch.is_unreachable() && branch.icmp_error_frame < hop.frame;
        branches.all_ended = branches.all_ended && (is_after(hop, branch) || unreachable);
        if (is_after(hop, branch)) {
            branches.last_answer_ns = std::max(branches.last_answer_ns, branch.final.time_ns);
        }
        branches.all_silent =
            branches.all_silent && !is_after(hop, branch) && hop.time_ns - latest > kSilence;
    });
    branches.all_next = branches.all_next && all;
    std::sort(branches.frames.begin(), branches.frames.end());
    return branches;
}

// Earlier sendings of the request on a hop may be forgotten, with their branches.
bool may_be_older(const Transaction &transaction) {
    return transaction.attempt != nullptr && transaction.attempt->may_be_older;
}

// A node that had forwarded the request.
void add_forwarder(Evidence &found, const Hop &hop, const std::string &node) {
    const Branches branches = branches_of(hop);
    const std::string forwarded =
        node + " had forwarded the request (" + frame_words(branches.frames) + ")";
    if (may_be_older(*hop.transaction)) {
        found.add(forwarded + "; further branches may be forgotten (imsfail.max_calls)");
    } else if (!branches.all_next) {
        found.add("Not all hops behind " + node +
                  " were captured: which node made it cannot be told");
    } else if (branches.all_ended && branches.last_answer_ns != 0 &&
               !follows_at_once(branches.last_answer_ns, hop.time_ns)) {
        found.add(forwarded + " and was answered there a while before: another branch may not be "
                              "captured");
    } else if (branches.all_ended) {
        found.add(Node::Proxy, forwarded + " and no answer from there explains this one");
    } else if (hop.code == 408 && branches.all_silent) {
        found.add(Node::Proxy, forwarded + " and no final answer came from there");
    } else {
        found.add(forwarded + "; what came from there before this answer does not explain it");
    }
}

// The last captured hop.
void add_last_hop(Evidence &found, const Hop &hop, const std::string &node,
                  const Exchange &exchange) {
    const Transaction &transaction = *hop.transaction;
    const std::string request = "the request in " + frame_words(transaction.request_frame());
    if (ue_end(transaction.request, ims_signs_of(exchange).any()) == UeEnd::Receiver) {
        found.add(Node::Ue, "Last hop: " + request + " went over Gm to the UE at " + node);
        return;
    }
    const std::string went = std::string(may_be_older(transaction) ? "Last hop that is remembered: "
                                                                   : "Last captured hop: ") +
                             request + " went to " + node;
    if (went_to_remote_target(transaction)) {
        found.add(Node::Uas, went + ", the address that the other side of the dialog named");
        return;
    }
    found.add(went + "; that node answered, or one beyond");
    if (exchange.method() == "REGISTER") {
        add_registration_code(found, hop.code);
    }
}

void add_hop(Evidence &found, const Hop &hop, const Exchange &exchange) {
    if (hop.transaction == nullptr || !hop.transaction->request_captured() ||
        hop.transaction->request_frame() > hop.frame) {
        found.add("The request was not found before its answer, so it does not show where "
                  "the request went");
        return;
    }
    const std::string node = endpoint_words(hop.transaction->path()->route.destination);
    if (hop.transaction->branches == 0) {
        add_last_hop(found, hop, node, exchange);
    } else {
        add_forwarder(found, hop, node);
    }
}

// A B2BUA between the legs may have passed the failure on.
void add_related_leg(Evidence &found, const Hop &hop) {
    if (hop.transaction == nullptr || hop.transaction->attempt == nullptr ||
        hop.transaction->branches != 0) {
        return;
    }
    for (const model::RelatedCall &leg : model::legs_of(*hop.transaction->attempt->call)) {
        const model::Attempt *const other = leg.call->last_initial;
        if (!leg.means_something() || other == nullptr ||
            other->first_time_ns < hop.transaction->request_time_ns()) {
            continue;
        }
        const model::Final &final = other->final();
        if (final.code >= 300 && final.frame < hop.frame) {
            found.add("A related call (" + std::string(leg.evidence) + ") had failed with " +
                      std::to_string(final.code) + " in " + frame_words(final.frame) +
                      ": the failure may come from that leg");
            return;
        }
    }
}

// Where the code first appears.
void add_first_frames(Evidence &found, const std::vector<Hop> &way) {
    if (way.size() < 2) {
        return;
    }
    const Hop &first = way.back();
    std::vector<std::uint32_t> frames;
    model::for_each_branch(*way[way.size() - 2].transaction, [&](const Transaction &branch) {
        if (is_after(way.front(), branch) && branch.final.code == first.code &&
            frames.size() < kMaxValues) {
            frames.push_back(branch.final.frame);
        }
    });
    std::sort(frames.begin(), frames.end());
    found.add("The " + std::to_string(first.code) + " first appears in " + frame_words(frames));
}

void add_response_time(Evidence &found, const Hop &hop) {
    if (hop.transaction != nullptr && hop.transaction->request_captured() &&
        hop.transaction->request_time_ns() <= hop.time_ns && !may_be_older(*hop.transaction)) {
        found.add("Answered " + duration_words(hop.time_ns - hop.transaction->request_time_ns()) +
                  " after the request reached that hop");
    }
}

// All responses of one user agent to one request have the same To tag (RFC 3261 8.2.6.2).
void add_same_tag(Evidence &found, const Hop &hop) {
    if (hop.transaction == nullptr || hop.to_tag == 0 || hop.transaction->request.in_dialog) {
        return;
    }
    for (const model::TransactionMessage &message : model::answers_of(*hop.transaction)) {
        if (message.code > 100 && message.code < 200 && message.to_tag == hop.to_tag) {
            found.add(Node::Uas, "To tag as in the " + std::to_string(message.code) + " of " +
                                     frame_words(message.seen.first().frame) +
                                     ": the same user agent (RFC 3261 8.2.6.2)");
            return;
        }
    }
}

// What the response itself says of its maker, as long as no node on the way made it anew.
void add_header_evidence(Evidence &found, const std::vector<Hop> &way,
                         const sip::Message &response) {
    const bool anew = std::any_of(way.begin(), way.end(), [&way](const Hop &hop) {
        return hop.code != way.front().code || hop.to_tag != way.front().to_tag;
    });
    if (anew) {
        return;
    }
    for (const Header header : {Header::Server, Header::UserAgent}) {
        if (response.has(header)) {
            found.add(std::string(sip::header_name(header)) + ": " +
                      sip::display_text(response.first(header)));
        }
    }
    std::size_t values = 0;
    response.for_each_value(Header::Warning, [&](std::string_view value) {
        const auto warning = sip::parse_warning(value);
        if (warning && !warning->agent.empty() && values++ < kMaxValues) {
            found.add("Warning " + std::to_string(warning->code) + " by " +
                      sip::display_text(warning->agent));
        }
    });
    response.for_each_value(Header::Reason, [&](std::string_view value) {
        const auto reason = sip::parse_reason(value);
        if (reason && sip::iequals(reason->protocol, "Q.850") && !reason->location.empty() &&
            values++ < kMaxValues) {
            found.add("Q.850 location: " + sip::display_text(reason->location) + " (RFC 8606)");
        }
    });
}

// The last captured hop shows where the failure came from, but not that it was made there.
std::string where_words(Node node, const std::string &address) {
    if (address.empty()) {
        return "";
    }
    const bool is_there = node == Node::Ue || node == Node::Proxy;
    return (is_there ? " at " : ", at or beyond ") + address;
}

} // namespace

bool is_changed_answer(std::uint16_t downstream, std::uint16_t upstream) noexcept {
    const auto decides_nothing = [](std::uint16_t code) { return code == 408 || code == 487; };
    const bool is_followed_up =
        downstream < 400 || downstream == 401 || downstream == 407 || downstream == 416;
    return downstream != upstream && upstream >= 300 && !is_followed_up &&
           !decides_nothing(downstream) && !decides_nothing(upstream);
}

bool follows_at_once(std::int64_t downstream_ns, std::int64_t upstream_ns) noexcept {
    return upstream_ns - downstream_ns <= kAtOnce;
}

Origin read_origin(const Exchange &exchange, model::Arena &arena) {
    const std::vector<Hop> way = way_back(exchange);
    const Hop &first = way.back();
    Evidence found;
    const sip::SessionSide side = add_response_source(found, way);
    add_hop(found, first, exchange);
    add_related_leg(found, first);
    add_first_frames(found, way);
    add_response_time(found, first);
    add_same_tag(found, first);
    add_header_evidence(found, way, exchange.response);

    Origin origin;
    origin.node = found.node();
    origin.side = side;
    origin.hop = first.transaction;
    origin.frame = first.frame;
    origin.evidence = found.keep(arena);
    origin.path = path_words(way, arena);
    const std::string address = first.route == nullptr ? "" : address_of(first.route->source);
    origin.address = arena.keep(address);
    origin.words = arena.keep(fit(token(origin.node) + where_words(origin.node, address)));
    return origin;
}

} // namespace imsfail::diagnosis
