// imsfail: all that happened in one capture
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/session.h"

#include "model/facts.h"
#include "sip/body.h"
#include "sip/display_text.h"
#include "sip/reg_info.h"
#include "sip/retry_after.h"
#include "sip/text.h"
#include "sip/uri.h"
#include "sip/via.h"

#include <algorithm>
#include <optional>

namespace imsfail::model {

using sip::Header;

namespace {

// So many requests with one key are told apart, by target or sender: more than a fork makes.
constexpr int kMaxEqualKeys = 16;

// The requests with one key, from the latest back.
template <typename Item> auto of_one_key(Item &latest) {
    return Chain<&Transaction::older, Item>(&latest, kMaxEqualKeys);
}

// Nothing if a part is missing that a transaction is told by.
std::optional<Observation> read_keys(const Sighting &sighting, const sip::Message &message) {
    std::string_view vias = message.first(Header::Via);
    const std::string_view top = sip::next_value(vias);
    const std::string_view call_id = message.first(Header::CallId);
    if (top.empty() || call_id.empty() || !message.cseq()) {
        return std::nullopt;
    }
    return Observation{.sighting = sighting,
                       .message = message,
                       .path = nullptr,
                       .via = top,
                       .branch = sip::via_branch(top),
                       .call_id = Fingerprinter().add(call_id).finish(),
                       .from_tag = hash_tag(sip::tag_of(message.from())),
                       .to_tag = hash_tag(sip::tag_of(message.to()))};
}

// What tells a transaction from all others (RFC 3261 17.1.3, 17.2.3): addresses, ports and
// transport are no part of it, since responses may come back on others (RFC 3581, TS 33.203 7.1).
// An element older than RFC 3261 puts no unique branch into its Via: then sent-by and the From tag
// help to tell it. The other Via parameters change on the way (18.2.1).
Fingerprint transaction_key(const Observation &seen, std::string_view method,
                            std::string_view via_value, std::string_view branch) {
    Fingerprinter key(seen.call_id);
    key.add(method).add(seen.message.cseq()->number).add_token(branch);
    if (!sip::istarts_with(branch, sip::kMagicCookie)) {
        const sip::Via via = sip::parse_via(via_value);
        key.add_token(via.host).add_token(via.port).add(seen.from_tag);
    }
    return key.finish();
}

Fingerprint transaction_key(const Observation &seen, std::string_view method) {
    return transaction_key(seen, method, seen.via, seen.branch);
}

Fingerprint upstream_key(const Observation &request, std::string_view via_value) {
    return transaction_key(request, request.message.method(), via_value,
                           sip::via_branch(via_value));
}

// All branches of one parent have this in common: the parent's own key.
std::uint64_t fork_of(const Fingerprint &parent) {
    return parent.nonzero();
}

// Hash of the sent-by of a Via value: the host without case, and the port (RFC 3261 18.1.1).
std::uint32_t sent_by(const sip::Via &via) {
    const Fingerprint both =
        Fingerprinter().add_token(via.host).add_token(sip::port_of(via)).finish();
    return static_cast<std::uint32_t>(both.low);
}

std::uint32_t count_vias(const sip::Message &message) {
    std::uint32_t count = 0;
    message.for_each_value(Header::Via, [&count](std::string_view) { ++count; });
    return count;
}

// A request with the branch of an earlier one that another element sent: on the way of one request,
// the Via values below differ too.
bool is_of_another_hop(const Transaction &earlier, const Observation &seen) {
    if (earlier.sent_by == sent_by(sip::parse_via(seen.via))) {
        return false;
    }
    if (earlier.request.via_count != count_vias(seen.message)) {
        return true;
    }
    bool differs = false;
    int position = 0;
    seen.message.for_each_value(Header::Via, [&](std::string_view value) {
        if (++position == 2) {
            differs = earlier.edge != Edge::Inferred &&
                      earlier.fork != fork_of(upstream_key(seen, value));
        }
    });
    return differs;
}

// True if no message belongs to it any more, whatever its key.
bool is_long_over(const Transaction &transaction, std::int64_t time_ns) {
    // 64*T1 with the longest T1, that of a UE (TS 24.229 table 7.7.1), and some reserve.
    constexpr std::int64_t kTransactionLife = 180'000'000'000;
    return transaction.has_final() && time_ns - transaction.final.time_ns > kTransactionLife;
}

// A request with the key of an earlier one that it is no repetition of: long after that ended, sent
// by another element, or, from an element older than RFC 3261, for another target (17.2.3).
bool is_another(const Transaction &earlier, const Observation &seen) {
    if (!earlier.request_captured()) {
        return false;
    }
    if (is_long_over(earlier, seen.sighting.time_ns)) {
        return true;
    }
    if (sip::istarts_with(seen.branch, sip::kMagicCookie)) {
        return is_of_another_hop(earlier, seen);
    }
    const sip::Message &request = seen.message;
    return request.method() != "REGISTER" && earlier.request.target_uri != request.request_uri();
}

// Of the requests with one key, the one that this is a repetition of; nullptr: none, it is another.
Transaction *repeated(Transaction &latest, const Observation &request) {
    Transaction *known = is_long_over(latest, request.sighting.time_ns) ? nullptr : &latest;
    for (int seen = 0; known != nullptr && is_another(*known, request); ++seen) {
        known = seen < kMaxEqualKeys ? known->older : nullptr;
    }
    return known;
}

// Of the requests with one key, the one that a response answers: that which has this response
// already, else the latest without a final. The response has as many Via values as its request.
Transaction &answered_by(Transaction &latest, const Observation &response) {
    if (latest.older == nullptr) {
        return latest;
    }
    const std::uint32_t via_count = count_vias(response.message);
    Transaction *open = nullptr;
    for (Transaction &each : of_one_key(latest)) {
        if (each.request.via_count != via_count || is_long_over(each, response.sighting.time_ns)) {
            continue;
        }
        if (each.find_message(response.message.status(), response.to_tag) != nullptr) {
            return each;
        }
        open = open == nullptr && !each.has_final() ? &each : open;
    }
    return open != nullptr ? *open : latest;
}

// Never 0 where there is a Route.
std::uint32_t route_hash(const sip::Message &request) {
    if (!request.has(Header::Route)) {
        return 0;
    }
    Fingerprinter route;
    request.for_each_value(Header::Route, [&route](std::string_view value) { route.add(value); });
    return static_cast<std::uint32_t>(route.finish().nonzero());
}

// A reliable provisional response is told from others of its code by its RSeq (RFC 3262 3).
Tag rseq_of(const sip::Message &response) {
    return response.status() < 200 ? hash_tag(response.first(Header::RSeq)) : 0;
}

// Of what an ACK may name a final by if its branch is wrong.
Fingerprint acknowledgement_key(const Observation &seen, const Path *request_path) {
    return Fingerprinter(seen.call_id)
        .add(seen.message.cseq()->number)
        .add(seen.to_tag)
        .add(reinterpret_cast<std::uintptr_t>(request_path))
        .finish();
}

// Credentials for a challenge of their realm in this call that was not followed by another.
void note_answer(Transaction &transaction, const Credentials &credentials) {
    if (!credentials.has_response) {
        return;
    }
    transaction.request.has_credentials = true;
    if (credentials.resynchronises) {
        return;
    }
    const auto &challenges = transaction.call->challenges;
    const std::array either = {challenge_key(credentials.realm, credentials.nonce, false),
                               challenge_key(credentials.realm, credentials.nonce, true)};
    const auto answered =
        std::find_first_of(challenges.begin(), challenges.end(), either.begin(), either.end());
    if (answered != challenges.end()) {
        auto &realms = transaction.request.answered_realms;
        const auto place = std::find_if(realms.begin(), realms.end(), [&](Realm realm) {
            return realm == 0 || realm == answered->realm;
        });
        if (place != realms.end()) {
            *place = answered->realm;
        }
    }
}

// The order in which a proxy would choose among the finals of its branches (RFC 3261 16.7 step 6);
// a cancelled or merged branch comes last.
int rank(const Final &final) {
    if (final.code == 487 || final.code == 482) {
        return 6;
    }
    const int response_class = final.code / 100;
    return response_class == 2 ? 0 : response_class == 6 ? 1 : response_class;
}

// The INVITE that an ACK of a 2xx acknowledges: that of its own hop, else one of the same sender,
// since such an ACK may leave out proxies; else the one nearest the originator.
const Transaction &invite_of(const Attempt &attempt, const Path &path) {
    const Transaction *best = attempt.root;
    for (const Transaction &invite : from_latest(attempt.latest)) {
        if (invite.path() == &path) {
            return invite;
        }
        if (invite.path()->route.source.address == path.route.source.address) {
            best = &invite;
        }
    }
    return *best;
}

std::uint16_t size_of(const sip::Message &request, std::size_t captured) {
    return request.has_problem(sip::Problem::BodyCutShort)
               ? kUnknownSize
               : static_cast<std::uint16_t>(std::min(captured, std::size_t{kUnknownSize}));
}

// After a fork, the caller leaves each dialog that it does not want with a BYE (RFC 3261 13.2.2.4).
bool is_in_another_dialog(const Call &call, const Observation &bye) {
    const Final answer = call.last_initial == nullptr ? Final() : call.last_initial->final();
    return answer.code / 100 == 2 && answer.to_tag != 0 && answer.to_tag != bye.from_tag &&
           answer.to_tag != bye.to_tag;
}

std::uint16_t hash_accept(const sip::Message &request) {
    if (!request.has(Header::Accept)) {
        return 0;
    }
    Fingerprinter all;
    request.for_each(Header::Accept, [&all](std::string_view value) { all.add(value); });
    return static_cast<std::uint16_t>(all.finish().low) | 1;
}

// The header by which a code says what another try has to keep to (RFC 3261 8.1.3.5, 21.4.16,
// 21.4.17, RFC 4028 6, RFC 6665 8.3.2); Other: none.
Header demand_header(std::uint16_t code) {
    switch (code) {
    case 415:
        return Header::Accept;
    case 420:
        return Header::Unsupported;
    case 421:
        return Header::Require;
    case 422:
        return Header::MinSe;
    case 423:
        return Header::MinExpires;
    case 489:
        return Header::AllowEvents;
    default:
        return Header::Other;
    }
}

// Longer than any real answer asks for. Another try is compared with each of the values, so what is
// longer is left out as a whole: part of it would not tell what is missing there.
constexpr std::size_t kMaxDemand = 512;

std::string demand_of(const sip::Message &response) {
    std::string demand;
    if (const Header header = demand_header(response.status()); header != Header::Other) {
        response.for_each_value(header, [&demand](std::string_view value) {
            if (demand.size() <= kMaxDemand) {
                demand.append(demand.empty() ? "" : ",").append(value);
            }
        });
    }
    return demand.size() <= kMaxDemand ? demand : "";
}

// RFC 3261 21.4.26, 21.6.4, RFC 3312 8.
bool is_about_media(std::uint16_t code) {
    return code == 488 || code == 606 || code == 580;
}

bool is_better(const Final &final, const Final &than) {
    return than.frame == 0 || rank(final) < rank(than);
}

} // namespace

Placement Session::observe(const Sighting &sighting, const sip::Message &message) {
    capture_->now_ns = std::max(capture_->now_ns, sighting.time_ns);
    std::optional<Observation> seen = read_keys(sighting, message);
    if (!seen) {
        return {};
    }
    seen->path = paths_.see(sighting);
    if (!message.is_request()) {
        return place_response(*seen);
    }
    return message.method() == "ACK" ? place_ack(*seen) : place_request(*seen);
}

void Session::note_unreachable(const Sighting &error, const sip::Message &request) {
    const std::optional<Observation> seen = read_keys(error, request);
    Transaction *const transaction =
        seen ? find(transaction_key(*seen, request.method())) : nullptr;
    if (transaction != nullptr && transaction->request_captured() && !transaction->has_final() &&
        transaction->icmp_error_frame == 0) {
        transaction->icmp_error_frame = error.frame;
    }
}

void Session::note_cut_request(const Sighting &sighting) {
    paths_.see(sighting)->hop->has_cut_request = true;
}

// As place_request(), place_response() and place_ack() would find it.
Tie Session::tie(const Sighting &sighting, const sip::Message &message) const {
    const std::optional<Observation> seen = read_keys(sighting, message);
    if (!seen) {
        return Tie::None;
    }
    const std::string_view method = message.method();
    Transaction *const latest = find(transaction_key(*seen, method));
    const bool follows_invite = message.is_request() && (method == "ACK" || method == "CANCEL");
    const bool is_known =
        latest != nullptr && (!message.is_request() || repeated(*latest, *seen) != nullptr);
    return is_known || (follows_invite && find_invite(*seen) != nullptr) ? Tie::Transaction
                                                                         : calls_.tie(*seen);
}

Transaction *Session::find(const Fingerprint &key) const {
    const auto known = transactions_.find(key);
    return known == transactions_.end() ? nullptr : known->second;
}

// The INVITE that has the top Via of an ACK or CANCEL (RFC 3261 9.1, 17.1.1.3).
Transaction *Session::find_invite(const Observation &seen) const {
    Transaction *const latest = find(transaction_key(seen, "INVITE"));
    if (latest == nullptr || latest->older == nullptr) {
        return latest;
    }
    const std::uint32_t sender = sent_by(sip::parse_via(seen.via));
    for (Transaction &each : of_one_key(*latest)) {
        if (each.sent_by == sender) {
            return &each;
        }
    }
    return latest;
}

Transaction &Session::find_or_add(const Fingerprint &key) {
    Transaction *&transaction = transactions_[key];
    if (transaction == nullptr) {
        transaction = make_transaction();
    }
    return *transaction;
}

Transaction *Session::make_transaction() {
    auto *const transaction = arena_.make<Transaction>();
    transaction->index = capture_->transactions++;
    return transaction;
}

Placement Session::place_request(const Observation &seen) {
    const sip::Message &request = seen.message;
    const Fingerprint key = transaction_key(seen, request.method());
    Transaction &latest = find_or_add(key);
    Transaction *known = repeated(latest, seen);
    if (known == nullptr) {
        known = transactions_[key] = make_transaction();
        known->older = &latest;
    }
    Transaction &transaction = *known;
    const bool is_first = !transaction.request_captured();
    Placement placement;
    placement.transaction = &transaction;
    placement.repetition = see(transaction.messages.seen, seen);
    if (!is_first) {
        transaction.request.has_other_protection =
            transaction.request.has_other_protection ||
            transaction.request.protection != seen.sighting.protection;
        return placement;
    }
    keep_facts(transaction.request, seen);
    const sip::Via sender = sip::parse_via(seen.via);
    transaction.sent_by = sent_by(sender);
    if (request.method() == "CANCEL") {
        tie_cancel(transaction, seen);
        transaction.call =
            transaction.attempt != nullptr ? transaction.attempt->call : &calls_.dialog_call(seen);
        return placement;
    }
    transaction.fork = fork_of(Fingerprinter().add_token(sender.host).finish()); // if a root
    place_in_tree(transaction, key, seen);
    keep_offer(transaction, request);
    calls_.place(transaction, seen);
    adopt_branches(transaction, fork_of(key));
    transaction.call = transaction.attempt->call;
    if (transaction.has_final()) { // which came before its request, where interfaces were merged
        settle(transaction);
    }
    if (request.method() == "PRACK") {
        transaction.call->prack_frame = seen.sighting.frame;
    } else if (request.method() == "BYE") {
        Call &call = *transaction.call;
        call.bye_frame = call.bye_frame != 0 ? call.bye_frame : seen.sighting.frame;
        transaction.request.is_in_another_dialog = is_in_another_dialog(call, seen);
    }
    if (request.method() == "NOTIFY") {
        note_ended_registrations(request);
    }
    note_legs(transaction, seen);
    keep_context(transaction.request, *transaction.call, request);
    keep_identifiers_of(transaction, seen);
    for_each_credentials(
        request, [&](const Credentials &credentials) { note_answer(transaction, credentials); });
    return placement;
}

void Session::keep_facts(RequestFacts &facts, const Observation &seen) {
    const sip::Message &request = seen.message;
    facts.target_uri = arena_.copy(seen.target_uri());
    facts.ims_signs = ims_signs(request);
    facts.max_forwards = sip::to_number(request.first(Header::MaxForwards));
    facts.lacks_max_forwards =
        !request.has(Header::MaxForwards) && !request.has_problem(sip::Problem::NoBlankLine);
    facts.protection = seen.sighting.protection;
    facts.in_dialog = seen.in_dialog();
    facts.has_security_headers =
        request.has(Header::SecurityClient) || request.has(Header::SecurityVerify);
    facts.has_charging_functions = request.has(Header::PChargingFunctionAddresses);
    if (request.method() == "INVITE") {
        facts.expires_s = sip::to_number(request.first(Header::Expires));
    }
    facts.may_be_retargeted = request.has(Header::HistoryInfo) || request.has(Header::Diversion) ||
                              request.has(Header::PCalledPartyId) || request.has(Header::Route);
    facts.forbids_cancel = request.has_value(Header::RequestDisposition, "no-cancel");
    facts.is_diverted = is_diverted(request);
    facts.removes_bindings = request.method() == "REGISTER" && removes_bindings(request);
    facts.is_refresh = request.method() == "REGISTER" &&
                       registrations_.find(facts.target_uri, seen.sighting.time_ns) != nullptr;
    facts.is_cancel = request.method() == "CANCEL";
    if (facts.is_cancel && request.has(Header::Reason)) {
        facts.cancel_reason = arena_.copy(sip::display_text(request.first(Header::Reason))).data();
    }
    facts.via_count = count_vias(request);
    facts.route = route_hash(request);
    facts.body_size = size_of(request, request.body().size());
    facts.message_size = size_of(request, request.size());
    facts.accept = hash_accept(request);
}

// Most requests of a call tell the same access, icid and caller on every hop: they share one copy.
void Session::keep_context(RequestFacts &facts, const Call &call, const sip::Message &request) {
    static constexpr RequestFacts kNone;
    const RequestFacts &first =
        call.last_initial == nullptr ? kNone : call.last_initial->root->request;
    const auto keep = [this](std::string_view text, std::string_view known) {
        return text == known ? known : arena_.copy(text);
    };
    facts.access = keep(request.first(Header::PAccessNetworkInfo), first.access);
    facts.icid = keep(icid_value(request), first.icid);
    facts.hidden_caller = keep(hidden_caller(request), first.hidden_caller);
}

// An offer is explained where it fails, at the originator's hop. As most do not, it is kept as it
// is, and only until then.
void Session::keep_offer(Transaction &transaction, const sip::Message &request) {
    const auto sdp = sip::find_body(request, "application/sdp");
    RequestFacts &facts = transaction.request;
    facts.has_sdp = sdp.has_value();
    if (!sdp || sdp->empty() || transaction.parent != nullptr || transaction.has_final()) {
        return;
    }
    const std::size_t size = std::min(sdp->size(), kMaxOffer);
    facts.offer_bytes = static_cast<char *>(until_answered_.allocate(size, 1));
    facts.offer_size = static_cast<std::uint16_t>(size);
    std::copy_n(sdp->data(), size, facts.offer_bytes);
}

void Session::release_offer(Transaction &transaction) {
    RequestFacts &facts = transaction.request;
    if (facts.offer_bytes != nullptr) {
        until_answered_.deallocate(facts.offer_bytes, facts.offer_size, 1);
        facts.offer_bytes = nullptr;
        facts.offer_size = 0;
    }
}

void Session::keep_identifiers_of(Transaction &transaction, const Observation &seen) {
    const bool is_answered = transaction.has_final() && transaction.final.code < 300;
    const bool may_fail_call =
        transaction.parent == nullptr && !transaction.request.in_dialog && !is_answered;
    if (keeps_all_identifiers_ || may_fail_call) {
        release_identifiers(transaction);
        transaction.identifiers = keep(identifiers_of(seen), until_answered_);
    }
}

void Session::release_identifiers(Transaction &transaction) {
    if (transaction.identifiers != nullptr) {
        release(transaction.identifiers, until_answered_);
        transaction.identifiers = nullptr;
    }
}

// What the registrar tells of the end of registrations, whether asked for or not (RFC 3680).
void Session::note_ended_registrations(const sip::Message &notify) {
    if (const auto body = sip::find_body(notify, sip::kRegInfoType)) {
        for (const std::string &identity : sip::ended_registrations(*body)) {
            registrations_.end(identity);
        }
    }
}

// The parent is the nearest captured request upstream: the first Via value below the top that is
// the top of a transaction with the same Call-ID and CSeq.
void Session::place_in_tree(Transaction &transaction, const Fingerprint &key,
                            const Observation &request) {
    int position = 0;
    request.message.for_each_value(Header::Via, [&](std::string_view value) {
        if (++position == 1 || position > kMaxHops || transaction.parent != nullptr) {
            return;
        }
        const Fingerprint above = upstream_key(request, value);
        if (position == 2) {
            transaction.fork = fork_of(above);
        }
        const bool has_own_key = above == key; // a branch that was used again on the way
        Transaction *const upstream = has_own_key ? transaction.older : find(above);
        if (upstream == nullptr || !upstream->request_captured() ||
            (has_own_key && upstream->request.via_count >= transaction.request.via_count)) {
            return;
        }
        transaction.parent = upstream;
        transaction.edge = position == 2 ? Edge::Next : Edge::Gap;
        ++upstream->branches;
    });
}

// Branches may be captured before the request they come from, where interfaces were merged. Only
// those next to it are looked for. For those with hops between that were not captured either, each
// transaction without a parent would have to keep the keys of its third and further Via values: 16
// bytes for each, and in a capture of one interface that is every transaction. They stay siblings
// of one attempt, and no rule that looks at next edges misses them.
void Session::adopt_branches(Transaction &transaction, std::uint64_t fork) {
    for (Transaction &other : from_latest(transaction.previous)) {
        if (other.fork == fork && other.edge != Edge::Next && !transaction.is_below(other)) {
            if (other.parent != nullptr) {
                --other.parent->branches;
            }
            other.parent = &transaction;
            other.edge = Edge::Next;
            ++transaction.branches;
        }
    }
}

// What ties this call to other legs.
void Session::note_legs(const Transaction &transaction, const Observation &seen) {
    const sip::Message &request = seen.message;
    Call &call = *transaction.call;
    if (seen.to_tag == 0) {
        legs_.note(call, seen); // later requests of the dialog share the same values
    }
    for (const Header header : {Header::Replaces, Header::Join, Header::TargetDialog}) {
        if (!request.has(header)) {
            continue;
        }
        const std::string_view value = request.first(header);
        const Fingerprint call_id =
            Fingerprinter().add(sip::trim(value.substr(0, value.find(';')))).finish();
        for (const char *const tag : {"to-tag", "from-tag", "local-tag", "remote-tag"}) {
            Call *const named =
                calls_.find(call_id, hash_tag(sip::find_parameter(value, tag).value_or("")));
            if (named != nullptr) {
                legs_.note_named(call, *named, sip::header_name(header).data());
            }
        }
    }
    if (request.method() == "REFER") {
        legs_.note_refer(transaction, seen);
        note_refer(transaction, seen);
    } else if (request.method() == "INVITE") {
        legs_.note_referred(transaction, seen);
    }
}

// Reports on what a REFER asked for name it by dialog and CSeq (RFC 3515 2.4.6).
void Session::note_refer(const Transaction &transaction, const Observation &refer) {
    if (transaction.parent == nullptr) {
        Call &call = *transaction.call;
        call.latest_refer = arena_.make<SentRefer>(&transaction, call.latest_refer, refer.from_tag,
                                                   refers_to_call(refer.message));
    }
}

// CANCEL has the branch of what it cancels (RFC 3261 9.1). Only at the originator's hop does it
// cancel the attempt; a proxy cancels branches that it needs no longer.
void Session::tie_cancel(Transaction &transaction, const Observation &cancel) {
    Transaction *const cancelled = find_invite(cancel);
    if (cancelled == nullptr || cancelled->attempt == nullptr) {
        return;
    }
    transaction.tied = cancelled;
    transaction.attempt = cancelled->attempt;
    cancelled->tied = &transaction;
    if (cancelled == cancelled->attempt->root) {
        cancelled->attempt->cancelled = true;
    }
}

Placement Session::place_response(const Observation &seen) {
    const sip::Message &response = seen.message;
    Transaction &latest = find_or_add(transaction_key(seen, response.method()));
    Transaction &transaction = answered_by(latest, seen);
    if (transaction.call == nullptr) {
        transaction.call = &calls_.dialog_call(seen);
    }
    Placement placement;
    placement.transaction = &transaction;
    if (TransactionMessage *const known =
            message_of(transaction, response.status(), seen.to_tag, rseq_of(response))) {
        placement.repetition = see(known->seen, seen);
    }
    if (response.status() < 200) {
        note_provisional(transaction, seen.sighting, response);
        if (response.status() > 100 && placement.repetition.is_first() &&
            !transaction.request.in_dialog) {
            legs_.note(*transaction.call, seen);
            calls_.note_dialog(*transaction.call, seen);
        }
    } else if (placement.repetition.is_first()) {
        placement.is_new_final = !transaction.has_final();
        note_final(transaction, seen);
    }
    return placement;
}

void Session::note_provisional(Transaction &transaction, const Sighting &sighting,
                               const sip::Message &response) {
    transaction.last_provisional_time_ns = sighting.time_ns;
    if (transaction.attempt != nullptr) {
        transaction.attempt->last_provisional_time_ns = sighting.time_ns;
    }
    if (response.status() == 180 && transaction.ringing_frame == 0) {
        transaction.ringing_frame = sighting.frame;
        transaction.ringing_time_ns = sighting.time_ns;
    }
    if (response.status() > 100) { // whoever sends it goes on with the request
        calls_.note_accepted(*transaction.call, transaction.request);
        transaction.is_reliable = transaction.is_reliable || response.has(Header::RSeq);
    }
}

void Session::note_final(Transaction &transaction, const Observation &seen) {
    const sip::Message &response = seen.message;
    if (!transaction.request.in_dialog) {
        legs_.note(*transaction.call, seen);
        if (response.status() < 300) {
            calls_.note_dialog(*transaction.call, seen);
        }
    }
    if (transaction.has_final()) {
        return;
    }
    transaction.final = {.time_ns = seen.sighting.time_ns,
                         .to_tag = seen.to_tag,
                         .frame = seen.sighting.frame,
                         .code = response.status()};
    if (!transaction.request_captured()) {
        keep_identifiers_of(transaction, seen); // of what it answers, but for the To tag
    }
    if (response.status() >= 300) {
        transaction.failure = arena_.make<FailureFacts>(
            arena_.copy(response.first(Header::ResponseSource)), arena_.copy(demand_of(response)),
            ims_signs(response),
            is_about_media(response.status()) ? transaction.request.media_digest() : 0);
    }
    if (response.status() >= 300 && response.method() == "INVITE" &&
        transaction.request_captured()) {
        to_acknowledge_[acknowledgement_key(seen, transaction.path())] = &transaction;
    }
}

void Session::conclude(Transaction &transaction, const sip::Message &response, Outcome outcome) {
    release_offer(transaction);
    if (response.status() < 300 && !keeps_all_identifiers_) {
        release_identifiers(transaction);
    }
    transaction.outcome = outcome;
    if (response.method() == "REGISTER" && response.status() < 300) {
        registrations_.note(transaction, response);
    } else if (response.method() == "REGISTER" &&
               (response.status() == 403 || response.status() == 404)) {
        // Whether the earlier bindings still hold, the capture does not tell.
        registrations_.end(response.to().uri);
    }
    Attempt *const attempt = transaction.attempt;
    if (attempt == nullptr || response.method() == "CANCEL") {
        return;
    }
    const Final &final = transaction.final;
    Call &call = *attempt->call;
    call.redirected = call.redirected || outcome == Outcome::Redirected;
    const bool in_early_dialog = call.last_initial != nullptr &&
                                 call.last_initial->method == sip::Method::Invite &&
                                 call.last_initial->final().frame == 0;
    if (in_early_dialog && !call.last_initial->cancelled && outcome == Outcome::Failed &&
        (response.method() == "UPDATE" || response.method() == "PRACK")) {
        call.early_failure = &transaction;
    }
    call.precondition_refused = call.precondition_refused || final.code == 580;
    settle(transaction);
    learn(transaction, response);
    const auto retry_after = sip::parse_retry_after(response.first(Header::RetryAfter));
    if (attempt->nearest.frame == final.frame) {
        attempt->retry_after_s = retry_after ? retry_after->seconds : 0;
    }
    if (final.code == 503 && retry_after) {
        kept_away_.note(
            transaction.path()->route, transaction.sent_by,
            {.frame = final.frame, .seconds = retry_after->seconds, .time_ns = final.time_ns});
    } else if (final.code < 300 && transaction.request_captured()) {
        kept_away_.forget(transaction.path()->route, transaction.sent_by); // it is back
    }
    calls_.note_challenge(call, transaction.request, response);
    if (final.code >= 300) {
        calls_.note_failure(*attempt);
    }
}

// A target worked that was answered, or that rang: whatever ended the call then, it was reached.
void Session::learn(const Transaction &transaction, const sip::Message &response) {
    const Final &final = transaction.final;
    const bool worked =
        final.code < 300 || (transaction.ringing_frame != 0 && !denies_target(final.code));
    if (worked && transaction.attempt->method == sip::Method::Invite &&
        transaction.request_captured() && !transaction.request.in_dialog) {
        answers_.note(transaction, response.to().uri);
    }
}

// What the final of a transaction means for its attempt and its call.
void Session::settle(Transaction &transaction) {
    Attempt &attempt = *transaction.attempt;
    Call &call = *attempt.call;
    const Final &final = transaction.final;
    if (is_better(final, attempt.best)) {
        attempt.best = final;
        attempt.best_outcome = transaction.outcome;
    }
    if (attempt.is_at_originator(transaction) && is_better(final, attempt.nearest)) {
        attempt.nearest = final;
        attempt.nearest_outcome = transaction.outcome;
    }
    // A dialog goes on after the 2xx that made it, until a BYE; everything else ends with its
    // final.
    const bool makes_dialog = final.code < 300 && (attempt.method == sip::Method::Invite ||
                                                   attempt.method == sip::Method::Subscribe);
    if ((&attempt == call.last_initial && !makes_dialog) || attempt.method == sip::Method::Bye) {
        call.end_time_ns = final.time_ns;
    }
}

// The INVITE whose non-2xx final an ACK belongs to; nullptr if there is none. An ACK is known by
// its To tag: that of a non-2xx final makes it the ACK of that, even if its branch is wrong; that
// of a 2xx makes it part of the dialog, even if it has the branch of the INVITE. Where the tag
// tells nothing, the branch decides (RFC 3261 17.2.3).
Transaction *Session::refused_invite(const Observation &ack) const {
    Transaction *const invite = find_invite(ack);
    // Captures may hold the ACK before the final.
    if (invite != nullptr && !invite->has_final() && invite->request_captured()) {
        return invite;
    }
    const bool is_refused = invite != nullptr && invite->final.code >= 300;
    if (is_refused && invite->final.to_tag == ack.to_tag) {
        return invite;
    }
    const auto known = to_acknowledge_.find(acknowledgement_key(ack, ack.path));
    if (known != to_acknowledge_.end()) {
        return known->second;
    }
    return is_refused && !invite->has_success(ack.to_tag) ? invite : nullptr;
}

Placement Session::place_ack(const Observation &ack) {
    Transaction *const invite = refused_invite(ack);
    Placement placement;
    if (invite != nullptr) {
        placement.transaction = invite;
        placement.is_ack = true;
        invite->ack_frame = invite->ack_frame != 0 ? invite->ack_frame : ack.sighting.frame;
        if (auto *const known = message_of(*invite, TransactionMessage::kAck, ack.to_tag)) {
            placement.repetition = see(known->seen, ack);
        }
        return placement;
    }
    Transaction &transaction = find_or_add(transaction_key(ack, "ACK"));
    placement.transaction = &transaction;
    placement.repetition = see(transaction.messages.seen, ack);
    if (transaction.call == nullptr) {
        const Attempt *const acknowledged = calls_.acknowledged(ack);
        transaction.tied = acknowledged != nullptr ? &invite_of(*acknowledged, *ack.path) : nullptr;
        transaction.call = acknowledged != nullptr ? acknowledged->call : &calls_.dialog_call(ack);
        transaction.call->confirmed = true;
    }
    return placement;
}

Repetition Session::see(SeenMessage &message, const Observation &seen) {
    const Repetition repetition = message.see(seen.sighting, seen.path, arena_);
    if (settings_.fold_copies || repetition.is_first()) {
        return repetition;
    }
    return {.copy_of = 0, .retransmission_of = message.first().frame};
}

TransactionMessage *Session::message_of(Transaction &transaction, std::uint16_t code, Tag to_tag,
                                        Tag rseq) {
    const std::uint32_t digest = static_cast<std::uint32_t>((to_tag ^ rseq) >> 32) ^ code;
    const std::uint32_t count = transaction.message_count;
    auto &digests = transaction.message_digests;
    const auto known = digests.begin() + std::min<std::ptrdiff_t>(count, std::ssize(digests));
    const bool may_be_known =
        count > digests.size() || std::find(digests.begin(), known, digest) != known;
    if (may_be_known) {
        for (auto *message = transaction.messages.next; message != nullptr;
             message = message->next) {
            if (message->code == code && message->to_tag == to_tag && message->rseq == rseq) {
                return message;
            }
        }
    }
    if (count == kMaxMessages) {
        return nullptr;
    }
    if (count < digests.size()) {
        digests[count] = digest;
    }
    ++transaction.message_count;
    auto *const message = arena_.make<TransactionMessage>();
    message->code = code;
    message->to_tag = to_tag;
    message->rseq = rseq;
    message->next = transaction.messages.next;
    return transaction.messages.next = message;
}

} // namespace imsfail::model
